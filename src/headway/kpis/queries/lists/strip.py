"""The KPIs of a unit at a glance: how they stand, what they foresee, what waits, what moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from headway.core.goalposts import ChangeRate, rate_of
from headway.core.kpi_quality import LEADING_SHARE, Foresight, foresight
from headway.core.spc import Watched, expected_false_alarms
from headway.core.spc.false_alarms import WEEKS, rule_set
from headway.kit.clock import end_of_day
from headway.kit.prepared import counted, prepared
from headway.kpis.models import Kpi, KpiState
from headway.kpis.queries.goal_posts.moves import has_moved, moved_of, span_until
from headway.kpis.queries.known.past import away_then
from headway.kpis.queries.known.records import responses_between
from headway.kpis.queries.known.responses import responses_then
from headway.kpis.queries.lists.answered import answered
from headway.kpis.queries.lists.health import UnitHealth, alike_kpis, health_of_all
from headway.kpis.queries.lists.rows import KpiFilters, filtered_of
from headway.kpis.queries.series.alike import Alike
from headway.kpis.queries.series.standings import COUNTING
from headway.people.access import Actor
from headway.web.explanation import Explanation
from headway.web.formats import number, percent


@dataclass(frozen=True, slots=True)
class Strip:
    """What stands in a row, all of it of the same KPIs: ``open`` and ``overdue`` count responses;
    ``moved`` tells of how many KPIs goal posts moved within twelve months; ``answered`` KPIs are
    red or amber yet and ask for nothing before their next value."""

    health: UnitHealth
    alarms_why: Explanation | None
    ahead: Foresight
    ahead_why: Explanation | None
    open: int
    overdue: int
    moved: ChangeRate
    answered: int = 0


def strip_of(actor: Actor, unit_path: str, today: date) -> Strip:
    """Of a unit and all below it. Three queries."""
    filters = KpiFilters(unit_path=unit_path)
    alike = alike_kpis(actor, filters)
    return strip(actor, filters, alike, today, answered=answered((), alike).count)


def strip(
    actor: Actor,
    filters: KpiFilters,
    alike: Sequence[Alike],
    today: date,
    *,
    answered: int = 0,
) -> Strip:
    """The same of the KPIs that filters leave, which were counted already. Two queries."""
    waiting, late = _open(actor, filters, today)
    moved = _moved_among(actor, filters, today) if alike else 0
    return _strip(alike, (waiting, late), moved, today, answered)


def strip_then(
    actor: Actor, kpi_ids: Sequence[int], alike: Sequence[Alike], day: date, *, answered: int = 0
) -> Strip:
    """The same of these KPIs on a past day. Two queries."""
    kpis = Kpi.objects.filter(pk__in=kpi_ids)
    moved = moved_of(actor, kpis, day) if alike else 0
    return _strip(alike, _open_then(actor, kpis, day), moved, day, answered)


def _strip(
    alike: Sequence[Alike], responses: tuple[int, int], moved: int, day: date, answered: int
) -> Strip:
    health = health_of_all(alike)
    ahead = foresight(health.leading, health.kpis)
    waiting, late = responses
    return Strip(
        health=health,
        alarms_why=_explain_alarms(health, alike, day),
        ahead=ahead,
        ahead_why=_explain_ahead(ahead, day),
        open=waiting,
        overdue=late,
        moved=rate_of(moved, health.kpis),
        answered=answered,
    )


def overdue(today: date) -> Q:
    """Responses whose next step should have been taken before a day."""
    return (
        Q(cause="", cause_due_on__lt=today)
        | Q(~Q(cause=""), action="", action_due_on__lt=today)
        | Q(~Q(action=""), action_ends_on__lt=today)
    )


def _moved_among(actor: Actor, filters: KpiFilters, today: date) -> int:
    """Of how many KPIs that filters leave the goal posts moved. One query."""
    since, until = span_until(actor, today)
    zone = ZoneInfo(actor.time_zone)
    return sum(many for (many,) in _moved(actor.organisation_id, filters, since, until, zone))


@prepared
def _moved(
    organisation_id: int, filters: KpiFilters, since: datetime, until: datetime, zone: ZoneInfo
) -> QuerySet[Kpi, tuple[Any, ...]]:
    kpis = filtered_of(organisation_id, filters).filter(has_moved((since, until), zone))
    return counted(kpis, "organisation_id", many=Count("id"))


def _open(actor: Actor, filters: KpiFilters, today: date) -> tuple[int, int]:
    """How many responses are open, and how many of them are overdue: one of a KPI, whose state says
    so. One query; of everybody's an index is counted and no KPI read."""
    if filters == KpiFilters():
        found = _waiting(actor.organisation_id, today)
    else:
        found = _waiting_of(actor.organisation_id, filters, today)
    for waiting, late in found:
        return waiting, late
    return 0, 0


