"""Which goal a KPI measures, for what is above the strategy."""

from __future__ import annotations

from headway.strategy.models import GoalMeasure, live_goals


def goal_measured_by(kpi_id: int) -> int | None:
    """The goal that a KPI measures today, of several that in which it weighs most; None where it
    measures none. One query."""
    live = GoalMeasure.objects.filter(kpi_id=kpi_id, until__isnull=True)
    kept = live.filter(live_goals("goal__")).order_by("-weight", "id")
    return kept.values_list("goal_id", flat=True).first()
