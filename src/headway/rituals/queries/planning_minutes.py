"""What the minutes of a planning session keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.people.access import Actor
from headway.rituals.queries.cards import GroupRow, board_of
from headway.rituals.queries.rooms.minutes import Line, Section
from headway.rituals.queries.rooms.planning import confidence_of
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.web.formats import number


def planning_sections(actor: Actor, row: MeetingRow, *, today: date) -> list[Section]:
    """What was taken on, what is not now, and how sure everybody is: what was on the board, and
    nothing of drafts that came otherwise. About ten queries."""
    board = board_of(actor, row)
    labels = {group.objective_id: group.label for group in board.groups if group.objective_id}
    sure = confidence_of(actor, row, today=today)
    told = [
        (labels.get(one.objective.id, one.objective.title), one)
        for one in sure.rows
        if sure.is_counted and (one.objective.id in labels or one.objective.is_open_to_all)
    ]
    found = [
        Section(_("Taken on"), tuple(_group(one) for one in board.groups if one.objective_id)),
        Section(_("Not now"), tuple(_group(one) for one in board.groups if not one.objective_id)),
        Section(
            _("How sure we are"),
            tuple(
                Line(title, _("%(mean)s of 10 on average: %(all)s") % {
                    "mean": number(one.mean, 1), "all": _spoken(one.counts)
                })
                for title, one in told
            ),
        ),
    ]  # fmt: skip
    return [section for section in found if section.lines]


def _group(group: GroupRow) -> Line:
    votes = group.votes or 0
    return Line(group.label, ngettext("%(num)d vote", "%(num)d votes", votes) % {"num": votes})


def _spoken(counts: Sequence[int]) -> str:
    return ", ".join(str(n) for n, count in enumerate(counts) for _one in range(count))
