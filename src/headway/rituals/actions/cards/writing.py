"""Write cards that nobody else reads until they are revealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.rituals import board_format
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, NotFound
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission
from headway.rituals.actions.cards.doors import person_of, refuse_not_writing, unsigned
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.models import Card, Meeting

LONGEST = 500
"""Characters of a card: one thought."""
MOST = 50
"""Cards of one person in a meeting."""


@transaction.atomic
def write_card(actor: Actor, meeting_id: int, *, column: str, text: str) -> Card:
    """Write a card that only its author reads until it is revealed.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (not under way, or the vote has begun).
    """
    author_id, meeting = person_of(actor), enter(actor, meeting_id)
    refuse_not_writing(meeting)
    mine = _private(meeting).filter(author_id=author_id)
    count = mine.count()
    refuse([*_errors(meeting, column, text), *_too_many(count + 1)])
    card = Card.objects.create(
        meeting=meeting, column=column, text=text.strip(), author_id=author_id, position=count,
        written_at=clock.now(),
    )  # fmt: skip
    leave(unsigned(actor, meeting), meeting, "card_written")
    return card


@transaction.atomic
def change_card(actor: Actor, card_id: int, *, text: str, column: str | None = None) -> Card:
    """Say it better, or put it into another column, before it is revealed. Raises NotFound (or it
    is somebody else's), NotAllowed, InvalidInput, Conflict (it is revealed)."""
    card, meeting = _get_own(actor, card_id)
    refuse_not_writing(meeting)
    wanted = card.column if column is None else column
    refuse(_errors(meeting, wanted, text))
    card.text, card.column = text.strip(), wanted
    card.save(update_fields=["text", "column"])
    leave(unsigned(actor, meeting), meeting, "card_changed")
    return card


@transaction.atomic
def remove_card(actor: Actor, card_id: int) -> None:
    """Take a card away: its author before it is revealed; afterwards, for what should not stand
    there, whoever leads the meeting. Raises NotFound, NotAllowed, Conflict."""
    found = _find(actor, card_id)
    if found.revealed_at is None:
        card, meeting = _get_own(actor, card_id)
        card.delete()
        leave(unsigned(actor, meeting), meeting, "card_removed")
        return
    meeting = enter(actor, found.meeting_id, Permission.MEETING_LEAD)
    found.delete()
    meeting.groups.filter(cards__isnull=True).delete()
    leave(actor, meeting, "card_taken_down")


@transaction.atomic
def set_cards(actor: Actor, meeting_id: int, cards: Sequence[tuple[str, str]]) -> list[Card]:
    """All of one's own private cards at once, as (column, text): what stood there is replaced.

    Raises as :func:`write_card`.
    """
    author_id, meeting = person_of(actor), enter(actor, meeting_id)
    refuse_not_writing(meeting)
    refuse([*_all_errors(meeting, cards), *_too_many(len(cards))])
    _private(meeting).filter(author_id=author_id).delete()
    now = clock.now()
    made = Card.objects.bulk_create(
        Card(
            meeting=meeting, column=column, text=text.strip(), author_id=author_id, position=at,
            written_at=now,
        )
        for at, (column, text) in enumerate(cards)
    )  # fmt: skip
    leave(unsigned(actor, meeting), meeting, "card_written")
    return made


def _private(meeting: Meeting) -> QuerySet[Card]:
    return Card.objects.filter(meeting=meeting, revealed_at__isnull=True)


def _find(actor: Actor, card_id: int) -> Card:
    found = Card.objects.filter(pk=card_id, meeting__organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotFound(_("There is no such card."))
    return found


def _get_own(actor: Actor, card_id: int) -> tuple[Card, Meeting]:
    """The actor's own private card and its meeting, locked. That somebody else has one of this
    number is not told."""
    author_id, found = person_of(actor), _find(actor, card_id)
    if found.revealed_at is not None:
        raise Conflict(_("It is revealed, and stays as it is."), code="revealed")
    if found.author_id != author_id:
        raise NotFound(_("There is no such card."))
    meeting = enter(actor, found.meeting_id)
    card = _private(meeting).filter(pk=card_id, author_id=author_id).first()
    if card is None:  # revealed while we waited
        raise Conflict(_("It is revealed, and stays as it is."), code="revealed")
    return card, meeting


def _errors(meeting: Meeting, column: str, text: str) -> list[FieldError]:
    found = []
    if not board_format(meeting.kind, meeting.format).has(column):
        found.append(FieldError("column", "unknown", _("Choose a column of the board.")))
    if not text.strip():
        found.append(FieldError("text", "required", _("Write something.")))
    elif len(text.strip()) > LONGEST:
        found.append(
            FieldError("text", "too_long", _("One thought a card: use at most 500 characters."))
        )
    return found


def _all_errors(meeting: Meeting, cards: Iterable[tuple[str, str]]) -> list[FieldError]:
    return [
        FieldError(f"cards.{at}.{error.field}", error.code, error.message)
        for at, (column, text) in enumerate(cards)
        for error in _errors(meeting, column, text)
    ]


def _too_many(count: int) -> list[FieldError]:
    if count <= MOST:
        return []
    return [FieldError("text", "too_many", _("50 cards are enough. Take one away first."))]
