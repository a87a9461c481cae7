"""Keep what was learned, to be found again in later cycles."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import InvalidInput, NotAllowed, NotFound
from headway.people.access import Actor, Permission, decide
from headway.rituals.actions.cards.doors import unsigned
from headway.rituals.actions.rooms.doors import enter, facts_of, leave
from headway.rituals.models import Learning

LONGEST = 2_000


@transaction.atomic
def keep_learning(actor: Actor, meeting_id: int, *, text: str) -> Learning:
    """Write down what a meeting that is under way learned; the same words again change nothing. Of
    an anonymous one nobody is named, nor in the event.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (not under way).
    """
    meeting = enter(actor, meeting_id)
    said = text.strip()
    if not said:
        raise InvalidInput.on("learning", _("Say what you learned."), code="required")
    if len(said) > LONGEST:
        raise InvalidInput.on("learning", _("Use at most 2,000 characters."), code="too_long")
    known = Learning.objects.filter(meeting=meeting, text=said, removed_at__isnull=True).first()
    if known is not None:
        return known
    made = Learning.objects.create(
        organisation_id=actor.organisation_id, unit=meeting.unit, cycle_id=meeting.cycle_id,
        meeting=meeting, text=said, author_id=None if meeting.is_anonymous else actor.person_id,
        written_at=clock.now(),
    )  # fmt: skip
    leave(unsigned(actor, meeting), meeting, "learned", after={"text": said})
    return made


@transaction.atomic
def remove_learning(actor: Actor, learning_id: int) -> None:
    """Take it back while the meeting is under way: its author and who leads the meeting; of an
    anonymous one anybody there. Raises NotAllowed, NotFound, Conflict."""
    found = Learning.objects.filter(
        organisation_id=actor.organisation_id, pk=learning_id, removed_at__isnull=True
    ).first()
    if found is None or found.meeting_id is None:
        raise NotFound(_("There is nothing like that."))
    meeting = enter(actor, found.meeting_id)
    facts = facts_of(meeting.unit, meeting.facilitator_id)
    if found.author_id not in (None, actor.person_id) and not (
        decide(actor, Permission.MEETING_LEAD, facts).allowed
    ):
        raise NotAllowed(_("Only who wrote it and who leads the meeting may take it back."))
    found.removed_at = clock.now()
    found.save(update_fields=["removed_at"])
    leave(actor, meeting, "learning_removed")
