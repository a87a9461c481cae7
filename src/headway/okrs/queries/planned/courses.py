"""How running key results have gone: check-ins, forecast and status as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from headway.core.forecast import Outlook
from headway.core.planning.plan import CheckInPoint, Course
from headway.core.review.practice import FROZEN_DAYS, same_confidence
from headway.okrs.queries.foresight import measured_on
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id
from headway.okrs.queries.planned.rows import KeyResultOfPlan
from headway.okrs.queries.readings import Reading


def courses_of(key_results: Sequence[KeyResultOfPlan], today: date) -> dict[int, Course]:
    """By key result, with everything that was said of it. Six queries, however many."""
    ids = [one.id for one in key_results]
    rows = rows_by_id(ids, as_of=today, today=today, with_readings=True) if ids else []
    return {row.id: _course(row) for row in rows}


def last_valued(one: KeyResultOfPlan) -> Course:
    """Only when it last got a value, which the row says."""
    return Course(valued_on=one.valued_on)


def _course(row: KeyResultRow) -> Course:
    points = [CheckInPoint(one.effective_on, None, one.confidence) for one in row.readings]
    same = same_confidence(points)
    is_long = bool(same) and (same[-1].on - same[0].on).days >= FROZEN_DAYS
    progress_from = same[0].on if is_long else None
    found = row.outlook if isinstance(row.outlook, Outlook) else None
    return Course(
        checkins=tuple(_point(row, one, progress_from) for one in row.readings),
        probability=row.probability,
        probability_full=found.probability_full if found else None,
        status=row.status.code if row.status else None,
        valued_on=row.valued_on,
    )


def _point(row: KeyResultRow, reading: Reading, progress_from: date | None) -> CheckInPoint:
    """Progress is worked out where it is compared: since confidence stands still."""
    day, raw = reading.effective_on, None
    if progress_from is not None and day >= progress_from:
        raw = measured_on(row, day).progress.raw
    return CheckInPoint(day, raw, reading.confidence)
