"""Two who begin, plan or settle at once: one is heard, the other joins or is told, and none of them
waits for the other for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.activity.models import Event
from headway.kit.problems import Conflict, NotFound, Outdated
from headway.kit.testing.at_once import both
from headway.kit.testing.world import NOW, World
from headway.people.access import Actor, system_actor
from headway.rituals.actions.blockers import raise_blocker, resolve_blocker
from headway.rituals.actions.items import add_action
from headway.rituals.actions.rooms import (
    join_meeting,
    open_meeting,
    open_weekly,
    schedule_meeting,
)
from headway.rituals.actions.rooms.forgotten import close_forgotten_meeting
from headway.rituals.actions.rooms.retrospectives import hold_retrospective
from headway.rituals.actions.series import start_series
from headway.rituals.models import ActionItem, Blocker, Meeting, MeetingSeries, MeetingState

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


def test_a_weekly_begun_twice_at_once_is_one_that_both_are_in(world: World) -> None:
    blue, people = world.units["blue"].pk, [world.actor("owner"), world.actor("mate")]
    for _round in range(3):
        Meeting.objects.all().delete()
        begun = both(*(
            lambda actor=actor: open_weekly(actor, blue) for actor in people
        ))  # fmt: skip
        assert {one.pk for one in begun} == {Meeting.objects.get().pk}
        assert Meeting.objects.get().attendances.count() == 2


def test_of_two_weeklies_of_a_week_planned_at_once_one_is_refused(world: World) -> None:
    blue, people = world.units["blue"].pk, [world.actor("owner"), world.actor("mate")]
    made = both(*(
        lambda actor=actor: schedule_meeting(
            actor, unit_id=blue, kind="weekly", planned_at=NOW + timedelta(weeks=2)
        )
        for actor in people
    ))  # fmt: skip
    assert sorted(isinstance(one, Conflict) for one in made) == [False, True]


def test_of_two_series_begun_at_once_one_is_refused(world: World) -> None:
    blue, lead = world.units["blue"].pk, world.actor("lead")
    made = both(*[lambda: start_series(lead, unit_id=blue, weekday=0, at=time(9))] * 2)
    assert sorted(isinstance(one, Conflict) for one in made) == [False, True]
    assert MeetingSeries.objects.count() == 1


def test_two_meetings_of_a_kind_opened_at_once_are_not_both_open(world: World) -> None:
    blue, owner = world.units["blue"].pk, world.actor("owner")
    planned = [
        schedule_meeting(
            owner, unit_id=blue, kind="weekly", planned_at=NOW + timedelta(weeks=weeks)
        ).pk
        for weeks in (0, 1)
    ]  # fmt: skip
    opened = both(*(lambda pk=pk: open_meeting(owner, pk) for pk in planned))
    assert sorted(isinstance(one, Conflict) for one in opened) == [False, True]


def test_who_acts_on_a_blocker_and_who_resolves_it_do_not_block_each_other(world: World) -> None:
    owner, mate, blue = world.actor("owner"), world.actor("mate"), world.units["blue"].pk
    weekly = open_weekly(owner, blue).pk
    blocker = raise_blocker(owner, title="No data", meeting_id=weekly).pk
    for number in range(10):
        both(
            partial(
                add_action, owner, title=f"Ask {number}", meeting_id=weekly, blocker_id=blocker
            ),
            partial(resolve_blocker, mate, blocker, is_resolved=number % 2 == 0),
        )
    assert ActionItem.objects.count() == 10


def test_nor_do_those_in_two_rooms_of_a_unit(world: World) -> None:
    owner, coach, blue = world.actor("owner"), world.actor("coach"), world.units["blue"].pk
    weekly = open_weekly(owner, blue).pk
    other = hold_retrospective(coach, unit_id=blue, cycle_id=world.cycle.pk).pk
    for number in range(10):
        both(
            partial(add_action, owner, title=f"Ask {number}", meeting_id=weekly),
            partial(add_action, coach, title=f"Say {number}", meeting_id=other),
        )
    assert ActionItem.objects.count() == 20


def test_nor_does_the_job_that_closes_a_forgotten_weekly_wait_for_another_room(
    world: World,
) -> None:
    owner, coach, blue = world.actor("owner"), world.actor("coach"), world.units["blue"].pk
    other = hold_retrospective(coach, unit_id=blue, cycle_id=world.cycle.pk).pk
    weekly = open_weekly(owner, blue).pk
    for number in range(20):
        Meeting.objects.filter(pk=weekly).update(
            state=MeetingState.OPEN, heard_at=NOW - timedelta(hours=4)
        )
        both(
            partial(close_forgotten_meeting, weekly),
            partial(add_action, coach, title=f"Say {number}", meeting_id=other),
        )
        assert Meeting.objects.get(pk=weekly).state == MeetingState.CLOSED
        closed = Event.objects.filter(verb="meeting.closed", subject_id=weekly)
        assert closed.count() == number + 1
    assert ActionItem.objects.count() == 20


@pytest.mark.parametrize("call", [join_meeting, open_meeting])
def test_who_guesses_the_room_of_another_organisation_keeps_it_from_nobody(
    world: World, call: Callable[[Actor, int], Meeting]
) -> None:
    weekly = open_weekly(world.actor("owner"), world.units["blue"].pk).pk
    other = system_actor(world.other)
    with CaptureQueriesContext(connection) as asked, pytest.raises(NotFound):
        call(other, weekly)
    locking = [one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
    assert locking
    for sql in locking:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            assert cursor.fetchall() == []


def test_of_two_words_how_a_blocker_was_resolved_the_second_is_told(world: World) -> None:
    owner, mate = world.actor("owner"), world.actor("mate")
    blocker = raise_blocker(owner, title="No data", unit_id=world.units["blue"].pk)
    said = both(
        lambda: resolve_blocker(owner, blocker.pk, word="Sent.", version=blocker.version),
        lambda: resolve_blocker(mate, blocker.pk, word="Bought.", version=blocker.version),
        refusal=Outdated,
    )
    assert sorted(isinstance(one, Outdated) for one in said) == [False, True]
    (heard,) = [one for one in said if not isinstance(one, Outdated)]
    assert Blocker.objects.get().resolution == heard.resolution
