"""From a value that signals to a closed response, in the browser."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from headway.kit.testing.world import World
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Kpi, Response
from headway.kpis.tests.values import STEADY, first_pass_yield, measure, month
from tests.e2e.conftest import Axe, PageOf

PASTE = """([cell, text]) => { const data = new DataTransfer(); data.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste",
        { clipboardData: data, bubbles: true, cancelable: true })); }"""


def watched(world: World) -> Kpi:
    """Steady until last month, with a target."""
    kpi = first_pass_yield(world)
    set_target(world.system, kpi.pk, kind="at_least", low=95.0, effective_on=month(0))
    measure(world, kpi, [*STEADY, *STEADY[:9]])  # January 2025 to September 2026
    return kpi


def test_from_the_value_that_signals_to_a_closed_response(
    page_of: PageOf, world: World, axe: Axe
) -> None:
    kpi = watched(world)
    mate = page_of("mate")
    mate.goto("/kpis/enter")
    expect(mate.get_by_role("heading", level=1)).to_have_text("One KPI waits for a value.")
    assert axe(mate) == []
    mate.keyboard.type("92")  # the cell that is missing has the focus
    mate.keyboard.press("Enter")
    expect(mate.get_by_text("1 signal appeared")).to_be_visible()
    expect(mate.get_by_role("link", name="Answer signal 1")).to_be_visible()

    owner = page_of("owner")
    owner.goto("/kpis?unit=all")
    expect(owner.get_by_role("heading", level=1)).to_contain_text("First-pass yield got worse")
    assert axe(owner) == []
    started = time.monotonic()
    owner.get_by_role("link", name="To acknowledge").click()
    expect(owner.get_by_role("heading", level=1)).to_contain_text("No. It left its limits")
    assert axe(owner) == []
    owner.get_by_role("button", name="I look into it").click()
    expect(owner.get_by_label("Why the process changed")).to_be_focused()
    owner.keyboard.type("Jig B holds the valve 0.4 mm low.")
    owner.get_by_role("button", name="Record cause").click()
    expect(owner.get_by_label("What is done about it")).to_be_focused()
    owner.keyboard.type("Raise the jig.")
    owner.get_by_label("By", exact=True).select_option(label=world.people["mate"].name)
    owner.get_by_label("Until", exact=True).fill("2026-12-01")
    owner.get_by_role("button", name="Record action").click()
    expect(owner.get_by_text("Nothing more is asked of you now")).to_be_focused()
    assert time.monotonic() - started < 45
    assert axe(owner) == []
    owner.get_by_text("Close it now all the same").click()
    owner.get_by_label("Resolved", exact=True).check()
    owner.get_by_label("If resolved: why").fill("The last three batches of today are back.")
    owner.get_by_label("Closing word").fill("Back where it was.")
    owner.get_by_role("button", name="Close", exact=True).click()
    expect(owner.get_by_text("is answered, and the last value still shows it.")).to_be_visible()
    response = Response.objects.get(kpi=kpi)
    assert (response.stage, response.outcome) == ("closed", "resolved")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_signal_is_answered_with_four_presses_on_a_telephone(
    page_of: PageOf, world: World, javascript: bool
) -> None:
    """From Home to the action: nothing is looked for and no field is clicked, for the next one has
    the focus and stands below the head. Owner and day of the action are filled in."""
    kpi = watched(world)
    measure(world, kpi, [92.0], first=21)
    page = page_of("owner", width=390, javascript=javascript)
    page.goto("/")
    page.locator("a.btn", has_text="Answer").click()
    expect(page.get_by_role("heading", name="Signal 1")).to_be_in_viewport()
    expect(page.locator("body")).to_be_focused()  # whoever only looks reads on from there
    page.get_by_role("button", name="I look into it").click()
    for label, words, button in (
        ("Why the process changed", "Jig B.", "Record cause"),
        ("What is done about it", "Raise the jig.", "Record action"),
    ):
        field = page.get_by_label(label)
        expect(field).to_be_focused()
        expect(page.locator("label", has_text=label)).to_be_in_viewport()
        head = page.locator(".top").bounding_box()
        place = page.locator("label", has_text=label).bounding_box()
        assert head is not None
        assert place is not None
        assert place["y"] >= head["y"] + head["height"]
        page.keyboard.type(words)
        page.get_by_role("button", name=button).click()
    expect(page.get_by_text("Nothing more is asked of you now")).to_be_focused()
    response = Response.objects.get(kpi=kpi)
    assert (response.cause, response.action) == ("Jig B.", "Raise the jig.")
    page.goto(f"/kpis/{kpi.pk}")
    expect(page.locator("body")).to_be_focused()


@pytest.mark.parametrize(("theme", "width"), [("dark", 390)])
def test_a_block_from_a_spreadsheet_spreads_over_the_cells(
    page_of: PageOf, world: World, axe: Axe, theme, width
) -> None:
    kpi = watched(world)
    page: Page = page_of("mate", theme, width)
    page.goto("/kpis/enter")
    first = page.locator(f'[name="v-{kpi.pk}-2026-09-01"]')
    page.evaluate(PASTE, [first.element_handle(), "94,1\t95.2\n"])
    expect(first).to_have_value("94,1")
    expect(page.locator(f'[name="v-{kpi.pk}-2026-10-01"]')).to_have_value("95.2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("no new signal")).to_be_visible()
    assert axe(page) == []
    page.goto(f"/kpis/{kpi.pk}")
    assert axe(page) == []
    box = page.locator(".narrow-only.chart-box")
    box.focus()
    page.keyboard.press("ArrowLeft")  # reading the chart begins at its latest value
    expect(box.locator(".readout")).to_contain_text("Oct 2026: 95.2")


def test_what_happened_is_remarked_from_the_chart(page_of: PageOf, world: World, axe: Axe) -> None:
    """By keyboard, and by a click on the value."""
    kpi = watched(world)
    mate = page_of("mate")
    mate.goto(f"/kpis/{kpi.pk}")
    mate.get_by_role("group", name="Values, left and right").first.focus()
    mate.keyboard.press("End")
    mate.keyboard.press("ArrowLeft")
    mate.keyboard.press("Enter")
    expect(mate.get_by_label("What happened")).to_be_focused()
    expect(mate.get_by_label("When", exact=True)).to_have_value("2026-08-01")
    assert axe(mate) == []
    mate.keyboard.type("Plant closed")
    mate.keyboard.press("Enter")
    expect(mate.locator(".log").get_by_text("Plant closed")).to_be_visible()
    mate.locator(".chart-box.wide-only circle[data-day='2025-03-01']").click()
    expect(mate.get_by_label("When", exact=True)).to_have_value("2025-03-01")


def test_the_library_follows_in_place_and_copies_into_a_unit(
    page_of: PageOf, world: World, axe: Axe
) -> None:
    watched(world)
    lead = page_of("lead")
    lead.goto("/kpis/library")
    assert axe(lead) == []
    lead.get_by_role("button", name="Follow First-pass yield").click()
    expect(lead.get_by_role("button", name="Stop following First-pass yield")).to_be_visible()
    lead.get_by_role("link", name="Use in my unit").click()
    expect(lead.get_by_label("Formula, in words")).to_have_value(
        "units passed at the first test / units presented"
    )
    lead.get_by_label("Unit", exact=True).select_option(str(world.units["blue"].pk))
    lead.get_by_label("KPI", exact=True).fill("Yield of the second line")
    lead.get_by_role("button", name="Define it").click()
    expect(lead.get_by_text("It began with the definition of")).to_be_visible()
    assert axe(lead) == []


def test_regions_are_added_entered_by_a_block_and_read_side_by_side(
    page_of: PageOf, world: World, axe: Axe
) -> None:
    kpi = first_pass_yield(world, in_time="sum", low_bound=None, high_bound=None, decimals=0)
    owner = page_of("owner")
    owner.goto(f"/kpis/{kpi.pk}/segments")
    for name in ("North", "South"):
        owner.get_by_label("Name", exact=True).last.fill(name)
        owner.get_by_role("button", name="Add", exact=True).click()
        expect(owner.get_by_role("row", name=name)).to_be_visible()
    owner.get_by_label("What they are").fill("region")
    owner.get_by_role("button", name="Save").last.click()
    expect(owner.get_by_role("heading", level=1)).to_have_text("The whole is made of 2 segments.")
    assert axe(owner) == []

    mate = page_of("mate", "dark", 390)
    mate.goto(f"/kpis/enter?kpi={kpi.pk}")
    assert axe(mate) == []
    north = kpi.series.get(key="north").pk
    first = mate.locator(f'[name="v-{kpi.pk}-{north}-2026-09-01"]')
    mate.evaluate(PASTE, [first.element_handle(), "40\t41\n60\t59\n"])
    mate.get_by_role("button", name="Save").click()
    expect(mate.get_by_text("4 values saved.")).to_be_visible()
    mate.goto(f"/kpis/{kpi.pk}?by=quarterly")
    expect(mate.get_by_role("heading", name="By region")).to_be_visible()
    mate.get_by_text("Table behind this chart").click()
    expect(mate.get_by_text("1 of 3 months, so far")).to_be_visible()
    assert axe(mate) == []
    mate.get_by_role("link", name="South").first.click()
    expect(mate.get_by_text("South alone, judged by its own values.")).to_be_visible()
    assert axe(mate) == []
