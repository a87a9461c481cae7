"""A cycle is planned from nothing to the lock: from above and from below, by four roles."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from headway.kit.testing.world import World
from headway.okrs.models import Cycle, Objective
from headway.people.actions import set_lead
from headway.rituals.models import Frame, PublishedPlan
from tests.e2e.conftest import Axe, PageOf, Theme

OURS, ASKED = "Orders arrive when people are at home", "Nobody waits in the warehouse"


@pytest.fixture
def led(transactional_db: None, world: World) -> World:
    """Blue is led by the mate and Green by the stranger; the lead leads them both."""
    for unit, person in (("blue", "mate"), ("green", "stranger")):
        set_lead(world.system, world.units[unit].pk, person_id=world.people[person].pk)
    return world


@pytest.mark.on_both
def test_from_an_empty_cycle_to_the_lock(led: World, page_of: PageOf, axe: Axe) -> None:
    roles = ("admin", "lead", "mate", "owner", "coach", "stranger")
    admin, leader, mate, owner, coach, green = (page_of(name) for name in roles)
    _open_the_cycle(admin)
    cycle = Cycle.objects.get(name="Q1 2027")
    board = f"/planning?unit={led.units['blue'].pk}&cycle={cycle.pk}"
    alignment = f"/planning/alignment?unit=all&cycle={cycle.pk}"

    for title in (ASKED, "Every parcel is wrapped twice"):
        _ask(leader, led, title)
    _answer(mate, board, axe)
    _propose_from_below(owner, board, led)
    _complete(mate, board, led)
    _need(mate, green, led)
    _sign_all(board, mate, leader, coach)
    _agree_again(owner, board, mate, coach)
    _align(green, leader, led, alignment, axe)
    plan = _publish(mate, board, axe)
    _lock(admin, cycle, plan)

    mate.goto(board)
    expect(heading(mate)).to_have_text(
        "The plan is locked. Version 1 is what moved goal posts refer to."
    )
    assert axe(mate) == []
    states = Objective.objects.filter(cycle=cycle, unit=led.units["blue"])
    assert set(states.values_list("state", flat=True)) == {"agreed"}


def _open_the_cycle(admin: Page) -> None:
    admin.goto("/cycles/new")
    admin.get_by_label("Name").fill("Q1 2027")
    admin.get_by_label("First day").fill("2027-01-04")
    admin.get_by_label("Last day").fill("2027-04-04")
    admin.get_by_role("button", name="Save").click()
    expect(heading(admin)).to_contain_text("Nothing is planned in Aster yet")


def _ask(leader: Page, world: World, title: str) -> None:
    """The leader hands a frame down."""
    leader.goto("/planning")
    leader.get_by_role("link", name="Alignment below").click()
    leader.get_by_role("link", name=re.compile("Ask a unit ?: Customers come back")).first.click()
    leader.get_by_label("What we ask").fill(title)
    leader.get_by_label("Unit", exact=True).select_option(str(world.units["blue"].pk))
    leader.get_by_role("button", name="Hand down").click()
    expect(leader.locator(".facts")).to_contain_text("Waiting for the unit")


def _answer(mate: Page, board: str, axe: Axe) -> None:
    """The unit's lead accepts one frame and declines the other."""
    mate.goto("/")
    mate.get_by_role("link", name=re.compile("Planning|Team drafts|frame", re.I)).first.wait_for()
    mate.goto(board)
    expect(heading(mate)).to_have_text("The plan is not ready: three things are missing.")
    assert axe(mate) == []
    mate.get_by_role("button", name=re.compile(f"Accept ?: {ASKED}")).click()
    expect(card(mate, "draft", ASKED)).to_contain_text("Lacks key results.")
    mate.get_by_role("link", name=re.compile("Reshape or decline")).click()
    mate.get_by_label("Reason").fill("One layer is enough; we tested it.")
    mate.get_by_role("button", name="Decline").click()
    expect(mate.locator(".facts")).to_contain_text("Declined")
    assert set(Frame.objects.values_list("state", flat=True)) == {"accepted", "declined"}


