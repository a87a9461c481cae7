"""What the minutes keep of a board."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.people.access import Actor
from headway.rituals.queries.cards import board_of
from headway.rituals.queries.rooms.minutes import Line, Section
from headway.rituals.queries.rooms.rows import MeetingRow


def board_sections(actor: Actor, row: MeetingRow) -> Sequence[Section]:
    """What stood on the board, the most voted first. Never who wrote it. Five queries."""
    board = board_of(actor, row)
    lines = []
    for group in board.groups:
        votes = ngettext("%(num)d vote", "%(num)d votes", group.votes or 0)
        notes = [votes % {"num": group.votes or 0}] if board.is_counted else []
        if group.others:
            notes.append("; ".join(card.text for card in group.others))
        lines.append(Line(group.title or group.cards[0].text, ". ".join(notes)))
    return [Section(_("On the board"), tuple(lines))] if lines else []
