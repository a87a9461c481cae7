"""A KPI as the source of a key result: values flow with the measurement, dated by its period."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi
from headway.kpis.actions.definitions import create_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.removing import take_values_back
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi
from headway.kpis.tests.values import STEADY, first_pass_yield, raised
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import add_key_result, update_key_result
from headway.okrs.actions.key_results.sources import fill_from_source
from headway.okrs.models import CheckIn, KeyResult
from headway.okrs.queries.doors import get_key_result
from headway.okrs.queries.recovery import recoveries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def kpi(world: World) -> Kpi:
    """Of the green team: who enters it has nothing to do with the objective."""
    made = create_kpi(
        world.system,
        unit_id=world.units["green"].pk,
        name="Orders right the first time",
        owner_id=world.people["stranger"].pk,
        frequency="weekly",
        measure="%",
    )
    measure(world, made, {date(2026, 9, 28): 70.0, date(2026, 10, 5): 72.0})
    return made


def measure(world: World, kpi: Kpi, values: dict[date, float]) -> None:
    readings = [Reading(day, value) for day, value in values.items()]
    record_measurements(world.actor("stranger"), kpi.pk, readings)


def source(world: World, kpi: Kpi | None, **more: Any) -> KeyResult:
    """The world's first key result gets its values from the KPI."""
    key_result = world.key_results[0]
    update_key_result(world.system, key_result.pk, kpi_id=kpi.pk if kpi else None, **more)
    key_result.refresh_from_db()
    return key_result


def taken(key_result: KeyResult) -> list[tuple[date, float | None]]:
    rows = CheckIn.objects.filter(
        key_result=key_result, superseded_by__isnull=True, kpi_starts_on__isnull=False
    )
    return list(rows.order_by("effective_on").values_list("effective_on", "value"))


def test_what_is_known_flows_in_at_once_and_every_later_value(world: World, kpi: Kpi):
    key_result = source(world, kpi)
    assert taken(key_result) == [(date(2026, 10, 11), 72.0)]
    measure(world, kpi, {date(2026, 10, 12): 74.0, date(2026, 11, 23): 80.0})
    assert taken(key_result) == [
        (date(2026, 10, 11), 72.0),
        (date(2026, 10, 18), 74.0),
        (date(2026, 11, 24), 80.0),  # the running week holds today
    ]
    key_result.refresh_from_db()
    assert key_result.value == 80.0
    assert key_result.objective.key_results.get(pk=key_result.pk).read_on == date(2026, 11, 24)


def test_a_restated_value_supersedes_what_was_taken(world: World, kpi: Kpi):
    key_result = source(world, kpi)
    measure(world, kpi, {date(2026, 10, 5): 71.0})
    assert taken(key_result) == [(date(2026, 10, 11), 71.0)]
    assert CheckIn.objects.filter(key_result=key_result, superseded_by__isnull=False).count() == 1
    before = CheckIn.objects.count()
    fill_from_source(world.system, key_result)
    assert CheckIn.objects.count() == before


def test_one_that_never_meets_its_target_becomes_an_objective_from_its_page(world: World):
    """It was red with nothing to do about it."""
    slow = first_pass_yield(world, name="Yield")
    record_measurements(
        world.system, slow.pk, [Reading(date(2025, at, 1), 90.0 + at % 3) for at in range(1, 13)]
    )
    client = world.client("lead")
    page = f"/kpis/{slow.pk}"
    assert "Make an objective of it" not in text_of(client.get(page))
    set_target(world.system, slow.pk, kind="at_least", low=99.0, effective_on=date(2025, 1, 1))
    assert "Make an objective of it" in text_of(client.get(page))
    assert "Make an objective of it" not in text_of(world.client("viewer").get(page))
    form = html_of(client.get(f"/objectives/new?kpi={slow.pk}"))
    for field in (
        'value="Yield reaches its target and stays there"',
        'value="99"',
        'value="90"',
        f'name="kr1-kpi_id" value="{slow.pk}"',
    ):
        assert field in form
    assert client.get("/objectives/new?kpi=999999").status_code == 404


