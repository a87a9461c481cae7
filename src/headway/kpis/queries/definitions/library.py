"""The library: every definition of an organisation, to find, to follow and to use again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Lower
from django.db.models.lookups import Exact

from headway.core.kpi_quality import Definition, Gap, gaps
from headway.kit.prepared import prepared
from headway.kpis.models import Follow, InTime, Kpi, Nature
from headway.people.access import Actor

Place = tuple[str, int]
"""Name as it is ordered, and id."""


@dataclass(frozen=True, slots=True)
class LibraryFilters:
    """Which definitions: by words of name, question, formula or source, by what they are measured
    in, which way is better, whether they lead, unit and all below it, owner, follower, the KPI they
    were copied from, and by what they leave open (``lacks``; a formula counts there only where none
    is written)."""

    words: str = ""
    measure: str = ""
    better: str = ""
    nature: str = ""
    frequency: str = ""
    unit_path: str = ""
    owner_id: int | None = None
    follower_id: int | None = None
    copied_from_id: int | None = None
    lacks: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """A definition in the library. ``source_*`` are the KPI it was copied from, with the version
    the definition has there now; ``copies`` counts live ones, ``followers`` people; ``ordered`` is
    the name as the list is ordered by; ``expression`` computes a derived one."""

    id: int
    name: str
    question: str
    formula: str
    measure: str
    better: str
    nature: str
    frequency: str
    in_time: str
    unit_id: int
    unit_name: str
    owner_id: int | None
    owner_name: str | None
    source: str
    response_plan: str
    counter_metric: str
    leads_id: int | None
    leads_name: str | None
    review_by: date | None
    archived_at: datetime | None
    version: int
    copied_from_id: int | None
    copied_version: int | None
    source_name: str | None
    source_unit: str | None
    source_version: int | None
    is_led: bool
    is_followed: bool
    copies: int
    followers: int
    ordered: str
    expression: str

    @property
    def place(self) -> Place:
        """Where it stands in the list."""
        return self.ordered, self.id

    @property
    def is_behind(self) -> bool:
        """Whether the definition it was copied from has changed since."""
        return (self.source_version or 0) > (self.copied_version or 0)

    def gaps(self, today: date) -> tuple[Gap, ...]:
        """What the definition leaves open; what is computed by an expression has a formula."""
        found = gaps(_definition(self), today)
        return tuple(gap for gap in found if gap is not Gap.FORMULA or not self.expression)


def _definition(row: LibraryRow) -> Definition:
    return Definition(
        has_owner=row.owner_id is not None,
        question=row.question,
        formula=row.formula,
        response_plan=row.response_plan,
        counter_metric=row.counter_metric,
        is_lagging=row.nature == Nature.LAGGING,
        is_led=row.is_led,
        is_share=row.measure.strip() == "%" or row.in_time == InTime.RATIO,
        review_by=row.review_by,
        name=row.name,
    )


_LED = Exists(Kpi.objects.filter(leads_id=OuterRef("pk"), archived_at__isnull=True))


def lacking(gap: str, today: date) -> Q:
    """The definitions that leave something open, as the database can tell."""
    return {
        Gap.OWNER: Q(owner__isnull=True),
        Gap.NAME: Q(Exact(Length("name"), 1)),
        Gap.QUESTION: Q(question=""),
        Gap.FORMULA: Q(formula="", expression=""),
        Gap.RESPONSE_PLAN: Q(response_plan=""),
        Gap.COUNTER: Q(counter_metric=""),
        Gap.LEADING: Q(nature=Nature.LAGGING) & ~Q(_LED),
        Gap.REVIEW: Q(review_by__lt=today),
    }[Gap(gap)]


def library(
    actor: Actor,
    filters: LibraryFilters,
    today: date,
    *,
    after: Place | None = None,
    limit: int,
) -> list[LibraryRow]:
    """Definitions by name, those that follow on a place. Two queries: the page is found first, so
    that what is counted is counted of its rows alone."""
    wanted = _filtered(actor, filters, today).annotate(ordered=Lower("name"))
    if after is not None:
        name, kpi_id = after
        wanted = wanted.filter(Q(ordered__gt=name) | Q(ordered=name, id__gt=kpi_id))
    ids = list(wanted.order_by("ordered", "id").values_list("id", flat=True)[:limit])
    rows = {row.id: row for row in library_rows(actor, ids)}
    return [rows[kpi_id] for kpi_id in ids]


_COLUMNS = (
    "id", "name", "question", "formula", "measure", "better", "nature", "frequency", "in_time",
    "unit_id", "unit__name", "owner_id", "owner__name", "source", "response_plan", "counter_metric",
    "leads_id", "leads__name", "review_by", "archived_at", "version", "copied_from_id",
    "copied_version", "copied_from__name", "copied_from__unit__name", "copied_from__version",
    "led", "followed", "copy_count", "follower_count", "ordered",
    "expression",
)  # fmt: skip


def library_rows(actor: Actor, kpi_ids: Collection[int]) -> list[LibraryRow]:
    """These definitions, in no order. One query."""
    if not kpi_ids:
        return []
    found = _rows(actor.organisation_id, actor.person_id or 0, tuple(kpi_ids))
    return [LibraryRow(*row) for row in found]


@prepared
def _rows(
    organisation_id: int, person_id: int, kpi_ids: tuple[int, ...]
) -> QuerySet[Kpi, tuple[Any, ...]]:
    mine = Follow.objects.filter(kpi_id=OuterRef("pk"), person_id=person_id)
    rows = Kpi.objects.filter(organisation_id=organisation_id, pk__in=kpi_ids).annotate(
        led=_LED,
        followed=Exists(mine),
        copy_count=Count("copies", filter=Q(copies__archived_at__isnull=True), distinct=True),
        follower_count=Count("followers", distinct=True),
        ordered=Lower("name"),
    )
    return rows.values_list(*_COLUMNS)


def _filtered(actor: Actor, filters: LibraryFilters, today: date) -> QuerySet[Kpi]:
    kpis = Kpi.objects.filter(
        organisation_id=actor.organisation_id, archived_at__isnull=not filters.archived
    )
    for name in ("measure", "better", "nature", "frequency", "owner_id", "copied_from_id"):
        if value := getattr(filters, name):
            kpis = kpis.filter(**{name: value})
    if filters.unit_path:
        kpis = kpis.filter(unit__path__startswith=filters.unit_path)
    if filters.follower_id is not None:
        kpis = kpis.filter(followers__person_id=filters.follower_id)
    if filters.lacks:
        kpis = kpis.filter(lacking(filters.lacks, today))
    for word in filters.words.split():
        kpis = kpis.filter(
            Q(name__icontains=word)
            | Q(question__icontains=word)
            | Q(formula__icontains=word)
            | Q(expression__icontains=word)
            | Q(source__icontains=word)
        )
    return kpis


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """How many definitions there are, and how many of them leave what open."""

    definitions: int
    open: dict[str, int]


def library_counts(actor: Actor, filters: LibraryFilters, today: date) -> LibraryCounts:
    """Of all definitions that the filters leave. One query."""
    kpis = _filtered(actor, filters, today).annotate(is_led=_LED)
    told = {str(gap): Count("id", filter=_counted(gap, today), distinct=True) for gap in Gap}
    found = kpis.aggregate(definitions=Count("id", distinct=True), **told)
    return LibraryCounts(found.pop("definitions"), found)


def _counted(gap: Gap, today: date) -> Q:
    if gap is Gap.LEADING:
        return Q(nature=Nature.LAGGING, is_led=False)
    return lacking(gap, today)


def measures(actor: Actor, *, limit: int) -> list[str]:
    """What live KPIs are measured in, the commonest first. One query."""
    rows = (
        Kpi.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)
        .exclude(measure="")
        .values_list("measure")
        .annotate(count=Count("id"))
        .order_by("-count", "measure")
    )
    return [measure for measure, _count in rows[:limit]]
