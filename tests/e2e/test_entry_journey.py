"""Values typed and pasted into the grid, in the browser: none is lost without a word."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from headway.kit.testing.world import World
from headway.kpis.models import Kpi, Measurement
from headway.kpis.tests.values import first_pass_yield, measure
from tests.e2e.conftest import Axe, Complaints, PageOf
from tests.e2e.test_kpi_journey import PASTE, watched


def cell(page: Page, kpi: Kpi, day: str) -> str:
    return f'[name="v-{kpi.pk}-{day}"]'


def paste(page: Page, kpi: Kpi, day: str, text: str) -> None:
    page.evaluate(PASTE, [page.locator(cell(page, kpi, day)).element_handle(), text])


def test_a_column_lies_along_the_periods_and_what_does_not_fit_is_named(
    page_of: PageOf, world: World, axe: Axe
) -> None:
    kpi = watched(world)
    page = page_of("mate")
    page.goto(f"/kpis/enter?kpi={kpi.pk}")
    paste(page, kpi, "2026-08-01", "94,1\n94.2\n94.3\n94.4\n94.5\n94.6\n")
    for month, value in (("08", "94,1"), ("09", "94.2"), ("10", "94.3"), ("11", "94.4")):
        expect(page.locator(cell(page, kpi, f"2026-{month}-01"))).to_have_value(value)
    said = page.get_by_text("2 values did not fit and were left out: 94.5, 94.6")
    expect(said).to_be_visible()
    assert axe(page) == []
    paste(page, kpi, "2026-11-01", "94\t95\n")
    expect(page.get_by_text("One value did not fit and was left out: 95")).to_be_visible()
    paste(page, kpi, "2026-10-01", "94\t95\n")
    expect(page.get_by_text("left out")).to_have_count(0)


def test_a_block_keeps_its_shape_where_there_are_several_lines(
    page_of: PageOf, world: World
) -> None:
    kpi = watched(world)
    other = first_pass_yield(world, name="Second line")
    page = page_of("mate")
    page.goto("/kpis/enter")
    paste(page, kpi, "2026-11-01", "94\n95\n96\n")
    expect(page.locator(cell(page, kpi, "2026-11-01"))).to_have_value("94")
    expect(page.locator(cell(page, other, "2026-11-01"))).to_have_value("95")
    expect(page.get_by_text("One value did not fit and was left out: 96")).to_be_visible()


def test_what_is_typed_survives_a_reload_more_periods_and_a_closed_tab(
    page_of: PageOf, world: World, axe: Axe
) -> None:
    kpi = watched(world)
    page = page_of("mate")
    page.goto(f"/kpis/enter?kpi={kpi.pk}")
    october, september = (page.locator(cell(page, kpi, f"2026-{m}-01")) for m in ("10", "09"))
    october.fill("92")
    september.fill("91.5")  # over what is stored
    expect(page.get_by_text("typed and not saved yet")).to_be_visible()
    page.reload()
    expect(october).to_have_value("92")
    expect(september).to_have_value("91.5")
    page.get_by_role("button", name="More periods").click()
    expect(page.locator(cell(page, kpi, "2025-10-01"))).to_be_visible()
    expect(october).to_have_value("92")
    expect(september).to_have_value("91.5")
    assert axe(page) == []
    page.goto("/")
    measure(world, kpi, [95.5], first=20)  # September, by somebody else
    page.goto(f"/kpis/enter?kpi={kpi.pk}")
    expect(october).to_have_value("92")
    expect(september).to_have_value("95.5")  # what came meanwhile is not typed over
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 value saved.")).to_be_visible()
    page.reload()
    expect(october).to_have_value("92")
    expect(page.get_by_text("typed and not saved yet")).to_be_hidden()
    assert Measurement.objects.get(series__kpi=kpi, starts_on="2026-09-01").value == 95.5


def test_without_a_script_more_periods_keep_what_is_typed(page_of: PageOf, world: World) -> None:
    kpi = watched(world)
    page = page_of("mate", javascript=False)
    page.goto("/kpis/enter")
    page.locator(cell(page, kpi, "2026-10-01")).fill("92")
    page.get_by_role("button", name="More periods").click()
    expect(page.locator(cell(page, kpi, "2025-10-01"))).to_be_visible()
    expect(page.locator(cell(page, kpi, "2026-10-01"))).to_have_value("92")
    expect(page.get_by_text("typed and not saved yet")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("1 value saved.")).to_be_visible()


def test_a_slip_costs_one_key_to_confirm_and_one_click_to_undo(
    page_of: PageOf, world: World, axe: Axe, complaints: Complaints
) -> None:
    complaints.expect("422")
    kpi = first_pass_yield(world, measure="hours", high_bound=None)
    measure(world, kpi, [2.5], first=20)
    page = page_of("mate", "dark", 390)
    page.goto("/kpis/enter")
    october = page.locator(cell(page, kpi, "2026-10-01"))
    expect(october).to_be_focused()
    page.keyboard.type("5000")
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("Read as 5000: far from 2.5 beside it. Save again to confirm it.")
    ).to_be_visible()
    expect(october).to_be_focused()
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 value saved.")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 value taken back.")).to_be_visible()
    expect(october).to_have_value("")
