"""A day is a day where the organisation lives: nobody takes the date of an instant by itself.

The stored progress of a key result measured per period once counted by the day in Greenwich: on a
Sunday evening in Los Angeles a week was over that still ran there.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "headway"
MAY = {
    "core/cadence.py": "local_date itself",
    "kit/clock.py": "today, in a given time zone",
    "web/formats.py": "the time zone of the page",
    "cli/forecast.py": "days typed on the command line",
    "cli/spc.py": "days typed on the command line",
    "cli/serve.py": "days typed on the command line",
}


def days_of_instants(code: str) -> list[int]:
    """The lines on which ``.date()`` is called."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "date"
        and not node.args
    ]


def test_a_day_of_an_instant_is_seen() -> None:
    assert days_of_instants("day = row.entered_at.date()\nother = date(2026, 1, 1)\n") == [1]


@pytest.mark.parametrize("time_zone_of", sorted(MAY))
def test_what_may_is_still_there(time_zone_of: str) -> None:
    assert days_of_instants((SOURCE / time_zone_of).read_text("utf-8"))


def test_days_come_from_local_date() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if "tests" not in path.parts and str(path.relative_to(SOURCE)) not in MAY
        for line in days_of_instants(path.read_text("utf-8"))
    ]
    assert not found, f"Use core.cadence.local_date with the organisation's zone: {found}"
