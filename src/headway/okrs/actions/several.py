"""Check in on several key results of an objective at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.kit.problems import FieldError, InvalidInput
from headway.okrs.actions.checkins import CheckedIn, check_in
from headway.okrs.models import Objective
from headway.okrs.queries.doors import get_objective, objective_facts
from headway.people.access import Actor, Facts, Permission, require


@dataclass(frozen=True, slots=True)
class CheckInEntry:
    """One of them, as ``check_in`` takes it."""

    key_result_id: int
    value: float | None = None
    total: float | None = None
    milestones_done: Sequence[int] | None = None
    confidence: int | None = None
    note: str = ""


@one_write()
def check_in_on_several(
    actor: Actor,
    objective_id: int,
    entries: Sequence[CheckInEntry],
    *,
    effective_on: date | None = None,
) -> list[CheckedIn]:
    """Enter what was read of an objective's key results and health metrics on one day, today by
    default. Each leaves its own event.

    Raises what ``check_in`` raises, and NotAllowed for whoever may check in on none of them. The
    errors of all entries are collected, each under the id of its key result ("12-value"); with one
    of them nothing is kept.
    """
    objective = get_objective(actor, objective_id, lock=True)
    people = list(objective.key_results.values_list("id", "owner_id", "updater_id"))
    require(actor, Permission.CHECK_IN, _facts_of_all(objective, people))
    if not entries:
        message = _("Nothing was entered yet. Type a value, then save.")
        raise InvalidInput.on("check_ins", message, code="required")
    own = {key for key, _owner, _updater in people}
    errors: list[FieldError] = []
    done: list[CheckedIn] = []
    for entry in entries:
        if entry.key_result_id not in own:
            message = _("This key result belongs to another objective.")
            errors.append(FieldError(f"{entry.key_result_id}-key_result_id", "elsewhere", message))
            continue
        try:
            done.append(_check_in(actor, entry, effective_on))
        except InvalidInput as refused:
            errors += [
                FieldError(f"{entry.key_result_id}-{e.field}", e.code, e.message)
                for e in refused.errors
            ]
    if errors:
        raise InvalidInput(_("Nothing is saved yet. Mend what is marked."), errors=errors)
    return done


def _facts_of_all(
    objective: Objective, people: Sequence[tuple[int, int | None, int | None]]
) -> Facts:
    """Those who may check in on any of them may ask; each is judged by itself then."""
    facts = objective_facts(objective)
    owners = {owner for _key, owner, _updater in people if owner}
    updaters = {updater for _key, _owner, updater in people if updater}
    return replace(
        facts, owner_ids=facts.owner_ids | owners, updater_ids=facts.updater_ids | updaters
    )


def _check_in(actor: Actor, entry: CheckInEntry, effective_on: date | None) -> CheckedIn:
    return check_in(
        actor,
        entry.key_result_id,
        value=entry.value,
        total=entry.total,
        milestones_done=entry.milestones_done,
        confidence=entry.confidence,
        note=entry.note,
        effective_on=effective_on,
    )
