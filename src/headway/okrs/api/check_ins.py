"""Check-ins: what was read, when it held, who says so and how sure they are."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Router

from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input, Number, PageOf, Paging, Ref, Text
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.several import CheckInEntry, check_in_on_several
from headway.okrs.api import bodies
from headway.okrs.api.days import days
from headway.okrs.api.key_results import row_of
from headway.okrs.api.outputs import CheckedInOut, CheckInOut
from headway.okrs.queries.doors import get_check_in, get_key_result
from headway.okrs.queries.moved import moves_of
from headway.okrs.queries.objectives import objective_rows_by_id
from headway.okrs.queries.records import CheckInRow, check_in_rows
from headway.people.api.request import ApiRequest

router = Router(tags=["Check-ins"])

Confidence = Annotated[int, Field(ge=0, le=10, strict=True)]


class CheckInNew(Input):
    """A reading, a confidence, or both."""

    value: Number | None = Field(
        None,
        description="In the key result's measure; 1 or 0 for yes/no kinds; what came since the "
        "last where entries add up.",
        examples=[52.0],
    )
    total: Number | None = Field(
        None,
        description="Instead of `value` where entries add up: what they come to with this one.",
        examples=[None],
    )
    milestones_done: Annotated[list[Ref], Field(max_length=100)] | None = Field(
        None, description="For milestone key results: the ids of all that are done."
    )
    confidence: Confidence | None = Field(
        None, description="How sure to reach the target, 0 to 10.", examples=[7]
    )
    note: Annotated[Text, Field(max_length=4000)] = Field(
        "",
        description="Needed when confidence falls by 3 or more.",
        examples=["The new search went out on Monday."],
    )
    effective_on: Day | None = Field(None, description="When it held; today when left out.")
    supersedes_id: Ref | None = Field(
        None, description="The earlier check-in that this one corrects."
    )


@router.get(
    "key-results/{key_result_id}/check-ins",
    response=PageOf[CheckInOut],
    operation_id="list_check_ins",
    summary="List check-ins",
)
def read_check_ins(request: ApiRequest, key_result_id: Id, page: Paging) -> HttpResponse:
    """The newest entry first, corrected ones among them."""
    key_result = get_key_result(request.auth, key_result_id)
    rows = check_in_rows(
        key_result_id=key_result.pk,
        before_id=decode_cursor(page.cursor, int)[0] if page.cursor else None,
        limit=page.limit + 1,
    )
    shown = rows[: page.limit]
    more = len(rows) > page.limit
    return answers.page(request, Page(shown, encode_cursor([shown[-1].id]) if more else None))


@router.post(
    "key-results/{key_result_id}/check-ins",
    response={201: CheckedInOut},
    operation_id="create_check_in",
    summary="Check in",
)
def create_check_in(request: ApiRequest, key_result_id: Id, new: CheckInNew) -> HttpResponse:
    """Enter a reading, or correct an earlier one with `supersedes_id`; answers with every number
    it moved. Owners, updaters, leads and administrators; the scope check_in is enough."""
    done = check_in(request.auth, key_result_id, **new.model_dump())
    on = days(request.auth)
    above = moves_of(request.auth, [(one.objective_id, one.before) for one in done.moved], on.today)
    objective = objective_rows_by_id([done.objective.pk], as_of=on.as_of, today=on.today)
    body = {
        "check_in": _row(done.check_in.pk, key_result_id),
        "key_result": bodies.key_result_item(row_of(request, key_result_id)),
        "score_before": done.score_before,
        "objective_id": done.objective.pk,
        "objective_score": objective[done.objective.pk].score,
        "objective_score_before": done.objective_score_before,
        "moved": [
            {
                "objective_id": one.objective_id,
                "title": one.title,
                "before": one.before,
                "now": one.now,
            }
            for one in above.shown
        ],
        "moved_hidden": above.hidden,
    }
    return answers.created(request, body, f"check-ins/{done.check_in.pk}")


class CheckInOfSeveral(Input):
    """What was read of one of them."""

    key_result_id: Ref
    value: Number | None = Field(None, examples=[52.0])
    total: Number | None = Field(None, examples=[None])
    milestones_done: Annotated[list[Ref], Field(max_length=100)] | None = None
    confidence: Confidence | None = Field(None, examples=[7])
    note: Annotated[Text, Field(max_length=4000)] = ""


class SeveralCheckIns(Input):
    """Readings of one day."""

    check_ins: Annotated[list[CheckInOfSeveral], Field(min_length=1, max_length=100)]
    effective_on: Day | None = Field(None, description="When they held; today when left out.")


@router.post(
    "objectives/{objective_id}/check-ins",
    response={201: list[CheckInOut]},
    operation_id="create_check_ins",
    summary="Check in on several key results",
)
def create_check_ins(request: ApiRequest, objective_id: Id, new: SeveralCheckIns) -> HttpResponse:
    """On key results and health metrics of one objective: all of them, or none. What is wrong is
    named by the id of its key result, as in `12-value`."""
    entries = [CheckInEntry(**one.model_dump()) for one in new.check_ins]
    done = check_in_on_several(request.auth, objective_id, entries, effective_on=new.effective_on)
    rows = [_row(one.check_in.pk, one.key_result.pk) for one in done]
    return answers.created(request, rows, f"objectives/{objective_id}")


@router.get(
    "check-ins/{check_in_id}",
    response=CheckInOut,
    operation_id="get_check_in",
    summary="Read a check-in",
)
def read_check_in(request: ApiRequest, check_in_id: Id) -> HttpResponse:
    """A corrected one says by which it was."""
    stored = get_check_in(request.auth, check_in_id)
    return answers.one(request, _row(stored.pk, stored.key_result_id))


def _row(check_in_id: int, key_result_id: int) -> CheckInRow:
    return check_in_rows(key_result_id=key_result_id, before_id=check_in_id + 1, limit=1)[0]
