"""Addresses and fields that somebody wrote by hand name what cannot be."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.rituals.actions.items import add_action

NUMBERS = ("-1", "0", str(-(2**63) + 1), "9" * 5000, "abc", "٣")


@pytest.mark.parametrize("meeting", NUMBERS)
def test_an_action_of_a_room_that_cannot_be(world: World, meeting: str) -> None:
    action = add_action(world.actor("owner"), title="Call", unit_id=world.units["blue"].pk)
    client, address = world.client("owner"), f"/actions/{action.pk}?meeting={meeting}"
    assert client.get(address).status_code == 200
    sent = {"do": "change", "title": "Call them", "version": "1"}
    assert client.post(address, sent).status_code == 302


@pytest.mark.parametrize("unit", NUMBERS)
def test_a_nudge_from_the_list_of_a_unit_that_cannot_be(world: World, unit: str) -> None:
    address = f"/discussions/key_result/{world.key_results[0].pk}/nudge"
    assert world.client("owner").post(address, {"unit": unit}).status_code == 302
