"""The API's view of who calls and of their organisation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from headway.kit.rest import answers
from headway.people.access import Actor

router = Router()


class ApiRequest(HttpRequest):
    """A request whose token was checked."""

    auth: Actor


class Me(Schema):
    """Who the token acts for."""

    person_id: int
    name: str
    role: str
    scopes: list[str]
    organisation_id: int
    time_zone: str


@router.get("me", response=Me, operation_id="me", tags=["Who"])
def me(request: ApiRequest) -> HttpResponse:
    """Who the token acts for, and what it may do."""
    actor = request.auth
    body: dict[str, Any] = {
        "person_id": actor.person_id,
        "name": actor.name,
        "role": actor.role,
        "scopes": sorted(actor.scopes or ()),
        "organisation_id": actor.organisation_id,
        "time_zone": actor.time_zone,
    }
    return answers.one(request, body)
