"""Retrospectives: hold one, its board, and what was learned.

One's own private cards are put as a whole, not posted one by one: what is kept for repeated POSTs
would tell of them (docs/adr/0041).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from headway.core.rituals import BOARD_STAGES
from headway.kit.problems import NotAllowed, NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Instant, Line, Ref, Text
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of
from headway.rituals.actions import cards, learnings
from headway.rituals.actions.rooms.retrospectives import (
    hold_retrospective,
    plan_retrospective,
    settle_board,
)
from headway.rituals.queries.cards import board_of
from headway.rituals.queries.learnings import search_learnings
from headway.rituals.queries.retrospective_data import follow_through_of, retrospective_data
from headway.rituals.queries.rooms.confidential import may_read
from headway.rituals.queries.rooms.rows import MeetingRow, meeting_row

router = Router(tags=["Meetings"])


class RetrospectiveNew(Input):
    """A retrospective; without a time it begins now."""

    unit_id: Ref
    cycle_id: Ref
    planned_at: Instant | None = None
    format: Line = Field("goals_measures", examples=["keep_stop_start"])
    is_anonymous: bool = True
    facilitator_id: Ref | None = None


class RetrospectiveOut(Schema):
    """A retrospective; the rest stands at `meetings/{id}`."""

    id: Id
    unit_id: Id
    cycle_id: int | None
    state: str
    format: str
    is_anonymous: bool
    facilitator_id: int | None


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


class FactOut(Schema):
    """A number and what it means."""

    title: str
    value: str
    words: str


class DataOut(Schema):
    """What the data say before people write."""

    facts: list[FactOut]
    untouched: list[str]
    reach: list[str]
    moved: list[str]
    still_open: list[int]
    hidden: int


class FollowThroughOut(Schema):
    """How much of what the last four retrospectives of each unit agreed on was done by the next."""

    agreed: int
    done: int
    share: float | None
    band: str | None


class LearningNew(Input):
    """What was learned."""

    text: Text


class LearningOut(Schema):
    """Something learned, in a retrospective or when an objective was closed."""

    id: Id
    source: str = Field(..., examples=["retrospective"])
    text: str
    unit_id: Id
    unit_name: str
    cycle_id: int | None
    cycle_name: str | None
    meeting_id: int | None
    objective_id: int | None
    about: str | None
    at: datetime


class LearningsFoundOut(Schema):
    """The latest first."""

    items: list[LearningOut]
    is_more: bool


@router.post(
    "retrospectives",
    response={201: RetrospectiveOut},
    operation_id="hold_retrospective",
    summary="Plan a retrospective, or hold one now",
)
def hold(request: ApiRequest, new: RetrospectiveNew) -> HttpResponse:
    """People of the unit, its leads and coaches; one that is under way is joined."""
    fields = new.model_dump()
    if new.planned_at is None:
        del fields["planned_at"]
        made = hold_retrospective(request.auth, **fields)
    else:
        made = plan_retrospective(request.auth, **fields)
    body = {name: getattr(made, name) for name in RetrospectiveOut.model_fields}
    return answers.created(request, body, f"meetings/{made.pk}")


@router.get(
    "retrospectives/follow-through",
    response=FollowThroughOut,
    operation_id="get_follow_through",
    summary="Read how much of what was agreed is done",
)
def read_follow_through(request: ApiRequest, unit_id: Id | None = None) -> HttpResponse:
    """Of a unit and all below it, or of everybody (docs/methods 7)."""
    found = follow_through_of(request.auth, path_of(request.auth, unit_id))
    body = {"agreed": found.agreed, "done": found.done, "share": found.share, "band": found.band}
    return answers.one(request, body)


@router.get(
    "meetings/{meeting_id}/data",
    response=DataOut,
    operation_id="get_retrospective_data",
    summary="Read what the data say before a retrospective",
)
def read_data(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """As far as one may read objectives."""
    found = retrospective_data(request.auth, _let_in(request.auth, meeting_id))
    body = {
        "facts": [asdict(one) for one in found.facts],
        "untouched": [one.title for one in found.untouched],
        "reach": [f"{one.title}: {one.words}" for one in found.reach],
        "moved": [one.title for one in found.ledger.indexes],
        "still_open": [one.id for one in found.still_open],
        "hidden": found.hidden,
    }
    return answers.one(request, body)


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
    """Everybody groups; who leads the meeting reveals and counts."""
    _take(request.auth, meeting_id, step)
    return answers.one(request, _board(request.auth, meeting_id))


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


@router.post(
    "meetings/{meeting_id}/learnings",
    response={204: None},
    operation_id="keep_learning",
    summary="Keep what was learned",
)
def keep(request: ApiRequest, meeting_id: Id, new: LearningNew) -> HttpResponse:
    """While the meeting is under way."""
    answers.leave_no_key(request)
    learnings.keep_learning(request.auth, meeting_id, text=new.text)
    return answers.nothing()


@router.delete(
    "learnings/{learning_id}",
    response={204: None},
    operation_id="remove_learning",
    summary="Take back what was learned",
)
def forget(request: ApiRequest, learning_id: Id) -> HttpResponse:
    """While its meeting is under way."""
    learnings.remove_learning(request.auth, learning_id)
    return answers.nothing()


@router.get(
    "learnings",
    response=LearningsFoundOut,
    operation_id="list_learnings",
    summary="Search what was learned",
)
def search(
    request: ApiRequest,
    q: str = "",
    unit_id: Id | None = None,
    cycle_id: Id | None = None,
    offset: int = 0,
) -> HttpResponse:
    """In retrospectives that are over, and when objectives were closed; 50 at a time."""
    found, is_more = search_learnings(
        request.auth, text=q[:200], unit_path=path_of(request.auth, unit_id), cycle_id=cycle_id,
        offset=min(max(offset, 0), 5_000),
    )  # fmt: skip
    return answers.one(request, {"items": [asdict(one) for one in found], "is_more": is_more})


def _let_in(actor: Actor, meeting_id: int) -> MeetingRow:
    """The meeting, for somebody who belongs there and a kind that has a board. Raises NotFound,
    NotAllowed."""
    row = meeting_row(actor, meeting_id)
    if not may_read(actor, row):
        raise NotAllowed(_("What is said in a retrospective stays among the people of the unit."))
    if row.kind not in BOARD_STAGES:
        raise NotFound(_("This kind of meeting has no board."))
    return row


def _board(actor: Actor, meeting_id: int) -> dict[str, Any]:
    row = _let_in(actor, meeting_id)
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
