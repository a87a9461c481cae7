"""The report of a cycle: one printable page beside the cycles before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from headway.okrs.models import Phase
from headway.okrs.queries.cycle_report import CycleReport, Figure, cycle_report
from headway.okrs.queries.doors import get_cycle
from headway.okrs.views.cycle_page import cycle_on
from headway.okrs.views.cycle_words import report_heading
from headway.okrs.views.request import actor_of, scope_of
from headway.people.access import organisation_of
from headway.web.formats import percent, score, signed
from headway.web.render import render

Written = Callable[[float | None], str]


@dataclass(frozen=True, slots=True)
class Line:
    """How a figure is named and written, what its aim is, and the value at the top of its chart."""

    name: str
    title: Any
    aim_words: Any
    written: Written
    aim: float | None = None
    most: float = 1.0
    drawn: bool = True

    def values(self, report: CycleReport) -> tuple[tuple[str, float | None, str], ...]:
        """What its chart draws."""
        return tuple(
            (_short(column.cycle.name), found.value, self.written(found.value))
            for column, found in zip(report.columns, self.figures(report), strict=True)
        )

    def figures(self, report: CycleReport) -> list[Figure]:
        return report.figure(self.name)


def _bias(value: float | None) -> str:
    return signed(value, 2)


LINES = (
    Line("objective_mean", _("Mean of objectives"), _("read with how they lie"), score,
         drawn=False),
    Line("key_result_mean", _("Mean of key results"), _("read with how they lie"), score,
         drawn=False),
    Line("at_zero", _("At exactly 0"), "", percent, drawn=False),
    Line("at_one", _("At exactly 1"), "", percent, drawn=False),
    Line("kept", _("Committed objectives kept"), _("all"), percent, aim=1.0),
    Line("aspirational", _("Aspirational objectives, mean"), _("0.7 of many"), score, aim=0.7),
    Line("check_in_rate", _("Check-ins on time"), _("90 %"), percent, aim=0.9),
    Line("carried", _("Key results carried over as they are"), _("20 % at most"), percent,
         aim=0.2, most=0.5),
    Line("change_rate", _("Key results with a goal-post change"), _("10 % at most"), percent,
         aim=0.1, most=0.5),
    Line("brier", _("Confidence, Brier score"), _("0.25 by always 5"), score, aim=0.25, most=0.5),
    Line("bias", _("Confidence, bias"), _("0 is unbiased"), _bias, drawn=False),
)  # fmt: skip


def _short(name: str) -> str:
    """Names of cycles below narrow columns: "Aut 26" of "Autumn 2026", "Q4 26" of "Q4 2026"."""
    first, _space, last = name.partition(" ")
    if last.isdigit() and len(last) == 4:
        return f"{first[:3]} {last[2:]}"
    return name[:8]


@require_safe
def detail(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """How do we do, cycle by cycle?"""
    actor, scope = actor_of(request), scope_of(request)
    get_cycle(actor, cycle_id)
    cycle = cycle_on(actor, scope, cycle_id)
    report = cycle_report(
        actor,
        cycle,
        scope.unit.path if scope.unit else "",
        as_of=scope.as_of,
        today=scope.today,
    )
    where = scope.unit.name if scope.unit else organisation_of(request).name
    return render(
        request,
        "okrs/cycle_report.html",
        {
            "cycle": cycle,
            "heading": report_heading(report, cycle, where),
            "report": report,
            "lines": LINES,
            "phases": dict(Phase.choices),
            "today": scope.as_of,
            "kept_day": scope.kept_day,
        },
    )
