"""Every mean says how many hidden objectives it is not of: exactly, the same on page and API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import START, TODAY, World, on
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Objective
from tests.api.conftest import Caller, caller

__all__ = ["caller"]  # a fixture

pytestmark = pytest.mark.django_db

LEFT_OUT = {1: "1 is left out: it is not for you to read.",
            2: "2 are left out: they are not for you to read."}  # fmt: skip


@pytest.fixture
def open_and_hidden(world: World) -> World:
    """Since the start: one objective that all may read at 0.25, two hidden ones that count, of
    which Green's leads to the goal, and a hidden draft, which counts in nothing."""
    with on(START + timedelta(days=1)):
        check_in(world.system, world.key_results[0].pk, value=50)
        for title, unit in (("Blue's secret", "blue"), ("Green's secret", "green")):
            made = world.add_objective(title, unit=unit)
            check_in(world.system, made.key_results.get().pk, value=9)
            update_objective(world.system, made.pk, visibility="people")
            if unit == "green":
                link_objective(world.system, made.pk, goal_id=world.goal.pk)
        draft = world.add_draft("A secret draft", unit="green", cycle=world.cycle)
        update_objective(world.system, draft.pk, visibility="people")
    return world


def read(caller_of: Any, who: str) -> Caller:
    made = caller_of(who, "read")
    assert isinstance(made, Caller)
    return made


def notes_of(explanation: dict[str, Any]) -> str:
    return " ".join(explanation["notes"])


def test_the_matrix_cell_by_cell(open_and_hidden, caller):
    world, viewer = open_and_hidden, read(caller, "viewer")
    works, green = world.units["works"].pk, world.units["green"].pk
    goal = str(world.goal.pk)
    for place, row, expected in (
        ({}, 0, {goal: 1, "none": 1, "all": 2}),
        ({"unit_id": works}, green, {goal: 1, "none": 0, "all": 1}),
        ({"unit_id": works, "as_of": "2026-11-20"}, green, {goal: 1, "none": 0, "all": 1}),
    ):
        found = viewer.get("line-of-sight/matrix", **place)
        cells = found["total"] if row == 0 else next(
            one["cells"] for one in found["rows"] if one["unit_id"] == row
        )  # fmt: skip
        assert {cell["column"]: cell["hidden"] for cell in cells} == expected
    assert found["unserved_goal_ids"] == [], "somebody works for it, whoever that is"
    told = viewer.get("line-of-sight/matrix/explanation")
    assert (told["value"], LEFT_OUT[2] in notes_of(told)) == (0.25, True)
    page = text_of(world.client("viewer").get("/line-of-sight/matrix?row=0&column=all"))
    assert "2 hidden" in page
    assert "nobody" not in page
    assert page.count(LEFT_OUT[2]) >= 3, "below the table, beside the mean, and where it opens"
    everything = read(caller, "admin").get("line-of-sight/matrix")
    assert {cell["hidden"] for cell in everything["total"]} == {0}


@pytest.mark.parametrize("day", [TODAY, date(2026, 11, 20)])
def test_the_line_of_sight(open_and_hidden, caller, day):
    viewer = read(caller, "viewer")
    summary = viewer.get("line-of-sight", as_of=day)["summary"]
    assert (summary["mean_score"], summary["hidden"]) == (0.25, 2)
    page = text_of(open_and_hidden.client("viewer").get(f"/line-of-sight?as_of={day}"))
    assert "Mean score 0.25 of 1 objective" in page
    assert "goal has no objective." not in page
    assert page.count(LEFT_OUT[2]) == 2, "in words, and where the mean opens"
    Objective.objects.filter(title="Blue's secret").update(visibility="organisation")
    summary = viewer.get("line-of-sight", as_of=day)["summary"]
    assert (summary["objectives"], summary["hidden"]) == (2, 1)
    page = text_of(open_and_hidden.client("viewer").get(f"/line-of-sight?as_of={day}"))
    assert page.count(LEFT_OUT[1]) == 2


def test_the_report_and_what_a_cycle_teaches(open_and_hidden, caller):
    world, viewer = open_and_hidden, read(caller, "viewer")
    said = "2 objectives are left out: they are not for you to read."
    (column,) = viewer.get(f"cycles/{world.cycle.pk}/report")["cycles"]
    assert (column["objectives"], column["hidden"]) == (1, 2)
    assert all(said in notes_of(one["explanation"]) for name, one in column["figures"].items()
               if name != "objective_mean")  # fmt: skip
    assert LEFT_OUT[2] in notes_of(column["figures"]["objective_mean"]["explanation"])
    page = text_of(world.client("viewer").get(f"/cycles/{world.cycle.pk}/report"))
    assert "2 hidden" in page
    assert said in page
    learned = viewer.get(f"cycles/{world.cycle.pk}/learnings")
    assert learned["hidden"] == 2
    for name in ("key_results", "objectives"):
        assert said in notes_of(learned["explanations"][name])
    review = text_of(world.client("viewer").get(f"/cycles/{world.cycle.pk}?view=review"))
    assert said in review
    (column,) = read(caller, "admin").get(f"cycles/{world.cycle.pk}/report")["cycles"]
    assert (column["objectives"], column["hidden"]) == (3, 0)


def test_the_comparison_of_two_days(open_and_hidden, caller):
    world, viewer = open_and_hidden, read(caller, "viewer")
    check_in(world.system, world.key_results[0].pk, value=60)
    asked = {"since": date(2026, 11, 20), "until": TODAY, "cycle_id": world.cycle.pk}
    mean = viewer.get("changes", **asked)["items"][0]
    assert (mean["before"], mean["after"]) == (0.25, 0.5)
    assert LEFT_OUT[2] in mean["label"]
    page = text_of(world.client("viewer").get("/changes?unit=all&since=2026-11-20"))
    assert page.count(LEFT_OUT[2]) == 3, "beside the means, and where each of them opens"
