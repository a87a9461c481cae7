"""A row of the list of KPIs as it is drawn: told in words once, and its small chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.core.cadence import DAY
from headway.core.calendars import Calendar, span_of
from headway.core.spc import Form, Variation, places
from headway.kit.keeping import said_once
from headway.kpis.queries.lists.answered import waits_for
from headway.kpis.queries.lists.rows import KpiRow
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.series.charts import shown_limits
from headway.kpis.queries.target_words import level_words
from headway.kpis.queries.words import (
    answered_words,
    next_value_words,
    state_words,
    step_due_on,
    told,
    waiting_words,
)
from headway.web.charts import ProcessSpark
from headway.web.formats import due

ROWS_KEPT = 4096
"""Rows that were told and are remembered."""


@dataclass(frozen=True, slots=True)
class ListedKpi:
    """A row of the list, ready to draw: plain values only, so that its drawing can be kept.
    ``waits_for``: the step that an open response waits for, or the value that tells whether an
    answer helped; ``is_answered``: its signal is answered, and still shows."""

    id: int
    name: str
    unit_name: str
    owner_name: str
    is_derived: bool
    rhythm: str
    spark: ProcessSpark
    value: str
    period: str
    missing: str
    variation: str
    colour: str
    state: str
    is_answered: bool
    is_estimated: bool
    waits_for: str
    due: str
    is_overdue: bool


@said_once(ROWS_KEPT)
def listed(
    row: KpiRow,
    calendar: Calendar,
    today: date,
    time_zone: str,
    *,
    is_out: bool = False,
    is_answered: bool = False,
) -> ListedKpi:
    """A row as it is drawn; ``is_out``: its source gives nothing. No query."""
    due_on = _response_due(row) if row.archived_at is None else None
    state = state_words(
        row.advice, row.stage, row.form, row.misses, has_value=row.starts_on is not None
    )
    if row.levels:
        state = level_words(row.colour, row.advice)
    is_live = row.archived_at is None
    waiting = waiting_words(row.response_stage) if row.response_stage and is_live else ""
    is_answered = is_answered and row.starts_on is not None
    if is_answered and row.starts_on is not None:
        state = answered_words()
        waiting = next_value_words(waits_for(row.starts_on, row.frequency, calendar))
    return ListedKpi(
        id=row.id,
        name=row.name,
        unit_name=row.unit_name,
        owner_name=row.owner_name or "",
        is_derived=row.is_derived,
        rhythm=row.frequency,
        spark=spark_of(row),
        value=told(row, row.value),
        period=period_name(row.starts_on, row.frequency, calendar) if row.starts_on else "",
        missing=_missing(missing_words(row, calendar, today, time_zone), is_out=is_out),
        variation=row.variation,
        colour=row.colour,
        state=state,
        is_answered=is_answered,
        is_estimated=row.state == "estimated",
        waits_for=waiting,
        due=due(due_on, today) if due_on else "",
        is_overdue=due_on is not None and due_on < today,
    )


def _missing(words: str, *, is_out: bool) -> str:
    """What is missing, and that it is the source's doing."""
    return (
        _("%(missing)s: its source gives nothing") % {"missing": words}
        if is_out and words
        else words
    )


def _response_due(row: KpiRow) -> date | None:
    cause, action = row.response_cause_due_on, row.response_action_due_on
    if row.response_stage is None or cause is None or action is None:
        return None
    return step_due_on(row.response_stage, cause, action, row.response_action_ends_on)


def missing_words(row: KpiRow, calendar: Calendar, today: date, time_zone: str) -> str:
    """ "Oct 2026 is missing", "missing since wk 44"; empty where nothing is late."""
    latest = row.missing_since(calendar, today, time_zone)
    if latest is None:
        return ""
    first = latest
    if row.starts_on is not None:
        last = span_of(row.starts_on, row.frequency, calendar)
        first = span_of(last.end + DAY, row.frequency, calendar).start
    name = period_name(first, row.frequency, calendar)
    if row.starts_on is None or first == latest:
        return _("%(period)s is missing") % {"period": name}
    return _("missing since %(period)s") % {"period": name}


def spark_of(row: KpiRow) -> ProcessSpark:
    """The last values between their limits."""
    is_level = row.form == Form.LEVEL and row.stage != "none"
    is_limited = is_level or bool(row.band)
    lower, centre, upper = row.shown_limits
    look = {Variation.WORSENING: "worse", Variation.IMPROVING: "better"}
    return ProcessSpark(
        values=tuple(row.recent),
        limited=_limited(row) if is_level else 0,
        lower=lower if is_limited else None,
        centre=centre if is_limited else None,
        upper=upper if is_limited else None,
        band=tuple(shown_limits(row, *held) if held else None for held in row.band),
        look=look.get(Variation(row.variation), ""),
        measure=row.measure,
        places=places(row.decimals, _sigma(row)),
    )


def _sigma(row: KpiRow) -> float | None:
    if row.upper is None or row.centre is None:
        return None
    return (row.upper - row.centre) / 3


def _limited(row: KpiRow) -> int:
    """The places of the last values that the limits in force are of: those of the values before a
    re-base were others."""
    seen = 0
    for place, value in enumerate(reversed(row.recent)):
        if seen == row.points:
            return place
        seen += value is not None
    return len(row.recent)
