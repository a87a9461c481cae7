"""In and out of a meeting's room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit.problems import Conflict, NotAllowed, NotFound
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Unit
from headway.rituals.actions.locks import lock_meeting
from headway.rituals.actions.rooms.touching import HEARD, hear
from headway.rituals.models import Meeting, MeetingKind, MeetingState
from headway.rituals.queries.rooms.confidential import is_let_in


def facts_of(unit: Unit, facilitator_id: int | None = None) -> Facts:
    """What a decision about the meetings of a unit needs to know; a meeting's owner is who
    facilitates it."""
    owners = frozenset({facilitator_id}) if facilitator_id is not None else frozenset()
    return Facts(unit_id=unit.pk, unit_path=unit.path, owner_ids=owners)


def get_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """A meeting of the actor's organisation, with its unit. Raises NotFound."""
    meetings = Meeting.objects.select_related("unit")
    found = meetings.filter(organisation_id=actor.organisation_id, pk=meeting_id).first()
    if found is None:
        raise _no_such_meeting()
    return found


def _no_such_meeting() -> NotFound:
    return NotFound(_("There is no such meeting."))


def enter(
    actor: Actor,
    meeting_id: int,
    permission: Permission = Permission.MEETING_TAKE_PART,
    *,
    must_be_open: bool = True,
) -> Meeting:
    """The meeting, locked, for somebody who may do there what they are about to.

    Raises NotFound, NotAllowed, Conflict (it is not under way).
    """
    meeting = lock_meeting(meeting_id, actor.organisation_id)
    if meeting is None:
        raise _no_such_meeting()
    require(actor, permission, facts_of(meeting.unit, meeting.facilitator_id))
    _refuse_outsider(actor, meeting)
    if must_be_open:
        refuse_not_open(meeting)
    return meeting


def _refuse_outsider(actor: Actor, meeting: Meeting) -> None:
    """A retrospective that has begun is among those who belong there."""
    if meeting.state != MeetingState.PLANNED and not is_let_in(actor, meeting):
        raise NotAllowed(
            _(
                "Only people of the unit, its own lead and coaches and who facilitates are let into"
                " its retrospective. Its actions and what was learned are there for all afterwards."
            )
        )


def refuse_not_open(meeting: Meeting) -> None:
    """Raises Conflict, saying where the meeting stands."""
    said = {
        MeetingState.PLANNED: _("This meeting has not begun. Open it first."),
        MeetingState.CLOSED: _("This meeting is over. Its minutes stay as they are."),
        MeetingState.CANCELLED: _("This meeting was cancelled."),
    }
    if meeting.state != MeetingState.OPEN:
        raise Conflict(said[MeetingState(meeting.state)], code="meeting_not_open")


def leave(
    actor: Actor,
    meeting: Meeting,
    verb: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
    fields: tuple[str, ...] = (),
) -> None:
    """Store ``fields`` of the meeting, raise its version, and record what happened there: of a
    retrospective never in the words that were said (docs/adr/0041)."""
    meeting.version += 1
    if verb != "joined":
        hear(meeting)
    meeting.save(update_fields={*fields, "version", *HEARD})
    if meeting.kind == MeetingKind.RETROSPECTIVE:
        before, after = _wordless(before), _wordless(after)
    record(
        actor,
        Entry(f"meeting.{verb}", "meeting", meeting.pk, label_of(meeting), before, after, why),
    )


def _wordless(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: value for name, value in values.items() if name != "text"}


def label_of(meeting: Meeting) -> str:
    """What the meeting is called in lists and events: "Weekly, Blue"."""
    return f"{MeetingKind(meeting.kind).label}, {meeting.unit.name}"
