"""What one reads has the room it needs, and is said once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.models import KeyResult
from tests.e2e.conftest import NARROW, WIDE, Axe, PageOf, Theme

LONG = "Share of first commissionings finished without a support call"


def test_the_titles_of_due_key_results_take_two_lines_and_nothing_overlaps(
    world: World, page_of: PageOf
) -> None:
    KeyResult.objects.update(title=LONG, measure="customers")
    page = page_of("owner")
    page.goto("/")
    title = page.get_by_role("link", name=LONG).first
    box = title.bounding_box()
    assert box is not None
    assert box["height"] < 3 * 20
    overlapping = page.evaluate(
        """() => [...document.querySelectorAll(".ci td, .ci tbody th")].flatMap((cell) => {
            const edge = cell.getBoundingClientRect().right + 1;
            const parts = [...cell.querySelectorAll("*:not(.vh, .vh *)")];
            return parts.filter((part) => part.getBoundingClientRect().right > edge);
        }).map((part) => part.outerHTML)"""
    )
    assert overlapping == []


def test_a_finger_finds_every_link_on_a_phone(world: World, page_of: PageOf) -> None:
    check_in(world.system, world.key_results[0].pk, value=50, confidence=7)
    link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    page = page_of("admin", width=NARROW)
    for address in (
        "/",
        f"/objectives/{world.objective.pk}",
        f"/key-results/{world.key_results[0].pk}",
        "/find?q=customers",
        "/line-of-sight/matrix",
        f"/planning?unit={world.units['blue'].pk}",
        "/people",
    ):
        page.goto(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll("main :is(a, button, summary, input, select)")]
                .filter((one) => one.offsetParent && !one.matches(".vh *, .skip"))
                .filter((one) => { const box = one.getBoundingClientRect();
                    return box.width < 24 || box.height < 24; })
                .filter((one) => !one.matches("[type=checkbox], [type=radio]")) // by their labels
                .map((one) => one.outerHTML)"""
        )
        assert small == [], address


@pytest.mark.parametrize(("theme", "width"), [("light", WIDE), ("dark", NARROW)])
def test_the_closing_form_says_each_label_once(
    world: World,
    page_of: PageOf,
    axe: Axe,
    theme: Theme,
    width: int,
) -> None:
    page = page_of("owner", theme, width)
    page.goto(f"/objectives/{world.objective.pk}/close")
    for key_result in world.key_results:
        grade = page.get_by_label(f"Own grade, {key_result.title}")
        expect(grade).to_be_visible()
        label = page.locator(f'label[for="{grade.get_attribute("id")}"]').bounding_box()
        assert label is not None
        assert label["width"] <= 1
    expect(page.get_by_label("Own grade of the objective")).to_be_visible()
    assert axe(page) == []
