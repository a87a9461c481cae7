"""How objectives end: closing with grades, and opening again."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router

from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Ref, Text
from headway.okrs.actions.closures import SelfGrade, close_objective, reopen_objective
from headway.okrs.api import bodies
from headway.okrs.api.closure_outputs import ClosureOut
from headway.okrs.api.objectives import read_objective
from headway.okrs.api.outputs import ObjectiveOut
from headway.okrs.models import Decision, Outcome
from headway.okrs.queries.doors import get_objective
from headway.okrs.queries.records import closure_of
from headway.people.api.request import ApiRequest

router = Router(tags=["Objectives"])

GradeNumber = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)]


class GradeIn(Input):
    """What is said of a key result: its owner's own score, why it fell short, what comes next."""

    key_result_id: Ref
    self_grade: GradeNumber | None = Field(None, examples=[0.7])
    comment: Text = Field("", description="Needed when it differs by 0.10 or more.")
    miss_reason: Text = Field(
        "",
        description="Needed for each key result of a committed objective that ended below 1.",
        examples=["The supplier delivered in the last week."],
    )
    decision: Decision | None = Field(
        None, description="What becomes of it; null: what becomes of its objective."
    )


class ClosureNew(Input):
    """How an objective ends."""

    outcome: Outcome
    decision: Decision | None = Field(
        None,
        description="What becomes of it in the next plan; null: as the outcome says. `carry` and "
        "`change` draft it anew.",
    )
    miss_reason: Text = Field(
        "", description="Needed for a committed objective below 1 without a key result that is."
    )
    closing_word: Text = Field("", examples=["We learnt what people search for."])
    self_grade: GradeNumber | None = Field(None, examples=[0.7])
    grade_comment: Text = Field(
        "",
        description="Needed when the grade differs from the computed score by 0.10 or more.",
        examples=["The last week is not measured yet."],
    )
    grades: list[GradeIn] = Field(default_factory=list, max_length=200)
    carry_to_cycle_id: Ref | None = Field(
        None, description="With the decision to carry over: where it is drafted anew."
    )
    as_assessed: bool = Field(
        False, description="What was said before, as in a review, counts where this says nothing."
    )


@router.get(
    "objectives/{objective_id}/closure",
    response=ClosureOut,
    operation_id="get_closure",
    summary="Read how an objective ended",
)
def read_closure(request: ApiRequest, objective_id: Id) -> HttpResponse:
    """Computed scores, the owner's own grades, explanations, decisions and the closing word."""
    return answers.one(request, _body(request, objective_id))


@router.post(
    "objectives/{objective_id}/closure",
    response={201: ClosureOut},
    operation_id="close_objective",
    summary="Close an objective",
)
def close(request: ApiRequest, objective_id: Id, new: ClosureNew) -> HttpResponse:
    """The owner, leads and administrators. The computed score is the number of record."""
    close_objective(
        request.auth,
        objective_id,
        outcome=new.outcome,
        decision=new.decision or "",
        miss_reason=new.miss_reason,
        closing_word=new.closing_word,
        self_grade=new.self_grade,
        grade_comment=new.grade_comment,
        key_result_grades={
            grade.key_result_id: SelfGrade(
                grade.self_grade, grade.comment, grade.miss_reason, grade.decision or ""
            )
            for grade in new.grades
        },
        carry_to_cycle_id=new.carry_to_cycle_id,
        as_assessed=new.as_assessed,
    )
    body = _body(request, objective_id)
    return answers.created(request, body, f"objectives/{objective_id}/closure")


@router.delete(
    "objectives/{objective_id}/closure",
    response=ObjectiveOut,
    operation_id="reopen_objective",
    summary="Open an objective again",
)
def reopen(request: ApiRequest, objective_id: Id, why: Text = "") -> HttpResponse:
    """While its cycle is not closed, and with a reason; its assessment keeps what was said."""
    reopen_objective(request.auth, objective_id, why=why)
    return read_objective(request, objective_id)


def _body(request: ApiRequest, objective_id: int) -> bodies.Body:
    objective = get_objective(request.auth, objective_id)
    row = closure_of(objective.pk)
    if row is None:
        raise NotFound(_("This objective is not closed."))
    return bodies.closure(objective.pk, row)
