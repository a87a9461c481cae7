"""Derived KPIs on their pages: defined with a preview, opened value by value, never entered."""

from __future__ import annotations

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.kpis.models import Kpi
from headway.kpis.tests.test_derived import derived, kpi_of, values
from headway.kpis.tests.values import measure, month

pytestmark = pytest.mark.django_db


@pytest.fixture
def won(world: World) -> Kpi:
    made = kpi_of(world, "Deals won", measure="deals", decimals=0)
    measure(world, made, [5.0, 6.0, 7.0])
    return made


@pytest.fixture
def visits(world: World) -> Kpi:
    made = kpi_of(world, "Visits", external_id="calls", measure="visits", decimals=0)
    measure(world, made, [10.0, 0.0])
    return made


def form(world: World, **more: str) -> dict[str, str]:
    return {
        "name": "Win rate", "unit_id": str(world.units["blue"].pk), "frequency": "monthly",
        "owner_id": str(world.people["owner"].pk), "missing": "blank", "decimals": "1", **more,
    }  # fmt: skip


class TestForm:
    def test_names_are_suggested_and_the_last_periods_shown_before_it_is_saved(
        self, world, won, visits
    ):
        client = world.client("lead")
        sent = form(world, expression="deals_won / calls * 100", do="check", measure="%")
        page = html_of(client.post("/kpis/new", sent, headers={"HX-Request": "true"}))
        assert "<form" not in page
        for wanted in ("“deals_won” is", "“calls” is", "deals/visits", "5 / 10 * 100"):
            assert wanted in page
        assert "It has no value: it would be divided by 0." in page
        assert "It has no value: “Visits” has none." in page
        assert "The KPI is measured in %" in page
        assert not Kpi.objects.filter(name="Win rate").exists()
        whole = html_of(client.post("/kpis/new", sent))  # without a script
        assert ("<form" in whole, "5 / 10 * 100" in whole) == (True, True)

    def test_it_is_defined_and_what_is_wrong_stands_at_its_field(self, world, won, visits):
        client = world.client("lead")
        sent = form(world, expression="won / visits")
        page = html_of(client.post("/kpis/new", {**sent, "input-won": str(won.pk)}))
        assert "Choose the KPI that “visits” stands for." in page
        ids = {"input-won": str(won.pk), "input-visits": str(visits.pk)}
        page = html_of(client.post("/kpis/new", {**sent, **ids, "expression": "won +"}))
        assert "Column 6" in page or "Column 5" in page
        assert "won +" in page
        assert client.post("/kpis/new", {**sent, **ids}).status_code == 302
        made = Kpi.objects.get(name="Win rate")
        assert values(made) == {month(0): 0.5}
        page = html_of(client.get(f"/kpis/{made.pk}/edit"))
        assert "won / visits" in page
        again = {**sent, **ids, "expression": "won / visits * 100", "why": "In per cent.",
                 "version": "1"}  # fmt: skip
        assert client.post(f"/kpis/{made.pk}/edit", again).status_code == 302
        assert values(made) == {month(0): 50.0}

    def test_that_of_a_copy_begins_with_what_its_names_stand_for(self, world, won, visits):
        rate = derived(world, "a / b", {"a": won, "b": visits}, name="Win rate")
        page = html_of(world.client("lead").get(f"/kpis/new?from={rate.pk}"))
        assert "5 / 10" in page
        assert "Choose the KPI that “a” stands for." not in page

    def test_a_stranger_sees_no_kpi_of_others_in_it(self, world, won):
        outsider = world.client("outsider")
        sent = {"expression": "deals_won * 2", "do": "check", "name": "Theirs",
                "input-deals_won": str(won.pk)}  # fmt: skip
        page = html_of(outsider.post("/kpis/new", sent, headers={"HX-Request": "true"}))
        assert "Deals won" not in page
        assert "There is no such KPI" in page


class TestPage:
    def test_each_value_opens_what_it_is_made_of_and_why_there_is_none(self, world, won, visits):
        rate = derived(world, "won / visits", {"won": won, "visits": visits}, name="Win rate")
        page = html_of(world.client("owner").get(f"/kpis/{rate.pk}"))
        assert f"/kpis/enter?kpi={rate.pk}" not in page
        assert 'href="#made-of"' in page
        for wanted in ("won / visits = 5 / 10", f'href="/kpis/{won.pk}"', "Computed from",
                       "“Visits” has none", "last 7"):  # fmt: skip
            assert wanted in page
        source = html_of(world.client("owner").get(f"/kpis/{won.pk}"))
        assert ("Used by" in source, f'href="/kpis/{rate.pk}"' in source) == (True, True)

    def test_it_costs_the_same_however_many_use_it(self, world, won):
        rate = derived(world, "won", {"won": won}, name="Sum of all")
        client = world.client("owner")

        def grow(count: int) -> None:
            while (have := Kpi.objects.count()) < count:
                other = kpi_of(world, f"KPI {have}", measure="deals",
                               unit_id=world.units[list(world.units)[have % 4]].pk)  # fmt: skip
                measure(world, other, [1.0, 2.0, 3.0])
                derived(world, "won + o", {"won": won, "o": other}, name=f"With {have}",
                        unit_id=world.units["root"].pk)  # fmt: skip

        pages = [f"/kpis/{rate.pk}", f"/kpis/{won.pk}"]
        assert_no_growth(grow, lambda: [client.get(page) for page in pages], sizes=(4, 12))
        assert_budget("one derived KPI", lambda: client.get(pages[0]))
