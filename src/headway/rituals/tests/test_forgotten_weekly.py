"""A weekly that nobody closed ends by itself, as long as something happened there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client

from headway.activity.models import Event, Notice
from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.people.actions import create_token
from headway.rituals.actions import rooms
from headway.rituals.actions.blockers import raise_blocker
from headway.rituals.actions.heads_ups import add_heads_up
from headway.rituals.actions.items import add_action, settle_action
from headway.rituals.actions.priorities import add_priority
from headway.rituals.actions.rooms import open_weekly
from headway.rituals.jobs import close_forgotten
from headway.rituals.models import Meeting, MeetingState, Priority
from headway.rituals.queries.rooms.rows import meeting_row
from headway.rituals.tests.meeting import retrospective, write

SOON = timedelta(minutes=12)
LATER = timedelta(hours=3, minutes=13)


@pytest.fixture
def left(world: World) -> Meeting:
    """A weekly of Blue in which a decision was written down after twelve minutes, and which
    everybody left."""
    meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
    with clock.frozen(NOW + SOON):
        rooms.add_minute(world.actor("mate"), meeting.pk, kind="decision", text="We stay.")
    return meeting


def seconds(meeting: Meeting) -> int:
    meeting.refresh_from_db()
    return sum(stage["seconds"] for stage in meeting.stages)


def test_it_closes_itself_with_the_length_to_the_last_thing_that_happened(
    world: World, left: Meeting
) -> None:
    with clock.frozen(NOW + LATER):
        close_forgotten()
    assert seconds(left) == SOON.total_seconds()
    assert left.state == MeetingState.CLOSED
    event = Event.objects.get(verb="meeting.closed", subject_id=left.pk)
    assert event.person_id is None
    assert "nobody closed it" in event.why


def test_its_minutes_go_out_and_say_so(world: World, left: Meeting) -> None:
    with clock.frozen(NOW + LATER):
        close_forgotten()
        html = world.client("mate").get(f"/meetings/{left.pk}").content.decode()
    told = Notice.objects.get(person=world.people["mate"], kind="minutes")
    for found in (html, told.letter, told.letter_html):
        assert "We stay." in found
        assert "It closed by itself" in found


def test_a_program_reads_that_and_what_nobody_sees_to(world: World, left: Meeting) -> None:
    _token, secret = create_token(world.actor("mate"), name="x", scopes=["read"])
    headers = {"Authorization": f"Bearer {secret}"}
    add_action(world.actor("mate"), title="Call", meeting_id=left.pk)
    with clock.frozen(NOW + timedelta(hours=4)):
        close_forgotten()
        found = Client().get(f"/api/v1/meetings/{left.pk}/minutes", headers=headers).json()
    assert found["ending"].startswith("It closed by itself")
    assert found["unowned"] == 1


def test_what_is_done_elsewhere_keeps_no_room_open(world: World, left: Meeting) -> None:
    """A unit that ticked something off every few hours never got its weekly closed."""
    action = add_action(world.actor("mate"), title="Call", unit_id=world.units["blue"].pk)
    with clock.frozen(NOW + timedelta(hours=2)):
        settle_action(world.actor("mate"), action.pk, state="done")
    with clock.frozen(NOW + LATER):
        close_forgotten()
    assert seconds(left) == SOON.total_seconds()
    assert left.state == MeetingState.CLOSED


TICKS: dict[str, Callable[[World], dict[str, object]]] = {
    "settle": lambda world: {
        "action_id": add_action(
            world.actor("mate"), title="Call", unit_id=world.units["blue"].pk
        ).pk,
        "state": "done",
    },
    "resolve": lambda world: {
        "blocker_id": raise_blocker(
            world.actor("mate"), title="No key", unit_id=world.units["blue"].pk
        ).pk,
        "word": "It came.",
    },
    "priority": lambda _world: {"priority": "Ship it"},
    "settle_priority": lambda world: {"priority_id": priority(world).pk, "state": "done"},
    "carry": lambda world: {"priority_id": priority(world).pk},
    "heads_up": lambda _world: {"heads_up": "The fair", "on": "2026-12-01"},
    "remove_heads_up": lambda world: {
        "heads_up_id": add_heads_up(
            world.actor("mate"), unit_id=world.units["blue"].pk, title="The fair",
            on=date(2026, 12, 1),
        ).pk
    },
}  # fmt: skip


def priority(world: World) -> Priority:
    return add_priority(world.actor("mate"), unit_id=world.units["blue"].pk, title="Ship it")


@pytest.mark.parametrize("do", TICKS)
def test_what_is_ticked_off_in_the_room_happens_there(world: World, left: Meeting, do: str) -> None:
    """A long last stage of ticking off counted as silence."""
    fields = TICKS[do](world)
    with clock.frozen(NOW + timedelta(hours=2)):
        sent = {"do": do, **fields}
        assert world.client("mate").post(f"/meetings/{left.pk}/step", sent).status_code == 302
    with clock.frozen(NOW + LATER):
        close_forgotten()
    left.refresh_from_db()
    assert left.heard_at == NOW + timedelta(hours=2)
    assert left.state == MeetingState.OPEN


def test_an_action_that_is_changed_on_the_way_out_of_the_room_too(
    world: World, left: Meeting
) -> None:
    action = add_action(world.actor("mate"), title="Call", unit_id=world.units["blue"].pk)
    sent = {"do": "change", "title": "Call them", "version": action.version}
    with clock.frozen(NOW + timedelta(hours=2)):
        world.client("mate").post(f"/actions/{action.pk}?meeting={left.pk}", sent)
    left.refresh_from_db()
    assert left.heard_at == NOW + timedelta(hours=2)


@pytest.mark.parametrize("after", [SOON + timedelta(hours=2, minutes=59), timedelta(hours=2)])
def test_a_room_in_which_something_happened_of_late_stays_open(
    world: World, left: Meeting, after: timedelta
) -> None:
    with clock.frozen(NOW + after):
        close_forgotten()
    left.refresh_from_db()
    assert left.state == MeetingState.OPEN


def test_who_only_looks_in_does_not_keep_it_open(world: World, left: Meeting) -> None:
    with clock.frozen(NOW + LATER - timedelta(minutes=5)):
        rooms.join_meeting(world.actor("lead"), left.pk)
    with clock.frozen(NOW + LATER):
        close_forgotten()
    assert seconds(left) == SOON.total_seconds()
    assert left.state == MeetingState.CLOSED


def test_who_closes_it_three_days_later_adds_no_days_to_its_length(
    world: World, left: Meeting
) -> None:
    with clock.frozen(NOW + timedelta(days=3)):
        rooms.close_meeting(world.actor("owner"), left.pk)
    assert seconds(left) == SOON.total_seconds()


WRITES: dict[str, Callable[[World, Meeting], object]] = {
    "a decision": lambda world, room: rooms.add_minute(
        world.actor("mate"), room.pk, kind="decision", text="We go on."
    ),
    "an action": lambda world, room: add_action(
        world.actor("mate"), title="Call", meeting_id=room.pk
    ),
}


@pytest.mark.parametrize("first", WRITES)
def test_where_they_go_on_the_next_day_the_night_does_not_count(
    world: World, left: Meeting, first: str
) -> None:
    """What was written first in the morning let the clock count the night."""
    morning = NOW + timedelta(days=1)
    with clock.frozen(morning):
        WRITES[first](world, left)
    with clock.frozen(morning + timedelta(minutes=5)):
        noted = rooms.add_minute(world.actor("mate"), left.pk, kind="note", text="Done.")
        assert meeting_row(world.actor("owner"), left.pk).timing().seconds == 17 * 60
    assert noted.seconds == 17 * 60
    with clock.frozen(morning + timedelta(minutes=6)):
        rooms.close_meeting(world.actor("owner"), left.pk)
    assert seconds(left) == 18 * 60


def test_what_is_written_first_in_the_morning_stands_where_they_left_off(
    world: World, left: Meeting
) -> None:
    with clock.frozen(NOW + timedelta(days=1)):
        noted = rooms.add_minute(world.actor("mate"), left.pk, kind="note", text="Still here.")
    assert noted.seconds == SOON.total_seconds()


def test_the_next_stage_on_the_next_day_begins_then(world: World, left: Meeting) -> None:
    with clock.frozen(NOW + timedelta(days=1)):
        rooms.next_stage(world.actor("owner"), left.pk)
    with clock.frozen(NOW + timedelta(days=1, minutes=2)):
        shown = meeting_row(world.actor("owner"), left.pk).timing()
    assert [one.seconds for one in shown.stages[:2]] == [12 * 60, 2 * 60]


def test_a_board_goes_on_the_next_day_without_the_night(world: World) -> None:
    meeting = retrospective(world)
    with clock.frozen(NOW + timedelta(minutes=4)):
        write(world, meeting, {"mate": ["Demos"]})
    with clock.frozen(NOW + timedelta(days=1)):
        write(world, meeting, {"mate": ["Walks"]})
    with clock.frozen(NOW + timedelta(days=1, minutes=3)):
        assert meeting_row(world.actor("coach"), meeting.pk).timing().seconds == 7 * 60


def test_the_clock_that_is_shown_of_a_room_left_overnight_stands_there(
    world: World, left: Meeting
) -> None:
    with clock.frozen(NOW + timedelta(days=1)):
        shown = meeting_row(world.actor("owner"), left.pk).timing()
    assert shown.seconds == SOON.total_seconds()


def test_one_left_open_by_an_earlier_version_closes_without_days_and_without_a_letter(
    world: World, left: Meeting
) -> None:
    Meeting.objects.update(heard_at=None)
    import_module("headway.rituals.migrations.0006_heard_at").fill(apps, None)
    with clock.frozen(NOW + timedelta(days=9)):
        close_forgotten()
    assert seconds(left) == 0  # nobody knows when something last happened in that stage
    assert left.state == MeetingState.CLOSED
    assert not Notice.objects.filter(kind="minutes").exists()


def test_a_retrospective_waits_for_who_leads_it(world: World) -> None:
    """Closing forgets the cards that were not revealed: no job does that."""
    meeting = retrospective(world)
    with clock.frozen(NOW + timedelta(days=2)):
        close_forgotten()
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN
