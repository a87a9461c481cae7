"""Which unit needs its coach, and why (docs/methods 9.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from headway.core.bands import Band
from headway.core.practice.metrics import Figure


class Code(StrEnum):
    """What a reason is about, the gravest first."""

    ASKED = "asked"
    STALE = "stale"
    OWNERS = "owners"
    EASY = "easy"
    MOVED = "moved"
    SKIPPED = "skipped"
    SIGNALS = "signals"
    SURE = "sure"
    LOOSE = "loose"
    RETRO = "retro"
    LONG = "long"
    CARRIED = "carried"
    FINDINGS = "findings"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Reason:
    """A fact for which a unit may need its coach. ``template`` has named placeholders, filled from
    ``values`` after translation; ``one`` is said instead where the count is one. ``about`` are the
    ids of what it is about: key results, or objectives where ``of_objectives``."""

    code: Code
    template: str
    values: Mapping[str, int] = field(default_factory=dict)
    one: str = ""
    about: tuple[int, ...] = ()
    of_objectives: bool = False

    @property
    def said(self) -> str:
        """The template to translate."""
        return self.one if self.one and self.values.get("count") == 1 else self.template


@dataclass(frozen=True, slots=True)
class Need:
    """How much a unit needs its coach: metrics that are ``poor`` and to ``watch``, and whether
    somebody ``asked`` and waits; a desk sorts by ``rank``."""

    poor: int
    watch: int
    asked: bool

    @property
    def runs_well(self) -> bool:
        """On its own: nothing is poor and nobody waits."""
        return not self.poor and not self.asked

    @property
    def rank(self) -> tuple[int, int]:
        """Sorts by need, the greatest first."""
        return (-(self.poor + self.asked), -self.watch)


def need(figures: Iterable[Figure], *, asked: bool) -> Need:
    """How much a unit needs its coach, by its figures.

    >>> from headway.core.practice.table import Metric
    >>> found = need([Figure(Metric.WEEKLY, 24.0), Figure(Metric.CHECK_INS, 0.8)], asked=False)
    >>> found, found.runs_well
    (Need(poor=1, watch=1, asked=False), False)

    Source: docs/methods 9.3.
    """
    bands = [one.band for one in figures]
    return Need(bands.count(Band.RED), bands.count(Band.AMBER), asked)
