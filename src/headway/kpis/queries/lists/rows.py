"""Lists of KPIs: each with its definition in short, how it stands, and what it waits for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet

from headway.core.cadence import local_date
from headway.core.calendars import Calendar, last_due
from headway.kit.keeping import Kept
from headway.kit.prepared import Fixed, prepared
from headway.kpis.models import Kpi, Response
from headway.kpis.queries.lists.pairs import may_have
from headway.kpis.queries.series.charts import ShownLimits, shown_limits
from headway.people.access import Actor

Place = tuple[str, int, int]
"""Path of the unit, order there, and id."""


@dataclass(frozen=True, slots=True, eq=False)
class KpiRow:
    """A KPI in a list. ``colour``, ``variation`` and ``advice`` follow ``core.spc``; ``response_*``
    are those of the open response, None without one. Equal to nothing but itself: made once of what
    is stored (ADR 25), so that what is told of it can be kept by it."""

    id: int
    name: str
    unit_id: int
    unit_name: str
    unit_path: str
    owner_id: int | None
    owner_name: str | None
    updater_id: int | None
    measure: str
    decimals: int
    better: str
    nature: str
    frequency: str
    due_lag: int
    low_bound: float | None
    high_bound: float | None
    review_by: date | None
    archived_at: Any
    created_at: datetime
    starts_on: date | None
    value: float | None
    state: str
    points: int
    stage: str
    baseline: int
    centre: float | None
    lower: float | None
    upper: float | None
    variation: str
    assurance: str
    colour: str
    advice: str
    signal_rules: Sequence[str]
    since: date | None
    recent: Sequence[float | None]
    band: Sequence[Sequence[float] | None]
    misses: float | None
    rules: Sequence[str]
    response_id: int | None
    response_stage: str | None
    response_cause_due_on: date | None
    response_action_due_on: date | None
    response_action_ends_on: date | None
    form: str
    external_id: str
    position: int
    expression: str
    scale: float
    levels: Sequence[Sequence[Any]]
    former_levels: Sequence[Sequence[Any]]
    is_answered: bool

    @property
    def is_derived(self) -> bool:
        """Whether its values are computed from other KPIs."""
        return bool(self.expression)

    @property
    def shown_limits(self) -> ShownLimits:
        """Its limits as they are told."""
        return shown_limits(self, self.lower, self.centre, self.upper)

    @property
    def place(self) -> Place:
        """Where it stands in a list."""
        return self.unit_path, self.position, self.id

    def missing_since(self, calendar: Calendar, today: date, time_zone: str) -> date | None:
        """The first day of the latest period that was due and has no value; None where nothing is
        late, and of an archived one."""
        if self.archived_at is not None:
            return None
        return late_since(
            self.frequency,
            self.due_lag,
            self.starts_on,
            local_date(self.created_at, time_zone),
            calendar,
            today,
        )


def late_since(
    frequency: str,
    lag: int,
    last: date | None,
    defined_on: date,
    calendar: Calendar,
    today: date,
) -> date | None:
    """The first day of the latest period that was due and has no value, where ``last`` is that of
    the last value; None where nothing is late. Of a KPI without any value nothing is asked that
    ended before it was defined."""
    due = last_due(today, frequency, calendar, lag)
    if last is None:
        return due.start if due.end >= defined_on else None
    return due.start if last < due.start else None


@dataclass(frozen=True, slots=True)
class KpiFilters:
    """Which KPIs: of a unit and all below it, of an owner, of somebody who owns or enters them, of
    a follower, by colour, by ``words`` of the name or the question, of which each is somewhere, by
    the name that another system has for it; ``unanswered``: without those whose signal was."""

    unit_path: str = ""
    owner_id: int | None = None
    colour: str = ""
    words: tuple[str, ...] = ()
    archived: bool = False
    person_id: int | None = None
    follower_id: int | None = None
    external_id: str = ""
    unanswered: bool = False

    @property
    def narrows(self) -> bool:
        """Whether a unit that has KPIs may show none."""
        return bool(
            self.owner_id or self.colour or self.words or self.archived or self.person_id
            or self.follower_id or self.external_id
        )  # fmt: skip


_COLUMNS = (
    "id", "name", "unit_id", "unit__name", "unit__path", "owner_id", "owner__name", "updater_id",
    "measure", "decimals", "better", "nature", "frequency", "due_lag", "low_bound", "high_bound",
    "review_by", "archived_at", "created_at", "state__starts_on", "state__value", "state__state",
    "state__points", "state__stage", "state__baseline", "state__centre", "state__lower",
    "state__upper", "state__variation", "state__assurance", "state__colour", "state__advice",
    "state__rules", "state__since", "state__recent", "state__band", "state__misses", "rules",
    "open_one__id", "open_one__stage", "open_one__cause_due_on", "open_one__action_due_on",
    "open_one__action_ends_on", "form", "external_id", "position", "expression", "scale", "levels",
    "former_levels", "state__is_answered",
)  # fmt: skip


def list_kpis(
    actor: Actor,
    filters: KpiFilters | None = None,
    *,
    only: Q | None = None,
    after: Place | None = None,
    limit: int | None = None,
) -> list[KpiRow]:
    """KPIs by unit and their order there, of those that hold ``only`` what is said and follow on a
    place. One query."""
    asked = filters or KpiFilters()
    if only is not None:
        some = _by_unit(actor.organisation_id, asked).filter(only)
        return _listed.answer(_in_order(some, after, limit))
    return _listed(actor.organisation_id, asked, *_place(after), Fixed(limit) if limit else None)


def _place(after: Place | None) -> tuple[str | None, int | None, int | None]:
    return after or (None, None, None)


_rows = Kept(KpiRow)


@prepared(rows=_rows)
def _listed(
    organisation_id: int,
    filters: KpiFilters,
    path: str | None,
    position: int | None,
    after_id: int | None,
    limit: Fixed | None,
) -> QuerySet[Kpi, tuple[Any, ...]]:
    kpis = _by_unit(organisation_id, filters)
    is_next = path is not None and position is not None and after_id is not None
    after = (path, position, after_id) if is_next else None
    return _in_order(kpis, after, limit)  # type: ignore[arg-type]  # none of the three is None


def _in_order(
    kpis: QuerySet[Kpi], after: Place | None, limit: int | None
) -> QuerySet[Kpi, tuple[Any, ...]]:
    if after is not None:
        kpis = kpis.filter(_comes_after(*after))
    ordered = _with_response(kpis).order_by("unit__path", "position", "id")
    rows = ordered.values_list(*_COLUMNS)
    return rows[:limit] if limit else rows


def _comes_after(path: str, position: int, kpi_id: int) -> Q:
    same = Q(unit__path=path)
    return (
        Q(unit__path__gt=path)
        | same & Q(position__gt=position)
        | same & Q(position=position, id__gt=kpi_id)
    )


def rows_of(actor: Actor, kpi_ids: Sequence[int]) -> list[KpiRow]:
    """These KPIs, archived or not, in no order. One query."""
    wanted = Kpi.objects.filter(organisation_id=actor.organisation_id, pk__in=kpi_ids)
    return _row.answer(_with_response(wanted).values_list(*_COLUMNS))


def waiting_in(actor: Actor, unit_id: int, also: Collection[int]) -> list[KpiRow]:
    """Live KPIs of a unit itself with an open response, and ``also`` these, in order. One query."""
    return _waiting(actor.organisation_id, unit_id, also)


@prepared(rows=_rows)
def _waiting(
    organisation_id: int, unit_id: int, also: Collection[int]
) -> QuerySet[Kpi, tuple[Any, ...]]:
    waits = Exists(Response.objects.filter(kpi_id=OuterRef("pk"), closed_at__isnull=True))
    wanted = (Q(unit_id=unit_id) & Q(waits)) | Q(pk__in=also)
    return _in_order(_by_unit(organisation_id, KpiFilters()).filter(wanted), None, None)


def get_kpi_row(actor: Actor, kpi_id: int) -> KpiRow | None:
    """One of them, archived or not. One query."""
    for row in _row(actor.organisation_id, kpi_id):
        return row
    return None


@prepared(rows=_rows)
def _row(organisation_id: int, kpi_id: int) -> QuerySet[Kpi, tuple[Any, ...]]:
    wanted = Kpi.objects.filter(organisation_id=organisation_id, pk=kpi_id)
    return _with_response(wanted).values_list(*_COLUMNS)


def filtered(actor: Actor, filters: KpiFilters) -> QuerySet[Kpi]:
    """The KPIs of the organisation that the filters leave."""
    return filtered_of(actor.organisation_id, filters)


def _by_unit(organisation_id: int, filters: KpiFilters) -> QuerySet[Kpi]:
    """The same, to be listed. That their units are its own, too, is said for SQLite: once it has
    statistics (ANALYZE) it goes from unit to unit by path and ends at the limit; otherwise it would
    sort all KPIs."""
    kpis = filtered_of(organisation_id, filters)
    return kpis.filter(unit__organisation_id=organisation_id)


def filtered_of(organisation_id: int, filters: KpiFilters) -> QuerySet[Kpi]:
    """The same for reads that are prepared."""
    live = Kpi.objects.filter(
        organisation_id=organisation_id, archived_at__isnull=not filters.archived
    )
    kpis = narrowed(live, filters)
    for word in filters.words:
        kpis = kpis.filter(*may_have(organisation_id, word))
    if filters.owner_id is not None:
        kpis = kpis.filter(owner_id=filters.owner_id)
    if filters.person_id is not None:
        kpis = kpis.filter(Q(owner_id=filters.person_id) | Q(updater_id=filters.person_id))
    if filters.colour:
        kpis = kpis.filter(state__organisation_id=organisation_id, state__colour=filters.colour)
    if filters.unanswered:
        kpis = kpis.filter(state__organisation_id=organisation_id, state__is_answered=False)
    return kpis


def narrowed(kpis: QuerySet[Kpi], filters: KpiFilters) -> QuerySet[Kpi]:
    """By what is of no day: unit, follower, words, and the name that another system has for it."""
    if filters.unit_path:
        kpis = kpis.filter(unit__path__startswith=filters.unit_path)
    if filters.follower_id is not None:
        kpis = kpis.filter(followers__person_id=filters.follower_id)
    if filters.external_id:
        kpis = kpis.filter(external_id=filters.external_id)
    for word in filters.words:
        kpis = kpis.filter(Q(name__icontains=word) | Q(question__icontains=word))
    return kpis


def _with_response(kpis: QuerySet[Kpi]) -> QuerySet[Kpi]:
    """With the response that is open, of which there is one at most."""
    is_open = Q(responses__closed_at__isnull=True)
    return kpis.annotate(open_one=FilteredRelation("responses", condition=is_open))


def counts_by_unit(unit_ids: Sequence[int]) -> dict[int, int]:
    """Live KPIs of each of some units themselves. One query."""
    return dict(_counts(unit_ids))


@prepared
def _counts(unit_ids: Sequence[int]) -> QuerySet[Kpi, tuple[int, int]]:
    return (
        Kpi.objects.filter(unit_id__in=unit_ids, archived_at__isnull=True)
        .values_list("unit_id")
        .annotate(count=Count("id"))
        .order_by()
    )
