"""How signals are answered: acknowledged, explained, acted on, closed."""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from headway.kit import clock
from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import Day, Id, Input, PageOf, PageQuery, Ref, Text
from headway.kpis.actions import responses as actions
from headway.kpis.api import bodies
from headway.kpis.api.asked import AsOfQuery, moment_of_read
from headway.kpis.api.outputs import ResponseOut
from headway.kpis.queries.doors import get_kpi
from headway.kpis.queries.known.moment import definition_known, responses_known
from headway.kpis.queries.known.records import open_responses, response_row
from headway.kpis.queries.responses import responses_since
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["KPI responses"])


class ResponsesQuery(PageQuery):
    """Which of the open ones."""

    unit_id: Id | None = Field(None, description="Of KPIs of this unit or one below it.")
    owner_id: Id | None = None
    closed_since: Day | None = Field(
        None, description="Those too that were closed on this day or later."
    )


class AcknowledgementIn(Input):
    """That one has seen the signal and looks into it."""

    note: Text = Field("", examples=["Looking at the supplier first."])


class CauseIn(Input):
    """Why the process changed."""

    cause: Text = Field(..., examples=["A new supplier of seals."])


class ActionIn(Input):
    """What is done about it, by whom and until when."""

    action: Text = Field(..., examples=["Back to the old seals."])
    owner_id: Ref
    ends_on: Day = Field(..., examples=["2026-12-15"])


class ClosingOutcome(StrEnum):
    """How people end a response."""

    RESOLVED = "resolved"
    COMMON_CAUSE = "common_cause"
    WITHDRAWN = "withdrawn"


class ResponseClosureIn(Input):
    """How it ended."""

    outcome: ClosingOutcome
    closing_word: Text = Field(
        "",
        description="Needed unless it is withdrawn.",
        examples=["Back within limits for four weeks."],
    )
    held_because: Text = Field(
        "",
        description="Needed to close it as resolved while the last value still signals: why it is "
        "held to be resolved all the same. Kept only then.",
        examples=["Today's counts, not yet in the monthly value, are back at 94."],
    )


@router.get(
    "kpi-responses",
    response=PageOf[ResponseOut],
    operation_id="list_open_responses",
    summary="List open responses to signals",
)
def read_open(request: ApiRequest, query: Query[ResponsesQuery]) -> HttpResponse:
    """Of a unit and all below it, or of an owner; the longest open first. With `closed_since`, what
    a meeting looks at: what was answered meanwhile too, after those that wait."""
    path = path_of(request.auth, query.unit_id)
    if query.closed_since is None:
        rows = open_responses(request.auth, unit_path=path, owner_id=query.owner_id)
    else:
        today = clock.today(request.auth.time_zone)
        found = responses_since(request.auth, path, min(query.closed_since, today), today)
        answers_to = query.owner_id
        rows = [one.response for one in found]
        rows = [row for row in rows if answers_to in (None, row.owner_id)]
    return answers.listed(request, rows, query, bodies.response)


@router.get(
    "kpis/{kpi_id}/responses",
    response=PageOf[ResponseOut],
    operation_id="list_responses",
    summary="List a KPI's responses",
)
def read_responses(request: ApiRequest, kpi_id: Id, query: Query[AsOfQuery]) -> HttpResponse:
    """The newest first; closed ones too."""
    kpi = get_kpi(request.auth, kpi_id)
    at = moment_of_read(request, kpi, query.as_of)
    rows = responses_known(request.auth, definition_known(kpi, at), at)
    return answers.listed(request, rows, query, bodies.response)


@router.get(
    "kpi-responses/{response_id}",
    response=ResponseOut,
    operation_id="get_response",
    summary="Read a response",
)
def read_response(request: ApiRequest, response_id: Id) -> HttpResponse:
    """From alert to answer."""
    row = response_row(request.auth, response_id)
    if row is None:
        raise NotFound(_("There is no such response."))
    return answers.one(request, bodies.response(row), version=row.version)


@router.put(
    "kpi-responses/{response_id}/acknowledgement",
    response=ResponseOut,
    operation_id="acknowledge_response",
    summary="Acknowledge a signal",
)
def acknowledge(request: ApiRequest, response_id: Id, new: AcknowledgementIn) -> HttpResponse:
    """Once. The KPI's owner, leads and administrators."""
    actions.acknowledge(
        request.auth, response_id, version=expected_version(request), **new.model_dump()
    )
    return read_response(request, response_id)


@router.put(
    "kpi-responses/{response_id}/cause",
    response=ResponseOut,
    operation_id="record_response_cause",
    summary="Record the cause of a signal",
)
def record_cause(request: ApiRequest, response_id: Id, new: CauseIn) -> HttpResponse:
    """Again where one knows better. The KPI's owner, leads and administrators."""
    actions.record_cause(
        request.auth, response_id, version=expected_version(request), **new.model_dump()
    )
    return read_response(request, response_id)


@router.put(
    "kpi-responses/{response_id}/action",
    response=ResponseOut,
    operation_id="record_response_action",
    summary="Record what is done about a signal",
)
def record_action(request: ApiRequest, response_id: Id, new: ActionIn) -> HttpResponse:
    """When the cause is known; again where it changes. The KPI's owner, leads and
    administrators."""
    actions.record_action(
        request.auth, response_id, version=expected_version(request), **new.model_dump()
    )
    return read_response(request, response_id)


@router.put(
    "kpi-responses/{response_id}/closure",
    response=ResponseOut,
    operation_id="close_response",
    summary="Close a response",
)
def close(request: ApiRequest, response_id: Id, new: ResponseClosureIn) -> HttpResponse:
    """As resolved, which takes an action and that the last value does not signal any more, or a
    reason why it is held to be resolved all the same; as common cause; or as withdrawn where all
    its signals were corrected away. The KPI's owner, leads and administrators."""
    actions.close_response(
        request.auth, response_id, version=expected_version(request), **new.model_dump()
    )
    return read_response(request, response_id)
