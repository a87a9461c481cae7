"""Two people at once on the strategy: whoever comes second finds what the first left."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from headway.activity.models import Event as Told
from headway.kit.problems import Conflict, NotFound
from headway.kit.testing.at_once import both
from headway.kit.testing.world import World
from headway.kpis.tests.values import month
from headway.strategy.actions import (
    add_goal,
    add_link,
    add_perspective,
    remove_perspective,
    set_weight,
    update_perspective,
)
from headway.strategy.models import CauseEffectLink, MidTermGoal, Perspective

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not connection.features.has_select_for_update, reason="One writes after the other."
    ),
]


def goal(world: World, title: str, perspective_id: int | None = None) -> MidTermGoal:
    return add_goal(world.system, title=title, perspective_id=perspective_id,
                    starts_on=month(0), ends_on=month(36))  # fmt: skip


def test_of_two_arrows_that_go_round_one_is_refused(world: World):
    one, other = goal(world, "One"), goal(world, "Other")
    done = both(
        lambda: add_link(world.system, cause_id=one.pk, effect_id=other.pk),
        lambda: add_link(world.system, cause_id=other.pk, effect_id=one.pk),
    )
    assert [isinstance(each, Conflict) for each in done].count(True) == 1
    assert CauseEffectLink.objects.count() == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda world, pk: goal(world, "Late", pk),
        lambda world, pk: set_weight(world.system, weight=2.0, perspective_id=pk),
        lambda world, pk: update_perspective(world.system, pk, name="Late"),
        lambda world, pk: remove_perspective(world.system, pk),
    ],
    ids=["a goal", "a weight", "a name", "again"],
)
def test_nothing_is_put_into_a_perspective_that_is_being_removed(world: World, write):
    """It ended in an error of the database, or was removed twice."""
    people = add_perspective(world.system, name="People")
    is_removed, is_asked = Event(), Event()

    def remove() -> None:
        with transaction.atomic():
            remove_perspective(world.system, people.pk)
            is_removed.set()
            is_asked.wait(timeout=1)  # the other waits while this is not over

    def meanwhile() -> Any:
        is_removed.wait(timeout=30)
        try:
            return write(world, people.pk)
        finally:
            is_asked.set()

    _none, late = both(remove, meanwhile, refusal=NotFound)
    assert isinstance(late, NotFound)
    assert Told.objects.filter(verb="perspective.removed").count() == 1
    assert not Perspective.objects.get(pk=people.pk).goals.exists()
