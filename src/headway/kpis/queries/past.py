"""KPIs as they were known on a past day: definitions, values, targets, baselines and signals of
that moment, whatever was entered or corrected later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.kit.clock import end_of_day
from headway.kit.problems import NotFound
from headway.kpis.models import Kpi, KpiVersion, Measurement, Rebase, Revision, Target
from headway.kpis.queries.charts import Chart, MeasurementRow, judged
from headway.kpis.queries.records import RebaseRow, SignalRow
from headway.kpis.queries.targets import TargetRow, in_force
from headway.people.access import Actor
from headway.web.formats import day as as_words


@dataclass(frozen=True, slots=True)
class KpiThen:
    """A KPI with the definition of a past day, which is not to be saved, and its chart then."""

    kpi: Kpi
    chart: Chart


def moment_of(actor: Actor, day: date) -> datetime:
    """The end of a day where the organisation lives."""
    return end_of_day(day, actor.time_zone)


def not_there(day: date) -> NotFound:
    """What somebody is told who looks at a day on which a KPI was not defined yet."""
    said = _("This KPI was not defined yet on %(day)s. Choose a later day.")
    return NotFound(said % {"day": as_words(day)})


def there_then(at: datetime) -> Q:
    """KPIs that were defined and not put away."""
    return Q(created_at__lte=at) & (Q(archived_at__isnull=True) | Q(archived_at__gt=at))


def kpis_then(
    actor: Actor, kpis: Sequence[Kpi], calendar: Calendar, at: datetime
) -> dict[int, KpiThen]:
    """Each of the KPIs as it was known at a moment. Five queries, however many."""
    ids = [kpi.pk for kpi in kpis]
    defined, breaks = _definitions(ids, at)
    values, targets = _measurements(ids, at), _targets(ids, at)
    for kpi_id, starts_on in _rebases(ids, at):
        breaks[kpi_id].append(starts_on)
    found = {}
    for stored in kpis:
        kpi = put_back(stored, defined.get(stored.pk), at)
        found[kpi.pk] = KpiThen(
            kpi,
            judged(
                kpi,
                calendar,
                time_zone=actor.time_zone,
                measurements=values[kpi.pk],
                starts_on=breaks[kpi.pk],
                targets=in_force(targets[kpi.pk]),
            ),
        )
    return found


_Version = tuple[int, dict[str, Any]]


def put_back(stored: Kpi, version: _Version | None, at: datetime) -> Kpi:
    """The KPI with the fields of an earlier version of its definition. No query."""
    kpi = copy(stored)
    if kpi.archived_at is not None and kpi.archived_at > at:
        kpi.archived_at = None
    if version is not None and version[0] != kpi.version:
        for name, value in version[1].items():
            if name == "inputs":  # other rows, which the page of a past day does not show
                continue
            is_day = name == "review_by" and isinstance(value, str)
            setattr(kpi, name, date.fromisoformat(value) if is_day else value)
    return kpi


def _definitions(
    ids: Collection[int], at: datetime
) -> tuple[dict[int, _Version], dict[int, list[date]]]:
    """The version in force of each KPI, and the days from which a new baseline held."""
    versions = (
        KpiVersion.objects.filter(kpi_id__in=ids, created_at__lte=at)
        .order_by("kpi_id", "number")
        .values_list("kpi_id", "number", "fields", "breaks", "effective_on")
    )
    latest: dict[int, _Version] = {}
    breaks: dict[int, list[date]] = defaultdict(list)
    for kpi_id, number, fields, is_break, effective_on in versions:
        latest[kpi_id] = (number, fields)
        if is_break:
            breaks[kpi_id].append(effective_on)
    return latest, breaks


_VALUE = (
    "starts_on", "value", "numerator", "denominator", "state", "reason", "origin", "revision",
    "person__name", "entered_at",
)  # fmt: skip


def _measurements(ids: Collection[int], at: datetime) -> dict[int, list[MeasurementRow]]:
    """What was entered by then, and what a later value replaced. Two queries."""
    of_whole = {"series__kpi_id__in": ids, "series__key": ""}
    by_period: dict[tuple[int, date], MeasurementRow] = {}
    replaced = Revision.objects.filter(**of_whole, entered_at__lte=at, replaced_at__gt=at)
    stands = Measurement.objects.filter(**of_whole, entered_at__lte=at)
    for rows in (replaced.order_by("revision"), stands):
        for kpi_id, *row in rows.values_list("series__kpi_id", *_VALUE):
            one = MeasurementRow(*row)
            by_period[kpi_id, one.starts_on] = one
    found: dict[int, list[MeasurementRow]] = defaultdict(list)
    for (kpi_id, _day), one in sorted(by_period.items()):
        found[kpi_id].append(one)
    return found


def _targets(ids: Collection[int], at: datetime) -> dict[int, list[TargetRow]]:
    columns = (
        "id", "effective_on", "kind", "low", "high", "worst", "red", "best", "by", "why",
        "author__name", "created_at",
    )  # fmt: skip
    rows = Target.objects.filter(kpi_id__in=ids, created_at__lte=at).order_by("id")
    found: dict[int, list[TargetRow]] = defaultdict(list)
    for kpi_id, *row in rows.values_list("kpi_id", *columns):
        found[kpi_id].append(TargetRow(*row))
    return found


def _rebases(ids: Collection[int], at: datetime) -> list[tuple[int, date]]:
    standing = Q(undone_at__isnull=True) | Q(undone_at__gt=at)
    rows = Rebase.objects.filter(standing, kpi_id__in=ids, created_at__lte=at)
    return list(rows.values_list(F("kpi_id"), F("starts_on")))


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
