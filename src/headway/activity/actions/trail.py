"""Append to the audit trail. Called inside the transaction of every write, as its last step.

The head of an organisation's chain is where all its writers queue, so nobody may hold it and then
wait for another row: whoever holds that row would wait for the head. A write that is made of others
is a :func:`one_write`, which records what all of them did at its end. Tests watch over it
(``kit.testing.trail``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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


_Told = tuple[Author, Entry]

_waiting: ContextVar[list[_Told] | None] = ContextVar("waiting", default=None)
"""What a write that is made of others has to record at its end; None outside one."""


@contextmanager
def one_write() -> Iterator[None]:
    """A transaction, as a decorator or with ``with``, for a write that is made of others, or that
    changes something after it has recorded. Their events are kept in order and appended when the
    outermost one ends; those of one that fails are forgotten with what it wrote."""
    outer = _waiting.get()
    told: list[_Told] = [] if outer is None else outer
    before, token = len(told), _waiting.set(told)
    try:
        with transaction.atomic():
            yield
            if outer is None:
                _append(told)
    except BaseException:
        del told[before:]
        raise
    finally:
        _waiting.reset(token)


def record(author: Author, entry: Entry) -> None:
    """Append one event to the organisation's chain. Three statements."""
    record_all(author, [entry])


def record_all(author: Author, entries: Iterable[Entry]) -> None:
    """Append events in order, in one insert. Locks the organisation's chain head until commit, so
    call it last, or inside :func:`one_write`: writers of one organisation queue here and nowhere
    else.

    Raises RuntimeError outside a transaction: an event without its write would be a lie.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Events are recorded inside the transaction of their write.")
    batch: list[_Told] = [(author, entry) for entry in entries]
    waiting = _waiting.get()
    if waiting is None:
        _append(batch)
    else:
        waiting += batch


def _append(batch: Sequence[_Told]) -> None:
    """Events of one organisation."""
    if not batch:
        return
    head = _locked_head(batch[0][0].organisation_id)
    at = clock.now()
    events: list[Event] = []
    sequence, previous = head.sequence, head.hash
    for author, entry in batch:
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
