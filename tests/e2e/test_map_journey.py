"""The strategy map of the demo: read, drawn by hand and by keyboard alone, held against data."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Axe, Complaints, OpenPage, enter

PEOPLE = "People grow here and stay"
DATA = "Every team decides with its own field data"
FLOW = "From field finding to fixed product in six weeks"


def goal(page: Page, title: str):
    return page.locator("svg.map [data-goal]").filter(has=page.locator("rect")).and_(
        page.get_by_role("link", name=re.compile(f"^{re.escape(title)}"))
    )  # fmt: skip


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_the_map_is_read_from_the_scorecard_to_the_pairs_of_an_arrow(
    demo: None, open_page: OpenPage, axe: Axe, theme, width
) -> None:
    page = open_page(theme, width)
    enter(page, "Leader")
    page.goto("/scorecard")
    assert axe(page) == []
    page.goto("/strategy/map")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(
        "Data can test three of eight arrows, and bear out one. One is contradicted."
    )
    assert axe(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    if width == 390:
        expect(page.locator("svg.map")).to_be_hidden()
        page.get_by_role("link", name="contradicted").first.click()
    else:
        page.locator("svg.map").get_by_role(
            "link", name=re.compile("contradicted")
        ).click(position={"x": 6, "y": 8})  # fmt: skip
    expect(heading).to_have_text(f"No: “{DATA}” and “{FLOW}” move the other way round.")
    assert axe(page) == []
    page.get_by_text("Table behind this chart").click()
    expect(
        page.get_by_role("cell", name=re.compile(r" in wk \d+ 20\d\d.*, .* in wk \d+ 20\d\d")).first
    ).to_be_visible()


def test_an_arrow_is_drawn_by_keyboard_alone(demo: None, page: Page, axe: Axe) -> None:
    enter(page, "Administrator")
    page.goto("/strategy/map")
    goal(page, PEOPLE).focus()
    page.keyboard.press("a")
    expect(page.get_by_role("status").filter(has_text="Arrow from")).to_contain_text(PEOPLE)
    page.keyboard.press("ArrowLeft")
    expect(goal(page, DATA)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("As this gets better")).to_be_focused()
    expect(page.get_by_label("this follows").locator("option:checked")).to_have_text(DATA)
    assert axe(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("After how many")).to_be_focused()
    page.keyboard.type("3")
    page.get_by_role("button", name="Draw", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("three of nine arrows")
    goal(page, PEOPLE).focus()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.get_by_role("status").filter(has_text="No arrow was drawn.")).to_be_visible()


def test_an_arrow_is_drawn_by_hand_and_a_circle_is_refused(
    demo: None, page: Page, complaints: Complaints
) -> None:
    enter(page, "Administrator")
    page.goto("/strategy/map")
    goal(page, DATA).scroll_into_view_if_needed()
    start, end = goal(page, FLOW).bounding_box(), goal(page, DATA).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 60, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 80, start["y"] + 60, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + 20, steps=4)
    page.mouse.up()
    expect(page.get_by_label("As this gets better").locator("option:checked")).to_have_text(FLOW)
    page.get_by_label("Why do we believe that?").fill("It comes back.")
    complaints.expect("409 (Conflict)")
    page.get_by_role("button", name="Draw", exact=True).click()
    expect(page.get_by_text("This would close a circle")).to_be_visible()
    expect(page.get_by_label("Why do we believe that?")).to_have_value("It comes back.")


def test_the_map_is_saved_as_pictures(demo: None, page: Page) -> None:
    enter(page, "Leader")
    page.goto("/strategy/map")
    with page.expect_download() as told:
        page.get_by_role("link", name="Save as SVG").click()
    drawn = told.value.path().read_text(encoding="utf-8")
    assert told.value.suggested_filename == "strategy-map.svg"
    assert drawn.startswith("<svg xmlns=")
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    with page.expect_download() as told:
        page.get_by_role("link", name="Save as PNG").click()
    assert told.value.suggested_filename == "strategy-map.png"
    assert told.value.path().read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
