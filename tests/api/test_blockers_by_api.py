"""Blockers by the API: who sees to what is agreed about one."""

from __future__ import annotations

from typing import Any

import pytest

from headway.kit.testing.world import World
from headway.rituals.actions.items import raise_blocker
from headway.rituals.models import ActionItem
from tests.api.conftest import CallerOf

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("given", "whose"), [({}, "mate"), ({"owner_id": None}, None)])
def test_whoever_has_it_sees_to_it_unless_that_is_said(
    world: World, caller: CallerOf, given: dict[str, Any], whose: str | None
) -> None:
    blocker = raise_blocker(
        world.actor("owner"), unit_id=world.units["blue"].pk, title="No rig",
        owner_id=world.people["mate"].pk,
    )  # fmt: skip
    caller("owner").send("POST", f"blockers/{blocker.pk}/actions", given)
    assert ActionItem.objects.get().owner_id == (world.people[whose].pk if whose else None)
