"""What is due is a value: a check-in on confidence alone answers no due day (docs/adr/0043)."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from headway.kit import clock
from headway.kit.testing.world import NOW, TODAY, World
from headway.kpis.actions.definitions import create_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.models import KeyResult
from headway.okrs.queries.key_results import rows_by_id

pytestmark = pytest.mark.django_db

SUNDAY = date(2026, 11, 29)
LAST_WEEK = TODAY - timedelta(days=6)


@pytest.fixture
def key_result(world: World) -> KeyResult:
    """Read last week, so that its next value is due on Sunday."""
    check_in(world.system, world.key_results[0].pk, value=45, confidence=7, effective_on=LAST_WEEK)
    return world.key_results[0]


def stands(
    key_result: KeyResult, day: date = TODAY
) -> tuple[date | None, date | None, date | None]:
    """The days of the latest check-in and of the latest value, and when the next is due."""
    [row] = rows_by_id([key_result.pk], as_of=day, today=day, with_readings=day != TODAY)
    if day == TODAY:
        stored = KeyResult.objects.get(pk=key_result.pk)
        assert (stored.read_on, stored.valued_on) == (row.read_on, row.valued_on)
    return row.read_on, row.valued_on, row.due_on


def test_confidence_alone_leaves_the_value_due(world: World, key_result: KeyResult):
    check_in(world.system, key_result.pk, confidence=6)
    assert stands(key_result) == (TODAY, LAST_WEEK, SUNDAY)
    check_in(world.system, key_result.pk, value=46)
    assert stands(key_result) == (TODAY, TODAY, SUNDAY + timedelta(weeks=1))


def test_it_goes_stale_however_often_somebody_says_how_sure_they_are(
    world: World, key_result: KeyResult
):
    with clock.frozen(NOW + timedelta(days=13)):
        check_in(world.system, key_result.pk, confidence=7)
        day = TODAY + timedelta(days=13)
        [row] = rows_by_id([key_result.pk], as_of=day, today=day)
        assert row.status is not None
        assert row.status.code == "stale"


def test_a_correction_may_take_the_value_away(world: World, key_result: KeyResult):
    entered = check_in(world.system, key_result.pk, value=60, confidence=7).check_in
    assert stands(key_result)[1] == TODAY
    check_in(
        world.system, key_result.pk, confidence=7, effective_on=TODAY, supersedes_id=entered.pk
    )
    assert stands(key_result) == (TODAY, LAST_WEEK, SUNDAY)


def test_where_a_kpi_gives_the_value_people_say_how_sure_they_are(
    world: World,
):
    key_result = world.key_results[0]
    kpi = create_kpi(
        world.system, unit_id=world.units["green"].pk, name="Orders right the first time",
        owner_id=world.people["stranger"].pk, frequency="monthly", measure="%",
    )  # fmt: skip
    record_measurements(world.actor("stranger"), kpi.pk, [Reading(date(2026, 10, 1), 45.0)])
    update_key_result(world.system, key_result.pk, kpi_id=kpi.pk, reason="It is measured.")
    from_kpi = stands(key_result)[1]
    assert from_kpi is not None
    assert from_kpi < TODAY - timedelta(days=11)
    check_in(world.system, key_result.pk, confidence=6)
    assert stands(key_result) == (TODAY, from_kpi, SUNDAY + timedelta(weeks=1))
    [row] = rows_by_id([key_result.pk], as_of=TODAY, today=TODAY)
    assert row.status is not None
    assert row.status.code == "stale"  # its KPI is silent, whatever people say


def test_where_others_give_the_value_too(world: World, key_result: KeyResult):
    into = world.add_objective("Another", unit="root").key_results.get()
    KeyResult.objects.filter(pk=into.pk).update(measure="%", target=100)
    link_objective(
        world.system, world.objective.pk, key_result_id=into.pk, kind="contributes_value",
        child_key_result_id=key_result.pk,
    )  # fmt: skip
    check_in(world.system, into.pk, confidence=6)
    assert stands(into)[:2] == (TODAY, TODAY)


def test_of_a_past_day_too(world: World, key_result: KeyResult):
    with clock.frozen(NOW + timedelta(weeks=2)):
        check_in(world.system, key_result.pk, value=47, confidence=6)
    check_in(world.system, key_result.pk, confidence=6)
    with clock.frozen(NOW + timedelta(weeks=2)):
        [row] = rows_by_id(
            [key_result.pk], as_of=TODAY, today=TODAY + timedelta(weeks=2), with_readings=True
        )
    assert (row.read_on, row.valued_on, row.due_on) == (TODAY, LAST_WEEK, SUNDAY)


def test_what_was_stored_before_is_filled_from_the_check_ins(world: World, key_result: KeyResult):
    first, second = world.key_results
    check_in(world.system, first.pk, confidence=6)
    entered = check_in(world.system, second.pk, value=8, confidence=6).check_in
    check_in(world.system, second.pk, confidence=5, note="Wrong.", effective_on=TODAY,
             supersedes_id=entered.pk)  # fmt: skip
    check_in(world.system, second.pk, value=8, effective_on=LAST_WEEK - timedelta(days=1))
    stored = dict(KeyResult.objects.values_list("pk", "valued_on"))
    assert {LAST_WEEK, LAST_WEEK - timedelta(days=1)} <= set(stored.values())
    KeyResult.objects.update(valued_on=None)
    import_module("headway.okrs.migrations.0020_valued_on").fill(apps, None)
    assert dict(KeyResult.objects.values_list("pk", "valued_on")) == stored
