"""A word on a comment, without writing one."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.discussion.models import Reaction, ReactionKind
from headway.discussion.queries.comments import CommentRow, get_comment, no_such_comment
from headway.kit import clock
from headway.kit.problems import InvalidInput, NotAllowed
from headway.people.access import Actor, Permission, require


@transaction.atomic
def react(actor: Actor, comment_id: int, kind: str, *, wanted: bool = True) -> CommentRow:
    """Say one word of a comment, or take it back; again it changes nothing. Raises NotAllowed,
    NotFound, InvalidInput."""
    require(actor, Permission.COMMENT_WRITE)
    row, subject = get_comment(actor, comment_id)
    if actor.person_id is None:
        raise NotAllowed(_("Only people comment."))
    if row.removed_at is not None:
        raise no_such_comment()
    if kind not in ReactionKind.values:
        words = ", ".join(str(label) for _value, label in ReactionKind.choices)
        raise InvalidInput.on("kind", _("Choose one of: %(words)s.") % {"words": words})
    given = Reaction.objects.filter(comment_id=row.id, person_id=actor.person_id, kind=kind)
    if wanted:
        _made, changed = Reaction.objects.get_or_create(
            comment_id=row.id, person_id=actor.person_id, kind=kind,
            defaults={"created_at": clock.now()},
        )  # fmt: skip
    else:
        changed = given.delete()[0] > 0
    if changed:
        verb = "comment.reacted" if wanted else "comment.reaction_taken_back"
        told = {"subject_type": subject.kind, "subject_id": subject.id, "reaction": kind}
        record(actor, Entry(verb, "comment", row.id, subject.title, after=told))
    return row