def na(world: World, kpi: Kpi, day: date) -> None:
    readings = [Reading(day, state="na", reason="The plant was closed.")]
    record_measurements(world.actor("stranger"), kpi.pk, readings)


def test_what_the_kpi_no_longer_says_is_withdrawn_and_may_be_said_again(world: World, kpi: Kpi):
    key_result = source(world, kpi)
    measure(world, kpi, {date(2026, 10, 12): 74.0})
    check_in(world.actor("owner"), key_result.pk, confidence=7)
    na(world, kpi, date(2026, 10, 12))
    says = [(date(2026, 10, 11), 72.0), (date(2026, 10, 18), None)]
    assert taken(key_result) == says
    key_result.refresh_from_db()
    assert (key_result.value, key_result.confidence) == (72.0, 7)
    fill_from_source(world.system, key_result)
    assert taken(key_result) == says
    for address in (f"/key-results/{key_result.pk}", f"/objectives/{key_result.objective_id}"):
        assert world.client("owner").get(address).status_code == 200
    measure(world, kpi, {date(2026, 10, 12): 75.0})
    assert taken(key_result)[-1] == (date(2026, 10, 18), 75.0)
    na(world, kpi, date(2026, 10, 12))
    na(world, kpi, date(2026, 10, 5))
    key_result.refresh_from_db()
    assert (key_result.value, key_result.read_on) == (None, date(2026, 11, 24))  # the confidence


def test_values_of_an_import_that_is_taken_back_are_withdrawn(world: World, kpi: Kpi):
    key_result = source(world, kpi)
    measure(world, kpi, {date(2026, 10, 5): 71.0, date(2026, 10, 12): 74.0})
    days = [date(2026, 10, 5), date(2026, 10, 12)]
    take_values_back(world.system, kpi.pk, days, why="The wrong file.")
    assert taken(key_result) == [(date(2026, 10, 11), 72.0), (date(2026, 10, 18), None)]
    key_result.refresh_from_db()
    assert key_result.value == 72.0


def test_another_source_withdraws_what_the_first_said_and_none_keeps_it(world: World, kpi: Kpi):
    key_result = source(world, kpi)
    measure(world, kpi, {date(2026, 10, 12): 74.0})
    other = first_pass_yield(world, frequency="weekly")
    record_measurements(world.system, other.pk, [Reading(date(2026, 10, 5), 44.0)])
    source(world, other)
    assert taken(key_result) == [(date(2026, 10, 11), 44.0), (date(2026, 10, 18), None)]
    assert key_result.value == 44.0
    source(world, None)
    assert key_result.value == 44.0
    source(world, kpi)
    assert taken(key_result) == [(date(2026, 10, 11), 72.0), (date(2026, 10, 18), 74.0)]


def test_a_value_that_the_key_result_cannot_use_takes_the_one_before_with_it(
    world: World, kpi: Kpi
):
    added = add_key_result(
        world.system,
        objective_id=world.objective.pk,
        title="Orders, by factors",
        kind="increase",
        start=10.0,
        target=90.0,
        scale="log",
        owner_id=world.people["owner"].pk,
        kpi_id=kpi.pk,
        reason="It was forgotten.",
    ).key_result
    fill_from_source(world.system, get_key_result(world.system, added.pk, lock=True))
    assert taken(added) == [(date(2026, 10, 11), 72.0)]
    measure(world, kpi, {date(2026, 10, 5): -1.0})
    assert taken(added) == [(date(2026, 10, 11), None)]


def test_a_closed_objective_keeps_what_was_said_then(world: World, kpi: Kpi):
    key_result = source(world, kpi)
    close_objective(
        world.system,
        world.objective.pk,
        outcome="missed",
        closing_word="It did not work.",
    )
    na(world, kpi, date(2026, 10, 5))
    assert taken(key_result) == [(date(2026, 10, 11), 72.0)]


