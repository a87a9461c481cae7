"""What was, from the events: the values an object had at an earlier moment, and what became of it
between two moments.

Every event tells the values before and after it, so the past is found by walking back from what
stands: nothing is kept twice, and every difference has the events that made it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from headway.activity.models import Event
from headway.activity.queries import EventRow, event_rows

Subject = tuple[str, int]
"""Type and id of what an event is about."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one object between two moments.

    ``before`` and ``after`` hold the fields whose values differ at the two moments; what was
    changed and changed back is not in them. ``events`` made the difference, the oldest first.
    """

    subject: Subject
    label: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    events: tuple[EventRow, ...]


def events_between(
    organisation_id: int,
    since: datetime,
    until: datetime,
    *,
    of: Mapping[str, Collection[int]],
    without: Collection[str] = (),
) -> list[EventRow]:
    """Events of the objects, by type and ids, after ``since`` and up to ``until``, the oldest
    first; ``without`` are verbs to leave out. One query for each type."""
    found = [
        row
        for subject_type, ids in of.items()
        for row in event_rows(
            Event.objects.filter(
                organisation_id=organisation_id,
                subject_type=subject_type,
                subject_id__in=ids,
                at__gt=since,
                at__lte=until,
            ).exclude(verb__in=without)
        )
    ]
    return sorted(found, key=lambda row: row.sequence)


def differences(
    events: Iterable[EventRow], fields: Mapping[str, Collection[str]]
) -> dict[Subject, Difference]:
    """The events of each object taken together: ``fields`` says for each type which of the values
    in an event are the object's own.

    Events without any of them are kept too: that an object was closed or signed is a difference
    whichever fields tell of it.
    """
    by_subject: dict[Subject, list[EventRow]] = {}
    for event in events:
        by_subject.setdefault((event.subject_type, event.subject_id), []).append(event)
    return {
        subject: _difference(subject, rows, fields.get(subject[0], ()))
        for subject, rows in by_subject.items()
    }


def _difference(subject: Subject, rows: list[EventRow], fields: Collection[str]) -> Difference:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for row in rows:
        for name in fields:
            if row.before is not None and name in row.before:
                before.setdefault(name, row.before[name])
            if row.after is not None and name in row.after:
                after[name] = row.after[name]
    same = {name for name in before if name in after and before[name] == after[name]}
    return Difference(
        subject,
        rows[-1].subject_label,
        {name: value for name, value in before.items() if name not in same},
        {name: value for name, value in after.items() if name not in same},
        tuple(rows),
    )


def later_events(
    organisation_id: int,
    of: Mapping[str, Collection[int]],
    moment: datetime,
    verbs: Collection[str],
) -> list[EventRow]:
    """What happened after ``moment`` to the objects, by type and ids, told by these verbs; the
    latest first, as one walks back. One query, however far back; none for no object.

    By time, not by sequence: whoever tells a story in retrospect need not tell it in order.
    """
    asked = [Q(subject_type=name, subject_id__in=ids) for name, ids in of.items() if ids]
    if not asked:
        return []
    return event_rows(
        Event.objects.filter(
            reduce(or_, asked), organisation_id=organisation_id, at__gt=moment, verb__in=verbs
        ).order_by("-at", "-sequence")
    )


def values_at(
    organisation_id: int,
    subject_type: str,
    ids: Collection[int],
    moment: datetime,
    fields: Collection[str],
    *,
    verbs: Collection[str],
) -> dict[int, dict[str, Any]]:
    """Of each object the fields that had another value at ``moment`` than the events after it
    left, with the value they had then. ``verbs`` are those of the events that change them.
    One query, however far back.

    What is not in the answer is as it stands: apply it over today's values.
    """
    then: dict[int, dict[str, Any]] = {}
    for event in later_events(organisation_id, {subject_type: ids}, moment, verbs):
        values = then.setdefault(event.subject_id, {})
        values |= {name: was for name, was in (event.before or {}).items() if name in fields}
    return then
