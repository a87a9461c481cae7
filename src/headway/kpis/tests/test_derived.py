"""KPIs that are computed from others: defined, kept up with every write, and refused in circles."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.world import World
from headway.kpis.actions.archiving import archive_kpi, restore_kpi
from headway.kpis.actions.copying import copy_kpi
from headway.kpis.actions.definitions import create_kpi, update_kpi
from headway.kpis.actions.measurements import (
    Reading,
    Recorded,
    record_many,
    record_measurements,
)
from headway.kpis.actions.rederiving import astray
from headway.kpis.actions.removing import remove_kpi, take_values_back
from headway.kpis.models import Kpi, KpiVersion, Measurement, Revision
from headway.kpis.queries.series.formulas import bindings_of
from headway.kpis.tests.values import first_pass_yield, measure, month, monthly
from headway.okrs.actions.key_results import update_key_result
from headway.people.access import system_actor
from headway.people.models import Unit

pytestmark = pytest.mark.django_db


def kpi_of(world: World, name: str, **definition: Any) -> Kpi:
    """A plain one of Blue, without bounds."""
    fields = {"measure": "", "low_bound": None, "high_bound": None, "in_time": "sum", **definition}
    return first_pass_yield(world, name=name, **fields)


def derived(world: World, expression: str, inputs: dict[str, Kpi], **definition: Any) -> Kpi:
    """A KPI that is computed from others."""
    ids = {name: kpi.pk for name, kpi in inputs.items()}
    name = definition.pop("name", "Derived")
    return kpi_of(world, name, expression=expression, inputs=ids, **definition)


def rows(kpi: Kpi) -> list[tuple[date, float | None, str, int]]:
    stored = Measurement.objects.filter(series__kpi=kpi).order_by("starts_on")
    return [(m.starts_on, m.value, m.state, m.revision) for m in stored]


def values(kpi: Kpi) -> dict[date, float | None]:
    return {row[0]: row[1] for row in rows(kpi)}


@pytest.fixture
def won(world: World) -> Kpi:
    return kpi_of(world, "Won", measure="deals")


@pytest.fixture
def visits(world: World) -> Kpi:
    return kpi_of(world, "Visits", measure="visits")


@pytest.fixture
def rate(world: World, won: Kpi, visits: Kpi) -> Kpi:
    return derived(world, "won / visits", {"won": won, "visits": visits}, name="Win rate")


class TestDefining:
    def test_it_is_computed_from_all_that_its_inputs_came_to(self, world, won, visits):
        measure(world, won, [5.0, 6.0, 7.0])
        measure(world, visits, [10.0, 10.0])
        rate = derived(world, "won / visits", {"won": won, "visits": visits})
        assert rows(rate) == [(month(0), 0.5, "final", 1), (month(1), 0.6, "final", 1)]
        rate.state.refresh_from_db()
        assert (rate.state.value, rate.state.points) == (0.6, 2)
        assert rate.measure == "deals/visits"
        row = Measurement.objects.filter(series__kpi=rate).first()
        assert (row.origin, row.person_id) == ("derived", None)
        assert derived(world, "won * 2", {"won": won}, measure="pieces").measure == "pieces"

    @pytest.mark.parametrize(
        ("expression", "field", "words"),
        [
            ("won / ", "expression", "Column 6: a number, a name"),
            ("2 + 2", "expression", "Name at least one KPI"),
            ("won + visits", "expression", "won is in deals and visits in visits"),
            ("won / lost", "inputs.lost", "Choose the KPI that “lost” stands for."),
            ("won * 2", "inputs.visits", "The formula has no name “visits”."),
            ("__import__('os')", "expression", "Column 1"),
        ],
    )
    def test_what_cannot_be_computed_is_refused_at_its_field(
        self, world, won, visits, expression, field, words
    ):
        with pytest.raises(InvalidInput) as refused:
            derived(world, expression, {"won": won, "visits": visits})
        found = {error.field: error.message for error in refused.value.errors}
        assert words in found[field]
        assert Kpi.objects.count() == 2

    def test_inputs_are_live_ones_of_the_organisation_and_not_of_longer_periods(self, world, won):
        foreign = create_kpi(
            system_actor(world.other),
            unit_id=Unit.objects.get(organisation=world.other).pk,
            name="Theirs",
            owner_id=world.people["outsider"].pk,
        )
        quarterly = kpi_of(world, "Quarterly", frequency="quarterly")
        away = kpi_of(world, "Away")
        archive_kpi(world.system, away.pk)
        for source, words in (
            (foreign, "There is no such KPI."),
            (quarterly, "Quarterly values cannot be split"),
            (away, "This KPI is archived."),
        ):
            with pytest.raises(InvalidInput, match="not saved") as refused:
                derived(world, "a + won", {"a": source, "won": won})
            [error] = refused.value.errors
            assert (error.field, words in error.message) == ("inputs.a", True)

    def test_a_circle_is_refused_with_the_way_round(self, world, won, visits, rate):
        double = derived(world, "rate * 2", {"rate": rate}, name="Double")
        with pytest.raises(InvalidInput) as refused:
            update_kpi(world.system, rate.pk, why="More.", expression="won / d",
                       inputs={"won": won.pk, "d": double.pk})  # fmt: skip
        [error] = refused.value.errors
        assert "Win rate → Double → Win rate" in error.message
        with pytest.raises(InvalidInput, match="not saved") as refused:
            update_kpi(world.system, rate.pk, why="More.", expression="r", inputs={"r": rate.pk})
        assert "Win rate → Win rate" in refused.value.errors[0].message

    def test_another_formula_computes_the_history_anew_and_begins_a_baseline(
        self, world, won, visits, rate
    ):
        measure(world, won, [5.0, 6.0])
        measure(world, visits, [10.0, 10.0])
        with pytest.raises(InvalidInput) as refused:
            update_kpi(world.system, rate.pk, expression="won / visits * 100")
        assert [error.field for error in refused.value.errors] == ["why"]
        update_kpi(world.system, rate.pk, expression="won / visits * 100", why="In per cent.")
        assert rows(rate) == [(month(0), 50.0, "restated", 2), (month(1), 60.0, "restated", 2)]
        assert Revision.objects.filter(series__kpi=rate).count() == 2
        version = KpiVersion.objects.get(kpi=rate, number=2)
        assert (version.breaks, version.effective_on) == (True, month(0))
        assert version.fields["inputs"] == {"won": won.pk, "visits": visits.pk}
        update_kpi(world.system, rate.pk, question="Do they buy?")
        assert Revision.objects.filter(series__kpi=rate).count() == 2

    def test_one_that_was_entered_becomes_computed_and_back(self, world, won):
        kpi = kpi_of(world, "Twice")
        measure(world, kpi, [1.0, 2.0, 3.0])
        measure(world, won, [None, 5.0])
        update_kpi(world.system, kpi.pk, expression="won * 2", inputs={"won": won.pk}, why="Same.")
        assert values(kpi) == {month(0): 1.0, month(1): 10.0, month(2): 3.0}
        with pytest.raises(Conflict, match="computed from “Won”"):
            measure(world, kpi, [1.0], first=3)
        update_kpi(world.system, kpi.pk, expression="", why="Counted now.")
        assert not kpi.inputs.exists()
        measure(world, kpi, [11.0], first=1)
        measure(world, won, [6.0], first=1)
        assert values(kpi)[month(1)] == 11.0


class TestFollowing:
    def test_a_copy_is_computed_from_the_same_kpis_until_it_is_told_otherwise(self, world, rate):
        green = world.units["green"].pk
        made = copy_kpi(world.actor("admin"), rate.pk, unit_id=green)
        assert (made.expression, bindings_of(made)) == (rate.expression, bindings_of(rate))
        assert values(made) == values(rate)

    def test_nobody_enters_its_values(self, world, won, rate):
        with pytest.raises(Conflict) as refused:
            record_measurements(world.system, rate.pk, monthly([1.0]), origin="connector")
        assert refused.value.code == "kpi_derived"
        assert "“Won”, “Visits”" in refused.value.detail
        done = record_many(world.system, {rate.pk: monthly([1.0]), won.pk: monthly([1.0])})
        assert isinstance(done[rate.pk], Conflict)
        assert isinstance(done[won.pk], Recorded)

    def test_a_restated_input_restates_it_and_who_may_enter_moves_it(
        self, world, won, visits, rate
    ):
        lead_id = world.people["lead"].pk
        update_kpi(world.system, rate.pk, owner_id=lead_id, updater_id=lead_id)
        measure(world, won, [5.0, 6.0])
        done = measure(world, visits, [10.0, 10.0])
        assert [(one.kpi.pk, one.days) for one in done.derived] == [(rate.pk, [month(0), month(1)])]
        measure(world, won, [5.0, 7.0])
        assert rows(rate) == [(month(0), 0.5, "final", 1), (month(1), 0.7, "restated", 2)]
        kept = Revision.objects.get(series__kpi=rate)
        assert (kept.starts_on, kept.value) == (month(1), 0.6)
        event = Event.objects.filter(verb="kpi.computed", subject_id=rate.pk).last()
        assert (event.person_id, '"because": ["Won"]' in event.after) == (
            world.people["mate"].pk, True,
        )  # fmt: skip
        measure(world, won, [5.0, 7.0])
        assert Revision.objects.filter(series__kpi=rate).count() == 1

    def test_it_follows_through_several_levels_and_each_once(self, world, won, visits, rate):
        both = derived(world, "rate + rate * 2", {"rate": rate}, name="Both")
        top = derived(world, "both - rate", {"both": both, "rate": rate}, name="Top")
        measure(world, visits, [10.0])
        done = measure(world, won, [5.0])
        assert [one.kpi.name for one in done.derived] == ["Win rate", "Both", "Top"]
        assert (values(both), values(top)) == ({month(0): 1.5}, {month(0): 1.0})
        measure(world, won, [4.0])
        assert rows(top) == [(month(0), pytest.approx(0.8), "restated", 2)]

    def test_an_estimate_makes_an_estimate_and_what_does_not_apply_nothing(
        self, world, won, visits, rate
    ):
        measure(world, visits, [10.0, 10.0])
        record_measurements(world.system, won.pk, [Reading(month(0), 5.0, state="estimated")])
        assert rows(rate) == [(month(0), 0.5, "estimated", 1)]
        measure(world, won, [5.0])
        assert rows(rate) == [(month(0), 0.5, "final", 2)]
        reading = Reading(month(0), state="na", reason="The shop was closed.")
        record_measurements(world.system, won.pk, [reading])
        [row] = Measurement.objects.filter(series__kpi=rate)
        assert (row.value, row.state, row.reason) == (None, "na", "Won: The shop was closed.")
        measure(world, won, [5.0])
        assert rows(rate) == [(month(0), 0.5, "final", 4)]

    @pytest.mark.parametrize(
        ("missing", "expression", "found"),
        [("blank", "a + b", {}), ("zero", "a + b", {month(0): 5.0}),
         ("ignore", "sum(a, b)", {month(0): 5.0}), ("ignore", "a + b", {}),
         ("blank", "coalesce(b, a)", {month(0): 5.0})],
    )  # fmt: skip
    def test_the_rule_says_what_a_missing_input_does(self, world, won, missing, expression, found):
        other = kpi_of(world, "Other", measure="deals")
        kpi = derived(world, expression, {"a": won, "b": other}, missing=missing)
        measure(world, won, [5.0])
        assert values(kpi) == found

    def test_shorter_periods_are_put_together_when_they_are_whole(self, world, won):
        heads = kpi_of(world, "Heads", frequency="quarterly", measure="heads", in_time="last")
        per_head = derived(world, "won / heads", {"won": won, "heads": heads},
                           frequency="quarterly")  # fmt: skip
        some = derived(world, "sum(won)", {"won": won}, frequency="quarterly", missing="ignore")
        measure(world, heads, [2.0])
        measure(world, won, [1.0, 2.0])
        assert (rows(per_head), rows(some)) == ([], [(month(0), 3.0, "estimated", 1)])
        measure(world, won, [3.0], first=2)
        assert rows(per_head) == [(month(0), 3.0, "final", 1)]
        assert rows(some) == [(month(0), 6.0, "final", 2)]
        update_kpi(world.system, won.pk, in_time="max")
        assert rows(per_head) == [(month(0), 1.5, "restated", 2)]

    def test_what_is_taken_back_takes_what_followed_and_may_come_again(
        self, world, won, visits, rate
    ):
        measure(world, visits, [10.0])
        measure(world, won, [5.0])
        take_values_back(world.system, won.pk, [month(0)], why="Undone.")
        assert rows(rate) == []
        rate.state.refresh_from_db()
        assert rate.state.value is None
        measure(world, won, [6.0])
        measure(world, won, [7.0])
        assert rows(rate) == [(month(0), 0.7, "restated", 3)]
        kept = Revision.objects.filter(series__kpi=rate).order_by("revision")
        assert [(one.revision, one.value) for one in kept] == [(1, 0.5), (2, 0.6)]

    def test_a_division_by_zero_has_no_value_and_stops_nothing(self, world, won, visits, rate):
        measure(world, visits, [0.0, 10.0])
        measure(world, won, [5.0, 5.0])
        assert values(rate) == {month(1): 0.5}

    def test_key_results_and_responses_follow(self, world, won, visits, rate):
        key_result = world.key_results[0]
        update_key_result(world.system, key_result.pk, kpi_id=rate.pk)
        october = 21
        measure(world, visits, [100.0] * 22)
        measure(world, won, [50.0 + at % 3 for at in range(21)])
        measure(world, won, [20.0], first=october)
        key_result.refresh_from_db()
        assert key_result.value == 0.2
        [response] = rate.responses.all()
        assert response.owner_id == rate.owner_id

    def test_a_formula_and_how_it_is_put_together_change_at_once(self, world, won):
        """What is derived of it stayed as it was before."""
        measure(world, won, [1.0, 2.0, 3.0])
        monthly = derived(world, "won * 1", {"won": won}, name="Again", in_time="sum")
        quarterly = derived(world, "a * 1", {"a": monthly}, name="Q", frequency="quarterly")
        assert values(quarterly) == {month(0): 6.0}
        update_kpi(world.system, monthly.pk, missing="zero", in_time="mean", why="Clearer.")
        assert values(quarterly) == {month(0): 2.0}
        assert astray(world.organisation.pk)[1] == []

    def test_a_ratio_of_two_negative_numbers_is_that_of_their_opposites(self, world):
        """It stopped the write of everything that came with it."""
        margin = kpi_of(world, "Margin", in_time="ratio")
        quarterly = derived(world, "m * 1", {"m": margin}, name="Q", frequency="quarterly")
        readings = [Reading(month(at), numerator=5.0, denominator=-10.0) for at in range(3)]
        record_measurements(world.system, margin.pk, readings)
        assert (values(margin)[month(0)], values(quarterly)) == (-0.5, {month(0): -0.5})
        later = derived(world, "m * 2", {"m": margin}, name="Later", frequency="quarterly")
        assert values(later) == {month(0): -1.0}

    def test_another_scale_moves_what_is_put_together_of_it(self, world):
        rate = kpi_of(world, "Rate", in_time="ratio")
        quarterly = derived(world, "r * 1", {"r": rate}, name="Q", frequency="quarterly")
        readings = [Reading(month(at), numerator=1.0, denominator=2.0) for at in range(3)]
        record_measurements(world.system, rate.pk, readings)
        assert values(quarterly) == {month(0): 0.5}
        update_kpi(world.system, rate.pk, scale=100.0, why="As a percentage.")
        assert values(quarterly) == {month(0): 50.0}


class TestKeeping:
    def test_what_others_need_is_not_archived_before_them(self, world, won, visits, rate):
        with pytest.raises(Conflict, match="“Win rate”: computed from it") as refused:
            archive_kpi(world.system, won.pk)
        assert refused.value.code == "kpi_used"
        archive_kpi(world.system, rate.pk)
        archive_kpi(world.system, won.pk)
        with pytest.raises(Conflict, match="computed from “Won”: restore that first"):
            restore_kpi(world.system, rate.pk)

    def test_one_that_comes_back_catches_up(self, world, won, visits, rate):
        measure(world, visits, [10.0, 10.0])
        measure(world, won, [5.0])
        archive_kpi(world.system, rate.pk)
        measure(world, won, [6.0, 7.0])
        assert values(rate) == {month(0): 0.5}
        restore_kpi(world.system, rate.pk)
        assert values(rate) == {month(0): 0.6, month(1): 0.7}

    def test_an_input_keeps_a_rhythm_that_fits(self, world, won, rate):
        with pytest.raises(InvalidInput) as refused:
            update_kpi(world.system, won.pk, frequency="yearly")
        assert [error.field for error in refused.value.errors] == ["frequency"]


def test_what_an_archived_formula_needs_is_not_removed_for_good(world: World, won: Kpi):
    """The database refused it, and the page ended in an error."""
    twice = derived(world, "won * 2", {"won": won})
    archive_kpi(world.system, twice.pk)
    with pytest.raises(Conflict) as refused:
        remove_kpi(world.system, won.pk, why="Imported by mistake.")
    assert refused.value.code == "kpi_used"
    assert Kpi.objects.filter(pk=won.pk).exists()
