"""What is known while a file is read: ids, people, units, findings and the entries so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.formats.entries import (
    Entry,
    ImportedCheckIn,
    ImportedClosure,
    ImportedCycle,
    ImportedGoal,
    ImportedInitiative,
    ImportedKeyResult,
    ImportedMilestone,
    ImportedObjective,
    ImportedPerspective,
)
from headway.exchange.formats.okr_research.roles import Roster
from headway.exchange.formats.plan import Finding, ImportedPlan
from headway.exchange.formats.records import ID_LIMIT, Record


@dataclass(slots=True)
class Entries:
    """The entries read so far, each kind in the file's order."""

    objectives: list[ImportedObjective] = field(default_factory=list)
    key_results: list[ImportedKeyResult] = field(default_factory=list)
    milestones: list[ImportedMilestone] = field(default_factory=list)
    initiatives: list[ImportedInitiative] = field(default_factory=list)
    checkins: list[ImportedCheckIn] = field(default_factory=list)
    closures: list[ImportedClosure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Parent:
    """What an objective says of one parent, and on which line; ``key`` names the link, ``more`` is
    what it says of what the link does to numbers."""

    id: str
    line: int
    key: str
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """A file that is being read."""

    plan: ImportedPlan
    cycles: dict[str, ImportedCycle]
    today: date
    roster: Roster = field(default_factory=Roster)
    entries: Entries = field(default_factory=Entries)
    seen: dict[str, int] = field(default_factory=dict)
    """The line of every id, whether its entry was usable or not."""
    objective_of: dict[str, str] = field(default_factory=dict)
    """The objective of every usable id: of an objective, itself."""
    cycle_of: dict[str, ImportedCycle] = field(default_factory=dict)
    """The cycle of every usable objective."""
    goals: dict[str, ImportedGoal] = field(default_factory=dict)
    perspectives: dict[str, ImportedPerspective] = field(default_factory=dict)
    lost_perspectives: set[str] = field(default_factory=set)
    """Names of perspectives that the file tells wrongly: their goals stay out."""
    card: list[Entry] = field(default_factory=list)
    """Weights, KPIs of goals and arrows, each after what it is of."""
    arrows: dict[str, int] = field(default_factory=dict)
    """The line of every arrow."""
    key_results: dict[str, ImportedKeyResult] = field(default_factory=dict)
    """Every usable key result by its id."""
    parents: dict[str, list[Parent]] = field(default_factory=dict)
    open_cycles: set[str] = field(default_factory=set)
    """Cycles with an objective that has no published result."""
    positions: dict[tuple[str, str], int] = field(default_factory=dict)

    def claim(self, entry: Record) -> str | None:
        """The entry's id; a fault when it is missing or another entry has it."""
        key = entry.text("id", required=True, limit=ID_LIMIT)
        if key is None:
            return None
        entry.name = key
        if key in self.seen:
            entry.fault(
                entry.line_of("id"),
                _("The id is used on line %(line)d already.") % {"line": self.seen[key]},
            )
            return None
        self.seen[key] = entry.line_of("id")
        return key

    def next_position(self, cycle: str, unit: str) -> int:
        """The place of the next objective among those of its unit in its cycle."""
        position = self.positions.get((cycle, unit), 0)
        self.positions[cycle, unit] = position + 1
        return position

    def assume(self, entry: Record, text: str) -> None:
        """Note what was taken for granted about an entry."""
        self.plan.assumed.append(Finding(entry.line, entry.name, text))

    def tell(self, entry: Record) -> None:
        """Note what of a usable entry nothing asked for."""
        self.plan.assumed += entry.told

    def reject(self, line: int, name: str, text: str, kind: str = "") -> None:
        """Note why an entry stays out."""
        self.plan.rejected.append(Finding(line, name, text, kind))

    def reject_entry(self, entry: Record, kind: str) -> None:
        """Note every fault of an entry; it counts as one rejected entry."""
        for number, fault in enumerate(entry.faults):
            self.reject(fault.line, entry.name, fault.text, kind if number == 0 else "")
