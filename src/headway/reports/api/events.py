"""One event of the audit trail, for whom may read what it is about."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse
from ninja import Field, Router

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id
from headway.people.api.events import EventOut
from headway.people.api.request import ApiRequest
from headway.reports.queries.events import read_event

router = Router(tags=["Audit"])


class LinkedEventOut(EventOut):
    """An event with its place in the hash chain."""

    hash: str = Field(..., description="SHA-256 of the event and of the hash before it.")
    previous_hash: str = Field(..., description="Empty for the first event.")
    newest: int = Field(..., description="The number of the newest event.", examples=[1765])
    holds: bool = Field(..., description="Whether its hash is that of what it tells.")
    fits: bool = Field(..., description="Whether it joins the events beside it.")


@router.get(
    "events/{sequence}",
    response=LinkedEventOut,
    operation_id="read_event",
    summary="Read one event",
)
def read_one(request: ApiRequest, sequence: Id) -> HttpResponse:
    """By its number. What is about something that the caller may not read is not found, and what
    it leads to is left unnamed where that is hidden."""
    link = read_event(request.auth, sequence)
    body = {
        **asdict(link.event),
        "hash": link.hash,
        "previous_hash": link.previous_hash,
        "newest": link.newest,
        "holds": link.holds,
        "fits": link.fits,
    }
    return answers.one(request, body)
