"""Key results read, measured and judged on a day: today's from what is stored, an earlier day's
from its readings, by the definitions of that day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from headway.core.cadence import cadence_of
from headway.core.health import health, health_status
from headway.core.kinds import PERIOD_KINDS, KeyResultKind
from headway.core.pace import (
    Profile,
    Status,
    StatusCode,
    elapsed_share,
    expected_of,
    status,
)
from headway.kit.keeping import MANY, Kept
from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult
from headway.okrs.queries.answers import check_in_due_on
from headway.okrs.queries.arithmetic import contributions_to, contributors_of
from headway.okrs.queries.goalposts import changes_of
from headway.okrs.queries.key_results.contributions import contributions_then
from headway.okrs.queries.key_results.measuring import (
    Evidence,
    evidence_of,
    measure_again,
    measure_by,
    measure_from,
    take_overrides,
)
from headway.okrs.queries.key_results.rewinding import rewind
from headway.okrs.queries.key_results.rows import COLUMNS, KeyResultRow
from headway.okrs.queries.measures import hashable
from headway.okrs.queries.overrides import OverrideRow, overrides_on
from headway.okrs.queries.readings import readings_of

ROWS_KEPT = 4096
"""Judged rows: about 2 kB each, and what was read on them."""
JUDGED_KEPT = 8192
"""Verdicts follow from a row's figures and the day alone, and lists show the same rows again."""

_kept_status = lru_cache(maxsize=JUDGED_KEPT)(status)


def rows(
    key_results: QuerySet[KeyResult],
    *,
    as_of: date,
    today: date,
    with_readings: bool = False,
) -> list[KeyResultRow]:
    """The key results of a scoped query set as judged rows, in their objective's order.

    One query; four more when readings are asked for, or when a kind is measured per period (such a
    figure moves with the calendar, not only with entries); about fifteen more, however many rows,
    when ``as_of`` lies before ``today``.
    """
    found = [KeyResultRow(*row) for row in _in_order(key_results)]
    return _judged(found, as_of=as_of, today=today, with_readings=with_readings)


def rows_by_id(
    ids: Collection[int], *, as_of: date, today: date, with_readings: bool = False
) -> list[KeyResultRow]:
    """The same for key results that are known by their ids, which somebody was let in to."""
    return _judged(_by_id(ids), as_of=as_of, today=today, with_readings=with_readings)


def rows_of_objectives(
    objective_ids: Collection[int], *, as_of: date, today: date, with_readings: bool = False
) -> list[KeyResultRow]:
    """The same for all key results of objectives that somebody was let in to."""
    found = _of_objectives(objective_ids)
    return _judged(
        found,
        as_of=as_of,
        today=today,
        with_readings=with_readings,
        objective_ids=objective_ids,
    )


