"""Which goal a KPI measures, for what is above the strategy and for KPIs themselves."""

from __future__ import annotations

from datetime import date

from headway.strategy.models import GoalMeasure, live_goals


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
