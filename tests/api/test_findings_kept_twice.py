"""A finding is kept once, and taken back once, however many say so."""

from __future__ import annotations

from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.testing.world import World
from headway.okrs.models import Cycle
from headway.people.actions import set_lead
from headway.rituals.models import Acknowledgement
from tests.api.conftest import Caller, CallerOf

pytestmark = pytest.mark.django_db

ADDRESS = "finding-acknowledgements"


def asked(world: World, reader: Caller) -> dict[str, Any]:
    """What one sends to keep the finding that the goal of Blue serves nothing."""
    blue, cycle = world.units["blue"].pk, world.cycle.pk
    board = reader.get(f"units/{blue}/planning-board", cycle_id=cycle)
    orphan = next(f for f in board["objectives"][0]["findings"] if f["code"] == "ORPHAN")
    return {"unit_id": blue, "cycle_id": cycle, "mark": orphan["mark"]}


def events() -> list[str]:
    verbs = Event.objects.filter(verb__contains="finding_").order_by("pk")
    return [verb.rpartition(".")[2] for verb in verbs.values_list("verb", flat=True)]


def test_another_note_is_refused_with_the_name_of_who_keeps_it(
    world: World, caller: CallerOf
) -> None:
    """The second note was gone without a word, and the history told of both."""
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    mate, owner = caller("mate"), caller("owner")
    ask = asked(world, mate)
    owner.send("POST", ADDRESS, {**ask, "note": "Local work."})
    refused = mate.refused("POST", ADDRESS, {**ask, "note": "Next year."})
    assert (refused["status"], refused["code"]) == (409, "finding_kept")
    assert world.people["owner"].name in refused["detail"]
    assert Acknowledgement.objects.get().note == "Local work."
    assert events() == ["finding_acknowledged"]


def test_the_same_said_again_changes_nothing(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    ask = {**asked(world, owner), "note": "Local work."}
    first, again = (owner.send("POST", ADDRESS, ask) for _time in range(2))
    assert first == again == caller("admin").send("POST", ADDRESS, {**ask, "note": ""})
    assert events() == ["finding_acknowledged"]


def test_of_a_closed_cycle_nothing_is_taken_back(world: World, caller: CallerOf) -> None:
    """As nothing is acknowledged there."""
    owner = caller("owner")
    kept = owner.send("POST", ADDRESS, asked(world, owner))
    Cycle.objects.update(phase="closed")
    refused = owner.refused("DELETE", f"{ADDRESS}/{kept['id']}")
    assert (refused["status"], refused["code"]) == (409, "cycle_closed")
    assert Acknowledgement.objects.exists()
