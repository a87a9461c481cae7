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
    talk_about,
)
from headway.discussion.queries.subjects import Subject
from headway.kit.problems import Problem, messages_of
from headway.people.access import actor_of

OPEN = ("reply", "edit", "remove")
"""The forms that stand below a comment, one at a time."""


def talk_of(
    request: HttpRequest,
    subject: Subject,
    *,
    before: int | None = None,
    opened: tuple[str, int] | None = None,
    problem: Problem | None = None,
) -> dict[str, Any]:
    """``opened`` names the form that is open, and below which comment; the ``problem`` stands in
    it, or in the form for a new comment."""
    actor = actor_of(request)
    may = may_comment(actor)
    return {
        "subject": subject,
        "talk": talk_about(actor, subject, before=before),
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


def _names(row: CommentRow, kind: str) -> str:
    """Who said a word of a comment."""
    return next((", ".join(one.names) for one in row.reactions if one.kind == kind), "")
