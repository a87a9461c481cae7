"""Blockers as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet

from headway.kit.prepared import Fixed, prepared
from headway.people.access import Actor
from headway.rituals.models import Blocker
from headway.rituals.queries.about import about, readable_among
from headway.rituals.queries.first import ONE_MORE, FirstOf, first_of


@dataclass(frozen=True, slots=True)
class BlockerRow:
    """What is in the way; ``about`` is the key result or objective, where
    the reader may read it."""

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


_BLOCKER = (
    "pk", "unit_id", "unit__name", "unit__path", "meeting_id", "objective_id", "key_result_id",
    "title", "owner_id", "owner__name", "due_on", "raised_at", "resolved_at",
    "resolution", "version", "objective__title", "key_result__title", "key_result__objective_id",
)  # fmt: skip


def blocker_rows(
    actor: Actor, found: QuerySet[Blocker], limit: int | None = None
) -> list[BlockerRow]:
    """Blockers of the actor's organisation, in the query set's order. Two queries."""
    mine = found.filter(organisation_id=actor.organisation_id)
    return _blockers(actor, list(mine.values_list(*_BLOCKER)[:limit]))


def _blockers(actor: Actor, rows: Sequence[tuple[Any, ...]]) -> list[BlockerRow]:
    seen = readable_among(actor, ((row[5], row[17]) for row in rows))
    made = []
    for row in rows:
        values: tuple[Any, ...] = (*row[:5], *about(seen, row[5], row[6], row[15:]), *row[7:15])
        made.append(BlockerRow(*values))
    return made


def open_blockers(actor: Actor, unit_id: int) -> FirstOf[BlockerRow]:
    """What is in a unit's way, the oldest first, as much as a room shows. Two queries, three where
    there is more."""
    found = _open_blockers(unit_id, ONE_MORE)
    is_open = Q(resolved_at__isnull=True)
    return first_of(found, partial(_blockers, actor), lambda: _in_the_way(unit_id, is_open).count())


@prepared
def _open_blockers(unit_id: int, most: Fixed) -> QuerySet[Blocker, tuple[Any, ...]]:
    found = _blockers_of(unit_id=unit_id, resolved_at__isnull=True)
    return found.order_by("raised_at", "pk")[:most]


def blockers_standing(
    actor: Actor, unit_path: str, owner_id: int | None, most: Fixed
) -> list[BlockerRow]:
    """What is in the way of a unit (all units, where the path is empty) and all below it, or what
    ``owner_id`` alone clears; the oldest first. Two queries."""
    return _blockers(actor, _of_units(actor.organisation_id, unit_path, owner_id, most))


@prepared
def _of_units(
    organisation_id: int, unit_path: str, owner_id: int | None, most: Fixed
) -> QuerySet[Blocker, tuple[Any, ...]]:
    found = standing(organisation_id, unit_path, owner_id).order_by("raised_at", "pk")
    return found.values_list(*_BLOCKER)[:most]


def standing(organisation_id: int, unit_path: str, owner_id: int | None) -> QuerySet[Blocker]:
    """What is in the way of a unit and all below it, or only what one person clears."""
    found = Blocker.objects.filter(organisation_id=organisation_id, resolved_at__isnull=True)
    if unit_path:
        found = found.filter(unit__path__startswith=unit_path)
    return found if owner_id is None else found.filter(owner_id=owner_id)


def blockers_in_room(actor: Actor, unit_id: int, since: datetime) -> FirstOf[BlockerRow]:
    """What is in a unit's way, and what went out of it since a moment, as much as a room shows; the
    open ones first. Two queries, three where there is more."""
    found = _blockers_in_room(unit_id, since, ONE_MORE)
    return first_of(
        found,
        partial(_blockers, actor),
        lambda: _in_the_way(unit_id, _in_room(since)).count(),
    )


@prepared
def _blockers_in_room(
    unit_id: int, since: datetime, most: Fixed
) -> QuerySet[Blocker, tuple[Any, ...]]:
    found = _blockers_of(unit_id=unit_id).filter(_in_room(since))
    return found.order_by(F("resolved_at").asc(nulls_first=True), "raised_at", "pk")[:most]


def _in_room(since: datetime) -> Q:
    return Q(resolved_at__isnull=True) | Q(resolved_at__gt=since)


def _in_the_way(unit_id: int, wanted: Q) -> QuerySet[Blocker]:
    return Blocker.objects.filter(wanted, unit_id=unit_id)


def blockers_of_meeting(actor: Actor, meeting_id: int) -> list[BlockerRow]:
    """What was raised in a meeting, in order. Two queries."""
    return _blockers(actor, _blockers_of_meeting(meeting_id))


@prepared
def _blockers_of_meeting(meeting_id: int) -> QuerySet[Blocker, tuple[Any, ...]]:
    return _blockers_of(meeting_id=meeting_id).order_by("pk")


def _blockers_of(**wanted: Any) -> QuerySet[Blocker, tuple[Any, ...]]:
    """Of a unit or a meeting that somebody was let in to."""
    found = Blocker.objects.filter(**wanted)
    return found.values_list(*_BLOCKER)
