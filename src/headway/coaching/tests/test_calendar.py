"""The calendar of rituals: which meetings of a series are still asked for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

from headway.coaching.queries.calendar import SKIPPED, read_calendar
from headway.kit import clock
from headway.kit.testing.world import NOW, TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.people.actions import create_token, update_organisation
from headway.rituals.actions.rooms import close_meeting, open_meeting, schedule_meeting
from headway.rituals.actions.series import end_series, start_series
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


def test_one_stands_on_the_day_when_it_was_held(world: World) -> None:
    """In the place of that of its series all the same: nobody had met there on Sunday."""
    sundays(world)
    coach = world.actor("coach")
    meeting = schedule_meeting(
        coach, unit_id=world.units["blue"].pk, kind="weekly",
        planned_at=datetime(2026, 11, 29, 9, tzinfo=UTC),
    )  # fmt: skip
    monday = datetime(2026, 11, 30, 11, tzinfo=UTC)
    with clock.frozen(monday):
        open_meeting(coach, meeting.pk)
        close_meeting(coach, meeting.pk)
    before, after = (
        read_calendar(coach, start=day, end=day, today=date(2026, 12, 1)).slots
        for day in (SUNDAY, MONDAY)
    )
    assert before == []
    assert [(slot.meeting_id, slot.at) for slot in after] == [(meeting.pk, monday)]


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


@pytest.mark.parametrize(("who", "facilitates"), [("owner", "owner"), ("lead", "coach")])
def test_a_retrospective_planned_here_is_as_one_planned_on_its_own_page(
    world: World, who: str, facilitates: str
) -> None:
    """It kept names, and who leads from above was refused as its facilitator."""
    sent = {
        "do": "plan", "day": "2026-12-29", "at": "10:00", "kind": "retrospective",
        "unit_id": str(world.units["blue"].pk), "cycle_id": str(world.cycle.pk),
    }  # fmt: skip
    assert world.client(who).post("/coach/calendar/step", sent).status_code == 302
    made = Meeting.objects.get()
    assert (made.is_anonymous, made.format) == (True, "goals_measures")
    assert made.facilitator_id == world.people[facilitates].pk


def test_nor_does_one_that_a_program_plans_keep_names(world: World) -> None:
    _token, secret = create_token(world.actor("owner"), name="x", scopes=["write"])
    sent = {
        "kind": "retrospective", "unit_id": world.units["blue"].pk, "cycle_id": world.cycle.pk,
        "planned_at": "2026-12-29T10:00:00Z",
    }  # fmt: skip
    made = Client().post(
        "/api/v1/meetings", sent, content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    assert made.status_code == 201
    assert Meeting.objects.get().is_anonymous


def test_one_that_is_moved_is_open_as_long_as_before(world: World) -> None:
    """It was open for a day from then on, however long that had been."""
    begins = NOW + timedelta(days=1)
    meeting = schedule_meeting(
        world.actor("coach"), unit_id=world.units["blue"].pk, kind="review", mode="async",
        planned_at=begins, ends_at=begins + timedelta(days=5), cycle_id=world.cycle.pk,
    )  # fmt: skip
    sent = {"do": "move", "meeting_id": str(meeting.pk), "day": "2026-12-01", "at": "10:00"}
    assert world.client("coach").post("/coach/calendar/step", sent).status_code == 302
    meeting.refresh_from_db()
    assert meeting.planned_at == datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert meeting.ends_at == datetime(2026, 12, 6, 10, tzinfo=UTC)


def test_one_planned_from_its_series_is_open_as_long_as_that_says(world: World) -> None:
    series = start_series(
        world.actor("lead"), unit_id=world.units["blue"].pk, weekday=1, at=time(9), mode="async",
        open_hours=72,
    )  # fmt: skip
    sent = {
        "do": "plan", "day": "2026-12-01", "at": "09:00", "kind": "weekly", "mode": "async",
        "unit_id": str(world.units["blue"].pk), "series_id": str(series.pk),
    }  # fmt: skip
    assert world.client("coach").post("/coach/calendar/step", sent).status_code == 302
    made = Meeting.objects.get()
    assert made.ends_at == made.planned_at + timedelta(hours=72)


class TestTheMonth:
    """A wall of weeks: every day once in its place, several rituals a day, today marked."""

    def page(self, world: World, month: str = "2026-11-01") -> str:
        shown = world.client("coach").get(f"/coach/calendar?month={month}").content.decode()
        return str(shown[shown.index('<table class="month"') : shown.index("Day by day")])

    def test_whole_weeks_with_today_marked_once(self, world: World) -> None:
        page = self.page(world)
        days = re.findall(r'<time class="dn" datetime="([^"]+)"', page)
        assert days == sorted(days)
        assert (days[0], days[-1], len(days)) == ("2026-10-26", "2026-12-06", 42)
        assert page.count('aria-current="date"') == 1
        assert re.search(r'aria-current="date">\s*<time class="dn" datetime="2026-11-24"', page)
        assert page.count('class="out"') == 12

    def test_weeks_begin_where_the_organisation_begins_them(self, world: World) -> None:
        update_organisation(world.actor("admin"), week_start=6)
        page = self.page(world)
        assert page.index("Sunday") < page.index("Monday")
        assert 'datetime="2026-11-01"' in page

    def test_each_leads_to_its_room_or_its_line_below(self, world: World) -> None:
        planned = schedule_meeting(
            world.actor("coach"), unit_id=world.units["blue"].pk, kind="weekly",
            planned_at=datetime(2026, 11, 26, 10, tzinfo=UTC),
        )  # fmt: skip
        page = self.page(world)
        assert f'href="/meetings/{planned.pk}"' in page
        sundays(world)
        page = self.page(world)
        assert 'href="#on-2026-11-15"' in page
        whole = world.client("coach").get("/coach/calendar?month=2026-11-01").content.decode()
        assert 'id="on-2026-11-15"' in whole

    def test_a_full_day_says_how_many_more(self, world: World) -> None:
        for number in range(7):
            schedule_meeting(
                world.actor("coach"), unit_id=world.units["blue"].pk, kind="review",
                planned_at=datetime(2026, 11, 26, 9 + number, tzinfo=UTC),
                cycle_id=world.cycle.pk,
            )  # fmt: skip
        page = self.page(world)
        assert "4 more" in page
        assert page.count(">Review</span>") == 3

    def test_any_month_is_one_step_away(self, world: World) -> None:
        page = world.client("coach").get("/coach/calendar?month=2027-01-15").content.decode()
        for link in ("month=2026-12-01", "month=2027-02-01", 'href="/coach/calendar"'):
            assert link in page
        assert "January 2027" in page


def test_a_step_that_goes_on_stands_where_it_begins(world: World) -> None:
    """It stood on the last day that was shown: on the desk on Sunday, and in the calendar, where
    that Sunday is a day like others, nowhere."""
    following = world.next_cycle()
    monday = date(2026, 11, 23)
    week = read_calendar(world.actor("coach"), start=monday, end=SUNDAY, today=TODAY)
    found = [(one.day, step.step) for one in week.days for step in one.steps]
    [frame] = [step for one in week.days for step in one.steps if step.cycle_id == following.pk]
    assert frame.due_on > SUNDAY
    assert (max(frame.starts_on, monday), frame.step) in found
    assert SUNDAY not in {day for day, _step in found}
    wall = world.client("coach").get("/coach/calendar?month=2026-11-01").content.decode()
    cells = re.findall(r'<time class="dn" datetime="([^"]+)"(.*?)</td>', wall, re.DOTALL)
    assert [day for day, cell in cells if f"/cycles/{following.pk}" in cell]


def test_numbers_are_in_by_the_rule_of_the_weekly_itself(world: World) -> None:
    """What came last week does not count for this one, here no more than in the room or on Home."""
    actor = world.actor("owner")
    schedule_meeting(
        actor, unit_id=world.units["blue"].pk, kind="weekly", planned_at=NOW + timedelta(hours=1)
    )
    with clock.frozen(NOW - timedelta(days=6)):
        check_in(actor, world.key_results[0].pk, value=45.0, confidence=7)
    for words in ("0 of 2 numbers in", "1 of 2 numbers in"):
        found = read_calendar(world.actor("coach"), start=TODAY, end=TODAY, today=TODAY)
        slots = [slot for day in found.days for slot in day.slots if slot.kind == "weekly"]
        assert [slot.prepared.words for slot in slots if slot.prepared] == [words]
        check_in(actor, world.key_results[0].pk, value=46.0, confidence=7)


def test_a_series_that_ended_on_its_first_day_asks_for_nothing(world: World) -> None:
    coach, blue = world.actor("coach"), world.units["blue"].pk
    series = start_series(coach, unit_id=blue, weekday=TODAY.weekday(), at=time(16))
    shown = read_calendar(coach, start=TODAY, end=TODAY, today=TODAY).slots
    assert [slot.series_id for slot in shown] == [series.pk]
    end_series(coach, series.pk)
    assert not read_calendar(coach, start=TODAY, end=TODAY, today=TODAY).slots


def test_one_whose_time_has_passed_is_not_to_come(world: World) -> None:
    """Also where all its numbers are in: nobody has met."""
    coach = world.actor("coach")
    for unit, hours in (("blue", -1), ("green", 1)):
        schedule_meeting(
            world.system, unit_id=world.units[unit].pk, kind="weekly",
            planned_at=NOW + timedelta(hours=hours),
        )  # fmt: skip
    found = read_calendar(coach, start=TODAY, end=TODAY, today=TODAY)
    assert {slot.unit_name: slot.state_words for slot in found.slots}["Blue"] == "Not held yet"
    shown = world.client("admin").get("/coach/calendar").content.decode()
    assert "This week: one to come, one not held yet" in shown
    assert "Not held yet</span>" in shown


def test_the_days_before_this_week_stand_apart(world: World) -> None:
    """A phone begins with this week, and leads to the days before it."""
    for days in (-14, 1):
        day = NOW + timedelta(days=days)
        with clock.frozen(min(day, NOW)):
            schedule_meeting(
                world.system, unit_id=world.units["blue"].pk, kind="weekly", planned_at=day
            )
    client = world.client("admin")
    shown = client.get("/coach/calendar").content.decode()
    before, now = shown.split('<tbody id="earlier-days"')[1].split("</tbody>", 1)
    assert 'id="on-2026-11-10"' in before
    assert 'id="on-2026-11-25"' not in before
    assert 'id="on-2026-11-25"' in now
    assert 'href="#earlier-days"' in shown
    assert "earlier-days" not in client.get("/coach/calendar?month=2026-10-01").content.decode()
