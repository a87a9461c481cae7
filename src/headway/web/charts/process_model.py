"""What a process behaviour chart shows: periods, the limits and target that hold at each, and what
is to be told of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class ProcessPoint:
    """One period. ``name`` stands below the picture, ``said`` is told when one points at it.

    ``look`` is how the value is drawn: "" as common cause, "run" as part of a pattern, "lim" beyond
    a limit, "part" where values are missing of a longer period; ``tone`` says whether that is
    "bad", "good" or "plain". ``trust`` is "estimate" of a value that may still change, and "na" of
    a period that the KPI does not apply to, other than one that has no value. Limits are as they
    are drawn; None where there are none. ``day`` is the first of the period as addresses write it,
    for pages on which one may act on a period. ``begins_year`` is true of a month that is named by
    its year.
    """

    name: str
    said: str
    value: float | None
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    low: float | None = None
    high: float | None = None
    look: str = ""
    tone: str = "bad"
    day: str = ""
    trust: str = ""
    begins_year: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Periods with limits of their own, ``first`` to before ``end``. The baseline reaches to before
    ``baseline``; ``words`` say what it is. ``is_trial`` draws the limits pale."""

    first: int
    end: int
    baseline: int
    words: str
    is_trial: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A signal named in the picture: the periods ``first`` to ``last`` and what they say. ``side``
    is 1 above the centre and -1 below it; ``is_run`` draws a bracket; ``tone`` as of a point."""

    first: int
    last: int
    side: int
    words: str
    is_run: bool
    tone: str = "bad"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that happened in a period: a remark, a new formula, new limits. ``is_break`` cuts
    the picture there."""

    at: int
    words: str
    is_break: bool = False


@dataclass(frozen=True, slots=True)
class ProcessChart:
    """A process behaviour chart, oldest period first. ``words`` say what it shows to those who do
    not see it; ``moves`` are (period, words) where the target changed; ``places`` are the decimals
    of its limits; ``names`` are those of the values of a KPI that is told in words."""

    points: tuple[ProcessPoint, ...]
    stretches: tuple[Stretch, ...]
    words: str
    calls: tuple[Call, ...] = ()
    flags: tuple[Flag, ...] = ()
    moves: tuple[tuple[int, str], ...] = ()
    places: int = 1
    names: tuple[tuple[float, str], ...] = ()

    def values(self) -> Iterator[float]:
        """Everything that must fit into the picture."""
        for point in self.points:
            for value in (
                point.value, point.centre, point.lower, point.upper, point.low, point.high,
            ):  # fmt: skip
                if value is not None:
                    yield value

    def latest(self, count: int) -> ProcessChart:
        """The last so many periods of it."""
        cut = len(self.points) - count
        if cut <= 0:
            return self
        return replace(
            self,
            points=self.points[cut:],
            stretches=tuple(
                replace(
                    one,
                    first=max(one.first - cut, 0),
                    end=one.end - cut,
                    baseline=one.baseline - cut,
                    words=one.words if one.first >= cut else "",
                )
                for one in self.stretches
                if one.end > cut
            ),
            calls=tuple(
                replace(one, first=max(one.first - cut, 0), last=one.last - cut)
                for one in self.calls
                if one.last >= cut
            ),
            flags=tuple(replace(one, at=one.at - cut) for one in self.flags if one.at >= cut),
            moves=tuple((at - cut, words) for at, words in self.moves if at >= cut),
        )
