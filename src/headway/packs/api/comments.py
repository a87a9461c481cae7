"""The API of what readers say of the pages of a pack."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.preconditions import require_unchanged
from headway.kit.rest.schemas import Flag, Id, Input, PageOf, Paging, Text
from headway.packs import actions
from headway.packs.queries.rows import comment_row, comments_of, page_row
from headway.people.api.request import ApiRequest

router = Router(tags=["Board packs"])


class PackCommentOut(Schema):
    """What somebody said of a page."""

    id: Id
    page_id: Id
    author_id: Id | None
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    text: str = Field(..., examples=["Why did it fall?"])
    created_at: datetime
    resolved_at: datetime | None = Field(..., description="When it was dealt with.")
    resolved_by_name: str | None = Field(..., examples=["Grace Hopper"])


class PackCommentNew(Input):
    """What to say of a page."""

    text: Text = Field(..., examples=["Why did it fall?"])


class PackCommentChange(Input):
    """Whether it is dealt with."""

    is_resolved: Flag = Field(..., examples=[True])


@router.get(
    "pack-pages/{pack_page_id}/comments",
    response=PageOf[PackCommentOut],
    operation_id="list_pack_comments",
    summary="List the comments on a page of a board pack",
)
def list_comments(request: ApiRequest, pack_page_id: Id, page: Paging) -> HttpResponse:
    """The oldest first, those that are dealt with too."""
    row = page_row(request.auth, pack_page_id)
    return answers.listed(request, comments_of([row.id]).get(row.id, []), page)


@router.post(
    "pack-pages/{pack_page_id}/comments",
    response={201: PackCommentOut},
    operation_id="add_pack_comment",
    summary="Comment on a page of a board pack",
)
def add_comment(request: ApiRequest, pack_page_id: Id, new: PackCommentNew) -> HttpResponse:
    """Of a live or a frozen pack. Members only."""
    made = actions.add_comment(request.auth, pack_page_id, text=new.text)
    row = comment_row(request.auth, made.pk)
    return answers.created(request, row, f"pack-comments/{made.pk}")


@router.get(
    "pack-comments/{pack_comment_id}",
    response=PackCommentOut,
    operation_id="get_pack_comment",
    summary="Read a comment on a board pack",
)
def read_comment(request: ApiRequest, pack_comment_id: Id) -> HttpResponse:
    """Also one that is dealt with."""
    return answers.one(request, comment_row(request.auth, pack_comment_id))


@router.patch(
    "pack-comments/{pack_comment_id}",
    response=PackCommentOut,
    operation_id="resolve_pack_comment",
    summary="Say that a comment on a board pack is dealt with",
)
def resolve_comment(
    request: ApiRequest, pack_comment_id: Id, change: PackCommentChange
) -> HttpResponse:
    """Or open it again. Its author, and who may change the pack."""
    require_unchanged(request, read_comment(request, pack_comment_id))
    actions.resolve_comment(request.auth, pack_comment_id, is_resolved=change.is_resolved)
    return read_comment(request, pack_comment_id)
