"""Ask another unit for what a key result needs; accept, decline, withdraw."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import refuse_closed, title_errors
from headway.okrs.models import Answer, Dependency, KeyResult
from headway.okrs.queries.dependencies import delivering, get_dependency
from headway.okrs.queries.doors import get_key_result, key_result_facts
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Unit

TITLE_LIMIT = 300


@transaction.atomic
def request_dependency(
    actor: Actor, key_result_id: int, *, unit_id: int, title: str, due_on: date | None = None
) -> Dependency:
    """Ask a unit for something the key result needs; its leads accept or decline.

    Raises NotAllowed, NotFound, InvalidInput (no other unit, no words, a day outside the cycle),
    Conflict (closed, cancelled).
    """
    key_result = get_key_result(actor, key_result_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, key_result_facts(key_result))
    _refuse_ended(key_result)
    title = title.strip()
    refuse(
        title_errors(title, TITLE_LIMIT)
        + _unit_errors(actor, key_result, unit_id)
        + _day_errors(key_result, due_on)
    )
    dependency = Dependency.objects.create(
        organisation_id=actor.organisation_id,
        key_result=key_result,
        unit_id=unit_id,
        title=title,
        due_on=due_on,
        requested_by_id=actor.person_id,
        requested_at=clock.now(),
    )
    after = {"title": title, "unit_id": unit_id, "due_on": due_on}
    _record(actor, "dependency.requested", dependency, None, after)
    return dependency


@transaction.atomic
def accept_dependency(
    actor: Actor, dependency_id: int, *, objective_id: int | None = None, answer: str = ""
) -> Dependency:
    """Say that the unit delivers; ``objective_id`` names the objective by which it does. What was
    declined can be accepted later. Raises NotAllowed, NotFound, InvalidInput, Conflict."""
    dependency = _to_answer(actor, dependency_id)
    if objective_id is not None:
        possible = delivering(actor, dependency).filter(pk=objective_id)
        if not possible.exists():
            raise InvalidInput.on(
                "objective_id",
                _("Choose an objective of %(unit)s that runs in the same time.")
                % {"unit": dependency.unit.name},
                code="unknown",
            )
    dependency.delivered_by_id = objective_id
    return _answer(actor, dependency, Answer.ACCEPTED, answer.strip())


@transaction.atomic
def decline_dependency(actor: Actor, dependency_id: int, *, answer: str) -> Dependency:
    """Say that the unit does not deliver, and why; also when it had accepted before. Raises
    NotAllowed, NotFound, InvalidInput (no reason), Conflict."""
    dependency = _to_answer(actor, dependency_id)
    if not answer.strip():
        raise InvalidInput.on(
            "answer", _("Say why not, so that they can plan without it."), code="required"
        )
    dependency.delivered_by_id = None
    return _answer(actor, dependency, Answer.DECLINED, answer.strip())


@transaction.atomic
def withdraw_dependency(actor: Actor, dependency_id: int) -> Dependency:
    """Take the request back: the key result does not need it any more. Raises NotAllowed, NotFound,
    Conflict."""
    dependency = get_dependency(actor, dependency_id, lock=True)
    require(actor, Permission.OBJECTIVE_EDIT, key_result_facts(dependency.key_result))
    refuse_closed(dependency.key_result.objective)
    if dependency.state == Answer.WITHDRAWN:
        return dependency
    before = {"state": str(dependency.state)}
    dependency.state = Answer.WITHDRAWN
    dependency.save(update_fields=["state"])
    _record(actor, "dependency.withdrawn", dependency, before, {"state": "withdrawn"})
    return dependency


def _to_answer(actor: Actor, dependency_id: int) -> Dependency:
    dependency = get_dependency(actor, dependency_id, lock=True)
    unit = dependency.unit
    require(actor, Permission.DEPENDENCY_ANSWER, Facts(unit_id=unit.pk, unit_path=unit.path))
    _refuse_ended(dependency.key_result)
    if dependency.state == Answer.WITHDRAWN:
        raise Conflict(
            _("They have taken this request back; there is nothing to answer."), code="withdrawn"
        )
    return dependency


def _answer(actor: Actor, dependency: Dependency, state: Answer, words: str) -> Dependency:
    before = {"state": str(dependency.state), "answer": dependency.answer}
    dependency.state, dependency.answer = state, words
    dependency.answered_by_id, dependency.answered_at = actor.person_id, clock.now()
    dependency.save()
    after = {
        "state": str(state),
        "answer": words,
        "unit_id": dependency.unit_id,
        "objective_id": dependency.delivered_by_id,
    }
    _record(actor, f"dependency.{state}", dependency, before, after, words)
    return dependency


def _refuse_ended(key_result: KeyResult) -> None:
    refuse_closed(key_result.objective)
    if key_result.cancelled_on is not None:
        raise Conflict(
            _("This key result is cancelled; it needs nothing any more."),
            code="key_result_cancelled",
        )


def _unit_errors(actor: Actor, key_result: KeyResult, unit_id: int) -> list[FieldError]:
    own = key_result.objective.unit_id
    units = Unit.objects.filter(
        organisation_id=actor.organisation_id, pk=unit_id, archived_at__isnull=True
    )
    if unit_id == own:
        message = _("That is your own unit. Add an initiative for what you do yourselves.")
        return [FieldError("unit_id", "own_unit", message)]
    if not units.exists():
        return [FieldError("unit_id", "unknown", _("Choose the unit that is asked."))]
    return []


def _day_errors(key_result: KeyResult, due_on: date | None) -> list[FieldError]:
    cycle = key_result.objective.cycle
    if due_on is None or cycle.starts_on <= due_on <= cycle.ends_on:
        return []
    message = _("Choose a day inside %(cycle)s.") % {"cycle": cycle.name}
    return [FieldError("due_on", "outside", message)]


def _record(
    actor: Actor,
    verb: str,
    dependency: Dependency,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    why: str = "",
) -> None:
    key_result = dependency.key_result
    about = {"dependency_id": dependency.pk}
    record(
        actor,
        Entry(
            verb, "key_result", key_result.pk, key_result.title,
            before and {**before, **about}, {**after, **about}, why,
        ),
    )  # fmt: skip
