"""Answer a signal: acknowledge, find the cause, act, close.

What is written while the signal is corrected away is kept with the response that was closed by it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import Conflict, FieldError
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import (
    check_version,
    meant_errors,
    person_errors,
    refuse_archived,
    text_errors,
)
from headway.kpis.actions.raising import responded_of
from headway.kpis.models import HOLDS, Kpi, KpiState, Response, ResponseOutcome, ResponseStage
from headway.kpis.queries.doors import calendar_of, get_response, kpi_facts
from headway.kpis.queries.known.responses import still_worse
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.series.alike import once_answered
from headway.kpis.queries.series.states import is_answered
from headway.people.access import Actor, Permission, require

TEXT_LIMIT = 4000


@transaction.atomic
def acknowledge(
    actor: Actor, response_id: int, *, note: str = "", version: int | None = None
) -> Response:
    """Say that one has seen the signal and looks into it. Raises NotAllowed, NotFound, Conflict
    (closed, acknowledged already, or the KPI is archived), Outdated, InvalidInput."""
    response = _open(actor, response_id, version, late=True)
    if response.acknowledged_at is not None:
        raise Conflict(_("This signal was acknowledged already."), code="acknowledged")
    note = note.strip()
    refuse(text_errors("note", note, TEXT_LIMIT))
    _acknowledged(actor, response, note)
    return _saved(actor, response, "response.acknowledged", {"note": note})


@transaction.atomic
def record_cause(
    actor: Actor, response_id: int, *, cause: str, version: int | None = None
) -> Response:
    """Say why the process changed; again where one knows better. It acknowledges the signal too.
    Raises NotAllowed, NotFound, Conflict (closed, archived), Outdated, InvalidInput."""
    response = _open(actor, response_id, version, late=True)
    cause = cause.strip()
    refuse(meant_errors("cause", cause, TEXT_LIMIT))
    before = response.cause
    _acknowledged(actor, response, "")
    response.cause, response.cause_at = cause, clock.now()
    response.cause_by_id = actor.person_id
    if response.stage == ResponseStage.ACKNOWLEDGED:
        response.stage = ResponseStage.CAUSE
    return _saved(actor, response, "response.cause", {"cause": cause}, {"cause": before})


@transaction.atomic
def record_action(
    actor: Actor,
    response_id: int,
    *,
    action: str,
    owner_id: int | None,
    ends_on: date | None,
    version: int | None = None,
) -> Response:
    """Say what is done about it, by whom and until when; again where that changes. The cause must
    be known. Raises NotAllowed, NotFound (owner), Conflict (closed, archived, no cause),
    Outdated, InvalidInput."""
    response = _open(actor, response_id, version)
    if not response.cause:
        raise Conflict(_("Record the cause before the action."), code="no_cause")
    action = action.strip()
    errors = [
        *meant_errors("action", action, TEXT_LIMIT),
        *_doer_errors(actor, response, owner_id),
        *_day_errors(actor, ends_on),
    ]
    refuse(errors)
    before = _action(response)
    response.action, response.action_at = action, clock.now()
    response.action_by_id = actor.person_id
    response.action_owner_id, response.action_ends_on = owner_id, ends_on
    response.stage = ResponseStage.ACTION
    return _saved(actor, response, "response.action", _action(response), before)


@transaction.atomic
def close_response(
    actor: Actor,
    response_id: int,
    *,
    outcome: str,
    closing_word: str,
    held_because: str = "",
    version: int | None = None,
) -> Response:
    """Close it as resolved, which takes an action, as accepted common cause, or as withdrawn, which
    takes no word, where its signals were corrected away.

    Resolved means that the values are back: while the last one still signals it takes a reason why
    it is held to be resolved all the same, ``held_because``, which is kept.

    Raises NotAllowed, NotFound, Conflict (closed, archived, no action), Outdated, InvalidInput."""
    response = _open(actor, response_id, version)
    word, reason = closing_word.strip(), held_because.strip()
    is_resolved = outcome == ResponseOutcome.RESOLVED
    is_held = is_resolved and bool(response.action) and still_worse(response.kpi_id)
    errors = _closing_errors(response, outcome, word)
    if is_held:
        errors += _held_errors(response.kpi, reason)
    refuse(errors)
    if is_resolved and not response.action:
        raise Conflict(_("Record what was done before you close it as resolved."), code="no_action")
    _acknowledged(actor, response, "")
    response.stage, response.outcome, response.closing_word = ResponseStage.CLOSED, outcome, word
    response.held_because = reason if is_held else ""
    response.closed_at, response.closed_by_id = clock.now(), actor.person_id
    told = {"outcome": str(outcome), "closing_word": word}
    if is_held:
        told["held_because"] = reason
    return _saved(actor, response, "response.closed", told, why=word)


def hand_over(kpi: Kpi) -> list[Entry]:
    """Give what is open to a KPI's new owner; the events to record. The KPI is locked. One query;
    one more where something is open."""
    waiting = (
        kpi.responses.select_for_update(no_key=True).filter(closed_at__isnull=True).order_by("pk")
    )
    entries = []
    for response in waiting:
        before = {"owner_id": response.owner_id}
        response.owner_id = kpi.owner_id
        # The version stays: no form of a response holds its owner, so nothing that somebody is
        # typing meanwhile is out of date.
        response.save(update_fields=["owner"])
        after = {"response_id": response.pk, "number": response.number, "owner_id": kpi.owner_id}
        entries.append(Entry("response.handed_over", "kpi", kpi.pk, kpi.name, before, after))
    return entries


def _doer_errors(actor: Actor, response: Response, owner_id: int | None) -> list[FieldError]:
    if owner_id is None:
        return [FieldError("owner_id", "required", _("Name who does it."))]
    return person_errors(actor, "owner_id", owner_id, was=response.action_owner_id)


def _day_errors(actor: Actor, ends_on: date | None) -> list[FieldError]:
    if ends_on is None:
        return [FieldError("ends_on", "required", _("Say until when it is to be done."))]
    errors = day_errors("ends_on", ends_on)
    if ends_on < clock.today(actor.time_zone):
        errors.append(FieldError("ends_on", "past", _("Choose today or a later day.")))
    return errors


def _closing_errors(response: Response, outcome: str, word: str) -> list[FieldError]:
    if outcome == ResponseOutcome.WITHDRAWN:
        errors = text_errors("closing_word", word, TEXT_LIMIT)
        if response.signals.filter(HOLDS).exists():
            said = _("The signal still holds. Close it as resolved or as common cause.")
            errors.append(FieldError("outcome", "holds", said))
        return errors
    errors = meant_errors("closing_word", word, TEXT_LIMIT)
    if outcome not in (ResponseOutcome.RESOLVED, ResponseOutcome.COMMON_CAUSE):
        errors.append(FieldError("outcome", "unknown", _("Choose resolved or common cause.")))
    return errors


def _held_errors(kpi: Kpi, reason: str) -> list[FieldError]:
    """That a reason is missing, by the period that still signals. Two queries where it is."""
    if reason:
        return meant_errors("held_because", reason, TEXT_LIMIT)
    state = KpiState.objects.get(kpi=kpi)
    calendar = calendar_of(kpi.organisation_id)
    period = period_name(state.starts_on, kpi.frequency, calendar) if state.starts_on else "–"
    said = _(
        "The value of %(period)s still signals. Say why it counts as resolved all the same, or "
        "wait for the next value."
    )
    return [FieldError("held_because", "still_signals", said % {"period": period})]


def _open(actor: Actor, response_id: int, version: int | None, *, late: bool = False) -> Response:
    """The response to go on with. With ``late`` also one that was closed since it was read because
    its signal was corrected away: nobody asks for the answer any more, and it is not lost. It is
    taken once, from who read it as it was just before, which is one version ago."""
    response = get_response(actor, response_id, lock=True)
    require(actor, Permission.KPI_RESPOND, kpi_facts(response.kpi))
    refuse_archived(response.kpi)
    went = response.outcome == ResponseOutcome.WITHDRAWN and response.closed_by_id is None
    unanswered = went and response.acknowledged_at is None
    if late and unanswered and version == response.version - 1:
        return response
    if response.closed_at is not None:
        raise Conflict(
            _("This response is closed. A new signal opens another."), code="response_closed"
        )
    check_version(response, version)
    return response


def _acknowledged(actor: Actor, response: Response, note: str) -> None:
    if response.acknowledged_at is None:
        response.acknowledged_at, response.acknowledged_by_id = clock.now(), actor.person_id
        response.note = note
        if response.closed_at is None:
            response.stage = ResponseStage.ACKNOWLEDGED


def _action(response: Response) -> dict[str, Any]:
    return {
        "action": response.action,
        "action_owner_id": response.action_owner_id,
        "action_ends_on": response.action_ends_on,
    }


def _saved(
    actor: Actor,
    response: Response,
    verb: str,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
    *,
    why: str = "",
) -> Response:
    response.version += 1
    response.save()
    _note(response)
    told = {"response_id": response.pk, "number": response.number, **after}
    kpi = response.kpi
    record(actor, Entry(verb, "kpi", kpi.pk, kpi.name, before, told, why))
    return response


NOTED = ("variation", "response_due_on", "is_answered", "alike")


def _note(response: Response) -> None:
    """With the state of the KPI, whose row is held, what it tells of its last response."""
    state = KpiState.objects.filter(kpi_id=response.kpi_id).only(*NOTED).first()
    if state is None:
        return
    state.response_due_on, closed_by = responded_of(response)
    if is_answered(state.variation, closed_by):
        state.is_answered, state.alike = True, once_answered(state.alike)
    state.save(update_fields=["response_due_on", "is_answered", "alike"])
