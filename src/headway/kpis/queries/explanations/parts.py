"""How the whole came of its segments, and a longer period of its values, line by line."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.calendars import Calendar
from headway.kpis.models import InTime, Kpi, MeasurementState
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.series.charts import MeasurementRow
from headway.kpis.queries.series.longer import Aggregate
from headway.kpis.queries.series.segments import Made, Valued
from headway.kpis.queries.words import told
from headway.web.explanation import Explanation
from headway.web.formats import number

LISTED = 31
"""Values that the explanation of a longer period names one by one."""


def over_words(kpi: Kpi, *, weighted: bool = False) -> str:
    """How segments make the whole."""
    return {
        InTime.SUM: _("The sum of the segments."),
        InTime.LAST: _("The sum of the segments: levels add up."),
        InTime.MEAN: _("The mean of the segments, each by its weight.")
        if weighted
        else _("The plain mean of the segments."),
        InTime.MIN: _("The lowest of the segments."),
        InTime.MAX: _("The highest of the segments."),
        InTime.RATIO: _("The numerators' sum over the denominators', times the scale."),
    }[InTime(kpi.in_time)]  # fmt: skip


def explain_whole(kpi: Kpi, made: Made, period: str, as_of: date) -> Explanation:
    """The whole of a period: its segments, their weights, and what is missing."""
    is_ratio, weighted = kpi.in_time == InTime.RATIO, _is_weighted(kpi, made)
    rows = []
    for one, row in made.counted:
        cells = [one.name, _told(kpi, row)]
        if is_ratio:
            cells += [_number(row.numerator if row else None)]
        if is_ratio or weighted:
            cells += [_number(row.denominator if row else None)]
        rows.append(tuple(cells))
    columns, total = [_("Segment"), _("Value")], [_("The whole")]
    total.append(told(kpi, made.found.value) or _("none"))
    if is_ratio:
        columns += [_("Numerator"), _("Denominator")]
        total += [_number(made.found.numerator), _number(made.found.denominator)]
    elif weighted:
        columns.append(_("Weight"))
        total.append("")
    return Explanation(
        title=_("%(period)s: %(value)s of %(count)s")
        % {
            "period": period,
            "value": total[1],
            "count": ngettext("%(num)d segment", "%(num)d segments", len(rows))
            % {"num": len(rows)},
        },
        value=made.found.value,
        rule=over_words(kpi, weighted=weighted),
        columns=tuple(columns),
        rows=tuple(rows),
        total=tuple(total),
        notes=tuple(_whole_notes(kpi, made)),
        as_of=as_of,
    )


def _is_weighted(kpi: Kpi, made: Made) -> bool:
    rows = [row for _one, row in made.counted if row is not None and row.value is not None]
    return (
        kpi.in_time == InTime.MEAN
        and bool(rows)
        and all(row.denominator is not None for row in rows)
    )


def _told(kpi: Kpi, row: Valued | None) -> str:
    if row is None:
        return _("missing")
    if row.state == MeasurementState.NOT_APPLICABLE:
        return _("does not apply")
    return told(kpi, row.value)


def _number(value: float | None) -> str:
    return number(value) or "–"


def _whole_notes(kpi: Kpi, made: Made) -> list[str]:
    notes = []
    if made.missing:
        names = ", ".join(one.name for one in made.missing)
        said = (
            _("Without %(names)s: an estimate until they are there.")
            if kpi.partial
            else _("%(names)s is missing: without it there is no whole.")
        )
        notes.append(said % {"names": names})
    if any(row and row.state == MeasurementState.NOT_APPLICABLE for _one, row in made.counted):
        notes.append(_("What does not apply is left out."))
    return notes


def in_time_words(kpi: Kpi) -> str:
    """How values make that of a longer period."""
    return {
        InTime.SUM: _("The sum of its values."),
        InTime.MEAN: _("The plain mean of its values."),
        InTime.LAST: _("The last value that is there."),
        InTime.MIN: _("The lowest of its values."),
        InTime.MAX: _("The highest of its values."),
        InTime.RATIO: _("The numerators' sum over the denominators', times the scale; never a mean "
                        "of ratios."),
    }[InTime(kpi.in_time)]  # fmt: skip


def explain_aggregate(kpi: Kpi, one: Aggregate, name: str, calendar: Calendar) -> Explanation:
    """A longer period: its values, the latest of many, and how many of them are there."""
    is_ratio = kpi.in_time == InTime.RATIO
    columns = [_("Period"), _("Value")]
    total = [name, told(kpi, one.value) or _("none")]
    if is_ratio:
        columns += [_("Numerator"), _("Denominator")]
        total += [_number(one.found.numerator), _number(one.found.denominator)]
    listed = one.parts[-LISTED:]
    return Explanation(
        title=f"{name}: {total[1]}",
        value=one.value,
        rule=in_time_words(kpi),
        columns=tuple(columns),
        rows=tuple(_part(kpi, row, calendar, is_ratio=is_ratio) for row in listed),
        total=tuple(total),
        notes=tuple(_aggregate_notes(kpi, one, len(one.parts) - len(listed))),
        as_of=one.found.read_to or one.span.end,
    )


def _part(kpi: Kpi, row: MeasurementRow, calendar: Calendar, *, is_ratio: bool) -> tuple[str, ...]:
    cells = [period_in_full(row.starts_on, kpi.frequency, calendar), _told(kpi, row)]
    if is_ratio:
        cells += [_number(row.numerator), _number(row.denominator)]
    return tuple(cells)


def _aggregate_notes(kpi: Kpi, one: Aggregate, unlisted: int) -> list[str]:
    notes = [completeness_words(kpi, one)]
    if unlisted:
        words = ngettext(
            "%(num)d earlier value is not listed.", "%(num)d earlier values are not listed.",
            unlisted,
        )  # fmt: skip
        notes.append(words % {"num": unlisted})
    if kpi.in_time == InTime.RATIO and any(
        row.value is not None and row.numerator is None for row in one.parts
    ):
        notes.append(
            _("Values that came without numerator and denominator cannot be put together.")
        )
    return notes


def completeness_words(kpi: Kpi, one: Aggregate) -> str:
    """ "2 of 3 months"."""
    words = {
        "daily": ngettext("%(there)d of %(num)d day", "%(there)d of %(num)d days",
                          one.found.expected),
        "weekly": ngettext("%(there)d of %(num)d week", "%(there)d of %(num)d weeks",
                           one.found.expected),
        "monthly": ngettext("%(there)d of %(num)d month", "%(there)d of %(num)d months",
                            one.found.expected),
    }.get(kpi.frequency) or ngettext(
        "%(there)d of %(num)d quarter", "%(there)d of %(num)d quarters", one.found.expected
    )  # fmt: skip
    return words % {"there": one.found.present, "num": one.found.expected}


def missing_segments(made: Made) -> str:
    """ "2 of 3 entered, West is missing"."""
    there = len(made.counted) - len(made.missing)
    names = ", ".join(one.name for one in made.missing)
    words = ngettext(
        "%(there)d of %(all)d entered, %(names)s is missing",
        "%(there)d of %(all)d entered, %(names)s are missing",
        len(made.missing),
    )
    return words % {"there": there, "all": len(made.counted), "names": names}
