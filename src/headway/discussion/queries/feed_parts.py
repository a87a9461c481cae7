"""Which events and comments a feed is made of. The reads are prepared: with all they ask of who
may read what, the ORM takes ten times as long to write them as a database to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from headway.activity.models import Event
from headway.activity.queries import EVENT_COLUMNS
from headway.discussion.models import Comment, SubjectKind
from headway.discussion.queries.comments import COLUMNS
from headway.kit.prepared import Fixed, prepared
from headway.kpis.models import Kpi
from headway.okrs.models import Initiative, KeyResult, Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Unit
from headway.rituals.models import ActionItem, Frame, Meeting, PublishedPlan
from headway.rituals.queries.rooms.confidential import OF_SOME
from headway.strategy.models import MidTermGoal

QUIET = (
    "kpi.followed", "kpi.unfollowed", "kpi.computed", "unit.finding_acknowledged",
    "unit.finding_reopened",
)  # fmt: skip
"""Events that nobody looks for in a feed."""

_OF_MEETINGS = ("meeting.planned", "meeting.opened", "meeting.closed", "meeting.cancelled")
"""What of a meeting is told: who joined, and each step of its clock, would bury the rest."""

READ = ("check_in.created", "kpi.measured")


class Only(StrEnum):
    """A part of what has happened."""

    COMMENTS = "comments"
    CHECK_INS = "check_ins"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Of:
    """Whose feed it is: that of one thing of a kind, or of a unit and those below it."""

    kind: SubjectKind | None = None
    id: int = 0
    unit_path: str = ""


@prepared
def event_columns(
    actor: Actor, of: Of, only: Only | None, person_id: int | None, before: int | None, limit: Fixed
) -> QuerySet[Event, tuple[Any, ...]]:
    """Events of a feed, the latest first; ``before`` is the sequence of one."""
    events = Event.objects.filter(_told(actor, of), organisation_id=actor.organisation_id)
    events = events.exclude(verb__in=QUIET).filter(
        ~Q(subject_type="meeting") | Q(verb__in=_OF_MEETINGS)
    )
    if only is Only.CHECK_INS:
        events = events.filter(verb__in=READ)
    elif only is Only.CHANGES:
        events = events.exclude(verb__in=READ)
    if person_id is not None:
        events = events.filter(person_id=person_id)
    if before is not None:
        events = events.filter(sequence__lt=before)
    return events.order_by("-sequence").values_list(*EVENT_COLUMNS)[:limit]


@prepared
def comment_columns(
    actor: Actor, of: Of, person_id: int | None, before: int | None, limit: Fixed
) -> QuerySet[Comment, tuple[Any, ...]]:
    """Comments of a feed that stand, the latest first; ``before`` is the id of one."""
    comments = Comment.objects.filter(
        _talked(actor, of), organisation_id=actor.organisation_id, removed_at__isnull=True
    )
    if person_id is not None:
        comments = comments.filter(author_id=person_id)
    if before is not None:
        comments = comments.filter(pk__lt=before)
    return comments.order_by("-id").values_list(*COLUMNS)[:limit]


def _talked(actor: Actor, of: Of) -> Q:
    """What comments of a feed stand on."""
    if of.kind is not None:
        return _any_of(_of_subject(of.kind, of.id))
    return _any_of({**_of_unit(actor, of.unit_path), **_lines(actor, of.unit_path)})


def _told(actor: Actor, of: Of) -> Q:
    """What events of a feed happened to."""
    if of.kind is not None:
        return _any_of(_of_subject(of.kind, of.id))
    return _any_of({**_of_unit(actor, of.unit_path), **_around(actor, of.unit_path)})


def _of_subject(kind: SubjectKind, subject_id: int) -> dict[str, Q]:
    wanted = {kind.value: Q(subject_id=subject_id)}
    if kind is SubjectKind.OBJECTIVE:
        parts = KeyResult.objects.filter(objective_id=subject_id).values("pk")
        wanted[SubjectKind.KEY_RESULT.value] = Q(subject_id__in=parts)
    return wanted


def _around(actor: Actor, unit_path: str) -> dict[str, Q]:
    """Of which meetings, frames and plans it is told what happened to them."""
    below = Q(unit__path__startswith=unit_path)
    if not unit_path:  # what serves the organisation has no unit
        below |= Q(unit__isnull=True)
    mine = Q(organisation_id=actor.organisation_id) & below
    return {
        "meeting": _among(Meeting.objects.filter(mine), unit_path),
        "frame": _among(Frame.objects.filter(mine), unit_path),
        "plan": _among(PublishedPlan.objects.filter(mine), unit_path),
    }


def _lines(actor: Actor, unit_path: str) -> dict[str, Q]:
    """The same of meetings, initiatives and actions: what is said there, not what happened. What is
    said of a retrospective or a planning session, where not all may read, is told there alone."""
    mine = Q(organisation_id=actor.organisation_id, unit__path__startswith=unit_path)
    initiatives = Initiative.objects.filter(
        visible_to(actor, "key_result__objective__"), organisation_id=actor.organisation_id,
        key_result__objective__unit__path__startswith=unit_path,
    )  # fmt: skip
    readable = Objective.objects.filter(visible_to(actor), organisation_id=actor.organisation_id)
    about = Q(Exists(readable.filter(pk=OuterRef("objective_id"))))
    about |= Q(Exists(readable.filter(pk=OuterRef("key_result__objective_id"))))
    free = Q(objective__isnull=True, key_result__isnull=True)
    actions = ActionItem.objects.filter(mine & (free | about))
    meetings = Meeting.objects.filter(mine).exclude(kind__in=OF_SOME)
    return {
        SubjectKind.MEETING.value: _among(meetings, unit_path),
        SubjectKind.INITIATIVE.value: _among(initiatives, unit_path),
        SubjectKind.ACTION.value: _among(actions, unit_path),
    }


def _of_unit(actor: Actor, unit_path: str) -> dict[str, Q]:
    """By type, which subjects people talk on are of a unit."""
    of = {"organisation_id": actor.organisation_id}
    objectives = Objective.objects.filter(visible_to(actor), unit__path__startswith=unit_path, **of)
    key_results = KeyResult.objects.filter(
        visible_to(actor, "objective__"), objective__unit__path__startswith=unit_path, **of
    )
    kpis = Kpi.objects.filter(unit__path__startswith=unit_path, **of)
    goals = MidTermGoal.objects.filter(**of)
    if unit_path:
        goals = goals.filter(unit__path__startswith=unit_path)
    units = Unit.objects.filter(path__startswith=unit_path, **of)
    return {
        SubjectKind.OBJECTIVE.value: _among(objectives, unit_path),
        SubjectKind.KEY_RESULT.value: _among(key_results, unit_path),
        SubjectKind.KPI.value: _among(kpis, unit_path),
        SubjectKind.GOAL.value: _among(goals, unit_path),
        SubjectKind.UNIT.value: _among(units, unit_path),
    }


def _among(found: QuerySet[Any], unit_path: str) -> Q:
    """What is about one of these. Of the whole organisation that is asked of the latest as they
    are gone through: a list of everything that they may be about would have to be made first."""
    if not unit_path:
        return Q(Exists(found.filter(pk=OuterRef("subject_id"))))
    return Q(subject_id__in=found.values("pk"))


def _any_of(wanted: Mapping[str, Q]) -> Q:
    return reduce(or_, (Q(subject_type=kind) & which for kind, which in wanted.items()))
