"""Values that come from a source: stored once, and what an outage does."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from headway.activity.models import Event
from headway.activity.queries import verify_chain
from headway.core.retries import PAUSES
from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.kpis.actions.connectors.running import (
    due_connectors,
    run_connector,
)
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.models import ConnectorRun, Revision
from headway.kpis.sources import Fetched
from headway.kpis.tests.stand_in import (
    DOWN,
    PASSWORD,
    SETTINGS,
    WORDS,
    WRONG,
    Scripted,
    connect,
    fresh,
    ran,
    rows,
    verbs,
)
from headway.kpis.tests.values import first_pass_yield

pytestmark = pytest.mark.django_db


def test_what_the_source_tells_is_stored_and_again_changes_nothing(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 95.0, 92.0)
    run = ran(connector)
    assert (run.read, run.created, run.error) == (3, 3, "")
    assert rows(kpi) == [
        (date(2026, 9, 1), 94.0, "final", "connector"),
        (date(2026, 10, 1), 95.0, "final", "connector"),
        (date(2026, 11, 1), 92.0, "estimated", "connector"),
    ]
    [asked] = source.asked
    assert (asked["since"], asked["until"]) == (date(2026, 9, 1), date(2026, 11, 24))
    assert asked["secrets"] == {"password": PASSWORD}
    before = verbs(kpi)
    again = ran(connector)
    assert (again.unchanged, again.created, again.changed) == (3, 0, 0)
    assert verbs(kpi) == before == ["connector.set", "kpi.measured"]
    assert not Revision.objects.filter(series__kpi=kpi).exists()


def test_the_value_of_a_running_period_is_final_when_that_is_over(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(92.0)
    ran(connector)
    with clock.frozen(NOW + timedelta(days=6)):  # the last day of November
        ran(connector)
        assert rows(kpi)[0][2] == "estimated"
    with clock.frozen(NOW + timedelta(days=7)):
        assert ran(connector).changed == 1
    assert rows(kpi) == [(date(2026, 11, 1), 92.0, "final", "connector")]


def test_another_value_of_the_source_restates(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 95.0, 92.0)
    ran(connector)
    source.month(94.0, 95.5, 92.0)
    assert (ran(connector).changed, rows(kpi)[1][1:3]) == (1, (95.5, "restated"))


def test_a_value_that_somebody_entered_stands_until_they_say_otherwise(
    world: World, source: Scripted
) -> None:
    """An estimate does not: the source is what it waited for."""
    kpi, mate = first_pass_yield(world), world.actor("mate")
    connector = connect(world, kpi)
    entered = [Reading(date(2026, 9, 1), 90.0), Reading(date(2026, 10, 1), 95.0)]
    guess = Reading(date(2026, 11, 1), 90.0, state="estimated")
    record_measurements(mate, kpi.pk, [*entered, guess])
    source.month(94.0, 95.0, 92.0)
    run = ran(connector)
    assert (run.kept, run.unchanged, run.changed, run.created) == (1, 1, 1, 0)
    assert [row[1:] for row in rows(kpi)] == [
        (90.0, "final", "hand"), (95.0, "final", "hand"), (92.0, "estimated", "connector"),
    ]  # fmt: skip
    run = run_connector(mate, kpi.pk, replace_entered=True)
    assert (run.changed, run.kept, run.by_hand, run.person_id) == (1, 0, True, mate.person_id)
    assert rows(kpi)[0][1:] == (94.0, "restated", "connector")
    assert ran(connector).unchanged == 3


def test_an_outage_stores_nothing_is_told_once_and_ends_by_itself(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(94.0, 95.0, 92.0)
    ran(connector)
    stored = rows(kpi)
    source.says = DOWN
    at = NOW
    for number, pause in enumerate([*PAUSES, PAUSES[-1]], start=1):
        with clock.frozen(at):
            assert ran(connector).error == WORDS
        now = fresh(connector)
        assert (now.failures, now.failing_since, now.error) == (number, NOW, WORDS)
        assert now.next_at is not None
        assert at + pause * 0.9 <= now.next_at <= at + pause * 1.1
        at = now.next_at
    assert rows(kpi) == stored
    assert verbs(kpi)[-1] == "connector.failing"
    assert verbs(kpi).count("connector.failing") == 1
    source.month(94.0, 95.0, 92.5)
    with clock.frozen(at):
        run = ran(connector)
    assert (run.changed, run.out_since) == (1, NOW)
    now = fresh(connector)
    assert (now.failures, now.failing_since, now.error, now.gave_up) == (0, None, "", False)
    assert now.next_at is not None
    assert (now.next_at > at, now.next_at.time()) == (True, time(6))
    recovered = Event.objects.get(verb="connector.recovered")
    assert f'"minutes": {round((at - NOW).total_seconds() / 60)}' in str(recovered.after)
    assert verify_chain(world.organisation.pk).intact


def test_what_will_not_mend_itself_is_not_tried_again_until_somebody_changes_it(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.says = WRONG
    ran(connector)
    now = fresh(connector)
    assert (now.gave_up, now.next_at, now.error_code) == (True, None, "query")
    with clock.frozen(NOW + timedelta(days=30)):
        assert due_connectors() == []
    connect(world, kpi, secrets={}, settings={**SETTINGS, "query": "select 2"})
    now = fresh(connector)
    assert (now.gave_up, now.next_at, now.failing_since) == (False, NOW, NOW)
    source.month(94.0)
    assert ran(now).out_since == NOW


def test_values_of_which_the_kpi_can_take_none_are_an_outage(
    world: World, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.month(194.0, 195.0)
    run = ran(connector)
    assert run.error_code == "refused"
    assert run.error.startswith("Oct 2026: 194 is not possible")
    assert "Nov 2026: 195" in run.error
    assert rows(kpi) == []
    assert not fresh(connector).gave_up


@pytest.mark.parametrize("told", [
    [Fetched(date(2026, 10, 1), 94.0, segment="North")],
    [Fetched(date(2026, 10, 1), 94.0), Fetched(date(2026, 10, 9), 94.0)],
    [Fetched(date(2026, 10, 1), numerator=1.0, denominator=2.0)],
])  # fmt: skip
def test_what_does_not_fit_the_kpi_is_not_made_to_fit(
    world: World, source: Scripted, told: list[Fetched]
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.says = told
    assert ran(connector).error
    assert rows(kpi) == []


def test_values_of_other_days_are_left_out_and_counted(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi, window=1)
    source.month(94.0, 95.0, 92.0, 91.0, last=date(2026, 12, 1))
    run = ran(connector)
    assert (run.read, run.notes) == (1, "3 values of other days were left out.")
    assert [row[0] for row in rows(kpi)] == [date(2026, 11, 1)]
    source.says = []
    assert ran(connector).notes == "The source has no value for these periods."


def test_an_error_that_nobody_thought_of_is_told_without_its_words(
    world: World, source: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    source.says = LookupError(f"postgresql://user:{PASSWORD}@host")
    run = ran(connector)
    assert run.error_code == "fault"
    assert "LookupError" in caplog.text
    assert PASSWORD not in caplog.text + run.error


def test_a_ratio_and_its_denominator(world: World, source: Scripted) -> None:
    kpi = first_pass_yield(world, in_time="ratio", scale=100.0)
    connector = connect(world, kpi)
    source.says = [Fetched(date(2026, 10, 9), numerator=470.0, denominator=500.0)]
    ran(connector)
    assert rows(kpi) == [(date(2026, 10, 1), 94.0, "final", "connector")]
    assert ran(connector).unchanged == 1


def test_the_last_fifty_runs_are_kept(world: World, source: Scripted) -> None:
    connector = connect(world, first_pass_yield(world))
    source.month(94.0)
    for _ in range(52):
        ran(connector)
    assert ConnectorRun.objects.count() == 50


def test_a_refused_value_is_named_by_its_own_period_beside_entered_ones(
    world: World, source: Scripted
) -> None:
    """Those that stand are left out before, and do not shift the others."""
    kpi = first_pass_yield(world)
    connector = connect(world, kpi)
    record_measurements(world.actor("mate"), kpi.pk, [Reading(date(2026, 9, 1), 90.0)])
    source.month(94.0, 195.0, 92.0)
    assert ran(connector).notes.startswith("Oct 2026: 195 is not possible")
