"""Ask of a mid-term goal, once a quarter, whether it is still the right one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError
from headway.kit.refusing import refuse
from headway.people.access import Actor
from headway.strategy.actions.doors import goal_to_change
from headway.strategy.actions.goals import archive_goal
from headway.strategy.models import GoalReview, ReviewOutcome


@one_write()
def review_goal(actor: Actor, goal_id: int, *, outcome: str, why: str = "") -> GoalReview:
    """Say what becomes of a goal; to change or drop it needs a reason, and one that is dropped is
    archived. Raises NotAllowed, NotFound, Conflict (it is archived), InvalidInput."""
    goal = goal_to_change(actor, goal_id)
    if goal.archived_at is not None:
        raise Conflict(_("This goal is archived. Restore it first."), code="archived")
    why = why.strip()
    refuse(_errors(outcome, why))
    made = GoalReview.objects.create(
        goal=goal,
        day=clock.today(actor.time_zone),
        outcome=outcome,
        why=why,
        author_id=actor.person_id,
        created_at=clock.now(),
    )
    record(
        actor,
        Entry("goal.reviewed", "goal", goal.pk, goal.title, after={"outcome": outcome}, why=why),
    )
    if outcome == ReviewOutcome.DROPPED:
        # Told as any archiving is: the past is read from those events.
        archive_goal(actor, goal.pk, why=why)
    return made


def _errors(outcome: str, why: str) -> list[FieldError]:
    if outcome not in ReviewOutcome.values:
        return [FieldError("outcome", "unknown", _("Choose kept, changed or dropped."))]
    if outcome != ReviewOutcome.KEPT and not why:
        return [FieldError("why", "required", _("Say why it is changed or dropped."))]
    return []
