"""Nobody who has left is named anew; who was named before stays until another is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.kit.problems import InvalidInput, NotFound
from headway.kit.testing.world import World
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.responses import (
    acknowledge,
    close_response,
    record_action,
    record_cause,
)
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, raised
from headway.people.actions import deactivate_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["owner_id", "updater_id"])
def test_a_kpi_is_given_to_somebody_who_is_here(world: World, field: str):
    def given(name: str) -> dict[str, Any]:
        return {field: world.people[name].pk}

    kpi = first_pass_yield(world)
    deactivate_person(world.system, world.people["stranger"].pk)
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, **given("stranger"))
    assert [(e.field, e.code) for e in refused.value.errors] == [(field, "inactive")]
    with pytest.raises(NotFound):
        update_kpi(world.system, kpi.pk, **given("outsider"))
    deactivate_person(world.system, world.people["owner"].pk)
    deactivate_person(world.system, world.people["mate"].pk)
    again: dict[str, Any] = {
        "owner_id": world.people["owner"].pk,
        "updater_id": world.people["mate"].pk,
    }
    assert update_kpi(world.system, kpi.pk, question="Right at once?", **again).version == 2


def test_an_action_is_given_to_somebody_who_is_here(world: World):
    response = raised(world, first_pass_yield(world), [*STEADY, 92.0])
    record_cause(world.system, response.pk, cause="The jig.")
    mate, day = world.people["mate"].pk, date(2026, 12, 1)
    deactivate_person(world.system, world.people["stranger"].pk)
    with pytest.raises(InvalidInput) as refused:
        record_action(
            world.system,
            response.pk,
            action="Raise it.",
            owner_id=world.people["stranger"].pk,
            ends_on=day,
        )
    assert [(e.field, e.code) for e in refused.value.errors] == [("owner_id", "inactive")]
    record_action(world.system, response.pk, action="Raise it.", owner_id=mate, ends_on=day)
    deactivate_person(world.system, mate)
    kept = record_action(world.system, response.pk, action="Both.", owner_id=mate, ends_on=day)
    assert (kept.action, kept.action_owner_id) == ("Both.", mate)


def test_only_what_is_open_goes_to_a_new_owner(world: World):
    kpi = first_pass_yield(world)
    closed = raised(world, kpi, [*STEADY, 92.0])
    acknowledge(world.system, closed.pk)
    close_response(world.system, closed.pk, outcome="common_cause", closing_word="A slip.")
    measure(world, kpi, [94.6, 94.4], first=13)
    waiting = raised(world, kpi, [91.0], first=15)
    update_kpi(world.system, kpi.pk, owner_id=world.people["lead"].pk)
    closed.refresh_from_db()
    waiting.refresh_from_db()
    assert closed.owner_id == world.people["owner"].pk
    assert waiting.owner_id == world.people["lead"].pk
