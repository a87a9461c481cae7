"""Who and what the demo has so far, and the clock by which its story is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from typing import Any

import yaml

from headway.kit import clock
from headway.okrs.models import KeyResult, Objective
from headway.people.access import Actor
from headway.people.models import Organisation, Person, Unit
from headway.rituals.models import MeetingSeries

SLUG = "tidewell"
WEEKS = 13
WEEK_NOW = 8
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same reader in C where there is one: it takes a tenth of the time."""
Progress = Callable[[str, int, int], None]


def read(name: str) -> dict[str, Any]:
    """A file of the story."""
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=LOADER)  # noqa: S506 - either is the safe one
    return found


@dataclass(frozen=True, slots=True)
class Agreed:
    """An action or a blocker that somebody brings to its end on a day."""

    done_on: date
    actor: Actor
    id: int
    word: str = ""
    is_blocker: bool = False


@dataclass(slots=True)
class Stage:
    """The story, the day it is told on, and what was created of it, by its key.

    ``carried`` are the drafts of objectives that were carried over; ``agreed`` is what is still to
    be done of what meetings agreed on.
    """

    story: Mapping[str, Any]
    rituals: Mapping[str, Any]
    today: date
    progress: Progress
    organisation: Organisation = field(init=False)
    system: Actor = field(init=False)
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    goals: dict[str, int] = field(default_factory=dict)
    objectives: dict[str, Objective] = field(default_factory=dict)
    carried: dict[str, Objective] = field(default_factory=dict)
    key_results: dict[str, KeyResult] = field(default_factory=dict)
    kpis: list[Any] = field(default_factory=list)  # kpis.Told, in the order of its file
    series: dict[str, MeetingSeries] = field(default_factory=dict)
    agreed: list[Agreed] = field(default_factory=list)

    @property
    def running_start(self) -> date:
        """The first day of the cycle that is running."""
        return self.today - timedelta(days=self.today.weekday(), weeks=WEEK_NOW - 1)

    def on(self, day: date, *, minute: int = 9 * 60) -> AbstractContextManager[None]:
        """The clock stands at a minute of that day."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return clock.frozen(midnight + timedelta(minutes=minute))


_SEASONS = ("Winter", "Spring", "Summer", "Autumn")


def season(start: date) -> str:
    """The name of a cycle by the season around its middle: "Autumn 2026"."""
    middle = start + timedelta(weeks=WEEKS / 2)
    return f"{_SEASONS[middle.month % 12 // 3]} {middle.year}"
