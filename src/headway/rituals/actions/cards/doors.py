"""What may be done with a board now, and by whom it was done."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from headway.core.rituals import BOARD_STAGES
from headway.kit.problems import Conflict, NotAllowed, NotFound
from headway.people.access import Actor
from headway.rituals.models import Card, CardGroup, Meeting


def unsigned(actor: Actor, meeting: Meeting) -> Actor:
    """By whom a private step in a meeting is recorded: of an anonymous one by nobody."""
    if not meeting.is_anonymous:
        return actor
    return replace(actor, person_id=None, name=_("Somebody in the room"))


def person_of(actor: Actor) -> int:
    """Who writes and votes. Raises NotAllowed for what is no person: nobody could read it again."""
    if actor.person_id is None:
        raise NotAllowed(_("Only people write cards and vote."))
    return actor.person_id


def refuse_not_writing(meeting: Meeting) -> None:
    """Raises Conflict outside the stages in which one writes."""
    _refuse_stage(meeting, "write", _("Cards are written before the vote."))
    refuse_counted(meeting)


def refuse_not_grouping(meeting: Meeting) -> None:
    """Raises Conflict outside the stages in which cards are grouped."""
    _refuse_stage(meeting, "group", _("Cards are grouped after they are revealed, in that stage."))
    refuse_counted(meeting)


def refuse_not_voting(meeting: Meeting) -> None:
    """Raises Conflict outside the stages in which one votes."""
    _refuse_stage(
        meeting, "vote", _("One votes in the stage for it, which begins for all at once.")
    )
    refuse_counted(meeting)


def refuse_counted(meeting: Meeting) -> None:
    """Raises Conflict once the votes are counted."""
    if CardGroup.objects.filter(meeting=meeting, votes__isnull=False).exists():
        raise Conflict(
            _("The votes are counted. Whoever leads the meeting can have everybody vote again."),
            code="counted",
        )


def _refuse_stage(meeting: Meeting, step: str, said: str) -> None:
    stages = BOARD_STAGES.get(meeting.kind)
    if stages is None:
        raise Conflict(_("This kind of meeting has no board."), code="no_board")
    if meeting.stages[meeting.stage]["key"] not in getattr(stages, step):
        raise Conflict(said, code="another_stage")


def get_revealed(meeting: Meeting, card_ids: list[int]) -> list[Card]:
    """Cards that everybody reads, in their order on the board. Raises NotFound where one is none:
    a private card is not there, whosever it is."""
    found = list(
        Card.objects.filter(meeting=meeting, pk__in=card_ids, revealed_at__isnull=False).order_by(
            "position", "pk"
        )
    )
    if len(found) != len(set(card_ids)) or not found:
        raise NotFound(_("There is no such card."))
    return found


def get_group(meeting: Meeting, group_id: int) -> CardGroup:
    """A group of the board. Raises NotFound."""
    found = CardGroup.objects.filter(meeting=meeting, pk=group_id).first()
    if found is None:
        raise NotFound(_("There is no such group."))
    return found
