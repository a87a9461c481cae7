"""The colour of a KPI: what its process does, beside what is wanted of it (docs/methods 3.7)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from headway.core.errors import DefinitionError
from headway.core.spc.limits import Limits
from headway.core.spc.rules import HIGH, LOW, Signal
from headway.core.texts import gettext_noop as _


class Better(StrEnum):
    """Which values are better. ``neither`` is for what is only watched, such as demand."""

    UP = "up"
    DOWN = "down"
    WITHIN = "within"
    NEITHER = "neither"


class Variation(StrEnum):
    """What the last value says of the process."""

    COMMON = "common"
    IMPROVING = "improving"
    WORSENING = "worsening"
    CHANGED = "changed"
    """A signal of something of which neither way is better."""


class Assurance(StrEnum):
    """Whether an unchanged process meets its target."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


class Colour(StrEnum):
    """``grey``: there is nothing to judge by."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


class Advice(StrEnum):
    """What the state asks for."""

    FIND_CAUSE = "find_cause"
    ACT = "act"
    ESCALATE = "escalate"
    NOTHING = "nothing"
    CHANGE_PROCESS = "change_process"
    RAISE_OBJECTIVE = "raise_objective"
    LEARN = "learn"
    KEEP_ON = "keep_on"
    IS_IT_ENOUGH = "is_it_enough"
    SET_TARGET = "set_target"
    LOOK = "look"
    REFIT = "refit"
    """Its limits do not follow it any more, so that nobody can tell."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted: at least ``low``, at most ``high``, or both."""

    low: float | None = None
    high: float | None = None

    @property
    def middle(self) -> float | None:
        """Half way between the two; None with one."""
        return None if self.low is None or self.high is None else (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class State:
    """The colour, and what it asks for."""

    variation: Variation
    assurance: Assurance | None
    colour: Colour
    advice: Advice


_STATES = {
    (Variation.WORSENING, Assurance.ALWAYS): (Colour.AMBER, Advice.FIND_CAUSE),
    (Variation.WORSENING, Assurance.SOMETIMES): (Colour.RED, Advice.ACT),
    (Variation.WORSENING, Assurance.NEVER): (Colour.RED, Advice.ESCALATE),
    (Variation.WORSENING, None): (Colour.AMBER, Advice.FIND_CAUSE),
    (Variation.COMMON, Assurance.ALWAYS): (Colour.GREEN, Advice.NOTHING),
    (Variation.COMMON, Assurance.SOMETIMES): (Colour.AMBER, Advice.CHANGE_PROCESS),
    (Variation.COMMON, Assurance.NEVER): (Colour.RED, Advice.RAISE_OBJECTIVE),
    (Variation.COMMON, None): (Colour.GREY, Advice.SET_TARGET),
    (Variation.IMPROVING, Assurance.ALWAYS): (Colour.GREEN, Advice.LEARN),
    (Variation.IMPROVING, Assurance.SOMETIMES): (Colour.AMBER, Advice.KEEP_ON),
    (Variation.IMPROVING, Assurance.NEVER): (Colour.AMBER, Advice.IS_IT_ENOUGH),
    (Variation.IMPROVING, None): (Colour.GREEN, Advice.LEARN),
}


def state(variation: str, assurance: str | None) -> State:
    """Colour by signal and assurance; without a target the signal alone. What is only watched is
    grey, and asks to be looked at when it changed.

    >>> found = state("worsening", "sometimes")
    >>> str(found.colour), str(found.advice)
    ('red', 'act')

    Raises ValueError for a word that is none of theirs. Source: docs/methods 3.7.
    """
    kind = Variation(variation)
    meets = None if assurance is None else Assurance(assurance)
    if kind is Variation.CHANGED:
        return State(kind, meets, Colour.GREY, Advice.LOOK)
    return State(kind, meets, *_STATES[kind, meets])


UNJUDGED = State(Variation.CHANGED, None, Colour.GREY, Advice.REFIT)
"""How a series stands that grew out of its limits (``checks.outgrown``): neither good nor bad."""


def variation(
    found: Sequence[Signal], at: int, *, better: str, target: Target | None = None,
    value: float | None = None, centre: float | None = None,
) -> Variation:  # fmt: skip
    """What the signals that are complete at a point say of it.

    Where several meet, a worsening one counts. A signal without a side (points that alternate, lie
    too near or are mixed) is neither better nor worse. Within two limits a signal is worse that
    leads away from their middle: ``value`` is the point's, ``centre`` that of the process.

    >>> str(variation([Signal("LIM", 9, 9, -1)], 9, better="up"))
    'worsening'
    >>> str(variation([], 9, better="up"))
    'common'

    Source: docs/methods 3.7.
    """
    sides = {signal.side for signal in found if signal.index == at} - {0}
    if not sides:
        return Variation.COMMON
    kind = Better(better)
    if kind is Better.NEITHER:
        return Variation.CHANGED
    if kind is Better.WITHIN:
        middle = target.middle if target else None
        if middle is None or value is None or centre is None:
            return Variation.CHANGED
        away = abs(value - middle) > abs(centre - middle)
        return Variation.WORSENING if away else Variation.IMPROVING
    worse = LOW if kind is Better.UP else HIGH
    return Variation.WORSENING if worse in sides else Variation.IMPROVING


def assurance(limits: Limits, target: Target) -> Assurance | None:
    """Whether both limits lie on the safe side of a target, one, or none; None without a target.

    >>> from headway.core.spc.limits import process_limits
    >>> limits = process_limits([10, 12, 11, 13, 12])  # 7.6 to 15.6
    >>> [str(assurance(limits, Target(low=low))) for low in (7, 12, 16)]
    ['always', 'sometimes', 'never']

    Source: docs/methods 3.7.
    """
    if target.low is None and target.high is None:
        return None
    room = limits.tolerance
    above = target.low is None or limits.lower >= target.low - room
    below = target.high is None or limits.upper <= target.high + room
    if above and below:
        return Assurance.ALWAYS
    under = target.low is not None and limits.upper < target.low - room
    over = target.high is not None and limits.lower > target.high + room
    return Assurance.NEVER if under or over else Assurance.SOMETIMES


def miss_chance(limits: Limits, target: Target) -> float:
    """The share of values of an unchanged process that miss the target: Φ((T - X̄) / sigma) below
    the least that is wanted, and as much above the most.

    >>> from headway.core.spc.limits import process_limits
    >>> limits = process_limits([94, 95, 94.2, 95.1, 94.7])
    >>> round(miss_chance(limits, Target(low=95)), 2)
    0.72

    Raises DefinitionError for a target without a number. Source: docs/methods 3.7.
    """
    if target.low is None and target.high is None:
        raise DefinitionError(
            _("Give the target a number first."), code="NO_TARGET", field="target"
        )
    missed = 0.0
    if target.low is not None:
        missed += _below(target.low, limits)
    if target.high is not None:
        missed += 1 - _below(target.high, limits)
    return min(missed, 1.0)


def false_reds(limits: Limits, red: Target) -> float | None:
    """The share of an unchanged process that a plain red threshold would call red; None where it
    lies outside the limits, and means what it says.

    ``red`` is what must at least, or at most, be met not to be red.

    >>> from headway.core.spc.limits import process_limits
    >>> limits = process_limits([10, 12, 11, 13, 12])
    >>> round(false_reds(limits, Target(low=11)), 2), false_reds(limits, Target(low=5))
    (0.33, None)

    Source: docs/methods 3.7 (THRESHOLD_INSIDE_LIMITS).
    """
    edges = [edge for edge in (red.low, red.high) if edge is not None]
    if not any(limits.lower < edge < limits.upper for edge in edges):
        return None
    return miss_chance(limits, red)


def _below(edge: float, limits: Limits) -> float:
    """P(value < edge) of a normal process."""
    distance = limits.distance(edge)
    if distance is None:
        return 1.0 if edge - limits.centre > limits.tolerance else 0.0
    return 0.5 * math.erfc(-distance / math.sqrt(2))
