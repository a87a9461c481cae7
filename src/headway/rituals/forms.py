"""What the forms of planning send, as arguments of actions."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from headway.kit.problems import FieldError
from headway.okrs.queries.choices import ParentChoices
from headway.okrs.queries.goal_choices import GoalChoices
from headway.people.access import Actor
from headway.web.posted import Posted

_CHOSEN = re.compile(r"(goal|objective|key_result)-(\d{1,18})")


def frame_fields(posted: Posted, actor: Actor, unit_id: int | None) -> dict[str, Any]:
    """The fields of ``hand_down``. Raises InvalidInput for what cannot be read."""
    fields: dict[str, Any] = {
        "cycle_id": posted.integer("cycle_id") or 0,
        "unit_id": unit_id or 0,
        "title": posted.text("title"),
        "why": posted.text("why"),
        "goal_id": posted.chosen_id("goal_id", GoalChoices(actor)),
        "parent_objective_id": _objective(posted, actor),
    }
    for name, message in (("cycle_id", _("Choose a cycle.")), ("unit_id", _("Choose a unit."))):
        if not fields[name] and not any(error.field == name for error in posted.errors):
            posted.errors.append(FieldError(name, "required", message))
    posted.refuse()
    return fields


def _objective(posted: Posted, actor: Actor) -> int | None:
    chosen = posted.chosen("parent", ParentChoices(actor))
    if not chosen:
        return None
    found = _CHOSEN.fullmatch(chosen)
    if found is None or found[1] != "objective":
        message = _("Choose an objective; a mid-term goal has its own field.")
        posted.errors.append(FieldError("parent", "unknown", message))
        return None
    return int(found[2])
