"""What is planned in one's own time comes at its time, whatever kind of meeting it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.rituals.actions.rooms import (
    next_stage,
    open_meeting,
    resume_clock,
    schedule_meeting,
)
from headway.rituals.actions.rooms.deadlines import turn_meeting
from headway.rituals.jobs import turn_due
from headway.rituals.models import Meeting
from headway.rituals.queries.rooms.news import news_key
from headway.rituals.queries.rooms.rows import meeting_row

of_a_cycle = pytest.mark.parametrize("kind", ["retrospective", "planning", "review"])


def planned(world: World, kind: str, *, hours: float = 1) -> Meeting:
    """One of Blue in its own time, from so many hours on for two hours."""
    begins = NOW + timedelta(hours=hours)
    return schedule_meeting(
        world.actor("coach"), unit_id=world.units["blue"].pk, kind=kind, mode="async",
        planned_at=begins, ends_at=begins + timedelta(hours=2),
        cycle_id=world.cycle.pk, format="keep_stop_start" if kind == "retrospective" else "",
    )  # fmt: skip


def state(meeting: Meeting, hours: int) -> str:
    """How the job leaves it, so many hours on."""
    with clock.frozen(NOW + timedelta(hours=hours)):
        turn_due()
    return Meeting.objects.get(pk=meeting.pk).state


@of_a_cycle
def test_it_opens_by_itself_and_closes_when_somebody_says_so(world: World, kind: str) -> None:
    """It stayed planned for ever: only weeklies were opened."""
    meeting = planned(world, kind)
    assert state(meeting, 0) == "planned"
    assert state(meeting, 1) == "open"
    assert state(meeting, 4) == "open"


@of_a_cycle
def test_one_whose_deadline_has_passed_does_not_keep_the_next_one_out(
    world: World, kind: str
) -> None:
    """At the upgrade those opened that were planned months ago, and nothing closed them again."""
    missed, next_one = planned(world, kind), planned(world, kind, hours=900)
    assert state(missed, 800) == "planned"
    with clock.frozen(NOW + timedelta(hours=800)):
        assert turn_meeting(missed.pk) is None  # found in time, and looked at too late
    assert state(next_one, 901) == "open"
    assert state(missed, 901) == "planned"


def test_whoever_wants_it_all_the_same_opens_it(world: World) -> None:
    missed = planned(world, "review")
    with clock.frozen(NOW + timedelta(hours=800)):
        assert open_meeting(world.actor("coach"), missed.pk).state == "open"


def running(world: World, kind: str) -> Meeting:
    """One of Blue that is open in its own time, at its second stage."""
    meeting = planned(world, kind, hours=0)
    open_meeting(world.actor("coach"), meeting.pk)
    return next_stage(world.actor("coach"), meeting.pk)


def page(world: World, meeting: Meeting) -> str:
    return world.client("coach").get(f"/meetings/{meeting.pk}").content.decode()


@of_a_cycle
def test_its_room_has_a_deadline_and_no_clock(world: World, kind: str) -> None:
    """It counted days, said that it was over time, and had everybody's browser ask each second."""
    meeting = running(world, kind)
    resume_clock(world.actor("coach"), meeting.pk)
    with clock.frozen(NOW + timedelta(hours=1, minutes=50)):
        found = page(world, meeting)
    assert "Each in their own time, until" in found
    assert 'value="next"' in found
    for word in ('role="timer"', "over time", 'data-left="-', 'value="pause"', 'value="resume"'):
        assert word not in found
    assert Meeting.objects.get(pk=meeting.pk).running_since is None


def test_a_clock_that_ran_there_before_the_upgrade_counts_nothing(world: World) -> None:
    meeting = running(world, "retrospective")
    Meeting.objects.update(running_since=NOW)
    coach = world.actor("coach")
    with clock.frozen(NOW + timedelta(hours=1)):
        row = meeting_row(coach, meeting.pk)
        asked = {"key": news_key(coach, row)}
        news = world.client("coach").get(f"/news/{meeting.pk}", asked).content.decode()
        next_stage(coach, meeting.pk)
    assert "retry: 5000" in news
    assert row.timing().seconds == 0
    assert meeting_row(coach, meeting.pk).timing().seconds == 0
