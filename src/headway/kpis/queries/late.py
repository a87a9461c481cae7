"""Values of KPIs that somebody is to enter: which are late, and when the next is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet

from headway.core.cadence import DAY, local_date
from headway.core.calendars import Calendar, due_on, last_due, span_of
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.entry.rows import falls_to
from headway.kpis.queries.lists.rows import late_since
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class AwaitedValue:
    """A KPI whose values somebody enters. ``late_since`` is the first day of the latest period that
    is late, ``due_on`` until when that, or else the next value, is due. ``failing_since``: a source
    gives the values, and has given none since then."""

    kpi_id: int
    name: str
    late_since: date | None
    due_on: date
    has_source: bool
    failing_since: datetime | None


def awaited_values(actor: Actor, today: date) -> list[AwaitedValue]:
    """Of every KPI whose values fall to the actor. Two queries, one where there is none."""
    if actor.person_id is None:
        return []
    rows = _entered_by(actor.organisation_id, actor.person_id)
    if not rows:
        return []
    calendar = calendar_of(actor.organisation_id)
    return [_awaited(actor, calendar, today, *row) for row in rows]


def _awaited(
    actor: Actor,
    calendar: Calendar,
    today: date,
    kpi_id: int,
    name: str,
    frequency: str,
    lag: int,
    last: date | None,
    defined_at: datetime,
    connector_id: int | None,
    failing_since: datetime | None,
) -> AwaitedValue:
    defined_on = local_date(defined_at, actor.time_zone)
    late = late_since(frequency, lag, last, defined_on, calendar, today)
    if late is not None:
        due = due_on(last_due(today, frequency, calendar, lag), lag)
    else:
        known = span_of(last, frequency, calendar).end + DAY if last is not None else defined_on
        due = due_on(span_of(known, frequency, calendar), lag)
    return AwaitedValue(kpi_id, name, late, due, connector_id is not None, failing_since)


@prepared
def _entered_by(organisation_id: int, person_id: int) -> QuerySet[Kpi, tuple[Any, ...]]:
    theirs = Kpi.objects.filter(falls_to(person_id), organisation_id=organisation_id)
    return theirs.filter(archived_at__isnull=True, expression="").values_list(
        "id", "name", "frequency", "due_lag", F("state__starts_on"), "created_at",
        F("connector__id"), F("connector__failing_since"),
    )  # fmt: skip
