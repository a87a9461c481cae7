"""Of very many notices the latest are counted; whether there are a hundred or a thousand more is
nobody's question."""

from __future__ import annotations

import pytest

from headway.activity.models import Notice, NoticeKind
from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import NOW, World
from headway.reminders.queries.inbox import COUNTED, unread_of

pytestmark = pytest.mark.django_db


def hear(world: World, many: int, kind: str) -> None:
    Notice.objects.bulk_create(
        Notice(
            organisation=world.organisation, person=world.people["mate"], kind=kind,
            title=f"{kind} {number}", url="/", created_at=NOW,
        )
        for number in range(many)
    )  # fmt: skip


def test_as_many_as_are_counted_are_counted(world: World) -> None:
    hear(world, COUNTED, NoticeKind.COMMENT)
    found = unread_of(world.actor("mate"))
    assert (found.total, found.more) == (99, False)
    assert "99+" not in text_of(world.client("mate").get("/people"))


def test_of_more_the_latest_are_counted_and_that_there_are_others(world: World) -> None:
    hear(world, 30, NoticeKind.DUE)
    hear(world, 80, NoticeKind.COMMENT)
    found = unread_of(world.actor("mate"))
    assert (found.by_kind, found.more) == ({"comment": 80, "due": 19}, True)
    page = world.client("mate").get("/inbox")
    assert heading_of(page) == "More than 99 things are new, at least 19 need you."
    assert "99+ things not read" in text_of(page)
    assert "Comments on what you follow (80+)" in text_of(page)


def test_none_that_asks_is_among_them(world: World) -> None:
    hear(world, 100, NoticeKind.COMMENT)
    page = world.client("mate").get("/inbox")
    assert heading_of(page) == "More than 99 things are new."
