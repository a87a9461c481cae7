"""The API of the scorecards of units: all at a glance, and one used in many."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Flag, Id, Input, Ref
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit
from headway.strategy import actions
from headway.strategy.api.scorecard import SideOut, score_out
from headway.strategy.queries.heat_map import HeatRow, heat_map
from headway.strategy.queries.limits import MOST_COPIES

router = Router(tags=["Scorecard"])


class HeatCell(SideOut):
    """A unit's score in a perspective."""

    perspective_id: Id | None = Field(..., description="Null for goals without one.")
    name: str = Field(..., examples=["Customer"])


class HeatRowOut(SideOut):
    """The scorecard of a unit in short: its perspectives and the whole."""

    unit_id: Id | None = Field(..., description="Null: of the organisation.")
    unit_name: str | None = Field(..., examples=["Engineering"])
    perspectives: list[HeatCell] = Field(..., description="Those in which it has goals.")


class HeatMapOut(Schema):
    """All scorecards of a day in short."""

    day: date
    as_known: bool
    units: list[HeatRowOut] = Field(..., description="The organisation, then as the tree goes.")


class CardUse(Input):
    """A scorecard to use in units."""

    from_unit_id: Ref | None = Field(None, description="The organisation's when left out.")
    to_unit_ids: list[Ref] = Field(..., max_length=MOST_COPIES, examples=[[4, 5]])
    goal_ids: list[Ref] | None = Field(
        None,
        max_length=MOST_COPIES,
        description="All that are not over when left out.",
        examples=[[1]],
    )
    with_kpis: Flag = Field(True, description="Define the KPIs that a unit lacks.")


class AppliedGoalOut(Schema):
    """What became of a goal in a unit."""

    unit_id: Id
    unit: str
    goal_id: Id
    title: str
    is_new: bool = Field(..., description="False: it was there.")
    kpis_there: int
    kpis_made: int
    kpis_left: int = Field(..., description="KPIs of the source that it is not measured by.")
    kpis_elsewhere: list[Id] = Field(
        ..., description="Made here, and computed from KPIs of another unit."
    )


class CardUsed(Schema):
    """What was made and what was there."""

    goals: list[AppliedGoalOut]


@router.get(
    "scorecard/units",
    response=HeatMapOut,
    operation_id="get_unit_scores",
    summary="Read the scores of all units",
)
def read_units(
    request: ApiRequest,
    as_of: Day | None = None,
    as_known: bool = False,
    unit_id: Id | None = None,
) -> HttpResponse:
    """By perspective, of units with mid-term goals in force on a day; with `unit_id`, of that unit
    and what lies below it. No score is put together of those of other units."""
    today = clock.today(request.auth.time_zone)
    unit = get_unit(request.auth, unit_id) if unit_id else None
    found = heat_map(
        request.auth, as_of or today, today=today, as_known=as_known,
        below=None if unit is None or unit.parent_id is None else unit,
    )  # fmt: skip
    rows = [_row(row) for row in found.rows]
    return answers.one(request, {"day": found.day, "as_known": found.as_known, "units": rows})


@router.post(
    "scorecard/copies",
    response={201: CardUsed},
    operation_id="use_scorecard",
    summary="Use a scorecard in units",
)
def create_copies(request: ApiRequest, new: CardUse) -> HttpResponse:
    """Each unit gets linked copies of the goals that it has no copy of; asked again, nothing is
    made. Administrators, and for their units leads."""
    told = actions.apply_card(
        request.auth, from_unit=new.from_unit_id, to_units=new.to_unit_ids, goals=new.goal_ids,
        with_kpis=new.with_kpis,
    )  # fmt: skip
    return answers.created(request, {"goals": told}, "mid-term-goals")


def _row(row: HeatRow) -> dict[str, Any]:
    return {
        **score_out(row.card.score),
        "unit_id": row.unit_id,
        "unit_name": row.name or None,
        "perspectives": [
            {**score_out(one.score), "perspective_id": one.id, "name": one.name}
            for one in row.card.perspectives
        ],
    }
