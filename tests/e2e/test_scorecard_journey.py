"""The scorecard of the demo: read, opened, weighed, and seen as it stood at a quarter's end."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Axe, Complaints, OpenPage, enter

GOAL = "Controllers leave the line right the first time"
KPI = "First-pass yield at final test"
HEAVY = "Subscriptions pay for the next controller"
REACH = "Half of new revenue comes from dry regions outside Iberia"
MARGIN = "Gross margin"
KEPT = "Revenue kept from last year's customers"


def row(page: Page, name: str) -> Locator:
    """The row of the table that begins with a name."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def fits(page: Page, inside: Locator) -> bool:
    """Whether something stands within the page, from its left to its right edge."""
    box = inside.bounding_box()
    width = page.evaluate("document.documentElement.clientWidth")
    wider = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width and not wider


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_every_score_opens_its_arithmetic(
    demo: None, open_page: OpenPage, axe: Axe, theme, width
) -> None:
    page = open_page(theme, width)
    enter(page, "Leader")
    page.get_by_role("link", name="Scorecard").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(
        re.compile(r"^Yes: \d+ of 100(, without .+)?\. .+ is weakest\.$")
    )
    assert axe(page) == []

    for name in (KPI, GOAL):
        score = row(page, name).locator("details.why")
        score.locator("summary").click()
        explanation = score.get_by_role("group")
        expect(explanation.get_by_role("heading")).to_contain_text(name)
        assert fits(page, explanation)
        assert axe(page) == []
        score.locator("summary").press("Enter")  # on a phone it may lie below what it opened

    expect(row(page, KPI)).to_contain_text(re.compile(r"[+\u2212]\d+ from \d+"))
    # Nothing measured a goal before the running cycle, so no earlier day is offered.
    expect(page.get_by_role("link", name="30 Jun", exact=True)).to_have_count(0)
    page.goto("/scorecard?since=2026-06-30")
    expect(row(page, KPI)).to_contain_text("none then")

    page.get_by_role("navigation", name="Day").get_by_role("link", name="30 Sep").click()
    expect(page.get_by_text("with values as they are known now")).to_be_visible()
    page.get_by_role("link", name="As it was known then").click()
    expect(page.get_by_text("As it was known on 30 Sep 2026")).to_be_visible()
    assert axe(page) == []


def test_weights_and_measures_move_the_score(
    demo: None, page: Page, axe: Axe, complaints: Complaints
) -> None:
    complaints.expect("422")  # the refusals themselves
    enter(page, "Administrator")
    page.goto("/scorecard")
    score = row(page, "Financial").locator("details.why > summary")
    before = score.inner_text()
    goal = row(page, HEAVY)
    goal.get_by_text("Weight 1").click()
    goal.get_by_label("Weight").fill("9")
    assert axe(page) == []
    goal.get_by_role("button", name="Save").click()
    goal = row(page, HEAVY)
    expect(goal.get_by_text("Say why: on earlier days it counted otherwise")).to_be_visible()
    expect(goal.get_by_label("Weight")).to_have_value("9")
    assert axe(page) == []
    goal.get_by_label("Why").fill("It pays for all the rest.")
    goal.get_by_role("button", name="Save").click()
    expect(row(page, HEAVY)).to_contain_text("90 % of its perspective")
    expect(row(page, "Financial")).to_contain_text("weights changed")
    expect(score).not_to_have_text(before)

    page.get_by_role("link", name=HEAVY, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEAVY)
    assert axe(page) == []
    page.get_by_role("link", name="Choose and weigh them").click()
    row(page, MARGIN).get_by_label("What is scored of").select_option(
        label="The mean of the last four periods"
    )
    row(page, KEPT).get_by_label("Take away").check()
    page.get_by_role("button", name="Save").click()
    expect(row(page, MARGIN).get_by_label("What is scored of")).to_have_value("smoothed")
    expect(row(page, KEPT).get_by_label("Take away")).to_be_checked()
    assert axe(page) == []
    page.get_by_label("Why").fill("It moves by chance.")
    page.get_by_role("button", name="Save").click()
    expect(row(page, KEPT)).to_have_count(0)
    expect(row(page, MARGIN).get_by_label("What is scored of")).to_have_value("smoothed")
    page.get_by_role("link", name="Scorecard").first.click()
    expect(row(page, MARGIN)).to_contain_text("100 % of the goal")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_a_goal_is_reviewed_and_the_board_says_when(
    demo: None, open_page: OpenPage, axe: Axe, complaints: Complaints, theme, width
) -> None:
    complaints.expect("422")  # the refusal itself
    page = open_page(theme, width, javascript=width > 400)
    enter(page, "Administrator")
    page.goto("/strategy")
    if width > 400:
        assert axe(page) == []
    expect(row(page, REACH)).to_contain_text("Never reviewed")
    page.get_by_role("link", name=REACH, exact=True).click()
    page.locator("summary", has_text="Review it").click()
    page.get_by_label("Is it still the right goal?").select_option("changed")
    page.get_by_role("button", name="Keep this review").click()
    expect(page.get_by_text("Say why it is changed or dropped.")).to_be_visible()
    if width > 400:
        assert axe(page) == []
    page.locator("#review-why").fill("A third of revenue is enough.")
    page.get_by_role("button", name="Keep this review").click()
    expect(page.get_by_text("A third of revenue is enough.")).to_be_visible()
    page.goto("/strategy")
    expect(row(page, REACH)).to_contain_text("Changed on")
    page.goto("/strategy?goals=all")
    expect(page.get_by_role("columnheader", name="2027")).to_be_attached()
    if width > 400:
        assert axe(page) == []
