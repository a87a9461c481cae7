"""KPIs to measure a mid-term goal by, as choices of a form."""

from __future__ import annotations

from headway.kpis.queries.choices import KpiChoices
from headway.people.access import Actor
from headway.strategy.models import GoalMeasure

KIND = "kpis-for-goal-"
"""How the kind of these choices begins; the id of the goal follows."""


def kpis_to_measure_by(actor: Actor, goal_id: int) -> KpiChoices:
    """Live KPIs that do not measure the goal yet. One query."""
    live = GoalMeasure.objects.filter(
        goal_id=goal_id, goal__organisation_id=actor.organisation_id, until__isnull=True
    )
    taken = list(live.values_list("kpi_id", flat=True))
    return KpiChoices(actor, kind=f"{KIND}{goal_id}", without=taken)
