"""A KPI computed from others: defined with a preview, following an input that is restated."""

from __future__ import annotations

from playwright.sync_api import expect

from headway.kit.testing.world import World
from headway.kpis.models import Kpi
from headway.kpis.tests.test_derived import kpi_of, values
from headway.kpis.tests.values import measure, month
from tests.e2e.conftest import Axe, PageOf


def test_a_derived_kpi_is_defined_seen_and_follows_a_restated_input(
    page_of: PageOf, world: World, axe: Axe
) -> None:
    won = kpi_of(world, "Deals won", measure="deals", decimals=0)
    visits = kpi_of(world, "Visits", measure="visits", decimals=0)
    measure(world, won, [5.0 + at % 3 for at in range(22)])  # until October 2026
    measure(world, visits, [10.0] * 22)
    lead = page_of("lead")
    lead.goto("/kpis/new")
    lead.get_by_label("KPI", exact=True).fill("Win rate")
    lead.get_by_label("Unit", exact=True).select_option(label="Blue")
    lead.get_by_label("Computed by").fill("won / visits *")
    expect(lead.get_by_text("Column 15: a number, a name")).to_be_visible()
    lead.get_by_label("Computed by").fill("won / visits * 100")
    expect(lead.get_by_label("“visits” is")).to_have_value(str(visits.pk))  # by its name
    lead.get_by_label("“won” is").select_option(label="Deals won, Blue")
    expect(lead.get_by_text("deals/visits", exact=True)).to_be_visible()
    expect(lead.get_by_text("5 / 10 * 100").first).to_be_visible()
    assert axe(lead) == []
    lead.get_by_label("Owner").select_option(label=world.people["owner"].name)
    lead.get_by_role("button", name="Define it").click()
    expect(lead.get_by_role("heading", name="Computed from")).to_be_visible()
    made = Kpi.objects.get(name="Win rate")
    assert values(made)[month(21)] == 50.0
    assert axe(lead) == []

    mate = page_of("mate")
    mate.goto(f"/kpis/enter?kpi={won.pk}")
    mate.locator(f'[name="v-{won.pk}-2026-10-01"]').fill("8")
    mate.get_by_role("button", name="Save").click()
    moved = mate.get_by_role("status").filter(has_text="What that moved")
    expect(moved.get_by_role("link", name="Win rate")).to_be_visible()
    moved.get_by_role("link", name="Win rate").click()
    mate.locator("dd.big details.why summary").click()
    expect(mate.get_by_text("won / visits * 100 = 8 / 10 * 100").first).to_be_visible()
    expect(mate.get_by_text("restated", exact=True).first).to_be_visible()
    assert mate.get_by_role("link", name="Value", exact=True).count() == 0
    assert axe(mate) == []
    mate.get_by_role("link", name="Deals won").first.click()
    expect(mate.get_by_role("heading", name="Used by")).to_be_visible()
    assert values(made)[month(21)] == 80.0
