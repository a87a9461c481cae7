"""The segments of a KPI side by side: the last value of each, its own limits and signal, and its
share of the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.core.measurements import shares
from headway.core.rounding import percents
from headway.core.spc import Form, Stage, Variation
from headway.kit.problems import NotFound
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.explanations.parts import explain_whole, missing_segments
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.series.charts import (
    Chart,
    MeasurementRow,
    TargetRow,
    baseline_starts,
    judged,
    targets_of,
)
from headway.kpis.queries.series.chosen import measurements_by_series, targets_of_part
from headway.kpis.queries.series.segments import Made, Segment, SeriesOf, series_of, whole_at
from headway.kpis.queries.words import limit_places, shown, variation_words
from headway.people.access import Actor
from headway.web.charts import ProcessSpark
from headway.web.explanation import Explanation
from headway.web.formats import percent

RECENT = 26
"""Values of a small chart."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment, how its own series stands, and its share of the whole in the whole's last period,
    ``percent`` as it is written, empty without one: all of them add up to 100 %.
    ``is_missing`` where the others have a value that it lacks."""

    id: int
    key: str
    name: str
    position: int
    since: date | None
    archived_at: datetime | None
    starts_on: date | None
    value: float | None
    share: float | None
    percent: str
    variation: Variation
    stage: Stage
    centre: float | None
    lower: float | None
    upper: float | None
    is_missing: bool
    spark: ProcessSpark
    told: str
    period: str
    words: str


@dataclass(frozen=True, slots=True)
class Segmented:
    """All segments, the whole they made last, and what is missing of the latest period."""

    rows: list[SegmentRow] = field(default_factory=list)
    made: Made | None = None
    made_on: date | None = None
    missing: str = ""
    explanation: Explanation | None = None


def segmented(
    kpi: Kpi,
    series: SeriesOf,
    *,
    targets: Sequence[TargetRow],
    starts_on: Sequence[date],
    calendar: Calendar,
    today: date,
) -> Segmented:
    """One query, none without segments."""
    if not series.segments:
        return Segmented()
    values = measurements_by_series(kpi.pk)
    by_day = _by_day(values)
    latest = max(by_day, default=None)
    made_on, made = _last_made(kpi, series, by_day)
    now = whole_at(kpi, series.segments, by_day[latest], latest) if latest else None
    missing = {one.id for one in now.missing} if now else set()
    part_targets = targets_of_part(kpi, targets)
    part_of = shares(made.values, how=kpi.in_time) if made else {}
    written = dict(zip(part_of, percents(list(part_of.values())), strict=True))
    rows = [
        _row(
            kpi,
            one,
            judged(
                kpi,
                calendar,
                measurements=values.get(one.id, ()),
                starts_on=starts_on,
                targets=part_targets,
            ),
            calendar,
            share=part_of.get(one.key),
            percent=percent(written[one.key] / 100) if one.key in written else "",
            is_missing=one.id in missing,
        )
        for one in series.segments
    ]
    words = ""
    if now is not None and latest is not None and now.missing:
        name = period_name(latest, kpi.frequency, calendar)
        words = _("%(period)s: %(missing)s") % {"period": name, "missing": missing_segments(now)}
    explanation = None
    if made is not None and made_on is not None:
        name = period_name(made_on, kpi.frequency, calendar)
        explanation = explain_whole(kpi, made, name, today)
    return Segmented(rows, made, made_on, words, explanation)


def segment_rows(actor: Actor, kpi: Kpi, today: date) -> list[SegmentRow]:
    """The segments of a KPI by themselves, archived ones too. Six queries."""
    return _of_kpi(actor, kpi, today).rows


def whole_explained(actor: Actor, kpi: Kpi, today: date) -> Explanation:
    """How the last whole was made. Raises NotFound where none was. Six queries."""
    found = _of_kpi(actor, kpi, today).explanation
    if found is None:
        raise NotFound(_("Nothing of this KPI is made of segments yet."))
    return found


def _of_kpi(actor: Actor, kpi: Kpi, today: date) -> Segmented:
    return segmented(
        kpi,
        series_of([kpi.pk])[kpi.pk],
        targets=targets_of(kpi.pk),
        starts_on=baseline_starts(kpi),
        calendar=calendar_of(actor.organisation_id),
        today=today,
    )


def _by_day(
    values: Mapping[int, Sequence[MeasurementRow]],
) -> dict[date, dict[int, MeasurementRow]]:
    found: dict[date, dict[int, MeasurementRow]] = {}
    for series_id, rows in values.items():
        for row in rows:
            found.setdefault(row.starts_on, {})[series_id] = row
    return found


def _last_made(
    kpi: Kpi, series: SeriesOf, by_day: Mapping[date, Mapping[int, MeasurementRow]]
) -> tuple[date | None, Made | None]:
    """The latest period of which there is a whole."""
    for day in sorted(by_day, reverse=True):
        made = whole_at(kpi, series.segments, by_day[day], day)
        if made.found.value is not None:
            return day, made
    return None, None


def _row(
    kpi: Kpi,
    one: Segment,
    found: Chart,
    calendar: Calendar,
    *,
    share: float | None,
    percent: str,
    is_missing: bool,
) -> SegmentRow:
    now, stretch = found.now, found.stretch
    stage = stretch.stage if stretch else Stage.NONE
    return SegmentRow(
        id=one.id,
        key=one.key,
        name=one.name,
        position=one.position,
        since=one.since,
        archived_at=one.archived_at,
        starts_on=now.span.start if now else None,
        value=now.value if now else None,
        share=share,
        percent=percent,
        variation=found.judged.variation,
        stage=stage,
        centre=now.shown.centre if now else None,
        lower=now.shown.lower if now else None,
        upper=now.shown.upper if now else None,
        is_missing=is_missing,
        spark=_spark(kpi, found),
        told=shown(now.value, kpi.measure, kpi.decimals) if now else "",
        period=period_name(now.span.start, kpi.frequency, calendar) if now else "",
        words=_words(found, stage),
    )


def _words(found: Chart, stage: Stage) -> str:
    if found.now is None:
        return _("No value yet")
    if stage is Stage.NONE:
        return _("Too few values")
    if stage is Stage.TRIAL:
        return _("Trial limits")
    return variation_words(found.judged.variation)


def _spark(kpi: Kpi, found: Chart) -> ProcessSpark:
    """The last values between their limits."""
    values, stretch, now = found.values[-RECENT:], found.stretch, found.now
    is_fitted = stretch is not None and stretch.fitted is not None
    is_level = is_fitted and kpi.form == Form.LEVEL
    lower, centre, upper = now.shown if is_fitted and now else (None, None, None)
    band = () if is_level else tuple(point.shown for point in found.points[-RECENT:])
    look = {Variation.WORSENING: "worse", Variation.IMPROVING: "better"}
    since = len(found.points) - stretch.first if is_level and stretch else 0
    return ProcessSpark(
        values=tuple(values),
        limited=min(since, len(values)),
        lower=lower,
        centre=centre,
        upper=upper,
        band=band if any(one.centre is not None for one in band) else (),
        look=look.get(found.judged.variation, ""),
        measure=kpi.measure,
        places=limit_places(kpi.decimals, found.limits_now),
    )
