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
    "wide.csv": f'title\n"{"y" * 200_000}"\n',
    "half.json": '[{"title": "\\ud800 grow"}]',
    "half.yaml": '- title: "\\ud800 grow"\n',
    "large.yaml": "#" * 5_000_001,
}
AT_ODDS = {
    "words.json": '{"start": "a", "target": 2}',
    "list.json": '{"start": 1, "target": [2]}',
    "truth.json": '{"start": 1, "target": true}',
    "endless.json": '{"start": 1, "target": NaN}',
    "large.json": f'{{"start": 1, "target": 1{"0" * 400}}}',
    "unit.json": '{"unit": {"a": 1}}',
    "metric.json": '{"metric": {"start": {}, "target": 5}}',
}
"""What stands beside a text, and is not of its type."""


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("command", ["review", "score"])
def test_a_broken_file_is_refused_in_a_sentence(tmp_path: Path, command: str, name: str) -> None:
    file = tmp_path / name
    file.write_text(BROKEN[name])
    result = CliRunner().invoke(main, [command, str(file)])
    assert isinstance(result.exception, SystemExit), result.exception
    assert (result.exit_code, name in result.output) == (2, True)


@pytest.mark.parametrize("name", AT_ODDS)
def test_what_is_of_another_type_is_named_with_its_place(tmp_path: Path, name: str) -> None:
    """Not with the code 1, which says that something blocks."""
    file = tmp_path / name
    file.write_text(f'[{{"title": "Sales rise", "kind": "increase", {AT_ODDS[name][1:]}]')
    result = CliRunner().invoke(main, ["review", str(file)])
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 2
    assert result.output.startswith("key result 1: “")


def test_numbers_may_be_written_as_texts(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("- {title: Sales, kind: increase, start: '5', target: '3', unit: EUR}\n")
    result = CliRunner().invoke(main, ["review", "--exit-zero", str(file)])
    assert "goes from 5 down to 3" in result.output


def test_an_objective_with_a_deadline_is_reviewed(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("objectives:\n- {title: Guests come back, owner: Ana, deadline: 2026-06-30}\n")
    result = CliRunner().invoke(main, ["review", str(file)])
    assert (result.exit_code, result.output) == (
        0,
        "1 texts, 0 findings: 0 block, 0 warn, 0 inform.\n",
    )


def test_lines_of_a_table_end_as_they_like(tmp_path: Path) -> None:
    """Old spreadsheets end them with a carriage return."""
    file = tmp_path / "plan.csv"
    file.write_bytes(b"objective,title\rGuests come back,Reach 5 schools\r")
    result = CliRunner().invoke(main, ["review", "--json", "--exit-zero", str(file)])
    assert "Reach 5 schools" in result.output
