"""What was said without a name stays without one, whichever traces a script leaves."""

from __future__ import annotations

import json

import pytest

from headway.activity.models import Event
from headway.kit.models import IdempotencyRecord
from headway.kit.testing.world import World
from headway.rituals.actions.rooms import open_weekly
from headway.rituals.models import Learning, Pulse
from headway.rituals.tests.meeting import go, retrospective, reveal, write
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "one"}


def test_no_fingerprint_tells_what_somebody_answered(world: World, caller: CallerOf) -> None:
    mate, weekly = caller("mate"), open_weekly(world.actor("owner"), world.units["blue"].pk)
    Pulse.objects.update(is_anonymous=True)
    mate.send("POST", f"meetings/{weekly.pk}/pulse", {"value": 2}, headers=KEY)
    assert not IdempotencyRecord.objects.exists()
    again = mate.refused("POST", f"meetings/{weekly.pk}/pulse", {"value": 2}, headers=KEY)
    assert again["code"] == "pulse_answered"
    assert Pulse.objects.get().counts == [0, 1, 0, 0, 0]


def test_a_key_keeps_neither_private_cards_nor_dots(world: World, caller: CallerOf) -> None:
    """Whoever names a group while they write or vote is answered with their own; the answer that is
    kept has none of it, or it would tell after the reveal whose a card was."""
    mate, talk = caller("mate"), retrospective(world)
    write(world, talk, {"owner": ["Too many meetings"]})
    group = reveal(world, talk)[0].group_id
    steps, name = f"meetings/{talk.pk}/board/steps", {"do": "name", "group_id": group, "title": "T"}
    cards = {"cards": [{"column": "keep", "text": "Nobody listens"}]}
    mate.send("PUT", f"meetings/{talk.pk}/cards", cards)
    first = mate.send("POST", steps, name, headers=KEY)
    assert [card["text"] for card in first["mine"]] == ["Nobody listens"]
    again = mate.send("POST", steps, name, headers=KEY)
    assert again == {**first, "mine": []}
    go(world, talk, "vote")
    mate.send("PUT", f"meetings/{talk.pk}/votes", {"votes": [{"group_id": group, "dots": 2}]})
    voted = mate.send("POST", steps, name, headers={"Idempotency-Key": "two"})
    assert (voted["groups"][0]["dots"], voted["dots_left"]) == (2, 1)
    kept = [json.loads(bytes(one.body)) for one in IdempotencyRecord.objects.all()]
    assert [(one["mine"], one["groups"][0]["dots"], one["dots_left"]) for one in kept] == [
        ([], 0, 3), ([], 0, 3),
    ]  # fmt: skip


def test_nothing_tells_who_learned_something(world: World, caller: CallerOf) -> None:
    mate, talk = caller("mate"), retrospective(world)
    for _time in range(2):
        mate.send("POST", f"meetings/{talk.pk}/learnings", {"text": "Ask first"}, headers=KEY)
    assert Learning.objects.get().author_id is None
    assert not IdempotencyRecord.objects.exists()
    told = Event.objects.get(verb="meeting.learned")
    assert (told.person_id, told.person_name) == (None, "Somebody in the room")
