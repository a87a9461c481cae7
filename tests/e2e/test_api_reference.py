"""The API's reference in a real browser: readable by everybody, at every width, in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NARROW, WIDE, OpenPage, Theme


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (NARROW, "dark")])
def test_the_reference_opens_an_operation_and_leaves_nobody_out(
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    theme: Theme,
    width: int,
) -> None:
    page = open_page(theme, width)
    page.goto("/api/v1/docs")
    operation = page.locator("#create_check_in")
    operation.locator("summary").click()
    expect(operation.get_by_text("supersedes_id").first).to_be_visible()
    page.locator("#ObjectiveItem > summary").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
