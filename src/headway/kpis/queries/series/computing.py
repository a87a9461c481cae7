"""How the values of a derived KPI came about: its inputs, who uses it, each value opened."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from headway.core.calendars import Calendar, before, spans
from headway.core.errors import FormulaError
from headway.core.formulas import Derived, Part, Reason, unit_of
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi, KpiInput, Measurement, Missing
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.series.formulas import (
    InputKpi,
    computed,
    formula_of,
    input_kpis_of,
    period_of,
    reach,
    values_between,
    whole_history,
)
from headway.kpis.queries.words import shown
from headway.people.queries import InOrganisation
from headway.web.explanation import Explanation
from headway.web.formats import number


@dataclass(frozen=True, slots=True)
class InputRow:
    """A KPI that a formula names, with its last value."""

    name: str
    kpi_id: int
    kpi_name: str
    unit_id: int
    unit_name: str
    measure: str
    decimals: int
    frequency: str
    starts_on: date | None
    value: float | None
    state: str

    @property
    def said(self) -> str:
        """Its last value, with its measure."""
        return shown(self.value, self.measure, self.decimals)


def misfit(kpi: Kpi, inputs: Collection[InputRow]) -> str:
    """Why the units of the inputs do not fit the formula, since one was given another; empty where
    they do. No query."""
    if not inputs:
        return ""
    try:
        unit_of(formula_of(kpi.expression), {row.name: row.measure for row in inputs})
    except FormulaError as refused:
        return _(refused.template).format(**refused.parts)
    return ""


@dataclass(frozen=True, slots=True)
class UseRow:
    """A live KPI that is derived from another."""

    kpi_id: int
    kpi_name: str
    unit_name: str
    expression: str


@dataclass(frozen=True, slots=True)
class Computation:
    """One period of a derived KPI: its parts, the formula with numbers put in, and why it has no
    value, in words."""

    one: Derived
    written: str
    why_none: str


def inputs_of(kpi: Kpi) -> list[InputRow]:
    """What a KPI is derived from, in the order of its formula. One query for a derived one."""
    if not kpi.is_derived:
        return []
    rows = {name: InputRow(name, *rest) for name, *rest in _inputs(kpi.pk)}
    return [rows[name] for name in formula_of(kpi.expression).names if name in rows]


@prepared
def _inputs(kpi_id: int) -> QuerySet[KpiInput, tuple[Any, ...]]:
    return KpiInput.objects.filter(kpi_id=kpi_id).values_list(
        "name", "input_id", "input__name", "input__unit_id", "input__unit__name",
        "input__measure", "input__decimals", "input__frequency", "input__state__starts_on",
        "input__state__value", "input__state__state",
    )  # fmt: skip


def uses_of(kpi_id: int) -> list[UseRow]:
    """Live KPIs that are derived from one. One query."""
    return list(dict.fromkeys(UseRow(*row) for row in _uses(kpi_id)))


@prepared
def _uses(kpi_id: int) -> QuerySet[KpiInput, tuple[Any, ...]]:
    return (
        KpiInput.objects.filter(input_id=kpi_id, kpi__archived_at__isnull=True)
        .order_by("kpi__name", "kpi_id")
        .values_list("kpi_id", "kpi__name", "kpi__unit__name", "kpi__expression")
    )


def computations(kpi: Kpi, days: Sequence[date], calendar: Calendar) -> list[Computation]:
    """How a derived KPI came to its values in the periods of some days. Two queries; none for one
    that is entered."""
    if not kpi.is_derived or not days:
        return []
    return computations_of(kpi, input_kpis_of([kpi.pk])[kpi.pk], days, calendar)


def computations_of(
    kpi: Kpi, inputs: Sequence[InputKpi], days: Sequence[date], calendar: Calendar
) -> list[Computation]:
    """The same of a formula that is not stored yet. One query."""
    spans = [found.period for found in computed(kpi, inputs, {}, days, calendar)]
    values = values_between(
        [input_kpi.series_id for input_kpi in inputs], *reach(inputs, spans, calendar)
    )
    named = {input_kpi.name: input_kpi for input_kpi in inputs}
    return [
        Computation(one, _written(kpi, one, named), why_none(one, named))
        for one in computed(kpi, inputs, values, days, calendar)
    ]


def input_kpis_named(bindings: Mapping[str, int]) -> list[InputKpi]:
    """The KPIs that names of a formula would stand for. One query."""
    names = list(bindings)
    found = {
        row[0]: row
        for row in Kpi.objects.filter(pk__in=bindings.values(), series__key="").values_list(
            "id", "name", "measure", "decimals", "frequency", "in_time", "scale", "series__id"
        )
    }
    return [InputKpi(name, *found[bindings[name]]) for name in names if bindings[name] in found]


def last_days(kpi: Kpi, inputs: Sequence[InputKpi], calendar: Calendar, count: int) -> list[date]:
    """The last periods of a formula in which an input has a value, and those before. One query."""
    ids = {input_kpi.series_id: input_kpi for input_kpi in inputs}
    rows = (
        Measurement.objects.filter(series_id__in=list(ids))
        .values_list("series_id")
        .annotate(last=Max("starts_on"))
    )
    ends = [period_of(day, ids[pk], kpi.frequency, calendar).start for pk, day in rows]
    if not ends:
        return []
    first = before(max(ends), count - 1, kpi.frequency, calendar).start
    return [span.start for span in spans(first, max(ends), kpi.frequency, calendar)]


def suggested(actor: InOrganisation, names: Collection[str]) -> dict[str, int]:
    """KPIs that names of a formula seem to mean: by what other systems call them, or by their own
    names, where one fits alone. One query, none for no name."""
    if not names:
        return {}
    wanted = Q(external_id__in=names)
    for name in names:
        wanted |= Q(name__iexact=name.replace("_", " "))
    rows = Kpi.objects.filter(
        wanted, organisation_id=actor.organisation_id, archived_at__isnull=True
    ).values_list("id", "external_id", "name")
    found: dict[str, list[int]] = {}
    for kpi_id, external_id, title in rows:
        for name in {external_id, title.lower().replace(" ", "_")} & set(names):
            found.setdefault(name, []).append(kpi_id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def history_of(
    kpi: Kpi, calendar: Calendar, first: date | None, last: date | None
) -> list[Computation]:
    """All periods in which an input of a derived KPI has a value, between those of two days. Four
    queries."""
    inputs = input_kpis_of([kpi.pk])[kpi.pk] if kpi.is_derived else []
    spans = {
        span
        for span in whole_history(kpi, inputs, calendar)
        if (first is None or span.end >= first) and (last is None or span.start <= last)
    }
    if not inputs or not spans:
        return []
    return computations_of(kpi, inputs, sorted(span.start for span in spans), calendar)


_WORD = re.compile(r"[a-z_][a-z0-9_]*")


def _written(kpi: Kpi, one: Derived, inputs: Mapping[str, InputKpi]) -> str:
    """The formula with the numbers that went in; a dash where there was none."""

    def put(match: re.Match[str]) -> str:
        name = match[0]
        if name not in inputs:
            return name  # a function
        value = one.parts[name].value
        if value is None:
            return "–"
        text = number(value, _places(value, inputs[name]))
        return f"({text})" if value < 0 else text

    return _WORD.sub(put, str(formula_of(kpi.expression)))


def _places(value: float, input_kpi: InputKpi) -> int | None:
    """The decimals of the KPI, unless they would hide what went in."""
    is_shown = round(value, input_kpi.decimals) == round(value, 6)
    return input_kpi.decimals if is_shown else None


def why_none(one: Derived, inputs: Mapping[str, InputKpi]) -> str:
    """Why a period has no value; empty where it has one."""
    match one.outcome.reason:
        case None:
            return ""
        case Reason.DIVIDED_BY_ZERO:
            return _("It has no value: it would be divided by 0.")
        case Reason.TOO_LARGE:
            return _("It has no value: it would be too large.")
        case Reason.MISSING:
            said = [_lack(one.parts[name], inputs[name]) for name in one.outcome.names]
            return _("It has no value: %(what)s.") % {"what": ", ".join(said)}


def _lack(part: Part, input_kpi: InputKpi) -> str:
    words = {"name": input_kpi.kpi_name, "present": part.present, "expected": part.expected}
    if not part.applicable:
        return _("“%(name)s” had nothing to measure") % words
    if part.expected > 1:
        return _("“%(name)s” has %(present)d of %(expected)d values") % words
    return _("“%(name)s” has none") % words


def explain_value(
    kpi: Kpi, found: Computation, inputs: Sequence[InputRow], calendar: Calendar, as_of: date
) -> Explanation:
    """A derived value opened: its formula with the numbers put in, and each input."""
    one = found.one
    period = period_in_full(one.period.start, kpi.frequency, calendar)
    said = shown(one.value, kpi.measure, kpi.decimals)
    parts = [(row, one.parts[row.name]) for row in inputs]
    return Explanation(
        title=_("%(period)s: %(value)s") % {"period": period, "value": said or _("no value")},
        value=one.value,
        rule=f"{formula_of(kpi.expression)} = {found.written}",
        columns=(_("Input"), _("In the formula"), _("Value")),
        rows=tuple(
            (row.kpi_name, row.name, shown(part.value, row.measure, row.decimals) or "–")
            for row, part in parts
        ),
        total=(_("Result"), "", said or "–"),
        notes=tuple(_notes(kpi, found, parts)),
        as_of=as_of,
        links=tuple(reverse("kpis:kpi", args=[row.kpi_id]) for row, _part in parts),
    )


def _notes(kpi: Kpi, found: Computation, parts: Sequence[tuple[InputRow, Part]]) -> list[str]:
    notes = [found.why_none] if found.why_none else []
    for row, part in parts:
        words = {"name": row.kpi_name, "present": part.present, "expected": part.expected}
        if part.value is None or row.frequency == kpi.frequency:
            continue
        if part.present < part.expected:
            notes.append(
                _("“%(name)s” has %(present)d of %(expected)d values so far: an estimate.") % words
            )
        else:
            notes.append(_("“%(name)s” is put together of %(present)d values.") % words)
    if kpi.missing != Missing.BLANK and any(part.value is None for _row, part in parts):
        rule = str(Missing(kpi.missing).label)
        notes.append(
            _("An input without a value: %(rule)s.") % {"rule": rule[:1].lower() + rule[1:]}
        )
    return notes
