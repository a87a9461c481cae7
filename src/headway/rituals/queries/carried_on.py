"""Actions and blockers of earlier meetings that came up again in one, for its minutes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from headway.people.access import Actor
from headway.rituals.models import ItemState, MeetingKind
from headway.rituals.queries.blockers import BlockerRow, blockers_in_room
from headway.rituals.queries.first import FirstOf
from headway.rituals.queries.items import ActionRow, actions_before
from headway.rituals.queries.retrospective_data import agreed_before
from headway.rituals.queries.rooms.minutes import Line, Section, whose
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.queries.weekly.rooms import place_of_row


def carried_sections(actor: Actor, row: MeetingRow) -> list[Section]:
    """What a weekly or retrospective found open or settled since, and how it stands now. Up to nine
    queries, none for other meetings."""
    actions: FirstOf[ActionRow] = FirstOf()
    blockers: FirstOf[BlockerRow] = FirstOf()
    if row.kind == MeetingKind.WEEKLY:
        since = place_of_row(actor, row).since
        actions, _settled = actions_before(actor, row.unit_id, row.id, since)
        blockers = blockers_in_room(actor, row.unit_id, row.opened_at or since)
    elif row.kind == MeetingKind.RETROSPECTIVE:
        actions = FirstOf(tuple(agreed_before(actor, row)[0]))
    found = [
        Section(
            _("Actions from before"),
            (*(Line(one.title, _done(one)) for one in actions.rows), *_rest(actions)),
        ),
        Section(_("Blockers from before"), (*_blockers(row, blockers), *_rest(blockers))),
    ]
    return [section for section in found if section.lines]


def _rest(found: FirstOf[Any]) -> list[Line]:
    return [Line(_("and %(count)d more") % {"count": found.more})] if found.more else []


def _done(one: ActionRow) -> str:
    if one.is_open:
        return _("%(whose)s, still to do") % {"whose": whose(one)}
    if one.state == ItemState.DROPPED:
        return _("dropped: %(word)s") % {"word": one.closing_word}
    return _("%(whose)s, done") % {"whose": whose(one)}


def _blockers(row: MeetingRow, found: FirstOf[BlockerRow]) -> Iterator[Line]:
    for one in found.rows:
        if one.meeting_id == row.id:  # it stands among those that were raised there
            continue
        words = _("%(whose)s, still in the way") if one.is_open else _("%(whose)s, resolved")
        yield Line(one.title, words % {"whose": whose(one)})
