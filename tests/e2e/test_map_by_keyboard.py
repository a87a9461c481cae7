"""The strategy map by keyboard alone: every step from the top of the page, nothing focused by the
test. In the dark theme; other journeys look at the same pages in the light one."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Axe, OpenPage, enter
from tests.e2e.test_map_journey import goal

FROM = "Every team decides with its own field data"
TO = "No grower loses a day of irrigation to us in season"
FAR = 120


def tab_to(page: Page, wanted: Locator) -> Locator:
    """Press Tab until it has the focus, as somebody without a mouse does."""
    expect(wanted).to_be_visible()
    for _press in range(FAR):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            return wanted
    raise AssertionError(f"{wanted} is not reached with {FAR} tabs.")


def choose(page: Page, label: str, typed: str, chosen: str) -> None:
    field = page.get_by_label(label)
    tab_to(page, field)
    page.keyboard.type(typed)
    expect(field.locator("option:checked")).to_have_text(chosen)


def test_an_arrow_is_drawn_tested_read_and_ended_by_keyboard_alone(
    demo: None, open_page: OpenPage, axe: Axe
) -> None:
    page = open_page("dark")
    enter(page, "Administrator")
    page.goto("/strategy/map")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("three of eight arrows")

    # Drawn: from goal to goal on the picture, then in the form, which knows both.
    tab_to(page, goal(page, FROM))
    page.keyboard.press("A")  # as with caps lock
    expect(page.get_by_role("status").filter(has_text="Arrow from")).to_contain_text(FROM)
    assert axe(page) == []
    for key in ("ArrowRight", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(goal(page, TO)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("As this gets better")).to_be_focused()
    expect(page.get_by_label("As this gets better").locator("option:checked")).to_have_text(FROM)
    expect(page.get_by_label("this follows").locator("option:checked")).to_have_text(TO)
    tab_to(page, page.get_by_label("After how many"))
    page.keyboard.press("Control+A")
    page.keyboard.type("3")
    choose(page, "Periods", "we", "weeks")
    choose(page, "How much of it", "La", "Large")
    tab_to(page, page.get_by_label("Why do we believe that?"))
    page.keyboard.type("Who sees it mends it.")
    tab_to(page, page.get_by_role("button", name="Draw", exact=True))
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("three of nine arrows")
    drawn = page.get_by_role("row").filter(has_text=FROM).filter(has_text=TO)
    expect(drawn).to_contain_text("Untested")
    assert axe(page) == []

    # Tested.
    tab_to(page, page.get_by_role("button", name="Test against data"))
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("four of nine arrows")
    expect(drawn).not_to_contain_text("Untested")

    # Read: how the number came about, then the arrow's own page and its pairs.
    tab_to(page, drawn.locator("summary, button").first)
    page.keyboard.press("Enter")
    expect(drawn.get_by_text("Periods in a row with values of both")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    tab_to(page, drawn.get_by_role("link", name=FROM))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Is this arrow borne out by data?")).to_be_visible()
    expect(heading).to_contain_text(TO)
    expect(page.get_by_role("paragraph").filter(has_text="Who sees it mends it.")).to_be_visible()
    tab_to(page, page.locator("summary", has_text="Table behind this chart"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name=re.compile(" in wk ")).first).to_be_visible()
    assert axe(page) == []

    # Ended: asked first, then gone from the map.
    tab_to(page, page.locator("summary", has_text="Change this arrow"))
    page.keyboard.press("Enter")
    assert axe(page) == []
    page.once("dialog", lambda asked: asked.accept())
    tab_to(page, page.get_by_role("button", name="Take this arrow away"))
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("three of eight arrows")
    expect(drawn).to_have_count(0)
    assert axe(page) == []
