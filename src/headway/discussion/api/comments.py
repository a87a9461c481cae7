"""The API of comments and reactions."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from headway.discussion import actions
from headway.discussion.actions.comments import Written
from headway.discussion.api.outputs import Body, CommentOut, CommentWrittenOut, comment_body
from headway.discussion.models import ReactionKind, SubjectKind
from headway.discussion.queries.comments import comments_after, get_comment
from headway.discussion.queries.subjects import get_subject
from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.preconditions import require_unchanged
from headway.kit.rest.schemas import KEEP, STORABLE, Id, Input, PageOf, Paging, Ref, Text
from headway.people.access import Actor
from headway.people.api.request import ApiRequest

router = Router(tags=["Discussion"])


class CommentNew(Input):
    """What to say of a subject."""

    text: Text = Field(
        ...,
        description='Light Markdown. `@"Ada Lovelace"`, `@ada@example.org` or `@"#12"` (the id of '
        "a person) names somebody, who hears of it.",
        examples=["What do we do differently?"],
    )
    reply_to_id: Ref | None = Field(KEEP, description="A comment on the same subject.")


class CommentChange(Input):
    """Other words for a comment."""

    text: Text = Field(..., examples=["What do we do differently from Monday on?"])


class RemovalQuery(Schema):
    """Why a comment goes."""

    reason: Annotated[str, StringConstraints(pattern=STORABLE, max_length=5_000)] = Field(
        "", description="Needed for the comment of somebody else, who reads it."
    )


@router.get(
    "discussions/{subject_type}/{subject_id}/comments",
    response=PageOf[CommentOut],
    operation_id="list_comments",
    summary="List the comments on a subject",
)
def list_comments(
    request: ApiRequest, subject_type: SubjectKind, subject_id: Id, page: Paging
) -> HttpResponse:
    """Comments and replies, the oldest first, for whoever may read the subject."""
    subject = get_subject(request.auth, subject_type, subject_id)
    after = decode_cursor(page.cursor, int)[0] if page.cursor else 0
    rows = comments_after(request.auth, subject, after=after, limit=page.limit + 1)
    shown = rows[: page.limit]
    following = encode_cursor([shown[-1].id]) if len(rows) > page.limit else None
    return answers.page(request, Page(shown, following), comment_body)


@router.post(
    "discussions/{subject_type}/{subject_id}/comments",
    response={201: CommentWrittenOut},
    operation_id="add_comment",
    summary="Comment on a subject",
)
def add_comment(
    request: ApiRequest, subject_type: SubjectKind, subject_id: Id, new: CommentNew
) -> HttpResponse:
    """Members only. People whom it names and who follow the subject hear of it, as far as they may
    read it. A name that fits nobody or several people is refused. A closed objective takes
    comments, an archived one does not."""
    made = actions.add_comment(
        request.auth, subject_type, subject_id, text=new.text, reply_to_id=new.reply_to_id
    )
    return answers.created(request, _written(request.auth, made), f"comments/{made.comment.pk}")


@router.get(
    "comments/{comment_id}",
    response=CommentOut,
    operation_id="get_comment",
    summary="Read a comment",
)
def read_comment(request: ApiRequest, comment_id: Id) -> HttpResponse:
    """For whoever may read what it is about."""
    return answers.one(request, comment_body(get_comment(request.auth, comment_id)[0]))


@router.patch(
    "comments/{comment_id}",
    response=CommentWrittenOut,
    operation_id="edit_comment",
    summary="Change a comment",
)
def edit_comment(request: ApiRequest, comment_id: Id, change: CommentChange) -> HttpResponse:
    """Its author alone. It is marked as edited; what it said before stays in the audit trail."""
    require_unchanged(request, read_comment(request, comment_id))
    made = actions.edit_comment(request.auth, comment_id, text=change.text)
    return answers.one(request, _written(request.auth, made))


@router.delete(
    "comments/{comment_id}",
    response={204: None},
    operation_id="remove_comment",
    summary="Remove a comment",
)
def remove_comment(request: ApiRequest, comment_id: Id, query: Query[RemovalQuery]) -> HttpResponse:
    """Its author; the unit's leads and administrators with a reason, which its author hears. What
    it said stays in the audit trail; its place stays while a reply stands below it."""
    require_unchanged(request, read_comment(request, comment_id))
    actions.remove_comment(request.auth, comment_id, reason=query.reason)
    return answers.nothing()


@router.put(
    "comments/{comment_id}/reactions/{reaction}",
    response=CommentOut,
    operation_id="add_reaction",
    summary="Say one word of a comment",
)
def add_reaction(request: ApiRequest, comment_id: Id, reaction: ReactionKind) -> HttpResponse:
    """Members only; again it changes nothing."""
    actions.react(request.auth, comment_id, reaction)
    return read_comment(request, comment_id)


@router.delete(
    "comments/{comment_id}/reactions/{reaction}",
    response={204: None},
    operation_id="remove_reaction",
    summary="Take a word on a comment back",
)
def remove_reaction(request: ApiRequest, comment_id: Id, reaction: ReactionKind) -> HttpResponse:
    """One's own; again it changes nothing."""
    actions.react(request.auth, comment_id, reaction, wanted=False)
    return answers.nothing()


def _written(actor: Actor, made: Written) -> Body:
    row, _subject = get_comment(actor, made.comment.pk)
    return {**comment_body(row), "untold": made.untold}
