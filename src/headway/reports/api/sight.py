"""The line of sight: from the mission to any key result, one branch at a time."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from headway.core.pace import StatusCode
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Line, PageOf, PageQuery
from headway.okrs.api.outputs import ON_TRACK, SCORE, Verdict
from headway.people.api.request import ApiRequest
from headway.reports.api.view import ViewQuery, view_of
from headway.reports.queries.sight import (
    LOCAL,
    MISSION,
    ORPHANS,
    UNSEEN,
    Graph,
    Node,
    Source,
    Summary,
    branch_title,
    read_sight,
)
from headway.reports.queries.sight.scope import left_out_in

router = Router(tags=["Alignment"])


class SightQuery(ViewQuery):
    """What to look at."""

    status: StatusCode | None = Field(None, description="Only branches that hold this status.")
    compare: Day | None = Field(None, description="An earlier day to compare progress with.")


class BranchQuery(PageQuery, SightQuery):
    """Which branch of it."""

    node: Line = Field(..., description="The `key` of a node.", examples=["g17"])


class SightNodeOut(Schema):
    """A place in the tree."""

    key: str = Field(
        ...,
        description="mission, orphans, local or unseen; g, o or k and the id of a goal, objective "
        "or key result.",
        examples=["o17"],
    )
    kind: str = Field(
        ..., description="mission, branch, goal, objective or key_result.", examples=["objective"]
    )
    id: Id | None
    title: str = Field(..., examples=["Customers find what they came for"])
    cycle_id: Id | None = Field(..., description="Of an objective or key result.")
    unit_name: str | None = Field(..., examples=["Growth"])
    owner_name: str | None = Field(..., examples=["Grace Hopper"])
    progress: float | None = Field(
        ...,
        description="Score of an objective; progress of a key result, which may lie outside 0 to "
        "1.",
        examples=[0.6],
    )
    progress_before: float | None = Field(..., description="On the day compared with.")
    expected: float | None = Field(..., examples=[0.55])
    confidence: int | None = Field(..., examples=[7])
    status: Verdict | None = Field(..., examples=[ON_TRACK])
    counts: dict[str, int] | None = Field(
        ...,
        description="Key results of the branch by status; null: they were not counted.",
        examples=[{"on_track": 3}],
    )
    also_under: list[str] = Field(..., description="Titles of what else it serves.")
    in_scope: bool = Field(..., description="False: shown only because it leads there.")
    has_children: bool


class SightSummaryOut(Schema):
    """How well the work of a unit leads to goals."""

    counts: dict[str, int] = Field(
        ..., description="Key results that lead to a goal, by status.", examples=[{"on_track": 3}]
    )
    goals: int = Field(..., description="Goals that something in scope leads to.", examples=[4])
    goals_without_objective: int = Field(..., examples=[1])
    objectives: int = Field(..., examples=[12])
    aligned: int = Field(..., description="Objectives that lead to a goal.", examples=[10])
    aligned_share: float | None = Field(..., examples=[0.83])
    bottom_up_share: float | None = Field(..., examples=[0.5])
    orphans: int = Field(..., examples=[2])
    mean_score: float | None = Field(..., description=SCORE, examples=[0.58])
    expected: float | None = Field(..., description="Mean progress expected.", examples=[0.55])
    hidden: int = Field(
        ..., description="More that would count: left out, not for you to read.", examples=[0]
    )


class SightOut(Schema):
    """The trunk of the tree."""

    unit_id: Id | None
    cycle_id: Id
    as_of: Day
    mission: str | None = Field(..., examples=["Everything in its season."])
    summary: SightSummaryOut | None = Field(
        ..., description="Null in a large unit, whose branches are read one at a time."
    )
    branches: list[SightNodeOut] = Field(..., description="Read below them with `node`.")


@router.get(
    "line-of-sight",
    response=SightOut,
    operation_id="get_line_of_sight",
    summary="Read the line of sight",
)
def read_trunk(request: ApiRequest, query: Query[SightQuery]) -> HttpResponse:
    """The mission, what stands under no goal, and how well all of it leads to goals."""
    source = _source(request, query)
    view, mission = source.view, source.mission
    tops = [(top, source.node(top)) for top in (MISSION, ORPHANS, LOCAL, UNSEEN)]
    body = {
        "unit_id": view.unit.id if view.unit else None,
        "cycle_id": view.cycle.id,
        "as_of": view.as_of,
        "mission": mission.text if mission else None,
        "summary": _summary(source.summary, left_out_in(request.auth, view))
        if isinstance(source, Graph)
        else None,
        "branches": [
            _node(source, node)
            for top, node in tops
            if node and (top == MISSION or node.has_children)
        ],
    }
    return answers.one(request, body)


@router.get(
    "line-of-sight/branch",
    response=PageOf[SightNodeOut],
    operation_id="list_branch",
    summary="List what stands below a node",
)
def read_branch(request: ApiRequest, query: Query[BranchQuery]) -> HttpResponse:
    """Goals below the mission; below an objective its key results, which do not count in `limit`,
    and the objectives that serve it."""
    source = _source(request, query)
    if source.node(query.node) is None:
        raise NotFound(_("This node is not in view."))
    after = decode_cursor(query.cursor, int)[0] if query.cursor else 0
    found = source.children(query.node, max(after, 0), query.limit)
    following = None if found.more is None else encode_cursor([found.more])
    return answers.page(request, Page([_node(source, node) for node in found.nodes], following))


def _source(request: ApiRequest, query: SightQuery) -> Source:
    view = view_of(request.auth, query, status=query.status or "", compare=query.compare)
    return read_sight(request.auth, view)


def _node(source: Source, node: Node) -> dict[str, Any]:
    row, key_result, goal = node.objective, node.key_result, node.goal
    subject: Any = key_result or row or goal
    judged = key_result or row
    kinds = {"g": "goal", "o": "objective", "k": "key_result"}
    return {
        "key": node.key,
        "kind": kinds[node.key[0]] if subject else MISSION if node.key == MISSION else "branch",
        "id": subject.id if subject else None,
        "title": subject.title if subject else _top(source, node.key),
        "cycle_id": row.cycle_id if row else None,
        "unit_name": row.unit_name if row else None,
        "owner_name": subject.owner_name if subject else None,
        "progress": key_result.raw if key_result else row.score if row else None,
        "progress_before": node.before,
        "expected": judged.expected if judged else None,
        "confidence": judged.confidence if judged else None,
        "status": judged.status if judged else None,
        "counts": None if node.counts is None else dict(node.counts),
        "also_under": node.also,
        "in_scope": node.in_scope,
        "has_children": node.has_children,
    }


def _top(source: Source, key: str) -> str:
    if key == MISSION:
        return source.mission.text if source.mission else _("No mission is written yet")
    return branch_title(key)


def _summary(found: Summary, hidden: int) -> dict[str, Any]:
    return {
        "counts": dict(found.counts),
        "goals": found.goals,
        "goals_without_objective": found.empty_goals,
        "objectives": found.objectives,
        "aligned": found.aligned,
        "aligned_share": found.aligned_share,
        "bottom_up_share": found.bottom_up_share,
        "orphans": found.orphans,
        "mean_score": found.score.mean if found.score else None,
        "expected": found.expected,
        "hidden": hidden,
    }