def _propose_from_below(owner: Page, board: str, world: World) -> None:
    """A member writes an objective of their own and proposes it on the board."""
    owner.goto(board)
    owner.get_by_role("link", name="Objective", exact=True).click()
    owner.get_by_label("Objective", exact=True).fill(OURS)
    first, second = owner.locator("fieldset").nth(0), owner.locator("fieldset").nth(1)
    first.get_by_label("Key result").fill("Deliveries on the first attempt")
    first.get_by_label("From").fill("70")
    first.get_by_label("To", exact=True).fill("90")
    second.get_by_label("Key result").fill("Complaints about late parcels")
    second.get_by_label("How it is measured").select_option("decrease")
    second.get_by_label("From").fill("40")
    second.get_by_label("To", exact=True).fill("10")
    owner.get_by_label("Serves the mid-term goal").select_option(str(world.goal.pk))
    owner.get_by_role("button", name="Save as draft").click()
    owner.goto(board)
    owner.get_by_role("button", name=re.compile(f"Propose ?: {OURS}")).click()
    expect(card(owner, "proposed", OURS)).to_contain_text("1 of 3 signed")


def _complete(mate: Page, board: str, world: World) -> None:
    """What was accepted gets key results, and is proposed."""
    mate.goto(board)
    for title, start, target in (("Minutes from gate to dock", "35", "10"),
                                 ("Lorries that queue outside", "12", "2")):  # fmt: skip
        objective = Objective.objects.get(title=ASKED)
        mate.goto(f"/objectives/{objective.pk}/key-results/new")
        mate.get_by_label("Key result", exact=True).fill(title)
        mate.get_by_role("radio", name="Decrease").check()
        mate.get_by_label("From", exact=True).fill(start)
        mate.get_by_label("To", exact=True).fill(target)
        mate.get_by_role("button", name="Save").click()
        expect(mate.get_by_role("button", name="Save")).to_have_count(0)
    mate.goto(board)
    mate.get_by_role("button", name=re.compile(f"Propose ?: {ASKED}")).click()
    expect(card(mate, "proposed", ASKED)).to_contain_text("1 of 3 signed")


def _need(mate: Page, green: Page, world: World) -> None:
    """A key result needs Green, whose lead accepts."""
    mate.goto(f"/objectives/{Objective.objects.get(title=ASKED).pk}")
    mate.get_by_role("link", name="Minutes from gate to dock").first.click()
    mate.get_by_text("Ask another unit").click()
    mate.get_by_label("What we need from them").fill("A gate that opens by itself")
    mate.get_by_label("Unit", exact=True).select_option(str(world.units["green"].pk))
    mate.get_by_role("button", name="Ask them").click()
    green.goto("/planning")
    expect(green.get_by_text("One other unit waits for our answer.").first).to_be_visible()
    green.get_by_role("link", name="A gate that opens by itself").click()
    green.get_by_role("button", name="Accept").click()
    expect(green.locator(".facts")).to_contain_text("Accepted")


def _sign_all(board: str, mate: Page, leader: Page, coach: Page) -> None:
    """Lead above and coach sign what the owners have proposed."""
    for page, titles in ((mate, (OURS,)), (leader, (ASKED,)), (coach, (OURS, ASKED))):
        for title in titles:
            page.goto(board)
            page.get_by_role("button", name=re.compile(f"Sign ?: {title}")).click()
    expect(card(coach, "agreed", OURS)).to_contain_text("signed by all 3")
    expect(card(coach, "agreed", ASKED)).to_contain_text("signed by all 3")


def _agree_again(owner: Page, board: str, mate: Page, coach: Page) -> None:
    """A target moves after all have signed: it is a proposal again until all sign anew."""
    owner.goto(board)
    owner.get_by_role("link", name="Deliveries on the first attempt").click()
    owner.get_by_role("link", name="Edit").first.click()
    owner.get_by_label("To", exact=True).fill("85")
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_role("button", name="Save")).to_have_count(0)
    owner.goto(board)
    moved = card(owner, "proposed", OURS)
    expect(moved).to_contain_text("To be signed again.")
    expect(moved).to_contain_text("target from 90 to 85")
    for page in (mate, coach):  # the owner, who moved it, has signed by that
        page.goto(board)
        page.get_by_role("button", name=re.compile(f"Sign again ?: {OURS}")).click()
    expect(card(coach, "agreed", OURS)).to_contain_text("signed by all 3")


