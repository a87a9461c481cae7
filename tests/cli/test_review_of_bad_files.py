"""`headway review` refuses a broken file in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from headway.cli.main import main

BROKEN = {
    "no_day.yaml": "objectives:\n- title: 2019-13-45\n",
    "deep.json": "[" * 200_000,
    "deep.yaml": "[" * 20_000,
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("command", ["review", "score"])
def test_a_broken_file_is_refused_in_a_sentence(tmp_path: Path, command: str, name: str) -> None:
    file = tmp_path / name
    file.write_text(BROKEN[name])
    result = CliRunner().invoke(main, [command, str(file)])
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, name in result.output) == (2, True)
