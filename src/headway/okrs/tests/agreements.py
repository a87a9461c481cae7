"""Objectives on their way to agreement, and who has signed them."""

from __future__ import annotations

from headway.kit.testing.world import World
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.key_results import (
    update_key_result,
)
from headway.okrs.actions.objectives import (
    propose_objective,
)
from headway.okrs.models import Objective, Signature
from headway.okrs.queries.agreement import agreement_of
from headway.okrs.queries.doors import get_objective


def planned(world: World, *, unit: str = "blue", who: str = "owner") -> Objective:
    """A draft with one key result, in a cycle that is being planned."""
    return world.add_draft(unit=unit, owner=who)


def agreed(world: World) -> Objective:
    """The same, signed by owner, lead and coach."""
    objective = planned(world)
    propose_objective(world.actor("owner"), objective.pk)
    sign_objective(world.actor("lead"), objective.pk)
    return sign_objective(world.actor("coach"), objective.pk)


def missing(world: World, objective: Objective) -> list[str]:
    stored = get_objective(world.actor("admin"), objective.pk)
    return [str(role) for role in agreement_of(stored).missing]


def signers(objective: Objective) -> dict[str, str | None]:
    """Role and name of the signatures that count."""
    live = Signature.objects.filter(objective=objective, voided_at__isnull=True)
    return dict(live.values_list("role", "person__name"))


def change_target(world: World, objective: Objective) -> None:
    update_key_result(world.actor("owner"), objective.key_results.get().pk, target=8.0)
