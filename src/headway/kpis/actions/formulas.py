"""What a derived KPI's formula says, checked before it is stored, and what its names stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from headway.core.calendars import rank
from headway.core.errors import CircleError, FormulaError
from headway.core.formulas import Formula, order, parse, unit_of
from headway.kit.problems import Conflict, FieldError
from headway.kpis.models import Frequency, Kpi, KpiInput, Missing
from headway.kpis.queries.connectors.rows import connector_of
from headway.kpis.queries.series.formulas import bindings_of, made_of
from headway.people.access import Actor

Bindings = Mapping[str, int]
"""Ids of KPIs by the names of a formula."""


@dataclass(slots=True)
class Bound:
    """A formula that was read, the KPIs its names stand for, and the unit it comes to; with all
    that is wrong with it. Without a formula there is nothing of it."""

    formula: Formula | None = None
    bindings: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, Kpi] = field(default_factory=dict)
    unit: str = ""
    errors: list[FieldError] = field(default_factory=list)


def bind(actor: Actor, kpi: Kpi, given: Bindings | None) -> Bound:
    """Read the formula of a KPI, stored or not yet. ``given`` says what its names stand for; names
    keep what they stood for where it is None. No query without a formula; else at most four, and
    one for each level of formulas below."""
    if not kpi.expression:
        errors = [_unknown_name(name) for name in given or ()]
        return Bound(errors=errors)
    if kpi.missing not in Missing.values:
        return Bound(errors=[FieldError("missing", "unknown", _("Choose one of the offered."))])
    try:
        formula = parse(kpi.expression)
    except FormulaError as refused:
        return Bound(errors=[formula_error(refused)])
    if not formula.names:
        said = _("Name at least one KPI in it, such as won / visits.")
        return Bound(errors=[FieldError("expression", "no_name", said)])
    if kpi.pk and (errors := _fed_errors(kpi)):
        return Bound(errors=errors)
    bound = Bound(formula)
    known = bindings_of(kpi) if given is None and kpi.pk else (given or {})
    bound.bindings = {name: known[name] for name in formula.names if known.get(name)}
    if given is not None:
        bound.errors += [_unknown_name(name) for name in given if name not in formula.names]
    for name in formula.names:
        if name not in bound.bindings:
            said = _("Choose the KPI that “%(name)s” stands for.") % {"name": name}
            bound.errors.append(FieldError(f"inputs.{name}", "required", said))
    _read_inputs(actor, kpi, bound)
    if not bound.errors:
        _read_unit(bound)
        bound.errors += _circle_errors(kpi, bound)
    return bound


def store_inputs(kpi: Kpi, bound: Bound) -> None:
    """What the names of a formula stand for, from now on."""
    kpi.inputs.all().delete()
    KpiInput.objects.bulk_create(
        KpiInput(kpi=kpi, name=name, input_id=input_id) for name, input_id in bound.bindings.items()
    )


def formula_error(refused: FormulaError) -> FieldError:
    """What cannot be read, in the reader's language."""
    message = _(refused.template).format(**refused.parts)
    return FieldError("expression", refused.code.lower(), message)


def refuse_derived(kpi: Kpi) -> None:
    """Raise Conflict when nobody enters values of the KPI, since they are computed."""
    if kpi.is_derived:
        names = list(kpi.inputs.order_by("id").values_list("input__name", flat=True))
        words = _("Its values are computed from %(names)s: enter values there.")
        raise Conflict(words % {"names": listed(names)}, code="kpi_derived")


def refuse_used(kpi: Kpi, *, archived_too: bool = False) -> None:
    """Raise Conflict when others are derived from the KPI; ``archived_too``: archived ones count,
    as where it is to be gone for good."""
    names = users_of(kpi, archived_too=archived_too)
    if names:
        said = _("%(names)s: computed from it. Archive what needs it first, or change its formula.")
        if archived_too:
            said = _("%(names)s: computed from it. Change that formula first; restore what is "
                     "archived for it.")  # fmt: skip
        raise Conflict(said % {"names": listed(names)}, code="kpi_used")


