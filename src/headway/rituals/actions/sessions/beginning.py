"""Begin a review or a planning session of a unit in a cycle, in one step; and go through it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.models import Cycle, Phase
from headway.okrs.queries.doors import get_cycle
from headway.okrs.queries.reviewable import REVIEW_FROM, is_reviewable
from headway.people.access import Actor, Permission, require
from headway.people.queries import get_live_unit
from headway.rituals.actions.locks import lock_unit
from headway.rituals.actions.rooms.doors import enter, facts_of, leave
from headway.rituals.actions.rooms.opening import open_meeting
from headway.rituals.models import Meeting, MeetingKind, MeetingState
from headway.web.formats import day


@one_write()
def begin_session(actor: Actor, *, kind: str, unit_id: int, cycle_id: int) -> Meeting:
    """Begin the review or planning session of a unit: one that is under way is joined, one that is
    planned opens now, else there is a new one.

    Raises NotAllowed, NotFound, InvalidInput (another kind), Conflict (not the time for it).
    """
    unit, cycle = get_live_unit(actor, unit_id), get_cycle(actor, cycle_id)
    require(actor, Permission.MEETING_TAKE_PART, facts_of(unit))
    lock_unit(unit.pk)  # two who begin, begin one
    if kind not in (MeetingKind.REVIEW, MeetingKind.PLANNING):
        raise InvalidInput.on("kind", _("Choose review or planning session."), code="unknown")
    waiting = Meeting.objects.filter(unit=unit, kind=kind, cycle=cycle).filter(
        state__in=[MeetingState.OPEN, MeetingState.PLANNED]
    )
    # "open" before "planned": whoever comes late joins.
    found = waiting.order_by("state", "planned_at").first()
    if found is None or found.state == MeetingState.PLANNED:
        _refuse_wrong_time(actor, kind, cycle)
    if found is None:
        now = clock.now()
        found = Meeting.objects.create(
            organisation_id=actor.organisation_id, unit=unit, cycle=cycle, kind=kind,
            planned_at=now, facilitator_id=actor.person_id, created_at=now,
            created_by_id=actor.person_id,
        )  # fmt: skip
    return open_meeting(actor, found.pk)


def _refuse_wrong_time(actor: Actor, kind: str, cycle: Cycle) -> None:
    if kind == MeetingKind.PLANNING:
        if cycle.phase != Phase.PLANNING:
            raise Conflict(
                _("%(cycle)s is planned already. Hold the session for a cycle in planning.")
                % {"cycle": cycle.name},
                code="not_in_planning",
            )
        return
    if not is_reviewable(cycle.phase, cycle.ends_on, clock.today(actor.time_zone)):
        first = cycle.ends_on - REVIEW_FROM
        raise Conflict(
            _("The review of %(cycle)s can begin on %(day)s, two weeks before its end.")
            % {"cycle": cycle.name, "day": day(first)},
            code="too_early",
        )


@transaction.atomic
def move_focus(
    actor: Actor, meeting_id: int, focus: str, *, from_focus: str | None = None
) -> Meeting:
    """Let everybody look at something: "objective-12", "key_result-5". ``from_focus`` is what the
    caller sees there: of two people who go on at once, one is heard. Raises
    NotAllowed, NotFound, Conflict, InvalidInput."""
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    if from_focus is not None and meeting.focus not in ("", from_focus):
        return meeting
    name, _dash, number = focus.partition("-")
    if name not in ("objective", "key_result") or not number.isdecimal() or len(focus) > 40:
        raise InvalidInput.on("focus", _("Choose an objective or a key result."), code="unknown")
    if meeting.focus != focus:
        before = {"focus": meeting.focus}
        meeting.focus = focus
        leave(actor, meeting, "looked_at", before=before, after={"focus": focus}, fields=("focus",))
    return meeting