def test_a_value_by_hand_is_refused_and_confidence_is_not(world: World, kpi: Kpi):
    key_result = source(world, kpi)
    owner = world.actor("owner")
    with pytest.raises(InvalidInput) as refused:
        check_in(owner, key_result.pk, value=99.0, confidence=7)
    assert refused.value.errors[0].code == "from_kpi"
    check_in(owner, key_result.pk, confidence=7, note="The line is calm.")
    source(world, None)
    check_in(owner, key_result.pk, value=73.0)


def test_what_does_not_run_takes_nothing_until_it_does(world: World, kpi: Kpi):
    draft = world.add_draft(cycle=world.cycle)
    added = add_key_result(
        world.system,
        objective_id=draft.pk,
        title="Right the first time",
        kind="increase",
        start=70.0,
        target=90.0,
        owner_id=world.people["owner"].pk,
        kpi_id=kpi.pk,
    ).key_result
    measure(world, kpi, {date(2026, 10, 12): 74.0})
    assert taken(added) == []


@pytest.mark.parametrize("kind", ["milestone", "binary", "baseline"])
def test_kinds_without_a_number_have_no_source(world: World, kpi: Kpi, kind: str):
    draft = world.add_draft()
    with pytest.raises(InvalidInput) as refused:
        add_key_result(
            world.system,
            objective_id=draft.pk,
            title="Done",
            kind=kind,
            owner_id=world.people["owner"].pk,
            kpi_id=kpi.pk,
        )
    assert "kpi_id" in [error.field for error in refused.value.errors]


def test_a_foreign_or_archived_kpi_is_no_source(world: World, kpi: Kpi):
    with pytest.raises(InvalidInput):
        update_key_result(world.system, world.key_results[0].pk, kpi_id=10**9)
    archive_kpi(world.system, kpi.pk)
    with pytest.raises(InvalidInput):
        source(world, kpi)


def test_a_recovery_objective_begins_filled_in_and_remembers_the_signal(world: World):
    made = first_pass_yield(world)
    response = raised(world, made, [*STEADY, 92.0])
    set_target(world.system, made.pk, kind="at_least", low=95.0)
    client = world.client("lead")
    page = client.get(f"/objectives/new?response={response.pk}").content.decode()
    for field in ('name="kr1-start"', 'name="kr1-target"', 'name="kr1-kpi_id"'):
        assert field in page
    assert "Signal 1 of the KPI “First-pass yield”." in page
    sent = {
        "title": "First-pass yield is back where it belongs",
        "cycle_id": world.cycle.pk,
        "unit_id": world.units["blue"].pk,
        "owner_id": world.people["owner"].pk,
        "description": "Signal 1 of the KPI “First-pass yield”.",
        "recovers_id": response.pk,
        "kr1-title": "First-pass yield",
        "kr1-kind": "increase",
        "kr1-start": "92",
        "kr1-target": "95",
        "kr1-measure": "%",
        "kr1-kpi_id": made.pk,
        "do": "draft",
    }
    assert client.post("/objectives/new", sent).status_code == 302
    [row] = recoveries_of(world.actor("lead"), made.pk)
    assert (row.title, row.response_number) == (sent["title"], 1)
    stored = KeyResult.objects.select_related("objective").get(objective_id=row.id)
    assert (stored.kpi_id, stored.objective.description) == (made.pk, sent["description"])
    assert recoveries_of(world.actor("stranger"), made.pk) == []  # a draft is for its unit


def test_the_key_result_form_offers_kpis_and_pages_say_where_values_come_from(
    world: World, kpi: Kpi
):
    key_result = source(world, kpi)
    client = world.client("owner")
    form = client.get(f"/key-results/{key_result.pk}/edit").content.decode()
    assert f'<option value="{kpi.pk}" selected>' in form
    for address in (f"/key-results/{key_result.pk}", f"/key-results/{key_result.pk}/check-in", "/"):
        assert kpi.name in client.get(address).content.decode(), address
    saved = client.post("/check-ins", {"save": key_result.pk, f"confidence-{key_result.pk}": "7"})
    assert saved.status_code in (200, 302)
    assert CheckIn.objects.filter(key_result=key_result, confidence=7, value=None).count() == 1
