"""What people say of a subject in threads: a page shows the latest, of each its last replies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from headway.discussion.models import Comment
from headway.discussion.queries.comments import COLUMNS, CommentRow, comment_by_id, dress, shown
from headway.discussion.queries.subjects import Subject
from headway.kit.prepared import Fixed, prepared
from headway.people.access import Actor

THREADS = 20
"""Comments that stand on a page, with the latest replies to each."""
REPLIES = 10
"""Replies that stand below a comment; the earlier ones are a click away."""
REPLIES_ALONE = 50
"""The same where a thread stands alone."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment, and the latest replies to it, or those before one; ``earlier`` counts those that
    stand before them, ``later`` is whether others stand after them."""

    comment: CommentRow
    replies: tuple[CommentRow, ...]
    earlier: int = 0
    later: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """Threads of a subject, the oldest first. ``older`` is the id before which more stand;
    ``count`` how many comments there are, None where only some were counted; ``is_alone`` where
    one thread was asked for."""

    threads: tuple[Thread, ...]
    older: int | None
    count: int | None
    is_alone: bool = False

    def shows(self, comment_id: int) -> bool:
        """Whether a comment or reply stands there."""
        return any(
            row.id == comment_id for one in self.threads for row in (one.comment, *one.replies)
        )


def talk_about(actor: Actor, subject: Subject, *, before: int | None = None) -> Talk:
    """The latest threads, or those before one. Two queries, two more where there are any."""
    found = list(
        _latest(actor.organisation_id, subject.kind, subject.id, Fixed(THREADS + 1))
        if before is None
        else _earlier(actor.organisation_id, subject.kind, subject.id, before)
    )
    roots = [CommentRow(*row) for row in found[:THREADS]]
    ids = [row.id for row in roots]
    threads = _threads(actor, roots, _replies(ids, Fixed(REPLIES)) if ids else [])
    older = roots[-1].id if len(found) > THREADS else None
    count = None if older is not None or before is not None else sum(map(_count, threads))
    return Talk(tuple(reversed(threads)), older, count)


def thread_of(
    actor: Actor, subject: Subject, comment_id: int, *, until: int | None = None
) -> Talk | None:
    """The thread that a comment on the subject belongs to, alone: with its latest replies, those
    before the reply ``until``, or up to the comment where that is an earlier reply. None where
    there is no such comment. Six queries."""
    root_id = next(iter(_root_of(subject.kind, subject.id, comment_id)), None)
    row = next(iter(comment_by_id(actor.organisation_id, root_id or comment_id)), None)
    if row is None or (row[1], row[2]) != (subject.kind, subject.id):
        return None
    root = CommentRow(*row)
    found = _replies([root.id], Fixed(REPLIES_ALONE)) if until is None else []
    is_earlier = bool(root_id) and comment_id not in {one[0] for one in found}
    if until is not None or is_earlier:
        found = _replies_before(root.id, until or comment_id + 1)
    [thread] = _threads(actor, [root], found)
    if until is not None or is_earlier:
        thread = replace(thread, later=True)
    return Talk((thread,), None, _all(subject.kind, subject.id).count(), is_alone=True)


def _threads(
    actor: Actor, roots: list[CommentRow], found: Sequence[tuple[Any, ...]]
) -> list[Thread]:
    """``found`` are rows of replies that end with how many there are to that comment."""
    replies = [CommentRow(*row[:-1]) for row in found]
    dress(actor, [*roots, *replies])
    below: dict[int | None, list[CommentRow]] = defaultdict(list)
    all_of: dict[int | None, int] = {}
    for reply, (*_columns, count) in zip(replies, found, strict=True):
        below[reply.reply_to_id].append(reply)
        all_of[reply.reply_to_id] = count
    return [
        Thread(root, tuple(below[root.id]), all_of.get(root.id, 0) - len(below[root.id]))
        for root in roots
    ]


def _count(thread: Thread) -> int:
    return (thread.comment.removed_at is None) + thread.earlier + len(thread.replies)


def _roots(organisation_id: int, kind: str, subject_id: int) -> QuerySet[Comment, tuple[Any, ...]]:
    found = shown(organisation_id, kind, subject_id).filter(reply_to__isnull=True)
    return found.order_by("-id").values_list(*COLUMNS)


@prepared
def _latest(
    organisation_id: int, kind: str, subject_id: int, limit: Fixed
) -> QuerySet[Comment, tuple[Any, ...]]:
    return _roots(organisation_id, kind, subject_id)[:limit]


def _earlier(
    organisation_id: int, kind: str, subject_id: int, before: int
) -> QuerySet[Comment, tuple[Any, ...]]:
    return _roots(organisation_id, kind, subject_id).filter(pk__lt=before)[: THREADS + 1]


@prepared
def _replies(root_ids: Collection[int], limit: Fixed) -> QuerySet[Comment, tuple[Any, ...]]:
    """The latest replies to each, with how many there are."""
    found = _placed(root_ids).filter(place__lte=limit)
    return found.order_by("id").values_list(*COLUMNS, "count")


def _replies_before(root_id: int, before: int) -> list[tuple[Any, ...]]:
    """The same of one, those that were written before."""
    found = _placed([root_id]).filter(pk__lt=before).order_by("-id")
    return list(found.values_list(*COLUMNS, "count")[:REPLIES_ALONE])[::-1]


def _placed(root_ids: Collection[int]) -> QuerySet[Any, Any]:
    found = Comment.objects.filter(reply_to_id__in=root_ids, removed_at__isnull=True)
    each = [F("reply_to_id")]
    return found.annotate(
        count=Window(Count("*"), partition_by=each),
        place=Window(RowNumber(), partition_by=each, order_by="-id"),
    )


@prepared
def _root_of(kind: str, subject_id: int, comment_id: int) -> QuerySet[Comment, int | None]:
    return _all(kind, subject_id).filter(pk=comment_id).values_list("reply_to_id", flat=True)


def _all(kind: str, subject_id: int) -> QuerySet[Comment]:
    return Comment.objects.filter(subject_type=kind, subject_id=subject_id, removed_at__isnull=True)
