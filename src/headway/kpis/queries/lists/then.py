"""The list of KPIs on a past day: each as it was known then, judged anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.kit.problems import InvalidInput, NotFound
from headway.kpis.models import Kpi, KpiVersion
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.known.past import (
    KpiThen,
    away_then,
    inputs_then,
    kpis_then,
    moment_of,
    there_then,
)
from headway.kpis.queries.known.records import ResponseRow, responses_between
from headway.kpis.queries.known.responses import responses_then
from headway.kpis.queries.lists.rows import (
    KpiFilters,
    KpiRow,
    Place,
    get_kpi_row,
    list_kpis,
    narrowed,
    rows_of,
)
from headway.kpis.queries.series.computing import InputRow, inputs_of
from headway.kpis.queries.series.states import state_of
from headway.people.access import Actor
from headway.people.models import Person

AT_MOST = 1_000
"""KPIs that are judged anew for one page: about a second of them."""


def list_kpis_then(
    actor: Actor, filters: KpiFilters, calendar: Calendar, day: date
) -> list[KpiRow]:
    """All that the filters leave, by unit and their order there. Ten queries, however many. Raises
    InvalidInput where there are more than a thousand."""
    at = moment_of(actor, day)
    was_there = there_then(at)
    if filters.archived:
        was_there = Q(created_at__lte=at) & away_then(at)
    kpis = Kpi.objects.filter(was_there, organisation_id=actor.organisation_id)
    if filters.unit_path:  # there today, or once
        once = KpiVersion.objects.filter(unit__path__startswith=filters.unit_path)
        kpis = kpis.filter(
            Q(unit__path__startswith=filters.unit_path) | Q(pk__in=once.values("kpi_id"))
        )
    kpis = narrowed(kpis, replace(filters, unit_path=""))
    stored = list(
        kpis.select_related("unit").order_by("unit__path", "position", "id")[: AT_MOST + 1]
    )
    if len(stored) > AT_MOST:
        said = _("More than a thousand KPIs are too many to show of a past day: choose a unit.")
        raise InvalidInput.on("as_of", said, code="too_many")
    found = list_then(actor, kpis_then(stored, calendar, at), at)
    if [row.unit_id for row in found] != [kpi.unit_id for kpi in stored]:
        found.sort(key=lambda row: row.place)  # some belonged to other units
    return [row for row in found if _fits(row, filters)]


def list_then(actor: Actor, then: Mapping[int, KpiThen], at: datetime) -> list[KpiRow]:
    """The rows of KPIs that are known as of a moment, in their order. Five queries, however
    many."""
    rows = {row.id: row for row in rows_of(actor, list(then))}
    open_ones = _open_then(actor, list(then), at)
    names = _names({one.kpi.owner_id for one in then.values()})
    return [_row(rows[pk], one, names, open_ones.get(pk)) for pk, one in then.items() if pk in rows]


def list_kpis_known(
    actor: Actor,
    filters: KpiFilters,
    day: date,
    *,
    today: date,
    after: Place | None = None,
    limit: int | None = None,
) -> list[KpiRow]:
    """KPIs as they are today, or were known on an earlier day, from a place on. As many queries as
    :func:`list_kpis`, or :func:`list_kpis_then` and one."""
    if day >= today:
        return list_kpis(actor, filters, after=after, limit=limit)
    calendar = calendar_of(actor.organisation_id)
    return rows_after(list_kpis_then(actor, filters, calendar, day), after)[:limit]


@dataclass(frozen=True, slots=True)
class KnownKpi:
    """A KPI with its definition, how it stood, and what it was derived from."""

    kpi: Kpi
    row: KpiRow
    inputs: list[InputRow]


def kpi_known(actor: Actor, stored: Kpi, at: datetime | None) -> KnownKpi:
    """A KPI as it is, or as it was known at a moment (``past.moment_asked``). Raises NotFound."""
    if at is None:
        kpi, inputs = stored, inputs_of(stored)
        row = get_kpi_row(actor, stored.pk)
    else:
        calendar = calendar_of(stored.organisation_id)
        then = kpis_then([stored], calendar, at)
        kpi, inputs = then[stored.pk].kpi, inputs_then(then[stored.pk], calendar, at)
        row = next(iter(list_then(actor, then, at)), None)
    if row is None:
        raise NotFound(_("There is no such KPI."))
    return KnownKpi(kpi, row, inputs)


def rows_after(rows: list[KpiRow], after: Place | None) -> list[KpiRow]:
    """The rows after a place, in the order that the database gave them; also where what stood there
    is gone meanwhile."""
    if after is None:
        return rows
    places = [row.place for row in rows]
    if after in places:
        return rows[places.index(after) + 1 :]
    return [row for row in rows if row.place > after]


def _fits(row: KpiRow, filters: KpiFilters) -> bool:
    """What is of that day: unit, colour, owner, who entered it."""
    people = (row.owner_id, row.updater_id)
    return row.unit_path.startswith(filters.unit_path) and (
        (not filters.colour or row.colour == filters.colour)
        and (filters.owner_id is None or row.owner_id == filters.owner_id)
        and (filters.person_id is None or filters.person_id in people)
    )


_DEFINED = (
    "name", "owner_id", "updater_id", "measure", "decimals", "better", "nature", "frequency",
    "due_lag", "low_bound", "high_bound", "review_by", "rules", "form", "archived_at",
    "expression", "external_id", "unit_id", "levels",
)  # fmt: skip


def _row(row: KpiRow, then: KpiThen, names: dict[int, str], response: ResponseRow | None) -> KpiRow:
    state = state_of(then.kpi, then.chart.standing)
    del state["organisation_id"], state["sigma"], state["alike"], state["response_due_on"]
    was: dict[str, Any] = {name: getattr(then.kpi, name) for name in _DEFINED}
    was |= {name: str(value) if name in _CODES else value for name, value in state.items()}
    was |= {"signal_rules": state["rules"], "rules": then.kpi.rules}
    return replace(
        row,
        **was,
        unit_name=then.kpi.unit.name,
        unit_path=then.kpi.unit.path,
        owner_name=names.get(then.kpi.owner_id or 0),
        response_id=response.id if response else None,
        response_stage=response.stage if response else None,
        response_cause_due_on=response.cause_due_on if response else None,
        response_action_due_on=response.action_due_on if response else None,
        response_action_ends_on=response.action_ends_on if response else None,
    )


_CODES = frozenset({"state", "stage", "variation", "assurance", "colour", "advice"})


def _open_then(actor: Actor, ids: list[int], at: datetime) -> dict[int, ResponseRow]:
    """The response of each KPI that was open."""
    rows = responses_between(actor, Q(kpi_id__in=ids), raised_by=at, closed_after=at)
    return {row.kpi_id: row for row in responses_then(actor, rows, at)}


def _names(ids: set[int | None]) -> dict[int, str]:
    known = [pk for pk in ids if pk is not None]
    return dict(Person.objects.filter(pk__in=known).values_list("id", "name"))
