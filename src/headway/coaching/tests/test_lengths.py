"""How long weeklies took: no days that nobody met."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.coaching.queries.calendar import read_calendar
from headway.coaching.queries.meetings import met
from headway.core.cadence import local_date
from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.rituals.actions import rooms
from headway.rituals.actions.rooms import open_weekly
from headway.rituals.models import Meeting


def lengths(world: World, meeting: Meeting) -> list[float | None]:
    """As the coach's desk takes the median of, three days on."""
    today = local_date(NOW + timedelta(days=3), "UTC")
    found = met(world.actor("admin"), [meeting.unit_id], since=local_date(NOW, "UTC"), today=today)
    return [one.minutes for one in found.weeklies[meeting.unit_id]]


def weekly(world: World, *, closed_after: timedelta) -> Meeting:
    """A weekly of Blue in which something was said in the twelfth minute, for the last time."""
    meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
    with clock.frozen(NOW + timedelta(minutes=12)):
        rooms.add_minute(world.actor("mate"), meeting.pk, kind="decision", text="We stay.")
    with clock.frozen(NOW + closed_after):
        rooms.close_meeting(world.actor("owner"), meeting.pk)
    meeting.refresh_from_db()
    return meeting


def test_a_weekly_that_was_closed_days_later_took_its_minutes(world: World) -> None:
    assert lengths(world, weekly(world, closed_after=timedelta(days=3))) == [12]


def test_a_weekly_that_was_counted_for_days_has_no_length(world: World) -> None:
    """As those were that closed before the clock knew when to stop."""
    meeting = weekly(world, closed_after=timedelta(minutes=12))
    counted(meeting, timedelta(days=3))
    assert lengths(world, meeting) == [None]


def counted(meeting: Meeting, time: timedelta) -> None:
    """Its clock ran for so long in the first stage."""
    meeting.stages[0]["seconds"] = int(time.total_seconds())
    meeting.save(update_fields=["stages"])


class TestEverywhereTheSame:
    """On the page of the weekly, in the next room, in the minutes and in the coach's calendar."""

    def told(self, world: World, meeting: Meeting) -> dict[str, str]:
        mate, unit = world.client("mate"), meeting.unit_id
        with clock.frozen(NOW + timedelta(days=7)):
            room = open_weekly(world.actor("owner"), unit)
            pages = {
                "weekly": f"/weekly?unit={unit}",
                "room": f"/meetings/{room.pk}",
                "minutes": f"/meetings/{meeting.pk}",
            }
            return {name: mate.get(page).content.decode() for name, page in pages.items()}

    def in_calendar(self, world: World) -> list[int | None]:
        today = local_date(NOW, "UTC")
        shown = read_calendar(world.actor("coach"), start=today, end=today, today=today)
        return [slot.minutes for slot in shown.slots]

    def test_a_minute_that_was_begun_counts(self, world: World) -> None:
        meeting = weekly(world, closed_after=timedelta(minutes=12))
        counted(meeting, timedelta(minutes=12, seconds=10))
        assert self.in_calendar(world) == [13]
        told = self.told(world, meeting)
        assert "Median length 13 of 15 minutes" in told["weekly"]
        assert "Last time took 13 minutes" in told["room"]
        assert "13 of 15 minutes" in told["minutes"]

    def test_one_that_was_counted_for_days_has_none(self, world: World) -> None:
        meeting = weekly(world, closed_after=timedelta(minutes=12))
        counted(meeting, timedelta(days=3))
        assert self.in_calendar(world) == [None]
        told = self.told(world, meeting)
        assert "Median length" not in told["weekly"]
        assert "Last time took" not in told["room"]
        for page in told.values():
            assert "4320" not in page
            assert "72:00" not in page


@pytest.mark.parametrize(("hours", "minutes"), [(4, 240), (0, None)])
def test_a_planning_session_may_take_an_afternoon(
    world: World, hours: int, minutes: int | None
) -> None:
    meeting = rooms.schedule_meeting(
        world.actor("coach"), unit_id=world.units["blue"].pk, kind="planning", planned_at=NOW,
        cycle_id=world.cycle.pk,
    )  # fmt: skip
    rooms.open_meeting(world.actor("coach"), meeting.pk)
    meeting = rooms.close_meeting(world.actor("coach"), meeting.pk)
    counted(meeting, timedelta(hours=hours))
    assert TestEverywhereTheSame().in_calendar(world) == [minutes]
