"""A cycle is closed in the browser without touching the mouse, and its lessons are read."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import set_phase
from headway.okrs.models import Closure, Grade, Objective
from tests.e2e.conftest import Axe, PageOf

FOCUS = "document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"


FOLLOWS = ("#cycle-answer", "#cycle-figures", "#cycle-closed", "#cycle-lessons")
"""The parts of the review that a closing changes."""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says these words."""
    for _ in range(120):
        if str(page.evaluate(FOCUS)).startswith(words):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The keyboard does not reach {words!r}")


def test_a_cycle_is_closed_by_keyboard(
    world: World,
    page_of: PageOf,
    axe: Axe,
) -> None:
    Objective.objects.filter(pk=world.objective.pk).update(ambition="committed")
    first, second = world.key_results
    check_in(world.actor("owner"), first.pk, value=60, confidence=8)
    world.add_objective("Mine")
    world.add_objective("Green grows", unit="green")
    with clock.frozen(NOW + timedelta(weeks=6)):
        set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)

    page = page_of("admin")
    page.goto(f"/cycles/{world.cycle.pk}?unit=all&view=review")
    expect(page.get_by_role("heading", level=1)).to_contain_text("are still to close")
    assert axe(page) == []

    tab_to(page, "Close: Customers find")
    page.keyboard.press("Enter")
    form = page.get_by_role("form", name="Close: Customers find what they came for")
    expect(form.get_by_label("How it ended")).to_be_focused()
    assert axe(page) == []
    tab_to(page, "Close it")
    page.keyboard.press("Enter")  # the browser asks for the explanation first
    expect(form.get_by_label("Why it fell short, Minutes until the answer")).to_be_focused()
    page.keyboard.type("The supplier came late.")
    tab_to(page, "Close it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("form", name="Close: Mine")).to_be_visible()
    expect(page.get_by_label("How it ended")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Two objectives are still to close"
    )
    expect(page.get_by_role("status")).to_contain_text("Closed: Customers find")
    assert Grade.objects.get(key_result=second).miss_reason == "The supplier came late."
    expect(page.get_by_role("heading", name="Closed 1")).to_be_visible()
    expect(page.get_by_role("heading", name="Committed and missed 1")).to_be_visible()
    expect(page.get_by_role("heading", name="What goes on")).to_be_visible()
    told = {part: page.locator(part).inner_text() for part in FOLLOWS}
    page.reload()
    assert {part: page.locator(part).inner_text() for part in FOLLOWS} == told

    page.goto(f"/cycles/{world.cycle.pk}?unit=all&view=review")
    tab_to(page, "Close 2 with their computed scores")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("close with their computed scores")
    assert axe(page) == []
    tab_to(page, "Close 2 objectives")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Everything is closed.")
    assert Closure.objects.count() == 3
    expect(page.get_by_role("link", name="Close the cycle")).to_be_visible()
    expect(page.get_by_text("The supplier came late.")).to_be_visible()
    assert axe(page) == []

    tab_to(page, "Report")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The numbers behind the charts")).to_be_visible()
    assert axe(page) == []


def test_without_a_script_each_step_is_a_page(world: World, page_of: PageOf) -> None:
    world.add_objective("Mine")
    with clock.frozen(NOW + timedelta(weeks=6)):
        set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    page = page_of("admin", javascript=False)
    page.goto(f"/cycles/{world.cycle.pk}?unit=all&view=review")
    page.get_by_role("link", name=re.compile("Close ?: Mine")).click()
    page.get_by_label("Closing word").fill("We learnt what to ask.")
    page.get_by_role("button", name="Close it, and on to the next").click()
    expect(page.get_by_role("form", name="Close: Customers find")).to_be_visible()
    page.get_by_label("How it ended").select_option("missed")
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Everything is closed.")
