"""How often and how far the goal posts of KPIs moved."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.core.goalposts import Direction, RateBand, Severity
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input
from headway.kpis.models import TargetKind
from headway.kpis.queries.goal_posts.moves import posts_of_unit
from headway.kpis.queries.goal_posts.posts import KpiPosts, PostMove
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["KPIs"])


class GoalPostsQuery(Input):
    """Which KPIs, and up to which day."""

    unit_id: Id | None = Field(None, description="Of this unit or one below it.")
    as_of: Day | None = Field(None, description="Twelve months up to this day; today if null.")


class PostedTarget(Schema):
    """A target as it was."""

    kind: TargetKind
    low: float | None = Field(..., examples=[95.0])
    high: float | None
    red: float | None
    worst: float | None
    best: float | None
    by: date | None


class PostMoveOut(Schema):
    """A target that took the place of another; without targets, limits that began anew."""

    made_on: date
    effective_on: date = Field(..., description="From when on it holds.")
    before: PostedTarget | None
    after: PostedTarget | None
    is_known: bool = Field(..., description="Whether a value it judges was known by then.")
    direction: Direction
    movement: float | None = Field(..., description="What it adds to the index.", examples=[0.2])
    why: str = Field(..., examples=["The customer asks for it."])
    author_name: str | None = Field(..., examples=["Grace Hopper"])


class KpiPostsOut(Schema):
    """What moved of one KPI, the newest first, and its goal-post index (method 3.12)."""

    kpi_id: Id
    kpi_name: str = Field(..., examples=["First-pass yield"])
    unit_id: Id
    unit_name: str = Field(..., examples=["Blue"])
    movement: float = Field(..., examples=[0.6])
    easing: float = Field(..., description="Above 0: easier on balance.", examples=[0.2])
    severity: Severity
    is_rescued: bool = Field(
        ..., description="Whether it is better coloured only since its target was eased."
    )
    moves: list[PostMoveOut]


class PostsOfUnitOut(Schema):
    """What moved of a unit's KPIs within twelve months, the gravest first."""

    active: int = Field(..., description="KPIs there are.", examples=[22])
    moved: int = Field(..., description="Of them, with goal posts that moved.", examples=[3])
    share: float | None = Field(..., examples=[0.14])
    band: RateBand
    kpis: list[KpiPostsOut]
    is_cut: bool = Field(..., description="Whether there are more than the 500 told here.")


@router.get(
    "kpi-goal-posts",
    response=PostsOfUnitOut,
    operation_id="list_kpi_goal_posts",
    summary="Read how the goal posts of KPIs moved",
)
def read_goal_posts(request: ApiRequest, query: Query[GoalPostsQuery]) -> HttpResponse:
    """Targets that took the place of others, and limits that began anew."""
    actor = request.auth
    today = clock.today(actor.time_zone)
    found = posts_of_unit(
        actor,
        unit_path=path_of(actor, query.unit_id),
        until=min(query.as_of or today, today),
        today=today,
    )
    body = {
        **{name: getattr(found.rate, name) for name in ("active", "moved", "share", "band")},
        "kpis": [_kpi(one) for one in found.kpis],
        "is_cut": found.is_cut,
    }
    return answers.one(request, body)


def _kpi(posts: KpiPosts) -> dict[str, Any]:
    told = ("kpi_id", "unit_id", "unit_name", "severity", "is_rescued")
    return {
        **{name: getattr(posts, name) for name in told},
        "kpi_name": posts.name,
        "movement": posts.index.movement,
        "easing": posts.index.easing,
        "moves": [_move(move) for move in posts.moves],
    }


def _move(move: PostMove) -> dict[str, Any]:
    told = ("made_on", "is_known", "direction", "movement", "why", "author_name")
    return {
        **{name: getattr(move, name) for name in told},
        "effective_on": move.holds_from,
        "before": _target(move.before),
        "after": _target(move.after),
    }


def _target(target: Any) -> dict[str, Any] | None:
    if target is None:
        return None
    told = asdict(target)
    return told | {"by": date.fromordinal(told["by"]) if told["by"] else None}
