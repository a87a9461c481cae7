"""A frame can only serve what those who answer it may read."""

from __future__ import annotations

import pytest

from headway.kit.problems import InvalidInput
from headway.kit.testing.world import World
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.objectives import (
    create_objective,
    propose_objective,
    update_objective,
)
from headway.okrs.models import Objective
from headway.people.actions import set_lead
from headway.rituals.actions.frames import accept_frame, hand_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(world: World) -> Objective:
    """The company's next objective, for named people only; Blue is led by the mate."""
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    owner_id = world.people["lead"].pk
    found = create_objective(
        world.system,
        cycle_id=world.next_cycle().pk,
        unit_id=world.units["root"].pk,
        title="Secret",
        owner_id=owner_id,
        visibility="people",
    )
    add_key_result(
        world.system, objective_id=found.pk, title="Done", kind="binary", owner_id=owner_id
    )
    return propose_objective(world.system, found.pk)


def ask(world: World, parent: Objective) -> int:
    return hand_down(
        world.actor("lead"),
        cycle_id=parent.cycle_id,
        unit_id=world.units["blue"].pk,
        title="Help with it",
        parent_objective_id=parent.pk,
    ).pk


def test_what_the_unit_may_not_read_is_refused_when_it_is_asked(world, secret):
    with pytest.raises(InvalidInput) as refused:
        ask(world, secret)
    assert [(error.field, error.code) for error in refused.value.errors] == [("parent", "hidden")]


def test_it_is_accepted_once_their_lead_is_named(world, secret):
    update_objective(world.system, secret.pk, viewer_ids=[world.people["mate"].pk])
    frame = accept_frame(world.actor("mate"), ask(world, secret))
    assert frame.objective.parent_links.get().objective_id == secret.pk


def test_what_the_units_below_may_read_can_be_served(world, secret):
    update_objective(world.system, secret.pk, visibility="unit")
    assert accept_frame(world.actor("mate"), ask(world, secret)).objective is not None
