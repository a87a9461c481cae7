"""The goal-post ledger: what moved after plan lock, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.okrs.models import GoalPostChange, KeyResult, Objective, State
from headway.people.access import Actor


def require_reason_after_lock(
    actor: Actor, objective: Objective, moved: Sequence[str], reason: str
) -> None:
    """Raise InvalidInput when a goal post moves after plan lock without a reason."""
    if moved and is_locked(actor, objective) and not reason.strip():
        raise InvalidInput.on(
            "reason",
            _("The plan is locked. Say why this moves; the change is kept beside the result."),
            code="required",
        )


def is_locked(actor: Actor, objective: Objective) -> bool:
    """Whether changes of the objective's goal posts are recorded: the plan is locked, and the
    objective was part of it."""
    if objective.state in (State.DRAFT, State.PROPOSED):
        return False
    return objective.cycle.is_locked(clock.today(actor.time_zone))


def write_changes(
    actor: Actor,
    objective: Objective,
    key_result: KeyResult | None,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    moved: Sequence[str],
    reason: str,
) -> None:
    """Enter each moved field in the ledger, when the plan is locked."""
    if not moved or not is_locked(actor, objective):
        return
    now = clock.now()
    GoalPostChange.objects.bulk_create(
        GoalPostChange(
            organisation_id=actor.organisation_id,
            objective=objective,
            key_result=key_result,
            field=name,
            before=before[name],
            after=after[name],
            reason=reason.strip(),
            author_id=actor.person_id,
            effective_on=clock.today(actor.time_zone),
            created_at=now,
        )
        for name in moved
    )
