"""The board of a meeting, as each reader may see it: others' private cards are a number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.rituals import BOARD_STAGES, DOTS, FEWEST_VOTERS, board_format
from headway.kit.prepared import prepared
from headway.people.access import Actor
from headway.rituals.models import Card, CardGroup, Vote
from headway.rituals.queries.rooms.rows import MeetingRow

_LABEL = 80


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card; ``author`` only of a named meeting, and after it was revealed."""

    id: int
    column: str
    text: str
    group_id: int | None
    author: str | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Revealed cards that belong together, at the least one. ``title`` as it was given, ``label``
    what to call it; ``column`` is that of its first card. ``dots`` are the reader's own until the
    votes are counted."""

    id: int
    title: str
    label: str
    column: str
    position: int
    votes: int | None
    dots: int
    is_kept: bool
    objective_id: int | None
    cards: tuple[CardRow, ...]

    @property
    def is_single(self) -> bool:
        return len(self.cards) == 1

    @property
    def others(self) -> tuple[CardRow, ...]:
        """What stands below its name: without a title its first card is the name."""
        return self.cards if self.title else self.cards[1:]

    @property
    def one_less(self) -> int:
        """The reader's dots when they take one back."""
        return self.dots - 1

    @property
    def one_more(self) -> int:
        """The reader's dots when they give another one."""
        return self.dots + 1


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A column: what it asks, the reader's own private cards, and the groups that are revealed."""

    key: str
    title: str
    question: str
    mine: tuple[CardRow, ...]
    groups: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """``private`` counts the cards that are not revealed yet, ``writers`` who wrote them, the
    reader's own included; ``voters`` who has voted, ``dots_left`` what the reader still has."""

    columns: tuple[BoardColumn, ...]
    private: int
    writers: int
    voters: int
    dots_left: int
    is_counted: bool
    may_write: bool
    may_group: bool
    may_vote: bool

    @property
    def groups(self) -> list[GroupRow]:
        """All of them in their order; once they are counted, the most voted first."""
        found = [group for column in self.columns for group in column.groups]
        return sorted(found, key=lambda one: (-(one.votes or 0), one.position))

    @property
    def mine(self) -> list[CardRow]:
        """The reader's own private cards."""
        return [card for column in self.columns for card in column.mine]

    @property
    def may_count(self) -> bool:
        """Whether the count would tell of nobody alone what they chose."""
        return not self.is_counted and self.voters >= FEWEST_VOTERS

    @property
    def is_revealed(self) -> bool:
        return any(column.groups for column in self.columns)


def board_of(actor: Actor, row: MeetingRow) -> Board:
    """The board of a meeting that the reader was let in to. Five queries."""
    private, writers, mine, revealed = _cards(actor, row)
    dots, voters = _dots(actor, row)
    groups = _groups(row, revealed, dots)
    columns = tuple(
        BoardColumn(
            key=column.key,
            title=_(column.title),
            question=_(column.question),
            mine=tuple(card for card in mine if card.column == column.key),
            groups=tuple(group for group in groups if group.column == column.key),
        )
        for column in board_format(row.kind, row.format).columns
    )
    is_counted = any(group.votes is not None for group in groups)
    stages = BOARD_STAGES[row.kind]
    goes_on = row.is_open and not is_counted
    return Board(
        columns=columns,
        private=private,
        writers=writers,
        voters=voters,
        dots_left=DOTS - sum(dots.values()),
        is_counted=is_counted,
        may_write=goes_on and row.stage_key in stages.write,
        may_group=goes_on and row.stage_key in stages.group and bool(groups),
        may_vote=goes_on and row.stage_key in stages.vote and bool(groups),
    )


def _cards(actor: Actor, row: MeetingRow) -> tuple[int, int, list[CardRow], list[CardRow]]:
    """How many are private and of how many people; the reader's own; those that are revealed. What
    others wrote in private is not even read from the database."""
    authors = _authors_of_private(row.id)
    own = [] if actor.person_id is None else _private(row.id, actor.person_id)
    revealed = [CardRow(*values) for values in _revealed(row.id)]
    return len(authors), len(set(authors)), [CardRow(*values) for values in own], revealed


_FIELDS = ("pk", "column", "text", "group_id", "author__name")


@prepared
def _authors_of_private(meeting_id: int) -> QuerySet[Card, int | None]:
    found = Card.objects.filter(meeting_id=meeting_id, revealed_at__isnull=True)
    return found.values_list("author_id", flat=True)


@prepared
def _private(meeting_id: int, author_id: int) -> QuerySet[Card, tuple[Any, ...]]:
    found = Card.objects.filter(
        meeting_id=meeting_id, revealed_at__isnull=True, author_id=author_id
    )
    return found.order_by("position", "pk").values_list(*_FIELDS)


@prepared
def _revealed(meeting_id: int) -> QuerySet[Card, tuple[Any, ...]]:
    found = Card.objects.filter(meeting_id=meeting_id, revealed_at__isnull=False)
    return found.order_by("position", "pk").values_list(*_FIELDS)


def _dots(actor: Actor, row: MeetingRow) -> tuple[dict[int, int], int]:
    """The reader's own dots, and how many people gave any."""
    dots: dict[int, int] = {}
    voters = set()
    for person_id, group_id, value in _votes(row.id):
        voters.add(person_id)
        if person_id == actor.person_id and group_id is not None:
            dots[group_id] = value
    return dots, len(voters)


@prepared
def _votes(meeting_id: int) -> QuerySet[Vote, tuple[int, int | None, int]]:
    found = Vote.objects.filter(meeting_id=meeting_id, group__isnull=False)
    return found.values_list("person_id", "group_id", "value")


def _groups(row: MeetingRow, cards: Iterable[CardRow], dots: dict[int, int]) -> list[GroupRow]:
    inside: dict[int | None, list[CardRow]] = defaultdict(list)
    for card in cards:
        inside[card.group_id].append(card)
    return [
        GroupRow(
            id=pk,
            title=title,
            label=title or _short(inside[pk][0].text),
            column=inside[pk][0].column,
            position=position,
            votes=votes,
            dots=dots.get(pk, 0),
            is_kept=is_kept,
            objective_id=objective_id,
            cards=tuple(inside[pk]),
        )
        for pk, title, position, votes, is_kept, objective_id in _stored_groups(
            row.id, [pk for pk in inside if pk]
        )
    ]


@prepared
def _stored_groups(
    meeting_id: int, group_ids: Collection[int]
) -> QuerySet[CardGroup, tuple[Any, ...]]:
    found = CardGroup.objects.filter(meeting_id=meeting_id, pk__in=group_ids)
    return found.order_by("position", "pk").values_list(
        "pk", "title", "position", "votes", "is_kept", "objective_id"
    )


def _short(text: str) -> str:
    """The beginning of a text, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= _LABEL:
        return line
    return line[:_LABEL].rsplit(" ", 1)[0] + "…"
