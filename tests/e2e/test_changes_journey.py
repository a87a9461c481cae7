"""From any main page in two clicks to what changed since a day, and on to the event that did it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from headway.kit import clock
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.people.actions import update_organisation
from tests.e2e.conftest import Axe, PageOf, Theme

WHY = "The shop in Lyon closed."


@pytest.fixture
def changed(transactional_db: None, world: World) -> World:
    """Two check-ins with the lock and a moved target between them, and a title that changed."""
    update_organisation(world.actor("admin"), goal_posts_need_approval=False)
    owner, first = world.actor("owner"), world.key_results[0]
    for day, value in ((12, 44), (30, 49)):
        with clock.frozen(datetime(2026, 10, day, 9, tzinfo=UTC)):
            check_in(owner, first.pk, value=value, confidence=7)
    with clock.frozen(datetime(2026, 11, 10, 9, tzinfo=UTC)):
        update_key_result(owner, first.pk, target=55.0, reason=WHY)
        update_objective(owner, world.objective.pk, reason="Clearer.",
                         title="Customers find at once what they came for")  # fmt: skip
        above = world.add_objective("Works is where people want to buy", unit="works")
        link_objective(world.system, world.objective.pk, parent_objective_id=above.pk)
    return world


@pytest.mark.parametrize("javascript", [True, False])
def test_two_clicks_and_a_difference_followed_to_its_event(
    changed: World, page_of: PageOf, javascript: bool
) -> None:
    page = page_of("viewer", javascript=javascript)
    page.goto("/?unit=all")
    page.get_by_role("link", name="What changed").click()
    page.get_by_role("link", name=re.compile("Before plan lock")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Since 18 Oct: one objective added, two goal posts moved, "
        "and the mean rose from 0.10 to 0.23."
    )
    target = page.get_by_role("row", name=re.compile("Target after plan lock"))
    expect(target).to_contain_text(WHY)
    expect(page.locator(".diff ins").first).to_contain_text("at once")
    target.get_by_role("link", name=re.compile("10 Nov")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Key result changed")
    expect(page.get_by_text("Its hash holds")).to_be_visible()
    expect(page.get_by_text(WHY)).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_are_accessible(
    changed: World, page_of: PageOf, axe: Axe, theme: Theme, width: int
) -> None:
    page = page_of("lead", theme, width)
    for address in (
        "/changes?since=2026-10-18&unit=all",
        "/changes?since=2026-11-24&unit=all",
        "/changes?since=2026-10-01&show=structure",
        f"/objectives/{changed.objective.pk}/changes?since=2026-10-18",
        "/events/30",
        f"/objectives/{changed.objective.pk}/history",
    ):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
