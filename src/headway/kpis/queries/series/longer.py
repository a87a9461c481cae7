"""The values of a KPI put together to longer periods of the organisation's calendar."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from headway.core.calendars import STEPS, Calendar, Span, rank, span_of
from headway.core.measurements import InTime as PutTogether
from headway.core.measurements import in_time
from headway.core.spc import Form
from headway.core.spc.forms import SEASONAL
from headway.kit.problems import InvalidInput
from headway.kpis.models import InTime, Kpi
from headway.kpis.queries.series.charts import Chart, MeasurementRow, TargetRow, judged
from headway.kpis.queries.series.segments import measured

_IN_A_YEAR = {"monthly": 12, "quarterly": 4, "yearly": 1}
"""Periods whose number in a year is always the same."""
_LONG_AGO = datetime(1800, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A longer period: its value, of ``parts``, and of how many of those expected. ``is_over``:
    whether it has ended."""

    found: PutTogether
    parts: tuple[MeasurementRow, ...]
    is_over: bool

    @property
    def span(self) -> Span:
        return self.found.period

    @property
    def value(self) -> float | None:
        return self.found.value

    @property
    def is_complete(self) -> bool:
        """Whether all of its values are there."""
        return self.found.present == self.found.expected


def longer(frequency: str) -> list[str]:
    """The periods that values of a frequency can be put together to.

    >>> longer("monthly")
    ['quarterly', 'yearly']
    """
    return [str(step) for step in STEPS[rank(frequency) + 1 :]]


def check_longer(kpi: Kpi, to: str) -> str:
    """The wanted period. Raises InvalidInput for one that is no longer than the KPI's own."""
    fitting = longer(kpi.frequency)
    if to not in fitting:
        words = _("Choose a longer period than the KPI's own: %(longer)s.")
        none = _("there is none")
        raise InvalidInput.on("to", words % {"longer": ", ".join(fitting) or none}, code="shorter")
    return to


def aggregates(
    kpi: Kpi, rows: Sequence[MeasurementRow], to: str, calendar: Calendar, today: date
) -> list[Aggregate]:
    """Oldest first, gaps included. All of a longer period's values are expected, those still to
    come and those before the KPI began among them, as in a formula of longer periods. No query."""
    found = in_time(
        [measured(row.starts_on, row) for row in rows],
        how=kpi.in_time,
        cadence=kpi.frequency,
        to=to,
        calendar=calendar,
        scale=kpi.scale,
    )
    parts: dict[date, list[MeasurementRow]] = {}
    for row in rows:
        end = span_of(row.starts_on, kpi.frequency, calendar).end
        parts.setdefault(span_of(end, to, calendar).start, []).append(row)
    return [
        Aggregate(one, tuple(parts.get(one.period.start, ())), one.period.end < today)
        for one in found
    ]


def longer_kpi(kpi: Kpi, to: str) -> Kpi:
    """The KPI as if it had a value in each longer period, for its words and limits. Never saved."""
    one = copy(kpi)
    one.frequency = to
    one.form, one.season = _form(kpi, to)
    return one


def _form(kpi: Kpi, to: str) -> tuple[str, int]:
    """What limits of the longer periods follow: a season where whole periods of it are left."""
    if kpi.form not in SEASONAL:
        return kpi.form, kpi.season
    own, wanted = _IN_A_YEAR.get(kpi.frequency), _IN_A_YEAR.get(to)
    if own and wanted and not kpi.season * wanted % own and kpi.season * wanted // own > 1:
        return kpi.form, kpi.season * wanted // own
    return str(Form.LEVEL), kpi.season


def longer_chart(
    kpi: Kpi,
    found: Sequence[Aggregate],
    calendar: Calendar,
    *,
    starts_on: Sequence[date],
    targets: Sequence[TargetRow],
) -> Chart:
    """The chart of aggregates. ``kpi``: that of :func:`longer_kpi`. Limits are of complete periods
    alone; one that lacks values is a gap. No query."""
    return judged(
        kpi,
        calendar,
        measurements=[_row(one) for one in found],
        starts_on=starts_on,
        targets=targets,
    )


def _row(one: Aggregate) -> MeasurementRow:
    last = one.parts[-1] if one.parts else None
    return MeasurementRow(
        starts_on=one.span.start,
        value=one.value if one.is_complete else None,
        numerator=one.found.numerator,
        denominator=one.found.denominator,
        state="final",
        reason="",
        origin="derived",
        revision=1,
        person_name=None,
        entered_at=last.entered_at if last else _LONG_AGO,
    )


def is_ratio_of_values(kpi: Kpi, found: Sequence[Aggregate]) -> bool:
    """Whether nothing can be put together, as the values of a ratio came without its numbers."""
    return kpi.in_time == InTime.RATIO and all(one.value is None for one in found)
