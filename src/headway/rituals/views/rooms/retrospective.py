"""The room of a retrospective: the data first, then writing alone, revealing, grouping, voting, and
one to three changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.rituals import formats
from headway.people.access import Actor
from headway.people.queries.choices import PeopleChoices
from headway.rituals.actions import cards, learnings
from headway.rituals.actions.rooms.retrospectives import settle_board
from headway.rituals.queries.cards import Board, board_of
from headway.rituals.queries.items import may_change
from headway.rituals.queries.learnings import learnings_of_meeting
from headway.rituals.queries.retrospective_data import agreed_before, retrospective_data
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.views.rooms.kinds import RoomKind
from headway.web.choosing import finder
from headway.web.formats import count_at_start
from headway.web.posted import Posted


def context(request: HttpRequest, actor: Actor, row: MeetingRow) -> Mapping[str, Any]:
    """About fifteen queries, however much was written; twenty more in the stage that shows the
    data, which only then are there to be seen."""
    board = board_of(actor, row)
    data = retrospective_data(actor, row) if row.stage_key == "data" else None
    earlier = data.earlier if data else agreed_before(actor, row)[0]
    return {
        "question": _("What do we change in how we work?"),
        "heading": heading_of(row.stage_key, board),
        "facts": [_("anonymous") if row.is_anonymous else _("with names")],
        "stage": row.stage_key,
        "board": board,
        "data": data,
        "earlier": earlier,
        "changeable": {one.id for one in earlier if may_change(actor, one)},
        "learned": learnings_of_meeting(row.id),
        "formats": [(one.key, _(one.title)) for one in formats(row.kind)],
        "is_settled": bool(board.private) or board.is_revealed,
        "people": finder(PeopleChoices(actor), {}, "owner_id"),
    }


def heading_of(stage: str, board: Board) -> str:
    """What is true now, in a sentence."""
    if stage == "data":
        return _("First what the data say, then what we say")
    if board.private and stage in ("write", "group"):
        written = ngettext("%(num)s card is written", "%(num)s cards are written", board.private)
        return _("%(cards)s, by %(people)d of us, unread by others") % {
            "cards": written % {"num": count_at_start(board.private)},
            "people": board.writers,
        }
    if not board.is_revealed:
        return _("Everybody writes alone first")
    count = len(board.groups)
    said = ngettext("%(num)s thought is on the board", "%(num)s thoughts are on the board", count)
    on_board = said % {"num": count_at_start(count)}
    if board.is_counted:
        return _("Most of us want to talk about “%(group)s”") % {"group": board.groups[0].label}
    if stage == "vote" and not board.voters:
        return _("%(board)s; nobody has voted yet") % {"board": on_board}
    if stage == "vote":
        return _("%(board)s; %(people)d of us have voted") % {
            "board": on_board,
            "people": board.voters,
        }
    return on_board


def step(_request: HttpRequest, actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    """What its forms send."""
    match do:
        case "card":
            text, column = posted.text("text"), posted.text("column")
            cards.write_card(actor, row.id, column=column, text=text)
        case "change_card":
            cards.change_card(actor, posted.integer("card_id") or 0, text=posted.text("text"))
        case "remove_card":
            cards.remove_card(actor, posted.integer("card_id") or 0)
        case "learning":
            learnings.keep_learning(actor, row.id, text=posted.text("learning"))
        case "remove_learning":
            learnings.remove_learning(actor, posted.integer("learning_id") or 0)
        case "board":
            settle_board(
                actor, row.id, format=posted.text("format"),
                is_anonymous=posted.switched("is_anonymous"),
            )  # fmt: skip
        case _:
            return _on_the_board(actor, row, posted, do)
    return True


def _on_the_board(actor: Actor, row: MeetingRow, posted: Posted, do: str) -> bool:
    """Reveal, group, vote."""
    group_id = posted.integer("group_id")
    match do:
        case "reveal":
            cards.reveal_cards(actor, row.id)
        case "group":
            card_id = posted.integer("card_id") or 0
            cards.group_cards(actor, row.id, [card_id], group_id=group_id)
        case "merge":
            other_id = posted.integer("other_id") or 0
            cards.merge_groups(actor, row.id, group_id or 0, other_id)
        case "name_group":
            cards.name_group(actor, row.id, group_id or 0, posted.text("title"))
        case "split":
            cards.split_group(actor, row.id, group_id or 0)
        case "move_group":
            before_id = posted.integer("before_id")
            cards.move_group(actor, row.id, group_id or 0, before_id=before_id)
        case "vote":
            cards.vote_for(actor, row.id, group_id or 0, posted.integer("dots") or 0)
        case "count":
            cards.count_votes(actor, row.id)
        case "vote_again":
            cards.vote_again(actor, row.id)
        case _:
            return False
    return True


RETROSPECTIVE = RoomKind(
    context=context,
    parts="rituals/rooms/retrospective_news.html",
    page="rituals/rooms/retrospective.html",
    step=step,
)
