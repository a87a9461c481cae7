"""The API of what is late, and of asking for it."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from headway.discussion import actions
from headway.discussion.actions.nudges import Asked
from headway.discussion.api.outputs import Body, LateOut, NudgedNowOut, late_body
from headway.discussion.models import SubjectKind
from headway.discussion.queries.late import Late, late_about, late_in, nudged_today
from headway.discussion.queries.subjects import get_subject
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf, Paging
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit

router = Router(tags=["Discussion"])


@router.get(
    "units/{unit_id}/late",
    response=PageOf[LateOut],
    operation_id="list_late_in_unit",
    summary="List what is late in a unit",
)
def list_late(request: ApiRequest, unit_id: Id, page: Paging) -> HttpResponse:
    """Check-ins, values of KPIs and answers to signals that are overdue in a unit and those below
    it, the longest late first: of each kind the two hundred that waited longest for a reading."""
    actor, today = request.auth, clock.today(request.auth.time_zone)
    lates = late_in(actor, (get_unit(actor, unit_id).path,), today)
    return _listed(request, actor, lates, page)


@router.get(
    "discussions/{subject_type}/{subject_id}/late",
    response=PageOf[LateOut],
    operation_id="list_late_of_subject",
    summary="List what is late on a subject",
)
def list_late_of(
    request: ApiRequest, subject_type: SubjectKind, subject_id: Id, page: Paging
) -> HttpResponse:
    """Of an objective: the check-ins of its key results."""
    actor = request.auth
    subject = get_subject(actor, subject_type, subject_id)
    lates = late_about(actor, subject, clock.today(actor.time_zone))
    return _listed(request, actor, lates, page)


@router.post(
    "discussions/{subject_type}/{subject_id}/nudges",
    response={201: NudgedNowOut},
    operation_id="nudge",
    summary="Nudge whose turn it is",
)
def nudge(request: ApiRequest, subject_type: SubjectKind, subject_id: Id) -> HttpResponse:
    """Asks whoever lets something wait on a subject, at most once a day for the same, whoever asks.
    Members only. 409 where nothing is late, or somebody has asked today."""
    asked = actions.nudge(request.auth, subject_type, subject_id)
    return answers.one(request, _asked(request.auth, asked), status=201)


@router.post(
    "units/{unit_id}/nudges",
    response={201: NudgedNowOut},
    operation_id="nudge_all",
    summary="Nudge all who are late in a unit",
)
def nudge_all(request: ApiRequest, unit_id: Id) -> HttpResponse:
    """Each person once for all that waits for them; what was asked for today is left out. The
    unit's leads and coaches, and administrators."""
    asked = actions.nudge_all(request.auth, unit_id)
    return answers.one(request, _asked(request.auth, asked), status=201)


def _listed(request: ApiRequest, actor: Actor, lates: list[Late], page: Paging) -> HttpResponse:
    nudged = nudged_today(actor.organisation_id, lates, clock.today(actor.time_zone))

    def body(late: Late) -> Body:
        return late_body(late, nudged.get(late.key))

    return answers.listed(request, lates, page, body, key=_key, kind=str)


def _key(late: Late) -> str:
    return f"{late.turn}:{late.subject_type}:{late.subject_id}"


def _asked(actor: Actor, asked: Asked) -> Body:
    nudged = nudged_today(actor.organisation_id, asked.lates, clock.today(actor.time_zone))
    bodies = [late_body(late, nudged.get(late.key)) for late in asked.lates]
    return {"asked": bodies, "people": asked.people, "before": asked.before}
