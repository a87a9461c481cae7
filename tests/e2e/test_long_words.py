"""No word that people write is too long for a window."""

from __future__ import annotations

import pytest

from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.models import CheckIn, Cycle, KeyResult, Objective
from headway.people.models import Organisation, Person, Unit
from headway.strategy.models import MidTermGoal, Perspective
from tests.e2e.conftest import NARROW, WIDE, PageOf, Theme

CULPRITS = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && !one.closest(".vh, .scroll, svg"))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(-3).map((one) => `${one.parentElement.className} > ${one.outerHTML.slice(0, 60)}`)"""
WORD = "Donaudampfschifffahrtsgesellschaft" * 6  # 204 letters without a place to break


@pytest.fixture
def wordy(world: World) -> World:
    """Everything that people name or write is one long word."""
    link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    with clock.frozen(NOW):
        check_in(world.system, world.key_results[0].pk, value=45, confidence=6, note=WORD)
    world.add_frame(WORD[:200])
    for titled in (Objective, KeyResult, MidTermGoal):
        titled._default_manager.update(title=WORD[:200])
    for named in (Person, Unit, Organisation, Perspective, Cycle):
        for row in named._default_manager.all():
            longest = row._meta.get_field("name").max_length or 200
            setattr(row, "name", f"{row.pk}{WORD}"[:longest])  # noqa: B010 - of several models
            row.save(update_fields=["name"])
    Objective.objects.update(description=WORD)
    KeyResult.objects.update(measure=WORD[: KeyResult._meta.get_field("measure").max_length])
    return world


@pytest.mark.parametrize(("theme", "width"), [("light", WIDE), ("dark", NARROW)])
def test_no_page_is_wider_than_its_window(
    wordy: World, page_of: PageOf, theme: Theme, width: int
) -> None:
    page = page_of("admin", theme, width)
    objective, key_result = wordy.objective.pk, wordy.key_results[0].pk
    planned = wordy.next_cycle().pk
    too_wide = {}
    for address in (
        "/", "/objectives", f"/objectives/{objective}", f"/objectives/{objective}/close",
        f"/objectives/{objective}/edit", f"/key-results/{key_result}",
        f"/key-results/{key_result}/check-in", "/cycles", f"/cycles/{wordy.cycle.pk}",
        f"/planning?cycle={planned}", f"/planning/alignment?cycle={planned}", "/line-of-sight",
        "/line-of-sight/map", "/line-of-sight/matrix", "/line-of-sight/loose-ends", "/strategy",
        f"/strategy/goals/{wordy.goal.pk}", "/units", f"/units/{wordy.units['blue'].pk}", "/people",
        f"/people/{wordy.people['owner'].pk}", "/goal-posts", "/dependencies", "/changes",
        "/settings", f"/find?q={WORD[:20]}", f"/frames/new?cycle={planned}",
    ):  # fmt: skip
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            too_wide[address] = (wide, page.evaluate(CULPRITS))
    assert too_wide == {}


@pytest.mark.by_hand
def test_long_figures_and_measures_and_many_goals_fit_too(wordy: World, page_of: PageOf) -> None:
    KeyResult.objects.update(start=100_000_000_000.5, target=123_456_789_012.5, measure="orders")
    CheckIn.objects.update(value=111_111_111_111.25)
    for _more in range(6):
        MidTermGoal.objects.create(
            organisation=wordy.organisation, perspective=wordy.goal.perspective, title=WORD[:200],
            starts_on=wordy.goal.starts_on, ends_on=wordy.goal.ends_on,
        )  # fmt: skip
    page = page_of("owner")  # whose unit and cycle are long names in the top bar
    for address in ("/", f"/objectives/{wordy.objective.pk}", "/line-of-sight/matrix"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDE, address
    new, me = page.locator(".top .btn").bounding_box(), page.locator(".top .me").bounding_box()
    assert new is not None
    assert me is not None
    assert new["x"] + new["width"] < me["x"]
    assert me["x"] + me["width"] <= WIDE
