"""The day of the last value stands beside that of the last check-in, and what is stale goes by it
(docs/adr/0043)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from headway.activity.queries import history
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.definitions import create_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import (
    MilestoneInput,
    add_key_result,
    cancel_key_result,
    update_key_result,
)
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import KeyResult
from headway.okrs.queries.due import turns
from headway.people.actions import create_token

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 3)


def days(key_result: KeyResult) -> tuple[date | None, date | None]:
    """Of its last check-in and of its last value."""
    stored = KeyResult.objects.get(pk=key_result.pk)
    return stored.read_on, stored.valued_on


def told(world: World, path: str) -> Any:
    _token, secret = create_token(world.actor("owner"), name="x", scopes=["read"])
    return Client().get(path, headers={"Authorization": f"Bearer {secret}"}).json()


def test_confidence_alone_moves_one_day_and_a_value_both(world: World) -> None:
    owner, key_result = world.actor("owner"), world.key_results[0]
    check_in(owner, key_result.pk, value=45.0, effective_on=NOVEMBER)
    assert days(key_result) == (NOVEMBER, NOVEMBER)
    check_in(owner, key_result.pk, confidence=6)
    assert days(key_result) == (TODAY, NOVEMBER)
    answer = told(world, f"/api/v1/key-results/{key_result.pk}")
    assert (answer["read_on"], answer["valued_on"]) == ("2026-11-24", "2026-11-03")
    assert (answer["status"]["code"], answer["due_on"]) == ("stale", "2026-11-22")


def test_milestones_are_a_value(world: World) -> None:
    made = add_key_result(
        world.system, objective_id=world.objective.pk, title="Both cities", kind="milestone",
        owner_id=world.people["owner"].pk, milestones=[MilestoneInput("Porto", 1)],
        reason="Decided.",
    ).key_result  # fmt: skip
    check_in(world.actor("owner"), made.pk, milestones_done=[])
    assert days(made) == (TODAY, TODAY)


def test_a_correction_that_takes_the_value_away_takes_its_day_along(world: World) -> None:
    owner, key_result = world.actor("owner"), world.key_results[0]
    check_in(owner, key_result.pk, value=45.0, effective_on=NOVEMBER)
    wrong = check_in(owner, key_result.pk, value=450.0, confidence=7).check_in
    check_in(owner, key_result.pk, confidence=7, supersedes_id=wrong.pk)
    assert days(key_result) == (TODAY, NOVEMBER)


def test_a_past_day_has_the_value_of_that_day(world: World) -> None:
    """What was fresh then is not called stale by what nobody entered since."""
    owner, key_result = world.actor("owner"), world.key_results[0]
    first = date(2026, 10, 20)
    check_in(owner, key_result.pk, value=45.0, effective_on=first)
    check_in(owner, key_result.pk, confidence=6, effective_on=NOVEMBER)
    check_in(owner, key_result.pk, value=48.0)
    for day, status in ((date(2026, 10, 22), None), (NOVEMBER, "stale")):
        answer = told(world, f"/api/v1/objectives/{world.objective.pk}?as_of={day}")
        [found] = [one for one in answer["key_results"] if one["id"] == key_result.pk]
        assert found["valued_on"] == "2026-10-20"
        assert (found["status"]["code"] == "stale") is (status == "stale")


def test_of_a_kpi_the_value_comes_and_people_are_asked_for_no_more_than_they_can_give(
    world: World,
) -> None:
    stranger, key_result = world.actor("stranger"), world.key_results[0]
    kpi = create_kpi(
        world.system, unit_id=world.units["green"].pk, name="Right the first time",
        owner_id=world.people["stranger"].pk, frequency="weekly", measure="%",
    )  # fmt: skip
    record_measurements(stranger, kpi.pk, [Reading(date(2026, 10, 26), 45.0)])
    update_key_result(world.system, key_result.pk, kpi_id=kpi.pk)
    assert days(key_result)[1] == date(2026, 11, 1)
    check_in(world.actor("owner"), key_result.pk, confidence=6)
    assert days(key_result) == (TODAY, date(2026, 11, 1))
    answer = told(world, f"/api/v1/key-results/{key_result.pk}")
    assert answer["status"]["code"] == "stale", "nobody knows where it stands"
    assert answer["due_on"] == "2026-12-06"
    [turn] = [one for one in turns(world.actor("owner"), TODAY)
              if one.key_result_id == key_result.pk]  # fmt: skip
    assert turn.due_on == date(2026, 12, 6), "how sure they are is all that the owner can say"
    record_measurements(stranger, kpi.pk, [Reading(date(2026, 11, 16), 46.0)])
    assert days(key_result)[1] == date(2026, 11, 22)


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


def test_the_trail_of_a_confidence_tells_what_it_was_before(world: World) -> None:
    owner, key_result = world.actor("owner"), world.key_results[0]
    check_in(owner, key_result.pk, value=45.0, confidence=6)
    check_in(owner, key_result.pk, confidence=5)
    newest = history(world.organisation.pk, subject_type="key_result", subject_id=key_result.pk)[0]
    before, after = newest.before or {}, newest.after or {}
    assert (before["confidence"], after["confidence"]) == (6, 5)


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
