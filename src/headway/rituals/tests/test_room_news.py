"""News of a room: short answers, by a signed key, and no write is ever missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from headway.kit import clock
from headway.kit.testing.at_once import both
from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.world import NOW, World
from headway.people.actions import deactivate_person, unassign
from headway.rituals.actions.lines import write_line
from headway.rituals.actions.rooms import close_meeting, join_meeting, next_stage, open_weekly
from headway.rituals.models import Attendance, Meeting, Minute
from headway.rituals.queries.rooms.news import news_key
from headway.rituals.queries.rooms.rows import meeting_row


@pytest.fixture
def room(world: World) -> Meeting:
    return open_weekly(world.actor("owner"), world.units["blue"].pk)


def ask(world: World, room: Meeting, since: str = "", who: str = "owner") -> tuple[int, str]:
    key = news_key(world.actor(who), meeting_row(world.actor(who), room.pk))
    found = Client().get(f"/news/{room.pk}", {"key": key, "since": since})
    return found.status_code, found.content.decode()


def version(room: Meeting) -> str:
    return str(Meeting.objects.get(pk=room.pk).version)


def test_who_knows_the_version_hears_nothing_and_is_told_when_to_ask(
    world: World, room: Meeting
) -> None:
    assert ask(world, room, version(room)) == (200, "retry: 1000\n\n")


def test_however_long_one_was_away_one_answer_brings_the_newest(
    world: World, room: Meeting
) -> None:
    known = version(room)
    for text in ("one", "two", "three"):
        write_line(world.actor("mate"), room.pk, f"Note: {text}")
    _status, body = ask(world, room, known)
    assert f"id: {version(room)}\nevent: news\n" in body


def test_a_foreign_or_damaged_key_ends_it(world: World, room: Meeting) -> None:
    for key in ("", "x", "WzEsMV0:1:x"):
        assert Client().get(f"/news/{room.pk}", {"key": key}).status_code == 204


def test_when_it_is_over_that_is_said_once(world: World, room: Meeting) -> None:
    known = version(room)
    close_meeting(world.actor("owner"), room.pk)
    assert "event: over" in ask(world, room, known)[1]
    assert ask(world, room, version(room))[0] == 204


def test_that_somebody_looks_is_noted_once_in_a_while(world: World, room: Meeting) -> None:
    key = news_key(world.actor("owner"), meeting_row(world.actor("owner"), room.pk))
    asked = {"key": key, "since": version(room)}
    client = Client()
    assert_budget("news", lambda: client.get(f"/news/{room.pk}", asked))
    with clock.frozen(NOW + timedelta(seconds=30)):
        ask(world, room, version(room))
    assert Attendance.objects.get().seen_at == NOW + timedelta(seconds=30)


def test_who_left_the_unit_hears_a_number_and_may_write_no_more(
    world: World, room: Meeting
) -> None:
    unassign(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk, kind="member")
    client = world.client("mate")
    fields = {"do": "line", "line": "Note: still here"}
    assert client.post(f"/meetings/{room.pk}/step", fields).status_code == 403


@pytest.mark.on_both
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_every_line_is_kept_and_one_next_is_heard(world: World) -> None:
    room = open_weekly(world.actor("owner"), world.units["blue"].pk)
    actors = [world.actor(name) for name in ("owner", "mate", "coach", "lead")]
    both(
        *(lambda actor=actor: write_line(actor, room.pk, f"Note: {actor.name}") for actor in actors)
    )
    assert Minute.objects.count() == 4
    before = int(version(room))
    both(*(lambda actor=actor: next_stage(actor, room.pk, from_stage=0) for actor in actors[2:]))
    found = Meeting.objects.get(pk=room.pk)
    assert (found.stage, found.version) == (1, before + 1)


def test_the_key_of_who_left_ends_it(world: World, room: Meeting) -> None:
    """They would learn that others go on, and stand there as present."""
    mate = world.actor("mate")
    join_meeting(mate, room.pk)
    key = news_key(mate, meeting_row(mate, room.pk))
    assert Client().get(f"/news/{room.pk}", {"key": key}).status_code == 200
    deactivate_person(world.system, world.people["mate"].pk)
    with clock.frozen(NOW + timedelta(minutes=5)):
        assert Client().get(f"/news/{room.pk}", {"key": key}).status_code == 204
    assert Attendance.objects.get(person=world.people["mate"]).seen_at == NOW
