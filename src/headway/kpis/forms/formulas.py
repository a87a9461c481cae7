"""The formula in the form of a KPI: its names, what they stand for, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from headway.core.errors import FormulaError
from headway.core.formulas import parse
from headway.kit.problems import FieldError, Problem
from headway.kpis.actions.formulas import bind
from headway.kpis.models import Frequency, Kpi, Missing
from headway.kpis.queries.choices import KpiChoices
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.series.computing import (
    computations_of,
    input_kpis_named,
    last_days,
    suggested,
)
from headway.kpis.queries.words import in_measure, shown
from headway.people.access import Actor
from headway.web.choosing import Finder, finder
from headway.web.posted import Posted

PREFIX = "input-"
"""What begins the name of a field that says which KPI a name stands for."""
LAST = 5
"""Periods of which the form shows what they would come to."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a formula means as it stands in the form: a ``finder`` for each of its ``names``, what
    is wrong, its unit, and ``rows`` of period, value, and the formula with numbers or why there is
    none."""

    names: tuple[str, ...]
    typed: Mapping[str, Any]
    finder: Finder | None
    error: str
    unit: str
    unit_note: str
    rows: tuple[tuple[str, str, str], ...]

    @property
    def rules(self) -> list[tuple[str, str]]:
        """What an input without a value may do."""
        return [(str(value), str(label)) for value, label in Missing.choices]


def names_in(expression: str) -> tuple[str, ...]:
    """The names of a formula; none where it cannot be read."""
    try:
        return parse(expression).names if expression else ()
    except FormulaError:
        return ()


def inputs_posted(posted: Posted, kpis: KpiChoices) -> dict[str, int]:
    """The KPIs chosen for the names of the formula that was sent. What cannot be made out is
    remembered as an error of its field."""
    chosen: dict[str, int] = {}
    for name in names_in(posted.text("expression")):
        errors = len(posted.errors)
        found = posted.chosen_id(PREFIX + name, kpis)
        posted.errors[errors:] = [
            FieldError(f"inputs.{name}", one.code, one.message) for one in posted.errors[errors:]
        ]
        if found is not None:
            chosen[name] = found
    return chosen


def said_of(
    actor: Actor, kpi: Kpi | None, typed: Mapping[str, Any], problem: Problem | None
) -> Said:
    """What the formula of a form means. A name for which nothing was chosen yet gets the KPI that
    it seems to mean. Two to eight queries, none without a formula."""
    posted = Posted({key: str(value) for key, value in typed.items() if value is not None})
    expression = posted.text("expression")
    names = names_in(expression)
    if not expression:
        return Said((), typed, None, "", "", "", ())
    kpis = KpiChoices(actor, without=kpi.pk if kpi else None)
    chosen = inputs_posted(posted, kpis)
    open_names = [name for name in names if name not in chosen and f"{PREFIX}{name}" not in typed]
    chosen |= suggested(actor, open_names)
    filled = {**typed, **{PREFIX + name: str(pk) for name, pk in chosen.items()}}
    fields = [PREFIX + name for name in names]
    among = finder(kpis, filled, *fields, problem=problem) if names else None
    draft = _draft(actor, kpi, posted)
    bound = bind(actor, draft, chosen)
    waits = all(error.code == "required" for error in bound.errors)
    if bound.errors:
        error = "" if waits else next(e.message for e in bound.errors if e.code != "required")
        return Said(names, filled, among, error, "", "", ())
    calendar = calendar_of(actor.organisation_id)
    inputs = input_kpis_named(chosen)
    days = last_days(draft, inputs, calendar, LAST)
    rows = tuple(
        (
            period_in_full(each.one.period.start, draft.frequency, calendar),
            shown(each.one.value, draft.measure or bound.unit, draft.decimals) or "–",
            each.why_none or each.written,
        )
        for each in (computations_of(draft, inputs, days, calendar) if days else ())
    )
    return Said(
        names, filled, among, "", bound.unit or _("a plain number"), _unit_note(draft, bound.unit),
        rows[::-1],
    )  # fmt: skip


def _unit_note(draft: Kpi, unit: str) -> str:
    """What to look at where the formula comes to another unit than the KPI is measured in."""
    if not draft.measure or draft.measure == unit:
        return ""
    said = _("The KPI is measured %(in_measure)s: see that the formula brings it there.")
    return said % {"in_measure": in_measure(draft.measure)}


def _draft(actor: Actor, kpi: Kpi | None, posted: Posted) -> Kpi:
    """The KPI as the form has it; never saved."""
    reading = Posted(posted.data)
    frequency = posted.text("frequency") or (kpi.frequency if kpi else "")
    missing = posted.text("missing")
    decimals = reading.integer("decimals")
    return Kpi(
        pk=kpi.pk if kpi else None,
        organisation_id=actor.organisation_id,
        name=posted.text("name"),
        expression=posted.text("expression"),
        missing=missing if missing in Missing.values else Missing.BLANK,
        frequency=frequency if frequency in Frequency.values else Frequency.MONTHLY,
        measure=posted.text("measure"),
        decimals=decimals if decimals is not None and 0 <= decimals <= 6 else 1,
    )
