"""KPIs that are the same in what the health of their unit is made of, counted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from headway.core.spc import DEFAULT, Watched
from headway.core.spc.false_alarms import PERIODS

ANSWERED = "answered"
"""Stands last in the text of a state whose signal was answered."""


@dataclass(frozen=True, slots=True)
class Alike:
    """``count`` KPIs that are the same in what the health of their unit is made of."""

    colour: str | None
    nature: str
    rules: Sequence[str]
    baseline: int | None
    frequency: str
    stage: str | None
    is_answered: bool = False
    count: int = 1

    @property
    def watched(self) -> Watched:
        """As the core counts the false alarms that they will raise."""
        rules = tuple(self.rules) or DEFAULT
        return Watched(rules, self.baseline or 0, PERIODS[self.frequency], self.count)

    @property
    def text(self) -> str:
        """As it is stored with each state."""
        parts = (self.colour, self.nature, ",".join(self.rules), self.baseline, self.frequency)
        answered = (ANSWERED,) if self.is_answered else ()
        return "|".join(map(str, (*parts, self.stage, *answered)))

    @classmethod
    def of(cls, text: str, count: int) -> Alike:
        """So many KPIs of that text."""
        colour, nature, rules, baseline, frequency, stage, *more = text.split("|")
        codes = tuple(rules.split(",")) if rules else ()
        return cls(colour, nature, codes, int(baseline), frequency, stage, ANSWERED in more, count)


def once_answered(text: str) -> str:
    """The text that is stored with a state, once its signal is answered. Nothing stays nothing."""
    return replace(Alike.of(text, 1), is_answered=True).text if text else text
