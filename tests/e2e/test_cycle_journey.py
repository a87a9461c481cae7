"""One whole cycle in the browser: planned, agreed, checked in, closed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from headway.kit.testing.world import World
from tests.e2e.conftest import Complaints, OpenPage, PageOf

PASSWORD = "correct horse battery"


def sign_in(open_page: OpenPage, world: World, name: str) -> Page:
    world.client(name)  # gives the person a log-in
    page = open_page()
    page.goto("/account/login/")
    page.get_by_label("Email", exact=False).fill(world.people[name].email)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    return page


@pytest.mark.on_both
def test_a_cycle_from_its_first_draft_to_its_end(
    transactional_db: None, world: World, open_page: OpenPage, complaints: Complaints
) -> None:
    admin = sign_in(open_page, world, "admin")
    admin.goto("/cycles/new")
    admin.get_by_label("Name").fill("Trial")
    admin.get_by_label("First day").fill("2026-09-01")
    admin.get_by_label("Last day").fill("2026-11-30")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_role("heading", level=1)).to_contain_text("Nothing is planned in Aster yet")
    cycle = admin.url

    owner = sign_in(open_page, world, "owner")
    owner.goto("/objectives/new")
    owner.get_by_label("Objective", exact=True).fill("Orders arrive when people are at home")
    owner.get_by_label("Cycle", exact=True).select_option(label="Trial")
    first = owner.locator("fieldset").nth(0)
    first.get_by_label("Key result").fill("Deliveries on the first attempt")
    first.get_by_label("From").fill("70")
    first.get_by_label("To", exact=True).fill("90")
    second = owner.locator("fieldset").nth(1)
    second.get_by_label("Key result").fill("Complaints a week stay below")
    second.get_by_label("How it is measured").select_option("stay_below")
    second.get_by_label("Limit").fill("12")
    owner.get_by_role("button", name="Save and propose").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text(
        "Orders arrive when people are at home"
    )
    objective = owner.url

    lead = sign_in(open_page, world, "lead")
    lead.goto(objective)
    lead.get_by_role("button", name="Sign", exact=True).click()
    coach = sign_in(open_page, world, "coach")
    coach.goto(objective)
    coach.get_by_role("button", name="Sign").first.click()
    admin.goto(cycle)
    admin.get_by_role("link", name="Start the cycle").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Nothing speaks against it.")
    admin.get_by_role("button", name="Start the cycle").click()

    owner.goto(objective)
    owner.get_by_role("link", name=re.compile("Check in ?: Deliveries")).click()
    complaints.expect("422")  # the refusal itself
    owner.get_by_label("Value now").fill("eighty")
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_text("Enter a number").first).to_be_visible()
    expect(owner.get_by_label("Value now")).to_have_value("eighty")
    owner.get_by_label("Value now").fill("80")
    owner.get_by_label("Confidence").fill("7")
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_role("status").filter(has_text="Saved")).to_contain_text("0.50")

    admin.goto(cycle)
    admin.get_by_role("link", name="Open the review").click()
    admin.get_by_role("button", name="Open the review").click()
    expect(admin.get_by_text("For a day this can be undone")).to_be_visible()
    owner.goto(objective)
    owner.get_by_role("link", name="Close", exact=True).click()
    owner.get_by_label("How it ended").select_option("partly")
    owner.get_by_label("Closing word").fill("Half of the way; the evening slots help.")
    owner.get_by_role("button", name="Close the objective").click()
    expect(owner.get_by_text("Half of the way")).to_be_visible()

    admin.goto(cycle)
    admin.get_by_role("link", name="Close the cycle").click()
    expect(admin.get_by_text("Its retrospective is skipped.")).to_be_visible()
    admin.get_by_role("button", name="Close the cycle all the same").click()
    expect(admin.locator(".facts")).to_contain_text("Closed")


def test_what_one_is_led_to_is_unfolded(world: World, page_of: PageOf) -> None:
    page = page_of("owner")
    page.goto(f"/cycles/{world.cycle.pk}")
    folded = page.locator("#comes-next")
    expect(folded).not_to_have_attribute("open", "")
    page.locator('a[href="#comes-next"]').click()
    expect(folded).to_have_attribute("open", "")
    folded.locator("summary").click()
    page.locator('a[href="#comes-next"]').click()  # the address stays as it is
    expect(folded).to_have_attribute("open", "")
