"""The audit trail by the API: whole for administrators, one object's for whoever reads it."""

from __future__ import annotations

import pytest

from headway.activity.models import Event
from headway.kit.testing.world import World
from headway.okrs.actions.links import link_objective
from headway.okrs.models import Objective
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


def test_the_chain_is_verified_on_request(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    found = admin.get("audit-chain")
    total = Event.objects.filter(organisation=world.organisation).count()
    assert found == {"events": total, "is_intact": True, "broken_at": None, "reason": ""}
    changed = Event.objects.get(organisation=world.organisation, sequence=3)
    Event.objects.filter(pk=changed.pk).update(why="Made up.")
    found = admin.get("audit-chain")
    assert (found["is_intact"], found["broken_at"], found["events"]) == (False, 3, 2)
    assert found["reason"] == "An event was changed."
    assert caller("lead").refused("GET", "audit-chain")["status"] == 403


def test_the_history_of_an_objective_is_for_its_readers(world: World, caller: CallerOf) -> None:
    caller("owner").send("POST", f"key-results/{world.key_results[0].pk}/check-ins", {"value": 44})
    secret = world.add_objective("Secret", unit="green")
    Objective.objects.filter(pk=secret.pk).update(visibility="unit")
    link_objective(world.system, world.objective.pk, parent_objective_id=secret.pk)
    path, mate = f"objectives/{world.objective.pk}/events", caller("mate", "read")
    linked, checked, *_earlier = rows = mate.get(path)["items"]
    assert (checked["verb"], checked["subject_type"]) == ("check_in.created", "key_result")
    assert (linked["verb"], linked["after"]["to"]) == (
        "objective.linked", "something you may not read",
    )  # fmt: skip
    assert rows[-1]["verb"] == "objective.created"
    first = mate.get(path, limit=2)
    assert [first["items"], mate.get(path, cursor=first["next_cursor"])["items"]] == [
        rows[:2], rows[2:],
    ]  # fmt: skip
    assert caller("outsider").refused("GET", path)["status"] == 404
