"""The effort budget of a check-in, walked with a keyboard in the demo organisation."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from headway.kit.testing.world import World
from tests.e2e.conftest import Axe, OpenPage, PageOf, enter

OUTSIDE = """pop => { const box = pop.getBoundingClientRect();
    return [...pop.querySelectorAll("th, td")].filter(cell => {
      const at = cell.getBoundingClientRect();
      return at.left < box.left || at.right > box.right || at.bottom > box.bottom
        || cell.scrollWidth > cell.clientWidth + 1; }).map(cell => cell.textContent); }"""


def test_two_check_ins_take_twelve_keys_and_less_than_twenty_seconds(
    demo: None, page: Page, axe: Axe
) -> None:
    enter(page, "Team lead")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Two check-ins")
    expect(page.get_by_label("New value").first).to_be_focused()
    started, keys = time.monotonic(), 0
    for value in ("71", "60"):
        for key in (*value, "Enter"):
            page.keyboard.press(key)
            keys += 1
        expect(page.locator("tr.ci-saved .fig").get_by_text(value, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Two")
    assert keys <= 12
    assert time.monotonic() - started < 20
    assert axe(page) == []


def test_every_number_that_moved_opens_its_arithmetic(demo: None, page: Page) -> None:
    enter(page, "Team lead")
    page.goto("/objectives")
    page.get_by_role("link", name="One call is enough").first.click()
    page.locator(".stats summary").first.click()
    popover = page.locator(".stats .pop").first
    expect(popover).to_contain_text("Questions solved at first contact")
    expect(popover).to_contain_text("Weighted mean")
    page.keyboard.press("Escape")
    expect(popover).to_be_hidden()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_what_a_check_in_moved_opens_whole(demo: None, open_page: OpenPage, theme, width) -> None:
    """The arithmetic stands in a table inside a row of a table: the outer one lends it nothing."""
    page = open_page(theme, width)
    enter(page, "Team lead")
    page.get_by_label("New value").first.fill("71")
    page.keyboard.press("Enter")
    row = page.locator("tr.ci-saved").first
    for number, made_of in enumerate(("Expected today", "Weighted mean")):  # progress, score
        row.locator(".why > summary").nth(number).click()
        popover = row.locator(".why .pop").nth(number)
        expect(popover).to_contain_text(made_of)
        for line in range(popover.locator("tbody tr").count()):
            expect(popover.locator("tbody tr").nth(line)).to_be_visible()
        assert popover.evaluate(OUTSIDE) == []
        box = popover.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")


def test_the_palette_finds_an_objective_from_anywhere_by_keyboard(demo: None, page: Page) -> None:
    enter(page, "Leader")
    page.goto("/settings")
    page.keyboard.press("Control+k")
    page.keyboard.type("one call is")
    expect(page.locator("#palette [role=option]").first).to_contain_text("One call is enough")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("One call is enough")


@pytest.mark.on_both
def test_reading_and_checking_in_need_no_script(demo: None, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    enter(page, "Team lead")
    page.goto("/objectives")
    page.get_by_role("link", name="One call is enough").first.click()
    page.get_by_role("link", name="Check in", exact=False).first.click()
    page.get_by_label("Value now").fill("72")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


PAGES = [
    "/", "/objectives?unit=all", "/objectives/new", "/line-of-sight?unit=all", "/cycles",
    "/strategy", "/units", "/people", "/people/new", "/settings",
    "/settings/audit", "/import", "/find?q=water", "/components", "/strategy/goals/new",
    "/cycles/new",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_no_page_violates_wcag(demo: None, open_page: OpenPage, axe: Axe, theme, width) -> None:
    """Every kind of page, as administrator, with the demo's long names and many rows."""
    page = open_page(theme, width)
    enter(page, "Administrator")
    page.goto("/objectives?unit=all")
    objective = page.locator("table a.k[href^='/objectives/']").first.get_attribute("href")
    page.goto(objective or "")
    key_result = page.locator("table a.k[href^='/key-results/']").first.get_attribute("href")
    page.goto("/units")
    unit = page.locator("table a.k[href^='/units/']").nth(1).get_attribute("href")
    page.goto("/people")
    person = page.locator("table a.k[href^='/people/']").first.get_attribute("href")
    page.goto("/cycles")
    cycles = page.locator("table a.k[href^='/cycles/']")
    hrefs = [cycles.nth(n).get_attribute("href") for n in range(3)]
    found = []
    for path in (
        *PAGES,
        unit,
        person,
        objective,
        f"{objective}/edit",
        f"{objective}/close",
        f"{objective}/history",
        key_result,
        f"{key_result}/edit",
        f"{key_result}/check-in",
        *hrefs,
    ):
        page.goto(path or "")
        found += [f"{path}: {violation}" for violation in axe(page)]
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if overflow > 0:
            found.append(f"{path}: {overflow} px wider than the window")
    assert found == []


def test_the_note_of_a_check_in_survives_a_closed_tab(world: World, page_of: PageOf) -> None:
    page = page_of("owner")
    address = f"/key-results/{world.key_results[0].pk}/check-in"
    page.goto(address)
    page.get_by_label("Note").fill("The shop was closed for a week.")
    page.goto("/")
    page.goto(address)
    expect(page.get_by_label("Note")).to_have_value("The shop was closed for a week.")
    page.get_by_label("Value now").fill("48")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.goto(address)
    expect(page.get_by_label("Note")).to_have_value("")


@pytest.mark.on_both
@pytest.mark.parametrize("javascript", [True, False])
def test_closing_early_is_asked_first(world: World, page_of: PageOf, javascript: bool) -> None:
    page = page_of("owner", javascript=javascript)
    address = f"/objectives/{world.objective.pk}"
    page.goto(f"{address}/close")
    page.get_by_label("Closing word").fill("We learnt a lot.")
    page.get_by_role("button", name="Close the objective").click()
    page.get_by_role("button", name="Back to the form").click()
    expect(page.get_by_label("Closing word")).to_have_value("We learnt a lot.")
    page.get_by_role("button", name="Close the objective").click()
    page.get_by_role("button", name="Close it all the same").click()
    expect(page.get_by_text("Final score")).to_be_visible()
