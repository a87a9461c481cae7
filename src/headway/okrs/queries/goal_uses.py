"""The objectives that serve mid-term goals, for the strategy below."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count

from headway.okrs.models import ObjectiveLink, Phase
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor


def serving_objectives(actor: Actor, goal_ids: Collection[int]) -> dict[int, int]:
    """How many objectives of open cycles are linked straight to each of the goals, as far as the
    actor may read them. One query."""
    counts = (
        ObjectiveLink.objects.filter(
            visible_to(actor, "child__"),
            child__organisation_id=actor.organisation_id,
            child__archived_at__isnull=True,
            goal_id__in=goal_ids,
        )
        .exclude(child__cycle__phase=Phase.CLOSED)
        .values_list("goal_id")
        .annotate(count=Count("child_id", distinct=True))
        .order_by()
    )
    return {goal_id: count for goal_id, count in counts if goal_id is not None}
