"""Reveal what everybody wrote, at once; and what is forgotten with it."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import Conflict
from headway.people.access import Actor, Permission
from headway.rituals.actions.cards.doors import refuse_not_grouping
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.models import Card, CardGroup, Meeting

_shuffle = secrets.SystemRandom().shuffle


@transaction.atomic
def reveal_cards(actor: Actor, meeting_id: int) -> int:
    """Everybody reads what everybody wrote; how many that were. Each card stands in a group of its
    own first. What was written later is revealed when this is done again.

    Of an anonymous meeting the cards are written anew in an order drawn by lot, without author and
    time, and the ones that had them are removed: neither number nor place tells who wrote what.

    Raises NotAllowed, NotFound, Conflict (another stage, counted already, or nothing is written).
    """
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD)
    refuse_not_grouping(meeting)
    cards = list(Card.objects.filter(meeting=meeting, revealed_at__isnull=True).order_by("pk"))
    if not cards:
        raise Conflict(_("Nobody has written anything that is not revealed yet."), code="no_cards")
    if meeting.is_anonymous:
        cards = _anew(meeting, cards)
    _place(meeting, cards)
    leave(actor, meeting, "cards_revealed", after={"cards": len(cards)})
    return len(cards)


def _anew(meeting: Meeting, cards: list[Card]) -> list[Card]:
    """The same texts in rows that know no author, no time and no order."""
    texts = [(card.column, card.text) for card in cards]
    _shuffle(texts)
    Card.objects.filter(pk__in=[card.pk for card in cards]).delete()
    return Card.objects.bulk_create(
        Card(meeting=meeting, column=column, text=text) for column, text in texts
    )


def _place(meeting: Meeting, cards: list[Card]) -> None:
    """Each card in a group of its own, behind those that are there."""
    last = meeting.groups.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    groups = CardGroup.objects.bulk_create(
        CardGroup(meeting=meeting, title="", position=first + at) for at in range(len(cards))
    )
    now = clock.now()
    for at, (card, group) in enumerate(zip(cards, groups, strict=True)):
        card.group, card.position, card.revealed_at = group, first + at, now
    Card.objects.bulk_update(cards, ["group", "position", "revealed_at"])
