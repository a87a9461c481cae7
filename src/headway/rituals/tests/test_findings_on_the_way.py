"""Rules that need to know how it goes, and which KPI a key result reads. As boards say it, of data
that people entered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.kit.testing.budgets import assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import START, TODAY, World, on
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.targets import set_target
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.models import KeyResult, Objective
from headway.rituals.actions.findings import acknowledge
from headway.rituals.tests.findings import board, closed, kpi, reads, stale

pytestmark = pytest.mark.django_db


def weekly(
    world: World, values: list[float], confidence: list[int | None], *, which: int = 0
) -> KeyResult:
    """Check-ins of the world's key result, one a week from the start."""
    found = world.key_results[which]
    for week, (value, sure) in enumerate(zip(values, confidence, strict=True)):
        with on(START + timedelta(weeks=week, days=1)):
            check_in(world.system, found.pk, value=value, confidence=sure)
    return found


class TestOnTheWay:
    def test_what_nobody_checks_in(self, world: World) -> None:
        weekly(world, [41.0, 42.0], [5, 5])
        said = board(world, cycle=world.cycle)
        assert "The last value is of 13 Oct 2026. What is it today?" in said
        assert "It never got a value. What is it today?" in said

    def test_that_is_acknowledged_from_day_to_day(self, world: World) -> None:
        weekly(world, [41.0, 42.0], [5, 5])
        weekly(world, [8.0] * 8, [5] * 8, which=1)
        [found] = stale(world)
        acknowledge(
            world.actor("owner"), unit_id=world.units["blue"].pk, cycle_id=world.cycle.pk,
            mark=found["mark"],
        )  # fmt: skip
        with on(TODAY + timedelta(days=1)):
            assert stale(world)[0]["acknowledgement_id"] is not None
            check_in(world.system, world.key_results[0].pk, value=43.0, confidence=5)
            assert stale(world) == []
        with on(TODAY + timedelta(days=14)):
            assert [one["acknowledgement_id"] for one in stale(world)] == [None, None]

    def test_it_leads_to_the_check_in(self, world: World) -> None:
        page = html_of(
            world.client("owner").get(
                f"/planning?unit={world.units['blue'].pk}&cycle={world.cycle.pk}"
            )
        )
        assert f'href="/key-results/{world.key_results[0].pk}/check-in"' in page

    def test_a_kpi_that_gives_nothing(self, world: World) -> None:
        source = kpi(world, (50.0,), frequency="weekly")
        with on(START):
            made = reads(world, source, cycle=world.cycle)
            sign_objective(world.system, made.objective_id, for_everybody=True)
        assert "Its KPI has given no value yet. Who enters it?" in board(world, cycle=world.cycle)
        page = html_of(
            world.client("owner").get(
                f"/planning?unit={world.units['blue'].pk}&cycle={world.cycle.pk}"
            )
        )
        assert f'href="/kpis/{source.pk}"' in page
        assert f'href="/key-results/{made.pk}/check-in"' not in page, "a check-in gives no value"
        record_measurements(world.system, source.pk, [Reading(date(2026, 10, 19), 54.0)])
        said = board(world, cycle=world.cycle)
        assert "The last value of its KPI is of 25 Oct 2026. Who enters it?" in said

    def test_nothing_of_a_plan_that_does_not_run(self, world: World) -> None:
        world.add_draft(cycle=world.cycle)
        world.add_draft("Parts arrive")
        assert len(stale(world)) == 2
        assert "never got a value" not in board(world)

    def test_confidence_that_is_copied(self, world: World) -> None:
        weekly(world, [40.0, 42.0, 44.0, 46.0, 48.0, 50.0, 52.0, 54.0], [3, *[7] * 7])
        said = board(world, cycle=world.cycle)
        assert "Confidence has been 7 for 42 days while progress moved. Ask anew." in said

    def test_confidence_that_falls_while_progress_is_fine(self, world: World) -> None:
        weekly(world, [40.0, 42.0, 44.0, 47.0, 50.0, 53.0, 56.0, 59.0], [8, 8, 8, 8, 8, 8, 7, 5])
        said = board(world, cycle=world.cycle)
        assert "Confidence fell from 8 to 5 since 10 Nov 2026 though progress is fine." in said

    def test_forecast_and_owner_apart(self, world: World) -> None:
        """The forecast is that of the whole target, of which confidence speaks."""
        weekly(world, [40.0, 41.0, 41.0, 42.0, 43.0, 42.0, 44.0, 44.0], [7] * 8)
        said = board(world, cycle=world.cycle)
        assert "The numbers say 5 %, the owner 7 in 10. What do they not show?" in said


class TestOneMeasure:
    def test_two_key_results_of_one_kpi(self, world: World) -> None:
        source = kpi(world)
        reads(world, source, title="Less to mend", unit="works", target=61.0)
        reads(world, source)
        said = board(world)
        assert "“Less to mend” reads the same KPI. Share one key result, or say why two." in said
        assert "Its target is 60; “Less to mend” aims at 61. Agree on one." in said

    def test_against_the_kpi_itself(self, world: World) -> None:
        source = kpi(world, better="down")
        reads(world, source)
        said = board(world)
        assert "“Orders right the first time” wants it down. Settle which one holds." in said
        assert f'href="/kpis/{source.pk}"' in html_of(
            world.client("owner").get(
                f"/planning?unit={world.units['blue'].pk}&cycle={world.next_cycle().pk}"
            )
        )

    def test_another_target_than_the_kpi_has(self, world: World) -> None:
        source = kpi(world)
        set_target(
            world.system, source.pk, effective_on=date(2026, 11, 1), kind="at_least", low=58.0,
            by=world.next_cycle().ends_on, why="As agreed.",
        )  # fmt: skip
        reads(world, source)
        said = board(world)
        assert "Its target is 60; “Orders right the first time” aims at 58. Agree on one." in said

    def test_a_kpi_that_has_too_few_values_to_steer_by(self, world: World) -> None:
        reads(world, kpi(world, (50.0,), frequency="quarterly"))
        assert "Measured too seldom to steer by" in board(world)

    def test_alignment_shows_it_of_all_below(self, world: World) -> None:
        source = kpi(world)
        reads(world, source, title="Less to mend", unit="green")
        reads(world, source)
        said = text_of(
            world.client("admin").get(
                f"/planning/alignment?unit={world.units['root'].pk}&cycle={world.next_cycle().pk}"
            )
        )
        assert "reads the same KPI" in said

    def test_what_is_hidden_is_not_named(self, world: World) -> None:
        source = kpi(world)
        hidden = reads(world, source, title="Less to mend", unit="works", target=61.0)
        Objective.objects.filter(pk=hidden.objective_id).update(visibility="people")
        reads(world, source)
        assert "Less to mend" not in board(world, who="mate")


def test_its_cost_does_not_grow_with_what_is_planned_read_and_past(world: World) -> None:
    for back in (1, 2, 3):
        closed(world, back, [10.0, 10.0, 8.7], week=6)
    weekly(world, [40.0] * 8, [7] * 8)
    sources = [kpi(world, name=f"KPI {at}") for at in range(2)]

    def grow(total: int) -> None:
        for number in range(KeyResult.objects.filter(kpi__isnull=False).count(), total):
            reads(world, sources[number % 2], title=f"Thing {number}", cycle=world.cycle)

    unit, client = world.units["blue"].pk, world.client("owner")
    address = f"/planning?unit={unit}&cycle={world.cycle.pk}"
    assert_no_growth(grow, lambda: client.get(address))
