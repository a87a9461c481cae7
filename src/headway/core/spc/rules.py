"""Patterns that a process seldom makes by itself, each with its code (docs/methods 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from headway.core.errors import DefinitionError
from headway.core.spc.limits import Limits, Values
from headway.core.texts import gettext_noop as _

HIGH, LOW, NEITHER = 1, -1, 0


@dataclass(frozen=True, slots=True)
class Signal:
    """A pattern that is complete at ``index`` (0-based, its last point).

    ``first`` is where it begins. ``side`` is 1 above the centre or rising, -1 below it or falling,
    0 where a pattern has no side.
    """

    rule: str
    index: int
    first: int
    side: int


Found = tuple[int, int, int]
"""Index, first and side of a pattern, by position among the points looked at."""


@dataclass(frozen=True, slots=True)
class Series:
    """Distances from the centre of the points that have a value, and what counts as none."""

    distances: Sequence[float]
    sigma: float
    tolerance: float

    def sides(self, sigmas: float = 0.0) -> list[int]:
        """On which side each point lies strictly beyond so many sigma; 0 where it does not."""
        edge = sigmas * self.sigma + self.tolerance
        return [
            HIGH if distance > edge else LOW if distance < -edge else NEITHER
            for distance in self.distances
        ]


Rule = Callable[[Series], Iterator[Found]]


def signals(
    values: Values, limits: Limits, *, rules: Sequence[str] = ("LIM", "RUN8")
) -> list[Signal]:
    """Every signal of the rules, by index and then in the rules' order.

    A pattern that goes on is found again at each further point. A period without a value is passed
    over, except that it breaks what must be unbroken: a row of rises or falls, or of turns.

    Parameters
    ----------
    values
        By period, the oldest first; None is a gap.
    limits
        From ``process_limits``, of these values or of a baseline.
    rules
        Codes of ``RULES``.

    Returns
    -------
    list[Signal]

    Raises
    ------
    DefinitionError
        An unknown rule.

    Examples
    --------
    >>> from headway.core.spc.limits import process_limits
    >>> limits = process_limits([10, 12, 11, 13, 12, 10])
    >>> [(s.rule, s.index, s.side) for s in signals([11, 12, 20, 12], limits)]
    [('LIM', 2, 1)]

    Source: docs/methods 3.3.
    """
    unknown = [code for code in rules if code not in RULES]
    if unknown:
        raise DefinitionError(
            _("Choose rules that there are: LIM, RUN8 and so on."), code="UNKNOWN", field="rules"
        )
    found: list[Signal] = []
    for code in rules:
        for points in _stretches(values) if code in _UNBROKEN else [_present(values)]:
            distances = [value - limits.centre for _at, value in points]
            series = Series(distances, limits.sigma, limits.tolerance)
            found += [
                Signal(code, points[last][0], points[first][0], side)
                for last, first, side in RULES[code](series)
            ]
    order = {code: at for at, code in enumerate(rules)}
    return sorted(found, key=lambda one: (one.index, order[one.rule]))


Point = tuple[int, float]
"""Index and value."""


def _present(values: Values) -> list[Point]:
    return [(at, value) for at, value in enumerate(values) if value is not None]


def _stretches(values: Values) -> list[list[Point]]:
    """The points between gaps."""
    stretches: list[list[Point]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append((at, value))
    return stretches


def _outside(series: Series) -> Iterator[Found]:
    for at, side in enumerate(series.sides(3)):
        if side:
            yield at, at, side


def _some_of(need: int, window: int, sigmas: float, most: float | None = None) -> Rule:
    """``need`` of ``window`` points in a row beyond so many sigma on one side, the last among
    them; with ``most`` none of these beyond that."""

    def rule(series: Series) -> Iterator[Found]:
        sides = series.sides(sigmas)
        if most is not None:
            farther = series.sides(most)
            sides = [NEITHER if far else side for side, far in zip(sides, farther, strict=True)]
        for last in range(window - 1, len(sides)):
            side, first = sides[last], last - window + 1
            if side and sides[first : last + 1].count(side) >= need:
                yield last, sides.index(side, first), side

    return rule


def _run(length: int) -> Rule:
    """So many in a row on one side; a point on the centre breaks it."""

    def rule(series: Series) -> Iterator[Found]:
        run, before = 0, NEITHER
        for at, side in enumerate(series.sides()):
            run = run + 1 if side and side == before else int(bool(side))
            before = side
            if run >= length:
                yield at, at - run + 1, side

    return rule


def _trend(points: int) -> Rule:
    """So many points, each higher than the one before, or each lower."""

    def rule(series: Series) -> Iterator[Found]:
        steps, before = 0, NEITHER
        for at, way in enumerate(_ways(series), start=1):
            steps = steps + 1 if way and way == before else int(bool(way))
            before = way
            if steps >= points - 1:
                yield at, at - steps, way

    return rule


def _alternating(points: int) -> Rule:
    """So many points, up and down in turns."""

    def rule(series: Series) -> Iterator[Found]:
        steps, before = 0, NEITHER
        for at, way in enumerate(_ways(series), start=1):
            steps = steps + 1 if way and way == -before else int(bool(way))
            before = way
            if steps >= points - 1:
                yield at, at - steps, NEITHER

    return rule


def _ways(series: Series) -> list[int]:
    """From point to point: 1 up, -1 down, 0 level."""
    tolerance = series.tolerance
    return [
        HIGH if b - a > tolerance else LOW if a - b > tolerance else NEITHER
        for a, b in pairwise(series.distances)
    ]


def _near(series: Series) -> Iterator[Found]:
    """15 in a row within one sigma: too good, often a centre made of several processes."""
    run = 0
    for at, side in enumerate(series.sides(1)):
        run = 0 if side else run + 1
        if run >= 15:
            yield at, at - run + 1, NEITHER


def _mixed(series: Series) -> Iterator[Found]:
    """8 in a row beyond one sigma, on both sides: often two processes in one series."""
    sides = series.sides(1)
    for last in range(7, len(sides)):
        window = set(sides[last - 7 : last + 1])
        if window == {HIGH, LOW}:
            yield last, last - 7, NEITHER


RULES: dict[str, Rule] = {
    "LIM": _outside,
    "TWO3": _some_of(2, 3, 2),
    "FOUR5": _some_of(4, 5, 1),
    "RUN8": _run(8),
    "RUN9": _run(9),
    "RUN7": _run(7),
    "TREND6": _trend(6),
    "TREND7": _trend(7),
    "ALT14": _alternating(14),
    "IN15": _near,
    "MIX8": _mixed,
    "THREE4": _some_of(3, 4, 1.5),
    "TWO3N": _some_of(2, 3, 2, most=3),
}
"""By code, as in docs/methods 3.3."""

_UNBROKEN = {"TREND6", "TREND7", "ALT14"}

DEFAULT = ("LIM", "RUN8")
"""Finds a shift of one sigma in 15 points on average, and is wrong once in 153."""
