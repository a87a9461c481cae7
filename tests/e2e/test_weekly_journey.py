"""A weekly that three people hold at once, each in a browser: clock, round, a blocker that becomes
an action, a dropped connection, minutes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from headway.activity.models import Notice
from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.checkins import check_in
from headway.people.tests.test_entrance import Mailbox, mailbox
from headway.reminders.jobs import enqueue_letters
from headway.reminders.tests.working import html_of, received, text_of, work
from headway.rituals.models import ActionItem, Meeting, Minute
from tests.e2e.conftest import Axe, Complaints, PageOf, Theme

__all__ = ["mailbox"]


@pytest.fixture
def prepared(transactional_db: None, world: World) -> World:
    """Blue met last week; since then the first key result fell from 7 to 5."""
    for days, confidence in ((9, 7), (1, 5)):
        with clock.frozen(NOW - timedelta(days=days)):
            for key_result in world.key_results:
                sure = confidence if key_result == world.key_results[0] else 8
                check_in(
                    world.actor("owner"), key_result.pk, confidence=sure, note="It got harder.",
                    value=45.0 if key_result == world.key_results[0] else 7.0,
                )  # fmt: skip
    return world


@pytest.mark.on_both
def test_three_people_hold_a_weekly(
    prepared: World, page_of: PageOf, axe: Axe, complaints: Complaints, mailbox: Mailbox
) -> None:
    complaints.expect("422")  # what is refused on the way: a fall without a word, an unknown name
    owner, mate, coach = (page_of(name) for name in ("owner", "mate", "coach"))
    meeting = _start(owner, prepared)
    for page in (mate, coach):
        page.goto(f"/weekly?unit={prepared.units['blue'].pk}")
        page.get_by_role("link", name=re.compile("Join")).click()
    for page in (owner, mate, coach):
        expect(people(page)).to_contain_text("3 of 3")
    assert axe(owner) == []

    _speak_of_what_moved(owner, mate)
    _say_confidence(owner, coach)
    _while_one_types(owner, mate)
    _a_blocker_becomes_an_action(mate, coach, owner)
    _lose_the_connection(mate, owner, complaints)
    _plan_the_week(mate, owner)
    assert axe(mate) == []
    _close(owner, mate, prepared, meeting)
    _the_minutes_arrive(mailbox, meeting)


def _start(owner: Page, world: World) -> Meeting:
    """From the page of the unit in one click."""
    owner.goto(f"/weekly?unit={world.units['blue'].pk}")
    expect(heading(owner)).to_contain_text("Blue is prepared: all numbers are in")
    owner.get_by_role("button", name="Start the weekly").click()
    expect(heading(owner)).to_have_text("All numbers are in.")
    owner.wait_for_load_state()  # until then nobody listens to keys
    return Meeting.objects.get()


def _speak_of_what_moved(owner: Page, mate: Page) -> None:
    owner.keyboard.press("n")
    for page in (owner, mate):
        expect(heading(page)).to_contain_text("What moved: one thing, Searches that end")
        expect(page.locator("#room-now")).to_contain_text("Confidence 7 to 5")


def _say_confidence(owner: Page, coach: Page) -> None:
    """The row that is due is marked; a digit says it, and everybody sees it."""
    owner.keyboard.press("n")
    expect(heading(coach)).to_contain_text("Confidence round: one key result dropped")
    expect(row(owner, "1 Searches").locator("..")).to_have_attribute("aria-current", "true")
    owner.keyboard.press("6")
    expect(row(coach, "1 Searches").locator("..")).to_contain_text("−1")
    # The next one is asked for. A fall asks for a word: its form opens and waits for it.
    expect(row(owner, "2 Minutes").locator("..")).to_have_attribute("aria-current", "true")
    owner.keyboard.press("3")
    why = owner.locator("details.say[open]").get_by_label("Why, in a word")
    expect(why).to_be_focused()
    why.fill("The rig burned down")
    why.press("Enter")
    expect(row(coach, "2 Minutes").locator("..")).to_contain_text("−5")


def _while_one_types(owner: Page, mate: Page) -> None:
    """What somebody types is not touched by news."""
    mate.keyboard.press("d")
    expect(line(mate)).to_have_value("Decision: ")
    line(mate).press_sequentially("we stay at sixty")
    owner.keyboard.press("n")
    expect(heading(mate)).to_contain_text("Obstacles: nothing is in the way")
    expect(line(mate)).to_have_value("Decision: we stay at sixty")
    expect(line(mate)).to_be_focused()
    line(mate).press("Enter")
    expect(log(owner)).to_contain_text("we stay at sixty")
    expect(line(mate)).to_have_value("")


def _a_blocker_becomes_an_action(mate: Page, coach: Page, owner: Page) -> None:
    """What was refused stays said, whatever others write meanwhile, until it is put right."""
    line(mate).fill("blocker: no test rig @nobody")
    line(mate).press("Enter")
    expect(mate.locator("#room-problem")).to_contain_text("Nobody is called “nobody”.")
    line(owner).fill("park: who lends us a rig?")
    line(owner).press("Enter")
    expect(log(mate)).to_contain_text("who lends us a rig?")
    expect(mate.locator("#room-problem")).to_contain_text("Nobody is called “nobody”.")
    expect(line(mate)).to_have_value("blocker: no test rig @nobody")
    line(mate).fill("blocker: no test rig @owner")
    line(mate).press("Enter")
    blocker = coach.locator("#room-blockers li", has_text="no test rig")
    blocker.get_by_text("Make it an action").click()
    blocker.get_by_role("button", name="Agree on it").click()
    expect(log(mate).locator("li", has_text="Action")).to_contain_text("Owner Person")
    expect(blocker).to_contain_text("became an action")
    expect(blocker.get_by_text("Make it an action")).to_have_count(0)
    expect(mate.locator("#room-problem")).to_be_empty()


def _lose_the_connection(mate: Page, owner: Page, complaints: Complaints) -> None:
    """What others write meanwhile is there afterwards; one's own text waits and says so."""
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    complaints.expect("htmx:sendError")
    complaints.expect("htmx:afterRequest")
    mate.context.set_offline(True)
    expect(mate.locator("#room-away")).to_be_visible()
    line(mate).fill("Decision: written in a tunnel")
    line(mate).press("Enter")
    expect(line(mate)).to_have_value("Decision: written in a tunnel")
    line(owner).fill("park: open on Saturdays?")
    line(owner).press("Enter")
    expect(log(owner)).to_contain_text("open on Saturdays?")
    mate.context.set_offline(False)
    expect(mate.locator("#room-away")).to_be_hidden()
    line(mate).press("Enter")
    for page in (mate, owner):
        expect(log(page)).to_contain_text("written in a tunnel")
    expect(log(mate)).to_contain_text("open on Saturdays?")
    assert Minute.objects.filter(text="written in a tunnel").count() == 1


