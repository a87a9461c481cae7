"""In and out of a question and a suggestion."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, Told, notify, record
from headway.activity.models import NoticeKind
from headway.coaching.models import HelpRequest, Suggestion
from headway.coaching.queries.parties import coaches_of, is_party
from headway.kit.problems import InvalidInput, NotFound
from headway.okrs.models import KeyResult, Objective
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Unit


def no_such_request() -> NotFound:
    return NotFound(_("There is no such question, or it is not yours to read."))


def no_such_suggestion() -> NotFound:
    return NotFound(_("There is no such suggestion, or it is not yours to read."))


def enter_request(actor: Actor, request_id: int) -> HelpRequest:
    """A question, locked, for somebody who takes part in it. Raises NotFound, NotAllowed (a token
    that may not write)."""
    require(actor, Permission.COACH_TALK)
    found = (
        HelpRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit", "objective", "key_result")
        .filter(is_party(actor), organisation_id=actor.organisation_id, pk=request_id)
        .first()
    )
    if found is None:
        raise no_such_request()
    return found


def enter_suggestion(actor: Actor, suggestion_id: int) -> Suggestion:
    """A suggestion, locked, with what it is about. Raises NotFound."""
    found = (
        Suggestion.objects.select_for_update(no_key=True, of=("self",))
        .select_related("objective__unit", "objective__cycle", "key_result")
        .filter(organisation_id=actor.organisation_id, pk=suggestion_id)
        .first()
    )
    if found is None:
        raise no_such_suggestion()
    return found


def facts_of(objective: Objective, key_result: KeyResult | None) -> Facts:
    """What a decision about an edit needs to know, as the actions of ``okrs`` ask it."""
    owners = {objective.owner_id, key_result.owner_id if key_result else None} - {None}
    return Facts(
        unit_id=objective.unit_id,
        unit_path=objective.unit.path,
        owner_ids=frozenset(owner for owner in owners if owner is not None),
    )


def worded(text: str, field: str, message: str) -> str:
    """What somebody wrote, without space around it. Raises InvalidInput where nothing is left."""
    written = text.strip()
    if not written:
        raise InvalidInput.on(field, message, code="required")
    return written


def coaches_to_tell(actor: Actor, unit: Unit) -> list[int]:
    """The coaches of a unit, or who stands in."""
    return [one.id for one in coaches_of(actor.organisation_id, unit.pk)]


def owners_to_tell(request: HelpRequest) -> list[int | None]:
    """Who asked, and the owner of what it is about."""
    about = request.key_result or request.objective
    return [request.asked_by_id, about.owner_id if about else None]


def tell(
    actor: Actor, people: Iterable[int | None], request: HelpRequest, title: str, *, key: str
) -> None:
    """A line in the inbox of each; the words that were written stay on the page."""
    told = Told(
        kind=NoticeKind.HELP,
        title=title,
        url=f"/coach/help/{request.pk}",
        subject_type="help_request",
        subject_id=request.pk,
        key=f"help-{request.pk}-{key}",
    )
    notify(actor, people, told)


def tell_of(actor: Actor, people: Iterable[int | None], suggestion: Suggestion, title: str) -> None:
    """The same of a suggestion."""
    told = Told(
        kind=NoticeKind.SUGGESTION,
        title=title,
        url=f"/coach/suggestions/{suggestion.pk}",
        subject_type="suggestion",
        subject_id=suggestion.pk,
        key=f"suggestion-{suggestion.pk}-{suggestion.state}",
    )
    notify(actor, people, told)


def note(actor: Actor, verb: str, request: HelpRequest) -> None:
    """Record what happened, without a word of what was written: that is private, and the trail is
    not."""
    label = _("Question to the coach, %(unit)s") % {"unit": request.unit.name}
    record(actor, Entry(f"help_request.{verb}", "help_request", request.pk, label))


def note_of(actor: Actor, verb: str, suggestion: Suggestion) -> None:
    """The same of a suggestion; what is accepted is told by the edit that follows from it."""
    label = _("Suggestion of the coach, %(unit)s") % {"unit": suggestion.objective.unit.name}
    record(actor, Entry(f"suggestion.{verb}", "suggestion", suggestion.pk, label))
