"""Fields that find one of many, by keyboard in a browser, and without any script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from headway.kit.testing.world import World
from headway.okrs.models import Objective, ObjectiveLink
from headway.people.actions import add_person
from tests.e2e.conftest import NARROW, WIDE, Axe, Complaints, PageOf, Theme


@pytest.fixture
def crowd(transactional_db: None, world: World) -> World:
    """More people than a list shows."""
    for number in range(30):
        add_person(world.system, name=f"Crowd {number:02}", email=f"crowd{number}@aster.example")
    return world


@pytest.mark.parametrize(("theme", "width"), [("light", WIDE), ("dark", NARROW)])
def test_an_owner_is_found_and_chosen_by_keyboard(
    crowd: World,
    page_of: PageOf,
    axe: Axe,
    theme: Theme,
    width: int,
) -> None:
    page = page_of("owner", theme, width)
    page.goto(f"/objectives/{crowd.objective.pk}/edit")
    owner = page.get_by_role("combobox", name="Owner")
    expect(owner).to_have_value("Owner Person")
    owner.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("crow")
    options = page.get_by_role("option", name="Crowd")
    expect(options).to_have_count(8)
    expect(owner).to_have_attribute("aria-expanded", "true")
    assert axe(page) == []
    page.keyboard.press("ArrowDown")
    second = options.nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(owner).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "")
    name = second.get_attribute("data-label") or ""

    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(owner).to_have_value("crow")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(owner).to_have_value(name)
    expect(owner).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")  # nothing is open any more: it sends the form
    expect(page.get_by_role("heading", level=1)).to_have_text(crowd.objective.title)
    expect(page).to_have_url(f"/objectives/{crowd.objective.pk}")
    changed = Objective.objects.select_related("owner").get(pk=crowd.objective.pk)
    assert changed.owner is not None
    assert changed.owner.name == name


def test_nothing_found_is_said_and_the_server_says_what_to_do(
    crowd: World, page_of: PageOf, axe: Axe, complaints: Complaints
) -> None:
    page = page_of("owner")
    page.goto(f"/objectives/{crowd.objective.pk}/edit")
    owner = page.get_by_role("combobox", name="Owner")
    owner.fill("Zebedee")
    expect(page.get_by_text("Nothing found for “Zebedee”.")).to_be_visible()
    assert axe(page) == []
    complaints.expect("422")
    owner.press("Enter")
    expect(page.get_by_text("Nobody is called “Zebedee”")).to_be_visible()
    expect(owner).to_be_focused()
    assert axe(page) == []


def test_a_parent_is_found_by_pointer(world: World, page_of: PageOf) -> None:
    above = world.add_objective("Shops open on Sundays", unit="works")
    page = page_of("owner")
    page.goto(f"/objectives/{world.objective.pk}")
    page.get_by_text("Link it to what it serves").click()
    parent = page.get_by_role("combobox", name="Mid-term goal, objective or key result")
    parent.press_sequentially("sundays shops")
    page.get_by_role("option").filter(has_text="objective, Works").click()
    expect(parent).to_have_value(above.title)
    page.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_role("link", name=above.title, exact=True)).to_be_visible()
    assert ObjectiveLink.objects.get().objective_id == above.pk


def test_without_a_script_a_name_is_typed_and_made_out(
    crowd: World, page_of: PageOf, complaints: Complaints
) -> None:
    for _twice in range(2):
        add_person(crowd.system, name="Ann Bell")
    page = page_of("owner", javascript=False)
    page.goto(f"/objectives/{crowd.objective.pk}/edit")
    page.get_by_label("Owner").fill("ann bell")
    complaints.expect("422")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Two people are called “ann bell”: pick one.")).to_be_visible()
    page.get_by_label("Owner").select_option(index=2)
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"/objectives/{crowd.objective.pk}")
    changed = Objective.objects.select_related("owner").get(pk=crowd.objective.pk)
    assert changed.owner is not None
    assert changed.owner.name == "Ann Bell"


def test_choosing_an_owner_narrows_the_list_at_once(crowd: World, page_of: PageOf) -> None:
    page = page_of("owner")
    page.goto("/objectives?unit=all")
    owner = page.get_by_role("combobox", name="Owner")
    owner.press_sequentially("mate")
    expect(page.get_by_role("option", name="Mate Person")).to_be_visible()
    owner.press("Enter")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    expect(page.get_by_role("combobox", name="Owner")).to_have_value("Mate Person")
    page.get_by_role("combobox", name="Owner").fill("")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=crowd.objective.title)).to_be_visible()
