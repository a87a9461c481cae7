"""Answer the questions of an async weekly, each in their own time."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Told, notify
from headway.activity.models import NoticeKind
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotAllowed
from headway.kit.refusing import refuse
from headway.people.access import Actor
from headway.rituals.actions.rooms.doors import enter, label_of, leave, refuse_not_open
from headway.rituals.models import Contribution, Meeting, MeetingKind
from headway.rituals.queries.rooms.later import next_weekly, takes_additions

QUESTIONS = ("where", "stuck", "differently")
"""The keys of a weekly's questions, in order (docs/methods 10.1)."""
LONGEST = 4_000


@transaction.atomic
def answer_question(
    actor: Actor, meeting_id: int, *, question: str, text: str, adds: bool = False
) -> None:
    """Answer, say it better, or take it back with an empty text; ``adds``: below what one answered
    there before, which stays. When it is over an answer is added
    to the minutes, which keep what was there, and whoever facilitates is told; until the next
    weekly begins. What was answered in time is not taken back by an empty text.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (it has not begun, or the next one has).
    """
    meeting = enter(actor, meeting_id, must_be_open=False)
    is_later = takes_additions(meeting)
    _refuse_over(meeting, is_later=is_later)
    if actor.person_id is None:
        raise NotAllowed(_("Only people answer."))
    if meeting.kind != MeetingKind.WEEKLY or question not in QUESTIONS:
        raise InvalidInput.on("question", _("There is no such question."), code="unknown")
    mine = Contribution.objects.filter(
        meeting=meeting, person_id=actor.person_id, question=question
    )
    known, text = mine.first(), text.strip()
    if adds and known and not is_later:
        text = _below(known.text, text)
    if len(text) > LONGEST:
        refuse([FieldError(question, "too_long", _("Use at most 4000 characters."))])
    if text == (known.text if known else ""):
        return
    if not text and is_later and known and not _is_addition(known, meeting):
        return  # the form of who adds something starts empty
    if not text:
        mine.delete()
    else:
        Contribution.objects.update_or_create(
            meeting=meeting, person_id=actor.person_id, question=question,
            defaults={"text": text, "written_at": clock.now()},
        )  # fmt: skip
    if is_later:
        _tell_facilitator(actor, meeting)
    leave(actor, meeting, "added_to" if is_later else "answered", after={"question": question})


def _refuse_over(meeting: Meeting, *, is_later: bool) -> None:
    if not is_later:
        refuse_not_open(meeting)
    elif next_weekly(meeting) is not None:
        raise Conflict(
            _("The next weekly has begun. What you wrote is still here: answer there with it."),
            code="next_has_begun",
        )


def _below(known: str, text: str) -> str:
    """Both, or what is known where it ends with the text: it was sent twice."""
    is_known = text == known or known.endswith(f"\n\n{text}")
    return known if not text or is_known else f"{known}\n\n{text}"


def _is_addition(known: Contribution, meeting: Meeting) -> bool:
    return meeting.closed_at is not None and known.written_at > meeting.closed_at


def _tell_facilitator(actor: Actor, meeting: Meeting) -> None:
    """Once of each who adds something: the digest with the answers has gone out."""
    title = _("%(who)s added to the minutes: %(meeting)s")
    told = Told(
        kind=NoticeKind.MINUTES,
        title=title % {"who": actor.name, "meeting": label_of(meeting)},
        url=f"/meetings/{meeting.pk}",
        subject_type="meeting",
        subject_id=meeting.pk,
        key=f"added-{meeting.pk}-{actor.person_id}",
    )
    notify(actor, [meeting.facilitator_id], told)
