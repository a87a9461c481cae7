"""What defines an objective: which fields, what the record says of them, how they are saved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.okrs.actions.checks import refuse_closed
from headway.okrs.actions.link_posts import Above
from headway.okrs.actions.scores import move_above
from headway.okrs.actions.signatures import no_longer_agreed
from headway.okrs.models import Objective, State
from headway.people.access import Actor

TITLE_LIMIT = 400
EDITABLE = {
    "title", "description", "owner_id", "unit_id", "ambition", "origin", "is_local", "visibility",
}  # fmt: skip


def snapshot(objective: Objective) -> dict[str, Any]:
    """The fields an event and the goal-post ledger compare."""
    return {
        "title": objective.title,
        "description": objective.description,
        "owner_id": objective.owner_id,
        "unit_id": objective.unit_id,
        "ambition": str(objective.ambition),
        "origin": str(objective.origin),
        "is_local": objective.is_local,
        "visibility": str(objective.visibility),
        "viewer_ids": sorted(objective.viewers.values_list("id", flat=True)),
        "state": str(objective.state),
    }


def require_state(objective: Objective, states: set[State]) -> None:
    """Raise Conflict unless the objective is open and in one of ``states``."""
    refuse_closed(objective)
    if objective.state not in states:
        raise Conflict(
            _("The objective is %(state)s; this step does not fit.")
            % {"state": State(objective.state).label.lower()},
            code="wrong_state",
        )


def move_to(
    actor: Actor, objective: Objective, state: State, verb: str, why: str = ""
) -> Objective:
    """Save the objective in another state, with all that it moves above, and record it."""
    before, above = State(objective.state), Above(objective.pk)
    objective.state = state
    save(objective)
    if before == State.AGREED:
        move_above(objective.pk)
        above.enter(actor, no_longer_agreed())
    record_objective(actor, verb, objective, {"state": str(before)}, {"state": str(state)}, why)
    return objective


def save(objective: Objective) -> None:
    """Store it as its next version."""
    objective.updated_at = clock.now()
    objective.version += 1
    objective.save()


def record_objective(
    actor: Actor,
    verb: str,
    objective: Objective,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    why: str = "",
) -> None:
    """Leave the event of a write, as its last step."""
    record(
        actor, Entry(verb, "objective", objective.pk, objective.title, before, after, why.strip())
    )
