"""The day of the last value is what every kind of write, a migration and recomputing make of the
check-ins (docs/adr/0043)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import (
    MilestoneInput,
    add_key_result,
    cancel_key_result,
)
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import KeyResult

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 3)


def days(key_result: KeyResult) -> tuple[date | None, date | None]:
    """Of its last check-in and of its last value."""
    stored = KeyResult.objects.get(pk=key_result.pk)
    return stored.read_on, stored.valued_on


def test_milestones_are_a_value(world: World) -> None:
    made = add_key_result(
        world.system, objective_id=world.objective.pk, title="Both cities", kind="milestone",
        owner_id=world.people["owner"].pk, milestones=[MilestoneInput("Porto", 1)],
        reason="Decided.",
    ).key_result  # fmt: skip
    check_in(world.actor("owner"), made.pk, milestones_done=[])
    assert days(made) == (TODAY, TODAY)


def every_kind_of_write(world: World) -> None:
    """Values, confidence alone, corrections, one cancelled, one that others add to."""
    owner, (first, second) = world.actor("owner"), world.key_results
    check_in(owner, first.pk, value=45.0, effective_on=NOVEMBER)
    wrong = check_in(owner, first.pk, value=450.0).check_in
    check_in(owner, first.pk, confidence=6, supersedes_id=wrong.pk)
    check_in(owner, second.pk, confidence=6)
    above = world.add_objective("Above").key_results.get()
    KeyResult.objects.filter(pk=above.pk).update(measure="%")
    check_in(owner, above.pk, confidence=5)
    link_objective(
        world.system, world.objective.pk, key_result_id=above.pk, kind="contributes_value",
        child_key_result_id=first.pk,
    )  # fmt: skip
    assert days(above) == (TODAY, TODAY), "its value moves from below: to look at it is enough"
    unfed = world.add_objective("Not fed yet").key_results.get()
    child = world.add_objective("Not read yet")
    link_objective(
        world.system, child.pk, key_result_id=unfed.pk, kind="contributes_value",
        child_key_result_id=child.key_results.get().pk,
    )  # fmt: skip
    check_in(owner, unfed.pk, confidence=5)
    assert days(unfed) == (TODAY, None), "nothing comes from below as long as nobody read that"
    ended = world.add_objective("Ended").key_results.get()
    check_in(owner, ended.pk, value=3.0, effective_on=NOVEMBER)
    check_in(owner, ended.pk, confidence=3)
    cancel_key_result(world.system, ended.pk, reason="Measured elsewhere.")


def every_day() -> list[tuple[Any, ...]]:
    return list(KeyResult.objects.order_by("pk").values_list("pk", "read_on", "valued_on"))


def test_recomputing_finds_what_every_write_left_and_mends_what_is_lost(world: World) -> None:
    every_kind_of_write(world)
    assert recompute(world.organisation.pk, write=False)[1] == []
    before = every_day()
    assert len({row[2] for row in before}) == 3, "none, one of November, today"
    KeyResult.objects.update(valued_on=TODAY - timedelta(days=1))
    differing = recompute(world.organisation.pk)[1]
    assert len(differing) == len(before)
    assert {one.stored for one in differing} == {TODAY - timedelta(days=1)}
    assert every_day() == before
    assert recompute(world.organisation.pk, write=False)[1] == []


@pytest.mark.django_db(transaction=True)
def test_the_migration_stores_what_every_write_would_have(world: World) -> None:
    every_kind_of_write(world)
    before = every_day()
    try:
        call_command("migrate", "okrs", "0019", verbosity=0)
    finally:
        call_command("migrate", "okrs", verbosity=0)
    assert every_day() == before
    assert recompute(world.organisation.pk, write=False)[1] == []


def test_a_later_word_is_not_taken_for_a_later_value(world: World) -> None:
    """The page said that the reading of today counts, of which there is none."""
    owner, key_result = world.actor("owner"), world.key_results[0]
    check_in(owner, key_result.pk, value=45.0, effective_on=NOVEMBER)
    check_in(owner, key_result.pk, confidence=6)
    saved = world.client("owner").post(
        f"/key-results/{key_result.pk}/check-in",
        {"value": "45", "effective_on": "2026-11-10", "confidence": "6"},
        follow=True,
    )
    words = text_of(saved)
    assert "By this reading it stands as before" in words
    assert "is later, and counts" not in words
