"""What is said of goals before they are closed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Ref, Text
from headway.okrs.actions.assessing import assess_key_result, assess_objective
from headway.okrs.models import Decision
from headway.okrs.queries.assessments import Assessments, assessments_of
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.people.api.request import ApiRequest

router = Router()

GradeNumber = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)]


class AssessmentIn(Input):
    """What is left out stays as it is."""

    self_grade: GradeNumber | None = Field(None, examples=[0.7])
    comment: Text = Field("", description="Needed when the grade differs by 0.10 or more.")
    miss_reason: Text = Field("", description="Why a committed one fell short.")
    decision: Decision | None = Field(None, description="What is to become of it.")
    version: int | None = Field(
        None, ge=0, description="The version that you know, 0 where there is none yet."
    )


class ObjectiveAssessmentIn(AssessmentIn):
    """The same of an objective."""

    carry_to_id: Ref | None = Field(None, description="The cycle that it goes on in.")
    closing_word: Text = Field("", examples=["We learnt what people search for."])


class AssessmentOut(Schema):
    """What was said so far; version 0 where nothing was."""

    objective_id: Id
    key_result_id: Id | None
    self_grade: float | None = Field(..., examples=[0.7])
    comment: str
    miss_reason: str
    decision: Decision | None
    carry_to_id: Id | None
    closing_word: str
    said_by: str | None = Field(..., examples=["Grace Hopper"])
    said_at: datetime | None
    version: int


@router.get(
    "objectives/{objective_id}/assessment",
    response=list[AssessmentOut],
    operation_id="get_objective_assessments",
    summary="Read what is said of an objective before it is closed",
    tags=["Objectives"],
)
def read_assessments(request: ApiRequest, objective_id: Id) -> HttpResponse:
    """The objective first, then its key results, in their order."""
    objective = get_objective(request.auth, objective_id)
    keys = objective.key_results.filter(is_health=False).order_by("position", "id")
    found = assessments_of([objective.pk])
    rows = [found.of_objective(objective.pk)]
    rows += [found.of_key_result(objective.pk, pk) for pk in keys.values_list("pk", flat=True)]
    return answers.one(request, [_body(asdict(row)) for row in rows])


@router.put(
    "objectives/{objective_id}/assessment",
    response=AssessmentOut,
    operation_id="assess_objective",
    summary="Say how an objective ended",
    tags=["Objectives"],
)
def assess(request: ApiRequest, objective_id: Id, new: ObjectiveAssessmentIn) -> HttpResponse:
    """Before it is closed: the owner, leads and administrators. Its closing takes it over."""
    assess_objective(request.auth, objective_id, **_said(new))
    return answers.one(request, _read(assessments_of([objective_id]), objective_id))


@router.put(
    "key-results/{key_result_id}/assessment",
    response=AssessmentOut,
    operation_id="assess_key_result",
    summary="Say how a key result ended",
    tags=["Key results"],
)
def assess_one(request: ApiRequest, key_result_id: Id, new: AssessmentIn) -> HttpResponse:
    """Before its objective is closed: its owner, that of the objective, leads, administrators."""
    assess_key_result(request.auth, key_result_id, **_said(new))
    objective_id = get_key_result(request.auth, key_result_id).objective_id
    return answers.one(request, _read(assessments_of([objective_id]), objective_id, key_result_id))


def _said(new: AssessmentIn) -> dict[str, Any]:
    said = new.model_dump(exclude_unset=True)
    if "decision" in said:
        said["decision"] = said["decision"] or ""
    return said


def _read(
    found: Assessments, objective_id: int, key_result_id: int | None = None
) -> dict[str, object]:
    if key_result_id is None:
        return _body(asdict(found.of_objective(objective_id)))
    return _body(asdict(found.of_key_result(objective_id, key_result_id)))


def _body(row: dict[str, object]) -> dict[str, object]:
    return {**row, "decision": row["decision"] or None}
