"""The KPIs of a unit at a glance: how they stand, what they foresee, what waits, what moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from headway.core.goalposts import ChangeRate, rate_of
from headway.core.kpi_quality import LEADING_SHARE, Foresight, foresight
from headway.core.spc import Watched, expected_false_alarms
from headway.core.spc.false_alarms import WEEKS, rule_set
from headway.kit.clock import end_of_day
from headway.kpis.models import Kpi, Response
from headway.kpis.queries.goal_posts.moves import moved_of
from headway.kpis.queries.known.past import away_then
from headway.kpis.queries.known.records import responses_between
from headway.kpis.queries.known.responses import responses_then
from headway.kpis.queries.lists.health import UnitHealth, alike_kpis, health_of_all
from headway.kpis.queries.lists.rows import KpiFilters, filtered
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
    return strip(actor, filtered(actor, filters), alike_kpis(actor, filters), today)


def strip(
    actor: Actor,
    kpis: QuerySet[Kpi],
    alike: Sequence[Alike],
    day: date,
    *,
    today: date | None = None,
    answered: int = 0,
) -> Strip:
    """The same of any KPIs that were counted already, on a day that may be past. Two queries."""
    health = health_of_all(alike)
    ahead = foresight(health.leading, health.kpis)
    is_past = today is not None and day < today
    waiting, late = _responses(actor, kpis, day, is_past=is_past)
    moved = moved_of(actor, kpis, day) if health.kpis else 0
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


def _responses(actor: Actor, kpis: QuerySet[Kpi], day: date, *, is_past: bool) -> tuple[int, int]:
    """How many were open on a day, and how many of them were overdue."""
    within = Q(kpi__in=kpis.values("pk"))
    if is_past:
        at = end_of_day(day, actor.time_zone)
        rows = responses_between(
            actor, within & ~away_then(at, "kpi__"), raised_by=at, closed_after=at
        )
        dues = [row.due_on for row in responses_then(actor, rows, at)]
        return len(dues), sum(due is not None and due < day for due in dues)
    live = Response.objects.filter(
        within,
        organisation_id=actor.organisation_id,
        closed_at__isnull=True,
        kpi__archived_at__isnull=True,
    )
    found = live.aggregate(open=Count("id"), late=Count("id", filter=overdue(day)))
    return found["open"], found["late"]


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
