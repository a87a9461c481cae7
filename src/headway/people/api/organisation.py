"""Who calls, and their organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.preconditions import require_unchanged
from headway.kit.rest.schemas import KEEP, Flag, Id, Input, Line
from headway.people import actions
from headway.people.access import SCOPES
from headway.people.api.request import ApiRequest
from headway.people.models import FocusRule, Organisation, Role
from headway.people.queries import get_person

router = Router(tags=["Organisation"])


class Me(Schema):
    """Whoever the token acts for."""

    person_id: Id
    name: str = Field(..., examples=["Grace Hopper"])
    role: Role = Field(..., examples=["member"])
    scopes: list[str] = Field(
        ..., description=f"Some of: {', '.join(SCOPES)}.", examples=[["read", "check_in"]]
    )
    organisation_id: Id
    organisation_name: str = Field(..., examples=["Tidewell"])
    time_zone: str = Field(..., examples=["Europe/Berlin"])


class OrganisationOut(Schema):
    """The organisation: the tenant everything belongs to."""

    id: Id
    name: str = Field(..., examples=["Tidewell"])
    slug: str = Field(..., examples=["tidewell"])
    time_zone: str = Field(..., examples=["Europe/Berlin"])
    language: str = Field(..., examples=["en-gb"])
    fiscal_year_start: int = Field(..., description="Month, 1 to 12.", examples=[1])
    week_start: int = Field(..., description="0 for Monday to 6 for Sunday.", examples=[0])
    focus_rule: FocusRule = Field(
        ...,
        description="What more than five goals cost: warn (a reason) or block.",
        examples=["warn"],
    )
    goal_posts_need_approval: bool = Field(
        ...,
        description="Whether a goal post that moves after plan lock waits for a lead above.",
        examples=[True],
    )
    created_at: datetime


class OrganisationChange(Input):
    """What changes; the rest stays."""

    name: Line = Field(KEEP, examples=["Tidewell"])
    time_zone: Line = Field(KEEP, examples=["Europe/Berlin"])
    fiscal_year_start: Annotated[int, Field(ge=1, le=12, strict=True)] = Field(KEEP, examples=[1])
    week_start: Annotated[int, Field(ge=0, le=6, strict=True)] = Field(KEEP, examples=[0])
    focus_rule: FocusRule = Field(KEEP, examples=["warn"])
    goal_posts_need_approval: Flag = Field(KEEP, examples=[True])


@router.get("me", response=Me, operation_id="me", summary="Who the token acts for")
def me(request: ApiRequest) -> HttpResponse:
    """The person, their role, the token's scopes and the organisation."""
    actor = request.auth
    person = get_person(actor, actor.person_id or 0)
    body = {
        "person_id": person.pk,
        "name": person.name,
        "role": actor.role,
        "scopes": sorted(actor.scopes or ()),
        "organisation_id": actor.organisation_id,
        "organisation_name": person.organisation.name,
        "time_zone": actor.time_zone,
    }
    return answers.one(request, body)


@router.get(
    "organisation",
    response=OrganisationOut,
    operation_id="get_organisation",
    summary="Read the organisation",
)
def get_organisation(request: ApiRequest) -> HttpResponse:
    """Its name, time zone and calendar."""
    actor = request.auth
    return _answer(request, get_person(actor, actor.person_id or 0).organisation)


@router.patch(
    "organisation",
    response=OrganisationOut,
    operation_id="update_organisation",
    summary="Change the organisation",
)
def update_organisation(request: ApiRequest, change: OrganisationChange) -> HttpResponse:
    """Administrators only."""
    require_unchanged(request, get_organisation(request))
    return _answer(request, actions.update_organisation(request.auth, **change.given()))


def _answer(request: ApiRequest, organisation: Organisation) -> HttpResponse:
    names = OrganisationOut.model_fields
    return answers.one(request, {name: getattr(organisation, name) for name in names})
