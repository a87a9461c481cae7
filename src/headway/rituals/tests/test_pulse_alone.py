"""Nobody finds out what somebody answered to an anonymous pulse."""

from __future__ import annotations

import pytest

from headway.activity.models import Event
from headway.kit.testing.world import World
from headway.people.actions import add_person, assign
from headway.rituals.actions import rooms
from headway.rituals.actions.rooms.pulse import answer_pulse, change_pulse_question
from headway.rituals.models import Meeting, Pulse
from headway.rituals.queries.rooms.minutes import minutes_of
from headway.rituals.queries.rooms.rows import meeting_row
from headway.rituals.queries.weekly.pulses import pulse_of, pulse_trend

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(world: World) -> Meeting:
    """A weekly of Blue, six people strong, of whom five have answered."""
    for number in range(4):
        name = f"new{number}"
        person = add_person(world.system, name=name, email=f"{name}@aster.example")
        assign(world.system, world.units["blue"].pk, person_id=person.pk, kind="member")
        world.people[name] = person
    meeting = rooms.open_weekly(world.actor("owner"), world.units["blue"].pk)
    assert Pulse.objects.get().is_anonymous
    for name, value in (("owner", 4), ("new0", 5), ("new1", 4), ("new2", 5), ("new3", 4)):
        answer_pulse(world.actor(name), meeting.pk, value=value)
    return meeting


def seen(world: World, room: Meeting) -> tuple[float | None, object]:
    found = pulse_of(world.actor("owner"), room.pk)
    assert found is not None
    return found.shown.mean, found.shown.counts


def test_who_looks_before_and_after_an_answer_does_not_know_it(world: World, room: Meeting):
    before, page = seen(world, room), world.client("owner").get(f"/meetings/{room.pk}")
    answer_pulse(world.actor("mate"), room.pk, value=1)
    assert (before, seen(world, room)) == ((None, None), (None, None))
    assert "of 5, on average" not in page.content.decode()
    assert "Everybody sees the result when the weekly is closed." in page.content.decode()
    assert pulse_trend(world.actor("owner"), room.unit_id) == []


def test_everybody_sees_the_result_when_it_is_closed(world: World, room: Meeting):
    answer = world.client("owner").post(f"/meetings/{room.pk}/step", {"do": "close"})
    assert answer.status_code == 302
    assert seen(world, room) == (4.4, (0, 0, 0, 3, 2))
    assert len(pulse_trend(world.actor("owner"), room.unit_id)) == 1
    found = minutes_of(world.actor("viewer"), meeting_row(world.actor("viewer"), room.pk))
    [pulse] = [one for one in found.sections if one.title == "Pulse"]
    assert pulse.lines[0].note == "4.4 of 5, 5 answers"


def test_one_answer_is_told_as_one(world: World):
    """A unit of few is asked by name: what it said is shown however few answered."""
    meeting = rooms.open_weekly(world.actor("owner"), world.units["blue"].pk)
    answer_pulse(world.actor("owner"), meeting.pk, value=4)
    rooms.close_meeting(world.actor("owner"), meeting.pk)
    found = minutes_of(world.actor("viewer"), meeting_row(world.actor("viewer"), meeting.pk))
    [pulse] = [one for one in found.sections if one.title == "Pulse"]
    assert pulse.lines[0].note == "4 of 5, 1 answer"


def test_the_question_of_every_unit_is_kept_in_no_language(world: World):
    """It was that of whoever opened the first weekly, for ever."""
    meeting = rooms.open_weekly(world.actor("owner"), world.units["blue"].pk)
    assert Pulse.objects.get().question == ""
    asked = pulse_of(world.actor("mate"), meeting.pk)
    assert asked is not None
    assert asked.question == "How well can you do your best work here this week?"
    assert asked.question in world.client("mate").get(f"/meetings/{meeting.pk}").content.decode()
    change_pulse_question(world.actor("owner"), meeting.pk, question="How was the week?")
    told = Event.objects.get(verb="meeting.pulse_changed")
    assert asked.question in str(told.before)
