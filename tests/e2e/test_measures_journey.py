"""Kinds of key results, health metrics, statuses by hand and check-ins, walked in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from headway.okrs.models import KeyResult, Objective
from headway.people.access import system_actor
from headway.people.actions import update_organisation
from headway.people.models import Organisation
from tests.e2e.conftest import Axe, Complaints, OpenPage, enter


@pytest.fixture
def busy(demo: None) -> Objective:
    """The objective of the demo organisation's busiest team, where goal posts move without an
    approval: what is added is there at once."""
    organisation = Organisation.objects.get()
    update_organisation(system_actor(organisation), goal_posts_need_approval=False)
    return Objective.objects.get(title="One call is enough")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_form_shows_the_fields_of_its_kind_and_says_what_they_mean(
    busy: Objective, open_page: OpenPage, axe: Axe, theme, width
) -> None:
    page = open_page(theme, width)
    enter(page, "Administrator")
    page.goto(f"/objectives/{busy.pk}/key-results/new")
    page.get_by_label("Key result", exact=True).fill("Calls that end in a smile")
    page.get_by_label("From", exact=True).fill("40")
    page.get_by_label("To", exact=True).fill("60")
    page.get_by_label("Measured in").fill("%")
    said = page.locator("#definition-said")
    expect(said).to_contain_text("at 52 % the score is 0.60")
    page.get_by_label("How it is expected to come").select_option("back_loaded")
    expect(said).to_contain_text("20 % by")
    page.get_by_role("radio", name="Stay above").check()
    expect(page.get_by_label("From", exact=True)).to_be_hidden()
    page.get_by_label("Holds from").fill("98")
    page.get_by_label("Worth nothing at").fill("96")
    expect(said).to_contain_text("One at 97 % counts 0.50")
    page.get_by_label("Try a value").fill("96.5")
    expect(said).to_contain_text("counts 0.25")
    assert axe(page) == []
    page.get_by_label("Why it is added now").fill("Callers asked for it.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One call is enough")
    assert KeyResult.objects.get(title="Calls that end in a smile").fail == 96


def test_the_form_needs_no_script(busy: Objective, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    enter(page, "Administrator")
    page.goto(f"/objectives/{busy.pk}/key-results/new")
    page.get_by_label("Key result", exact=True).fill("The line is moved")
    page.get_by_role("radio", name="Milestones").check()
    page.get_by_role("button", name="Go on with this").click()
    expect(page.get_by_label("From", exact=True)).to_be_hidden()
    expect(page.get_by_label("Key result", exact=True)).to_have_value("The line is moved")
    page.get_by_label("Milestone 1", exact=True).fill("Rented")
    page.get_by_label("Milestone 2", exact=True).fill("Moved")
    page.get_by_label("Weight of milestone 2").fill("3")
    page.get_by_role("button", name="Say it again").click()
    expect(page.locator("#definition-said")).to_contain_text("0.25")
    page.get_by_label("Why it is added now").fill("The lease ends.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One call is enough")
    assert KeyResult.objects.get(title="The line is moved").milestones.count() == 2


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_health_statuses_by_hand_and_several_check_ins(
    busy: Objective,
    open_page: OpenPage,
    axe: Axe,
    complaints: Complaints,
    theme,
    width,
) -> None:
    page = open_page(theme, width)
    enter(page, "Team lead")
    page.goto(f"/objectives/{busy.pk}")
    health = page.locator("#health")
    expect(health).to_contain_text("Strained")
    page.get_by_role("link", name="Check in on all").click()
    page.get_by_label("New value, Answers that had to be corrected").fill("7")
    page.get_by_label("New value, Questions solved at first contact").fill("71")
    confidence = page.get_by_label("Confidence 0 to 10, Questions solved at first contact")
    complaints.expect("422")  # it falls far without a word
    confidence.fill("0")
    expect(page.get_by_text("what happened?")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
    expect(confidence).to_have_value("0")
    page.get_by_label("Note, Questions solved at first contact").fill("Two of us are ill.")
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_role("alert")).to_contain_text("Broken while we push")
    assert axe(page) == []

    page.get_by_role("link", name="Questions solved at first contact", exact=True).first.click()
    page.get_by_text("Set the status by hand").click()
    page.get_by_label("It really stands").select_option("on_track")
    page.get_by_label("What the figures do not show").fill("Both are back on Monday.")
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("main")).to_contain_text("On track, set by hand over")
    assert axe(page) == []
    page.get_by_role("button", name="Go by the computed one").click()
    expect(page.locator("main")).to_contain_text("taken back on")
