"""Boards on which people write alone: cards, groups, votes.

One's own private cards are put as a whole, not posted one by one: what is kept for repeated POSTs
would tell of them (docs/adr/0041). For the same reason the answer that is kept for a step is
without one's own.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.rituals import DOTS
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Line, Ref, Text
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.rituals.actions import cards
from headway.rituals.actions.rooms.retrospectives import (
    settle_board,
)
from headway.rituals.api.retrospectives import let_in
from headway.rituals.queries.cards import board_of

router = Router(tags=["Meetings"])


class BoardSettings(Input):
    """What is chosen before anybody writes."""

    format: Line
    is_anonymous: bool


class CardNew(Input):
    """A thought, in a column of the format."""

    column: Line = Field(..., examples=["keep"])
    text: Text


class OwnCards(Input):
    """All of one's own private cards."""

    cards: list[CardNew] = Field(..., max_length=50)


class OwnedCardOut(Schema):
    """A card; `author` only where names are kept, and after it was revealed."""

    id: Id
    column: str
    text: str
    group_id: int | None
    author: str | None


class GroupOut(Schema):
    """Revealed cards that belong together."""

    id: Id
    title: str
    label: str
    column: str
    votes: int | None
    dots: int = Field(..., description="One's own, until the votes are counted.")
    cards: list[OwnedCardOut]


class CardBoardOut(Schema):
    """A board as one may see it: of others' private cards their number."""

    format: str
    is_anonymous: bool
    columns: list[str]
    mine: list[OwnedCardOut]
    private: int
    writers: int
    voters: int
    dots_left: int
    is_counted: bool
    groups: list[GroupOut]


class BoardStep(Input):
    """What happens on a board: `reveal`, `count` and `vote_again` by whoever leads the meeting."""

    do: Literal["reveal", "group", "name", "merge", "split", "move", "count", "vote_again"]
    card_ids: list[Ref] = Field(default_factory=list, max_length=500)
    group_id: Ref | None = None
    other_id: Ref | None = Field(None, description="To put in here, or to move in front of.")
    title: Line | None = None


class VoteNew(Input):
    """Dots for a group."""

    group_id: Ref
    dots: int = Field(..., ge=0, le=3)


class VotesNew(Input):
    """All of one's own dots, three at most."""

    votes: list[VoteNew] = Field(..., max_length=10)


@router.get(
    "meetings/{meeting_id}/board",
    response=CardBoardOut,
    operation_id="get_board",
    summary="Read the board of a meeting",
)
def read_board(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """One's own private cards, and what is revealed."""
    return answers.one(request, _board(request.auth, meeting_id))


@router.put(
    "meetings/{meeting_id}/board",
    response=CardBoardOut,
    operation_id="settle_board",
    summary="Choose format and anonymity",
)
def settle(request: ApiRequest, meeting_id: Id, chosen: BoardSettings) -> HttpResponse:
    """Who leads the meeting, until somebody has written."""
    let_in(request.auth, meeting_id)
    settle_board(request.auth, meeting_id, **chosen.model_dump())
    return answers.one(request, _board(request.auth, meeting_id))


@router.put(
    "meetings/{meeting_id}/cards",
    response=CardBoardOut,
    operation_id="set_cards",
    summary="Write one's own private cards",
)
def write(request: ApiRequest, meeting_id: Id, new: OwnCards) -> HttpResponse:
    """All of them at once: what stood there is replaced."""
    cards.set_cards(request.auth, meeting_id, [(one.column, one.text) for one in new.cards])
    return answers.one(request, _board(request.auth, meeting_id))


@router.delete(
    "cards/{card_id}",
    response={204: None},
    operation_id="remove_card",
    summary="Take a card away",
)
def remove(request: ApiRequest, card_id: Id) -> HttpResponse:
    """Its author before it is revealed, whoever leads the meeting afterwards."""
    cards.remove_card(request.auth, card_id)
    return answers.nothing()


@router.post(
    "meetings/{meeting_id}/board/steps",
    response=CardBoardOut,
    operation_id="take_board_step",
    summary="Reveal, group, count",
)
def take_step(request: ApiRequest, meeting_id: Id, step: BoardStep) -> HttpResponse:
    """Everybody groups; who leads the meeting reveals and counts. Sent again with the same
    `Idempotency-Key`, it is answered without one's own private cards and dots: read the board."""
    _take(request.auth, meeting_id, step)
    board = _board(request.auth, meeting_id)
    answers.keep_instead(request, answers.one(request, _without_own(board)))
    return answers.one(request, board)


def _without_own(board: dict[str, Any]) -> dict[str, Any]:
    """The board as it would be for somebody who wrote nothing and has not voted."""
    groups = [{**group, "dots": 0} for group in board["groups"]]
    return {**board, "mine": [], "groups": groups, "dots_left": DOTS}


def _take(actor: Actor, meeting_id: int, step: BoardStep) -> None:
    group_id, title = step.group_id or 0, step.title or ""
    match step.do:
        case "reveal":
            cards.reveal_cards(actor, meeting_id)
        case "group":
            cards.group_cards(actor, meeting_id, step.card_ids, group_id=step.group_id, title=title)
        case "name":
            cards.name_group(actor, meeting_id, group_id, title)
        case "merge":
            cards.merge_groups(actor, meeting_id, group_id, step.other_id or 0)
        case "split":
            cards.split_group(actor, meeting_id, group_id)
        case "move":
            cards.move_group(actor, meeting_id, group_id, before_id=step.other_id)
        case "count":
            cards.count_votes(actor, meeting_id)
        case "vote_again":
            cards.vote_again(actor, meeting_id)


@router.put(
    "meetings/{meeting_id}/votes",
    response=CardBoardOut,
    operation_id="cast_votes",
    summary="Vote",
)
def vote(request: ApiRequest, meeting_id: Id, new: VotesNew) -> HttpResponse:
    """All of one's own dots at once. Nobody else reads them."""
    cards.cast_votes(request.auth, meeting_id, {one.group_id: one.dots for one in new.votes})
    return answers.one(request, _board(request.auth, meeting_id))


def _board(actor: Actor, meeting_id: int) -> dict[str, Any]:
    row = let_in(actor, meeting_id)
    found = board_of(actor, row)
    fields = ("private", "writers", "voters", "dots_left", "is_counted")
    return {
        "format": row.format,
        "is_anonymous": row.is_anonymous,
        "columns": [column.key for column in found.columns],
        "mine": [asdict(card) for card in found.mine],
        "groups": [asdict(group) for group in found.groups],
        **{name: getattr(found, name) for name in fields},
    }
