"""Which KPIs have one definition in common: those that were copied from each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from headway.core.calendars import rank
from headway.kpis.models import Kpi, KpiInput
from headway.kpis.queries.series.formulas import bindings_of


def families(kpi_ids: Collection[int]) -> dict[int, int]:
    """The KPI that each began with, over however many copies; itself where it is no copy. KPIs of
    one definition have the same. A query for each generation, all KPIs together."""
    above: dict[int, int | None] = {}
    asked = set(kpi_ids)
    while asked:
        rows = dict(Kpi.objects.filter(pk__in=asked).values_list("pk", "copied_from_id"))
        above |= rows
        asked = {pk for pk in rows.values() if pk is not None and pk not in above}
    found = {}
    for pk in kpi_ids:
        first = pk
        while (earlier := above.get(first)) is not None:
            first = earlier
        found[pk] = first
    return found


def own_copies(kpi_ids: Collection[int], unit_id: int) -> dict[int, int]:
    """Of some KPIs, the first live KPI of a unit that has the same definition. A query for the
    unit, and one for each generation."""
    there = Kpi.objects.filter(unit_id=unit_id, archived_at__isnull=True).order_by("pk")
    ids = list(there.values_list("pk", flat=True))
    family = families({*kpi_ids, *ids})
    first: dict[int, int] = {}
    for pk in ids:
        first.setdefault(family[pk], pk)
    return {pk: first[family[pk]] for pk in kpi_ids if family[pk] in first}


def own_inputs(
    kpi: Kpi, unit_id: int, stand_ins: Mapping[int, int] | None = None
) -> dict[str, int]:
    """What the names of a formula stand for when a unit uses it: its own KPI of the same
    definition where it has one that still fits, else the same KPI. ``stand_ins`` names the unit's
    own by input where somebody knows them. No query without a formula; else three and one for each
    generation."""
    bound = bindings_of(kpi)
    if not bound:
        return bound
    own = own_copies(set(bound.values()), unit_id) if stand_ins is None else stand_ins
    both = Kpi.objects.in_bulk(sorted({*bound.values(), *own.values()}))

    def fits(input_id: int) -> bool:
        one, mine = both[input_id], both[own[input_id]]
        same = (one.measure, one.scale, one.levels) == (mine.measure, mine.scale, mine.levels)
        return same and rank(mine.frequency) <= rank(kpi.frequency)

    return {name: own[pk] if pk in own and fits(pk) else pk for name, pk in bound.items()}


@dataclass(frozen=True, slots=True)
class SharedInput:
    """An input that belongs to another unit than the KPI that is computed from it."""

    kpi_id: int
    kpi_name: str
    input_id: int
    input_name: str
    input_unit: str


def shared_inputs(kpi_ids: Collection[int]) -> list[SharedInput]:
    """Those of some KPIs, by their names. One query, none for no KPI."""
    if not kpi_ids:
        return []
    rows = KpiInput.objects.filter(kpi_id__in=kpi_ids).exclude(input__unit=F("kpi__unit"))
    told = rows.order_by("kpi__name", "kpi_id", "id").values_list(
        "kpi_id", "kpi__name", "input_id", "input__name", "input__unit__name"
    )
    return [SharedInput(*row) for row in dict.fromkeys(told)]


def shared_words(inputs: Collection[SharedInput]) -> str:
    """ "“Visits” of Blue, “Sales” of Works"."""
    words = _("“%(name)s” of %(unit)s")
    told = [words % {"name": one.input_name, "unit": one.input_unit} for one in inputs]
    return ", ".join(dict.fromkeys(told))
