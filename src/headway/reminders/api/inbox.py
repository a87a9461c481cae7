"""The API of the inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.activity.models import NoticeKind
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.schemas import KEEP, Flag, Id, Input, PageOf, PageQuery, Ref
from headway.people.api.request import ApiRequest
from headway.reminders.actions.inbox import read_all, read_notice
from headway.reminders.queries.inbox import NoticeRow, notices_of, own_notice, unread_of

router = Router(tags=["Inbox"])


class NoticeOut(Schema):
    """A line of one's inbox."""

    id: Id
    kind: NoticeKind
    title: str = Field(..., examples=["Check in by 29 Nov 2026: 2 key results"])
    body: str
    url: str = Field(..., description="The page to go to.", examples=["/"])
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime
    read_at: datetime | None
    asks: bool = Field(..., description="Its reader is to do something.")


class NoticesQuery(PageQuery):
    """Which notices."""

    kind: NoticeKind | None = None
    unread: bool = Field(False, description="Only what is not read.")


class UnreadOut(Schema):
    """How many are not read."""

    total: int = Field(..., description="Of the latest 99.", examples=[3])
    asking: int = Field(..., description="Those that ask for something.", examples=[1])
    by_kind: dict[str, int]
    is_more: bool = Field(..., description="There are others besides these 99.")


class NoticeChange(Input):
    """Whether it is read."""

    is_read: Flag = Field(..., examples=[True])


class NoticesReadIn(Input):
    """What is read now."""

    kind: NoticeKind = Field(KEEP, description="Only of this kind.")
    until_id: Ref = Field(KEEP, description="Nothing that came after this notice.")


class NoticesReadOut(Schema):
    """How many were read by it."""

    count: int = Field(..., examples=[3])


@router.get(
    "notices", response=PageOf[NoticeOut], operation_id="list_notices", summary="Read my inbox"
)
def list_notices(request: ApiRequest, query: Query[NoticesQuery]) -> HttpResponse:
    """The latest first."""
    before = decode_cursor(query.cursor, int)[0] if query.cursor else None
    found = notices_of(
        request.auth, kind=query.kind or "", unread=query.unread, before=before, limit=query.limit
    )
    more = found.next_cursor
    page = Page(found.items, encode_cursor([int(more)]) if more else None)
    return answers.page(request, page, _shown)


@router.get(
    "notices/unread", response=UnreadOut, operation_id="count_notices",
    summary="Count what I have not read",
)  # fmt: skip
def count_notices(request: ApiRequest) -> HttpResponse:
    """By kind: the latest 99, and whether there are more."""
    unread = unread_of(request.auth)
    return answers.one(
        request,
        {
            "total": unread.total,
            "asking": unread.asking,
            "by_kind": dict(unread.by_kind),
            "is_more": unread.more,
        },
    )


@router.post(
    "notices/readings", response={201: NoticesReadOut}, operation_id="read_notices",
    summary="Mark all as read",
)  # fmt: skip
def read_notices(request: ApiRequest, reading: NoticesReadIn) -> HttpResponse:
    """Or all of a kind, or all up to one."""
    count = read_all(request.auth, kind=reading.kind or "", until=reading.until_id)
    return answers.created(request, {"count": count}, "notices")


@router.get(
    "notices/{notice_id}", response=NoticeOut, operation_id="get_notice", summary="Read a notice"
)
def get_notice(request: ApiRequest, notice_id: Id) -> HttpResponse:
    """One's own only."""
    return answers.one(request, _shown(own_notice(request.auth, notice_id)))


@router.patch(
    "notices/{notice_id}", response=NoticeOut, operation_id="update_notice",
    summary="Mark a notice as read, or not",
)  # fmt: skip
def update_notice(request: ApiRequest, notice_id: Id, change: NoticeChange) -> HttpResponse:
    """One's own only."""
    read_notice(request.auth, notice_id, is_read=change.is_read)
    return get_notice(request, notice_id)


def _shown(row: NoticeRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NoticeOut.model_fields}
