"""What went into the progress of one key result, line by line: its goal posts, and each reading,
period, step or agreed pair that the formula takes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.cadence import cadence_of, periods
from headway.core.kinds import PERIOD_KINDS, KeyResultKind
from headway.core.progress import due_period_values, period_grade
from headway.okrs.queries.key_results import KeyResultRow
from headway.web.formats import day, measured, number, score, signed

ADDENDS_SHOWN = 12

Line = tuple[str, str]


def lines_of(row: KeyResultRow, as_of: date) -> Iterator[Line]:
    """Of a row that was read with its readings. Costs no query."""
    yield from _posts(row)
    if row.kind in PERIOD_KINDS:
        yield from _due_periods(row, as_of)
    elif row.aggregation == "sum":
        yield from _addends(row)
    yield from _agreed(row)
    yield from _steps(row)
    if row.value is not None:
        yield (_("Sum") if row.aggregation == "sum" else _("Now"), measured(row.value, row.measure))
    amounts = [added.amount for added in row.contributions if added.amount is not None]
    if amounts:
        yield _("Of that from others"), measured(math.fsum(amounts), row.measure)


def _posts(row: KeyResultRow) -> Iterator[Line]:
    is_distance = row.kind == KeyResultKind.WITHIN
    for label, value in (
        (_("Start"), row.start),
        (_("Target"), row.target),
        (_("Lowest"), row.low),
        (_("Highest"), row.high),
        (_("Worth nothing when off by") if is_distance else _("Worth nothing at"), row.fail),
    ):
        if value is not None:
            yield label, measured(value, row.measure)


def _due_periods(row: KeyResultRow, as_of: date) -> Iterator[Line]:
    """Every period that is due, what was read in it, and what it counts."""
    cadence, until = cadence_of(row.cadence), row.seen_on(as_of)
    window = {"start": row.starts_on, "end": row.cycle_ends_on}
    readings = [(r.effective_on, r.value) for r in row.readings if r.value is not None]
    values = due_period_values(readings, cadence=cadence, as_of=until, **window)
    for period, value in zip(periods(cadence, **window), values, strict=False):
        label = _("Until %(day)s") % {"day": day(period.end)}
        if value is None:
            yield label, _("no reading, counts 0.00")
            continue
        grade = period_grade(
            row.kind, value, target=row.target, low=row.low, high=row.high, fail=row.fail
        )
        said = {"value": measured(value, row.measure), "score": score(grade)}
        yield label, _("%(value)s, counts %(score)s") % said


def _addends(row: KeyResultRow) -> Iterator[Line]:
    """The latest entries one by one, those before them together."""
    entries = [(r.effective_on, r.value) for r in row.readings if r.value is not None]
    earlier, latest = entries[:-ADDENDS_SHOWN], entries[-ADDENDS_SHOWN:]
    if earlier:
        total = math.fsum(value for _on, value in earlier)
        words = ngettext("%(n)d earlier entry", "%(n)d earlier entries", len(earlier))
        yield words % {"n": len(earlier)}, signed(total)
    for on, value in latest:
        yield day(on), signed(value)


def _agreed(row: KeyResultRow) -> Iterator[Line]:
    for value, worth in sorted(row.anchors or ()):
        label = _("At %(value)s") % {"value": measured(value, row.measure)}
        yield label, _("worth %(score)s") % {"score": score(worth)}


def _steps(row: KeyResultRow) -> Iterator[Line]:
    done = row.steps_done
    for step in row.steps:
        words = _("done, weight %(weight)s") if step.id in done else _("open, weight %(weight)s")
        yield step.title, words % {"weight": number(step.weight)}
