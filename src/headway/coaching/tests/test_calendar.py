"""The calendar of rituals: which meetings of a series are still asked for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import pytest
from django.test import Client

from headway.coaching.queries.calendar import SKIPPED, read_calendar
from headway.kit.testing.world import World
from headway.people.actions import create_token, update_organisation
from headway.rituals.actions.rooms import schedule_meeting
from headway.rituals.actions.series import start_series
from headway.rituals.models import Meeting

pytestmark = pytest.mark.django_db

SUNDAY, MONDAY = date(2026, 11, 29), date(2026, 11, 30)


def sundays(world: World) -> int:
    """Blue meets on Sundays at nine."""
    made = start_series(
        world.actor("admin"), unit_id=world.units["blue"].pk, weekday=6, at=time(9),
        since=date(2026, 11, 1),
    )  # fmt: skip
    return made.pk


@pytest.mark.parametrize(("week_start", "met"), [(6, [True]), (0, [False, True])])
def test_a_meeting_stands_for_that_of_its_series_in_the_week_as_counted_there(
    world: World, week_start: int, met: list[bool]
) -> None:
    """Where weeks begin on Sundays, Monday's meeting is that of the Sunday before."""
    update_organisation(world.actor("admin"), week_start=week_start)
    sundays(world)
    schedule_meeting(
        world.actor("coach"), unit_id=world.units["blue"].pk, kind="weekly",
        planned_at=datetime(2026, 11, 30, 10, tzinfo=UTC),
    )  # fmt: skip
    found = read_calendar(world.actor("coach"), start=SUNDAY, end=MONDAY, today=date(2026, 11, 24))
    assert [slot.meeting_id is not None for slot in found.slots] == met


def test_what_nobody_held_is_skipped(world: World) -> None:
    series_id = sundays(world)
    found = read_calendar(world.actor("coach"), start=SUNDAY, end=SUNDAY, today=MONDAY)
    assert [(slot.state, slot.series_id) for slot in found.slots] == [(SKIPPED, series_id)]


def test_the_time_of_a_series_is_told_without_seconds(world: World) -> None:
    """By the API and in the form of the page."""
    sundays(world)
    _token, secret = create_token(world.actor("coach"), name="x", scopes=["read"])
    asked = Client().get("/api/v1/meeting-series", headers={"Authorization": f"Bearer {secret}"})
    assert [one["at"] for one in asked.json()] == ["09:00"]
    page = world.client("coach").get("/coach/calendar").content.decode()
    assert "09:00:00" not in page
    assert 'value="09:00"' in page


def test_a_review_is_planned_from_a_link_that_names_it(world: World) -> None:
    """It had no field for the cycle, without which only weeklies can be planned."""
    owner, unit = world.client("owner"), world.units["blue"].pk
    about = {"kind": "review", "unit_id": str(unit), "cycle_id": str(world.cycle.pk)}
    page = owner.get("/coach/calendar", about).content.decode()
    assert re.search(r'value="review"\s+selected', page)
    assert re.search(rf'value="{world.cycle.pk}"\s+selected', page)
    sent = {"do": "plan", "day": "2026-12-29", "at": "10:00", **about}
    assert owner.post("/coach/calendar/step", sent).status_code == 302
    assert Meeting.objects.get().cycle_id == world.cycle.pk


def test_a_weekly_is_of_the_cycle_that_runs_on_its_day(world: World) -> None:
    """Whatever the form, which has one field for all kinds, says."""
    sent = {
        "do": "plan", "day": "2026-12-01", "at": "10:00", "kind": "weekly",
        "unit_id": str(world.units["blue"].pk), "cycle_id": str(world.next_cycle().pk),
    }  # fmt: skip
    assert world.client("owner").post("/coach/calendar/step", sent).status_code == 302
    assert Meeting.objects.get().cycle_id == world.cycle.pk
