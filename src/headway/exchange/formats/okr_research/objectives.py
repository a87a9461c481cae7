"""One objective with its key results and its published end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from headway.exchange.formats.document import Node
from headway.exchange.formats.entries import ROOT_UNIT, ImportedCycle, ImportedObjective
from headway.exchange.formats.okr_research.endings import read_ending
from headway.exchange.formats.okr_research.key_results import read_key_result
from headway.exchange.formats.okr_research.parents import read_parents
from headway.exchange.formats.okr_research.reading import Reading
from headway.exchange.formats.okr_research.results import Published
from headway.exchange.formats.okr_research.terms import read_objective_terms
from headway.exchange.formats.okr_research.words import (
    join,
    remaining_words,
    role_words,
    roles_of,
    title_of,
)
from headway.exchange.formats.records import Record

TITLE_LIMIT = 400
NAME_LIMIT = 200


def read_objective(reading: Reading, node: Node) -> None:
    """Take one entry of ``objectives``. With a fault of its own it stays out, and everything below
    it; a key result with a fault stays out alone."""
    entry = Record(node)
    if not isinstance(node.value, dict):
        reading.reject(node.line, "", _("An objective must have fields."), "objective")
        return
    key = reading.claim(entry)
    cycle = _cycle_of(reading, entry)
    title, whole_title = title_of(entry, TITLE_LIMIT)
    level, team = entry.text("level"), entry.text("team", limit=NAME_LIMIT)
    roles = roles_of(entry)
    parents, continues = read_parents(entry, key or ""), entry.text("continues")
    more, written = read_objective_terms(entry), entry.text("description")
    published = Published.read(entry)
    nodes = entry.items("key_results")
    rest = remaining_words(entry)
    if entry.faults or key is None or cycle is None or title is None:
        reading.reject_entry(entry, "objective")
        _reject_below(reading, nodes)
        return
    reading.objective_of[key] = key
    reading.cycle_of[key] = cycle
    if parents:
        reading.parents[key] = parents
    owner = reading.roster.person(roles[0] if roles else None, entry.line)
    unit = _unit(reading, entry, level, team, roles, owner)
    results = [
        read_key_result(reading, inner, objective=key, cycle=cycle, position=position)
        for position, inner in enumerate(nodes)
    ]
    ending = read_ending(
        published,
        results,
        key=key,
        ends_on=cycle.ends_on,
        ambition=more.get("ambition", "aspirational"),
        is_over=reading.today > date.fromisoformat(cycle.ends_on),
    )
    if ending.closure:
        reading.entries.closures.append(ending.closure)
    else:
        reading.open_cycles.add(cycle.external_id)
    words = [
        whole_title,
        written,
        _("Level: %(level)s") % {"level": level} if level else None,
        *role_words(roles, owner),
        _("Continues: %(id)s") % {"id": continues} if continues else None,
        *ending.words,
        *rest,
    ]
    reading.entries.objectives.append(
        ImportedObjective(
            external_id=key,
            line=entry.line,
            cycle=cycle.external_id,
            unit=unit,
            owner=owner,
            title=title,
            description=join(words),
            state="closed" if ending.closure else _open_state(reading, cycle, owner, results),
            position=reading.next_position(cycle.external_id, unit),
            more=more,
        )
    )
    _tell(reading, entry, ending.assumed, owner, roles)


def _cycle_of(reading: Reading, entry: Record) -> ImportedCycle | None:
    name = entry.text("cycle", required=True)
    if name is None:
        return None
    cycle = reading.cycles.get(name)
    if cycle is None:
        entry.fault(
            entry.line_of("cycle"),
            _("There is no usable cycle “%(cycle)s” in the file.") % {"cycle": name[:60]},
        )
    return cycle


def _unit(
    reading: Reading,
    entry: Record,
    level: str | None,
    team: str | None,
    roles: Sequence[str],
    owner: str | None,
) -> str:
    """The company's objectives belong to the whole, others to a team or to a role's area."""
    if team:
        return reading.roster.team(team, entry.line)
    if level == "company":
        return ROOT_UNIT
    if owner is not None:
        return reading.roster.role_unit(roles[0], entry.line)
    reading.assume(entry, _("Names neither team nor owner: put under the whole organisation."))
    return ROOT_UNIT


def _open_state(
    reading: Reading,
    cycle: ImportedCycle,
    owner: str | None,
    results: Sequence[Published | None],
) -> str:
    if reading.today >= date.fromisoformat(cycle.starts_on):
        return "running"
    return "agreed" if owner and any(results) else "draft"


def _reject_below(reading: Reading, nodes: Sequence[Node]) -> None:
    for node in nodes:
        key = node.value.get("id") if isinstance(node.value, dict) else None
        name = key.text[:60] if key else ""
        reading.reject(node.line, name, _("Its objective was rejected."), "key_result")


def _tell(
    reading: Reading,
    entry: Record,
    assumed: Sequence[str],
    owner: str | None,
    roles: Sequence[str],
) -> None:
    reading.tell(entry)
    for text in assumed:
        reading.assume(entry, text)
    if owner is None:
        reading.assume(entry, _("Names no owner: left without one."))
    elif len(roles) > 1:
        reading.assume(entry, _("Several owners: the first answers, the others are named."))
