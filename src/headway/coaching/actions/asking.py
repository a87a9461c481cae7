"""Ask the coach, and talk about it until it is closed."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.coaching.actions.doors import (
    coaches_to_tell,
    enter_request,
    facts_of,
    note,
    owners_to_tell,
    tell,
    worded,
)
from headway.coaching.models import HelpMessage, HelpRequest, HelpState
from headway.coaching.queries.parties import coaches_here
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Unit
from headway.people.queries import get_live_unit


@transaction.atomic
def ask_coach(
    actor: Actor,
    *,
    question: str,
    unit_id: int | None = None,
    objective_id: int | None = None,
    key_result_id: int | None = None,
) -> HelpRequest:
    """Ask the coach of a unit: about a key result, an objective, or the unit's work as a whole; the
    first of these that is named. The coaches hear of it.

    Raises NotAllowed, NotFound, InvalidInput.
    """
    unit, objective, key_result = _about(actor, unit_id, objective_id, key_result_id)
    facts = (
        facts_of(objective, key_result)
        if objective is not None
        else Facts(unit_id=unit.pk, unit_path=unit.path)
    )
    require(actor, Permission.COACH_ASK, facts)
    said = worded(question, "question", _("Write what you want to know."))
    now = clock.now()
    request = HelpRequest.objects.create(
        organisation_id=actor.organisation_id, unit=unit, objective=objective,
        key_result=key_result, question=said, asked_by_id=actor.person_id, asked_at=now,
        waits_since=now,
    )  # fmt: skip
    title = _("%(who)s asks for your help: %(unit)s") % {"who": actor.name, "unit": unit.name}
    tell(actor, coaches_to_tell(actor, unit), request, title, key="asked")
    note(actor, "asked", request)
    return request


def _about(
    actor: Actor, unit_id: int | None, objective_id: int | None, key_result_id: int | None
) -> tuple[Unit, Objective | None, KeyResult | None]:
    if key_result_id is not None:
        key_result = get_key_result(actor, key_result_id)
        return key_result.objective.unit, key_result.objective, key_result
    if objective_id is not None:
        objective = get_objective(actor, objective_id)
        return objective.unit, objective, None
    if unit_id is None:
        raise InvalidInput.on("unit_id", _("Choose a unit."), code="required")
    return get_live_unit(actor, unit_id), None, None


@transaction.atomic
def write_message(actor: Actor, request_id: int, *, text: str) -> HelpMessage:
    """Write below a question. A coach's word answers it; a word of the others waits for the coach
    again, also where it had been closed.

    Raises NotFound (not one of theirs), NotAllowed, InvalidInput.
    """
    request = enter_request(actor, request_id)
    said = worded(text, "text", _("Write a word first."))
    now = clock.now()
    message = HelpMessage.objects.create(
        request=request, author_id=actor.person_id, text=said, written_at=now
    )
    if _answers(actor, request):
        title = _("%(who)s answered your question: %(unit)s")
        people = owners_to_tell(request)
        _move(request, HelpState.ANSWERED)
    else:
        title = _("%(who)s wrote to you: %(unit)s")
        people = [*coaches_to_tell(actor, request.unit), *owners_to_tell(request)]
        _move(request, HelpState.OPEN)
    said_so = title % {"who": actor.name, "unit": request.unit.name}
    tell(actor, people, request, said_so, key=f"message-{message.pk}")
    note(actor, "answered" if request.state == HelpState.ANSWERED else "written_to", request)
    return message


def _answers(actor: Actor, request: HelpRequest) -> bool:
    """Whether this is the coach's word. Whoever asked does not answer themselves."""
    return actor.person_id != request.asked_by_id and coaches_here(actor, request.unit_id)


@transaction.atomic
def close_request(actor: Actor, request_id: int) -> HelpRequest:
    """Nothing more to say. Anybody who takes part may close it. Raises NotFound, Conflict."""
    request = enter_request(actor, request_id)
    if request.state == HelpState.CLOSED:
        raise Conflict(_("This question is closed already."), code="closed_already")
    _move(request, HelpState.CLOSED)
    request.closed_at, request.closed_by_id = clock.now(), actor.person_id
    request.save(update_fields=["closed_at", "closed_by"])
    title = _("%(who)s closed a question: %(unit)s")
    people = [*coaches_to_tell(actor, request.unit), *owners_to_tell(request)]
    told = title % {"who": actor.name, "unit": request.unit.name}
    tell(actor, people, request, told, key=f"closed-{request.version}")
    note(actor, "closed", request)
    return request


@transaction.atomic
def reopen_request(actor: Actor, request_id: int) -> HelpRequest:
    """It is not done after all; it waits for the coach again. Raises NotFound, Conflict."""
    request = enter_request(actor, request_id)
    if request.state != HelpState.CLOSED:
        raise Conflict(_("This question is not closed."), code="not_closed")
    _move(request, HelpState.OPEN)
    title = _("%(who)s opened a question again: %(unit)s")
    told = title % {"who": actor.name, "unit": request.unit.name}
    tell(
        actor, coaches_to_tell(actor, request.unit), request, told, key=f"opened-{request.version}"
    )
    note(actor, "reopened", request)
    return request


def _move(request: HelpRequest, state: HelpState) -> None:
    """Whose turn it is. It waits since the first word that nobody answered."""
    if state == HelpState.OPEN:
        request.waits_since = request.waits_since or clock.now()
        request.closed_at = request.closed_by_id = None
    else:
        request.waits_since = None
    request.state = state
    request.version += 1
    request.save(update_fields=["state", "waits_since", "closed_at", "closed_by", "version"])
