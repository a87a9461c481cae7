"""Plan a retrospective, or hold one now; settle its board before anybody writes on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.core.rituals import BOARD_STAGES
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission
from headway.people.queries import get_live_unit
from headway.rituals.actions.locks import lock_unit
from headway.rituals.actions.rooms.boards import format_errors
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.actions.rooms.opening import open_meeting, schedule_meeting
from headway.rituals.models import Card, Meeting, MeetingKind, MeetingState

KIND = MeetingKind.RETROSPECTIVE


@one_write()
def plan_retrospective(
    actor: Actor,
    *,
    unit_id: int,
    cycle_id: int,
    planned_at: datetime,
    format: str = "",  # noqa: A002 - the field's word
    is_anonymous: bool = True,
    facilitator_id: int | None = None,
) -> Meeting:
    """A retrospective of a unit about a cycle. Where nobody is named, whoever plans it facilitates
    if they belong there, else the unit's coach or lead.

    Raises NotAllowed, NotFound, InvalidInput (who leads from above cannot facilitate).
    """
    return schedule_meeting(
        actor, unit_id=unit_id, kind=KIND, planned_at=planned_at, cycle_id=cycle_id,
        facilitator_id=facilitator_id, format=format, is_anonymous=is_anonymous,
    )  # fmt: skip


@one_write()
def hold_retrospective(
    actor: Actor,
    *,
    unit_id: int,
    cycle_id: int,
    format: str = "",  # noqa: A002 - the field's word
    is_anonymous: bool = True,
    facilitator_id: int | None = None,
) -> Meeting:
    """Begin one now, in one step: one that is open is joined, a planned one of this cycle opens.

    Raises as :func:`plan_retrospective`.
    """
    unit = get_live_unit(actor, unit_id)
    lock_unit(unit.pk)  # two who begin, begin one
    found = Meeting.objects.filter(
        organisation_id=actor.organisation_id, unit_id=unit_id, cycle_id=cycle_id, kind=KIND,
        state__in=(MeetingState.PLANNED, MeetingState.OPEN),
    ).order_by("state", "planned_at", "pk")  # fmt: skip
    # "open" before "planned": whoever comes late joins.
    meeting = found.first() or plan_retrospective(
        actor, unit_id=unit_id, cycle_id=cycle_id, planned_at=clock.now(), format=format,
        is_anonymous=is_anonymous, facilitator_id=facilitator_id,
    )  # fmt: skip
    return open_meeting(actor, meeting.pk)


@transaction.atomic
def settle_board(
    actor: Actor,
    meeting_id: int,
    *,
    format: str,  # noqa: A002 - the field's word
    is_anonymous: bool,
) -> Meeting:
    """Choose the format, and whether names are kept, until somebody has written: what people wrote
    believing in one thing is not turned into another.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (somebody has written, or it is over).
    """
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD, must_be_open=False)
    if meeting.kind not in BOARD_STAGES:
        raise Conflict(_("This kind of meeting has no board."), code="no_board")
    refuse(format_errors(meeting.kind, format))
    if meeting.state not in (MeetingState.PLANNED, MeetingState.OPEN):
        raise Conflict(_("This meeting is over."), code="meeting_not_open")
    if Card.objects.filter(meeting=meeting).exists():
        raise Conflict(
            _("Somebody has written already. Format and anonymity stay as they are."),
            code="has_cards",
        )
    before = {"format": meeting.format, "is_anonymous": meeting.is_anonymous}
    meeting.format, meeting.is_anonymous = format, is_anonymous
    after = {"format": format, "is_anonymous": is_anonymous}
    if before != after:
        fields = ("format", "is_anonymous")
        leave(actor, meeting, "board_settled", before=before, after=after, fields=fields)
    return meeting
