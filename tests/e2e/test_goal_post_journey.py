"""A target is asked to move after plan lock, is approved, and stands on the chart for ever."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from headway.kit.testing.world import World
from headway.okrs.actions.approvals import approve_goal_post
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from tests.e2e.conftest import Axe, PageOf, Theme

WHY = "The shop in Lyon closed."


def test_asked_approved_and_drawn(world: World, page_of: PageOf) -> None:
    key_result = world.key_results[0]
    check_in(world.system, key_result.pk, value=50)
    owner, lead = page_of("owner"), page_of("lead")
    owner.goto(f"/key-results/{key_result.pk}/edit")
    owner.get_by_label("To", exact=True).fill("55")
    owner.get_by_label("Why it changes").fill(WHY)
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_text("waits until Lead Person approves it")).to_be_visible()
    expect(owner.get_by_text("Asked to move")).to_be_visible()

    lead.goto("/")
    lead.get_by_role("link", name=re.compile(f"Answer ?: {key_result.title}")).click()
    expect(lead.get_by_text("the plan as it was locked goes on to count")).to_be_visible()
    lead.get_by_role("button", name="Approve").click()
    expect(lead.locator(".facts")).to_contain_text("Approved")

    owner.goto(f"/objectives/{world.objective.pk}?key_result={key_result.pk}")
    expect(owner.get_by_text("As locked, as it stands")).to_be_visible()
    mark = owner.locator(".wide-only .chart .mv")
    expect(mark).to_have_count(1)
    mark.hover()
    expect(owner.locator(".wide-only .readout")).to_contain_text(WHY)
    owner.get_by_role("link", name="Of the unit").click()
    expect(owner.get_by_role("heading", level=1)).to_have_text(
        "One target moved in Blue. It was made easier."
    )


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_are_accessible(
    world: World,
    page_of: PageOf,
    axe: Axe,
    theme: Theme,
    width: int,
) -> None:
    first, second = world.key_results
    moved = update_key_result(world.actor("owner"), first.pk, target=55.0, reason=WHY)
    waits = update_key_result(world.actor("owner"), second.pk, target=6.0, reason=WHY)
    assert moved is not None
    assert waits is not None
    approve_goal_post(world.actor("lead"), moved.pk)
    page = page_of("lead", theme, width)
    for address in (
        "/goal-posts?unit=all",
        f"/goal-post-requests/{waits.pk}",
        f"/goal-post-requests/{moved.pk}",
        f"/objectives/{world.objective.pk}?key_result={first.pk}",
        f"/key-results/{first.pk}",
        "/settings",
    ):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
