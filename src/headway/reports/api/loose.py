"""Loose ends: objectives that lead to no mid-term goal, and goals to which nothing leads."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.schemas import PageOf
from headway.okrs.api import bodies
from headway.okrs.api.outputs import ObjectiveItem
from headway.people.api.request import ApiRequest
from headway.reports.api.view import ViewPageQuery, ViewQuery, too_many, view_of
from headway.reports.queries.sight.loose import LooseEnds, Orphan, loose_ends
from headway.strategy.api.goals import GoalOut

router = Router(tags=["Alignment"])


class LooseEndsOut(Schema):
    """How many loose ends there are, and the goals that nothing serves."""

    objectives: int = Field(..., description="All in scope.", examples=[12])
    orphans: int = Field(..., description="Those that lead to no goal.", examples=[2])
    goals: int = Field(..., description="All in force in the cycle.", examples=[5])
    unsupported_goals: list[GoalOut]


class OrphanOut(Schema):
    """An objective without a path to a goal."""

    objective: ObjectiveItem
    may_edit: bool = Field(..., description="Whether you may link it or mark it as local.")


@router.get(
    "line-of-sight/loose-ends",
    response=LooseEndsOut,
    operation_id="get_loose_ends",
    summary="Read the loose ends",
)
def read_ends(request: ApiRequest, query: Query[ViewQuery]) -> HttpResponse:
    """Of a unit and all below it, in a cycle. What is local on purpose is none."""
    found = _found(request, query, limit=0)
    body = {
        "objectives": found.objective_count,
        "orphans": found.orphan_count,
        "goals": found.goal_count,
        "unsupported_goals": found.unserved,
    }
    return answers.one(request, body)


@router.get(
    "line-of-sight/loose-ends/orphans",
    response=PageOf[OrphanOut],
    operation_id="list_orphans",
    summary="List objectives without a path to a goal",
)
def read_orphans(request: ApiRequest, query: Query[ViewPageQuery]) -> HttpResponse:
    """In order of unit. Link them, or mark them as local."""
    after = None
    if query.cursor is not None:
        path, objective_id = decode_cursor(query.cursor, str, int)
        after = path, objective_id
    found = _found(request, query, limit=query.limit + 1, after=after)
    shown = found.orphans[: query.limit]
    last = shown[-1].row if len(found.orphans) > query.limit else None
    following = encode_cursor([last.unit_path, last.id]) if last else None
    return answers.page(request, Page(shown, following), _orphan)


def _found(
    request: ApiRequest, query: ViewQuery, *, limit: int, after: tuple[str, int] | None = None
) -> LooseEnds:
    found = loose_ends(request.auth, view_of(request.auth, query), limit=limit, after=after)
    if found is None:
        raise too_many()
    return found


def _orphan(one: Orphan) -> dict[str, object]:
    return {"objective": bodies.objective_item(one.row), "may_edit": one.may_edit}
