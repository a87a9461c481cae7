"""Comments as rows, with their people and reactions, and who may do what with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from markupsafe import Markup

from headway.discussion.formats.markdown import Names, html_of, said_of, typed_of
from headway.discussion.models import Comment, Mention, Reaction, ReactionKind
from headway.discussion.queries.subjects import Subject, get_subject
from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.people.access import Actor, Facts, Permission, decide


@dataclass(frozen=True, slots=True)
class Reacted:
    """How many said one word of a comment; ``names`` are theirs, ``is_mine``: the reader did."""

    kind: str
    label: str
    names: tuple[str, ...]
    is_mine: bool

    @property
    def count(self) -> int:
        return len(self.names)


@dataclass(slots=True)
class CommentRow:
    """A comment, in the names of today. The text of a removed one is not there."""

    id: int
    subject_type: str
    subject_id: int
    reply_to_id: int | None
    author_id: int | None
    author_name: str | None
    text: str
    created_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    removed_by_id: int | None
    removed_by_name: str | None
    people: Names = ()
    reactions: list[Reacted] = field(default_factory=list)

    @property
    def html(self) -> Markup:
        return html_of(self.text, self.people)

    @property
    def said(self) -> str:
        """As a line of plain text."""
        return said_of(self.text, dict(self.people))

    @property
    def typed(self) -> str:
        """As its author types it."""
        return typed_of(self.text, dict(self.people))


COLUMNS = (
    "id", "subject_type", "subject_id", "reply_to_id", "author_id", "author__name", "text",
    "created_at", "edited_at", "removed_at", "removed_by_id", "removed_by__name",
)  # fmt: skip


def dress(actor: Actor, rows: Iterable[CommentRow]) -> None:
    """Give the rows their people and reactions, and take the text of what was removed. Two queries,
    none for none."""
    by_id = {row.id: row for row in rows}
    people: dict[int, list[tuple[int, str]]] = defaultdict(list)
    said: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    if by_id:
        for comment_id, person_id, name in _mentioned(list(by_id)):
            people[comment_id].append((person_id, name))
        for comment_id, kind, person_id, name in _reacted(list(by_id)):
            said[comment_id, kind].append((person_id, name))
    for row in by_id.values():
        if row.removed_at is not None:
            row.text = ""
            continue
        row.people = tuple(people[row.id])
        row.reactions = [
            _as_reacted(actor, kind, found)
            for kind in ReactionKind
            if (found := said.get((row.id, kind)))
        ]


def _as_reacted(actor: Actor, kind: ReactionKind, found: list[tuple[int, str]]) -> Reacted:
    is_mine = any(person_id == actor.person_id for person_id, _name in found)
    return Reacted(kind.value, str(kind.label), tuple(name for _id, name in found), is_mine)


def get_comment(actor: Actor, comment_id: int) -> tuple[CommentRow, Subject]:
    """A comment and what it is about. Four queries. Raises NotFound, also where the actor may not
    read what it is about, and for one that was removed without an answer."""
    row = next(iter(comment_by_id(actor.organisation_id, comment_id)), None)
    if row is None:
        raise no_such_comment()
    found = CommentRow(*row)
    subject = get_subject(actor, found.subject_type, found.subject_id)
    dress(actor, [found])
    return found, subject


def subject_of_removed(actor: Actor, comment_id: int) -> Subject | None:
    """What a comment that was removed stood on; None where there was none. Raises NotFound where
    the actor may not read it."""
    removed = Comment.objects.filter(
        organisation_id=actor.organisation_id, pk=comment_id, removed_at__isnull=False
    )
    found = removed.values_list("subject_type", "subject_id").first()
    return get_subject(actor, *found) if found else None


def comments_after(
    actor: Actor, subject: Subject, *, after: int = 0, limit: int
) -> list[CommentRow]:
    """Comments and replies in the order in which they were written. Three queries."""
    found = shown(actor.organisation_id, subject.kind, subject.id).filter(pk__gt=after)
    rows = [CommentRow(*row) for row in found.order_by("id").values_list(*COLUMNS)[:limit]]
    dress(actor, rows)
    return rows


def comment_rows(actor: Actor, values: Iterable[tuple[Any, ...]]) -> list[CommentRow]:
    """Comments whose ``COLUMNS`` were read, as rows in the same order. Two queries."""
    rows = [CommentRow(*row) for row in values]
    dress(actor, rows)
    return rows


def may_comment(actor: Actor) -> bool:
    """Whether the actor may comment on what they may read."""
    return actor.person_id is not None and decide(actor, Permission.COMMENT_WRITE).allowed


def may_edit(actor: Actor, row: CommentRow) -> bool:
    """Only its author, while it stands."""
    return row.removed_at is None and is_author(actor, row.author_id) and may_comment(actor)


def may_remove(actor: Actor, row: CommentRow, subject: Subject) -> bool:
    """Its author, the unit's leads and administrators."""
    if row.removed_at is not None:
        return False
    return decide(actor, Permission.COMMENT_REMOVE, removal_facts(row.author_id, subject)).allowed


def removal_facts(author_id: int | None, subject: Subject) -> Facts:
    """What a decision about taking a comment away needs to know."""
    own = frozenset({author_id} if author_id else ())
    return Facts(unit_id=subject.unit_id, unit_path=subject.unit_path, owner_ids=own)


def is_author(actor: Actor, author_id: int | None) -> bool:
    return author_id is not None and author_id == actor.person_id


def no_such_comment() -> NotFound:
    return NotFound(_("There is no such comment, or it was removed."))


def standing() -> Q:
    """Comments that are there, and those removed ones that something stands below."""
    below = Comment.objects.filter(reply_to=OuterRef("pk"), removed_at__isnull=True)
    return Q(removed_at__isnull=True) | Q(Exists(below))


def shown(organisation_id: int, kind: str, subject_id: int) -> QuerySet[Comment]:
    """What stands on the page of a subject."""
    return Comment.objects.filter(
        standing(), organisation_id=organisation_id, subject_type=kind, subject_id=subject_id
    )


@prepared
def _mentioned(comment_ids: Collection[int]) -> QuerySet[Mention, tuple[int, int, str]]:
    found = Mention.objects.filter(comment_id__in=comment_ids).order_by("id")
    return found.values_list("comment_id", "person_id", "person__name")


@prepared
def _reacted(comment_ids: Collection[int]) -> QuerySet[Reaction, tuple[int, str, int, str]]:
    found = Reaction.objects.filter(comment_id__in=comment_ids).order_by("id")
    return found.values_list("comment_id", "kind", "person_id", "person__name")


@prepared
def comment_by_id(organisation_id: int, comment_id: int) -> QuerySet[Comment, tuple[Any, ...]]:
    """One that stands, to be made a row."""
    found = Comment.objects.filter(standing(), organisation_id=organisation_id, pk=comment_id)
    return found.values_list(*COLUMNS)
