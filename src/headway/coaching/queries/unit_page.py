"""The practice of one unit: every metric over time, what to do, and the things themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from headway.coaching.queries.desk import DeskRow, desk_row, measured, stage_words
from headway.coaching.queries.figure_words import advice_words, rule_words, written
from headway.coaching.queries.help import waiting_since
from headway.coaching.queries.lint import debt_of_unit
from headway.coaching.queries.naming import Names, Said
from headway.coaching.queries.parties import Coach, own_coaches
from headway.coaching.queries.reading import read_practice, with_desk
from headway.coaching.queries.units import practice_unit
from headway.coaching.queries.windows import Span, Windows, windows_of
from headway.core.practice import HABITS, METRICS, Figure, Metric
from headway.core.practice.maturity import Hold
from headway.okrs.queries.cycles import CycleRow, list_cycles
from headway.people.access import Actor
from headway.rituals.queries.agreed import AgreedRow
from headway.rituals.queries.findings import FindingRow
from headway.web.formats import short_day

LOOKED_BACK = {Span.DAYS: 6, Span.CYCLE: 6, Span.CYCLES: 2}
"""Windows that a metric is drawn over."""

_MOST = {"share": 1.0, "ratio": 3.0, "score": 1.0, "minutes": 30.0}


@dataclass(frozen=True, slots=True)
class MetricPart:
    """A metric of the unit: where it stands, the rule, what to do, and its values over time as
    (name of the window, value, as written), the oldest first."""

    metric: Metric
    title: str
    formula: str
    rule: str
    todo: str
    columns: tuple[tuple[str, float | None, str], ...]
    aim: float
    most: float

    @property
    def is_drawn(self) -> bool:
        """Whether two values at least are known."""
        return sum(value is not None for _name, value, _text in self.columns) > 1


@dataclass(frozen=True, slots=True)
class HabitLine:
    """A habit in words."""

    title: str
    keeps: str
    hold: Hold


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Everything about a unit's practice."""

    row: DeskRow
    parts: tuple[MetricPart, ...]
    habits: tuple[HabitLine, ...]
    stage: tuple[str, str]
    findings: Sequence[FindingRow]
    agreed: Sequence[AgreedRow]
    coaches: Sequence[Coach]
    windows: Windows

    @property
    def answer(self) -> str:
        """The heading: what it needs most, or that it runs well."""
        name, said = self.row.unit.name, self.row.said
        if self.row.need.runs_well and not said:
            return _("%(unit)s runs well on its own.") % {"unit": name}
        if self.row.need.runs_well:
            words = _("%(unit)s runs well on its own. To look at: %(reason)s")
            return words % {"unit": name, "reason": _ended(said[0])}
        if not said:
            return _("%(unit)s needs its coach.") % {"unit": name}
        return f"{name}: {_ended(said[0])}"


def _ended(said: Said) -> str:
    return said.text if said.text.endswith("?") else f"{said.text}."


def read_unit(
    actor: Actor, unit_id: int, *, span: Span, cycle: CycleRow | None, today: date
) -> UnitPage:
    """A unit whose practice the actor sees. About forty queries. Raises NotFound."""
    unit = practice_unit(actor, unit_id)
    windows = windows_of(span, list_cycles(actor), cycle, today, count=LOOKED_BACK[span])
    read = read_practice(actor, [unit_id], windows, today)
    found, findings = debt_of_unit(actor, unit, cycle.id if cycle else None, today)
    facts = with_desk(
        read,
        asked_on=waiting_since(actor, [unit_id]),
        findings=found.counts,
        reviewed=found.reviewed,
    )[unit_id]
    series = measured(facts, windows.all)
    row = desk_row(actor, unit, facts, windows, Names(actor, read), opened=True, series=series)
    return UnitPage(
        row=row,
        parts=tuple(_part(metric, series, windows) for metric in METRICS),
        habits=tuple(
            HabitLine(_(habit.title), _(habit.keeps), row.maturity.habits[habit.key])
            for habit in HABITS
        ),
        stage=stage_words(row.maturity.stage),
        findings=findings,
        agreed=read.met.agreed.get(unit_id, ()),
        coaches=own_coaches([unit_id]).get(unit_id, ()),
        windows=windows,
    )


def _part(metric: Metric, series: Sequence[dict[Metric, Figure]], windows: Windows) -> MetricPart:
    shape = METRICS[metric]
    low, high = shape.green
    columns = tuple(
        (short_day(window.end), figures[metric].value, written(figures[metric]) or "–")
        for figures, window in zip(reversed(series), reversed(windows.all), strict=True)
    )
    return MetricPart(
        metric=metric,
        title=_(shape.title),
        formula=_(shape.formula),
        rule=rule_words(metric),
        todo=advice_words(series[0][metric]),
        columns=columns,
        aim=(low if low is not None else high) or 0.0,
        most=_MOST[shape.counted_in],
    )
