"""Longer periods on the page of a KPI: their picture, and the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.calendars import Calendar
from headway.core.spc import FEWEST, Stage
from headway.kpis.models import Kpi
from headway.kpis.queries.explanations.figures import explain_state
from headway.kpis.queries.explanations.parts import (
    completeness_words,
    explain_aggregate,
    in_time_words,
)
from headway.kpis.queries.known.patterns import pattern_words, patterns
from headway.kpis.queries.page.answers import answer
from headway.kpis.queries.page.pictures import Picture, target_words
from headway.kpis.queries.page.seen import Seen, seen
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.series.charts import Chart, ShownLimits
from headway.kpis.queries.series.chosen import adds_up, targets_of_part
from headway.kpis.queries.series.longer import (
    Aggregate,
    aggregates,
    is_ratio_of_values,
    longer_chart,
    longer_kpi,
)
from headway.kpis.queries.words import told as told_value
from headway.web.charts import ProcessChart
from headway.web.explanation import Explanation


@dataclass(frozen=True, slots=True)
class LongerRow:
    """One longer period in the table."""

    period: str
    told: str
    limits: ShownLimits
    why: Explanation | None
    completeness: str
    is_complete: bool
    is_running: bool
    target: str
    signals: tuple[str, ...]
    variation: str


@dataclass(frozen=True, slots=True)
class Longer:
    """The values of longer periods, the newest first in ``rows``; ``notes`` say by what they were
    put together, and how far their limits can be trusted. ``kpi`` and ``found`` are the KPI as if
    these periods were its own, and how it stands by them: ``answer`` is the page's heading then and
    ``why_state`` explains the state. ``seen`` is None without a whole one."""

    to: str
    kpi: Kpi
    found: Chart
    answer: str
    why_state: Explanation
    picture: ProcessChart
    rows: list[LongerRow]
    periods: int
    notes: list[str]
    seen: Seen | None


def longer_page(
    kpi: Kpi,
    own: Chart,
    to: str,
    calendar: Calendar,
    *,
    starts_on: Sequence[date],
    today: date,
    count: int,
) -> Longer:
    """The last ``count`` longer periods (0: all) of a chart's values. No query."""
    values = [point.measurement for point in own.points if point.measurement is not None]
    put = aggregates(kpi, values, to, calendar, today)
    one = longer_kpi(kpi, to)
    targets = targets_of_part(kpi, own.targets)
    found = longer_chart(one, put, calendar, starts_on=starts_on, targets=targets)
    picture = Picture(one, found, calendar, patterns(one, found))
    whole = picture.chart(remarks=(), rebases=(), versions=(), count=len(found.points))
    drawn = _with_parts(kpi, whole, put, picture)
    count = count or len(put)
    told = [_row(kpi, picture, at, put[at], to) for at in range(len(put))]
    why = told[found.last].why if found.last is not None else None
    return Longer(
        to=to,
        kpi=one,
        found=found,
        answer=_answer(one, found, picture, today),
        why_state=explain_state(one, found, today),
        picture=drawn.latest(count),
        rows=told[::-1][:count],
        periods=len(put),
        notes=_notes(kpi, own, found, put),
        seen=seen(one, found, picture, today, why=why),
    )


def _answer(kpi: Kpi, found: Chart, picture: Picture, today: date) -> str:
    """The heading, of the periods that the picture and the figures below it are of."""
    if found.now is None:
        return _("Too early to tell: no period is complete yet.")
    return answer(kpi, found, picture, today)


def _with_parts(
    kpi: Kpi, drawn: ProcessChart, put: Sequence[Aggregate], picture: Picture
) -> ProcessChart:
    """The picture with periods that lack values, which no limits are of."""
    points = []
    for at, (point, one) in enumerate(zip(drawn.points, put, strict=True)):
        if one.is_complete or one.value is None:
            points.append(point)
            continue
        said = _("%(period)s: %(value)s, of %(part)s") % {
            "period": picture.name(at),
            "value": told_value(kpi, one.value),
            "part": completeness_words(kpi, one),
        }
        points.append(replace(point, value=one.value, look="part", said=said))
    return replace(drawn, points=tuple(points))


def _row(kpi: Kpi, picture: Picture, at: int, one: Aggregate, to: str) -> LongerRow:
    name = period_in_full(one.span.start, to, picture.calendar)
    point, marked = picture.found.points[at], picture.patterns_at(at)
    told = marked if point.value is not None else []
    return LongerRow(
        period=name,
        told=told_value(kpi, one.value),
        limits=point.shown,
        why=explain_aggregate(kpi, one, name, picture.calendar) if one.parts else None,
        completeness=completeness_words(kpi, one),
        is_complete=one.is_complete,
        is_running=not one.is_over,
        target=target_words(kpi, point.target),
        signals=tuple(pattern_words(pattern) for pattern in told),
        variation=str(told[0].variation) if told else "common",
    )


def _notes(kpi: Kpi, own: Chart, found: Chart, put: Sequence[Aggregate]) -> list[str]:
    notes = [in_time_words(kpi)]
    if is_ratio_of_values(kpi, put):
        notes.append(
            _("Its values came without numerator and denominator: they cannot be put together.")
        )
        return notes
    whole = sum(one.is_complete and one.value is not None for one in put)
    stage = found.stretch.stage if found.stretch else Stage.NONE
    if stage is Stage.NONE:
        words = ngettext(
            "%(num)d complete period is too few for limits; from %(fewest)d on there are some.",
            "%(num)d complete periods are too few for limits; from %(fewest)d on there are some.",
            whole,
        )
        notes.append(words % {"num": whole, "fewest": FEWEST})
    else:
        notes.append(_("Limits are of complete periods alone, and their signals open no response."))
    notes.append(_("The response is to the KPI’s own periods; all else is of the longer ones."))
    if adds_up(kpi) and any(not target.ends for target in own.targets):
        notes.append(_("The target is one of the KPI's own periods and is not drawn here."))
    return notes
