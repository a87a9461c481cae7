"""Calendars, read back by a library as a calendar program would."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from headway.kit import clock
from headway.kit.testing.world import World
from headway.people.actions import deactivate_person, update_organisation
from headway.reminders.actions.feeds import make_feed
from headway.reminders.tests.working import done_last_week
from headway.rituals.actions.rooms import (
    cancel_meeting,
    open_meeting,
    reschedule_meeting,
    schedule_meeting,
)
from headway.rituals.actions.series import start_series
from headway.rituals.models import MeetingSeries

pytestmark = pytest.mark.django_db


def read(world: World, address: str) -> Any:
    answer = world.client(None).get(address.removeprefix("http://localhost:8000"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def events(calendar: Any, words: str = "") -> list[Any]:
    found = [one for one in calendar.walk("VEVENT") if words in str(one["SUMMARY"])]
    return sorted(found, key=lambda one: str(one.decoded("DTSTART")))


@pytest.fixture
def weekly(world: World) -> MeetingSeries:
    """Blue meets on Tuesdays at nine, in Berlin."""
    update_organisation(world.actor("admin"), time_zone="Europe/Berlin")
    return MeetingSeries.objects.create(
        organisation=world.organisation, unit=world.units["blue"], weekday=1, at=time(9),
        since=date(2026, 11, 1),
    )  # fmt: skip


def feed(world: World, name: str = "mate", **which: int) -> str:
    return make_feed(world.actor(name), **which)[1]


def test_it_is_well_formed(world: World, weekly: MeetingSeries):
    done_last_week(world)
    made = read(world, feed(world, "owner"))
    assert made["VERSION"] == "2.0"
    assert str(made["X-WR-CALNAME"]) == "Owner Person, Aster"
    uids = [str(one["UID"]) for one in made.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    for one in made.walk("VEVENT"):
        assert one.decoded("DTSTAMP").tzinfo is not None
        assert one.decoded("DTEND") > one.decoded("DTSTART")


def test_a_series_keeps_its_hour_when_clocks_change(world: World, weekly: MeetingSeries):
    address = feed(world)
    with clock.frozen(datetime(2027, 2, 1, 9, tzinfo=UTC)):
        found = events(read(world, address), "Weekly, Blue")
    starts = [one.decoded("DTSTART") for one in found]
    assert {at.astimezone(ZoneInfo("Europe/Berlin")).time() for at in starts} == {time(9)}
    by_day = {at.date(): at.astimezone(UTC).hour for at in starts}
    assert (by_day[date(2027, 3, 23)], by_day[date(2027, 3, 30)]) == (8, 7)


def test_a_meeting_takes_the_place_of_that_of_its_series(world: World, weekly: MeetingSeries):
    address, lead = feed(world), world.actor("lead")
    before = events(read(world, address), "Weekly, Blue")
    meeting = schedule_meeting(
        lead, unit_id=world.units["blue"].pk, kind="weekly",
        planned_at=datetime(2026, 12, 1, 8, tzinfo=UTC),
    )  # fmt: skip
    planned = events(read(world, address), "Weekly, Blue")
    assert [one["UID"] for one in planned] == [one["UID"] for one in before]
    reschedule_meeting(lead, meeting.pk, planned_at=datetime(2026, 12, 3, 13, tzinfo=UTC))
    moved = events(read(world, address), "Weekly, Blue")
    [uid] = [one["UID"] for one in planned if one.decoded("DTSTART").date() == date(2026, 12, 1)]
    [then], [now] = ([one for one in these if one["UID"] == uid] for these in (planned, moved))
    assert now.decoded("DTSTART") == datetime(2026, 12, 3, 13, tzinfo=UTC)
    assert (
        now["SEQUENCE"]
        > then["SEQUENCE"]
        > next(one["SEQUENCE"] for one in before if one["UID"] == uid)
    )
    cancel_meeting(lead, meeting.pk)
    [gone] = [one for one in events(read(world, address)) if one["UID"] == uid]
    assert (gone["STATUS"], gone["SEQUENCE"] > now["SEQUENCE"]) == ("CANCELLED", True)


@pytest.mark.parametrize(("mode", "hours"), [("live", 0.25), ("async", 5)])
def test_one_that_was_held_later_stands_where_it_was_held(
    world: World, weekly: MeetingSeries, mode: str, hours: float
):
    lead, address = world.actor("lead"), feed(world)
    planned_at = datetime(2026, 12, 1, 8, tzinfo=UTC)
    held_at = planned_at + timedelta(days=1)
    meeting = schedule_meeting(
        lead, unit_id=world.units["blue"].pk, kind="weekly", planned_at=planned_at, mode=mode,
        ends_at=held_at + timedelta(hours=5) if mode == "async" else None,
    )  # fmt: skip
    with clock.frozen(held_at):
        open_meeting(lead, meeting.pk)
    found = events(read(world, address), "Weekly, Blue")
    [held] = [one for one in found if one.decoded("DTSTART").date() == date(2026, 12, 2)]
    assert held.decoded("DTSTART") == held_at
    assert held.decoded("DTEND") == held_at + timedelta(hours=hours)
    assert not [one for one in found if one.decoded("DTSTART").date() == date(2026, 12, 1)]


def test_what_is_due_stands_on_its_day(world: World):
    done_last_week(world)
    found = events(read(world, feed(world, "owner")), "Searches that end in a purchase")
    assert [(one.decoded("DTSTART"), one.decoded("DTEND")) for one in found] == [
        (date(2026, 11, 29), date(2026, 11, 30))
    ]
    assert events(read(world, feed(world, "mate")), "Searches") == []


def test_the_steps_of_the_cycle_are_in_it(world: World):
    [lock] = events(read(world, feed(world)), "Plan lock")
    assert str(lock["SUMMARY"]) == "Q4 2026: Plan lock"


def test_that_of_a_unit_has_its_meetings_alone(world: World, weekly: MeetingSeries):
    done_last_week(world)
    address = feed(world, "owner", unit_id=world.units["green"].pk)
    made = read(world, address)
    assert events(made, "Weekly") == []
    assert events(made, "Searches") == []
    address = feed(world, "owner", unit_id=world.units["blue"].pk)
    assert events(read(world, address), "Weekly, Blue")


def test_who_left_has_no_calendar(world: World):
    address = feed(world).removeprefix("http://localhost:8000")
    deactivate_person(world.system, world.people["mate"].pk)
    assert world.client(None).get(address).status_code == 404
    assert world.client(None).get("/feeds/made-up.ics").status_code == 404


@pytest.mark.parametrize("kind", ["weekly", "review", "retrospective", "planning"])
def test_every_kind_takes_the_place_of_that_of_its_series(world: World, kind: str):
    """docs/methods 8.4: also one that was planned by hand, without a word of the series."""
    update_organisation(world.actor("admin"), time_zone="Europe/Berlin")
    lead, unit_id = world.actor("lead"), world.units["blue"].pk
    start_series(
        lead, unit_id=unit_id, weekday=1, at=time(9), kind=kind, since=date(2026, 11, 24),
        facilitator_id=world.people["coach"].pk,
    )  # fmt: skip
    address = feed(world)
    named = {"weekly": "Weekly", "review": "Review", "retrospective": "Retrospective",
             "planning": "Planning session"}[kind] + ", Blue"  # fmt: skip
    before = events(read(world, address), named)
    schedule_meeting(
        lead, unit_id=unit_id, kind=kind, planned_at=datetime(2026, 12, 3, 13, tzinfo=UTC),
        cycle_id=world.cycle.pk, facilitator_id=world.people["coach"].pk,
    )  # fmt: skip
    made = read(world, address)
    after = events(made, named)
    assert {one["UID"] for one in after} == {one["UID"] for one in before}
    days = [one.decoded("DTSTART").date() for one in after]
    assert (date(2026, 12, 1) in days, date(2026, 12, 3) in days) == (False, True)
    refuse_same_twice(made)


def refuse_same_twice(made: Any) -> None:
    uids = [str(one["UID"]) for one in made.walk("VEVENT")]
    assert len(uids) == len(set(uids))


def test_one_that_was_cancelled_gives_its_place_to_the_next(world: World, weekly: MeetingSeries):
    address, lead = feed(world), world.actor("lead")
    unit_id, at = world.units["blue"].pk, datetime(2026, 12, 3, 13, tzinfo=UTC)
    gone = schedule_meeting(lead, unit_id=unit_id, kind="weekly", planned_at=at)
    cancel_meeting(lead, gone.pk)
    struck = events(read(world, address), "Weekly, Blue")
    [cancelled] = [one for one in struck if one["STATUS"] == "CANCELLED"]
    earlier = datetime(2026, 12, 2, 8, tzinfo=UTC)
    schedule_meeting(lead, unit_id=unit_id, kind="weekly", planned_at=earlier)
    made = read(world, address)
    [there] = [one for one in events(made, "Weekly, Blue") if one["UID"] == cancelled["UID"]]
    assert (there["STATUS"], there.decoded("DTSTART")) == ("CONFIRMED", earlier)
    assert there["SEQUENCE"] > cancelled["SEQUENCE"]
    refuse_same_twice(made)


def test_two_of_a_kind_in_a_week_both_stand_there(world: World):
    lead, unit_id = world.actor("lead"), world.units["blue"].pk
    series = start_series(
        lead, unit_id=unit_id, weekday=1, at=time(9), kind="review", since=date(2026, 11, 24)
    )
    for day in (1, 3):
        schedule_meeting(
            lead, unit_id=unit_id, kind="review", series_id=series.pk, cycle_id=world.cycle.pk,
            planned_at=datetime(2026, 12, day, 13, tzinfo=UTC),
        )  # fmt: skip
    made = read(world, feed(world))
    days = [one.decoded("DTSTART").day for one in events(made, "Review, Blue")
            if one.decoded("DTSTART").isocalendar().week == 49]  # fmt: skip
    assert days == [1, 3]
    refuse_same_twice(made)


def test_nine_in_berlin_stays_nine_when_summer_ends_and_begins(world: World, weekly: MeetingSeries):
    """Clocks go back on 25 October 2026 and forward on 28 March 2027."""
    MeetingSeries.objects.update(since=date(2026, 10, 1))
    address = feed(world)
    for now, changes_on in (
        (datetime(2026, 10, 20, 9, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2027, 3, 20, 9, tzinfo=UTC), date(2027, 3, 28)),
    ):
        with clock.frozen(now):
            made = read(world, address)
        assert str(made["X-WR-TIMEZONE"]) == "Europe/Berlin"
        starts = [one.decoded("DTSTART") for one in events(made, "Weekly, Blue")]
        around = [at for at in starts if abs((at.date() - changes_on).days) < 7]
        assert len(around) == 2
        assert {at.astimezone(ZoneInfo("Europe/Berlin")).time() for at in around} == {time(9)}
        assert len({at.hour for at in around}) == 2, "in UTC they differ by an hour"
