"""Numbers on two days: of every objective and key result whose score, value, status or confidence
differs. Both are as-of reads: a check-in counts for the day it holds for, whenever entered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from headway.core.bands import TOLERANCE
from headway.core.pace import Status
from headway.okrs.queries.figures import Figures, summarise
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import (
    AT_MOST,
    Filters,
    ObjectiveRow,
    all_rows,
    objective_rows_by_id,
)
from headway.people.access import Actor
from headway.reports.queries.changes.rows import Member
from headway.reports.queries.changes.span import Span
from headway.web.formats import difference

Days = tuple[Sequence[ObjectiveRow], Sequence[ObjectiveRow]]
"""Objectives as they stood on the first day, and on the second."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A key result on both days, None where it was not there; ``row`` is the later one."""

    row: KeyResultRow
    then: KeyResultRow | None
    now: KeyResultRow | None

    @property
    def change(self) -> float:
        """Of its progress, as a share; 0 where one of the days knows none."""
        return _step(_raw(self.then), _raw(self.now))

    @property
    def written_change(self) -> float:
        """The same between the shares as they are written beside it; unknown counts as nothing."""
        return difference(_raw(self.now) or 0.0, _raw(self.then) or 0.0) or 0.0

    @property
    def differing(self) -> list[str]:
        """Which of value, score, status and confidence differ."""
        then, now = self.then, self.now
        if then is None or now is None:
            known = then or now
            return ["score"] if known is not None and known.raw is not None else []
        found = []
        if _differ(then.value, now.value):
            found.append("value")
        if _differ(then.raw, now.raw):
            found.append("score")
        if _code(then.status) != _code(now.status):
            found.append("status")
        if then.confidence != now.confidence:
            found.append("confidence")
        return found


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """An objective on both days with those of its key results that differ, those that fell
    first."""

    then: ObjectiveRow
    now: ObjectiveRow
    pairs: tuple[Pair, ...]

    @property
    def id(self) -> int:
        return self.now.id

    @property
    def change(self) -> float:
        """Of its score."""
        return _step(self.then.score, self.now.score)

    @property
    def written_change(self) -> float:
        """The same between the scores as they are written beside it; unknown counts as nothing."""
        return difference(self.now.score or 0.0, self.then.score or 0.0) or 0.0

    @property
    def differing(self) -> list[str]:
        """Which of the objective's score, status and confidence differ."""
        found = []
        if _differ(self.then.score, self.now.score):
            found.append("score")
        if _stands(self.then) != _stands(self.now):
            found.append("status")
        if self.then.confidence != self.now.confidence:
            found.append("confidence")
        return found

    @property
    def order(self) -> tuple[int, float, int]:
        """What fell first, or has a key result that did, the deepest fall on top; then what rose;
        then what only stands otherwise."""
        steps = [self.change, *(pair.change for pair in self.pairs)]
        change = self.change if abs(self.change) > TOLERANCE else max(steps, key=abs)
        if min(steps) < -TOLERANCE:
            change = min(steps)
        return (*_rank(change), self.id)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures of both days, over what was there on each, and what differs."""

    then: Figures
    now: Figures
    groups: tuple[NumberGroup, ...]

    @property
    def fell(self) -> int:
        """Key results whose progress is less."""
        return sum(pair.change < -TOLERANCE for group in self.groups for pair in group.pairs)

    @property
    def rose(self) -> int:
        """Key results whose progress is more."""
        return sum(pair.change > TOLERANCE for group in self.groups for pair in group.pairs)


def days_of_unit(actor: Actor, span: Span, filters: Filters) -> Days | None:
    """The objectives of a unit and cycle on both days; None where there are too many. Two reads of
    rows, of three to seven queries each."""
    then, now = (
        all_rows(actor, filters, as_of=day, today=span.today, at_most=AT_MOST)
        for day in (span.since, span.until)
    )
    return None if then is None or now is None else (then, now)


def days_of_one(span: Span, objective_id: int) -> Days:
    """The same of a single objective that somebody was let in to."""
    then, now = (
        list(objective_rows_by_id([objective_id], as_of=day, today=span.today).values())
        for day in (span.since, span.until)
    )
    return then, now


def numbers(
    span: Span, members: Iterable[Member], days: Days, *, hidden: tuple[int, int] = (0, 0)
) -> Numbers:
    """What differs of the members that were there on both days, and the figures of each. ``hidden``
    more would count in them then and now that the reader may not read."""
    then, now = days
    by_id = {member.id: member for member in members}
    before = {row.id: row for row in then if _was_there(by_id, row.id, span, then=True)}
    after = {row.id: row for row in now if _was_there(by_id, row.id, span, then=False)}
    groups = [_group(before[id_], row) for id_, row in after.items() if id_ in before]
    differing = [group for group in groups if group.pairs or group.differing]
    return Numbers(
        summarise(list(before.values()), hidden=hidden[0]),
        summarise(list(after.values()), hidden=hidden[1]),
        tuple(sorted(differing, key=lambda group: group.order)),
    )


def _was_there(by_id: Mapping[int, Member], id_: int, span: Span, *, then: bool) -> bool:
    member = by_id.get(id_)
    return member is not None and member.was_there(span.start if then else span.end)


def _group(then: ObjectiveRow, now: ObjectiveRow) -> NumberGroup:
    before = {row.id: row for row in (*then.key_results, *then.health)}
    after = {row.id: row for row in (*now.key_results, *now.health)}
    pairs = [Pair(row, before.get(id_), after.get(id_)) for id_, row in {**before, **after}.items()]
    differing = [pair for pair in pairs if pair.differing]
    ordered = sorted(differing, key=lambda pair: (*_rank(pair.change), pair.row.id))
    return NumberGroup(then, now, tuple(ordered))


def _rank(change: float) -> tuple[int, float]:
    if abs(change) <= TOLERANCE:
        return 2, 0.0
    return (0 if change < 0 else 1), -abs(change)


def _raw(row: KeyResultRow | None) -> float | None:
    return None if row is None else row.raw


def _step(then: float | None, now: float | None) -> float:
    if then is None and now is None:
        return 0.0
    return (now or 0.0) - (then or 0.0)


def _differ(then: float | None, now: float | None) -> bool:
    if then is None or now is None:
        return then is not now
    return abs(then - now) > TOLERANCE * max(1.0, abs(then), abs(now))


def _code(status: Status | None) -> tuple[str, str | None]:
    return ("", None) if status is None else (str(status.code), status.was and str(status.was))


def _stands(row: ObjectiveRow) -> tuple[str, str | None]:
    return (row.standing, None) if row.standing else _code(row.status)


def key_result_ids(groups: Iterable[NumberGroup]) -> set[int]:
    """The key results that differ."""
    return {pair.row.id for group in groups for pair in group.pairs}


def drivers_in(groups: Iterable[NumberGroup]) -> Collection[int]:
    """The objectives whose scores are part of the scores shown."""
    rows = [row for group in groups for row in (group.then, group.now)]
    return {driver.child_id for row in rows for driver in row.drivers}
