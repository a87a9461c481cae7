"""What was said without a name stays without one, whichever traces a script leaves."""

from __future__ import annotations

import pytest

from headway.activity.models import Event
from headway.kit.models import IdempotencyRecord
from headway.kit.testing.world import World
from headway.rituals.actions.rooms import open_weekly
from headway.rituals.models import Learning, Pulse
from headway.rituals.tests.meeting import retrospective
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


def test_nothing_tells_who_learned_something(world: World, caller: CallerOf) -> None:
    mate, talk = caller("mate"), retrospective(world)
    for _time in range(2):
        mate.send("POST", f"meetings/{talk.pk}/learnings", {"text": "Ask first"}, headers=KEY)
    assert Learning.objects.get().author_id is None
    assert not IdempotencyRecord.objects.exists()
    told = Event.objects.get(verb="meeting.learned")
    assert (told.person_id, told.person_name) == (None, "Somebody in the room")