def _in_order(key_results: QuerySet[KeyResult]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return key_results.order_by("objective_id", "position", "id").values_list(*COLUMNS)


_stored = Kept(KeyResultRow)


@prepared(rows=_stored)
def _by_id(ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return _in_order(KeyResult.objects.filter(pk__in=ids))


@prepared(rows=_stored)
def _of_objectives(objective_ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return _in_order(KeyResult.objects.filter(objective_id__in=objective_ids))


def _judged(
    stored: Sequence[KeyResultRow],
    *,
    as_of: date,
    today: date,
    with_readings: bool,
    objective_ids: Collection[int] = (),
) -> list[KeyResultRow]:
    """``objective_ids`` are those whose key results were asked for as a whole: with what was
    removed from them since."""
    if as_of < today:
        return _judged_then(stored, as_of, today, objective_ids)
    moving = [row.id for row in stored if with_readings or row.kind in PERIOD_KINDS]
    known = evidence_of(moving, as_of) if moving else {}
    overridden = [row.id for row in stored if row.override]
    in_force = overrides_on(overridden, as_of) if overridden else {}
    judged = _judged_once if len(stored) <= MANY else _judged_now
    return [
        judged(row, row.seen_on(as_of), known.get(row.id), in_force.get(row.id)) for row in stored
    ]


def _judged_now(
    stored: KeyResultRow, day: date, known: Evidence | None, overridden: OverrideRow | None
) -> KeyResultRow:
    """A stored row as it stands, measured anew by what is known of it."""
    row = replace(stored, overridden=overridden)
    if known is not None:
        measure_by(row, known, day)
    _judge(row, day)
    return row


_judged_once = lru_cache(maxsize=ROWS_KEPT)(_judged_now)


def _judged_then(
    stands: Sequence[KeyResultRow], as_of: date, today: date, objective_ids: Collection[int]
) -> list[KeyResultRow]:
    """As they were on an earlier day. What was written later is left out, unless a check-in tells
    of a day before it."""
    then = rewind(stands, as_of, objective_ids)
    if then is None:
        return []
    ids = [row.id for row in then.rows]
    readings = readings_of(ids, as_of=as_of)
    found = [row for row in then.rows if row.id not in then.later or row.id in readings]

    def children(wanted: Collection[int]) -> list[KeyResultRow]:
        return rows_by_id(wanted, as_of=as_of, today=today)

    added = contributions_then(then.moment, found, children)
    moved = changes_of([row.id for row in found], until=as_of)
    measure_from(found, as_of, readings=readings, steps=then.steps, moved=moved, added=added)
    take_overrides(found, as_of)
    for row in found:
        _judge(row, row.seen_on(as_of))
    return found


def definitions_then(objective_ids: Collection[int], day: date) -> list[KeyResultRow]:
    """The key results of objectives as they were written on an earlier day, without figures. Nine
    queries at most."""
    then = rewind(_of_objectives(objective_ids), day, objective_ids)
    if then is None:
        return []
    read = readings_of(then.later, as_of=day) if then.later else {}
    return [row for row in then.rows if row.id not in then.later or row.id in read]


def rows_read_by(ids: Collection[int], day: date) -> list[KeyResultRow]:
    """Key results as the readings up to an earlier day give them, by the definitions that stand:
    what differs from today is what check-ins moved since. Six queries, four more for each level of
    what contributes."""
    stored = _by_id(ids)
    found = [replace(row) for row in stored if row.added_on is None or row.added_on <= day]
    every = [row.id for row in found]
    children = contributors_of(every)
    values = {row.id: row.value for row in rows_read_by(children, day)} if children else None
    measure_again(found, day, added=contributions_to(every, values=values) if values else {})
    take_overrides(found, day)
    for row in found:
        _judge(row, row.seen_on(day))
    return found


def _judge(row: KeyResultRow, as_of: date) -> None:
    row.expected = _expected(
        row.kind, row.starts_on, row.cycle_ends_on, as_of, hashable(row.profile)
    )
    row.due_on = check_in_due_on(
        row.kpi_id, row.cadence, row.read_on, row.valued_on,
        starts_on=row.starts_on, ends_on=row.cycle_ends_on, as_of=as_of,
    )  # fmt: skip
    row.status = verdict(
        row,
        as_of,
        raw=row.raw,
        value=row.value,
        valued_on=row.valued_on,
        probability=row.probability,
    )


@lru_cache(maxsize=JUDGED_KEPT)
def _expected(
    kind: str, starts_on: date, ends_on: date, as_of: date, profile: Profile | None
) -> float | None:
    """Where a key result is expected to be on a day."""
    return expected_of(kind, elapsed_share(starts_on, ends_on, as_of), profile)


def verdict(
    row: KeyResultRow,
    as_of: date,
    *,
    raw: float | None,
    value: float | None,
    valued_on: date | None,
    probability: float | None,
) -> Status:
    """The status of a key result or health metric with these figures, on a day: of the row as it
    was read, or as it would be after a check-in."""
    window = {"start": row.starts_on, "end": row.cycle_ends_on, "as_of": as_of}
    if row.is_health:
        limits = {"target": row.target, "low": row.low, "high": row.high, "fail": row.fail}
        return health_status(
            health(row.kind, value, **limits),
            cadence=cadence_of(row.cadence),
            last_read_on=valued_on,
            cancelled_on=row.cancelled_on,
            **window,
        )
    return _kept_status(
        kind=KeyResultKind(row.kind),
        raw=raw,
        profile=hashable(row.profile),
        cadence=cadence_of(row.cadence),
        last_read_on=valued_on,
        cancelled_on=row.cancelled_on,
        probability=probability,
        override=StatusCode(row.overridden.status) if row.overridden else None,
        **window,
    )
