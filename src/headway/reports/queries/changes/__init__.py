"""What changed between two days: numbers, structure, goal posts and texts, KPIs, strategy, units.

Structure and texts are told by the events in between, taken together: what was changed and changed
back is no difference, and every difference has the events that made it. Numbers are read as of both
days, by the days that check-ins hold for. What the reader may not read is not there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from headway.activity.queries import EventRow
from headway.activity.queries.past import events_between
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.figures import left_out
from headway.okrs.queries.objectives import AT_MOST, Filters
from headway.okrs.queries.telling import without_hidden_ends
from headway.people.access import Actor
from headway.people.queries.told import Names
from headway.reports.queries.changes.around import changes_around
from headway.reports.queries.changes.definitions import Reader
from headway.reports.queries.changes.kpis import ENTERED
from headway.reports.queries.changes.made import CHECKED_IN, Entry, Made, what_made
from headway.reports.queries.changes.members import member, members_of, parts_of
from headway.reports.queries.changes.nearby import is_near, nearby
from headway.reports.queries.changes.numbers import (
    Days,
    NumberGroup,
    Numbers,
    days_of_one,
    days_of_unit,
    numbers,
)
from headway.reports.queries.changes.objectives import (
    came_and_went,
    objective_changes,
    subject_of,
    subject_of_part,
)
from headway.reports.queries.changes.parts import part_changes
from headway.reports.queries.changes.rows import (
    Change,
    Group,
    Member,
    Part,
    Section,
    Subject,
    grouped,
)
from headway.reports.queries.changes.span import Preset, Span, locked_from, presets

__all__ = [
    "AT_MOST",
    "Change",
    "Changes",
    "Entry",
    "Group",
    "Made",
    "NumberGroup",
    "Preset",
    "Section",
    "Span",
    "changes_of_objective",
    "changes_of_unit",
    "grouped",
    "presets",
    "what_made",
]

_NOT_COMPARED = (
    *CHECKED_IN, ENTERED,
    "objective.finding_acknowledged", "objective.finding_reopened", "unit.finding_acknowledged",
    "unit.finding_reopened", "key_result.finding_acknowledged", "key_result.finding_reopened",
)  # fmt: skip
"""Check-ins are told by their numbers; a finding is about a plan, and no part of it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two days."""

    span: Span
    numbers: Numbers
    others: Sequence[Change]
    events: Sequence[EventRow]

    def of(self, section: Section) -> list[Change]:
        """The differences of a section, the numbers aside."""
        return [change for change in self.others if change.section is section]

    def count(self, *what: str, kind: str = "objective") -> int:
        """How many things of a kind changed in one of these ways."""
        return len(
            {
                change.subject.id
                for change in self.others
                if change.what in what and change.subject.kind == kind
            }
        )

    @property
    def posts_moved(self) -> int:
        """How many objectives and key results promise something else than after plan lock."""
        moved = {
            (change.subject.kind, change.subject.id)
            for change in self.others
            if change.is_post and change.section is not Section.KPIS
        }
        return len(moved)

    @property
    def targets_moved(self) -> int:
        """Of how many KPIs the target is another, or limits began anew."""
        return len({change.subject.id for change in self.of(Section.KPIS) if change.is_post})

    @property
    def signals(self) -> int:
        """How many signals of KPIs were raised."""
        told = (one for one in self.of(Section.KPIS) if one.what == "signal")
        return sum(one.values[0] is None for one in told)

    @property
    def is_empty(self) -> bool:
        return not self.others and not self.numbers.groups


def changes_of_unit(actor: Actor, span: Span, cycle: CycleRow, *, unit_path: str) -> Changes | None:
    """Of a unit with all below it (of all, where its path is empty) in a cycle, and of what
    surrounds it; None where more than 5 000 objectives would have to be compared. The number of
    queries depends on none of them."""
    filters = Filters(cycle_id=cycle.id, unit_path=unit_path)
    days = days_of_unit(actor, span, filters)
    if days is None:
        return None
    around = nearby(actor, cycle.id, unit_path)
    then, now = (
        left_out(actor, filters, as_of=day, today=span.today) for day in (span.since, span.until)
    )
    return _changes(actor, span, cycle, members_of(span, *days), days, around, hidden=(then, now))


def changes_of_objective(actor: Actor, span: Span, cycle: CycleRow, objective_id: int) -> Changes:
    """Of one objective that the actor was let in to, with its key results."""
    members, days = member(actor, objective_id), days_of_one(span, objective_id)
    return _changes(actor, span, cycle, members, days, {})


def _changes(
    actor: Actor,
    span: Span,
    cycle: CycleRow,
    members: Sequence[Member],
    days: Days,
    around: Mapping[str, Collection[int] | None],
    hidden: tuple[int, int] = (0, 0),
) -> Changes:
    ids = [one.id for one in members]
    parts = parts_of([one.id for one in members if not one.has_left])
    rows = events_between(
        actor.organisation_id,
        span.start,
        span.end,
        of={"objective": ids, "key_result": list(parts), **around},
        without=_NOT_COMPARED,
    )
    events = without_hidden_ends(actor, [row for row in rows if is_near(row, around)])
    names = Names(actor.organisation_id, events)
    reader = Reader(span, names, locked_from(cycle, span.time_zone))
    others = [
        *objective_changes(reader, members, parts, events),
        *part_changes(actor, events, _subjects(span, members, parts)),
        *changes_around(actor, events, names),
    ]
    found = numbers(span, members, days, hidden=hidden)
    return Changes(span, found, _in_order(others), events)


def _subjects(
    span: Span, members: Iterable[Member], parts: Mapping[int, Part]
) -> dict[tuple[str, int], Subject]:
    """Objectives and key results whose parts are told: of what came or went itself, it alone is."""
    staying = {one.id: one for one in members
               if not one.has_left and not any(came_and_went(one, span))}  # fmt: skip
    found: dict[tuple[str, int], Subject] = {
        ("objective", one.id): subject_of(one) for one in staying.values()
    }
    for part in parts.values():
        if part.objective_id in staying:
            found["key_result", part.id] = subject_of_part(staying[part.objective_id], part)
    return found


_SECTIONS = list(Section)
_FIRST = ("added", "carried_over", "closed", "dropped", "carried_on", "archived", "unit", "owner",
          "state")  # fmt: skip


def _in_order(changes: Sequence[Change]) -> list[Change]:
    """By section; the headings with the most telling differences first."""
    best: dict[tuple[Section, str, int], int] = {}
    for change in changes:
        key = _heading(change)
        rank = _FIRST.index(change.what) if change.what in _FIRST else len(_FIRST)
        rank += 0 if change.subject.kind == "objective" else len(_FIRST)
        best[key] = min(best.get(key, rank), rank)
    return sorted(changes, key=lambda one: (_SECTIONS.index(one.section), best[_heading(one)]))


def _heading(change: Change) -> tuple[Section, str, int]:
    return change.section, change.subject.group, change.subject.group_id
