"""The steps of a milestone key result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headway.core.kinds import KeyResultKind
from headway.okrs.models import KeyResult, Milestone


@dataclass(frozen=True, slots=True)
class MilestoneInput:
    """A step of a milestone key result; ``id`` names one that exists."""

    title: str
    weight: float = 1.0
    id: int | None = None


def current_milestones(key_result: KeyResult) -> list[MilestoneInput]:
    """The stored milestones in order."""
    rows = key_result.milestones.order_by("position", "id").values_list("title", "weight", "id")
    return [MilestoneInput(*row) for row in rows]


def milestone_ids(key_result: KeyResult) -> dict[str, list[int | None]]:
    """What an event tells of milestones beside their titles: which they are, since check-ins name
    them by their ids. One query, none for other kinds."""
    if key_result.kind != KeyResultKind.MILESTONE:
        return {}
    return {"milestone_ids": [step.id for step in current_milestones(key_result)]}


def write_milestones(key_result: KeyResult, milestones: Sequence[MilestoneInput]) -> None:
    """Store these milestones in their order; those that are not among them go."""
    if key_result.kind != KeyResultKind.MILESTONE:
        return
    kept = [step.id for step in milestones if step.id is not None]
    existing = {m.pk: m for m in key_result.milestones.all()}
    key_result.milestones.exclude(pk__in=kept).delete()
    for position, step in enumerate(milestones):
        milestone = existing.get(step.id) if step.id is not None else None
        milestone = milestone or Milestone(key_result=key_result)
        milestone.title, milestone.weight = step.title.strip(), step.weight
        milestone.position = position
        milestone.save()