def _plan_the_week(mate: Page, owner: Page) -> None:
    owner.locator("body").click(position={"x": 400, "y": 5})
    owner.evaluate("document.activeElement.blur()")
    owner.keyboard.press("n")
    expect(heading(mate)).to_contain_text("This week: what comes first?")
    mate.evaluate("document.activeElement.blur()")
    mate.keyboard.press("p")
    mate.keyboard.type("Call the eleven installers")
    mate.keyboard.press("Enter")
    expect(owner.locator("#room-week")).to_contain_text("Call the eleven installers")


def _close(owner: Page, mate: Page, world: World, meeting: Meeting) -> None:
    """The minutes are there for who was there, and in everybody's inbox with a letter."""
    owner.on("dialog", lambda dialog: dialog.accept())
    owner.get_by_role("button", name="Close and send minutes").click()
    for page in (owner, mate):
        expect(heading(page)).to_contain_text("of 15 minutes")
        expect(page.locator("main")).to_contain_text("written in a tunnel")
        expect(page.locator("main")).to_contain_text("Call the eleven installers")
    assert ActionItem.objects.get().meeting == meeting
    told = Notice.objects.filter(kind="minutes").order_by("person_id")
    assert {one.person_id for one in told} == {
        world.people[name].pk for name in ("owner", "mate", "coach")
    }
    for words in ("no test rig", "we stay at sixty", "Call the eleven installers"):
        assert words in told[0].letter
        assert words in told[0].letter_html


def _the_minutes_arrive(mailbox: Mailbox, meeting: Meeting) -> None:
    """By SMTP, once to each, in words and as a page, with the way to the meeting."""
    work(enqueue_letters, enqueue_letters)
    letters = received(mailbox, 3)
    assert [str(one["To"]).split("@")[0] for one in letters] == ["coach", "mate", "owner"]
    for letter in letters:
        assert "Weekly, Blue" in letter["Subject"]
        for words in ("we stay at sixty", "Call the eleven installers"):
            assert words in text_of(letter)
            assert words in html_of(letter)
        assert f"/meetings/{meeting.pk}" in text_of(letter)


def test_what_is_said_does_not_wait_for_news(prepared: World, page_of: PageOf) -> None:
    """The answer to a look for news is held back on its way; keys are heard all the same."""
    owner, mate = page_of("owner"), page_of("mate")
    meeting = _start(owner, prepared)
    owner.keyboard.press("n")
    expect(heading(owner)).to_contain_text("What moved")
    owner.keyboard.press("n")
    expect(heading(owner)).to_contain_text("Confidence round")
    mate.goto(f"/meetings/{meeting.pk}")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "GET" and "hx-request" in route.request.headers:
            held.append(route)
        else:
            route.continue_()

    owner.route(f"**/meetings/{meeting.pk}", hold)
    line(mate).fill("park: open on Saturdays?")
    line(mate).press("Enter")
    expect(log(mate)).to_contain_text("open on Saturdays?")
    expect(people(owner)).to_be_visible()
    owner.wait_for_timeout(1500)  # for the news to come and be asked for
    assert held
    owner.keyboard.press("6")
    owner.keyboard.press("9")
    for title, sure in (("1 Searches", "6"), ("2 Minutes", "9")):
        expect(row(mate, title).locator("..").locator(".confrow")).to_contain_text(sure)
    while held:
        held.pop().continue_()
    owner.unroute(f"**/meetings/{meeting.pk}")
    expect(log(owner)).to_contain_text("open on Saturdays?")


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_the_room_is_accessible_on_a_phone_and_in_the_dark(
    prepared: World, page_of: PageOf, axe: Axe, theme: Theme, width: int
) -> None:
    page = page_of("owner", theme, width)
    _start(page, prepared)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_it_is_held_by_forms(prepared: World, page_of: PageOf) -> None:
    page = page_of("owner", javascript=False)
    _start(page, prepared)
    page.get_by_role("button", name="Next").click()
    expect(heading(page)).to_contain_text("What moved: one thing")
    page.locator("summary", has_text="By single fields").click()
    page.get_by_label("Kind").select_option("action")
    page.get_by_label("What", exact=True).fill("Call them")
    page.get_by_role("button", name="Write down").click()
    expect(log(page)).to_contain_text("Call them")


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def people(page: Page) -> Locator:
    return page.locator("#room-people")


def line(page: Page) -> Locator:
    return page.get_by_label("Add to minutes")


def log(page: Page) -> Locator:
    return page.locator("#room-log")


def row(page: Page, title: str) -> Locator:
    return page.locator("#room-round th", has_text=title)
