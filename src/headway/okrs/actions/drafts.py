"""Draft an objective with its key results in one go: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.kit.problems import FieldError, InvalidInput
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import create_objective, propose_objective
from headway.okrs.models import Objective
from headway.okrs.queries.doors import lock_links
from headway.people.access import Actor


def draft_objective(
    actor: Actor,
    *,
    key_results: Sequence[tuple[str, Mapping[str, Any]]] = (),
    goal_id: int | None = None,
    propose: bool = False,
    focus_reason: str = "",
    **objective_fields: Any,
) -> Objective:
    """Draft an objective, its key results and its link to a mid-term goal; propose it when asked.

    ``key_results`` are (prefix, fields of ``add_key_result``) pairs. Errors of all parts are
    collected before anything is refused; those of a key result carry its prefix, as in
    ``kr1-target``. Raises what the single actions raise; nothing is kept then.
    """
    errors: list[FieldError] = []
    with one_write():
        if goal_id is not None:
            lock_links(actor)
        objective = create_objective(actor, **objective_fields)
        for prefix, fields in key_results:
            try:
                add_key_result(actor, objective_id=objective.pk, **fields)
            except InvalidInput as refused:
                errors += [
                    FieldError(f"{prefix}-{e.field}", e.code, e.message) for e in refused.errors
                ]
        if errors:
            raise InvalidInput(
                _("The objective is not saved yet. Mend what is marked."), errors=errors
            )
        if goal_id is not None:
            link_objective(actor, objective.pk, goal_id=goal_id)
        if propose:
            objective = propose_objective(actor, objective.pk, focus_reason=focus_reason)
    return objective
