"""Undo never takes later work with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from headway.exchange.actions import commit_import, undo_import
from headway.exchange.models import ImportRun
from headway.exchange.tests.helpers import dump, imported
from headway.exchange.tests.sample import sample
from headway.exchange.tests.test_reimport import RUNNING, UNSCORED
from headway.kit.problems import Conflict, NotAllowed, NotFound
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import add_key_result, cancel_key_result, update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import create_objective, update_objective
from headway.okrs.models import ObjectiveLink
from headway.people.actions import assign, set_lead, update_person, update_unit

Work = Callable[[World], object]


def the_import(world: World) -> ImportRun:
    return commit_import(world.actor("admin"), sample(*RUNNING, *UNSCORED), "sample.yaml")


def pk(kind: str, external_id: str) -> int:
    key: int = imported(kind, external_id).pk
    return key


LATER_WORK: dict[str, Work] = {
    "a check-in": lambda w: check_in(w.system, pk("key_result", "O1-KR1"), value=3.0),
    "a key result added": lambda w: add_key_result(
        w.system,
        objective_id=pk("objective", "O1"),
        title="Bees",
        kind="baseline",
        owner_id=w.people["owner"].pk,
        reason="Needed",
    ),
    "a key result cancelled": lambda w: cancel_key_result(
        w.system, pk("key_result", "O1-KR2"), reason="No pond"
    ),
    "a weight changed": lambda w: update_key_result(
        w.system, pk("key_result", "O1-KR1"), weight=2.0, reason="More"
    ),
    "an objective closed": lambda w: close_objective(
        w.system, pk("objective", "O1"), outcome="missed"
    ),
    "an objective renamed": lambda w: update_objective(
        w.system, pk("objective", "O1"), title="Ours", reason="Clearer"
    ),
    "an objective linked below it": lambda w: link_objective(
        w.system, w.objective.pk, parent_objective_id=pk("objective", "O1")
    ),
    "an objective drafted in its unit": lambda w: create_objective(
        w.system,
        cycle_id=w.cycle.pk,
        unit_id=pk("unit", "greenhouse"),
        title="More",
        owner_id=w.people["owner"].pk,
    ),
    "a person taken on in its unit": lambda w: assign(
        w.system, pk("unit", "greenhouse"), person_id=w.people["owner"].pk, kind="member"
    ),
    "a lead set": lambda w: set_lead(
        w.system, pk("unit", "greenhouse"), person_id=w.people["owner"].pk
    ),
    "a unit renamed": lambda w: update_unit(w.system, pk("unit", "greenhouse"), name="Glasshouse"),
    "a person given an address": lambda w: update_person(
        w.system, pk("person", "chief gardener"), email="chief@aster.example"
    ),
}


@pytest.mark.parametrize("work", LATER_WORK.values(), ids=LATER_WORK.keys())
def test_undo_is_refused_with_a_list_while_later_work_hangs_on_it(world: World, work: Work) -> None:
    run = the_import(world)
    work(world)
    before = dump()
    with pytest.raises(Conflict) as refusal:
        undo_import(world.actor("admin"), run.pk)
    assert refusal.value.code == "later_work"
    assert refusal.value.extra["hanging"]
    assert dump() == before
    run.refresh_from_db()
    assert run.state == "committed"


def test_the_refusal_names_what_was_worked_on(world: World) -> None:
    run = the_import(world)
    check_in(world.system, pk("key_result", "O1-KR1"), value=3.0)
    with pytest.raises(Conflict, match="Roses in flower"):
        undo_import(world.actor("admin"), run.pk)


def test_an_import_is_undone_once(world: World) -> None:
    run = the_import(world)
    undo_import(world.actor("admin"), run.pk)
    with pytest.raises(Conflict, match="undone"):
        undo_import(world.actor("admin"), run.pk)


def test_only_administrators_of_the_organisation_undo(world: World) -> None:
    run = the_import(world)
    for name in ("lead", "owner", "coach", "viewer"):
        with pytest.raises(NotAllowed):
            undo_import(world.actor(name), run.pk)
    with pytest.raises(NotFound):
        undo_import(world.actor("outsider"), run.pk)


def test_undo_is_refused_when_something_it_brought_was_removed(world: World) -> None:
    run = the_import(world)
    ObjectiveLink.objects.filter(pk=pk("link", "O2#parent")).delete()
    with pytest.raises(Conflict, match="removed"):
        undo_import(world.actor("admin"), run.pk)
