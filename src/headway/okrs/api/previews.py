"""What a check-in would give, before it is entered."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.core.errors import MethodError
from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.kit.rest import answers
from headway.kit.rest.schemas import KEEP, Day, Id
from headway.okrs.actions.fitting import refuse_unfit
from headway.okrs.api.outputs import ON_TRACK, RAW, Verdict
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.preview import Preview, judged_row, preview
from headway.people.api.request import ApiRequest

router = Router(tags=["Check-ins"])

Asked = Annotated[float, Field(allow_inf_nan=False, ge=-1e300, le=1e300)]


class PreviewQuery(Schema):
    """The check-in that is thought of; fields as of one that is entered."""

    value: Asked | None = Field(None, examples=[52.0])
    total: Asked | None = Field(
        None, description="Instead of `value` where entries add up: what they come to."
    )
    milestones_done: list[Id] = Field(
        KEEP, max_length=100, description="All that are done; repeat the name for each."
    )
    confidence: Annotated[int, Field(ge=0, le=10)] | None = Field(None, examples=[7])
    effective_on: Day | None = Field(None, description="When it held; today when left out.")
    supersedes_id: Id | None = Field(None, description="The check-in that it would correct.")


class PreviewOut(Schema):
    """What a check-in would give. Nothing is stored."""

    key_result_id: Id
    before: float | None = Field(..., description=RAW, examples=[0.5])
    after: float | None = Field(..., description=RAW, examples=[0.6])
    expected: float | None = Field(..., description="Progress expected today.", examples=[0.55])
    status: Verdict = Field(..., examples=[ON_TRACK])
    is_surprising: bool = Field(
        ..., description="Progress jumps by more than half of the way: is the number right?"
    )
    needs_note: bool = Field(..., description="Confidence falls by 3 or more: say why in the note.")
    total: float | None = Field(
        ..., description="Where entries add up: what they come to with this one.", examples=[None]
    )


@router.get(
    "key-results/{key_result_id}/check-in-preview",
    response=PreviewOut,
    operation_id="preview_check_in",
    summary="Read what a check-in would give",
)
def read_preview(
    request: ApiRequest, key_result_id: Id, query: Query[PreviewQuery]
) -> HttpResponse:
    """By the arithmetic that would store it; what a check-in would be refused for is refused. Who
    may read the key result may think of one."""
    today = clock.today(request.auth.time_zone)
    row = judged_row(request.auth, key_result_id, today)
    given = query.dict()
    refuse_unfit(request.auth, key_result_id, **given)
    replaces = given.pop("supersedes_id")
    try:
        found = preview(row, today, replaces=replaces, **given)
    except MethodError as problem:
        raise InvalidInput.on("value", str(problem), code="refused") from problem
    return answers.one(request, _body(row, found))


def _body(row: KeyResultRow, found: Preview) -> dict[str, object]:
    return {
        "key_result_id": row.id,
        "before": found.before,
        "after": found.after,
        "expected": found.expected,
        "status": found.status,
        "is_surprising": found.is_surprising,
        "needs_note": found.fell is not None,
        "total": found.total,
    }
