"""Mid-term goals, which objectives may serve."""

from __future__ import annotations

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
    reading.goals[key] = ImportedGoal(
        external_id=key,
        line=entry.line,
        title=" ".join(title.split()),
        description=description,
        owner=reading.roster.person(role, entry.line),
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
        position=len(reading.goals),
        more={"perspective": _perspective(reading, perspective, entry)} if perspective else {},
    )
    weigh_goal(reading, key, entry, weight)
    read_measures(reading, key, measures)


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
