"""What comes of meetings: actions and blockers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import KEEP, Day, Id, Input, Line, PageOf, Paging, Ref, Text
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of
from headway.rituals.actions.blockers import act_on_blocker, raise_blocker, resolve_blocker
from headway.rituals.actions.changing_items import change_action
from headway.rituals.actions.items import add_action, settle_action
from headway.rituals.models import Blocker, ItemState
from headway.rituals.queries.blockers import BlockerRow, blocker_rows
from headway.rituals.queries.items import ActionRow, action_row
from headway.rituals.queries.open_items import actions_after, blockers_after

router = Router(tags=["Meetings"])


class ItemNew(Input):
    """Something to do, or in the way: in a meeting that is under way, or of a unit."""

    title: Line
    unit_id: Ref | None = Field(None, examples=[17], description="Where no meeting is named.")
    meeting_id: Ref | None = None
    owner_id: Ref | None = None
    due_on: Day | None = None
    key_result_id: Ref | None = None
    objective_id: Ref | None = None


class BlockerAction(Input):
    """What is done about a blocker."""

    title: Line = Field("", description="The blocker's, where it is empty.")
    owner_id: Ref | None = Field(
        None, description="Left out: whoever has the blocker. Null: nobody yet."
    )
    due_on: Day | None = None
    meeting_id: Ref | None = None


class ActionSettlement(Input):
    """What became of an action."""

    state: ItemState
    word: Text = Field("", description="Why it is dropped.")


class ActionChange(Input):
    """What to change; what is left out stays."""

    title: Line = KEEP
    owner_id: Ref | None = None
    due_on: Day | None = Field(None, description="A later day, or none, puts it off.")
    why: Text = Field("", description="Needed to put it off; else kept in the audit trail.")


class BlockerResolution(Input):
    """A blocker that is out of the way, or back."""

    is_resolved: bool = True
    word: Text = ""


class ActionOut(Schema):
    """Something agreed."""

    id: Id
    unit_id: Id
    unit_name: str
    meeting_id: int | None
    blocker_id: int | None
    key_result_id: int | None
    objective_id: int | None
    title: str
    owner_id: int | None
    owner_name: str | None
    due_on: date | None
    state: str = Field(..., examples=["open"])
    closing_word: str
    times_put_off: int = Field(..., description="How often its day was moved to a later one.")
    put_off_why: str = Field(..., description="What was said the last time.")
    version: int


class BlockerOut(Schema):
    """Something in the way."""

    id: Id
    unit_id: Id
    unit_name: str
    meeting_id: int | None
    key_result_id: int | None
    objective_id: int | None
    title: str
    owner_id: int | None
    owner_name: str | None
    due_on: date | None
    raised_at: datetime
    resolved_at: datetime | None
    resolution: str
    version: int


@router.get(
    "actions", response=PageOf[ActionOut], operation_id="list_actions", summary="List open actions"
)
def read_actions(
    request: ApiRequest,
    page: Paging,
    unit_id: Id | None = None,
    mine: bool = False,
) -> HttpResponse:
    """Of a unit and all below it, or yours; what is due first, first."""
    found = actions_after(
        request.auth, unit_path=path_of(request.auth, unit_id), only_mine=mine,
        cursor=page.cursor, limit=page.limit,
    )  # fmt: skip
    return answers.page(request, found, _action)


@router.post(
    "actions", response={201: ActionOut}, operation_id="add_action", summary="Agree on an action"
)
def new_action(request: ApiRequest, new: ItemNew) -> HttpResponse:
    """Its owner is told."""
    made = add_action(request.auth, **new.model_dump())
    body = _read_action(request, made.pk)
    return answers.created(request, body, f"actions/{made.pk}", version=body["version"])


@router.get(
    "actions/{action_id}", response=ActionOut, operation_id="get_action", summary="Read one"
)
def read_action(request: ApiRequest, action_id: Id) -> HttpResponse:
    """Open or settled."""
    return _answer(request, _read_action(request, action_id))


@router.patch(
    "actions/{action_id}",
    response=ActionOut,
    operation_id="change_action",
    summary="Change an action",
)
def change(request: ApiRequest, action_id: Id, given: ActionChange) -> HttpResponse:
    """Give it to somebody else, who is told, put it off with a word why, or say it better."""
    change_action(request.auth, action_id, version=expected_version(request), **given.given())
    return _answer(request, _read_action(request, action_id))


@router.post(
    "actions/{action_id}/settlement",
    response=ActionOut,
    operation_id="settle_action",
    summary="Settle an action",
)
def settle(request: ApiRequest, action_id: Id, given: ActionSettlement) -> HttpResponse:
    """Done, dropped with a word why, or open again."""
    settle_action(
        request.auth, action_id, state=given.state, word=given.word,
        version=expected_version(request),
    )  # fmt: skip
    return _answer(request, _read_action(request, action_id))


@router.get(
    "blockers",
    response=PageOf[BlockerOut],
    operation_id="list_blockers",
    summary="List open blockers",
)
def read_blockers(request: ApiRequest, page: Paging, unit_id: Id | None = None) -> HttpResponse:
    """Of a unit and all below it, the oldest first."""
    found = blockers_after(
        request.auth, unit_path=path_of(request.auth, unit_id), cursor=page.cursor,
        limit=page.limit,
    )  # fmt: skip
    return answers.page(request, found, _blocker)


@router.post(
    "blockers", response={201: BlockerOut}, operation_id="raise_blocker", summary="Raise a blocker"
)
def new_blocker(request: ApiRequest, new: ItemNew) -> HttpResponse:
    """Its owner is told."""
    made = raise_blocker(request.auth, **new.model_dump())
    body = _read_blocker(request, made.pk)
    return answers.created(request, body, f"blockers/{made.pk}", version=body["version"])


@router.get(
    "blockers/{blocker_id}", response=BlockerOut, operation_id="get_blocker", summary="Read one"
)
def read_blocker(request: ApiRequest, blocker_id: Id) -> HttpResponse:
    """In the way, or resolved."""
    return _answer(request, _read_blocker(request, blocker_id))


@router.post(
    "blockers/{blocker_id}/actions",
    response={201: ActionOut},
    operation_id="act_on_blocker",
    summary="Make a blocker an action",
)
def act(request: ApiRequest, blocker_id: Id, new: BlockerAction) -> HttpResponse:
    """The blocker stays until it is resolved."""
    fields = new.model_dump()
    if "owner_id" not in new.model_fields_set:
        del fields["owner_id"]
    made = act_on_blocker(request.auth, blocker_id, **fields)
    body = _read_action(request, made.pk)
    return answers.created(request, body, f"actions/{made.pk}", version=body["version"])


@router.post(
    "blockers/{blocker_id}/resolution",
    response=BlockerOut,
    operation_id="resolve_blocker",
    summary="Resolve a blocker",
)
def resolve(request: ApiRequest, blocker_id: Id, given: BlockerResolution) -> HttpResponse:
    """It is out of the way, or back."""
    resolve_blocker(
        request.auth, blocker_id, version=expected_version(request), **given.model_dump()
    )
    return _answer(request, _read_blocker(request, blocker_id))


def _answer(request: ApiRequest, body: dict[str, Any]) -> HttpResponse:
    return answers.one(request, body, version=body["version"])


def _action(row: ActionRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ActionOut.model_fields}


def _blocker(row: BlockerRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in BlockerOut.model_fields}


def _read_action(request: ApiRequest, action_id: int) -> dict[str, Any]:
    return _action(action_row(request.auth, action_id))


def _read_blocker(request: ApiRequest, blocker_id: int) -> dict[str, Any]:
    rows = blocker_rows(request.auth, Blocker.objects.filter(pk=blocker_id))
    if not rows:
        raise NotFound(_("There is no such blocker."))
    return _blocker(rows[0])
