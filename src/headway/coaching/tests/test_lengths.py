"""How long weeklies took: no days that nobody met."""

from __future__ import annotations

from datetime import timedelta

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
    meeting.stages[0]["seconds"] = 3 * 24 * 60 * 60
    meeting.save(update_fields=["stages"])
    assert lengths(world, meeting) == [None]
