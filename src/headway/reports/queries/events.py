"""One event, for whom may read what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.queries import EventRow
from headway.activity.queries.chain import ChainLink, chain_link
from headway.kit.problems import NotFound
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.okrs.queries.telling import BARE, without_hidden_ends
from headway.people.access import Actor, Permission, decide
from headway.people.queries.told import Names, ToldEvent, told_by
from headway.reports.queries.changes.words import POSTS, TEXTS, label_of, word_of
from headway.reports.queries.places import has_page, of_object
from headway.rituals.queries.frames import frame_row
from headway.web.formats import sentence
from headway.web.word_diff import Piece, pieces

OPEN = frozenset({"cycle", "goal", "perspective", "statement", "frame", "plan", "unit"})
"""What everybody in the organisation may read, and so what happened to it. All else (people,
tokens, imports, settings) is for administrators."""

_PLANNED = frozenset({"objectives", "key_results"})


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of an event, before and after, in words; a text also word by word."""

    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event in words, with its place in the chain."""

    told: ToldEvent
    fields: tuple[FieldRow, ...]
    link: ChainLink

    @property
    def subject_url(self) -> str:
        """The page of what it is about; empty where there is none."""
        event = self.link.event
        is_there = has_page(event.subject_type)
        return of_object(event.subject_type, event.subject_id) if is_there else ""


def read_event(actor: Actor, sequence: int) -> ChainLink:
    """An event by its number, without what the actor may not read. Raises NotFound, also where its
    subject is hidden: that it happened is not told either. At most six queries."""
    link = chain_link(actor.organisation_id, sequence)
    if link is None:
        raise _not_found()
    if decide(actor, Permission.AUDIT_READ).allowed:
        return link
    return replace(link, event=_seen(actor, link.event))


def event_page(actor: Actor, sequence: int) -> EventPage:
    """The same in words. At most eight queries."""
    link = read_event(actor, sequence)
    names = Names(actor.organisation_id, [link.event])
    told = told_by(names, [link.event])[0]
    return EventPage(told, _fields(names, link.event, told), link)


def _seen(actor: Actor, row: EventRow) -> EventRow:
    if row.subject_type == "objective":
        get_objective(actor, row.subject_id)
    elif row.subject_type == "key_result":
        get_key_result(actor, row.subject_id)
    elif row.subject_type not in OPEN:
        raise _not_found()
    if any(part in row.verb for part in BARE):
        return replace(row, before=None, after=None)
    if row.subject_type == "frame":
        return _seen_frame(actor, row)
    if row.subject_type == "plan":
        return replace(row, after=_without(row.after, _PLANNED))
    return without_hidden_ends(actor, [row])[0]


def _seen_frame(actor: Actor, row: EventRow) -> EventRow:
    frame = frame_row(actor, row.subject_id)
    hidden = set()
    if frame.goal_id is None and frame.parent_id is None:
        hidden.add("serves")
    if frame.objective_id is None:
        hidden |= {"objective", "objective_id"}
    return replace(row, after=_without(row.after, frozenset(hidden)))


def _without(values: Mapping[str, Any] | None, names: frozenset[str]) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: value for name, value in values.items() if name not in names}


def _fields(names: Names, row: EventRow, told: ToldEvent) -> tuple[FieldRow, ...]:
    """What stands in the definition of a key result or objective in its own words, with measures;
    everything else as the history tells it."""
    before, after = row.before or {}, row.after or {}
    measure = str(after.get("measure") or before.get("measure") or "")
    own = [name for name in POSTS if name in after and name in before] if before else []
    found = [
        FieldRow(
            label_of(name),
            word_of(name, before[name], names, measure),
            word_of(name, after[name], names, measure),
            pieces(str(before[name]), str(after[name])) if name in TEXTS else (),
        )
        for name in own
        if before[name] != after[name]
    ]
    others = [
        FieldRow(sentence(one.field), one.before, one.after)
        for one in told.changes
        if one.key not in own
    ]
    return (*found, *others)


def _not_found() -> NotFound:
    return NotFound(_("There is no such event, or it is not for you to read."))
