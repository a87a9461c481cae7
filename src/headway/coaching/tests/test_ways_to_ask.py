"""Whoever may ask the coach is offered it where they stand."""

from __future__ import annotations

import pytest

from headway.kit.testing.world import World
from headway.okrs.actions.closures import close_objective
from headway.okrs.models import KeyResult

pytestmark = pytest.mark.django_db


def offers(world: World, who: str, address: str) -> bool:
    answer = world.client(who).get(address)
    assert answer.status_code == 200
    return "Ask the coach" in answer.content.decode()


def test_the_owner_of_a_key_result_asks_from_its_page(world: World) -> None:
    """Who owns it and not the objective, in a unit of others."""
    key_result = world.key_results[0]
    KeyResult.objects.filter(pk=key_result.pk).update(owner_id=world.people["stranger"].pk)
    address = f"/key-results/{key_result.pk}"
    assert offers(world, "stranger", address)
    assert not offers(world, "viewer", address)
    asked = world.client("stranger").get(f"/coach/help/new?key_result={key_result.pk}")
    assert asked.status_code == 200


def test_people_of_the_unit_ask_from_the_page_of_the_objective(world: World) -> None:
    address = f"/objectives/{world.objective.pk}"
    assert offers(world, "mate", address)
    assert not offers(world, "stranger", address)
    assert not offers(world, "mate", f"{address}?as_of=2026-11-20")


def test_what_is_over_is_asked_about_no_more(world: World) -> None:
    close_objective(world.system, world.objective.pk, outcome="dropped", closing_word="It ended.")
    assert not offers(world, "owner", f"/objectives/{world.objective.pk}")
    assert not offers(world, "owner", f"/key-results/{world.key_results[0].pk}")
