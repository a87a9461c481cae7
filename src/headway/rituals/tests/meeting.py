"""Meetings as tests need them."""

from __future__ import annotations

from typing import Any, NamedTuple

from headway.kit import clock
from headway.kit.testing.world import World
from headway.rituals.actions import cards, rooms
from headway.rituals.models import Card, Meeting

PEOPLE = ("owner", "mate", "coach")


def retrospective(world: World, **fields: Any) -> Meeting:
    """An open retrospective of Blue, facilitated by its coach, in which people write."""
    chosen = {"format": "keep_stop_start", "is_anonymous": True, **fields}
    planned = rooms.schedule_meeting(
        world.actor("coach"), unit_id=world.units["blue"].pk, kind="retrospective",
        cycle_id=world.cycle.pk, planned_at=clock.now(), **chosen,
    )  # fmt: skip
    rooms.open_meeting(world.actor("coach"), planned.pk)
    return go(world, planned, "write")


def go(world: World, meeting: Meeting, stage: str) -> Meeting:
    """Lead the meeting to a stage."""
    meeting.refresh_from_db()
    keys = [one["key"] for one in meeting.stages]
    rooms.move_to_stage(world.actor("coach"), meeting.pk, keys.index(stage))
    meeting.refresh_from_db()
    return meeting


def write(world: World, meeting: Meeting, texts: dict[str, list[str]]) -> None:
    """Each of these people writes these cards, in turn."""
    for at in range(max(len(one) for one in texts.values())):
        for name, said in texts.items():
            if at < len(said):
                cards.write_card(world.actor(name), meeting.pk, column="keep", text=said[at])


class Shown(NamedTuple):
    """A card that is revealed."""

    pk: int
    group_id: int


def reveal(world: World, meeting: Meeting) -> list[Shown]:
    """Everything that was written, revealed, in its order on the board."""
    go(world, meeting, "group")
    cards.reveal_cards(world.actor("coach"), meeting.pk)
    found = Card.objects.filter(meeting=meeting).order_by("position")
    return [Shown(pk, group_id or 0) for pk, group_id in found.values_list("pk", "group_id")]
