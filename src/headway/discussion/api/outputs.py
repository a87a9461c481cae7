"""What the API says of comments, follows, nudges and what has happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from headway.discussion.models import ReactionKind, SubjectKind
from headway.discussion.queries.comments import CommentRow
from headway.discussion.queries.feed import Happening
from headway.discussion.queries.late import Late, Nudged, Turn
from headway.discussion.queries.subjects import page_of
from headway.kit.rest.schemas import Id


class NamedOut(Schema):
    """Somebody whom a comment names."""

    id: Id
    name: str = Field(..., examples=["Grace Hopper"])


class ReactionOut(Schema):
    """One word that people said of a comment."""

    kind: ReactionKind = Field(..., examples=["agree"])
    label: str = Field(..., examples=["Agree"])
    count: int = Field(..., examples=[2])
    names: list[str] = Field(..., examples=[["Grace Hopper", "Ada Lovelace"]])
    is_mine: bool = Field(..., description="Whether the caller is among them.")


class CommentOut(Schema):
    """What somebody said. Of a removed comment, which stays while a reply stands below it, the
    text is empty."""

    id: Id
    subject_type: SubjectKind = Field(..., examples=["objective"])
    subject_id: Id
    reply_to_id: Id | None = Field(..., description="The comment that it stands below.")
    author_id: Id | None
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    text: str = Field(
        ...,
        description='Light Markdown, in which people are named as `@"Ada Lovelace"`.',
        examples=['@"Ada Lovelace" what do we do differently?'],
    )
    html: str = Field(..., description="The text as pages show it, safe to be shown.")
    mentions: list[NamedOut]
    reactions: list[ReactionOut]
    created_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    removed_by_name: str | None
    url: str = Field(..., examples=["/objectives/17#comment-3"])


class CommentWrittenOut(CommentOut):
    """A comment as it was written now."""

    untold: list[str] = Field(
        ..., description="People whom it names, who may not read it and heard nothing."
    )


class FollowingOut(Schema):
    """Whether the caller hears of a subject."""

    subject_type: SubjectKind
    subject_id: Id
    is_following: bool
    by_itself: bool = Field(
        ..., description="As owner, author, updater, lead or commenter, without having asked to."
    )


class FollowOut(Schema):
    """What the caller said of a subject: to hear of it, or never again."""

    id: Id
    subject_type: SubjectKind
    subject_id: Id
    is_following: bool
    since: datetime


class NudgedOut(Schema):
    """Who asked somebody on a day."""

    author_name: str | None
    at: datetime


class LateOut(Schema):
    """Something that should have been done by now, and whose turn it is."""

    turn: Turn = Field(..., description="What is to be done.", examples=["check_in"])
    subject_type: SubjectKind
    subject_id: Id
    title: str
    unit_id: Id
    unit_name: str
    since: date
    person_id: Id | None
    person_name: str | None
    nudged: NudgedOut | None = Field(..., description="By whom that person was asked today.")


class NudgedNowOut(Schema):
    """Who was asked now, and what for."""

    asked: list[LateOut]
    people: int = Field(..., description="How many people got a notice.", examples=[3])
    before: int = Field(..., description="How much was asked for today before, and left out.")


class HappeningOut(Schema):
    """A comment, or an event of the audit trail in words."""

    kind: str = Field(..., description="`comment` or `event`.", examples=["event"])
    at: datetime
    who: str = Field(..., examples=["Grace Hopper"])
    what: str = Field(..., description="Empty for a comment.", examples=["Checked in"])
    subject_type: str = Field(..., examples=["key_result"])
    subject_id: Id
    subject_label: str
    changes: list[dict[str, str]] = Field(
        ..., examples=[[{"field": "value", "before": "40", "after": "45"}]]
    )
    why: str
    comment: CommentOut | None
    sequence: int | None = Field(..., description="The number of the event.")
    verb: str = Field(..., examples=["check_in.created"])
    url: str


Body = dict[str, Any]


def comment_body(row: CommentRow) -> Body:
    """A comment as the API says it."""
    names = (
        "id", "subject_type", "subject_id", "reply_to_id", "author_id", "author_name", "created_at",
        "edited_at", "removed_at", "removed_by_name",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in names},
        "text": row.typed,
        "html": str(row.html) if row.text else "",
        "mentions": [{"id": pk, "name": name} for pk, name in row.people],
        "reactions": [
            {
                "kind": one.kind, "label": one.label, "count": one.count, "names": one.names,
                "is_mine": one.is_mine,
            }
            for one in row.reactions
        ],
        "url": f"{page_of(row.subject_type, row.subject_id)}#comment-{row.id}",
    }  # fmt: skip


def late_body(late: Late, nudged: Nudged | None) -> Body:
    """Something late as the API says it."""
    names = (
        "turn", "subject_type", "subject_id", "title", "unit_id", "unit_name", "since", "person_id",
        "person_name",
    )  # fmt: skip
    told = {"author_name": nudged.author_name, "at": nudged.at} if nudged else None
    return {**{name: getattr(late, name) for name in names}, "nudged": told}


def happening_body(one: Happening) -> Body:
    """A line of a feed as the API says it."""
    return {
        "kind": "comment" if one.comment else "event",
        "at": one.at,
        "who": one.who,
        "what": one.what,
        "subject_type": one.subject_type,
        "subject_id": one.subject_id,
        "subject_label": one.about,
        "changes": [
            {"field": change.field, "before": change.before, "after": change.after}
            for change in one.changes
        ],
        "why": one.why,
        "comment": comment_body(one.comment) if one.comment else None,
        "sequence": one.sequence,
        "verb": one.verb,
        "url": one.url,
    }
