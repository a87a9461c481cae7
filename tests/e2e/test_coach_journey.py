"""A coach finds out by the desk alone which team needs them, and why."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Axe, OpenPage, Theme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_desk_names_what_is_stale_too_easy_and_moved(
    demo: None, open_page: OpenPage, axe: Axe, theme: Theme, width: int
) -> None:
    page = open_page(theme, width)
    page.goto("/demo/")
    page.get_by_role("button", name="OKR coach").click()
    page.goto("/coach")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Data Platform first")
    for unit, why, about in (
        ("Data Platform", "Nobody touched 3 of 3 key results", "Questions answered by hand"),
        ("Dealer Partnerships", "3 cycles in a row: too easy?", "Dealers sell the subscription"),
        ("Assembly and Test", "One target moved this cycle", "28 to 30 people"),
    ):
        row = page.locator("tbody tr", has_text=unit).first
        expect(row).to_contain_text(why)
        expect(row).to_contain_text(about)
    assert axe(page) == []

    page.locator("tbody tr", has_text="Assembly and Test").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Assembly and Test")
    expect(page.locator("main")).to_contain_text("Operators trained on three stations or more")
    assert axe(page) == []
