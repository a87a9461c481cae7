"""Which key results wait for a check-in by a person, and when each is due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from headway.core.cadence import local_date
from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, Phase, State
from headway.okrs.queries.answers import check_in_due_on
from headway.people.access import Actor

AT_MOST = 200
"""More than anybody checks in by hand; bounds every read of this module."""

OPEN = Q(
    cancelled_on__isnull=True,
    objective__state__in=(State.AGREED, State.RUNNING),
    objective__archived_at__isnull=True,
    objective__cycle__phase=Phase.RUNNING,
)
"""Key results that take check-ins now: of agreed or running objectives in running cycles, not
cancelled."""


def mine(actor: Actor) -> QuerySet[KeyResult]:
    """Key results that the actor owns or updates and may check in on now."""
    return kept_by(actor.organisation_id, actor.person_id)


def kept_by(organisation_id: int, person_id: int | None) -> QuerySet[KeyResult]:
    """Those that a person owns or updates and that take check-ins now."""
    if person_id is None:
        return KeyResult.objects.none()
    theirs = Q(owner_id=person_id) | Q(updater_id=person_id)
    return KeyResult.objects.filter(theirs, OPEN, organisation_id=organisation_id)


@dataclass(frozen=True, slots=True)
class Turn:
    """When a key result's next check-in is due; ``saved_today`` when it got one today."""

    key_result_id: int
    due_on: date | None
    saved_today: bool

    def waits(self, until: date) -> bool:
        """Whether a check-in is late, or due by ``until``."""
        return self.due_on is not None and self.due_on <= until


_LIGHT = (
    "id", "kpi_id", "cadence", "added_on", "read_on", "valued_on", "checked_in_at",
    "objective__cycle__starts_on", "objective__cycle__ends_on",
)  # fmt: skip


@prepared
def _light(organisation_id: int, person_id: int | None) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return kept_by(organisation_id, person_id).values_list(*_LIGHT)[:AT_MOST]


@prepared
def _light_by_id(ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return KeyResult.objects.filter(OPEN, pk__in=ids).values_list(*_LIGHT)


def turns(actor: Actor, today: date) -> list[Turn]:
    """The turn of each of the actor's key results, the earliest due first. One light query."""
    return _in_order(_light(actor.organisation_id, actor.person_id), today, actor.time_zone)


def turns_of(key_result_ids: Collection[int], today: date, time_zone: str) -> list[Turn]:
    """The turns of key results that are known by their ids, without those that take no check-ins
    now. One light query, none for no id."""
    return _in_order(_light_by_id(key_result_ids), today, time_zone) if key_result_ids else []


def _in_order(light: list[tuple[Any, ...]], today: date, time_zone: str) -> list[Turn]:
    found = [_turn(today, time_zone, *row) for row in light]
    return sorted(found, key=lambda turn: (turn.due_on or date.max, turn.key_result_id))


def _turn(
    today: date,
    time_zone: str,
    key_result_id: int,
    kpi_id: int | None,
    cadence: str,
    added_on: date | None,
    read_on: date | None,
    valued_on: date | None,
    checked_in_at: datetime | None,
    starts_on: date,
    ends_on: date,
) -> Turn:
    due_on = check_in_due_on(
        kpi_id, cadence, read_on, valued_on,
        starts_on=added_on or starts_on, ends_on=ends_on, as_of=today,
    )  # fmt: skip
    saved = checked_in_at is not None and local_date(checked_in_at, time_zone) == today
    return Turn(key_result_id, due_on, saved)
