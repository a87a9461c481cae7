"""What was agreed without a day, and what is done before anybody read that it is theirs."""

from __future__ import annotations

import pytest

from headway.kit import clock
from headway.kit.testing.pages import text_of as text_of_page
from headway.kit.testing.world import World
from headway.people.tests.test_entrance import Mailbox, mailbox
from headway.reminders.jobs import enqueue_rounds
from headway.reminders.queries.inbox import unread_of
from headway.reminders.tests.working import (
    THURSDAY,
    done_last_week,
    html_of,
    received,
    text_of,
    work,
)
from headway.rituals.actions.blockers import raise_blocker, resolve_blocker
from headway.rituals.actions.items import add_action, settle_action

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db


def test_what_is_done_is_not_news_and_what_has_no_day_is_told(world: World, mailbox: Mailbox):
    """An action without a day is on Home and in the digest until it is done; then nothing says any
    more that it is theirs."""
    done_last_week(world)
    lead, blue = world.actor("lead"), world.units["blue"].pk
    owner = world.people["owner"].pk
    done = add_action(lead, unit_id=blue, title="Call them twice", owner_id=owner)
    add_action(lead, unit_id=blue, title="Ask the press", owner_id=owner)
    gone = raise_blocker(lead, unit_id=blue, title="No licence", owner_id=owner)
    home = text_of_page(world.client("owner").get("/"))
    assert "Call them twice" in home
    assert "Agreed in Blue, without a day." in home
    settle_action(world.actor("owner"), done.pk, state="done")
    resolve_blocker(world.actor("owner"), gone.pk)
    assert unread_of(world.actor("owner")).by_kind == {"assigned": 1}
    work(enqueue_rounds, enqueue_rounds)
    with clock.frozen(THURSDAY):
        work()
    [letter] = received(mailbox, 1)
    said = text_of(letter).replace("\r", "")
    assert "Yours, without a day\n\n* Ask the press\n" in said
    for word in ("Call them twice", "No licence"):
        assert word not in said
        assert word not in html_of(letter)
    assert "Yours, without a day" in html_of(letter)
