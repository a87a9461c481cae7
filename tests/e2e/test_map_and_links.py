"""The map by keyboard and mouse, links with their kinds, in a real browser and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.models import GoalPostRequest
from headway.reports.queries.sight import chart
from tests.e2e.conftest import Axe, Complaints, PageOf

MAP = "/line-of-sight/map"


@pytest.fixture
def linked(world: World) -> World:
    """Blue's objective drives one of the department's, which serves the goal; Green's is alone."""
    chart.forget()
    above = world.add_objective("Works is where people want to buy", unit="works")
    world.add_objective("Green leads nowhere", unit="green")
    link_objective(world.system, above.pk, goal_id=world.goal.pk)
    link_objective(
        world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
    )
    check_in(world.system, above.key_results.get().pk, value=5)
    check_in(world.system, world.key_results[0].pk, value=50)
    return world


def test_the_map_is_walked_and_opened_by_keyboard(page_of: PageOf, linked: World, axe: Axe) -> None:
    page = page_of("lead")
    page.goto(MAP)
    cards = page.locator("[data-map] [data-node]")
    expect(page.locator("[data-parts] [data-part=first]")).to_have_count(0)
    expect(cards).to_have_count(3)
    expect(page.locator('[data-map] [data-node][tabindex="0"]')).to_have_count(1)
    page.get_by_role("link", name="Works is where people want to buy").focus()
    page.keyboard.press("ArrowDown")
    here = page.get_by_role("link", name="Customers find what they came for")
    expect(here).to_be_focused()
    expect(page.locator("[data-map]")).to_have_class("mapview focusing")
    expect(page.locator(".mn.near")).to_have_count(2)  # itself and what it serves
    expect(page.locator("[data-related] .e-drives_score")).to_have_count(1)
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("[data-map]")).to_have_class("mapview")
    for key in ("+", "+", "+", "-", "0"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)  # until the parts of the other scale have come
        expect(here).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers find what they came for")


def test_the_first_card_is_a_few_tabs_away(page_of: PageOf, linked: World) -> None:
    page = page_of("lead")
    page.goto(MAP)
    expect(page.locator("[data-parts] [data-part=first]")).to_have_count(0)
    page.get_by_role("link", name="Skip to content").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the first card of the map")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-map] [data-node]:focus")).to_have_count(1)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Show", exact=True)).to_be_focused()


def test_a_large_map_opens_where_its_titles_can_be_read(page_of: PageOf, linked: World) -> None:
    page = page_of("lead", width=390)
    page.goto(MAP)
    expect(page.locator("svg.world.is-close")).to_be_visible()
    expect(page.locator("[data-parts] [data-part=first]")).to_have_count(0)
    title = page.locator("[data-map] .mt").first.bounding_box()
    assert title is not None
    assert title["height"] > 12
    world = page.locator("svg.world").bounding_box()
    assert world is not None
    for whole in (page.locator("[data-map] .bx").first, page.locator("[data-map] .mm")):
        box = whole.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= world["x"] + world["width"]


def test_it_zooms_and_moves_by_keys_and_mouse_and_loads_what_shows(
    page_of: PageOf, linked: World, axe: Axe
) -> None:
    page = page_of("lead")
    page.goto(f"{MAP}?x=30000&y=30000&w=1200&h=700")
    world, cards = page.locator("svg.world"), page.locator("[data-map] [data-node]")
    page.get_by_role("link", name="The whole map").click()
    expect(cards).to_have_count(3)
    before = world.get_attribute("viewBox")
    page.keyboard.press("+")
    expect(world).not_to_have_attribute("viewBox", before or "")
    nearer = world.get_attribute("viewBox")
    box = world.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 140, box["y"] + box["height"] - 90, steps=4)
    page.mouse.up()
    expect(world).not_to_have_attribute("viewBox", nearer or "")
    page.keyboard.press("0")
    expect(world).to_have_attribute("viewBox", before or "")
    assert axe(page) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_one_comes_to_an_objective_with_and_without_a_script(
    page_of: PageOf, linked: World, axe: Axe, javascript: bool
) -> None:
    page = page_of("lead", "dark", 390, javascript=javascript)
    page.goto(f"{MAP}?at=&at-text=Green+leads")
    if not javascript:  # its key result begins so too: one picks
        expect(page.get_by_label("Go to")).to_be_visible()
        page.get_by_label("Go to").select_option(label="Green leads nowhere, objective, Green")
        page.get_by_role("button", name="Show").click()
        expect(page.locator('[data-node][aria-current="true"]')).to_have_count(1)
        page.get_by_role("link", name="Nearer").click()
        expect(page.locator("svg.world")).to_be_visible()
    page.get_by_text("Table of what shows").click()
    if javascript:
        page.evaluate("scrollTo(0, 0)")  # the bar on top covers what is scrolled below it
        assert axe(page) == []


@pytest.mark.on_both
def test_a_link_that_drives_is_added_without_a_script(
    page_of: PageOf, linked: World, complaints: Complaints, axe: Axe
) -> None:
    page = page_of("lead", javascript=False)
    green = type(linked.objective).objects.get(title="Green leads nowhere")
    page.goto(f"/objectives/{green.pk}")
    page.get_by_text("Link it to what it serves").click()
    page.get_by_label("Mid-term goal, objective or key result").fill("Works is where people want t")
    page.get_by_label("What the link does to numbers").select_option("drives_score")
    page.get_by_label("Weight of its score").fill("2")
    page.get_by_label("Why", exact=True).fill("It is half of what is promised there.")
    complaints.expect("422")  # two titles begin so: the form asks which
    page.get_by_role("button", name="Link", exact=True).click()
    choose = page.get_by_label("Mid-term goal, objective or key result")
    choose.select_option(label="Works is where people want to buy, objective, Works")
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_text("this change waits until an administrator approves it")).to_be_visible()
    asked = GoalPostRequest.objects.get()
    admin = page_of("admin")
    admin.goto(f"/goal-post-requests/{asked.pk}")
    expect(admin.get_by_role("link", name="Green leads nowhere")).to_be_visible()
    assert axe(admin) == []
    admin.get_by_role("button", name="Approve").click()
    page.reload()
    expect(page.get_by_role("row", name="Works is where people want to buy")).to_contain_text(
        "drives score"
    )


def test_the_alignment_of_an_objective_opens_every_number(
    page_of: PageOf, linked: World, axe: Axe
) -> None:
    above = type(linked.objective).objects.get(title="Works is where people want to buy")
    check_in(linked.system, linked.key_results[0].pk, value=50)  # what is unread has no say
    page = page_of("lead")
    page.goto(f"/objectives/{above.pk}")
    page.get_by_text("Who has a say", exact=True).click()
    expect(page.get_by_role("group", name="2 objectives have a say")).to_contain_text("50")
    assert axe(page) == []
    page.goto("/line-of-sight/matrix?row=0&column=all")
    assert axe(page) == []
    page.goto("/line-of-sight/loose-ends")
    assert axe(page) == []
