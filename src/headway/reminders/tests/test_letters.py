"""What e-mails look like: one column that any mail program draws, each thing once, and as text."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from headway.activity.actions import Told, notify
from headway.activity.models import Notice, NoticeKind
from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.people.tests.test_entrance import Mailbox, mailbox
from headway.reminders.actions.leaving import leave_address
from headway.reminders.actions.letters import take_notices
from headway.reminders.actions.wishes import choose_reminders
from headway.reminders.jobs import enqueue_rounds
from headway.reminders.models import How, Letter
from headway.reminders.tests.working import (
    THURSDAY,
    done_last_week,
    html_of,
    links_of,
    received,
    text_of,
    work,
)
from headway.rituals.actions.rooms import add_minute, close_meeting
from headway.rituals.actions.rooms.opening import open_weekly

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db

FETCHED = {"img", "link", "script", "iframe", "object", "video", "form", "table"}


class Elements(HTMLParser):
    """The elements of a letter, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def refuse_fetched(html: str) -> None:
    elements = Elements(html).found
    assert FETCHED.isdisjoint(tag for tag, _attributes in elements)
    assert "url(" not in html
    body = elements[[tag for tag, _attributes in elements].index("body") :]
    bare = [tag for tag, attributes in body if tag not in ("br",) and "style" not in attributes]
    assert bare == [], "mail programs that drop the sheet still show it right"
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme: dark" in html


@pytest.fixture
def planned(world: World) -> World:
    """Everybody has their round; the check-ins of this week are due."""
    done_last_week(world)
    work(enqueue_rounds, enqueue_rounds)
    return world


def test_each_check_in_has_one_button_and_its_link(planned: World, mailbox: Mailbox) -> None:
    with clock.frozen(THURSDAY):
        work()
    [letter] = received(mailbox, 1)
    html = html_of(letter)
    refuse_fetched(html)
    links = links_of(letter)
    buttons = [one["href"] for tag, one in Elements(html).found if one.get("class") == "press"]
    assert buttons == [f"http://testserver{link}" for link in links]
    assert len(links) == 2
    assert "Same as last time" in html


def test_what_is_beyond_fifty_lines_is_left_to_the_inbox(planned: World, mailbox: Mailbox) -> None:
    person = planned.people["owner"].pk
    for number in range(60):
        told = Told(NoticeKind.COMMENT, f"News number {number:02}", "/", key=f"news-{number}")
        notify(planned.actor("lead"), [person], told)
    with clock.frozen(THURSDAY):
        work()
    [letter] = [one for one in received(mailbox, 1) if one["To"] == "owner@aster.example"]
    for said in (text_of(letter), html_of(letter)):
        shown = sorted(set(re.findall(r"News number \d\d", said)))
        assert len(shown) == 50
        assert shown[-1] == "News number 59"
        assert "and 10 more in Headway" in said
    waiting = Notice.objects.filter(person_id=person, settled_at=None)
    assert not waiting.exists(), "the next day's e-mail does not tell them again"


def test_minutes_have_the_same_frame_and_a_way_to_leave(world: World, mailbox: Mailbox) -> None:
    owner = world.actor("owner")
    with clock.frozen(NOW):
        meeting = open_weekly(owner, world.units["blue"].pk)
        add_minute(owner, meeting.pk, kind="decision", text="We stay at 60 <b>for good</b>")
    with clock.frozen(NOW + timedelta(minutes=14)):
        close_meeting(owner, meeting.pk)
        work()
    letters = [one for one in mailbox.messages if one["To"] == "mate@aster.example"]
    [letter] = letters
    html = html_of(letter)
    refuse_fetched(html)
    assert "We stay at 60 &lt;b&gt;for good" in html
    leave = leave_address(world.people["mate"].pk, NoticeKind.MINUTES)
    assert leave in html
    assert leave in text_of(letter)
    assert "<!--foot-->" not in html


def test_what_waits_for_the_digest_keeps_no_letter_from_leaving(world: World):
    """It was taken again every ten seconds, and a few hundred of it filled each round."""
    choose_reminders(world.actor("mate"), kinds={"comment": How.AT_ONCE, "help": How.INBOX})
    mate = world.people["mate"].pk
    for kind, title in (
        (NoticeKind.ASSIGNED, "Something is yours now"),
        (NoticeKind.HELP, "The coach answered"),
        (NoticeKind.COMMENT, "Somebody said something"),
    ):
        notify(world.actor("owner"), [mate], Told(kind, title, "/", key=title))
    take_notices(limit=1)
    titles = Letter.objects.values_list("notice__title", flat=True)
    assert list(titles) == ["Somebody said something"]
