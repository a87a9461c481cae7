"""The coach's desk: units × habits, why each may need the coach, in the order of need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.coaching.queries.figure_words import Cell, cell, explain_composite
from headway.coaching.queries.help import waiting_since
from headway.coaching.queries.lint import debt
from headway.coaching.queries.naming import Names, Said
from headway.coaching.queries.reading import Practised, read_practice, with_desk
from headway.coaching.queries.units import PracticeUnit, practice_units
from headway.coaching.queries.windows import Span, Windows, windows_of
from headway.core.practice import (
    METRICS,
    Code,
    Composite,
    Figure,
    Maturity,
    Metric,
    Need,
    Stage,
    Trend,
    UnitFacts,
    Window,
    composite,
    maturity,
    measure,
    need,
    reasons,
    trend,
)
from headway.core.practice.maturity import STAGES
from headway.core.spc.limits import median_of
from headway.okrs.queries.cycles import CycleRow, list_cycles
from headway.people.access import Actor
from headway.web.explanation import Explanation
from headway.web.formats import count_at_start, count_word

OPENED = 12
"""Of so many units every number opens where it stands; of more, on the page of the unit."""


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A unit on the desk. ``mean`` and its explanation are there when the composite was asked
    for."""

    unit: PracticeUnit
    figures: Mapping[Metric, Figure]
    before: Mapping[Metric, Figure]
    cells: tuple[Cell, ...]
    said: tuple[Said, ...]
    need: Need
    maturity: Maturity
    is_coached: bool
    mean: Composite | None = None
    mean_explanation: Explanation | None = None

    @property
    def stage(self) -> str:
        """The stage in a word."""
        return _(STAGES[self.maturity.stage][0])

    @property
    def weak(self) -> tuple[str, ...]:
        """Its habits that are poor, and those to watch, by name: where the table does not fit, and
        where nothing is told of as a reason."""
        words = (("off", _("Poor: %(habits)s")), ("watch", _("Watch: %(habits)s")))
        found = []
        for tone, said in words:
            names = [_(METRICS[one.metric].title) for one in self.cells if one.tone == tone]
            if names:
                found.append(said % {"habits": ", ".join(names)})
        return tuple(found)

    @property
    def trends(self) -> Mapping[Metric, Trend]:
        return {one.metric: one.trend for one in self.cells}


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk: rows in the order of need; ``without`` are units that have nothing to measure.
    ``units`` are all that were looked at."""

    rows: tuple[DeskRow, ...]
    without: tuple[PracticeUnit, ...]
    windows: Windows
    cycle: CycleRow | None
    more: bool
    left_out: int
    today: date
    units: tuple[PracticeUnit, ...]

    @property
    def in_need(self) -> list[DeskRow]:
        return [row for row in self.rows if not row.need.runs_well]

    @property
    def answer(self) -> str:
        """The heading: who first, who next, and how many run well."""
        return _answer(self)

    @property
    def median_weekly(self) -> int | None:
        """The median of the units' weeklies, in whole minutes; None without any."""
        found = [row.figures[Metric.WEEKLY].value for row in self.rows]
        known = [value for value in found if value is not None]
        return round(median_of(known)) if known else None


def read_desk(
    actor: Actor,
    *,
    below: str,
    span: Span,
    cycle: CycleRow | None,
    today: date,
    with_mean: bool = False,
) -> Desk:
    """The desk of what the actor sees. About forty queries, however many units."""
    units = practice_units(actor, below)
    windows = windows_of(span, list_cycles(actor), cycle, today)
    read = read_practice(actor, [one.id for one in units.rows], windows, today)
    facts = _facts(actor, read, units.rows, cycle, today)
    known = [one for one in units.rows if _is_told_of(facts[one.id])]
    names = Names(actor, read)
    rows = [
        desk_row(
            actor, one, facts[one.id], windows, names,
            opened=len(known) <= OPENED, with_mean=with_mean,
        )
        for one in known
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.need.rank, _gravest(row), row.unit.name.casefold()))
    without = tuple(one for one in units.rows if not _is_told_of(facts[one.id]))
    return Desk(tuple(rows), without, windows, cycle, units.more, read.left_out, today, units.rows)


