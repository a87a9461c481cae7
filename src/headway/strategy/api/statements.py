"""The API for mission, vision and values."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input, PageOf, Paging, Text
from headway.people.api.request import ApiRequest
from headway.strategy import actions, queries
from headway.strategy.models import StatementKind

router = Router(tags=["Strategy"])


class StatementOut(Schema):
    """One version of the organisation's mission, vision or values."""

    id: Id
    kind: StatementKind
    version: int = Field(..., examples=[2])
    text: str = Field(..., examples=["Clean water for every coast."])
    effective_on: date
    author_name: str | None = Field(..., examples=["Grace Hopper"])


class StatementNew(Input):
    """A new version; the earlier ones stay."""

    kind: StatementKind
    text: Text = Field(..., examples=["Clean water for every coast."])
    effective_on: Day | None = Field(None, description="Today when left out.")


@router.get(
    "statements",
    response=PageOf[StatementOut],
    operation_id="list_statements",
    summary="List mission, vision and values",
)
def list_statements(
    request: ApiRequest, page: Paging, kind: StatementKind | None = None
) -> HttpResponse:
    """All versions, newest first."""
    rows = queries.statement_history(request.auth, kind)
    return answers.listed(request, rows, page)


@router.post(
    "statements",
    response={201: StatementOut},
    operation_id="create_statement",
    summary="Set mission, vision or values",
)
def create_statement(request: ApiRequest, new: StatementNew) -> HttpResponse:
    """Adds a version. Administrators only."""
    statement = actions.set_statement(request.auth, **new.model_dump())
    rows = queries.statement_history(request.auth, statement.kind)
    row = next(row for row in rows if row.id == statement.pk)
    return answers.created(request, row, "statements")


@router.get(
    "statements/current",
    response=dict[str, StatementOut],
    operation_id="get_current_statements",
    summary="Read mission, vision and values in force",
)
def current_statements(request: ApiRequest, as_of: Day | None = None) -> HttpResponse:
    """By kind, on a day; today when left out."""
    day = as_of or clock.today(request.auth.time_zone)
    return answers.one(request, queries.current_statements(request.auth, day))
