"""The entries of a file, with an id of their own and the line they came from.

References between entries (an objective's cycle, unit and owner …) are ids of other entries; the
empty id of a unit means the organisation's own, topmost unit. Figures and dates are plain JSON
values, so that an entry can be compared with what was imported before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

ROOT_UNIT = ""
"""The id that stands for the organisation's topmost unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing of a file. ``INITIAL`` names the fields that only matter when it is created:
    afterwards the organisation's own process moves them. ``REFERENCES`` says which fields hold the
    id of another entry, and of which kind.

    ``more`` are the fields that a file may leave out, as far as it says them: what it does not say
    is for the organisation to set, and is never taken back by importing the file again."""

    external_id: str
    line: int
    more: Mapping[str, Any] = field(default_factory=dict)

    KIND: ClassVar[str]
    INITIAL: ClassVar[frozenset[str]] = frozenset()
    REFERENCES: ClassVar[dict[str, str]] = {}

    @property
    def label(self) -> str:
        """What a reader would call it."""
        return self.external_id

    def values(self) -> dict[str, Any]:
        """The fields an import compares and updates."""
        own = {name: getattr(self, name) for name in _names(self) if name not in self.INITIAL}
        return {**own, **self.more}

    def initial(self) -> dict[str, Any]:
        """The fields that are only written when the entry is created."""
        return {name: getattr(self, name) for name in _names(self) if name in self.INITIAL}


def _names(entry: Entry) -> list[str]:
    return [f.name for f in fields(entry) if f.name not in ("external_id", "line", "more")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPerson(Entry):
    """Somebody whom a file names as an owner."""

    KIND = "person"
    INITIAL = frozenset({"name"})
    name: str

    @property
    def label(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPerspective(Entry):
    """A perspective that mid-term goals of a file belong to. It may say a hint."""

    KIND = "perspective"
    INITIAL = frozenset({"name", "position"})
    name: str
    position: int

    @property
    def label(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedGoal(Entry):
    """A mid-term goal of a file. It may say more: the perspective and the unit it belongs to, and
    the goal above that it serves."""

    KIND = "goal"
    INITIAL = frozenset({"position"})
    REFERENCES: ClassVar[dict[str, str]] = {
        "owner": "person",
        "perspective": "perspective",
        "unit": "unit",
        "serves": "goal",
    }
    title: str
    description: str
    owner: str | None
    starts_on: str
    ends_on: str
    position: int

    @property
    def label(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedUnit(Entry):
    """A unit of a file, below another one."""

    KIND = "unit"
    INITIAL = frozenset({"name", "position"})
    REFERENCES: ClassVar[dict[str, str]] = {"parent": "unit"}
    name: str
    kind: str
    parent: str = ROOT_UNIT
    position: int = 0

    @property
    def label(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCycle(Entry):
    """``phase``, ``plan_lock_on`` and ``closed_at`` follow from the dates and results of the file
    when the cycle is created; people move them from then on. It may say more: the cycle it is part
    of."""

    KIND = "cycle"
    REFERENCES: ClassVar[dict[str, str]] = {"parent": "cycle"}
    INITIAL = frozenset({"phase", "plan_lock_on", "closed_at"})
    name: str
    kind: str
    starts_on: str
    ends_on: str
    phase: str
    plan_lock_on: str
    closed_at: str | None = None

    @property
    def label(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedObjective(Entry):
    """An objective as a file tells it. It may say more: ambition, origin, visibility, is_local and
    own_weight."""

    KIND = "objective"
    INITIAL = frozenset({"state", "position"})
    REFERENCES: ClassVar[dict[str, str]] = {"cycle": "cycle", "unit": "unit", "owner": "person"}
    cycle: str
    unit: str
    owner: str | None
    title: str
    description: str
    state: str
    position: int

    @property
    def label(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedKeyResult(Entry):
    """A key result as a file tells it, with its definition. It may say more: weight, cadence,
    profile, updater; fail, scale, anchors, aggregation and n_min of its definition; is_health and
    what it is paired_with."""

    KIND = "key_result"
    INITIAL = frozenset({"position"})
    REFERENCES: ClassVar[dict[str, str]] = {
        "objective": "objective",
        "owner": "person",
        "updater": "person",
        "paired_with": "key_result",
    }
    objective: str
    owner: str | None
    title: str
    description: str
    kind: str
    start: float | None
    target: float | None
    low: float | None
    high: float | None
    measure: str
    cancelled_on: str | None
    cancel_reason: str
    position: int

    @property
    def label(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedMilestone(Entry):
    """A step of a milestone key result. It may say its weight."""

    KIND = "milestone"
    INITIAL = frozenset({"position"})
    REFERENCES: ClassVar[dict[str, str]] = {"key_result": "key_result"}
    key_result: str
    title: str
    position: int

    @property
    def label(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedInitiative(Entry):
    """Work that is meant to move a key result."""

    KIND = "initiative"
    INITIAL = frozenset({"position"})
    REFERENCES: ClassVar[dict[str, str]] = {"key_result": "key_result", "owner": "person"}
    key_result: str
    title: str
    owner: str | None
    due_on: str | None
    done_on: str | None
    dropped_on: str | None
    position: int

    @property
    def label(self) -> str:
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedLink(Entry):
    """An objective's parent: a mid-term goal, an objective or a key result. It may say more: kind,
    weight, and the child_key_result whose value counts with what share."""

    KIND = "link"
    REFERENCES: ClassVar[dict[str, str]] = {
        "child": "objective",
        "objective": "objective",
        "key_result": "key_result",
        "goal": "goal",
        "child_key_result": "key_result",
    }
    child: str
    objective: str | None
    key_result: str | None
    goal: str | None = None

    @property
    def kind(self) -> str:
        """What it does to numbers."""
        return str(self.more.get("kind", "aligned"))

    @property
    def parent(self) -> str:
        return self.objective or self.key_result or self.goal or ""

    @property
    def label(self) -> str:
        return f"{self.child} → {self.parent}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedCheckIn(Entry):
    """A published reading: a value in the key result's measure, or progress stated outright, or
    words alone. It may say a confidence."""

    KIND = "check_in"
    REFERENCES: ClassVar[dict[str, str]] = {"key_result": "key_result"}
    key_result: str
    value: float | None
    stated_progress: float | None
    note: str
    effective_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedClosure(Entry):
    """A published result of an objective."""

    KIND = "closure"
    INITIAL = frozenset({"closed_at"})
    REFERENCES: ClassVar[dict[str, str]] = {"objective": "objective"}
    objective: str
    outcome: str
    self_grade: float | None
    grade_comment: str
    closing_word: str
    closed_at: str
