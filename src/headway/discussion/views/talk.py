"""What a section of comments is drawn from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from headway.discussion.models import ReactionKind
from headway.discussion.queries.comments import (
    CommentRow,
    may_comment,
    may_edit,
    may_remove,
)
from headway.discussion.queries.subjects import Subject
from headway.discussion.queries.threads import Talk, talk_about, thread_of
from headway.kit.problems import Problem, messages_of
from headway.people.access import Actor, actor_of

OPEN = ("reply", "edit", "remove")
"""The forms that stand below a comment, one at a time."""


def talk_of(
    request: HttpRequest,
    subject: Subject,
    *,
    before: int | None = None,
    thread: tuple[int, int | None] | None = None,
    around: int | None = None,
    opened: tuple[str, int] | None = None,
    problem: Problem | None = None,
) -> dict[str, Any]:
    """``opened`` names the form that is open, and below which comment; the ``problem`` stands in
    it, or in the form for a new comment. ``thread`` is one that is asked for alone, and before
    which reply; the comment ``around`` which something happens is shown wherever it stands."""
    actor = actor_of(request)
    talk = _talk(actor, subject, before, thread, around or (opened[1] if opened else None))
    may = may_comment(actor)
    return {
        "subject": subject,
        "talk": talk,
        "before": before,
        "may_comment": may,
        "may_write": may and not subject.is_archived,
        "may_edit": lambda row: may_edit(actor, row),
        "may_remove": lambda row: may_remove(actor, row, subject),
        "is_own": lambda row: row.author_id == actor.person_id,
        "reactions": [(kind.value, str(kind.label)) for kind in ReactionKind],
        "names": _names,
        "opened": opened or ("", 0),
        "problem": problem,
        "errors": messages_of(problem),
        "typed": request.POST if problem else {},
    }


def _talk(
    actor: Actor,
    subject: Subject,
    before: int | None,
    thread: tuple[int, int | None] | None,
    around: int | None,
) -> Talk:
    alone = thread_of(actor, subject, thread[0], until=thread[1]) if thread else None
    talk = alone or talk_about(actor, subject, before=before)
    if around is None or talk.shows(around):
        return talk
    return thread_of(actor, subject, around) or talk


def _names(row: CommentRow, kind: str) -> str:
    """Who said a word of a comment."""
    return next((", ".join(one.names) for one in row.reactions if one.kind == kind), "")
