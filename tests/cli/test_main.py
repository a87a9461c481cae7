"""The command as people meet it first."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from headway import __version__
from headway.cli.main import COMMANDS, main


def test_it_knows_its_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"headway {__version__}\n"


def test_a_mistyped_command_is_answered_with_what_was_meant() -> None:
    result = CliRunner().invoke(main, ["sevre"])
    assert result.exit_code == 2
    assert "Did you mean serve" in result.output


def test_something_else_is_answered_with_all_there_is() -> None:
    result = CliRunner().invoke(main, ["xyzzy"])
    assert result.exit_code == 2
    assert "Use one of: demo, serve, worker, init" in result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help
    assert COMMANDS[name][1].endswith(".")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts[0]}"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["score", "--help"],
        ["forecast", "--help"],
        ["import", "--help"],
        ["nope"],
    ],
)
def test_what_needs_no_database_never_loads_django(arguments: list[str]) -> None:
    """Django costs a second; help and offline scoring must not pay it."""
    script = (
        "import sys\n"
        "from headway.cli.main import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
