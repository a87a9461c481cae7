"""Read the audit trail."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from headway.activity.models import ChainHead, Event


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of an object's history."""

    sequence: int
    at: datetime
    person_name: str
    verb: str
    subject_type: str
    subject_id: int
    subject_label: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    why: str


EVENT_COLUMNS = EventRow.__slots__


def history(
    organisation_id: int,
    *,
    subject_type: str | None = None,
    subject_id: int | None = None,
    also: Mapping[str, Collection[int]] | None = None,
    before_sequence: int | None = None,
    limit: int = 50,
) -> list[EventRow]:
    """Events of the organisation, newest first; when given, of one object and of ``also``, the
    ids of its parts by their type. One query."""
    events = Event.objects.filter(organisation_id=organisation_id)
    if subject_type is not None and subject_id is not None:
        wanted = Q(subject_type=subject_type, subject_id=subject_id)
        for part, ids in (also or {}).items():
            wanted |= Q(subject_type=part, subject_id__in=ids)
        events = events.filter(wanted)
    if before_sequence is not None:
        events = events.filter(sequence__lt=before_sequence)
    return event_rows(events.order_by("-sequence")[:limit])


def event_rows(events: QuerySet[Event]) -> list[EventRow]:
    """The events of a query set as plain rows, in its order."""
    return rows_of_events(events.values_list(*EVENT_COLUMNS))


def rows_of_events(values: Iterable[tuple[Any, ...]]) -> list[EventRow]:
    """The same of events whose ``EVENT_COLUMNS`` were read."""
    return [_row(row) for row in values]


def event_row(event: Event) -> EventRow:
    """The same of an event that was read."""
    return _row(tuple(getattr(event, name) for name in EVENT_COLUMNS))


def _row(columns: tuple[Any, ...]) -> EventRow:
    values = dict(zip(EVENT_COLUMNS, columns, strict=True))
    values["before"], values["after"] = _values(values["before"]), _values(values["after"])
    return EventRow(**values)


def _values(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)


def newest_link(organisation_id: int) -> str:
    """The hash of the newest event: another one means that something has changed. One query."""
    found = ChainHead.objects.filter(pk=organisation_id).values_list("hash", flat=True).first()
    return found or ""


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """The result of walking a chain: how many events, and the first that does not fit."""

    events: int
    broken_at: int | None
    reason: str = ""

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def verify_chain(organisation_id: int) -> ChainCheck:
    """Recompute every hash of the organisation's chain. Reads all its events, 2 000 at a time."""
    previous, expected = "", 0
    events = Event.objects.filter(organisation_id=organisation_id).order_by("sequence")
    for event in events.iterator(chunk_size=2000):
        expected += 1
        if event.sequence != expected:
            return ChainCheck(expected - 1, expected, "An event is missing.")
        if event.previous_hash != previous or event.hash != event.link_hash():
            return ChainCheck(expected - 1, expected, "An event was changed.")
        previous = event.hash
    head = ChainHead.objects.filter(pk=organisation_id).first()
    if head and (head.sequence != expected or head.hash != previous):
        return ChainCheck(expected, expected + 1, "The newest events are missing.")
    return ChainCheck(expected, None)
