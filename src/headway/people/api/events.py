"""The audit trail: every write, in order."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from headway.activity.queries import history, verify_chain
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


class ChainOut(Schema):
    """Whether every event is there, in order and as it was written."""

    events: int = Field(..., description="How many fit, from the first on.", examples=[1765])
    is_intact: bool
    broken_at: int | None = Field(..., description="The number of the first that does not fit.")
    reason: str = Field(..., description="What is wrong with it; empty when intact.")


@router.get(
    "audit-chain",
    response=ChainOut,
    operation_id="verify_audit_chain",
    summary="Verify the audit trail",
)
def verify(request: ApiRequest) -> HttpResponse:
    """Computes every hash of the organisation's chain anew, which takes a while for millions of
    events. Administrators only."""
    require(request.auth, Permission.AUDIT_READ)
    found = verify_chain(request.auth.organisation_id)
    body = {
        "events": found.events,
        "is_intact": found.intact,
        "broken_at": found.broken_at,
        "reason": found.reason,
    }
    return answers.one(request, body)


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
