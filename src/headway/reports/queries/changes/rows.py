"""What a comparison of two days is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from headway.activity.queries import EventRow
from headway.reports.queries.places import of_object
from headway.web.word_diff import Piece


class Section(StrEnum):
    """Where a difference stands, the most telling first."""

    NUMBERS = "numbers"
    STRUCTURE = "structure"
    GOAL_POSTS = "goal_posts"
    KPIS = "kpis"
    STRATEGY = "strategy"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Member:
    """An objective that is compared. ``has_left``: it belonged to the unit on the first day and was
    somewhere else on the second."""

    id: int
    title: str
    unit_name: str
    created_at: datetime
    archived_at: datetime | None
    state: str
    has_left: bool = False

    def was_there(self, at: datetime) -> bool:
        """Whether it was written by then, and not put away."""
        return self.created_at <= at and (self.archived_at is None or self.archived_at > at)


@dataclass(frozen=True, slots=True)
class Part:
    """A key result of an objective that is compared."""

    id: int
    objective_id: int
    title: str
    measure: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What differs: its type and id, what it is called, and the heading that it stands below: its
    objective, for a key result; what became of it, where several of its kind are gathered."""

    kind: str
    id: int
    title: str
    group: str
    group_id: int
    group_title: str
    note: str = ""

    @property
    def is_part(self) -> bool:
        """Whether it is a part of what its heading names."""
        return not self.is_gathered and (self.kind, self.id) != (self.group, self.group_id)

    @property
    def of_objective(self) -> int | None:
        """The objective that it is a part of."""
        return self.group_id if self.group == "objective" else None

    @property
    def is_gathered(self) -> bool:
        """Whether its heading says what became of several things, of which this is one."""
        return not self.group_id

    def gathered(self, what: str, heading: str) -> Subject:
        """The same below a heading that says what became of it."""
        return replace(self, group=what, group_id=0, group_title=heading)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``what`` names it for programs ("added", "owner", "target"), ``label``,
    ``before`` and ``after`` say it in words, ``values`` are both values as they are stored.
    ``pieces`` show a text word by word. ``events`` made it, the oldest first; ``is_post``: what the
    plan promises moved after it was locked. ``part`` tells several of the same kind apart."""

    section: Section
    what: str
    subject: Subject
    label: str
    before: str
    after: str
    events: tuple[EventRow, ...]
    values: tuple[Any, Any] = (None, None)
    pieces: tuple[Piece, ...] = ()
    is_post: bool = False
    part: str = ""

    @property
    def key(self) -> str:
        """Names it among all differences of a comparison."""
        return f"{self.section}:{self.subject.kind}:{self.subject.id}:{self.what}:{self.part}"

    @property
    def url(self) -> str:
        return of_object(self.subject.kind, self.subject.id)

    @property
    def last(self) -> EventRow | None:
        """The event that gave it its last value."""
        return self.events[-1] if self.events else None

    @property
    def earlier(self) -> tuple[EventRow, ...]:
        """The events before that one."""
        return self.events[:-1]


@dataclass(frozen=True, slots=True)
class Group:
    """The differences below one heading."""

    kind: str
    id: int
    title: str
    note: str
    changes: Sequence[Change]

    @property
    def url(self) -> str:
        """Its page; empty where the heading is none of a thing."""
        return of_object(self.kind, self.id) if self.id else ""


def grouped(changes: Iterable[Change]) -> list[Group]:
    """Differences below their headings, in the order in which the headings first come."""
    found: dict[tuple[str, int], list[Change]] = {}
    for change in changes:
        found.setdefault((change.subject.group, change.subject.group_id), []).append(change)
    return [
        Group(kind, id_, rows[0].subject.group_title, rows[0].subject.note if id_ else "", rows)
        for (kind, id_), rows in found.items()
    ]
