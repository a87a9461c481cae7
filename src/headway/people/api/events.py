"""The audit trail: every write, in order."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from headway.activity.queries import history
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.problems import InvalidInput
from headway.kit.rest import answers
from headway.kit.rest.schemas import STORABLE, Id, PageOf, PageQuery
from headway.people.access import Permission, require
from headway.people.api.request import ApiRequest

router = Router(tags=["Audit"])


class EventOut(Schema):
    """Who changed what, from what, to what, and why."""

    sequence: int = Field(..., description="1, 2, 3 … without gaps.", examples=[1204])
    at: datetime
    person_name: str = Field(..., examples=["Grace Hopper"])
    verb: str = Field(..., examples=["check_in.created"])
    subject_type: str = Field(..., examples=["key_result"])
    subject_id: Id
    subject_label: str = Field(..., examples=["Raise activation from 40 % to 60 %"])
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    why: str


class EventsQuery(PageQuery):
    """Which events."""

    subject_type: Annotated[str, StringConstraints(pattern=STORABLE, max_length=40)] | None = Field(
        None, description="With `subject_id`: of one object only.", examples=["objective"]
    )
    subject_id: Id | None = None


@router.get(
    "events", response=PageOf[EventOut], operation_id="list_events", summary="Read the audit trail"
)
def list_events(request: ApiRequest, query: Query[EventsQuery]) -> HttpResponse:
    """Newest first. Administrators only."""
    actor = request.auth
    require(actor, Permission.AUDIT_READ)
    if (query.subject_type is None) != (query.subject_id is None):
        raise InvalidInput.on(
            "subject_id", _("Give subject_type and subject_id together."), code="incomplete"
        )
    rows = history(
        actor.organisation_id,
        subject_type=query.subject_type,
        subject_id=query.subject_id,
        before_sequence=decode_cursor(query.cursor, int)[0] if query.cursor else None,
        limit=query.limit + 1,
    )
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    return answers.page(request, Page(shown, encode_cursor([shown[-1].sequence]) if more else None))
