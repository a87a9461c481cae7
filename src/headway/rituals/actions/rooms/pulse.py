"""The pulse question of a weekly."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.core.rituals import is_anonymous
from headway.core.rituals.pulse import HIGHEST, LOWEST
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission
from headway.rituals.actions.checks import text_errors
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.models import Meeting, MeetingKind, Pulse, PulseAnswer
from headway.rituals.queries.rooms.people import people_of
from headway.rituals.queries.weekly.pulses import default_question

LONGEST = 300


def ask_pulse(meeting: Meeting) -> Pulse | None:
    """The pulse of a weekly that opens, by the question that the unit asked last. Whether it is
    anonymous is decided here, once. Part of opening it, which records."""
    if meeting.kind != MeetingKind.WEEKLY:
        return None
    last = (
        Pulse.objects.filter(meeting__unit_id=meeting.unit_id)
        .order_by("-meeting__planned_at", "-pk")
        .values_list("question", flat=True)
        .first()
    )
    many = len(people_of(meeting.pk, meeting.unit_id))
    return Pulse.objects.create(
        meeting=meeting, question=last or "", is_anonymous=is_anonymous(many),
        counts=[0] * HIGHEST,
    )  # fmt: skip


@transaction.atomic
def answer_pulse(actor: Actor, meeting_id: int, *, value: int | None) -> None:
    """Answer from 1 to 5, once. Of an anonymous one only the count is kept, and neither the event
    nor anything else tells who gave which answer.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (answered before, or the meeting is not
    under way).
    """
    meeting = enter(actor, meeting_id)
    if actor.person_id is None:
        raise NotAllowed(_("Only people answer."))
    if value is None or not LOWEST <= value <= HIGHEST:
        raise InvalidInput.on("pulse", _("Choose a number from 1 to 5."), code="range")
    pulse = _pulse_of(meeting)
    if PulseAnswer.objects.filter(pulse=pulse, person_id=actor.person_id).exists():
        raise Conflict(_("You have answered this week."), code="pulse_answered")
    PulseAnswer.objects.create(
        pulse=pulse, person_id=actor.person_id, value=None if pulse.is_anonymous else value
    )
    pulse.counts[value - LOWEST] += 1
    pulse.save(update_fields=["counts"])
    leave(actor, meeting, "pulse_answered")


@transaction.atomic
def change_pulse_question(actor: Actor, meeting_id: int, *, question: str) -> Pulse:
    """Ask something else, as long as nobody has answered: from then on every weekly of the unit
    asks it. Raises NotAllowed, NotFound, InvalidInput, Conflict (somebody has answered)."""
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    refuse(text_errors("question", question, LONGEST, _("Write the question.")))
    pulse = _pulse_of(meeting)
    if pulse.answers.exists():
        raise Conflict(_("Somebody has answered already. Ask it next week."), code="pulse_answered")
    before = {"question": pulse.question or default_question()}
    pulse.question = question.strip()
    pulse.save(update_fields=["question"])
    leave(actor, meeting, "pulse_changed", before=before, after={"question": pulse.question})
    return pulse


def _pulse_of(meeting: Meeting) -> Pulse:
    """Locked by the meeting, as everything in a room is."""
    found = Pulse.objects.filter(meeting=meeting).first()
    if found is None:
        raise NotFound(_("This meeting asks no pulse question."))
    return found
