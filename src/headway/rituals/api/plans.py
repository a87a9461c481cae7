"""Published plans: publish one, read them, compare two."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, PageOf, Paging, Ref, Text
from headway.okrs.queries.doors import get_cycle
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit
from headway.rituals.actions.plans import publish_plan
from headway.rituals.queries.plan_changes import compare, reasons_since
from headway.rituals.queries.published import (
    PublishedRow,
    as_of_now,
    get_published,
    versions_of,
)

router = Router(tags=["Planning"])


class PlanNew(Input):
    """Publishing what a unit has agreed."""

    unit_id: Ref
    cycle_id: Ref
    note: Text = Field("", examples=["Few, and all of them matter."])
    acknowledge: bool = Field(False, description="The warnings that are open are kept.")


class VersionOut(Schema):
    """A version of a unit's plan."""

    id: Id
    number: int = Field(..., examples=[1])
    note: str
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    published_at: datetime
    is_baseline: bool = Field(
        ..., description="The last version before the plan lock: moved goal posts refer to it."
    )


class PlanOut(Schema):
    """A published plan, as far as you may read it."""

    id: Id
    number: int = Field(..., examples=[1])
    note: str
    author_name: str | None
    published_at: datetime
    unit_id: Id
    unit_name: str
    cycle_id: Id
    cycle_name: str
    standard: str = Field(..., description="The scoring standard.", examples=["mwm"])
    objectives: list[dict[str, Any]] = Field(
        ..., description="With key results, links and signatures, as they were."
    )
    kept: list[dict[str, Any]] = Field(..., description="Findings that were kept on purpose.")
    hidden: int = Field(..., description="Objectives that you may not read.")


class FieldChangeOut(Schema):
    """One field before and after."""

    label: str = Field(..., examples=["target"])
    before: str
    after: str
    reason: str = Field(..., description="Of the moved goal post, if it is one.")
    author: str
    on: date | None


class PartChangeOut(Schema):
    """A key result that differs."""

    id: Id
    title: str
    state: str = Field(..., description="added, removed or changed", examples=["changed"])
    fields: list[FieldChangeOut]


class ObjectiveChangeOut(PartChangeOut):
    """An objective that differs."""

    key_results: list[PartChangeOut]


class PlanChangesOut(Schema):
    """What differs between two versions, or between one and what is agreed today."""

    plan_id: Id
    against_id: Id | None
    changes: list[ObjectiveChangeOut]


@router.post(
    "published-plans",
    response={201: PlanOut},
    operation_id="publish_plan",
    summary="Publish a unit's plan",
)
def publish(request: ApiRequest, new: PlanNew) -> HttpResponse:
    """What is agreed, kept for good as the next version. Leads of the unit and administrators."""
    plan = publish_plan(request.auth, **new.model_dump())
    body = _body(get_published(request.auth, plan.pk))
    return answers.created(request, body, f"published-plans/{plan.pk}")


@router.get(
    "published-plans",
    response=PageOf[VersionOut],
    operation_id="list_published_plans",
    summary="List the versions of a unit's plan",
)
def read_versions(request: ApiRequest, page: Paging, unit_id: Id, cycle_id: Id) -> HttpResponse:
    """The newest first."""
    actor = request.auth
    get_unit(actor, unit_id)
    get_cycle(actor, cycle_id)
    rows = versions_of(actor, unit_id, cycle_id)
    return answers.listed(request, rows, page)


@router.get(
    "published-plans/{plan_id}",
    response=PlanOut,
    operation_id="get_published_plan",
    summary="Read a published plan",
)
def read_plan(request: ApiRequest, plan_id: Id) -> HttpResponse:
    """As it was when it was published."""
    return answers.one(request, _body(get_published(request.auth, plan_id)))


@router.get(
    "published-plans/{plan_id}/changes",
    response=PlanChangesOut,
    operation_id="compare_published_plan",
    summary="Compare a published plan",
)
def read_changes(request: ApiRequest, plan_id: Id, against_id: Id | None = None) -> HttpResponse:
    """With another version of the same plan, or with what is agreed today."""
    actor = request.auth
    plan = get_published(actor, plan_id)
    other = get_published(actor, against_id) if against_id is not None else None
    if other is not None and (other.unit_id, other.cycle_id) != (plan.unit_id, plan.cycle_id):
        raise NotFound(_("There is no such version of this plan."))
    after = other.objectives if other is not None else as_of_now(actor, plan)
    reasons = reasons_since([one["id"] for one in after], plan.published_at)
    found = compare(plan.objectives, after, reasons)
    changes = [
        {
            "id": one.id,
            "title": one.title,
            "state": one.state,
            "fields": one.fields,
            "key_results": [
                {"id": part.id, "title": part.title, "state": part.state, "fields": part.fields}
                for part in one.parts
            ],
        }
        for one in found
    ]
    body = {"plan_id": plan.id, "against_id": against_id, "changes": changes}
    return answers.one(request, body)


def _body(plan: PublishedRow) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in PlanOut.model_fields}
