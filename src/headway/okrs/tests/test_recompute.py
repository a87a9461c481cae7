"""Stored equals recomputed, level by level; what does not is found, said and mended."""

from __future__ import annotations

import itertools
import random

import pytest

from headway.kit.bulk import change_unmoved
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.recomputing import recompute, roll_up_stored
from headway.okrs.models import KeyResult, LinkKind, Objective, ObjectiveLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(world: World) -> list[Objective]:
    """Four objectives, each driving the next; the last stands on top."""
    found = [world.objective, *(world.add_objective(f"Level {n}") for n in (1, 2, 3))]
    for child, parent in itertools.pairwise(found):
        link_objective(
            world.system, child.pk, parent_objective_id=parent.pk, kind="drives_score", weight=2
        )
    check_in(world.system, world.key_results[0].pk, value=55)
    for objective in found:
        objective.refresh_from_db()
    return found


def stored(objectives: list[Objective]) -> list[tuple[float | None, float | None, float]]:
    ids = [objective.pk for objective in objectives]
    rows = Objective.objects.in_bulk(ids)
    return [(rows[i].own_score, rows[i].score, rows[i].coverage) for i in ids]


def test_after_every_write_nothing_differs(world, chain):
    looked_at, differences = recompute(world.organisation.pk, write=False)
    assert (looked_at, differences) == (4 + 5, [])


def test_a_wrong_score_at_the_bottom_is_mended_up_to_the_top(world, chain):
    right = stored(chain)
    KeyResult.objects.update(score=0.99, raw=0.99)
    Objective.objects.update(own_score=0.99, score=0.99, coverage=0.9)
    _seen, differences = recompute(world.organisation.pk, write=False)
    assert {d.kind for d in differences} == {"key_result", "objective"}
    assert len([d for d in differences if d.kind == "objective"]) == 4
    assert stored(chain) != right
    recompute(world.organisation.pk)
    assert stored(chain) == [pytest.approx(row) for row in right]
    assert recompute(world.organisation.pk, write=False)[1] == []


def test_values_that_others_contribute_are_computed_first(world, chain):
    into = chain[1].key_results.get()
    KeyResult.objects.filter(pk=into.pk).update(measure="%")
    ObjectiveLink.objects.all().delete()
    link_objective(
        world.system, world.objective.pk, key_result_id=into.pk, kind="contributes_value",
        child_key_result_id=world.key_results[0].pk,
    )  # fmt: skip
    KeyResult.objects.filter(pk__in=[into.pk, world.key_results[0].pk]).update(value=1)
    recompute(world.organisation.pk)
    into.refresh_from_db()
    assert into.value == 55
    assert recompute(world.organisation.pk, write=False)[1] == []


def test_what_is_closed_keeps_its_score_and_drives_with_it(world, chain):
    close_objective(world.system, chain[1].pk, outcome="partly", closing_word="Half way.")
    kept = Objective.objects.get(pk=chain[1].pk).score
    Objective.objects.exclude(pk=chain[1].pk).update(score=0.123)
    recompute(world.organisation.pk)
    rows = Objective.objects.in_bulk([o.pk for o in chain])
    assert rows[chain[1].pk].score == kept
    assert rows[chain[2].pk].score == pytest.approx(kept), "its own was never read"


@pytest.mark.by_hand
def test_an_imported_circle_is_said_and_the_rest_computed(world, chain):
    ObjectiveLink.objects.create(
        organisation=world.organisation, child=chain[2], objective=chain[1],
        kind=LinkKind.DRIVES_SCORE,
    )  # fmt: skip
    Objective.objects.filter(pk=chain[0].pk).update(score=0.9)
    _seen, differences = recompute(world.organisation.pk)
    circle = {d.id for d in differences if d.kind == "circle"}
    assert circle == {chain[1].pk, chain[2].pk, chain[3].pk}
    assert [d.id for d in differences if d.kind == "objective"] == [chain[0].pk]


@pytest.mark.by_hand
def test_a_newer_write_is_not_overwritten(world, chain):
    """A row is written only while it holds what was read."""
    key = chain[0].pk
    written = change_unmoved(
        Objective, ("score",), [(key, 0.5, 0.123), (chain[1].pk, 0.25, chain[1].score)],
        guard=("score",),
    )  # fmt: skip
    assert written == 1
    assert Objective.objects.get(pk=key).score == chain[0].score
    assert Objective.objects.get(pk=chain[1].pk).score == 0.25
    assert change_unmoved(Objective, ("score",), [], guard=("score",)) == 0


@pytest.mark.by_hand
def test_unknown_figures_are_kept_apart_from_zeros(world, chain):
    Objective.objects.filter(pk=chain[0].pk).update(score=None)
    written = change_unmoved(
        Objective, ("score", "own_score"), [(chain[0].pk, 0.0, None, None)], guard=("score",)
    )
    row = Objective.objects.get(pk=chain[0].pk)
    assert (written, row.score, row.own_score) == (1, 0.0, None)


def test_a_random_graph_from_stored_own_scores_is_what_single_writes_leave(world):
    """The pass over everything and the way up from each write agree."""
    dice = random.Random(7)
    objectives = [world.objective, *(world.add_objective(f"Node {n}") for n in range(9))]
    for number, child in enumerate(objectives[1:], 1):
        for parent in dice.sample(objectives[:number], min(number, dice.choice((1, 2)))):
            link_objective(
                world.system, child.pk, parent_objective_id=parent.pk, kind="drives_score",
                weight=dice.uniform(0.5, 3), own_weight=dice.uniform(0, 2),
            )  # fmt: skip
    for objective in objectives:
        for key_result in objective.key_results.all():
            check_in(world.system, key_result.pk, value=dice.uniform(0, 10))
    assert roll_up_stored(world.organisation.pk, write=False) == []
    before = stored(objectives)
    Objective.objects.update(score=None, coverage=0.0)
    roll_up_stored(world.organisation.pk)
    assert stored(objectives) == [pytest.approx(row) for row in before]
