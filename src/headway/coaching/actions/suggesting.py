"""The coach drafts other words or numbers; the owner accepts or declines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.coaching.actions.doors import (
    enter_suggestion,
    facts_of,
    no_such_suggestion,
    note_of,
    tell_of,
    worded,
)
from headway.coaching.models import HelpRequest, HelpState, Suggestion, SuggestionState
from headway.coaching.queries.parties import coach_facts, is_coach
from headway.coaching.queries.suggestions import fields_of, waits_for
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotFound
from headway.kit.refusing import refuse
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Ambition, GoalPostRequest, KeyResult, Objective, State
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor, Permission, actor_for, require
from headway.people.models import Person

OF_OBJECTIVE = ("title", "description", "ambition")
OF_KEY_RESULT = (
    "title", "description", "start", "target", "low", "high", "fail", "measure", "cadence",
)  # fmt: skip
NUMBERS = frozenset({"start", "target", "low", "high", "fail"})


@transaction.atomic
def suggest(
    actor: Actor,
    *,
    changes: Mapping[str, Any],
    objective_id: int | None = None,
    key_result_id: int | None = None,
    why: str = "",
    request_id: int | None = None,
) -> Suggestion:
    """Draft other words or numbers for an objective or key result. Nothing changes until its owner
    accepts; an earlier suggestion of the same coach that still waits gives way to this one.

    Raises NotAllowed (does not coach the unit), NotFound, InvalidInput (nothing differs, a field
    that is not theirs to suggest), Conflict (it is closed).
    """
    objective, key_result = _about(actor, objective_id, key_result_id)
    require(actor, Permission.COACH_SUGGEST, coach_facts(actor, objective.unit))
    if objective.state == State.CLOSED:
        raise Conflict(_("This objective is closed; there is nothing to suggest."), code="closed")
    wanted = _changes(objective, key_result, changes)
    request = _request(actor, request_id, objective)
    about = key_result or objective
    suggestion = Suggestion.objects.create(
        organisation_id=actor.organisation_id, request=request, objective=objective,
        key_result=key_result, changes=wanted, why=why.strip(), author_id=actor.person_id,
        before={name: getattr(about, name) for name in wanted}, created_at=clock.now(),
    )  # fmt: skip
    earlier = Suggestion.objects.filter(
        objective=objective, key_result=key_result, author_id=actor.person_id,
        state=SuggestionState.OPEN,
    ).exclude(pk=suggestion.pk)  # fmt: skip
    earlier.update(state=SuggestionState.WITHDRAWN, answered_at=clock.now())
    title = _("%(who)s suggests other words for “%(title)s”")
    if set(wanted) - {"title", "description"}:
        title = _("%(who)s suggests a change of “%(title)s”")
    told = title % {"who": actor.name, "title": about.title}
    tell_of(actor, _owners(objective, key_result), suggestion, told)
    if request is not None:
        _answered(request)
    note_of(actor, "drafted", suggestion)
    return suggestion


def _about(
    actor: Actor, objective_id: int | None, key_result_id: int | None
) -> tuple[Objective, KeyResult | None]:
    if key_result_id is not None:
        key_result = get_key_result(actor, key_result_id)
        return key_result.objective, key_result
    if objective_id is None:
        raise InvalidInput.on("objective_id", _("Say what the suggestion is for."), code="required")
    return get_objective(actor, objective_id), None


def _changes(
    objective: Objective, key_result: KeyResult | None, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """What differs from how it stands."""
    about: Objective | KeyResult = key_result or objective
    allowed = OF_KEY_RESULT if key_result is not None else OF_OBJECTIVE
    errors = [
        FieldError(name, "unknown", _("This cannot be suggested."))
        for name in changes
        if name not in allowed
    ]
    wanted: dict[str, Any] = {}
    for name, value in changes.items():
        if name in allowed:
            kept = value.strip() if isinstance(value, str) else value
            if kept != getattr(about, name):
                wanted[name] = kept
    if "title" in wanted and not wanted["title"]:
        errors.append(FieldError("title", "required", _("Write a title.")))
    if wanted.get("ambition", Ambition.COMMITTED) not in Ambition.values:
        errors.append(FieldError("ambition", "choice", _("Choose one of the two.")))
    refuse(errors)
    if not wanted:
        raise InvalidInput(_("Nothing differs from how it is. Change a word or a number first."))
    return wanted


def _request(actor: Actor, request_id: int | None, objective: Objective) -> HelpRequest | None:
    """The question that it answers, locked. Raises NotFound."""
    if request_id is None:
        return None
    found = (
        HelpRequest.objects.select_for_update(no_key=True, of=("self",))
        .filter(
            is_coach(actor),
            organisation_id=actor.organisation_id,
            unit_id=objective.unit_id,
            pk=request_id,
        )
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such question."))
    return found


def _answered(request: HelpRequest) -> None:
    """A suggestion answers the question that it was made for."""
    if request.state == HelpState.OPEN:
        request.state, request.waits_since = HelpState.ANSWERED, None
        request.version += 1
        request.save(update_fields=["state", "waits_since", "version"])


@one_write()
def accept_suggestion(
    actor: Actor, suggestion_id: int, *, reason: str = "", seen: int | None = None
) -> GoalPostRequest | None:
    """The owner takes it on: an edit of their own, with their permission, their name in the trail,
    and after plan lock a reason and perhaps an approval, which is then returned. Where what it
    would change was edited since, only with the version that they have ``seen`` of what it is
    about.

    Raises NotFound, NotAllowed, Conflict (answered already, edited since), Outdated (edited this
    moment), and what the edit raises.
    """
    suggestion = _waiting(actor, suggestion_id)
    objective, key_result = suggestion.objective, suggestion.key_result
    stands: Objective | KeyResult = key_result or objective
    if seen != stands.version:
        _refuse_overtaken(suggestion)
    suggestion.state = SuggestionState.ACCEPTED
    _answer(actor, suggestion, "")
    note_of(actor, "accepted", suggestion)
    asked = None
    if key_result is None:
        update_objective(
            actor, objective.pk, version=stands.version, reason=reason, **suggestion.changes
        )
    else:
        asked = update_key_result(
            actor, key_result.pk, version=stands.version, reason=reason, **suggestion.changes
        )
    title = _("%(who)s took your suggestion on: “%(title)s”")
    if asked is not None:
        title = _("%(who)s took your suggestion on; it waits for %(waits_for)s: “%(title)s”")
    _tell_author(actor, suggestion, title)
    return asked


def _refuse_overtaken(suggestion: Suggestion) -> None:
    """Raises Conflict with what stands by now and what is suggested."""
    line = _("%(field)s is “%(now)s” by now; suggested is “%(suggested)s”.")
    said = [
        line % {"field": field.label, "now": field.before or _("nothing"), "suggested": field.after}
        for field in fields_of(suggestion)
        if field.drafted_on is not None
    ]
    if said:
        raise Conflict(
            " ".join([
                _("It was changed since this was drafted."), *said,
                _("Look at both, then take it on or leave it."),
            ]),
            code="changed_since_drafted",
        )  # fmt: skip


@transaction.atomic
def decline_suggestion(actor: Actor, suggestion_id: int, *, answer: str) -> Suggestion:
    """It stays as it is; a word says why. Raises NotFound, NotAllowed, Conflict, InvalidInput."""
    suggestion = _waiting(actor, suggestion_id)
    said = worded(answer, "answer", _("Say in a word why it stays as it is."))
    suggestion.state = SuggestionState.DECLINED
    _answer(actor, suggestion, said)
    _tell_author(actor, suggestion, _("%(who)s keeps it as it is: “%(title)s”"))
    note_of(actor, "declined", suggestion)
    return suggestion


@transaction.atomic
def withdraw_suggestion(actor: Actor, suggestion_id: int) -> Suggestion:
    """The coach takes it back. Raises NotFound, Conflict."""
    require(actor, Permission.COACH_TALK)
    suggestion = enter_suggestion(actor, suggestion_id)
    if actor.person_id is None or suggestion.author_id != actor.person_id:
        raise no_such_suggestion()
    _refuse_answered(suggestion)
    suggestion.state = SuggestionState.WITHDRAWN
    _answer(actor, suggestion, "")
    note_of(actor, "withdrawn", suggestion)
    return suggestion


def _waiting(actor: Actor, suggestion_id: int) -> Suggestion:
    """A suggestion that waits, for somebody who may edit what it is about."""
    suggestion = enter_suggestion(actor, suggestion_id)
    get_objective(actor, suggestion.objective_id)  # where it is hidden, this is, too
    facts = facts_of(suggestion.objective, suggestion.key_result)
    require(actor, Permission.OBJECTIVE_EDIT, facts)
    _refuse_answered(suggestion)
    return suggestion


def _refuse_answered(suggestion: Suggestion) -> None:
    if suggestion.state != SuggestionState.OPEN:
        raise Conflict(_("This suggestion was answered already."), code="answered_already")


def _answer(actor: Actor, suggestion: Suggestion, said: str) -> None:
    suggestion.answered_by_id, suggestion.answered_at = actor.person_id, clock.now()
    suggestion.answer = said
    suggestion.save(update_fields=["state", "answered_by", "answered_at", "answer"])


def _owners(objective: Objective, key_result: KeyResult | None) -> list[int | None]:
    return [key_result.owner_id if key_result else objective.owner_id]


def _tell_author(actor: Actor, suggestion: Suggestion, title: str) -> None:
    """Who made it hears what became of it, as long as they may read what it is about: who coaches
    there no more may not."""
    author = (
        Person.objects.select_related("organisation").filter(pk=suggestion.author_id or 0).first()
    )
    if author is None or not visible_ids(actor_for(author), [suggestion.objective_id]):
        return
    about = suggestion.key_result or suggestion.objective
    told = title % {
        "who": actor.name, "title": about.title, "waits_for": waits_for(actor, suggestion),
    }  # fmt: skip
    tell_of(actor, [suggestion.author_id], suggestion, told)
