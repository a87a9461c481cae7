"""What tests of reminders share: a worker's look, letters that arrived."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from headway.kit.jobs import queue
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.people.tests.test_entrance import Mailbox
from headway.reminders.jobs import enqueue_letters, enqueue_rounds, enqueue_withdrawals

THURSDAY = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
"""The last working day before the Sunday on which the check-ins of the world are due."""
REGULARS = (enqueue_rounds, enqueue_rounds, enqueue_letters, enqueue_withdrawals)


def work(*regulars: Callable[[], object]) -> None:
    """What a worker does when it looks after reminders: everything that is due, job by job."""
    for regular in regulars or REGULARS:
        regular()
        while (held := queue.take("one")) is not None:
            given = held.task_result
            held.task.call(*given.args, **given.kwargs)
            queue.done(held)


def done_last_week(world: World) -> None:
    """Last week's check-ins are done, so that those by Sunday, 29 November, are due next."""
    for one, value in zip(world.key_results, (45.0, 7.0), strict=True):
        check_in(
            world.actor("owner"), one.pk, value=value, confidence=6,
            effective_on=date(2026, 11, 18),
        )  # fmt: skip


def received(mailbox: Mailbox, count: int) -> list[Any]:
    """All letters, once so many arrived."""
    for _ in range(100):
        if len(mailbox.messages) >= count:
            break
        time.sleep(0.02)
    assert len(mailbox.messages) == count, [str(one["Subject"]) for one in mailbox.messages]
    return sorted(mailbox.messages, key=lambda message: str(message["To"]))


def text_of(message: Any) -> str:
    """The plain text of a letter."""
    return str(message.get_body(("plain",)).get_content())


def html_of(message: Any) -> str:
    """Its HTML."""
    return str(message.get_body(("html",)).get_content())


def links_of(message: Any) -> list[str]:
    """The links by which one checks in, as paths."""
    return re.findall(r"http://testserver(/quick/[\w-]+)", text_of(message))
