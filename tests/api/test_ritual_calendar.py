"""Which meetings there are between two days."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from headway.kit.testing.world import NOW, World
from headway.people.models import Unit
from headway.rituals.actions.rooms import schedule_meeting
from headway.rituals.actions.series import start_series
from tests.api.conftest import CallerOf


def test_meetings_between_two_days(world: World, caller: CallerOf) -> None:
    made = {
        days: schedule_meeting(
            world.actor("coach"), unit_id=world.units["blue"].pk, kind="weekly",
            planned_at=NOW + timedelta(days=days),
        ).pk
        for days in (0, 21, 35)
    }  # fmt: skip
    coach = caller("coach")

    def listed(**days: str) -> list[Any]:
        return [one["meeting_id"] for one in coach.get("ritual-calendar", **days)["meetings"]]

    assert listed() == [made[0], made[21]]
    assert listed(start="2026-11-25") == [made[21]]
    assert listed(start="2026-11-24", end="2026-11-24") == [made[0]]
    assert listed(end="2026-12-29") == list(made.values())


@pytest.mark.parametrize(
    ("start", "end"), [("2026-11-24", "2026-11-23"), ("2026-11-24", "2027-02-25")]
)
def test_days_that_do_not_fit_are_refused(caller: CallerOf, start: str, end: str) -> None:
    """A calendar that was cut short looked like one with nothing to come."""
    refused = caller("coach").refused("GET", "ritual-calendar", start=start, end=end)
    assert [one["field"] for one in refused["errors"]] == ["end"]


def test_a_series_of_a_unit_that_was_archived_is_changed_no_more(
    world: World, caller: CallerOf
) -> None:
    """The change was stored, and the answer an error of the server."""
    made = start_series(world.actor("coach"), unit_id=world.units["blue"].pk, weekday=0, at=time(9))
    Unit.objects.filter(pk=made.unit_id).update(archived_at=NOW)
    terms = {"weekday": 1, "at": "09:00"}
    refused = caller("admin").refused(
        "PUT", f"meeting-series/{made.pk}", terms, headers={"If-Match": f'"{made.version}"'}
    )
    assert (refused["status"], refused["code"]) == (409, "unit_archived")
    made.refresh_from_db()
    assert made.weekday == 0
