"""Whoever looks at the same gets the same judged rows; whatever is written gives others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest

from headway.core.cadence import Cadence
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import MilestoneInput, add_key_result, update_key_result
from headway.okrs.actions.objectives import update_objective
from headway.okrs.actions.overrides import override_status
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import (
    KeyResult,
    LinkKind,
    Milestone,
    ObjectiveLink,
    StatusOverride,
)
from headway.okrs.queries.key_results import judging as of_key_results
from headway.okrs.queries.objectives import ObjectiveRow, graded, objective_rows_by_id
from headway.okrs.queries.objectives import judging as of_objectives

pytestmark = pytest.mark.django_db


def row_of(world: World, day: date = TODAY) -> ObjectiveRow:
    found = objective_rows_by_id([world.objective.pk], as_of=day, today=day, with_readings=True)
    return found[world.objective.pk]


def said_by(row: Any) -> dict[str, Any]:
    """Everything that a row says, its key results opened too."""
    found = {one.name: getattr(row, one.name) for one in fields(row)}
    for name in ("key_results", "health"):
        if name in found:
            found[name] = [said_by(one) for one in found[name]]
    return found


def said_afresh(world: World, day: date = TODAY) -> dict[str, Any]:
    """The same, worked out with nothing kept."""
    of_key_results._judged_once.cache_clear()
    of_objectives._judged_once.cache_clear()
    return said_by(row_of(world, day))


@pytest.fixture
def measured(world: World) -> World:
    """Two key results that were read, and one of milestones."""
    for key_result, value in zip(world.key_results, (45, 1), strict=True):
        check_in(world.system, key_result.pk, value=value, confidence=6)
    steps = add_key_result(
        world.system,
        objective_id=world.objective.pk,
        title="Opened",
        kind="milestone",
        owner_id=world.people["owner"].pk,
        milestones=[MilestoneInput("Pilot", 1), MilestoneInput("Launch", 2)],
        reason="Asked for.",
    ).key_result
    check_in(world.system, steps.pk, milestones_done=[steps.milestones.all()[0].pk])
    return world


def _reads(world: World) -> None:
    check_in(world.system, world.key_results[0].pk, value=55, confidence=2, note="It fell.")


def _moves(world: World) -> None:
    update_key_result(world.system, world.key_results[0].pk, target=50.0, reason="Easier.")


def _judges(world: World) -> None:
    key_result, why = world.key_results[0], "The supplier delivers on Friday."
    override_status(world.actor("owner"), key_result.pk, status="watch", reason=why)


def _renames(world: World) -> None:
    update_objective(world.system, world.objective.pk, title="Another", reason="Clearer.")


def _slows(world: World) -> None:
    update_key_result(
        world.system, world.key_results[0].pk, cadence=Cadence.MONTHLY, reason="Often enough."
    )


def _weighs_a_step(world: World) -> None:
    Milestone.objects.filter(title="Pilot").update(weight=5)
    recompute(world.organisation.pk)


def _drives(world: World) -> None:
    other = world.add_objective()
    ObjectiveLink.objects.create(
        organisation=world.organisation,
        child=other,
        objective=world.objective,
        kind=LinkKind.DRIVES_SCORE,
        weight=2,
    )
    recompute(world.organisation.pk)


def _contributes(world: World) -> None:
    below = add_key_result(
        world.system,
        objective_id=world.add_objective().pk,
        title="Part of it",
        kind="increase",
        start=0,
        target=10,
        owner_id=world.people["owner"].pk,
        reason="Asked for.",
    ).key_result
    check_in(world.system, below.pk, value=3)
    ObjectiveLink.objects.create(
        organisation=world.organisation,
        child=below.objective,
        child_key_result=below,
        key_result=world.key_results[0],
        kind=LinkKind.CONTRIBUTES_VALUE,
    )
    recompute(world.organisation.pk)


WRITES = (_reads, _moves, _judges, _renames, _slows, _weighs_a_step, _drives, _contributes)


def test_the_same_rows_for_everybody_until_something_is_written(measured: World) -> None:
    row = row_of(measured)
    again = row_of(measured)
    assert again is row
    assert all(one is other for one, other in zip(again.key_results, row.key_results, strict=True))


@pytest.mark.parametrize("write", WRITES)
def test_whatever_is_written_gives_what_it_would_without_keeping(
    measured: World, write: Callable[[World], None]
) -> None:
    before = row_of(measured)
    told = said_by(before)
    write(measured)
    after = row_of(measured)
    assert after is not before
    assert said_by(after) != told
    assert said_by(after) == said_afresh(measured)
    assert said_by(before) == told  # who still holds it sees what they read


def test_what_was_set_by_hand_ends_with_its_day(measured: World) -> None:
    _judges(measured)
    later = TODAY + timedelta(days=30)
    StatusOverride.objects.update(expires_on=TODAY)
    today, then = row_of(measured), row_of(measured, later)
    assert (today.key_results[0].overridden is None, then.key_results[0].overridden) == (
        False,
        None,
    )
    assert said_by(then) == said_afresh(measured, later)


def test_each_day_has_its_own_verdict(measured: World) -> None:
    days = [TODAY + timedelta(days=number) for number in (0, 9, 20)]
    kept = [said_by(row_of(measured, day)) for day in days]
    assert kept == [said_afresh(measured, day) for day in days]
    assert len({one["expected"] for one in kept}) == len(days)


def test_a_graded_row_is_another(measured: World) -> None:
    row = row_of(measured)
    told = said_by(row)
    assert graded(row, TODAY).is_graded
    assert said_by(row) == told


def test_pages_leave_the_rows_they_show_as_they_are(measured: World) -> None:
    row = row_of(measured)
    told = said_by(row)
    key, first = measured.objective.pk, KeyResult.objects.get(pk=measured.key_results[0].pk)
    admin = measured.client("admin")
    for path in (
        "/", "/objectives?unit=all", f"/objectives/{key}", f"/key-results/{first.pk}",
        "/line-of-sight?unit=all", "/line-of-sight/map?unit=all", f"/cycles/{measured.cycle.pk}",
        f"/cycles/{measured.cycle.pk}/report", f"/objectives/{key}/close",
        f"/objectives/{key}?as_of={TODAY - timedelta(days=3)}", "/changes", "/planning",
    ):  # fmt: skip
        assert admin.get(path).status_code == 200, path
    assert row_of(measured) is row
    assert said_by(row) == told