def _align(green: Page, leader: Page, world: World, alignment: str, axe: Axe) -> None:
    """Green proposes something that leads nowhere; the leader links it where it stands."""
    green.goto("/planning")
    green.get_by_role("link", name=re.compile("^Write")).first.click()
    green.get_by_label("Objective", exact=True).fill("Gates open by themselves")
    first = green.locator("fieldset").nth(0)
    first.get_by_label("Key result").fill("Gates that open without a guard")
    first.get_by_label("From").fill("0")
    first.get_by_label("To", exact=True).fill("6")
    green.get_by_role("button", name="Save and propose").click()
    leader.goto(alignment)
    expect(leader.get_by_role("heading", name="Orphans 1")).to_be_visible()
    assert axe(leader) == []
    leader.get_by_label("Serves").select_option(str(world.goal.pk))
    leader.get_by_role("button", name="Link", exact=True).click()
    expect(leader.get_by_role("heading", name="Orphans 0")).to_be_visible()
    expect(leader.get_by_text("One layer is enough; we tested it.")).to_be_visible()


def _publish(mate: Page, board: str, axe: Axe) -> str:
    """Warnings are acknowledged where they stand; the plan is published and can be read."""
    mate.goto(board)
    if mate.locator(".obj details summary", has_text="to acknowledge").count():
        mate.locator(".obj details summary", has_text="to acknowledge").first.click()
        mate.get_by_role("button", name=re.compile("^Acknowledge")).first.click()
    mate.goto(board)
    mate.get_by_role("link", name="Publish", exact=False).first.click()
    expect(heading(mate)).to_have_text("Two objectives, as version 1.")
    assert axe(mate) == []
    if mate.get_by_label(re.compile("We have seen the")).count():
        mate.get_by_label(re.compile("We have seen the")).check()
    mate.get_by_label("A word to everybody").fill("Few, and all of them matter.")
    mate.get_by_role("button", name="Publish version 1").click()
    expect(heading(mate)).to_have_text("Blue has two objectives in Q1 2027.")
    assert axe(mate) == []
    mate.get_by_role("link", name="What has changed since").click()
    expect(heading(mate)).to_have_text("Nothing has changed since version 1.")
    assert axe(mate) == []
    return f"/plans/{PublishedPlan.objects.get().pk}"


def _lock(admin: Page, cycle: Cycle, plan: str) -> None:
    """The plan is locked by hand; from then on its scoring standard is fixed."""
    admin.goto(f"/cycles/{cycle.pk}")
    admin.get_by_role("link", name="Lock the plan").click()
    expect(admin.get_by_text("locks by itself on")).to_be_visible()
    admin.get_by_role("button", name="Lock the plan all the same").click()
    expect(admin.locator(".facts")).to_contain_text("plan locked")
    expect(admin.get_by_text("For a day this can be undone")).to_be_visible()
    admin.goto(plan)
    expect(admin.locator(".facts")).to_contain_text("Baseline")


def heading(page: Page) -> Locator:
    """The answer of a page."""
    return page.get_by_role("heading", level=1)


def card(page: Page, column: str, title: str) -> Locator:
    """An objective in a column of the board."""
    return page.locator(f"section[aria-labelledby={column}] .obj", has_text=title)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_pages_are_accessible(
    led: World, page_of: PageOf, axe: Axe, theme: Theme, width: int
) -> None:
    _cycle, _frame = led.add_frame()
    plan = led.publish()
    page = page_of("admin", theme, width)
    blue = f"unit={led.units['blue'].pk}&cycle={led.cycle.pk}"
    for address in (
        "/planning",
        f"/planning?{blue}",
        "/planning/alignment?unit=all",
        f"/planning/alignment?unit=all&cycle={led.cycle.pk}",
        f"/planning/publish?{blue}",
        f"/plans/{plan.pk}",
        f"/plans/{plan.pk}/changes",
        f"/cycles/{led.cycle.pk}/phase/review",
    ):
        page.goto(address)
        for details in page.locator("main details").all():
            if details.get_attribute("open") is None:
                details.locator("> summary").click()
            if page.locator("details.why[open]").count():
                page.keyboard.press("Escape")
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
