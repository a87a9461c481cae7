"""The confidence round of a weekly."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.activity.actions import one_write
from headway.kit.problems import NotFound
from headway.okrs.actions.checkins import CheckedIn, check_in
from headway.okrs.models import CheckIn
from headway.okrs.queries.doors import get_key_result
from headway.people.access import Actor
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.models import Meeting


@one_write()
def say_confidence(
    actor: Actor, meeting_id: int, key_result_id: int, *, confidence: int | None, note: str = ""
) -> CheckedIn:
    """Say how sure one is of a key result of the unit: a check-in, by whoever may check in on it.
    What one says again in the same meeting corrects what one said before.

    Raises NotAllowed, NotFound, InvalidInput (also where a fall asks for a word why), Conflict.
    """
    meeting = enter(actor, meeting_id)
    key_result = get_key_result(actor, key_result_id)
    if key_result.objective.unit_id != meeting.unit_id:
        raise NotFound(_("There is no such key result in this unit."))
    done = check_in(
        actor, key_result_id, confidence=confidence, note=note,
        supersedes_id=_said_here(actor, meeting, key_result_id),
    )  # fmt: skip
    leave(actor, meeting, "confidence_said", after={"key_result_id": key_result_id})
    return done


def _said_here(actor: Actor, meeting: Meeting, key_result_id: int) -> int | None:
    """What the actor said of it in this meeting, where that was about confidence alone."""
    latest = (
        CheckIn.objects.filter(key_result_id=key_result_id, superseded_by__isnull=True)
        .order_by("-effective_on", "-pk")
        .values_list("pk", "person_id", "value", "milestones_done", "entered_at")
        .first()
    )
    if latest is None or meeting.opened_at is None or actor.person_id is None:
        return None
    pk, person_id, value, done, entered_at = latest
    is_mine = person_id == actor.person_id and entered_at >= meeting.opened_at
    return pk if is_mine and value is None and done is None else None
