"""The tree of units, and who works in each."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.preconditions import require_unchanged
from headway.kit.rest.schemas import KEEP, Id, Input, Line, PageOf, Paging, Ref
from headway.people import actions
from headway.people.api.request import ApiRequest
from headway.people.models import MembershipKind, UnitKind
from headway.people.queries import get_unit, members_of, unit_rows

router = Router(tags=["Units"])


class UnitItem(Schema):
    """A unit in a list."""

    id: Id
    name: str = Field(..., examples=["Growth"])
    kind: UnitKind = Field(..., examples=["team"])
    path: str = Field(
        ..., description="Ids from the root to this unit, each with a slash.", examples=["1/4/17/"]
    )
    parent_id: Id | None
    lead_id: Id | None
    lead_name: str | None = Field(..., examples=["Grace Hopper"])
    members: int = Field(..., examples=[8])
    has_children: bool


class Member(Schema):
    """Somebody who works in a unit, or coaches it."""

    person_id: Id
    name: str = Field(..., examples=["Grace Hopper"])
    kind: MembershipKind


class UnitOut(Schema):
    """A unit with its people."""

    id: Id
    name: str = Field(..., examples=["Growth"])
    kind: UnitKind = Field(..., examples=["team"])
    path: str = Field(..., examples=["1/4/17/"])
    parent_id: Id | None
    lead_id: Id | None
    archived_at: datetime | None
    members: list[Member]


class UnitNew(Input):
    """A unit to add below another."""

    parent_id: Ref
    name: Line = Field(..., examples=["Growth"])
    kind: UnitKind = UnitKind.TEAM
    lead_id: Ref | None = None


class UnitChange(Input):
    """What changes; the rest stays."""

    name: Line = Field(KEEP, examples=["Growth"])
    kind: UnitKind = Field(KEEP)


class UnitLead(Input):
    """The person who leads the unit; null for nobody."""

    person_id: Ref | None = Field(..., examples=[17])


class UnitParent(Input):
    """The unit to lie below."""

    parent_id: Ref


class MembershipIn(Input):
    """How the person belongs to the unit."""

    kind: MembershipKind = MembershipKind.MEMBER


@router.get(
    "units", response=PageOf[UnitItem], operation_id="list_units", summary="List units below one"
)
def list_units(request: ApiRequest, page: Paging, parent_id: Id | None = None) -> HttpResponse:
    """The live units right below `parent_id`, in their order; without it, the root."""
    rows = unit_rows(request.auth, parent_id=parent_id)
    return answers.listed(request, rows, page)


@router.post("units", response={201: UnitOut}, operation_id="create_unit", summary="Add a unit")
def create_unit(request: ApiRequest, new: UnitNew) -> HttpResponse:
    """Below another one. Administrators only."""
    unit = actions.create_unit(request.auth, **new.model_dump())
    return answers.created(request, _body(request, unit.pk), f"units/{unit.pk}")


@router.get("units/{unit_id}", response=UnitOut, operation_id="get_unit", summary="Read a unit")
def read_unit(request: ApiRequest, unit_id: Id) -> HttpResponse:
    """With its members and coaches; archived ones too."""
    return answers.one(request, _body(request, unit_id))


@router.patch(
    "units/{unit_id}", response=UnitOut, operation_id="update_unit", summary="Change a unit"
)
def update_unit(request: ApiRequest, unit_id: Id, change: UnitChange) -> HttpResponse:
    """Its name or kind. Administrators only."""
    require_unchanged(request, read_unit(request, unit_id))
    actions.update_unit(request.auth, unit_id, **change.given())
    return read_unit(request, unit_id)


@router.put(
    "units/{unit_id}/lead", response=UnitOut, operation_id="set_unit_lead", summary="Set the lead"
)
def set_lead(request: ApiRequest, unit_id: Id, lead: UnitLead) -> HttpResponse:
    """The person who leads the unit and all units below. Administrators only."""
    actions.set_lead(request.auth, unit_id, person_id=lead.person_id)
    return read_unit(request, unit_id)


@router.put(
    "units/{unit_id}/parent", response=UnitOut, operation_id="move_unit", summary="Move a unit"
)
def move_unit(request: ApiRequest, unit_id: Id, parent: UnitParent) -> HttpResponse:
    """With everything below it, to lie below another unit. Administrators only."""
    actions.move_unit(request.auth, unit_id, parent_id=parent.parent_id)
    return read_unit(request, unit_id)


@router.put(
    "units/{unit_id}/archive",
    response=UnitOut,
    operation_id="archive_unit",
    summary="Archive a unit",
)
def archive_unit(request: ApiRequest, unit_id: Id) -> HttpResponse:
    """Its objectives stay readable; units below it must go first. Administrators only."""
    actions.archive_unit(request.auth, unit_id)
    return read_unit(request, unit_id)


@router.delete(
    "units/{unit_id}/archive",
    response=UnitOut,
    operation_id="restore_unit",
    summary="Restore a unit",
)
def restore_unit(request: ApiRequest, unit_id: Id) -> HttpResponse:
    """Take it out of the archive. Administrators only."""
    actions.restore_unit(request.auth, unit_id)
    return read_unit(request, unit_id)


@router.put(
    "units/{unit_id}/members/{person_id}",
    response=UnitOut,
    operation_id="assign_member",
    summary="Let a person work in a unit",
)
def assign(
    request: ApiRequest, unit_id: Id, person_id: Id, membership: MembershipIn
) -> HttpResponse:
    """As a member, or as its coach. Doing so twice changes nothing. Administrators only."""
    actions.assign(request.auth, unit_id, person_id=person_id, kind=membership.kind)
    return read_unit(request, unit_id)


@router.delete(
    "units/{unit_id}/members/{person_id}",
    response=UnitOut,
    operation_id="unassign_member",
    summary="End a membership",
)
def unassign(
    request: ApiRequest,
    unit_id: Id,
    person_id: Id,
    kind: MembershipKind = MembershipKind.MEMBER,
) -> HttpResponse:
    """Ending one that is not there changes nothing. Administrators only."""
    actions.unassign(request.auth, unit_id, person_id=person_id, kind=kind)
    return read_unit(request, unit_id)


def _body(request: ApiRequest, unit_id: int) -> dict[str, object]:
    unit = get_unit(request.auth, unit_id)
    return {
        "id": unit.pk,
        "name": unit.name,
        "kind": unit.kind,
        "path": unit.path,
        "parent_id": unit.parent_id,
        "lead_id": unit.lead_id,
        "archived_at": unit.archived_at,
        "members": members_of(request.auth, unit.pk),
    }
