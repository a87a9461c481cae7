"""Write the reference pages that the code itself knows: settings and the command line.

python tools/docs.py           writes them into docs/
python tools/docs.py --check   says which ones are out of date and writes nothing
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from headway.cli.main import main as headway
from headway.kit.configuration import SETTINGS

DOCS = Path(__file__).resolve().parent.parent / "docs"
MARK = "<!-- Written by `make docs`; change the code instead. -->"


def settings_page() -> str:
    """Every environment variable that Headway reads."""
    lines = [
        "# Settings",
        "",
        MARK,
        "",
        "Headway is configured by environment variables, read once at start. A value that cannot",
        "be used stops the server with a sentence that says what is accepted.",
        "",
        "| Variable | Default | Meaning |",
        "|---|---|---|",
    ]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "empty"
        secret = " Secret: never written to logs or exports." if setting.secret else ""
        lines.append(f"| `{setting.name}` | {default} | {_cell(setting.help)}{secret} |")
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """Every command with its own help text."""
    context = click.Context(headway, info_name="headway")
    parts = ["# Command line", MARK, f"```text\n{_help(context)}\n```"]
    for command in _commands(context):
        parts += [f"## `{command.command_path}`", f"```text\n{_help(command)}\n```"]
    return "\n\n".join(parts) + "\n"


PAGES: dict[str, Callable[[], str]] = {"settings.md": settings_page, "cli.md": cli_page}


def main(arguments: list[str]) -> int:
    """Write all pages, or with ``--check`` compare them."""
    stale = []
    for name, write in PAGES.items():
        path = DOCS / name
        text = write()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in arguments:
        print(f"Out of date in docs/: {', '.join(stale)}. Run make docs.", file=sys.stderr)
        return 1
    return 0


def _commands(context: click.Context) -> Iterator[click.Context]:
    """The commands below ``context``, depth first, hidden ones left out."""
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        child = click.Context(command, info_name=name, parent=context)
        yield child
        yield from _commands(child)


def _help(context: click.Context) -> str:
    """The help text at a width that does not depend on the terminal."""
    context.terminal_width = context.max_content_width = 88
    return context.get_help()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
