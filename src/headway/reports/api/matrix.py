"""Unit × mid-term goal: how many objectives of whom lead where, and how they stand."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Line, PageOf, PageQuery
from headway.okrs.api import bodies
from headway.okrs.api.outputs import SCORE, ExplanationOut, ObjectiveItem
from headway.okrs.queries.explanations import explain_cycle
from headway.okrs.queries.objectives import objective_rows_by_id
from headway.people.api.request import ApiRequest
from headway.reports.api.view import ViewQuery, too_many, view_of
from headway.reports.queries.sight import View
from headway.reports.queries.sight.matrix import Cell, Matrix, MatrixRow, read_matrix
from headway.strategy.api.goals import GoalOut

router = Router(tags=["Alignment"])


class CellOut(Schema):
    """Objectives of a unit that lead to a goal, each once however many ways lead there."""

    column: str = Field(
        ...,
        description="The id of a goal; none: what leads to no goal; all: every objective.",
        examples=["17"],
    )
    objectives: int = Field(..., examples=[3])
    scored: int = Field(..., description="Of these, those with a score.", examples=[2])
    mean_score: float | None = Field(..., description=SCORE, examples=[0.6])
    hidden: int = Field(
        ..., description="More that would count: left out, not for you to read.", examples=[0]
    )


class MatrixRowOut(Schema):
    """A unit with all below it."""

    unit_id: Id
    unit_name: str = Field(..., examples=["Growth"])
    is_own: bool = Field(..., description="Only what belongs to the unit looked at itself.")
    cells: list[CellOut]


class MatrixOut(Schema):
    """Who works for which goal, and how far."""

    goals: list[GoalOut] = Field(..., description="The columns.")
    unserved_goal_ids: list[Id]
    rows: list[MatrixRowOut]
    total: list[CellOut] = Field(..., description="Everything in scope, each objective once.")
    is_cut: bool = Field(..., description="There are more than two hundred units.")


class CellPlace(ViewQuery):
    """Which cell."""

    row_id: int = Field(
        0, ge=0, le=2**63 - 1, description="The unit of a row; 0: the total.", examples=[17]
    )
    column: Line = Field("all", description="A goal's id, none or all.", examples=["none"])


class CellQuery(PageQuery, CellPlace):
    """Which cell, in pages."""


@router.get(
    "line-of-sight/matrix",
    response=MatrixOut,
    operation_id="get_matrix",
    summary="Read which unit works for which goal",
)
def read_all(request: ApiRequest, query: Query[ViewQuery]) -> HttpResponse:
    """A row for each unit right below the one looked at, a column for each goal."""
    found = _matrix(request, view_of(request.auth, query))
    body = {
        "goals": found.goals,
        "unserved_goal_ids": [goal.id for goal in found.unserved],
        "rows": [
            {
                "unit_id": row.unit_id,
                "unit_name": row.name,
                "is_own": row.is_own,
                "cells": _cells(row),
            }
            for row in found.rows
        ],
        "total": _cells(found.total),
        "is_cut": found.is_cut,
    }
    return answers.one(request, body)


@router.get(
    "line-of-sight/matrix/objectives",
    response=PageOf[ObjectiveItem],
    operation_id="list_cell",
    summary="List the objectives behind a cell",
)
def read_cell(request: ApiRequest, query: Query[CellQuery]) -> HttpResponse:
    """In the order of their ids."""
    view = view_of(request.auth, query)
    ids = sorted(_cell(_matrix(request, view), query).ids)
    if query.cursor is not None:
        (last,) = decode_cursor(query.cursor, int)
        ids = [id_ for id_ in ids if id_ > last]
    shown = ids[: query.limit]
    rows = objective_rows_by_id(shown, as_of=view.as_of, today=view.today)
    following = encode_cursor([shown[-1]]) if len(ids) > query.limit else None
    found = [rows[id_] for id_ in shown if id_ in rows]
    return answers.page(request, Page(found, following), bodies.objective_item)


@router.get(
    "line-of-sight/matrix/explanation",
    response=ExplanationOut,
    operation_id="explain_cell",
    summary="Explain the mean score of a cell",
)
def explain(request: ApiRequest, query: Query[CellPlace]) -> HttpResponse:
    """How many objectives stand in each band, what their scores come to, and the rule."""
    view = view_of(request.auth, query)
    cell = _cell(_matrix(request, view), query)
    explanation = explain_cycle(cell.score, view.as_of, hidden=cell.hidden)
    return answers.one(request, explanation)


def _matrix(request: ApiRequest, view: View) -> Matrix:
    found = read_matrix(request.auth, view)
    if found is None:
        raise too_many()
    return found


def _cell(found: Matrix, query: CellPlace) -> Cell:
    row = found.row(query.row_id)
    if row is None or query.column not in row.cells:
        raise NotFound(_("The matrix has no such cell. Read its rows and columns first."))
    return row.cells[query.column]


def _cells(row: MatrixRow) -> list[dict[str, Any]]:
    return [
        {
            "column": key,
            "objectives": len(cell.ids),
            "scored": cell.score.scored,
            "mean_score": cell.score.mean,
            "hidden": cell.hidden,
        }
        for key, cell in row.cells.items()
    ]
