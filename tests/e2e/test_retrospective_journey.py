"""A retrospective with three browsers at once: private cards stay private until they are revealed,
then they are grouped, voted on and end in a change; one of the browsers loses its connection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

from headway.activity.models import Notice
from headway.kit.testing.world import World
from headway.people.tests.test_entrance import Mailbox, mailbox
from headway.reminders.jobs import enqueue_letters
from headway.reminders.tests.working import html_of, received, text_of, work
from headway.rituals.actions import cards
from headway.rituals.models import ActionItem, Card, CardGroup, Vote
from headway.rituals.tests.meeting import go, retrospective, reveal
from tests.e2e.conftest import NARROW, WIDE, Axe, PageOf, Theme

MINE, OTHER = "Quince: the weekly took too long", "Medlar: one list for everybody"


def _heard(page: Page) -> Callable[[], str]:
    """Everything that the server answered to a page so far."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))

    def bodies() -> str:
        found = []
        for answer in answers:
            kind = answer.headers.get("content-type", "")
            if answer.status == 200 and ("html" in kind or "event-stream" in kind):
                found.append(answer.text())
        return " ".join(found)

    return bodies


def _open(page: Page, meeting_id: int) -> None:
    page.goto(f"/meetings/{meeting_id}")
    expect(page.locator("#room-clock")).to_be_visible()


__all__ = ["mailbox"]


