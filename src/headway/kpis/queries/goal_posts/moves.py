"""The goal posts of KPIs: targets that took the place of others and limits that began anew, within
the twelve months before a day (docs/methods 3.12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from headway.core.cadence import local_date
from headway.core.goalposts import (
    KpiTarget,
    Severity,
    TargetChange,
    is_later_day,
    is_rescued,
    rate_of,
    target_index,
)
from headway.core.goalposts.targets import WINDOW
from headway.core.spc import Assurance, Limits, assurance, state
from headway.core.spc.states import Target as Wanted
from headway.kit.clock import end_of_day
from headway.kit.prepared import prepared
from headway.kpis.models import Colouring, Kpi, Measurement, Rebase, Revision, Target
from headway.kpis.queries.goal_posts.posts import KpiPosts, PostMove, PostsOfUnit
from headway.kpis.queries.series.targets import TARGET, TargetRow
from headway.people.access import Actor

AT_MOST = 500
"""KPIs whose goal posts are listed at once."""


def posts_of_kpi(actor: Actor, kpi: Kpi, until: date, *, today: date) -> KpiPosts | None:
    """Of one KPI; None where nothing moved. Two queries, three where it did."""
    found = _read(actor, [kpi.pk], until, is_today=until >= today)
    return found[0] if found else None


def posts_of_unit(
    actor: Actor, *, unit_path: str, until: date, today: date, limit: int = AT_MOST
) -> PostsOfUnit:
    """Of a unit and all below it. Five queries."""
    kpis = Kpi.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)
    if unit_path:
        kpis = kpis.filter(unit__path__startswith=unit_path)
    span = span_until(actor, until)
    moved = kpis.filter(has_moved(span, ZoneInfo(actor.time_zone)))
    listed = moved.order_by("unit__path", "position", "id")
    ids = list(listed.values_list("pk", flat=True)[: limit + 1])
    found = _read(actor, ids[:limit], until, is_today=until >= today)
    found.sort(key=lambda one: (-_GRAVITY[one.severity], -one.index.movement, one.name))
    count = moved.count() if len(ids) > limit else len(ids)
    active = kpis.filter(created_at__lte=span[1]).count()
    return PostsOfUnit(found, rate_of(count, active), is_cut=len(ids) > limit)


def moved_of(actor: Actor, kpis: QuerySet[Kpi], until: date) -> int:
    """Of how many of these KPIs the goal posts moved. One query."""
    return kpis.filter(has_moved(span_until(actor, until), ZoneInfo(actor.time_zone))).count()


_GRAVITY = {Severity.NONE: 0, Severity.INFO: 1, Severity.WARN: 2, Severity.ERROR: 3}

Span = tuple[datetime, datetime]


def span_until(actor: Actor, until: date) -> Span:
    """The twelve months before the end of a day."""
    end = end_of_day(until, actor.time_zone)
    return end - timedelta(days=WINDOW), end


def has_moved(span: Span, zone: ZoneInfo) -> Q:
    """A target that took the place of an earlier one, but for those of the day on which the KPI was
    defined, and a re-base that stands. What moved is looked up, which is less than all KPIs."""
    targets = Target.objects.filter(moves=True, created_at__gt=span[0], created_at__lte=span[1])
    moved = targets.values("kpi_id").union(_standing(span, zone).values("kpi_id"))
    return Q(pk__in=moved)


def _standing(span: Span, zone: ZoneInfo) -> QuerySet[Rebase]:
    """The same as :func:`is_later_day`, in the database."""
    days = Rebase.objects.annotate(
        made_on=TruncDate("created_at", tzinfo=zone),
        defined_on=TruncDate("kpi__created_at", tzinfo=zone),
    )
    return days.filter(
        Q(undone_at__isnull=True) | Q(undone_at__gt=span[1]),
        created_at__gt=span[0],
        created_at__lte=span[1],
        made_on__gt=F("defined_on"),
    )


@dataclass(slots=True)
class _Made:
    """What was set of one KPI, in the order of setting."""

    targets: list[tuple[TargetRow, bool, bool]] = field(default_factory=list)
    rebases: list[tuple[date, datetime, str, str | None]] = field(default_factory=list)


def _read(actor: Actor, kpi_ids: Sequence[int], until: date, *, is_today: bool) -> list[KpiPosts]:
    span = span_until(actor, until)
    made: dict[int, _Made] = defaultdict(_Made)
    for kpi_id, known, moves, *values in _targets(kpi_ids):
        row = TargetRow(*values)
        if row.created_at <= span[1]:
            made[kpi_id].targets.append((row, known, moves))
    for kpi_id, defined_at, undone_at, starts_on, at, reason, author in _rebases(kpi_ids):
        stands = undone_at is None or undone_at > span[1]
        is_later = is_later_day(at, defined_at, actor.time_zone)
        if stands and span[0] < at <= span[1] and is_later:
            made[kpi_id].rebases.append((starts_on, at, reason, author))
    moved = {kpi_id: one for kpi_id, one in made.items() if one.rebases or len(one.targets) > 1}
    if not moved:
        return []
    rows = Kpi.objects.filter(pk__in=moved).select_related("state", "unit").order_by("pk")
    found = [_posts(actor, kpi, made[kpi.pk], span, is_today=is_today) for kpi in rows]
    return [one for one in found if one.moves]


@prepared
def _targets(kpi_ids: Sequence[int]) -> QuerySet[Target, tuple[Any, ...]]:
    return (
        Target.objects.filter(kpi_id__in=kpi_ids)
        .annotate(known=_known())
        .order_by("id")
        .values_list("kpi_id", "known", "moves", *TARGET)
    )


@prepared
def _rebases(kpi_ids: Sequence[int]) -> QuerySet[Rebase, tuple[Any, ...]]:
    return (
        Rebase.objects.filter(kpi_id__in=kpi_ids)
        .order_by("id")
        .values_list(
            "kpi_id", "kpi__created_at", "undone_at", "starts_on", "created_at", "reason",
            "author__name",
        )
    )  # fmt: skip


def _known() -> Exists | Q:
    """Whether a value of a period from the target's first on was known when it was set."""
    wanted = {
        "series__kpi_id": OuterRef("kpi_id"),
        "series__key": "",
        "starts_on__gte": OuterRef("effective_on"),
        "entered_at__lte": OuterRef("created_at"),
    }
    return Exists(Measurement.objects.filter(**wanted)) | Exists(Revision.objects.filter(**wanted))