def _facts(
    actor: Actor,
    read: Practised,
    units: Sequence[PracticeUnit],
    cycle: CycleRow | None,
    today: date,
) -> dict[int, UnitFacts]:
    found = debt(actor, units, cycle.id if cycle else None, today)
    return with_desk(
        read,
        asked_on=waiting_since(actor, [one.id for one in units]),
        findings=found.counts,
        reviewed=found.reviewed,
    )


def _is_told_of(facts: UnitFacts) -> bool:
    return bool(
        facts.goals or facts.weeklies or facts.retrospectives or facts.signals or facts.asked_on
    )


def desk_row(
    actor: Actor,
    unit: PracticeUnit,
    facts: UnitFacts,
    windows: Windows,
    names: Names,
    *,
    opened: bool,
    with_mean: bool = False,
    series: Sequence[dict[Metric, Figure]] = (),
) -> DeskRow:
    """One unit measured, where that is not done yet (``series``, of this window and those before).
    No query."""
    now, before = (series or measured(facts, windows.all[:2]))[:2]
    why = reasons(facts, now, windows.now)
    mean = composite(now.values()) if with_mean else None
    return DeskRow(
        unit=unit,
        figures=now,
        before=before,
        cells=tuple(
            cell(one, before[metric], trend(one, before[metric]), windows.now, opened=opened)
            for metric, one in now.items()
        ),
        said=tuple(names.said(one) for one in why),
        need=need(now.values(), asked=facts.asked_on is not None),
        maturity=maturity(now, before),
        is_coached=unit.id in actor.coached_unit_ids,
        mean=mean,
        mean_explanation=explain_composite(mean, now, windows.now.end) if mean else None,
    )


def measured(facts: UnitFacts, windows: Sequence[Window]) -> list[dict[Metric, Figure]]:
    """A unit in each of these windows, the latest first; of open findings no past is known."""
    now, *past = (measure(facts, window) for window in windows)
    return [now, *(one | {Metric.LINT: Figure(Metric.LINT, None)} for one in past)]


def _gravest(row: DeskRow) -> int:
    """The place of its gravest reason; behind all others without one."""
    codes = list(Code)
    return codes.index(row.said[0].code) if row.said else len(codes)


def _answer(desk: Desk) -> str:
    total, well = len(desk.rows), len(desk.rows) - len(desk.in_need)
    if not total:
        return _("No unit of yours has objectives or meetings yet.")
    first = [row.unit.name for row in desk.in_need[:2]]
    if not first:
        if total == 1:
            return _("%(unit)s runs well on its own.") % {"unit": desk.rows[0].unit.name}
        words = _("All %(count)s units run well on their own.")
        return words % {"count": count_word(total)}
    if total == 1:
        why = desk.rows[0].said
        reason = f" {why[0].text}." if why and not why[0].text.endswith("?") else ""
        return _("%(unit)s needs its coach.") % {"unit": first[0]} + reason
    lead = (
        _("%(first)s first, then %(second)s.") % {"first": first[0], "second": first[1]}
        if len(first) == 2
        else _("%(first)s first.") % {"first": first[0]}
    )
    if not well:
        return f"{lead} " + _("None of %(total)s units runs well on its own.") % {
            "total": count_word(total)}  # fmt: skip
    rest = ngettext(
        "%(well)s of %(total)s units runs well on its own.",
        "%(well)s of %(total)s units run well on their own.",
        well,
    )
    return f"{lead} " + rest % {"well": count_at_start(well), "total": count_word(total)}


def stage_words(stage: Stage) -> tuple[str, str]:
    """A stage's name and what it means."""
    name, meaning = STAGES[stage]
    return _(name), _(meaning)
