"""Dependencies between units by script."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


def test_asked_answered_and_taken_back(world: World, caller: CallerOf) -> None:
    owner, lead, green = caller("owner"), caller("lead"), world.units["green"].pk
    path = f"key-results/{world.key_results[0].pk}/dependencies"
    made = owner.send("POST", path, {"unit_id": green, "title": "Prices", "due_on": "2026-12-01"})
    assert (made["state"], made["unit_name"]) == ("waiting", "Green")
    one = f"dependencies/{made['id']}"
    assert owner.get(one) == made == owner.get(path)["items"][0]
    assert lead.get(f"units/{green}/dependencies", state="waiting")["items"] == [made]
    assert lead.get(f"units/{green}/dependencies", state="accepted")["items"] == []
    works, blue = world.units["works"].pk, world.units["blue"].pk
    assert owner.get(f"units/{blue}/needs")["items"] == [made]
    assert owner.get(f"units/{works}/needs", state="waiting")["items"] == [made]
    assert owner.get(f"units/{green}/needs")["items"] == []

    assert owner.refused("PUT", f"{one}/answer", {"state": "accepted"})["status"] == 403
    refusal = lead.refused("PUT", f"{one}/answer", {"state": "declined"})
    assert [error["field"] for error in refusal["errors"]] == ["answer"]
    delivers = world.add_objective("Prices", unit="green").pk
    done = lead.send("PUT", f"{one}/answer", {"state": "accepted", "objective_id": delivers})
    assert (done["state"], done["delivered_by_id"]) == ("accepted", delivers)
    assert owner.send("PUT", f"{one}/withdrawal")["state"] == "withdrawn"
    assert lead.refused("PUT", f"{one}/answer", {"state": "accepted"})["code"] == "withdrawn"
    assert caller("outsider").refused("GET", one)["status"] == 404
