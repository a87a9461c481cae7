"""KPIs as they were known on a past day: definitions, values, targets, baselines and signals of
that moment, whatever was entered or corrected later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.kit.clock import end_of_day
from headway.kit.problems import NotFound
from headway.kpis.models import (
    Annotation,
    ArchivedSpell,
    Kpi,
    KpiVersion,
    Measurement,
    Rebase,
    Revision,
    Target,
)
from headway.kpis.queries.known.records import (
    ANNOTATION,
    AnnotationRow,
    RebaseRow,
    RevisionRow,
    SignalRow,
    VersionRow,
)
from headway.kpis.queries.series.charts import MEASUREMENT, Chart, MeasurementRow, judged
from headway.kpis.queries.series.computing import InputRow
from headway.kpis.queries.series.formulas import formula_of
from headway.kpis.queries.series.targets import TARGET, TargetRow, in_force
from headway.people.access import Actor
from headway.people.models import Unit
from headway.web.formats import day as as_words


@dataclass(frozen=True, slots=True)
class KpiThen:
    """A KPI with the definition of a past day, which is not to be saved, and its chart then.
    ``bindings``: the ids of KPIs by the names of its formula."""

    kpi: Kpi
    chart: Chart
    bindings: Mapping[str, int] = field(default_factory=dict)


def moment_of(actor: Actor, day: date) -> datetime:
    """The end of a day where the organisation lives."""
    return end_of_day(day, actor.time_zone)


def not_there(day: date) -> NotFound:
    """What somebody is told who looks at a day on which a KPI was not defined yet."""
    said = _("This KPI was not defined yet on %(day)s. Choose a later day.")
    return NotFound(said % {"day": as_words(day)})


def moment_asked(actor: Actor, kpi: Kpi, as_of: date | None, today: date) -> datetime | None:
    """The moment that a read of the KPI shows: the end of a past day; None for today, which a later
    day is too. Raises NotFound for a day on which it was not defined yet."""
    if as_of is None or as_of >= today:
        return None
    at = moment_of(actor, as_of)
    if kpi.created_at > at:
        raise not_there(as_of)
    return at


def there_then(at: datetime) -> Q:
    """KPIs that were defined and not put away."""
    return Q(created_at__lte=at) & ~away_then(at)


def away_then(at: datetime, kpi: str = "") -> Q:
    """KPIs that were put away; ``kpi`` leads from what is filtered to its KPI, as ``kpi__``."""
    spells = ArchivedSpell.objects.filter(
        kpi=OuterRef(f"{kpi}pk"), archived_at__lte=at, restored_at__gt=at
    )
    return Q(**{f"{kpi}archived_at__lte": at}) | Q(Exists(spells))


def kpis_then(kpis: Sequence[Kpi], calendar: Calendar, at: datetime) -> dict[int, KpiThen]:
    """Each of the KPIs as it was known at a moment. Six queries, however many."""
    ids = [kpi.pk for kpi in kpis]
    away = _away(ids, at)
    defined, breaks = _definitions(ids, at)
    moved = {one.unit_id for one in defined.values() if one.unit_id} - {k.unit_id for k in kpis}
    units = Unit.objects.in_bulk(moved) if moved else {}
    values, targets = measurements_then(ids, at), _targets(ids, at)
    for kpi_id, starts_on in _rebases(ids, at):
        breaks[kpi_id].append(starts_on)
    found = {}
    for stored in kpis:
        kpi = put_back(stored, defined.get(stored.pk), at)
        kpi.archived_at = away.get(kpi.pk, kpi.archived_at)
        if kpi.unit_id in units:
            kpi.unit = units[kpi.unit_id]
        found[kpi.pk] = KpiThen(
            kpi,
            judged(
                kpi,
                calendar,
                measurements=values[kpi.pk],
                starts_on=breaks[kpi.pk],
                targets=in_force(targets[kpi.pk]),
            ),
            defined[kpi.pk].fields.get("inputs") or {} if kpi.pk in defined else {},
        )
    return found


def _away(ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """Since when those that are back had been put away."""
    spells = ArchivedSpell.objects.filter(kpi_id__in=ids, archived_at__lte=at, restored_at__gt=at)
    return dict(spells.values_list("kpi_id", "archived_at"))


def inputs_then(then: KpiThen, calendar: Calendar, at: datetime) -> list[InputRow]:
    """What a KPI was derived from, in the order of its formula, each with the last value that was
    known. Six queries for a derived one."""
    if not then.kpi.is_derived:
        return []
    stored = Kpi.objects.select_related("unit").in_bulk(sorted(set(then.bindings.values())))
    found = kpis_then(list(stored.values()), calendar, at)
    names = (name for name in formula_of(then.kpi.expression).names if name in then.bindings)
    return [_input(name, found[then.bindings[name]]) for name in names]


def _input(name: str, one: KpiThen) -> InputRow:
    kpi, now = one.kpi, one.chart.now
    return InputRow(
        name=name,
        kpi_id=kpi.pk,
        kpi_name=kpi.name,
        unit_id=kpi.unit_id,
        unit_name=kpi.unit.name,
        measure=kpi.measure,
        decimals=kpi.decimals,
        frequency=kpi.frequency,
        starts_on=now.span.start if now else None,
        value=now.value if now else None,
        state=now.measurement.state if now and now.measurement else "",
    )


def definitions_then(kpis: Sequence[Kpi], at: datetime) -> dict[int, Kpi]:
    """The KPIs with their definitions of that moment, not to be saved. One query."""
    defined, _breaks = _definitions([kpi.pk for kpi in kpis], at)
    return {kpi.pk: put_back(kpi, defined.get(kpi.pk), at) for kpi in kpis}


class Version(NamedTuple):
    """A version of a definition, and the unit that the KPI belonged to; None where that is gone."""

    number: int
    fields: dict[str, Any]
    unit_id: int | None


def put_back(stored: Kpi, version: Version | None, at: datetime) -> Kpi:
    """The KPI with the fields and the unit of an earlier version of its definition. No query."""
    kpi = copy(stored)
    if kpi.archived_at is not None and kpi.archived_at > at:
        kpi.archived_at = None
    if version is not None and version.number != kpi.version:
        kpi.version = version.number
        kpi.unit_id = version.unit_id or kpi.unit_id
        for name, value in version.fields.items():
            if name == "inputs":  # other rows, which the page of a past day does not show
                continue
            is_day = name == "review_by" and isinstance(value, str)
            setattr(kpi, name, date.fromisoformat(value) if is_day else value)
    return kpi


def _definitions(
    ids: Collection[int], at: datetime
) -> tuple[dict[int, Version], dict[int, list[date]]]:
    """The version in force of each KPI, and the days from which a new baseline held."""
    versions = (
        KpiVersion.objects.filter(kpi_id__in=ids, created_at__lte=at)
        .order_by("kpi_id", "number")
        .values_list("kpi_id", "number", "fields", "unit_id", "breaks", "effective_on")
    )
    latest: dict[int, Version] = {}
    breaks: dict[int, list[date]] = defaultdict(list)
    for kpi_id, *version, is_break, effective_on in versions:
        latest[kpi_id] = Version(*version)
        if is_break:
            breaks[kpi_id].append(effective_on)
    return latest, breaks


def measurements_then(ids: Collection[int], at: datetime) -> dict[int, list[MeasurementRow]]:
    """Of each KPI's whole, oldest first: what was entered by then, whether or not a later value
    replaced it. Two queries."""
    of_whole = {"series__kpi_id__in": ids, "series__key": ""}
    by_period: dict[tuple[int, date], MeasurementRow] = {}
    replaced = Revision.objects.filter(**of_whole, entered_at__lte=at, replaced_at__gt=at)
    stands = Measurement.objects.filter(**of_whole, entered_at__lte=at)
    for rows in (replaced.order_by("revision"), stands):
        for kpi_id, *row in rows.values_list("series__kpi_id", *MEASUREMENT):
            one = MeasurementRow(*row)
            by_period[kpi_id, one.starts_on] = one
    found: dict[int, list[MeasurementRow]] = defaultdict(list)
    for (kpi_id, _day), one in sorted(by_period.items()):
        found[kpi_id].append(one)
    return found


def targets_then(kpi_id: int, at: datetime) -> list[TargetRow]:
    """The targets of a KPI that were set by then, as they held. One query."""
    return in_force(_targets([kpi_id], at)[kpi_id])


def _targets(ids: Collection[int], at: datetime) -> dict[int, list[TargetRow]]:
    rows = Target.objects.filter(kpi_id__in=ids, created_at__lte=at).order_by("id")
    found: dict[int, list[TargetRow]] = defaultdict(list)
    for kpi_id, *row in rows.values_list("kpi_id", *TARGET):
        found[kpi_id].append(TargetRow(*row))
    return found


def _rebases(ids: Collection[int], at: datetime) -> list[tuple[int, date]]:
    standing = Q(undone_at__isnull=True) | Q(undone_at__gt=at)
    rows = Rebase.objects.filter(standing, kpi_id__in=ids, created_at__lte=at)
    return list(rows.values_list(F("kpi_id"), F("starts_on")))


def annotations_then(kpi_id: int, at: datetime) -> list[AnnotationRow]:
    """Remarks that stood on the chart, oldest period first. One query."""
    there = Q(removed_at__isnull=True) | Q(removed_at__gt=at)
    rows = Annotation.objects.filter(there, kpi_id=kpi_id, created_at__lte=at)
    named = rows.order_by("starts_on", "id").values_list(*ANNOTATION)
    return [AnnotationRow(*row) for row in named]


def versions_then(rows: Iterable[VersionRow], at: datetime) -> list[VersionRow]:
    """Versions of a definition that were made by then."""
    return [row for row in rows if row.created_at <= at]


def revisions_then(rows: Iterable[RevisionRow], at: datetime) -> list[RevisionRow]:
    """Values that had been replaced by then."""
    return [row for row in rows if row.replaced_at <= at]


def rebases_then(rows: Iterable[RebaseRow], at: datetime) -> list[RebaseRow]:
    """Re-bases that were made by then; what was undone later stood."""
    return [replace(row, undone_at=_by(row.undone_at, at)) for row in rows if row.created_at <= at]


def signals_then(rows: Iterable[SignalRow], at: datetime) -> list[SignalRow]:
    """Signals that were raised by then; what was withdrawn later stood."""
    return [
        replace(row, withdrawn_at=_by(row.withdrawn_at, at)) for row in rows if row.raised_at <= at
    ]


def _was(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment <= at


def _by(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if _was(moment, at) else None
