"""Whatever is written, what is stored is what the core computes: the writes that used to forget.

That nothing differs after any test is asserted by the ``world`` itself when it is put away.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.activity.models import Event
from headway.kit.testing.world import World
from headway.okrs.actions.agreement import sign_objective, withdraw_signature
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import create_cycle, set_phase, update_cycle
from headway.okrs.actions.key_results import add_key_result, remove_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import create_objective, update_objective
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import Cycle, KeyResult, Objective, ObjectiveLink

pytestmark = pytest.mark.django_db


def drafted(world: World, cycle: Cycle, title: str, *, unit: str = "blue") -> Objective:
    """An agreed objective of a cycle with two key results from 0 to 10."""
    owner_id = world.people["owner"].pk
    objective = create_objective(
        world.system, cycle_id=cycle.pk, unit_id=world.units[unit].pk, title=title,
        owner_id=owner_id,
    )  # fmt: skip
    for number in (1, 2):
        add_key_result(
            world.system, objective_id=objective.pk, title=f"{title} {number}", kind="increase",
            start=0.0, target=10.0, owner_id=owner_id, measure="x",
        )  # fmt: skip
    sign_objective(world.system, objective.pk, for_everybody=True)
    return Objective.objects.get(pk=objective.pk)


@pytest.fixture
def young(world: World) -> Cycle:
    """A cycle that runs and whose plan is not locked yet."""
    starts_on = date(2026, 11, 16)
    return create_cycle(
        world.system, name="Young", starts_on=starts_on, ends_on=starts_on + timedelta(days=90)
    )


def started(world: World, cycle: Cycle) -> None:
    set_phase(world.system, cycle.pk, phase="running", confirmed=True)


def differences(world: World) -> list[object]:
    return list(recompute(world.organisation.pk, write=False)[1])


def test_another_ambition_is_another_forecast(world):
    key_result = world.key_results[0]
    for week, value in enumerate([42, 44, 45, 48, 50]):
        day = date(2026, 10, 7) + timedelta(weeks=week)
        check_in(world.system, key_result.pk, value=value, effective_on=day)
    key_result.refresh_from_db()
    before = key_result.probability
    update_objective(world.system, world.objective.pk, ambition="committed", reason="A promise.")
    key_result.refresh_from_db()
    assert before is not None
    assert key_result.probability < before
    assert differences(world) == []


@pytest.mark.parametrize(
    ("change", "score"),
    [
        ({"scoring_standard": "radical_focus"}, 0.5),
        ({"ends_on": date(2027, 1, 31)}, 0.75),
    ],
)
def test_what_a_cycle_counts_by_moves_its_scores_and_those_above(world, young, change, score):
    objective = drafted(world, young, "Below")
    above = drafted(world, young, "Above", unit="works")
    one, two = objective.key_results.order_by("id")
    started(world, young)
    link_objective(
        world.system, objective.pk, parent_objective_id=above.pk, kind="drives_score", own_weight=0
    )
    check_in(world.system, one.pk, value=5)
    check_in(world.system, two.pk, value=10)
    update_cycle(world.system, young.pk, **change)
    objective.refresh_from_db()
    above.refresh_from_db()
    assert (objective.score, above.score) == (score, score)
    assert differences(world) == []


def test_shares_left_open_are_divided_anew_when_a_key_result_goes(world, young):
    child = drafted(world, young, "Child")
    parents = [drafted(world, young, name, unit="works") for name in ("One", "Two")]
    started(world, young)
    given = child.key_results.order_by("id")[0]
    into = [parent.key_results.order_by("id")[0] for parent in parents]
    for key_result in into:
        link_objective(
            world.system, child.pk, key_result_id=key_result.pk, kind="contributes_value",
            child_key_result_id=given.pk,
        )  # fmt: skip
    check_in(world.system, given.pk, value=8)
    assert KeyResult.objects.get(pk=into[1].pk).value == 4
    remove_key_result(world.system, into[0].pk)
    stands = KeyResult.objects.get(pk=into[1].pk)
    assert (stands.value, stands.objective.score) == (8, 0.4)
    unlinked = Event.objects.get(verb="objective.unlinked")
    assert (unlinked.subject_id, "One 1" in str(unlinked.after)) == (child.pk, True)
    assert differences(world) == []


def test_a_value_that_is_handed_on_is_missed_where_it_went(world, young):
    child, parent = drafted(world, young, "Child"), drafted(world, young, "Parent", unit="works")
    started(world, young)
    given, into = child.key_results.order_by("id")[0], parent.key_results.order_by("id")[0]
    link_objective(
        world.system, child.pk, key_result_id=into.pk, kind="contributes_value",
        child_key_result_id=given.pk,
    )  # fmt: skip
    check_in(world.system, into.pk, value=3)
    spare = add_key_result(
        world.system, objective_id=child.pk, title="Never read", kind="increase", start=1.0,
        target=10.0, owner_id=world.people["owner"].pk, measure="x",
    ).key_result  # fmt: skip
    ObjectiveLink.objects.update(child_key_result=spare)
    KeyResult.objects.filter(pk=spare.pk).update(value=2.0)
    remove_key_result(world.system, spare.pk)
    assert KeyResult.objects.get(pk=into.pk).value == 3
    assert not ObjectiveLink.objects.exists()
    assert Event.objects.filter(verb="objective.unlinked").count() == 1
    assert differences(world) == []


def test_what_is_no_longer_agreed_drives_nothing(world, young):
    child = drafted(world, young, "Child")
    above = create_objective(
        world.system, cycle_id=young.pk, unit_id=world.units["works"].pk, title="Above",
        owner_id=world.people["owner"].pk,
    )  # fmt: skip
    for one, other in ((world.objective, child), (child, above)):
        link_objective(world.system, one.pk, parent_objective_id=other.pk, kind="drives_score")
    assert Objective.objects.get(pk=above.pk).score is None, "nobody has read anything yet"
    check_in(world.system, world.key_results[0].pk, value=world.key_results[0].start)
    assert Objective.objects.get(pk=above.pk).score == 0
    withdraw_signature(world.system, child.pk, why="Not yet.")
    assert Objective.objects.get(pk=child.pk).state == "proposed"
    assert Objective.objects.get(pk=above.pk).score is None
    assert differences(world) == []
