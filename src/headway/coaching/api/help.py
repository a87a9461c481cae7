"""Questions to the coach, their threads, suggestions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.coaching import actions
from headway.coaching.models import HelpState, SuggestionState
from headway.coaching.queries.help import (
    HelpRow,
    MessageRow,
    help_after,
    help_request,
    messages_after,
)
from headway.coaching.queries.suggestions import SuggestionRow, suggestion, suggestions_after
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Line, Number, PageOf, Paging, Ref, Text
from headway.okrs.models import Ambition
from headway.people.api.request import ApiRequest

router = Router(tags=["Coach"])


class HelpNew(Input):
    """A question to the coach: about a key result, an objective, or a unit as a whole."""

    question: Text = Field(..., examples=["How do we find an outcome for pairing?"])
    unit_id: Ref | None = None
    objective_id: Ref | None = None
    key_result_id: Ref | None = None


class MessageNew(Input):
    """A word in the thread below a question."""

    text: Text = Field(..., examples=["What would a customer notice?"])


class HelpOut(Schema):
    """A question to the coach."""

    id: Id
    unit_id: Id
    unit_name: str
    objective_id: Id | None
    key_result_id: Id | None
    about: str = Field(..., description="Its title; empty where you may not read it, or of a unit.")
    question: str
    asked_by_id: Id | None
    asked_by: str | None
    asked_at: datetime
    state: HelpState
    waits_since: datetime | None
    closed_at: datetime | None
    version: int


class MessageOut(Schema):
    """A word in the thread."""

    id: Id
    author_id: Id | None
    author_name: str | None
    text: str
    written_at: datetime


@router.get(
    "help-requests", response=PageOf[HelpOut], operation_id="list_help_requests",
    summary="Questions to the coach",
)  # fmt: skip
def read_requests(
    request: ApiRequest, page: Paging, unit_id: Id | None = None, state: HelpState | None = None
) -> HttpResponse:
    """Those that you asked, that are about what you own, or that are yours to answer."""
    (after,) = decode_cursor(page.cursor, int) if page.cursor else (0,)
    rows = help_after(
        request.auth, unit_id=unit_id, state=state or "", after=after, limit=page.limit + 1
    )
    shown = rows[: page.limit]
    more = encode_cursor([shown[-1].id]) if len(rows) > page.limit else None
    return answers.page(request, Page(shown, more), _help)


@router.post(
    "help-requests", response={201: HelpOut}, operation_id="ask_coach", summary="Ask the coach"
)
def ask_coach(request: ApiRequest, new: HelpNew) -> HttpResponse:
    """People of the unit, owners and leads. Only you, the owner and the coach read it."""
    made = actions.ask_coach(request.auth, **new.model_dump())
    body = _help(help_request(request.auth, made.pk))
    return answers.created(request, body, f"help-requests/{made.pk}")


@router.get(
    "help-requests/{help_request_id}", response=HelpOut, operation_id="get_help_request",
    summary="A question to the coach",
)  # fmt: skip
def read_request(request: ApiRequest, help_request_id: Id) -> HttpResponse:
    """One that is yours to read."""
    return answers.one(request, _help(help_request(request.auth, help_request_id)))


@router.get(
    "help-requests/{help_request_id}/messages", response=PageOf[MessageOut],
    operation_id="list_help_messages", summary="The thread below a question",
)  # fmt: skip
def read_messages(request: ApiRequest, page: Paging, help_request_id: Id) -> HttpResponse:
    """The oldest first."""
    (after,) = decode_cursor(page.cursor, int) if page.cursor else (0,)
    rows = messages_after(request.auth, help_request_id, after=after, limit=page.limit + 1)
    shown = rows[: page.limit]
    more = encode_cursor([shown[-1].id]) if len(rows) > page.limit else None
    return answers.page(request, Page(shown, more), _message)


@router.post(
    "help-requests/{help_request_id}/messages", response={201: MessageOut},
    operation_id="write_help_message", summary="Write below a question",
)  # fmt: skip
def write_message(request: ApiRequest, help_request_id: Id, new: MessageNew) -> HttpResponse:
    """A coach's word answers it; a word of the others waits for the coach again."""
    made = actions.write_message(request.auth, help_request_id, text=new.text)
    [row] = messages_after(request.auth, help_request_id, after=made.pk - 1, limit=1)
    return answers.created(request, _message(row), f"help-requests/{help_request_id}/messages")


@router.post(
    "help-requests/{help_request_id}/closure", response=HelpOut, operation_id="close_help_request",
    summary="Close a question",
)  # fmt: skip
def close_request(request: ApiRequest, help_request_id: Id) -> HttpResponse:
    """By anybody who takes part."""
    actions.close_request(request.auth, help_request_id)
    return read_request(request, help_request_id)


@router.post(
    "help-requests/{help_request_id}/reopening", response=HelpOut,
    operation_id="reopen_help_request", summary="Open a question again",
)  # fmt: skip
def reopen_request(request: ApiRequest, help_request_id: Id) -> HttpResponse:
    """It waits for the coach again."""
    actions.reopen_request(request.auth, help_request_id)
    return read_request(request, help_request_id)


def _help(row: HelpRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in HelpOut.model_fields}


