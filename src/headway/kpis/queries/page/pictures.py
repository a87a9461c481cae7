"""A KPI's chart as it is drawn, with all its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.core.levels import word_at
from headway.core.spc import Stage
from headway.kpis.models import Kpi, MeasurementState
from headway.kpis.queries.known.patterns import TONES, Pattern, pattern_words
from headway.kpis.queries.known.records import AnnotationRow, RebaseRow, VersionRow
from headway.kpis.queries.page.decimals import places_on_page, value_at_limit
from headway.kpis.queries.periods import axis_name, begins_year, count_of_periods, period_name
from headway.kpis.queries.series.charts import Chart, Point, TargetRow
from headway.kpis.queries.words import limit_places, shown, stage_words, told
from headway.web.charts import Call, Flag, ProcessChart, ProcessPoint, Stretch
from headway.web.formats import number

TRUST = {
    str(MeasurementState.ESTIMATED): "estimate",
    str(MeasurementState.NOT_APPLICABLE): "na",
}
"""How the chart names the states of values that it marks."""
_UNTOLD = ProcessPoint(name="", said="", value=None)


class Picture:
    """Draws one KPI's chart; the words of its parts are the same in the table behind it."""

    def __init__(
        self, kpi: Kpi, found: Chart, calendar: Calendar, marked: Sequence[Pattern]
    ) -> None:
        self.kpi = kpi
        self.found = found
        self.calendar = calendar
        self.marked = marked
        self.places = places_on_page(kpi, found)
        self._by_place: dict[int, list[Pattern]] = {}
        for pattern in marked:
            for at in range(pattern.first, pattern.last + 1):
                self._by_place.setdefault(at, []).append(pattern)

    def name(self, at: int) -> str:
        """A period's name."""
        return period_name(self.found.points[at].span.start, self.kpi.frequency, self.calendar)

    def patterns_at(self, at: int) -> list[Pattern]:
        """Those a point belongs to."""
        return self._by_place.get(at, [])

    def chart(
        self,
        *,
        remarks: Sequence[AnnotationRow],
        rebases: Sequence[RebaseRow],
        versions: Sequence[VersionRow],
        count: int,
    ) -> ProcessChart:
        """The last ``count`` periods. Of the others nothing is told."""
        points = self.found.points
        first = max(len(points) - count, 0)
        told = (self._point(at, points[at]) for at in range(first, len(points)))
        whole = ProcessChart(
            points=(*[_UNTOLD] * first, *told),
            stretches=tuple(self._stretches()),
            words=summary(self),
            calls=tuple(self._calls()),
            flags=tuple(self._flags(remarks, rebases, versions)),
            moves=tuple(self._moves()),
            places=self.places,
            names=tuple((float(score), str(name)) for name, score in self.kpi.levels),
        )
        return whole.latest(count)

    def _point(self, at: int, point: Point) -> ProcessPoint:
        mine = self.patterns_at(at) if point.value is not None else []
        outside = [one for one in mine if not one.is_run]
        chosen = outside or mine
        target = point.target
        return ProcessPoint(
            name=axis_name(point.span, self.kpi.frequency, self.calendar),
            said=self._said(at, point, mine),
            value=point.value,
            centre=point.shown.centre,
            lower=point.shown.lower,
            upper=point.shown.upper,
            low=target.low if target else None,
            high=target.high if target else None,
            look="lim" if outside else "run" if mine else "",
            tone=TONES[chosen[0].variation] if chosen else "bad",
            day=point.span.start.isoformat(),
            trust=TRUST.get(point.measurement.state, "") if point.measurement else "",
            begins_year=begins_year(point.span, self.kpi.frequency),
        )

    def _said(self, at: int, point: Point, mine: Sequence[Pattern]) -> str:
        if point.value is None:
            row = point.measurement
            said = [_("no value")]
            if row and row.state == MeasurementState.NOT_APPLICABLE:
                said = [_("does not apply"), *filter(None, [row.reason])]
            return f"{self.name(at)}: {', '.join(said)}"
        said = [told(self.kpi, point.value)]
        if point.measurement and point.measurement.state == MeasurementState.ESTIMATED:
            said.append(_("an estimate"))
        said += [pattern_words(one) for one in mine]
        return f"{self.name(at)}: {', '.join(said)}"

    def _stretches(self) -> Iterator[Stretch]:
        for stretch in self.found.stretches:
            own = self.found.points[stretch.first : stretch.baseline]
            values = sum(point.value is not None for point in own)
            periods = count_of_periods(values, self.kpi.frequency)
            is_there = stretch.stage is not Stage.NONE
            yield Stretch(
                first=stretch.first,
                end=stretch.end,
                baseline=stretch.baseline if is_there else stretch.first,
                words=stage_words(stretch.stage, stretch.points, periods) if is_there else "",
                is_trial=stretch.stage is Stage.TRIAL,
            )

    def _calls(self) -> Iterator[Call]:
        """Of neighbours outside the same limit the last is named: many labels would hide them."""
        outside = {(one.last, one.side) for one in self.marked if not one.is_run}
        for pattern in self.marked:
            if not pattern.is_run and (pattern.last + 1, pattern.side) in outside:
                continue
            words = pattern_words(pattern)
            if not pattern.is_run:
                value = value_at_limit(self.kpi, self.found.points[pattern.last], self.places)
                words = f"{value} {words}, {self.name(pattern.last)}"
            yield Call(
                first=pattern.first,
                last=pattern.last,
                side=pattern.side,
                words=words,
                is_run=pattern.is_run,
                tone=TONES[pattern.variation],
            )

    def _flags(
        self,
        remarks: Sequence[AnnotationRow],
        rebases: Sequence[RebaseRow],
        versions: Sequence[VersionRow],
    ) -> Iterator[Flag]:
        for row in remarks:
            if (at := self.place_of(row.starts_on)) is not None:
                yield Flag(at, row.text)
        for made in rebases:
            at = self.place_of(made.starts_on)
            if made.undone_at is None and at is not None:
                yield Flag(at, _("New limits: %(why)s") % {"why": _short(made.reason)}, True)
        for version in versions:
            at = self.place_of(version.effective_on)
            if version.breaks and at is not None:
                words = _("New formula, version %(number)d") % {"number": version.number}
                yield Flag(at, words, True)

    def _moves(self) -> Iterator[tuple[int, str]]:
        before: TargetRow | None = None
        for at, point in enumerate(self.found.points):
            target = point.target
            if at and target is not None and before is not None and target.id != before.id:
                yield at, target_move(self.kpi, before, target)
            before = target

    def place_of(self, day: date) -> int | None:
        """The place of the period a day lies in; None outside the chart."""
        for at, point in enumerate(self.found.points):
            if point.span.start <= day <= point.span.end:
                return at
        return None


