"""Lists of what meetings leave behind go on to their last row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from headway.kit.testing.world import NOW, TODAY, World
from headway.rituals.models import ActionItem, Blocker, Meeting
from tests.api.conftest import Caller, CallerOf

pytestmark = pytest.mark.django_db


def walked(caller: Caller, path: str, **query: Any) -> list[int]:
    """The ids of all pages, in order."""
    found: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = caller.get(path, **query, **cursor)
        found += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def test_open_actions_and_blockers_beyond_two_hundred(world: World, caller: CallerOf) -> None:
    ours = {"organisation": world.organisation, "unit": world.units["blue"]}
    actions = ActionItem.objects.bulk_create(
        ActionItem(
            title=f"Do {number}", created_at=NOW,
            due_on=TODAY + timedelta(days=number // 3) if number < 150 else None, **ours,
        )
        for number in range(205)
    )  # fmt: skip
    blockers = Blocker.objects.bulk_create(
        Blocker(title=f"No {number}", raised_at=NOW + timedelta(days=number // 3), **ours)
        for number in range(205)
    )
    owner = caller("owner")
    assert walked(owner, "actions", limit=37) == [one.pk for one in actions]
    assert walked(owner, "blockers", limit=37) == [one.pk for one in blockers]


def test_meetings_beyond_five_hundred(world: World, caller: CallerOf) -> None:
    made = Meeting.objects.bulk_create(
        Meeting(
            organisation=world.organisation, unit=world.units["blue"], kind="review",
            planned_at=NOW - timedelta(days=number // 2), created_at=NOW,
        )
        for number in range(503, 0, -1)
    )  # fmt: skip
    found = walked(caller("owner"), "meetings", limit=200, unit_id=world.units["blue"].pk)
    assert found == [one.pk for one in reversed(made)]
