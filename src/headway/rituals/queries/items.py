"""Actions and blockers as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor
from headway.rituals.models import ActionItem, Blocker, ItemState


@dataclass(frozen=True, slots=True)
class ActionRow:
    """Something agreed; ``about`` is the key result or objective that it is for, where the reader
    may read it; ``is_veiled``: it is for one that they may not."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    meeting_id: int | None
    blocker_id: int | None
    objective_id: int | None
    key_result_id: int | None
    about: str | None
    title: str
    owner_id: int | None
    owner_name: str | None
    due_on: date | None
    state: str
    created_at: datetime
    ended_at: datetime | None
    closing_word: str
    version: int
    is_veiled: bool = False

    @property
    def is_open(self) -> bool:
        return self.state == ItemState.OPEN

    def is_late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.is_open and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class BlockerRow:
    """What is in the way; ``about`` as in :class:`ActionRow`."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    meeting_id: int | None
    objective_id: int | None
    key_result_id: int | None
    about: str | None
    title: str
    owner_id: int | None
    owner_name: str | None
    due_on: date | None
    raised_at: datetime
    resolved_at: datetime | None
    resolution: str
    version: int

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


_ACTION = (
    "pk", "unit_id", "unit__name", "unit__path", "meeting_id", "blocker_id",
    "objective_id", "key_result_id", "title", "owner_id", "owner__name", "due_on", "state",
    "created_at", "ended_at", "closing_word", "version", "objective__title", "key_result__title",
    "key_result__objective_id",
)  # fmt: skip
_BLOCKER = (
    "pk", "unit_id", "unit__name", "unit__path", "meeting_id", "objective_id", "key_result_id",
    "title", "owner_id", "owner__name", "due_on", "raised_at", "resolved_at",
    "resolution", "version", "objective__title", "key_result__title", "key_result__objective_id",
)  # fmt: skip


def action_rows(
    actor: Actor, found: QuerySet[ActionItem], limit: int | None = None
) -> list[ActionRow]:
    """Actions of the actor's organisation, in the query set's order. Two queries."""
    mine = found.filter(organisation_id=actor.organisation_id)
    rows: list[tuple[Any, ...]] = list(mine.values_list(*_ACTION)[:limit])
    seen = _readable(actor, ((row[6], row[19]) for row in rows))
    made = []
    for row in rows:
        about = _about(seen, row[6], row[7], row[17:])
        is_veiled = about[-1] is None and (row[6] or row[7]) is not None
        values: tuple[Any, ...] = (*row[:6], *about, *row[8:17], is_veiled)
        made.append(ActionRow(*values))
    return made


def blocker_rows(
    actor: Actor, found: QuerySet[Blocker], limit: int | None = None
) -> list[BlockerRow]:
    """Blockers of the actor's organisation, in the query set's order. Two queries."""
    mine = found.filter(organisation_id=actor.organisation_id)
    rows: list[tuple[Any, ...]] = list(mine.values_list(*_BLOCKER)[:limit])
    seen = _readable(actor, ((row[5], row[17]) for row in rows))
    made = []
    for row in rows:
        values: tuple[Any, ...] = (*row[:5], *_about(seen, row[5], row[6], row[15:]), *row[7:15])
        made.append(BlockerRow(*values))
    return made


def _readable(actor: Actor, ids: Iterable[tuple[int | None, int | None]]) -> set[int]:
    asked = {pk for pair in ids for pk in pair if pk is not None}
    return visible_ids(actor, asked) if asked else set()


def _about(
    seen: set[int],
    objective_id: int | None,
    key_result_id: int | None,
    told: Sequence[Any],
) -> tuple[int | None, int | None, str | None]:
    """What it is about, nothing where the reader may not read that."""
    objective, key_result, objective_of = told
    if key_result_id is not None and objective_of in seen:
        return objective_id, key_result_id, key_result
    if objective_id is not None and objective_id in seen:
        return objective_id, None, objective
    return None, None, None


def open_actions(actor: Actor, unit_id: int) -> list[ActionRow]:
    """What a unit still has to do, what is due first. Two queries."""
    found = ActionItem.objects.filter(unit_id=unit_id, state=ItemState.OPEN)
    return action_rows(actor, found.order_by("due_on", "pk"))


def actions_before(actor: Actor, unit_id: int, meeting_id: int, since: datetime) -> list[ActionRow]:
    """What a unit agreed on before a meeting: still to do, or settled since it last met. Those that
    are open first, what is due first. Two queries."""
    found = ActionItem.objects.filter(
        Q(state=ItemState.OPEN) | Q(ended_at__gt=since), unit_id=unit_id
    ).exclude(meeting_id=meeting_id)
    return action_rows(actor, found.order_by(F("ended_at").asc(nulls_first=True), "due_on", "pk"))


def blockers_in_room(actor: Actor, unit_id: int, since: datetime) -> list[BlockerRow]:
    """What is in a unit's way, and what went out of it since a moment; the open ones first. Two
    queries."""
    found = Blocker.objects.filter(
        Q(resolved_at__isnull=True) | Q(resolved_at__gt=since), unit_id=unit_id
    )
    in_order = found.order_by(F("resolved_at").asc(nulls_first=True), "raised_at", "pk")
    return blocker_rows(actor, in_order)


def open_blockers(actor: Actor, unit_id: int) -> list[BlockerRow]:
    """What is in a unit's way, the oldest first. Two queries."""
    found = Blocker.objects.filter(unit_id=unit_id, resolved_at__isnull=True)
    return blocker_rows(actor, found.order_by("raised_at", "pk"))


def actions_of_meeting(actor: Actor, meeting_id: int) -> list[ActionRow]:
    """What was agreed in a meeting, in order. Two queries."""
    return action_rows(actor, ActionItem.objects.filter(meeting_id=meeting_id).order_by("pk"))


def blockers_of_meeting(actor: Actor, meeting_id: int) -> list[BlockerRow]:
    """What was raised in a meeting, in order. Two queries."""
    return blocker_rows(actor, Blocker.objects.filter(meeting_id=meeting_id).order_by("pk"))
