"""The board pack of this month: made, read, talked about, presented, kept; by mouse and by key."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from headway.packs.actions.files import claim_file, make_file, waiting_files
from headway.packs.models import Pack
from tests.e2e.conftest import Axe, OpenPage, enter


def work() -> None:
    """What a process of jobs does with the files that wait."""
    for file_id in waiting_files():
        assert claim_file(file_id)
        make_file(file_id)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_board_pack_of_this_month_takes_a_minute(
    demo: None, open_page: OpenPage, axe: Axe, theme, width
) -> None:
    page = open_page(theme, width)
    enter(page, "Leader")
    begun = time.monotonic()
    page.get_by_role("link", name="Scorecard").click()
    page.get_by_role("link", name="Board packs").click()
    page.get_by_role("button", name="New board pack of Tidewell").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Board pack of Tidewell")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_text("Download", exact=True).click()
    page.get_by_role("button", name="Excel, with formulas").click()
    expect(page.get_by_text("It is made next.")).to_be_visible()
    assert axe(page) == []
    with page.expect_download() as told:
        work()
    assert time.monotonic() - begun < 60
    expect(page.get_by_role("link", name="Save the file")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Back to the pack").click()
    assert told.value.suggested_filename.endswith(".xlsx")
    assert axe(page) == []

    part = page.get_by_role("article").filter(has=page.get_by_text("Strategy map").first)
    part.first.get_by_text("Comment", exact=True).first.click()
    part.first.get_by_label("Your comment").fill("Which arrow would we stop believing in?")
    part.first.get_by_role("button", name="Comment").click()
    expect(page.get_by_text("Which arrow would we stop believing in?")).to_be_visible()
    assert axe(page) == []

    page.get_by_text("Freeze it").click()
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_text("Nothing here changes any more.")).to_be_visible()
    assert Pack.objects.get().frozen_by is not None
    assert axe(page) == []


def test_it_is_presented_by_keys(demo: None, open_page: OpenPage, axe: Axe) -> None:
    page = open_page("dark", 1280)
    enter(page, "Leader")
    page.goto("/packs?unit=all")
    page.get_by_role("button", name="New board pack of Tidewell").click()
    page.get_by_role("link", name="Present").click()
    expect(page.get_by_text("Page 1 of 6")).to_be_visible()
    assert axe(page) == []
    # A page that is swapped in keeps the screen filled; loading another would leave it.
    page.evaluate("window.stayed = true")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Page 2 of 6")).to_be_visible()
    expect(page).to_have_url(re.compile(r"page=2$"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Page 3 of 6")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("Page 2 of 6")).to_be_visible()
    assert page.evaluate("window.stayed") is True
    assert axe(page) == []
    # A long card shows its goals; KPIs come when somebody asks for them.
    kpi = page.get_by_text("Gross margin", exact=True)
    expect(kpi).to_be_hidden()
    page.get_by_label("KPIs, too").check()
    expect(kpi).to_be_visible()
    page.locator("#main").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Page 2 of 6")).to_be_visible()  # it is longer than the screen
    page.evaluate("scrollTo({ top: document.scrollingElement.scrollHeight, behavior: 'instant' })")
    page.keyboard.press("Space")
    expect(page.get_by_text("Page 3 of 6")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"#page-3$"))


def test_pages_are_ordered_without_a_script(demo: None, open_page: OpenPage, axe: Axe) -> None:
    page = open_page("light", 390, javascript=False)
    enter(page, "Leader")
    page.goto("/packs?unit=all")
    page.get_by_role("button", name="New board pack of Tidewell").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("listitem").filter(has_text="6. Changes").get_by_role(
        "button", name="Up"
    ).click()
    expect(page.get_by_text("5. Changes")).to_be_visible()
    page.get_by_label("A mid-term goal").select_option(label="People grow here and stay")
    page.locator("form").filter(has=page.get_by_label("A mid-term goal")).get_by_role(
        "button", name="Add"
    ).click()
    expect(page.get_by_text("7. Mid-term goal: People grow here and stay")).to_be_visible()
    page.get_by_role("link", name="Read it").click()
    page.get_by_role("link", name="Present").click()
    page.get_by_role("link", name="Next", exact=True).click()
    expect(page.get_by_text("Page 2 of 7")).to_be_visible()
