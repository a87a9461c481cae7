"""Define KPIs, and change their definitions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record_all
from headway.core.levels import Levels, dropped, level_problems
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import (
    check_version,
    person_errors,
    refuse_archived,
    refuse_archived_choice,
    required_errors,
)
from headway.kpis.actions.definition_checks import OF_WORDS, TEXT_LIMIT, definition_errors
from headway.kpis.actions.deriving import compute_all, entries_of, settle
from headway.kpis.actions.formulas import (
    Bindings,
    bind,
    store_inputs,
)
from headway.kpis.actions.locking import lock_moved
from headway.kpis.actions.redefining import computed_anew, first_day, rhythm_errors, words_errors
from headway.kpis.actions.responses import hand_over
from headway.kpis.actions.room import (
    lock_unit,
    next_position,
    refuse_more,
    unit_to_define_in,
)
from headway.kpis.actions.segmenting import in_time_errors, remake
from headway.kpis.models import (
    InTime,
    Kpi,
    KpiVersion,
    Series,
)
from headway.kpis.queries.doors import get_kpi, kpi_facts
from headway.kpis.queries.series.formulas import bindings_of
from headway.people.access import Actor, Permission, require

DEFINITION = (
    "name", "external_id", "question", "formula", "expression", "missing", "measure",
    "decimals", "better", "nature", "leads_id", "leads_lag", "frequency", "due_lag", "in_time",
    "scale", "is_count", "segmented_by", "partial", "low_bound", "high_bound", "source",
    "query", "limitations", "counter_metric", "response_plan", "cause_days", "action_days",
    "review_by", "form", "season", "spread", "screened", "rules", "colouring", "levels",
    "owner_id",
    "updater_id",
)  # fmt: skip
"""The fields of a definition, as each version keeps them beside ``inputs``."""
_OF_SEGMENTS = {"in_time", "partial"}
"""With another of these its segments make another whole."""
_FIGURES = {"formula", "scale", "measure", "expression", "inputs", "levels"}
"""With another of these the figures are others: a new baseline begins."""


@one_write()
def create_kpi(
    actor: Actor,
    *,
    unit_id: int,
    name: str,
    owner_id: int | None,
    beyond_most: bool = False,
    copied_from_id: int | None = None,
    inputs: Bindings | None = None,
    **definition: Any,
) -> Kpi:
    """Define a KPI of a unit; ``definition`` are further fields of ``DEFINITION``. With
    ``beyond_most`` the unit may have more than twelve, as what comes from elsewhere may be.
    ``copied_from_id`` is the KPI whose definition it began with.

    One with an ``expression`` is derived: ``inputs`` are the KPIs its names stand for. Its values
    are computed at once from all that these came to, in the unit of the formula unless it has a
    ``measure``. One with ``levels`` is told in words: a longer period has the last of them.

    Raises NotAllowed, NotFound (unit, people, KPI), Conflict (the unit is archived or has twelve
    already), InvalidInput with every field that is wrong.
    """
    unit = unit_to_define_in(actor, unit_id)
    if not beyond_most:
        lock_unit(unit)
        refuse_more(unit)
    kpi = Kpi(
        organisation_id=actor.organisation_id,
        unit=unit,
        created_at=clock.now(),
        position=next_position(unit),
    )
    if copied_from_id is not None:
        source = get_kpi(actor, copied_from_id)
        kpi.copied_from, kpi.copied_version = source, source.version
    _put(actor, kpi, {"name": name, "owner_id": owner_id, **definition})
    lock_moved(actor.organisation_id, set((inputs or {}).values()))
    bound = bind(actor, kpi, inputs or {})
    kpi.measure = kpi.measure or bound.unit
    errors = [*definition_errors(actor, kpi), *bound.errors]
    refuse(errors)
    kpi.save()
    Series.objects.create(kpi=kpi)
    if kpi.is_derived:
        store_inputs(kpi, bound)
    _keep_version(actor, kpi, effective_on=clock.today(actor.time_zone), breaks=False, why="")
    told = snapshot(kpi)
    if kpi.copied_from is not None:
        told |= {"copied_from_id": kpi.copied_from_id, "copied_from": kpi.copied_from.name}
    recomputed = compute_all(actor, kpi, {}) if kpi.is_derived else []
    settle(actor, [kpi], {}, recomputed)
    defined = Entry("kpi.defined", "kpi", kpi.pk, kpi.name, after=told)
    record_all(actor, [defined, *entries_of(recomputed)])
    return kpi


@one_write()
def update_kpi(
    actor: Actor,
    kpi_id: int,
    *,
    version: int | None = None,
    why: str = "",
    effective_on: date | None = None,
    new_baseline: bool | None = None,
    inputs: Bindings | None = None,
    unit_id: int | None = None,
    **changes: Any,
) -> Kpi:
    """Change a definition: a new version from ``effective_on`` (today when left out) on.

    With ``unit_id`` it moves to another unit, in which the actor may define KPIs, with all it has;
    past days show it where it was.

    Another formula, scale, measure or scale of words begins a new baseline there, unless
    ``new_baseline`` is False (only the wording changed), and wants a reason. How often it is
    measured cannot change once there are values: define another KPI. Nor do numbers become words
    then, or words numbers; and a score that values have keeps its word, unless only the wording
    changed.

    Another ``expression``, with ``inputs`` for its names, computes the whole history anew: unless
    ``effective_on`` is said, the version and its baseline begin with the first value. Values that
    somebody entered stay where the formula has none; without a formula all stay.

    Another owner answers its open signals, too.

    Raises NotAllowed, NotFound, Conflict (archived; the other unit has twelve), Outdated,
    InvalidInput.
    """
    unit = None if unit_id is None else unit_to_define_in(actor, unit_id)
    if unit is not None:
        lock_unit(unit)
    links = lock_moved(actor.organisation_id, {kpi_id, *(inputs or {}).values()})
    kpi = get_kpi(actor, kpi_id)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    refuse_archived(kpi)
    check_version(kpi, version)
    before = {**snapshot(kpi), "unit_id": kpi.unit_id}
    _put(actor, kpi, changes)
    if unit is not None and unit.pk != kpi.unit_id:
        refuse_more(unit)
        kpi.unit, kpi.position = unit, next_position(unit)
    bound = bind(actor, kpi, inputs)
    errors = [*definition_errors(actor, kpi), *bound.errors]
    errors += day_errors("effective_on", effective_on)
    after = {**snapshot(kpi, bound.bindings), "unit_id": kpi.unit_id}
    changed = {name for name, value in after.items() if value != before[name]}
    if not changed:
        refuse(errors)
        return kpi
    is_break = bool(changed & (_FIGURES | {"missing"} if kpi.is_derived else _FIGURES))
    breaks = is_break if new_baseline is None else new_baseline
    why = why.strip()
    if is_break:
        errors += required_errors("why", why, TEXT_LIMIT)
    refuse(_errors_by_change(kpi, changed, errors, before["levels"], new_baseline))
    kpi.former_levels = dropped([*before["levels"], *kpi.former_levels], kpi.levels)
    kpi.version += 1
    kpi.save()
    if "inputs" in changed:
        store_inputs(kpi, bound)
    moved = remake(actor.person_id, kpi) if changed & _OF_SEGMENTS else []
    recomputed = computed_anew(actor, kpi, changed, links, moved)
    day = effective_on or first_day(kpi, changed) or clock.today(actor.time_zone)
    _keep_version(actor, kpi, effective_on=day, breaks=breaks, why=why)
    settle(actor, [kpi], {kpi.pk: moved}, recomputed)
    handed = hand_over(kpi) if "owner_id" in changed else []
    redefined = Entry(
        "kpi.redefined",
        "kpi",
        kpi.pk,
        kpi.name,
        {name: before[name] for name in sorted(changed)},
        {**{name: after[name] for name in sorted(changed)}, "new_baseline": breaks},
        why,
    )
    record_all(actor, [redefined, *handed, *entries_of(recomputed)])
    return kpi


def _errors_by_change(
    kpi: Kpi,
    changed: set[str],
    errors: list[FieldError],
    levels: Levels,
    new_baseline: bool | None,
) -> list[FieldError]:
    """What is wrong with a definition, and with what changes of it; ``levels`` were its scale."""
    if "levels" in changed:
        errors += words_errors(kpi, levels, new_baseline=new_baseline)
    else:  # a scale of earlier, which would not be taken any more, stays
        errors = [one for one in errors if one.field != "levels"]
    if "frequency" in changed:
        errors += rhythm_errors(kpi)
    if "in_time" in changed:
        errors += in_time_errors(kpi)
    return errors


def snapshot(kpi: Kpi, inputs: Bindings | None = None) -> dict[str, Any]:
    """The definition as a version keeps it, with its stored ``inputs`` unless others are given. One
    query for a derived KPI, else none."""
    fields = {
        name: value.isoformat() if isinstance(value := getattr(kpi, name), date) else value
        for name in DEFINITION
    }
    return fields | {"inputs": dict(bindings_of(kpi) if inputs is None else inputs)}


def _put(actor: Actor, kpi: Kpi, fields: dict[str, Any]) -> None:
    """Set fields as they were typed. Raises InvalidInput for one there is not, NotFound."""
    unknown = sorted(set(fields) - set(DEFINITION))
    if unknown:
        raise InvalidInput(_("A KPI has no field %(names)s.") % {"names": ", ".join(unknown)})
    for name in ("owner_id", "updater_id"):
        refuse(person_errors(actor, name, fields.get(name), was=getattr(kpi, name)))
    if fields.get("leads_id") and fields["leads_id"] != kpi.leads_id:
        refuse_archived_choice("leads_id", get_kpi(actor, fields["leads_id"]))
    for name, value in fields.items():
        setattr(kpi, name, value.strip() if isinstance(value, str) else value)
    if kpi.levels and not level_problems(kpi.levels):
        kpi.levels = [[" ".join(name.split()), float(score)] for name, score in kpi.levels]
    if kpi.levels and "in_time" not in fields and kpi.in_time not in OF_WORDS:
        kpi.in_time = InTime.LAST.value  # words have no sum and no mean


def _keep_version(
    actor: Actor, kpi: Kpi, *, effective_on: date, breaks: bool, why: str
) -> KpiVersion:
    return KpiVersion.objects.create(
        kpi=kpi,
        unit=kpi.unit,
        number=kpi.version,
        fields=snapshot(kpi),
        effective_on=effective_on,
        breaks=breaks,
        why=why,
        author_id=actor.person_id,
        created_at=clock.now(),
    )
