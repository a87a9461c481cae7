"""The planning calendar of a cycle, by script."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.core.planning.expectations import Step
from headway.kit.testing.world import START, World
from headway.okrs.actions.cycles import create_cycle
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


def test_the_calendar_is_read_and_set(world: World, caller: CallerOf) -> None:
    start = START + timedelta(weeks=13)
    cycle = create_cycle(
        world.system, name="Q1", starts_on=start, ends_on=start + timedelta(weeks=13, days=-1)
    )
    admin, path = caller("admin"), f"cycles/{cycle.pk}/calendar"
    found = admin.get(path)
    assert (found["current"], found["days_left"], found["next"]) == ("frame", 13, "tell")
    assert [row["step"] for row in found["steps"]] == list(Step)
    change = {"steps": [{"step": "align", "due_on": "2027-01-12"}]}
    saved = admin.send("PUT", path, change)
    align = next(row for row in saved["steps"] if row["step"] == "align")
    assert (align["due_on"], align["is_own"]) == ("2027-01-12", True)
    assert admin.get(f"cycles/{cycle.pk}")["calendar"] == {
        "align": [align["starts_on"], "2027-01-12"]
    }
    bad = admin.refused("PUT", path, {"steps": [{"step": "lock", "due_on": "2020-01-01"}]})
    assert bad["errors"][0]["field"] == "lock"
    assert caller("owner").refused("PUT", path, change)["status"] == 403
