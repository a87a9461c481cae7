"""What a planning session makes: drafts of the few that were voted for, their key results, and how
sure everybody is of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.core.planning.focus import MOST_IN_SESSION
from headway.kit.problems import Conflict, InvalidInput, NotFound
from headway.okrs.actions.dependencies import request_dependency
from headway.okrs.actions.drafts import draft_objective
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.models import Dependency, KeyResult, Objective, Origin, State
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor, Permission
from headway.people.models import Membership
from headway.rituals.actions.cards.doors import person_of
from headway.rituals.actions.rooms.boards import count_confidence
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.actions.rooms.touching import touch_meeting
from headway.rituals.actions.sessions.goals import key_result_here, objective_here
from headway.rituals.models import Attendance, Meeting, MeetingKind, Vote

HIGHEST = 10


@one_write()
def draft_from_groups(
    actor: Actor, meeting_id: int, group_ids: Collection[int], *, owner_id: int | None = None
) -> list[Objective]:
    """Take on these groups of cards, four at most: each becomes a draft under its title, from the
    bottom up; the others are not now. Called again, it drafts what is taken on besides; what was
    drafted already stays. ``owner_id``, or who leads the unit, answers for them until somebody else
    is named.

    Raises NotAllowed, NotFound, InvalidInput (none, too many), Conflict (votes not counted).
    """
    meeting = _enter_planning(actor, meeting_id, Permission.MEETING_LEAD)
    groups = list(meeting.groups.order_by("position", "pk"))
    if not any(group.votes is not None for group in groups):
        raise Conflict(_("Vote, and count the votes, before you cut."), code="not_counted")
    wanted = set(group_ids) | {one.pk for one in groups if one.objective_id is not None}
    if not wanted.issubset({one.pk for one in groups}):
        raise NotFound(_("There is no such group."))
    if not group_ids:
        raise InvalidInput.on("group_ids", _("Choose what you take on."), code="required")
    if len(wanted) > MOST_IN_SESSION:
        message = _("Cut to %(most)d: more is no focus.") % {"most": MOST_IN_SESSION}
        raise InvalidInput.on("group_ids", message, code="too_many")
    owner = owner_id or meeting.unit.lead_id or actor.person_id
    made = []
    for group in groups:
        group.is_kept = group.pk in wanted
        if group.is_kept and group.objective_id is None:
            first = group.cards.order_by("position", "pk").first()
            title = (group.title or (first.text if first else "")).strip()
            group.objective = draft_objective(
                actor, cycle_id=meeting.cycle_id, unit_id=meeting.unit_id, title=title,
                owner_id=owner, origin=str(Origin.BOTTOM_UP),
            )  # fmt: skip
            made.append(group.objective)
        group.save(update_fields=["is_kept", "objective"])
    leave(actor, meeting, "cut", after={"taken_on": len(wanted), "drafted": len(made)})
    return made


@one_write()
def add_in_session(actor: Actor, meeting_id: int, objective_id: int, **fields: Any) -> KeyResult:
    """Add a key result or a health metric to an objective of the unit that plans. Raises as
    ``add_key_result``, and what the room refuses."""
    meeting = _enter_planning(actor, meeting_id)
    objective_here(actor, meeting, objective_id)
    added = add_key_result(actor, objective_id=objective_id, **fields)
    touch_meeting(meeting)
    return added.key_result


@one_write()
def ask_in_session(
    actor: Actor, meeting_id: int, key_result_id: int, *, unit_id: int, title: str
) -> Dependency:
    """Ask another unit for something that a key result of this plan needs. Raises as
    ``request_dependency``, and what the room refuses."""
    meeting = _enter_planning(actor, meeting_id)
    key_result_here(actor, meeting, key_result_id)
    asked = request_dependency(actor, key_result_id, unit_id=unit_id, title=title)
    touch_meeting(meeting)
    return asked


@transaction.atomic
def vote_confidence(actor: Actor, meeting_id: int, votes: Mapping[int, int]) -> None:
    """How sure the actor is of each objective, 0 to 10, in secret; what they said before is
    replaced. Once everybody in the room has spoken of all of them the vote is counted.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (another stage, or counted).
    """
    person_id, meeting = person_of(actor), _enter_planning(actor, meeting_id)
    _refuse_not_voting(meeting)
    planned = set(
        planned_objectives(meeting).filter(visible_to(actor)).values_list("pk", flat=True)
    )
    if not votes or not planned.issuperset(votes):
        raise NotFound(_("There is no such objective in this plan."))
    if any(not 0 <= value <= HIGHEST for value in votes.values()):
        raise InvalidInput.on("confidence", _("A confidence goes from 0 to 10."), code="range")
    mine = Vote.objects.filter(meeting=meeting, person_id=person_id, objective__isnull=False)
    mine.filter(objective_id__in=votes).delete()
    Vote.objects.bulk_create(
        Vote(meeting=meeting, person_id=person_id, objective_id=pk, value=value)
        for pk, value in sorted(votes.items())
    )
    fields: tuple[str, ...] = ()
    if _has_everybody_voted(meeting):
        count_confidence(meeting)
        fields = ("content",)
    leave(actor, meeting, "confidence_voted", fields=fields)


@transaction.atomic
def close_confidence(actor: Actor, meeting_id: int) -> Meeting:
    """Count the vote with those who have spoken. Raises NotAllowed, NotFound, Conflict (nobody has,
    or it is counted)."""
    meeting = _enter_planning(actor, meeting_id, Permission.MEETING_LEAD)
    _refuse_counted(meeting)
    if not count_confidence(meeting):
        raise Conflict(_("Nobody has voted yet."), code="no_votes")
    leave(actor, meeting, "confidence_counted", fields=("content",))
    return meeting


@transaction.atomic
def vote_confidence_again(actor: Actor, meeting_id: int) -> Meeting:
    """Forget what was counted, for instance after the lowest was talked over. Raises NotAllowed,
    NotFound, Conflict."""
    meeting = _enter_planning(actor, meeting_id, Permission.MEETING_LEAD)
    if "confidence" in (meeting.content or {}):
        meeting.content = {k: v for k, v in meeting.content.items() if k != "confidence"}
        leave(actor, meeting, "confidence_reopened", fields=("content",))
    return meeting


def planned_objectives(meeting: Meeting) -> Any:
    """What the unit plans for the cycle, as a query set."""
    return Objective.objects.filter(
        cycle_id=meeting.cycle_id or 0, unit_id=meeting.unit_id, archived_at__isnull=True
    ).exclude(state=State.CLOSED)


def _has_everybody_voted(meeting: Meeting) -> bool:
    """Everybody of the unit who came has said how sure they are of everything that anybody spoke
    of. Who leads from above may look in, and drafts are not for them to judge."""
    votes = Vote.objects.filter(meeting=meeting, objective__isnull=False)
    pairs = set(votes.values_list("person_id", "objective_id"))
    objectives = {objective_id for _person, objective_id in pairs}
    members = Membership.objects.filter(unit_id=meeting.unit_id).values("person_id")
    belong = Q(person_id__in=members) | Q(person_id=meeting.unit.lead_id)
    there = Attendance.objects.filter(belong, meeting=meeting).values_list("person_id", flat=True)
    return all((person, one) in pairs for person in there for one in objectives)


def _enter_planning(
    actor: Actor, meeting_id: int, permission: Permission = Permission.MEETING_TAKE_PART
) -> Meeting:
    meeting = enter(actor, meeting_id, permission)
    if meeting.kind != MeetingKind.PLANNING:
        raise Conflict(_("This is no planning session."), code="not_planning")
    return meeting


def _refuse_not_voting(meeting: Meeting) -> None:
    if meeting.stages[meeting.stage]["key"] != "confidence":
        raise Conflict(
            _("One says how sure one is in the last stage, when everything is on the table."),
            code="another_stage",
        )
    _refuse_counted(meeting)


def _refuse_counted(meeting: Meeting) -> None:
    if "confidence" in (meeting.content or {}):
        raise Conflict(
            _("The votes are counted. Whoever leads the meeting can have everybody vote again."),
            code="counted",
        )
