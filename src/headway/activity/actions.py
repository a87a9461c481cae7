"""Append to the audit trail. Called inside the transaction of every write, as its last step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import QuerySet

from headway.activity.models import ChainHead, Event
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.kit.stored import RowInsert, RowUpdate


class Author(Protocol):
    """Whoever acts: ``people.access.Actor`` has this shape."""

    @property
    def organisation_id(self) -> int: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to one object."""

    verb: str  # "objective.created"
    subject_type: str  # "objective"
    subject_id: int
    subject_label: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    why: str = ""


def record(author: Author, entry: Entry) -> None:
    """Append one event to the organisation's chain. Three statements."""
    record_all(author, [entry])


def record_all(author: Author, entries: Iterable[Entry]) -> None:
    """Append events in order, in one insert. Locks the organisation's chain head until commit, so
    call it last: writers of one organisation queue here and nowhere else.

    Raises RuntimeError outside a transaction: an event without its write would be a lie.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Events are recorded inside the transaction of their write.")
    batch = list(entries)
    if not batch:
        return
    head = _locked_head(author.organisation_id)
    at = clock.now()
    events: list[Event] = []
    sequence, previous = head.sequence, head.hash
    for entry in batch:
        sequence += 1
        event = Event(
            organisation_id=author.organisation_id,
            sequence=sequence,
            at=at,
            person_id=author.person_id,
            person_name=author.name,
            verb=entry.verb,
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            subject_label=entry.subject_label[:300],
            before=_json_text(entry.before),
            after=_json_text(entry.after),
            why=entry.why,
            previous_hash=previous,
        )
        event.hash = previous = event.link_hash()
        events.append(event)
    if len(events) == 1:
        _insert(events[0])
    else:
        Event.objects.bulk_create(events, batch_size=500)
    _move_head(head.pk, sequence, previous)


_insert = RowInsert(Event)
_move_head = RowUpdate(ChainHead, "sequence", "hash")


def _locked_head(organisation_id: int) -> ChainHead:
    found = _head(organisation_id)
    if not found:
        with transaction.atomic():
            ChainHead.objects.get_or_create(pk=organisation_id)
        found = _head(organisation_id)
    return found[0]


@prepared
def _head(organisation_id: int) -> QuerySet[ChainHead]:
    return ChainHead.objects.select_for_update(no_key=True).filter(pk=organisation_id)


def _json_text(values: Mapping[str, Any] | None) -> str | None:
    """Canonical JSON text: keys sorted, dates in ISO form."""
    if values is None:
        return None
    return json.dumps(dict(values), default=_as_text, sort_keys=True, ensure_ascii=False)


def _as_text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
