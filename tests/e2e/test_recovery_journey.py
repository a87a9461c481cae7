"""A signal of the demo, from the alert on Home to its answer and to an objective that recovers."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Axe, enter

NAME = "First-pass yield at final test"


def test_from_alert_to_resolved_to_a_recovery_objective(demo: None, page: Page, axe: Axe) -> None:
    enter(page, "Leader")
    page.goto("/kpis?unit=all")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ask for action")
    page.get_by_role("link", name=NAME).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("No. It has been below")
    page.get_by_role("button", name="I look into it").click()
    page.get_by_label("Why the process changed").fill("Jig B holds the valve 0.4 mm low.")
    page.get_by_role("button", name="Record cause").click()
    page.get_by_label("What is done about it").fill("Raise the jig.")
    page.get_by_label("Until", exact=True).fill("2026-12-01")
    page.get_by_role("button", name="Record action").click()
    page.get_by_text("Close it now all the same").click()
    page.get_by_label("Resolved", exact=True).check()
    page.get_by_label("If resolved: why").fill("Jig B holds the valve right since this morning.")
    page.get_by_label("Closing word").fill(
        "The jig is raised; the yield is to come back by spring."
    )
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("is answered, and the last value still shows it.")).to_be_visible()
    assert axe(page) == []
    address = page.url

    page.get_by_role("link", name="Start a recovery objective").click()
    expect(page.get_by_label("Objective", exact=True)).to_have_value(
        f"{NAME} is back where it belongs"
    )
    expect(page.get_by_text("It answers signal 1 of")).to_be_visible()
    expect(page.locator(".note").get_by_role("link", name=NAME)).to_have_attribute(
        "href", re.compile("#response$")
    )
    first = page.get_by_role("group", name="Key result 1")
    expect(first.get_by_label("From", exact=True)).to_have_value(re.compile(r"^9\d"))
    expect(first.get_by_label("To", exact=True)).to_have_value("95")
    assert axe(page) == []
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(address)
    expect(page.get_by_text("answers signal 1")).to_be_visible()
    expect(page.get_by_role("link", name="Start a recovery objective")).to_have_count(0)
