"""Which goal a KPI measures, for what is above the strategy and for KPIs themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet
from django.utils.translation import ngettext

from headway.people.access import Actor
from headway.strategy.models import GoalMeasure, live_goals


@dataclass(frozen=True, slots=True)
class MeasuredGoal:
    """A goal that a KPI measures; of the organisation where there is no unit."""

    id: int
    title: str
    unit_name: str | None


def goals_measured_by(actor: Actor, kpi_id: int) -> list[MeasuredGoal]:
    """The live goals that a KPI measures today, of the organisation first. One query."""
    rows = (
        _measures(actor)
        .filter(kpi_id=kpi_id)
        .order_by(F("goal__unit__path").asc(nulls_first=True), "goal_id")
    )
    return [MeasuredGoal(*row) for row in rows.values_list(
        "goal_id", "goal__title", "goal__unit__name")]  # fmt: skip


def measured_goals(actor: Actor, kpi_ids: Collection[int]) -> dict[int, str]:
    """How many live goals each of the KPIs measures: "2 mid-term goals". One query."""
    counts = (
        _measures(actor).filter(kpi_id__in=kpi_ids).values_list("kpi_id")
        .annotate(count=Count("goal_id", distinct=True)).order_by()
    )  # fmt: skip
    return {
        kpi_id: ngettext("%(count)d mid-term goal", "%(count)d mid-term goals", count)
        % {"count": count}
        for kpi_id, count in counts
    }


def _measures(actor: Actor) -> QuerySet[GoalMeasure]:
    return GoalMeasure.objects.filter(
        live_goals("goal__"), goal__organisation_id=actor.organisation_id, until__isnull=True
    )


def goal_measured_by(kpi_id: int) -> int | None:
    """The goal that a KPI measures today, of several that in which it weighs most; None where it
    measures none. One query."""
    live = GoalMeasure.objects.filter(kpi_id=kpi_id, until__isnull=True)
    kept = live.filter(live_goals("goal__")).order_by("-weight", "id")
    return kept.values_list("goal_id", flat=True).first()


def has_counted(kpi_id: int, today: date) -> bool:
    """Whether a KPI measures a goal that is in force, and did on a day before ``today``. One
    query."""
    of_kpi = GoalMeasure.objects.filter(live_goals("goal__"), kpi_id=kpi_id)
    live = of_kpi.filter(until__isnull=True, goal__ends_on__gte=today)
    return of_kpi.filter(since__lt=today, goal__in=live.values("goal_id")).exists()