def _short(text: str) -> str:
    return text if len(text) <= 48 else f"{text[:47].rstrip()}…"


class InAMeasure(Protocol):
    """A KPI, or its row."""

    @property
    def measure(self) -> str: ...
    @property
    def levels(self) -> Sequence[Sequence[Any]]: ...
    @property
    def former_levels(self) -> Sequence[Sequence[Any]]: ...


def target_words(kpi: InAMeasure, target: TargetRow | None) -> str:
    """ "At least 95 %", "30 to 50 h"; empty without one."""
    if target is None or target.ends:
        return ""
    if kpi.levels:
        return _words_wanted(kpi, target)
    if target.low is not None and target.high is not None:
        return _("%(low)s to %(high)s") % {
            "low": number(target.low),
            "high": shown(target.high, kpi.measure, None),
        }
    if target.low is not None:
        return _("at least %(value)s") % {"value": shown(target.low, kpi.measure, None)}
    return _("at most %(value)s") % {"value": shown(target.high, kpi.measure, None)}


def _words_wanted(kpi: InAMeasure, target: TargetRow) -> str:
    """A target of a KPI in words: the level itself, or the score of one between two."""
    levels = [*kpi.levels, *kpi.former_levels]
    low, high = (
        None if value is None else word_at(levels, value) or number(value)
        for value in (target.low, target.high)
    )
    if low is not None and high is not None:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    words = _("at least %(value)s") if low is not None else _("at most %(value)s")
    return words % {"value": low or high}


def target_move(kpi: Kpi, before: TargetRow, after: TargetRow) -> str:
    """A change of target in a sentence."""
    words = _("Target %(before)s, then %(after)s. %(why)s %(who)s") % {
        "before": target_words(kpi, before),
        "after": target_words(kpi, after),
        "why": after.why,
        "who": after.author_name or "",
    }
    return words.strip()


def summary(picture: Picture) -> str:
    """What the chart shows, for those who do not see it."""
    kpi, found = picture.kpi, picture.found
    now = found.now
    if now is None or found.last is None:
        return _("No value yet.")
    places = limit_places(kpi.decimals, found.limits_now)
    said = [
        _("Process behaviour chart, %(periods)s. The last value is %(value)s, in %(period)s.")
        % {
            "periods": count_of_periods(len(found.points), kpi.frequency),
            "value": told(kpi, now.value),
            "period": picture.name(found.last),
        }
    ]
    if now.centre is not None:
        said.append(
            _("Centre %(centre)s, limits %(lower)s to %(upper)s.")
            % {
                "centre": number(now.shown.centre, places),
                "lower": number(now.shown.lower, places),
                "upper": shown(now.shown.upper, kpi.measure, places),
            }
        )
    if now.target is not None:
        said.append(_("Target %(target)s.") % {"target": target_words(kpi, now.target)})
    for pattern in picture.marked[-3:]:
        words = _("%(pattern)s, up to %(period)s.")
        said.append(
            words % {"pattern": pattern_words(pattern), "period": picture.name(pattern.last)}
        )
    return " ".join(said)
