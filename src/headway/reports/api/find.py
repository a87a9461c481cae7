"""Find anything by its words, and what stands behind a mid-term goal."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit import clock
from headway.kit.pagination import Page
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Line, PageOf
from headway.okrs.api import bodies
from headway.okrs.api.outputs import ON_TRACK, ObjectiveItem, Verdict
from headway.okrs.queries.cycles import current_cycle, cycle_among, list_cycles
from headway.people.api.request import ApiRequest
from headway.reports.queries.find import Result, find, words_of
from headway.reports.queries.places import of_object
from headway.reports.queries.standing import serving
from headway.strategy.queries import get_goal

router = Router()

LONGEST = 200


class Kind(StrEnum):
    """What can be found."""

    UNIT = "unit"
    OBJECTIVE = "objective"
    KEY_RESULT = "key_result"
    KPI = "kpi"
    PERSON = "person"
    CYCLE = "cycle"
    GOAL = "goal"
    LEARNING = "learning"  # of a retrospective
    CLOSING = "closing"  # what was said when an objective was closed; its id is the objective's


_PLURALS = {
    "units": Kind.UNIT,
    "objectives": Kind.OBJECTIVE,
    "key_results": Kind.KEY_RESULT,
    "kpis": Kind.KPI,
    "people": Kind.PERSON,
    "cycles": Kind.CYCLE,
    "goals": Kind.GOAL,
    "learnings": Kind.LEARNING,
    "closings": Kind.CLOSING,
}
_ONLY = {kind: plural for plural, kind in _PLURALS.items()}


class FindQuery(Schema):
    """What to look for."""

    q: Line = Field(
        ..., description="Words, or their beginnings, in any order.", examples=["search act"]
    )
    kind: Kind | None = Field(None, description="Of this kind only.")
    cycle_id: Id | None = Field(
        None, description="Ranks what is in it higher; the running one when left out."
    )


class FoundOut(Schema):
    """Something that has the words."""

    kind: Kind = Field(..., examples=["objective"])
    id: Id
    label: str = Field(..., examples=["Customers find what they came for"])
    about: str = Field(..., description="What it belongs to.", examples=["Growth"])
    status: Verdict | None = Field(..., examples=[ON_TRACK])
    page: str = Field(..., examples=["/objectives/17"])


class ServingOut(Schema):
    """The objectives that are linked straight to a mid-term goal, up to a hundred of each."""

    now: list[ObjectiveItem] = Field(..., description="Of cycles that are not closed.")
    earlier: list[ObjectiveItem] = Field(..., description="Of closed cycles, the newest first.")
    hidden: int = Field(..., description="Open ones that are not for you to read.", examples=[0])
    key_results_by_status: dict[str, int] = Field(..., examples=[{"on_track": 3}])


@router.get(
    "find",
    response=PageOf[FoundOut],
    operation_id="find",
    summary="Find anything by its words",
    tags=["Home"],
)
def read_found(request: ApiRequest, query: Query[FindQuery]) -> HttpResponse:
    """The best five of each kind, or twenty of one; one page, ended after a second and a half
    whatever there is to look through."""
    actor, today = request.auth, clock.today(request.auth.time_zone)
    cycles = list_cycles(actor)
    cycle = (
        current_cycle(cycles, today)
        if query.cycle_id is None
        else cycle_among(cycles, query.cycle_id)
    )
    found = find(
        actor,
        words_of(query.q.strip()[:LONGEST]),
        cycle=cycle,
        cycles=tuple(cycles),
        today=today,
        only=_ONLY[query.kind] if query.kind else "",
    )
    return answers.page(request, Page(found, None), _body)


@router.get(
    "mid-term-goals/{goal_id}/objectives",
    response=ServingOut,
    operation_id="get_goal_objectives",
    summary="Read what serves a mid-term goal",
    tags=["Strategy"],
)
def read_serving(request: ApiRequest, goal_id: Id) -> HttpResponse:
    """Now and before, with how many key results stand how."""
    actor = request.auth
    found = serving(actor, get_goal(actor, goal_id).id, clock.today(actor.time_zone))
    body = {
        "now": [bodies.objective_item(row) for row in found.now],
        "earlier": [bodies.objective_item(row) for row in found.earlier],
        "hidden": found.hidden,
        "key_results_by_status": found.counts,
    }
    return answers.one(request, body)


def _body(found: Result) -> dict[str, Any]:
    kind = _PLURALS[found.kind]
    return {
        "kind": kind,
        "id": found.id,
        "label": found.label,
        "about": found.about,
        "status": found.status,
        "page": of_object(Kind.OBJECTIVE if kind == Kind.CLOSING else kind, found.id),
    }
