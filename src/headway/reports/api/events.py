"""Events of the audit trail, for whoever may read what they are about."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse
from ninja import Field, Router

from headway.activity.queries import history
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf, Paging
from headway.okrs.queries.doors import get_objective
from headway.okrs.queries.telling import without_hidden_ends
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
    "objectives/{objective_id}/events",
    response=PageOf[EventOut],
    operation_id="list_objective_events",
    summary="Read the history of an objective",
)
def of_objective(request: ApiRequest, objective_id: Id, page: Paging) -> HttpResponse:
    """Every change of it and of its key results, the newest first, for whoever may read it; what
    an event leads to is left unnamed where that is hidden."""
    actor = request.auth
    stored = get_objective(actor, objective_id)
    rows = history(
        actor.organisation_id,
        subject_type="objective",
        subject_id=stored.pk,
        also={"key_result": list(stored.key_results.values_list("pk", flat=True))},
        before_sequence=decode_cursor(page.cursor, int)[0] if page.cursor else None,
        limit=page.limit + 1,
    )
    shown = rows[: page.limit]
    following = encode_cursor([shown[-1].sequence]) if len(rows) > page.limit else None
    return answers.page(request, Page(without_hidden_ends(actor, shown), following))


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
