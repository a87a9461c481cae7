"""The pulse of a weekly as everybody sees it, and how it went over the weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.rituals import PulseShown, pulse_shown
from headway.kit.prepared import Fixed, prepared
from headway.people.access import Actor
from headway.rituals.models import MeetingState, Pulse, PulseAnswer


@dataclass(frozen=True, slots=True)
class PulseRow:
    """The question, whether its answers are told apart, what is shown, and whether the reader has
    answered. ``named`` are answers by name, where it is not anonymous."""

    question: str
    is_anonymous: bool
    shown: PulseShown
    has_answered: bool
    named: tuple[tuple[str, int], ...] = ()


def default_question() -> str:
    """What is asked where the unit has no question of its own, in the reader's language."""
    return _("How well can you do your best work here this week?")


def pulse_of(actor: Actor, meeting_id: int, *, closes: bool = False) -> PulseRow | None:
    """The pulse of a meeting; ``closes``: its last answer is in. Two queries."""
    found = next(iter(_pulse(actor.organisation_id, meeting_id)), None)
    if found is None:
        return None
    pk, question, is_anonymous, counts, state = found
    answers = _answers(pk)
    return PulseRow(
        question or default_question(),
        is_anonymous,
        pulse_shown(counts, anonymous=is_anonymous, over=closes or state == MeetingState.CLOSED),
        any(person_id == actor.person_id for person_id, _name, _value in answers),
        tuple((name, value) for _pk, name, value in answers if value is not None),
    )


@prepared
def _pulse(organisation_id: int, meeting_id: int) -> QuerySet[Pulse, tuple[Any, ...]]:
    found = Pulse.objects.filter(meeting_id=meeting_id, meeting__organisation_id=organisation_id)
    return found.values_list("pk", "question", "is_anonymous", "counts", "meeting__state")


@prepared
def _answers(pulse_id: int) -> QuerySet[PulseAnswer, tuple[int, str, int | None]]:
    found = PulseAnswer.objects.filter(pulse_id=pulse_id).order_by("person__name")
    return found.values_list("person_id", "person__name", "value")


def pulse_trend(actor: Actor, unit_id: int, weeks: int = 13) -> list[tuple[date, float]]:
    """Weeks and means of the last pulses that may be shown, the earliest first. One query."""
    rows = _last(actor.organisation_id, unit_id, Fixed(weeks))
    found = [
        (week, shown.mean)
        for week, counts, is_anonymous, state in rows
        if (
            shown := pulse_shown(counts, anonymous=is_anonymous, over=state == MeetingState.CLOSED)
        ).mean
        is not None
    ]
    return [(week, mean) for week, mean in reversed(found) if week is not None and mean is not None]


@prepared
def _last(organisation_id: int, unit_id: int, weeks: Fixed) -> QuerySet[Pulse, tuple[Any, ...]]:
    found = Pulse.objects.filter(
        meeting__unit_id=unit_id, meeting__organisation_id=organisation_id,
        meeting__week__isnull=False,
    )  # fmt: skip
    return found.order_by("-meeting__week").values_list(
        "meeting__week", "counts", "is_anonymous", "meeting__state"
    )[:weeks]