@prepared
def _waiting(organisation_id: int, today: date) -> QuerySet[KpiState, tuple[Any, ...]]:
    states = KpiState.objects.filter(organisation_id=organisation_id, response_due_on__isnull=False)
    late = Count("response_due_on", filter=Q(response_due_on__lt=today))
    return counted(states, "organisation_id", open=Count("response_due_on"), late=late)


@prepared
def _waiting_of(
    organisation_id: int, filters: KpiFilters, today: date
) -> QuerySet[Kpi, tuple[Any, ...]]:
    kpis = filtered_of(organisation_id, filters).filter(
        state__organisation_id=organisation_id, state__response_due_on__isnull=False
    )
    late = Count("id", filter=Q(state__response_due_on__lt=today))
    return counted(kpis, "organisation_id", open=Count("id"), late=late)


def _open_then(actor: Actor, kpis: QuerySet[Kpi], day: date) -> tuple[int, int]:
    """The same on a past day."""
    at = end_of_day(day, actor.time_zone)
    within = Q(kpi__in=kpis.values("pk"))
    rows = responses_between(actor, within & ~away_then(at, "kpi__"), raised_by=at, closed_after=at)
    dues = [row.due_on for row in responses_then(actor, rows, at)]
    return len(dues), sum(due is not None and due < day for due in dues)


def _explain_ahead(ahead: Foresight, today: date) -> Explanation | None:
    if ahead.share is None:
        return None
    note = "" if ahead.is_enough else _("Define one that moves before the outcome does.")
    return Explanation(
        title=_("%(share)s of the KPIs lead") % {"share": percent(ahead.share)},
        value=ahead.share,
        rule=_("KPIs that move before the outcome, or with it; at least %(least)s should.")
        % {"least": percent(LEADING_SHARE)},
        columns=(_("KPIs"), _("Count")),
        rows=(
            (_("Leading, or both"), number(ahead.leading)),
            (_("Lagging"), number(ahead.kpis - ahead.leading)),
        ),
        total=(_("All"), number(ahead.kpis)),
        notes=(note,) if note else (),
        as_of=today,
    )  # fmt: skip


def _explain_alarms(health: UnitHealth, groups: Sequence[Alike], as_of: date) -> Explanation | None:
    """The false alarms to be expected of a unit's KPIs; None where none is judged."""
    if not health.judged:
        return None
    by_rules: dict[str, list[Watched]] = {}
    for one in groups:
        if one.stage not in COUNTING:
            continue
        known = rule_set(one.watched.rules)
        name = known.name if known else ", ".join(one.rules)
        by_rules.setdefault(name, []).append(one.watched)
    return Explanation(
        title=_("%(count)s false alarms expected in %(weeks)d weeks")
        % {"count": number(health.false_alarms, 1), "weeks": WEEKS},
        value=health.false_alarms,
        rule=_(
            "The chances of all charts added up: how many signals come although nothing changed."
        ),
        columns=(_("Rules"), _("KPIs"), _("False alarms")),
        rows=tuple(
            (name, number(sum(one.count for one in some)), number(expected_false_alarms(some), 2))
            for name, some in by_rules.items()
        ),
        total=(_("Together"), number(health.judged), number(health.false_alarms, 1)),
        notes=(_("Fewer KPIs, or longer baselines, give fewer false alarms."),),
        as_of=as_of,
    )