class Changes(Input):
    """The fields as they should be; what is left out stays."""

    title: Line | None = None
    description: Text | None = None
    ambition: Ambition | None = None
    start: Number | None = None
    target: Number | None = None
    low: Number | None = None
    high: Number | None = None
    fail: Number | None = None
    measure: Line | None = None
    cadence: Line | None = None


class SuggestionNew(Input):
    """Other words or numbers for an objective or a key result."""

    objective_id: Ref | None = None
    key_result_id: Ref | None = None
    changes: Changes
    why: Text = ""
    request_id: Ref | None = Field(None, description="The question that it answers.")


class Accepting(Input):
    """Taking a suggestion on."""

    reason: Text = Field("", description="Needed once the plan is locked.")
    seen: int | None = Field(
        None, ge=1, le=2_147_483_647,
        description="As you read it with the suggestion; needed where that differs by now.",
    )  # fmt: skip


class Declining(Input):
    """Leaving it as it is."""

    answer: Text = Field(..., examples=["It says what we mean already."])


class SuggestionOut(Schema):
    """A suggestion of the coach, and what became of it."""

    id: Id
    request_id: Id | None
    objective_id: Id
    key_result_id: Id | None
    title: str
    unit_id: Id
    unit_name: str
    author_name: str | None
    why: str
    state: SuggestionState
    created_at: datetime
    before: dict[str, Any] = Field(..., description="As it stands, while the suggestion waits.")
    drafted_on: dict[str, Any] = Field(..., description="As it was when this was drafted.")
    differs_by_now: bool = Field(..., description="It was changed to something else since.")
    seen: int = Field(..., description="The version of the objective or key result as it stands.")
    changes: dict[str, Any]
    answered_by: str | None
    answered_at: datetime | None
    answer: str


@router.get(
    "suggestions", response=PageOf[SuggestionOut], operation_id="list_suggestions",
    summary="Suggestions of the coach",
)  # fmt: skip
def read_suggestions(
    request: ApiRequest,
    page: Paging,
    objective_id: Id | None = None,
    state: SuggestionState | None = None,
) -> HttpResponse:
    """Those that you drafted, or may take on."""
    (after,) = decode_cursor(page.cursor, int) if page.cursor else (0,)
    rows = suggestions_after(
        request.auth, objective_id=objective_id, state=state or "", after=after,
        limit=page.limit + 1,
    )  # fmt: skip
    shown = rows[: page.limit]
    more = encode_cursor([shown[-1].id]) if len(rows) > page.limit else None
    return answers.page(request, Page(shown, more), _suggestion)


@router.post(
    "suggestions", response={201: SuggestionOut}, operation_id="suggest",
    summary="Suggest other words or numbers",
)  # fmt: skip
def suggest(request: ApiRequest, new: SuggestionNew) -> HttpResponse:
    """Coaches of the unit. Nothing changes until the owner takes it on."""
    made = actions.suggest(
        request.auth, changes=new.changes.given(), objective_id=new.objective_id,
        key_result_id=new.key_result_id, why=new.why, request_id=new.request_id,
    )  # fmt: skip
    body = _suggestion(suggestion(request.auth, made.pk))
    return answers.created(request, body, f"suggestions/{made.pk}")


@router.get(
    "suggestions/{suggestion_id}", response=SuggestionOut, operation_id="get_suggestion",
    summary="A suggestion of the coach",
)  # fmt: skip
def read_suggestion(request: ApiRequest, suggestion_id: Id) -> HttpResponse:
    """Beside what stands."""
    return answers.one(request, _suggestion(suggestion(request.auth, suggestion_id)))


@router.post(
    "suggestions/{suggestion_id}/acceptance", response=SuggestionOut,
    operation_id="accept_suggestion", summary="Take a suggestion on",
)  # fmt: skip
def accept_suggestion(request: ApiRequest, suggestion_id: Id, accepting: Accepting) -> HttpResponse:
    """An edit of yours. After plan lock it needs a reason, and may wait for the lead above. What
    was changed since it was drafted is overwritten only by who has `seen` that."""
    suggestion(request.auth, suggestion_id)
    actions.accept_suggestion(request.auth, suggestion_id, **accepting.model_dump())
    return read_suggestion(request, suggestion_id)


@router.post(
    "suggestions/{suggestion_id}/refusal", response=SuggestionOut,
    operation_id="decline_suggestion", summary="Leave it as it is",
)  # fmt: skip
def decline_suggestion(
    request: ApiRequest, suggestion_id: Id, declining: Declining
) -> HttpResponse:
    """With a word why."""
    suggestion(request.auth, suggestion_id)
    actions.decline_suggestion(request.auth, suggestion_id, answer=declining.answer)
    return read_suggestion(request, suggestion_id)


@router.post(
    "suggestions/{suggestion_id}/withdrawal", response=SuggestionOut,
    operation_id="withdraw_suggestion", summary="Take a suggestion back",
)  # fmt: skip
def withdraw_suggestion(request: ApiRequest, suggestion_id: Id) -> HttpResponse:
    """By whoever drafted it."""
    suggestion(request.auth, suggestion_id)
    actions.withdraw_suggestion(request.auth, suggestion_id)
    return read_suggestion(request, suggestion_id)


def _message(row: MessageRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in MessageOut.model_fields}


def _suggestion(row: SuggestionRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SuggestionOut.model_fields}