def refuse_archived_inputs(kpi: Kpi) -> None:
    """Raise Conflict when something that the KPI is derived from is archived."""
    away = kpi.inputs.filter(input__archived_at__isnull=False)
    names = list(away.order_by("id").values_list("input__name", flat=True))
    if names:
        raise Conflict(
            _("It is computed from %(names)s: restore that first.") % {"names": listed(names)},
            code="kpi_archived",
        )


def users_of(kpi: Kpi, *, archived_too: bool = False) -> list[str]:
    """Names of live KPIs that are derived from one, and of archived ones where wanted. One
    query."""
    uses = kpi.uses.order_by("kpi__name")
    if not archived_too:
        uses = uses.filter(kpi__archived_at__isnull=True)
    return list(dict.fromkeys(uses.values_list("kpi__name", flat=True)))


def frequency_errors(kpi: Kpi) -> list[FieldError]:
    """A frequency that is too long for who derives from the KPI. One query."""
    for name, frequency in kpi.uses.filter(kpi__archived_at__isnull=True).values_list(
        "kpi__name", "kpi__frequency"
    ):
        if rank(kpi.frequency) > rank(frequency):
            said = _("“%(name)s” is computed from it more often. Choose a shorter one.")
            return [FieldError("frequency", "longer", said % {"name": name})]
    return []


def listed(names: list[str]) -> str:
    """Names in quotes, the first three of them."""
    quoted = [_("“%(name)s”") % {"name": name} for name in names[:3]]
    more = len(names) - len(quoted)
    return ", ".join(quoted) + (_(" and %(count)d more") % {"count": more} if more else "")


def _fed_errors(kpi: Kpi) -> list[FieldError]:
    """A stored KPI whose values come from elsewhere already. Two queries."""
    if kpi.series.exclude(key="").filter(archived_at__isnull=True).exists():
        said = _("Its values are made of its segments. Archive these first, or define another KPI.")
        return [FieldError("expression", "has_segments", said)]
    if connector_of(kpi) is not None:
        said = _("Its values come from a source. Remove that first, or define another KPI.")
        return [FieldError("expression", "has_connector", said)]
    return []


def _unknown_name(name: str) -> FieldError:
    said = _("The formula has no name “%(name)s”.") % {"name": name[:60]}
    return FieldError(f"inputs.{name[:60]}", "unused", said)


def _read_inputs(actor: Actor, kpi: Kpi, bound: Bound) -> None:
    here = Kpi.objects.filter(organisation_id=actor.organisation_id)
    found = here.in_bulk(sorted(set(bound.bindings.values())))
    for name, input_id in bound.bindings.items():
        input_kpi = found.get(input_id)
        if input_kpi is None:
            said, code = _("There is no such KPI. Choose another."), "unknown"
        elif input_kpi.archived_at is not None:
            said, code = _("This KPI is archived. Choose another."), "archived"
        elif kpi.frequency in Frequency.values and rank(input_kpi.frequency) > rank(kpi.frequency):
            said = _("%(how)s values cannot be split: choose a longer period for this KPI.")
            said, code = said % {"how": Frequency(input_kpi.frequency).label}, "longer"
        else:
            bound.inputs[name] = input_kpi
            continue
        bound.errors.append(FieldError(f"inputs.{name}", code, said))


def _read_unit(bound: Bound) -> None:
    if bound.formula is None:
        return
    units = {name: input_kpi.measure for name, input_kpi in bound.inputs.items()}
    try:
        bound.unit = unit_of(bound.formula, units)
    except FormulaError as refused:
        bound.errors.append(formula_error(refused))


def _circle_errors(kpi: Kpi, bound: Bound) -> list[FieldError]:
    """A formula that needs its own result, with the way round in names of KPIs."""
    if not kpi.pk:
        return []
    ids = sorted(set(bound.bindings.values()))
    links = {**made_of(ids), kpi.pk: ids}
    try:
        order(links)
    except CircleError as circle:
        names = dict(Kpi.objects.filter(pk__in=circle.path).values_list("pk", "name"))
        names[kpi.pk] = kpi.name
        way = " → ".join(names[pk] for pk in circle.path)
        said = _("It would be computed from itself: %(way)s.") % {"way": way}
        return [FieldError("expression", "circle", said)]
    return []
