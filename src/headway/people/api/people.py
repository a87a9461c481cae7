"""People: who may own, update, lead and coach."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.preconditions import require_unchanged
from headway.kit.rest.schemas import KEEP, STORABLE, Flag, Id, Input, Line, PageOf, PageQuery
from headway.people import actions
from headway.people.api.request import ApiRequest
from headway.people.models import Role
from headway.people.queries import get_person, path_of, person_rows, unit_names_of

router = Router(tags=["People"])

Email = Annotated[str, StringConstraints(pattern=STORABLE, max_length=254)]


class PersonOut(Schema):
    """Somebody in the organisation."""

    id: Id
    name: str = Field(..., examples=["Grace Hopper"])
    email: str = Field(..., description="Empty when not known.", examples=["grace@example.org"])
    role: Role = Field(..., examples=["member"])
    is_active: bool
    can_sign_in: bool = Field(..., description="Whether a log-in belongs to the person.")
    units: list[str] = Field(
        ..., description="Names of the units the person works in.", examples=[["Growth"]]
    )


class PersonNew(Input):
    """Somebody to add. Inviting them to sign in is a step of its own."""

    name: Line = Field(..., examples=["Grace Hopper"])
    email: Email = Field("", examples=["grace@example.org"])
    role: Role = Role.MEMBER


class PersonChange(Input):
    """What changes; the rest stays."""

    name: Line = Field(KEEP, examples=["Grace Hopper"])
    email: Email = Field(KEEP, examples=["grace@example.org"])
    role: Role = Field(KEEP)


class PeopleQuery(PageQuery):
    """Which people."""

    q: Line = Field("", description="Part of a name or an e-mail address.", examples=["grace"])
    role: Role | None = None
    unit_id: Id | None = Field(None, description="Works in this unit or one below it.")
    active: bool = True


class InvitationIn(Input):
    """How the invitation reaches the person."""

    send: Flag = Field(True, description="Send it by e-mail; false returns the link only.")


class InvitationOut(Schema):
    """An open invitation. The link works once, for seven days, and is shown only here."""

    person_id: Id
    link: str = Field(..., examples=["https://okr.example.org/invitation/…/"])


@router.get("people", response=PageOf[PersonOut], operation_id="list_people", summary="List people")
def list_people(request: ApiRequest, query: Query[PeopleQuery]) -> HttpResponse:
    """By name."""
    actor = request.auth
    rows, more = person_rows(
        actor,
        q=query.q,
        role=query.role or "",
        unit_path=path_of(actor, query.unit_id),
        active=query.active,
        after=_after(query.cursor),
        limit=query.limit,
    )
    return answers.page(request, Page(rows, encode_cursor(more) if more else None))


@router.post(
    "people", response={201: PersonOut}, operation_id="create_person", summary="Add a person"
)
def create_person(request: ApiRequest, new: PersonNew) -> HttpResponse:
    """Administrators only."""
    person = actions.add_person(request.auth, **new.model_dump())
    return answers.created(request, _body(request, person.pk), f"people/{person.pk}")


@router.get(
    "people/{person_id}", response=PersonOut, operation_id="get_person", summary="Read a person"
)
def read_person(request: ApiRequest, person_id: Id) -> HttpResponse:
    """Active or not."""
    return answers.one(request, _body(request, person_id))


@router.patch(
    "people/{person_id}",
    response=PersonOut,
    operation_id="update_person",
    summary="Change a person",
)
def update_person(request: ApiRequest, person_id: Id, change: PersonChange) -> HttpResponse:
    """Name, address or role. Administrators only."""
    require_unchanged(request, read_person(request, person_id))
    actions.update_person(request.auth, person_id, **change.given())
    return read_person(request, person_id)


@router.put(
    "people/{person_id}/deactivation",
    response=PersonOut,
    operation_id="deactivate_person",
    summary="Deactivate a person",
)
def deactivate(request: ApiRequest, person_id: Id) -> HttpResponse:
    """No sign-in and no new ownership; tokens end; what they did stays. Administrators only."""
    actions.deactivate_person(request.auth, person_id)
    return read_person(request, person_id)


@router.delete(
    "people/{person_id}/deactivation",
    response=PersonOut,
    operation_id="reactivate_person",
    summary="Reactivate a person",
)
def reactivate(request: ApiRequest, person_id: Id) -> HttpResponse:
    """Administrators only."""
    actions.reactivate_person(request.auth, person_id)
    return read_person(request, person_id)


@router.post(
    "people/{person_id}/invitation",
    response={201: InvitationOut},
    operation_id="invite_person",
    summary="Invite a person to sign in",
)
def invite(request: ApiRequest, person_id: Id, how: InvitationIn) -> HttpResponse:
    """Earlier invitations of the person stop working. Administrators only."""
    link = actions.invite_person(request.auth, person_id, send=how.send)
    body = {"person_id": person_id, "link": link}
    response = answers.created(request, body, f"people/{person_id}/invitation")
    response.headers["Cache-Control"] = "no-store"
    return response


@router.delete(
    "people/{person_id}/invitation",
    response={204: None},
    operation_id="withdraw_invitation",
    summary="Withdraw an invitation",
)
def withdraw(request: ApiRequest, person_id: Id) -> HttpResponse:
    """No open invitation of the person works any longer. Administrators only."""
    actions.withdraw_invitation(request.auth, person_id)
    return answers.nothing()


def _body(request: ApiRequest, person_id: int) -> dict[str, object]:
    person = get_person(request.auth, person_id)
    return {
        "id": person.pk,
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "is_active": person.is_active,
        "can_sign_in": person.user_id is not None,
        "units": unit_names_of([person.pk]).get(person.pk, ()),
    }


def _after(cursor: str | None) -> tuple[str, int] | None:
    if cursor is None:
        return None
    name, person_id = decode_cursor(cursor, str, int)
    return name, person_id
