"""Answer the questions of an async weekly, each in their own time."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import FieldError, InvalidInput, NotAllowed
from headway.kit.refusing import refuse
from headway.people.access import Actor
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.models import Contribution, MeetingKind

QUESTIONS = ("where", "stuck", "differently")
"""The keys of a weekly's questions, in order (docs/methods 10.1)."""
LONGEST = 4_000


@transaction.atomic
def answer_question(actor: Actor, meeting_id: int, *, question: str, text: str) -> None:
    """Answer, say it better, or take it back with an empty text.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (it is not open).
    """
    meeting = enter(actor, meeting_id)
    if actor.person_id is None:
        raise NotAllowed(_("Only people answer."))
    if meeting.kind != MeetingKind.WEEKLY or question not in QUESTIONS:
        raise InvalidInput.on("question", _("There is no such question."), code="unknown")
    if len(text) > LONGEST:
        refuse([FieldError(question, "too_long", _("Use at most 4000 characters."))])
    mine = Contribution.objects.filter(
        meeting=meeting, person_id=actor.person_id, question=question
    )
    known = mine.values_list("text", flat=True).first()
    text = text.strip()
    if text == (known or ""):
        return
    if not text:
        mine.delete()
    else:
        Contribution.objects.update_or_create(
            meeting=meeting, person_id=actor.person_id, question=question,
            defaults={"text": text, "written_at": clock.now()},
        )  # fmt: skip
    leave(actor, meeting, "answered", after={"question": question})
