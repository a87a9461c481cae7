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
class Told:
    """Where the values of an object are told: ``fields`` are its own, and only events with one of
    ``verbs`` hold them. Other events of the object may use the same words for something else: that
    a target was asked for does not move it."""

    fields: Collection[str]
    verbs: Collection[str]

    def changed_by(self, event: EventRow) -> list[str]:
        """The fields whose value the event changed."""
        if event.verb not in self.verbs:
            return []
        before, after = event.before or {}, event.after or {}
        return [
            name
            for name in self.fields
            if (name in before or name in after)
            and (name in before, before.get(name)) != (name in after, after.get(name))
        ]


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one object between two moments.

    ``before`` and ``after`` hold the fields whose values differ at the two moments; what was
    changed and changed back is not in them. A field is in ``after`` alone where the object was not
    there before, or nobody had told of it; in ``before`` alone where the object is gone.
    ``events`` are all of the object's in between, the oldest first; ``by_field`` those that changed
    a field, of the fields that differ.
    """

    subject: Subject
    label: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    events: tuple[EventRow, ...]
    by_field: Mapping[str, tuple[EventRow, ...]]

    @property
    def fields(self) -> list[str]:
        """The fields that differ."""
        return list(self.by_field)


def events_between(
    organisation_id: int,
    since: datetime,
    until: datetime,
    *,
    of: Mapping[str, Collection[int] | None],
    without: Collection[str] = (),
) -> list[EventRow]:
    """Events of the objects, by type and ids (None: all of the type), after ``since`` and up to
    ``until``, the oldest first; ``without`` are verbs to leave out. One query.

    By time, not by sequence: a story told in retrospect need not be told in order."""
    wanted = Q(pk__in=())
    for subject_type, ids in of.items():
        if ids is None:
            wanted |= Q(subject_type=subject_type)
        elif ids:
            wanted |= Q(subject_type=subject_type, subject_id__in=ids)
    found = Event.objects.filter(
        wanted, organisation_id=organisation_id, at__gt=since, at__lte=until
    )
    if without:
        found = found.exclude(verb__in=without)
    return event_rows(found.order_by("at", "sequence"))


def differences(events: Iterable[EventRow], told: Mapping[str, Told]) -> dict[Subject, Difference]:
    """The events of each object taken together, the oldest first; ``told`` says for each type where
    its values are.

    Objects of which no value differs are there too: that one was signed is a difference whichever
    fields tell of it.
    """
    by_subject: dict[Subject, list[EventRow]] = {}
    for event in events:
        by_subject.setdefault((event.subject_type, event.subject_id), []).append(event)
    return {
        subject: _difference(subject, rows, told.get(subject[0], _UNTOLD))
        for subject, rows in by_subject.items()
    }


_UNTOLD = Told((), ())


def _difference(subject: Subject, rows: list[EventRow], told: Told) -> Difference:
    by_field: dict[str, list[EventRow]] = {}
    for row in rows:
        for name in told.changed_by(row):
            by_field.setdefault(name, []).append(row)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    differing: dict[str, tuple[EventRow, ...]] = {}
    for name, changing in by_field.items():
        first, last = changing[0].before or {}, changing[-1].after or {}
        if (name in first, first.get(name)) == (name in last, last.get(name)):
            continue
        differing[name] = tuple(changing)
        if name in first:
            before[name] = first[name]
        if name in last:
            after[name] = last[name]
    return Difference(subject, rows[-1].subject_label, before, after, tuple(rows), differing)


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
