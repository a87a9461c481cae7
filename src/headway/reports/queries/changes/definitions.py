"""The definitions of objectives and key results on two days, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from headway.activity.queries import EventRow
from headway.activity.queries.past import Difference, Told
from headway.people.queries.told import Names
from headway.reports.queries.changes.rows import Change, Section, Subject
from headway.reports.queries.changes.span import Span
from headway.reports.queries.changes.words import PLACES, POSTS, TEXTS, label_of, word_of
from headway.web.word_diff import pieces

TOLD = {
    "objective": Told(
        ("title", "description", "ambition", "unit_id", "owner_id", "origin", "is_local",
         "visibility"),
        ("objective.created", "objective.changed", "goal_post.approved"),
    ),
    "key_result": Told(
        tuple(name for name in (*POSTS, *PLACES)
              if name not in ("ambition", "unit_id", "origin", "is_local", "visibility")),
        ("key_result.added", "key_result.changed", "goal_post.approved", "key_result.cancelled",
         "key_result.resumed"),
    ),
}  # fmt: skip
"""Which values the events of an object hold, and which of its events."""

NO_POST = frozenset({"description", "measure", "is_health"})
"""Part of a definition, but no goal post: free to change after plan lock."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What turns events into differences: the days, the names, and the first day of the lock."""

    span: Span
    names: Names
    locked_from: date | None

    def is_after_lock(self, events: Iterable[EventRow]) -> bool:
        lock = self.locked_from
        return lock is not None and any(self.span.day_of(row.at) >= lock for row in events)


def fields_of(
    reader: Reader,
    about: Subject,
    difference: Difference,
    measure: str = "",
    *,
    only: Sequence[str] = (),
) -> Iterator[Change]:
    """Field by field, in the order in which people ask for them."""
    for name in (*PLACES, *POSTS):
        if name not in difference.by_field or (only and name not in only):
            continue
        before, after = difference.before.get(name), difference.after.get(name)
        events = _with_requests(difference, difference.by_field[name])
        is_text = name in TEXTS and isinstance(before, str) and isinstance(after, str)
        is_promise = name in POSTS and name not in NO_POST
        yield Change(
            Section.GOAL_POSTS if name in POSTS else Section.STRUCTURE,
            name.removesuffix("_id"),
            about,
            label_of(name),
            word_of(name, before, reader.names, measure),
            word_of(name, after, reader.names, measure),
            events,
            values=(before, after),
            pieces=pieces(str(before), str(after)) if is_text else (),
            is_post=is_promise and reader.is_after_lock(events),
        )


def _with_requests(difference: Difference, events: tuple[EventRow, ...]) -> tuple[EventRow, ...]:
    """The events with those by which somebody asked for what was then approved, each before its
    answer."""
    asked = {
        (row.after or {}).get("goal_post_request_id"): row
        for row in difference.events
        if row.verb == "goal_post.requested"
    }
    found: list[EventRow] = []
    for row in events:
        request = asked.get((row.after or {}).get("goal_post_request_id"))
        found += [row] if request is None or row.verb != "goal_post.approved" else [request, row]
    return tuple(found)
