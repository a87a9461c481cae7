"""Write the minutes as it happens."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import FieldError, NotAllowed, NotFound
from headway.kit.refusing import refuse
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.people.access import Actor, Permission, decide
from headway.rituals.actions.checks import text_errors
from headway.rituals.actions.rooms.clock import ran
from headway.rituals.actions.rooms.doors import enter, facts_of, leave
from headway.rituals.models import Meeting, Minute, MinuteKind

LONGEST = 2_000


@transaction.atomic
def add_minute(
    actor: Actor,
    meeting_id: int,
    *,
    kind: str,
    text: str,
    key_result_id: int | None = None,
    objective_id: int | None = None,
) -> Minute:
    """Write a decision, something parked, or a note. Raises NotAllowed, NotFound, InvalidInput,
    Conflict (the meeting is not under way)."""
    meeting = enter(actor, meeting_id)
    refuse(_errors(kind, text))
    if key_result_id is not None:
        get_key_result(actor, key_result_id)
    if objective_id is not None:
        get_objective(actor, objective_id)
    made = Minute.objects.create(
        meeting=meeting, kind=kind, text=text.strip(), author_id=actor.person_id,
        key_result_id=key_result_id, objective_id=objective_id, written_at=clock.now(),
        seconds=seconds_into(meeting),
    )  # fmt: skip
    leave(actor, meeting, "minuted", after={"kind": kind, "text": made.text})
    return made


@transaction.atomic
def remove_minute(actor: Actor, minute_id: int) -> Minute:
    """Take a line back: its author, and who leads the meeting. Raises NotAllowed, NotFound,
    Conflict."""
    minute, meeting = _get(actor, minute_id)
    facts = facts_of(meeting.unit, meeting.facilitator_id)
    is_author = actor.person_id is not None and minute.author_id == actor.person_id
    if not is_author and not decide(actor, Permission.MEETING_LEAD, facts).allowed:
        raise NotAllowed(_("Only its author and who leads the meeting may remove a line."))
    minute.removed_at = clock.now()
    minute.save(update_fields=["removed_at"])
    leave(actor, meeting, "minute_removed", before={"text": minute.text})
    return minute


def seconds_into(meeting: Meeting) -> int:
    """How far into the meeting it is now, by its clock."""
    return int(sum(stage["seconds"] for stage in meeting.stages)) + ran(meeting)


def _get(actor: Actor, minute_id: int) -> tuple[Minute, Meeting]:
    found = Minute.objects.filter(
        pk=minute_id, removed_at__isnull=True, meeting__organisation_id=actor.organisation_id
    ).first()
    if found is None:
        raise NotFound(_("There is no such line in the minutes."))
    return found, enter(actor, found.meeting_id)


def _errors(kind: str, text: str) -> list[FieldError]:
    if kind not in MinuteKind.values:
        return [FieldError("kind", "unknown", _("Choose decision, parked or note."))]
    return text_errors("text", text, LONGEST, _("Write what is to be kept."))
