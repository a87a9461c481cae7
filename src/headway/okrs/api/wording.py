"""Reviews of single texts: what the rules find, before anything is stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.kinds import KeyResultKind
from headway.kit.rest import answers
from headway.kit.rest.schemas import Input, Number
from headway.okrs.queries.wording import smart_flags, text_findings, wording_rows
from headway.people.api.request import ApiRequest

router = Router(tags=["Objectives"])


class TextReviewNew(Input):
    """A text of an objective or key result, with what is known beside it; what is left out is not
    known, and is not asked for."""

    text: Annotated[str, Field(min_length=1, max_length=600, examples=["Launch the new app"])]
    level: Literal["objective", "key_result"] = Field(..., examples=["key_result"])
    kind: KeyResultKind | None = Field(None, description="Of a key result.")
    start: Number | None = None
    target: Number | None = None
    unit: Annotated[str, Field(max_length=60)] | None = Field(
        None, description="What is counted; empty says that there is none.", examples=["%"]
    )
    owner: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="Who is accountable; empty says that nobody is."
    )


class TextFindingOut(Schema):
    """What one rule found. `severity`: error blocks publishing, a warning waits to be acknowledged,
    a hint informs."""

    code: str = Field(..., examples=["KR_ACTIVITY"])
    severity: Literal["error", "warning", "hint"]
    title: str
    message: str
    suggestion: str
    why: str
    bad: str
    good: str


class SmartOut(Schema):
    """One letter of SMART: whether it holds (null: not known), and why."""

    letter: str = Field(..., examples=["S"])
    holds: bool | None
    means: str
    reason: str


class TextReviewOut(Schema):
    """What the rules find in a text. Nothing is stored."""

    findings: list[TextFindingOut]
    smart: list[SmartOut]


@router.post(
    "text-reviews",
    response=TextReviewOut,
    operation_id="review_text",
    summary="Review the text of an objective or key result",
)
def review(request: ApiRequest, body: TextReviewNew) -> HttpResponse:
    """By the rules that a planning board reviews by, as while a form is filled in."""
    given = body.dict(exclude_unset=True)
    text, level = given.pop("text"), given.pop("level")
    found = text_findings(text, level, given)
    told = {
        "findings": [asdict(row) for row in wording_rows(found)],
        "smart": [flag._asdict() for flag in smart_flags(found, given)],
    }
    return answers.one(request, told)