def test_three_people_write_alone_and_agree_on_a_change(
    world: World, page_of: PageOf, axe: Axe, mailbox: Mailbox
) -> None:
    meeting = retrospective(world)
    coach, owner, mate = page_of("coach"), page_of("owner"), page_of("mate", width=NARROW)
    coach_heard, mate_heard = _heard(coach), _heard(mate)
    for page in (coach, owner, mate):
        _open(page, meeting.pk)

    owner.get_by_label("A card for “Stop”").fill(MINE)
    owner.locator("#write-stop").get_by_role("button", name="Add").click()
    expect(owner.locator("#column-stop")).to_contain_text(MINE)
    expect(mate.locator("#room-stage")).to_contain_text("Cards so far: 1, by 1 of 3")
    expect(coach.locator("#room-stage")).to_contain_text("Cards so far: 1, by 1 of 3")
    with mate.expect_response(lambda answer: "writing=1" in answer.url):
        mate.get_by_label("A card for “Keep”").fill("half a thou")  # goes on writing meanwhile
    for page, heard in ((coach, coach_heard), (mate, mate_heard)):
        assert MINE not in page.content()
        assert MINE not in heard()

    coach.locator("#room-next").click()
    expect(coach.locator("#room-ask")).to_contain_text("One person is still writing.")
    assert axe(coach) == []
    mate.context.set_offline(True)
    coach.locator("#room-go-on").click()
    expect(coach.locator("#board-reveal")).to_be_visible()
    mate.context.set_offline(False)
    expect(mate.locator("#room-stage")).to_have_attribute("data-stage", "group")
    field = mate.get_by_label("A card for “Keep”")
    expect(field).to_have_value("half a thou")
    field.fill(OTHER)
    mate.locator("#write-keep").get_by_role("button", name="Add").click()
    expect(coach.locator("#board-reveal")).to_have_text("Reveal 2 cards")
    assert axe(owner) == []

    coach.locator("#board-reveal").click()
    for page in (coach, owner, mate):
        expect(page.locator("#column-stop")).to_contain_text(MINE)
        expect(page.locator("#column-keep")).to_contain_text(OTHER)
    assert not Card.objects.exclude(author=None, written_at=None).exists()

    # grouped by the keyboard alone
    owner.locator("#pick-card").focus()
    owner.locator("#pick-card").select_option(label=OTHER)
    owner.locator("#pick-group").select_option(label=MINE)
    owner.get_by_role("button", name="Put together").focus()
    owner.keyboard.press("Enter")
    expect(coach.locator(".group.many")).to_have_count(1)
    expect(mate.locator(".group.many")).to_have_count(1)
    owner.locator(".group.many summary").first.click()
    coach.locator("#room-pause").click()  # news do not close what somebody has opened to write in
    expect(owner.locator("#room-clock")).to_contain_text("the clock stands")
    owner.get_by_label("What it has in common").fill("Shorter meetings")
    owner.keyboard.press("Enter")
    expect(mate.locator(".group.many h3")).to_contain_text("Shorter meetings")

    with owner.expect_response(lambda answer: "writing=1" in answer.url):
        owner.get_by_label("A card for “Stop”").fill("too late")
    expect(owner.locator("#room-kept")).to_be_hidden()
    coach.locator("#room-next").click()
    coach.locator("#room-go-on").click()
    for page in (owner, mate):
        page.get_by_label("one dot for Shorter meetings").click()
        expect(page.locator(".given")).to_have_attribute("aria-label", "your dots: 1")
    expect(owner.locator("#room-kept")).to_contain_text("too late")  # its box has gone, it has not
    owner.reload()
    expect(owner.locator("#room-kept")).to_contain_text("too late")
    owner.get_by_role("button", name="Let it go").click()
    expect(owner.locator("#room-kept")).to_be_hidden()
    expect(coach.locator("h1")).to_contain_text("2 of us have voted")
    assert axe(mate) == []
    coach.locator("#board-count").click()
    expect(mate.locator("#room-ranked")).to_contain_text("2 votes")
    assert not Vote.objects.exists()

    coach.locator("#room-next").click()
    expect(mate.locator("#room-action")).to_be_visible()
    mate.get_by_label("Change", exact=True).fill("The weekly ends after 15 minutes")
    mate.get_by_label("Who sees to it").select_option(label="Owner Person")
    mate.get_by_role("button", name="Agree").click()
    for page in (coach, owner):
        expect(page.locator("#room-agreed")).to_contain_text("The weekly ends after 15 minutes")
    owner.get_by_label("For those who look it up later").fill("Short meetings need a list")
    owner.get_by_role("button", name="Keep it").click()
    expect(coach.locator("#room-learned")).to_contain_text("Short meetings need a list")
    assert axe(coach) == []

    coach.on("dialog", lambda dialog: dialog.accept())
    coach.locator("#room-next").click()
    for page in (coach, mate):
        expect(page.locator("[data-room]")).to_have_count(0)  # each has gone to the minutes
    expect(coach.locator("main")).to_contain_text("Shorter meetings")
    expect(mate.locator("main")).to_contain_text("2 votes")
    letters = Notice.objects.filter(kind="minutes")
    assert {one.person_id for one in letters} >= {
        world.people[name].pk for name in ("owner", "mate")
    }
    assert "The weekly ends after 15 minutes" in letters[0].letter
    work(enqueue_letters, enqueue_letters)
    for letter in received(mailbox, len(letters)):
        assert "The weekly ends after 15 minutes" in text_of(letter)
        assert "Shorter meetings" in html_of(letter)
    assert ActionItem.objects.get().owner_id == world.people["owner"].pk
    assert CardGroup.objects.get().votes == 2

    expect(owner.locator("[data-room]")).to_have_count(0)  # it has gone to the minutes by itself
    owner.goto("/learnings?q=list")
    expect(owner.locator("main")).to_contain_text("Short meetings need a list")
    assert axe(owner) == []


@pytest.mark.parametrize(("theme", "width"), [("light", WIDE), ("dark", NARROW)])
def test_a_full_board_is_read_without_scrolling_sideways(
    world: World, page_of: PageOf, axe: Axe, theme: Theme, width: int
) -> None:
    meeting = retrospective(world, format="goals_measures", is_anonymous=False)
    columns = ("targets", "weekly", "moved", "price", "change")
    long = "We moved the target after the third week because nobody had asked sales " * 3
    for name in ("owner", "mate", "coach"):
        said = [f"Thought {at} of {name}" if at % 3 else long for at in range(20)]
        texts = [(columns[at % 5], text) for at, text in enumerate(said)]
        cards.set_cards(world.actor(name), meeting.pk, texts)
    page = page_of("mate", theme, width)
    for stage in ("data", "write", "group", "vote", "actions"):
        if stage == "group":
            shown = reveal(world, meeting)
            cards.group_cards(
                world.actor("mate"), meeting.pk, [one.pk for one in shown[3:7]],
                group_id=shown[0].group_id,
            )  # fmt: skip
        else:
            go(world, meeting, stage)
        _open(page, meeting.pk)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), stage
        assert axe(page) == [], stage
    page.goto("/retrospectives")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(page) == []