def _posts(actor: Actor, kpi: Kpi, made: _Made, span: Span, *, is_today: bool) -> KpiPosts:
    changes, moves, first = [], [], None
    for place, (row, known, moves_it) in enumerate(made.targets):
        before = _in_force([one for one, *_told in made.targets[:place]], row.effective_on)
        if before is None or not moves_it or row.created_at <= span[0]:
            continue
        first = first or before
        changes.append((row, TargetChange(wanted(before), wanted(row), known)))
    index = target_index([change for _row, change in changes], rebases=len(made.rebases))
    for (row, change), step in zip(changes, index.steps, strict=True):
        moves.append(
            PostMove(
                kpi.pk, local_date(row.created_at, actor.time_zone), row.effective_on,
                change.before, change.after, change.is_known, step, row.why, row.author_name,
            )
        )  # fmt: skip
    for starts_on, at, reason, author in made.rebases:
        day = local_date(at, actor.time_zone)
        moves.append(PostMove(kpi.pk, day, starts_on, None, None, True, None, reason, author))
    return KpiPosts(
        kpi_id=kpi.pk,
        name=kpi.name,
        unit_id=kpi.unit_id,
        unit_name=kpi.unit.name,
        measure=kpi.measure,
        moves=tuple(sorted(moves, key=lambda move: move.made_on, reverse=True)),
        index=index,
        is_rescued=is_today and first is not None and _rescued(kpi, first, index.easing),
    )


def _in_force(rows: Sequence[TargetRow], day: date) -> TargetRow | None:
    """Of the targets set so far, the one that held on a day; it may be that nothing was wanted."""
    holding = [row for row in rows if row.effective_on <= day]
    return max(holding, key=lambda row: (row.effective_on, row.id)) if holding else None


def wanted(row: TargetRow) -> KpiTarget:
    """A target as the index takes it."""
    by = row.by.toordinal() if row.by else None
    curve = None if row.curve is None else tuple((value, score) for value, score in row.curve)
    return KpiTarget(row.kind, row.low, row.high, row.red, row.worst, row.best, by, curve)


def _rescued(kpi: Kpi, before: TargetRow, easing: float) -> bool:
    """Whether the target as it was would colour the KPI worse than it is."""
    return is_rescued(easing=easing, original=colour_under(kpi, before), current=kpi.state.colour)


def colour_under(kpi: Kpi, target: TargetRow) -> str:
    """The colour that a KPI would have under another target; read with its state."""
    if kpi.colouring == Colouring.THRESHOLDS:
        return str(target.colour_of(kpi.state.value))
    return str(state(kpi.state.variation, _assurance(kpi, target.wanted)).colour)


def _assurance(kpi: Kpi, target: Wanted) -> Assurance | None:
    here = kpi.state
    if here.centre is None or here.sigma is None:
        return None
    return assurance(Limits(here.centre, here.sigma, 0.0, 0.0, here.baseline, 0), target)
