"""The frame in a real browser: palette, menus, colours, drafts, charts, and without a script."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Axe, Complaints, PageOf


def test_the_palette_opens_anything_and_remembers_it(page_of: PageOf, axe: Axe) -> None:
    page = page_of("owner")
    page.goto("/settings")
    page.keyboard.press("Control+k")
    page.keyboard.type("customers find")
    option = page.get_by_role("option", name="Customers find what they came for")
    expect(option).to_have_attribute("aria-selected", "true")
    assert axe(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Customers find")
    page.wait_for_load_state()  # until then nobody listens to keys
    page.keyboard.press("Control+k")
    lately = page.get_by_role("group", name="Found lately").get_by_role("option")
    expect(lately).to_contain_text(["Customers find what they came for"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_hurried_ctrl_k_is_not_lost_while_the_scripts_are_on_their_way(page_of: PageOf) -> None:
    page = page_of("owner")
    held: list[Route] = []
    page.route("**/palette*.js", lambda route: held.append(route))
    page.goto("/settings", wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("customers find")
    for one in held:
        one.continue_()
    expect(page.get_by_role("option", name="Customers find what they came for")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Customers find")


def test_the_arrow_keys_walk_the_options_and_wrap_around(page_of: PageOf) -> None:
    page = page_of("owner")
    page.goto("/settings")
    page.keyboard.press("Control+k")
    options = page.get_by_role("dialog").get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    combobox = page.get_by_role("combobox", name="Find or do")
    expect(combobox).to_have_attribute(
        "aria-activedescendant", options.first.get_attribute("id") or ""
    )


def test_a_menu_closes_by_escape_by_a_click_elsewhere_and_when_one_leaves_it(
    page_of: PageOf,
) -> None:
    page = page_of("owner")
    page.goto("/settings")
    summary = page.locator("summary.me")
    menu = page.locator("details:has(> summary.me)")
    summary.click()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    page.get_by_role("heading", level=1).click()
    expect(menu).not_to_have_attribute("open", "")
    summary.click()
    page.locator("main a").first.focus()
    expect(menu).not_to_have_attribute("open", "")


def test_colours_change_at_once_and_stay(page_of: PageOf) -> None:
    page = page_of("owner")
    page.goto("/settings")
    page.locator("summary.me").click()
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark").click()
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(html).to_have_attribute("data-theme", "dark")


def test_a_draft_survives_a_closed_tab_and_is_forgotten_once_answered(page_of: PageOf) -> None:
    page = page_of("owner")
    page.goto("/objectives/new")
    page.get_by_label("Objective", exact=True).first.fill("Fewer returns of shoes")
    page.close()
    again = page.context.new_page()
    again.goto("/objectives/new")
    title = again.get_by_label("Objective", exact=True).first
    expect(title).to_have_value("Fewer returns of shoes")
    again.get_by_role("button", name="Save and propose").click()  # refused: no key result yet
    expect(again.get_by_role("alert")).to_be_visible()
    expect(title).to_have_value("Fewer returns of shoes")
    again.get_by_role("button", name="Save as draft").click()
    expect(again.get_by_role("heading", level=1)).to_contain_text("Fewer returns of shoes")
    again.goto("/objectives/new")
    expect(again.get_by_label("Objective", exact=True).first).to_have_value("")


def test_a_chart_is_read_by_arrow_keys_and_by_pointing(live: str, page: Page) -> None:
    page.goto("/components")
    chart = page.get_by_role("group", name="Readings, left and right arrow keys").first
    readout = chart.locator("output")
    chart.focus()
    page.keyboard.press("ArrowLeft")
    expect(readout).to_have_text("19 Nov: 64\u00a0%")
    page.keyboard.press("Home")
    expect(readout).to_have_text("1 Oct: 54\u00a0%")
    chart.locator("circle.dot").nth(4).hover()
    expect(readout).to_have_text("29 Oct: 60\u00a0%")


def test_what_the_server_could_not_do_is_said(
    live: str, page: Page, complaints: Complaints
) -> None:
    page.goto("/components")
    complaints.expect("500")
    complaints.expect("ERR_FAILED")
    complaints.expect("htmx:")
    page.route("**/broken", lambda route: route.fulfill(status=500, body=""))
    page.route("**/away", lambda route: route.abort())
    toasts = page.locator("#toasts")
    page.evaluate("htmx.ajax('GET', '/broken', '#main')")
    expect(toasts).to_contain_text("Nothing was changed")
    page.evaluate("htmx.ajax('GET', '/away', '#main').catch(() => {})")
    expect(toasts).to_contain_text("cannot be reached")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_refusal_is_said_in_its_own_words(page_of: PageOf, complaints: Complaints) -> None:
    complaints.expect("404")
    page = page_of("owner")
    page.goto("/settings")
    page.evaluate("htmx.ajax('GET', '/nowhere', '#main')")
    expect(page.locator("#toasts")).to_contain_text("Nothing lives at this address")


def test_without_a_script_the_switcher_opens_and_finding_is_a_page(page_of: PageOf) -> None:
    page = page_of("owner", width=390, javascript=False)
    page.goto("/settings")
    page.locator("summary.switch").first.click()
    expect(page.get_by_role("link", name="Works")).to_be_visible()
    page.goto("/find?q=customers")
    expect(page.get_by_role("link", name="Customers find what they came for")).to_be_visible()
