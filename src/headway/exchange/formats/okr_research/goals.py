"""Mid-term goals, which objectives may serve."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.formats.document import Node
from headway.exchange.formats.entries import ImportedGoal, ImportedPerspective
from headway.exchange.formats.okr_research.reading import Reading
from headway.exchange.formats.okr_research.scorecard import (
    read_measures,
    read_weight,
    weigh_goal,
)
from headway.exchange.formats.okr_research.words import ROLE_LIMIT
from headway.exchange.formats.records import Record

TITLE_LIMIT = 300
PERSPECTIVE_LIMIT = 100
UNIT_LIMIT = 200


def read_goal(reading: Reading, node: Node) -> None:
    """Take one entry of ``mid_term_goals``; with a fault it stays out."""
    entry = Record(node)
    if not isinstance(node.value, dict):
        reading.reject(node.line, "", _("A mid-term goal must have fields."), "goal")
        return
    key = reading.claim(entry)
    title = entry.text("title", required=True, limit=TITLE_LIMIT)
    starts_on, ends_on = entry.day("start"), entry.day("end")
    description = entry.text("description") or ""
    role = entry.text("owner_role", limit=ROLE_LIMIT)
    perspective = entry.text("perspective", limit=PERSPECTIVE_LIMIT)
    unit, serves = entry.text("unit", limit=UNIT_LIMIT), entry.text("serves")
    weight, measures = read_weight(entry), entry.items("measures")
    if perspective is not None and perspective.lower() in reading.lost_perspectives:
        words = _("The perspective “%(name)s” was rejected.")
        entry.fault(entry.line_of("perspective"), words % {"name": perspective})
    if starts_on and ends_on and ends_on <= starts_on:
        entry.fault(entry.line_of("end"), _("The last day must be after the first."))
    entry.tell_unread(_("“%(field)s” is no field of a mid-term goal: left out."))
    if entry.faults or not (key and title and starts_on and ends_on):
        reading.reject_entry(entry, "goal")
        return
    reading.tell(entry)
    more: dict[str, Any] = {}
    if perspective:
        more["perspective"] = _perspective(reading, perspective, entry)
    if unit:
        more["unit"] = reading.roster.team(unit, entry.line)
    if serves:
        more["serves"] = serves
    reading.goals[key] = ImportedGoal(
        external_id=key,
        line=entry.line,
        title=" ".join(title.split()),
        description=description,
        owner=reading.roster.person(role, entry.line),
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
        position=len(reading.goals),
        more=more,
    )
    weigh_goal(reading, key, entry, weight)
    read_measures(reading, key, measures)


def in_order(reading: Reading) -> Iterator[ImportedGoal]:
    """The goals of the file, each after the one that it serves; one that serves none that it could
    stays out."""
    waiting = dict(reading.goals)
    done: set[str] = set()
    while waiting:
        ready = [goal for goal in waiting.values() if goal.more.get("serves", "") not in waiting]
        if not ready:  # they serve each other in a circle
            ready = list(waiting.values())
        for goal in ready:
            del waiting[goal.external_id]
            if fault := _serves_fault(reading, goal, done):
                reading.reject(goal.line, goal.external_id, fault, "goal")
                continue
            done.add(goal.external_id)
            yield goal


def _serves_fault(reading: Reading, goal: ImportedGoal, done: set[str]) -> str:
    """Why a goal cannot serve the one that it names; of units that are here it is looked at later
    whether one lies above the other."""
    named = goal.more.get("serves")
    if named is None:
        return ""
    if named not in done:
        words = _("It serves “%(id)s”, which is no usable goal of the file, or serves it in turn.")
        return words % {"id": named[:60]}
    unit = goal.more.get("unit")
    if unit is None or reading.goals[named].more.get("unit") == unit:
        return _("Only a goal of a unit serves another: one of a unit above, or of the top.")
    return ""


def _perspective(reading: Reading, name: str, entry: Record) -> str:
    """The id of the perspective of a name, whatever its case; hardly longer than the name, as a
    column holds it, which a casefolded one need not be."""
    key = name.lower()
    if key not in reading.perspectives:
        reading.perspectives[key] = ImportedPerspective(
            external_id=key,
            line=entry.line_of("perspective"),
            name=name,
            position=len(reading.perspectives),
        )
    return key
