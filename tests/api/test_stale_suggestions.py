"""A script takes on a suggestion that was overtaken once it says what it has seen."""

from __future__ import annotations

import pytest

from headway.coaching.actions import suggest
from headway.kit.testing.world import World
from headway.okrs.actions.key_results import update_key_result
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


def test_a_suggestion_that_was_overtaken_is_refused_until_it_was_read(
    world: World, caller: CallerOf
) -> None:
    key_result, owner = world.key_results[0], caller("owner")
    made = suggest(
        world.actor("coach"), key_result_id=key_result.pk, changes={"description": "Bought"}
    )
    update_key_result(world.actor("owner"), key_result.pk, description="Sold")
    read = owner.get(f"suggestions/{made.pk}")
    assert (read["differs_by_now"], read["drafted_on"]) == (True, {"description": ""})
    assert read["before"] == {"description": "Sold"}
    path = f"suggestions/{made.pk}/acceptance"
    assert owner.refused("POST", path, {})["code"] == "changed_since_drafted"
    taken = owner.send("POST", path, {"seen": read["seen"]})
    assert taken["state"] == "accepted"
