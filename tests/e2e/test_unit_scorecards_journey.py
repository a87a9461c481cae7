"""Scorecards of the demo's units: all at a glance, one opened, and one taken over from above."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Axe, Complaints, OpenPage, enter


def fits(page: Page) -> bool:
    return not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_all_units_at_a_glance(demo: None, open_page: OpenPage, axe: Axe, theme, width) -> None:
    page = open_page(theme, width)
    enter(page, "Leader")
    page.get_by_role("link", name="Scorecard").click()
    page.get_by_role("link", name="Units", exact=True).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(re.compile(r"(is|are) (red|amber) in|No unit is red"))
    assert axe(page) == []
    assert fits(page)
    care = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Grower Care", exact=True)
    )
    care.get_by_role("link", name=re.compile(r"\d+ (Green|Amber|Red)")).first.click()
    expect(heading).to_contain_text("Grower Care is")
    assert axe(page) == []
    page.get_by_role("link", name="No grower loses a day of irrigation to us in season").click()
    expect(page.get_by_text("A linked copy of")).to_be_visible()
    expect(page.get_by_text("this goal serves it")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize(("theme", "width"), [("dark", 1280), ("light", 390)])
def test_the_form_that_takes_a_scorecard_over(
    demo: None, open_page: OpenPage, axe: Axe, complaints: Complaints, theme, width
) -> None:
    complaints.expect("422")  # the refusal itself
    page = open_page(theme, width)
    enter(page, "Leader")
    page.goto("/scorecard/copies?unit=all")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Use the scorecard of Tidewell")
    assert axe(page) == []
    assert fits(page)
    page.get_by_role("button", name="Use it there").click()
    expect(page.get_by_text("Choose the units to use it in.").first).to_be_visible()
    assert axe(page) == []
