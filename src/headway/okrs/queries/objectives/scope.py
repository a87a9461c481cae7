"""Which objectives are in scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, Objective, ObjectiveLink, State, Visibility
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of objectives is narrowed to; empty means all."""

    cycle_id: int | None = None
    unit_path: str = ""
    owner_id: int | None = None
    state: str = ""
    q: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything of the unit and cycle passes."""
        return self.owner_id is None and not self.state and not self.q


def scoped(actor: Actor, filters: Filters) -> QuerySet[Objective]:
    """Live objectives that the actor may read and that pass the filters."""
    objectives = Objective.objects.filter(
        visible_to(actor), organisation_id=actor.organisation_id, archived_at__isnull=True
    )
    if filters.cycle_id is not None:
        objectives = objectives.filter(cycle_id=filters.cycle_id)
    if filters.unit_path:
        objectives = objectives.filter(unit__path__startswith=filters.unit_path)
    if filters.owner_id is not None:
        owns_a_key_result = KeyResult.objects.filter(
            objective_id=OuterRef("pk"), owner_id=filters.owner_id
        )
        objectives = objectives.filter(Q(owner_id=filters.owner_id) | Exists(owns_a_key_result))
    if filters.state:
        objectives = objectives.filter(state=filters.state)
    if filters.q:
        named = KeyResult.objects.filter(objective_id=OuterRef("pk"), title__icontains=filters.q)
        objectives = objectives.filter(Q(title__icontains=filters.q) | Exists(named))
    return objectives


@prepared
def stored_scores(organisation_id: int, filters: Filters) -> QuerySet[Objective, tuple[Any, ...]]:
    """Id, score as stored, ambition, origin, whether it is linked and its state, of all objectives
    in scope that everybody may read."""
    narrowed = {"cycle_id": filters.cycle_id, "unit__path__startswith": filters.unit_path}
    return (
        Objective.objects.filter(
            organisation_id=organisation_id,
            archived_at__isnull=True,
            visibility=Visibility.ORGANISATION,
            **{name: value for name, value in narrowed.items() if value},
        )
        .exclude(state=State.DRAFT)
        .annotate(is_linked=Exists(ObjectiveLink.objects.filter(child_id=OuterRef("pk"))))
        .values_list("id", "score", "ambition", "origin", "is_linked", "state")
    )
