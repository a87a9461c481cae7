"""Whether data bear out an arrow of the strategy map: one KPI drives another, some periods later
(docs/methods 5.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headway.core.definitions import is_ordinary
from headway.core.errors import DefinitionError, ReadingError
from headway.core.hypothesis.powers import power
from headway.core.hypothesis.steps import (
    correlation,
    interval,
    p_value,
    prewhitened,
    without_line,
    without_season,
)
from headway.core.hypothesis.verdicts import LinkTest, LinkVerdict, judged
from headway.core.texts import gettext_noop as _

Values = Sequence[float | None]

FEWEST = 16
"""Periods in a row that have a value of one, and of the other the lag later; fewer are not
tested."""
LARGE_ONLY = 24
"""With fewer only large effects are found."""
SEASONS = 4
"""Full cycles from which a season is taken out: with fewer it makes false signals of its own."""
ALPHA = 0.05
"""The chance to take a link that is not there for one, of one arrow tested alone."""
_ROUNDING = 1e-9
"""What is left of a line beside the values, where there is nothing else."""


def test_link(x: Values, y: Values, *, lag: int, sign: int, season: int = 0) -> LinkTest:
    """Hold one arrow against the data: ``x`` drives ``y`` after ``lag`` periods, up (``sign`` 1) or
    down (-1), as was declared before anybody looked.

    In the longest run of periods in which both have a value, of ``FEWEST`` and the lag at least:
    where ``season`` periods make a cycle and there are four full ones, what each phase has on
    average is taken out; then a straight line; then what each value carries over from the one
    before (AR(1), at most 0.95). r is the correlation of x with y ``lag`` periods later,
    t = r √(df / (1 - r²)) with two degrees of freedom fewer than pairs for r and two for the lines.

    Parameters
    ----------
    x, y
        By period, of the same periods, None for a gap.

    Returns
    -------
    LinkTest
        Significant at ``ALPHA``; of several arrows see :func:`test_links`.

    Raises
    ------
    DefinitionError
        Series of different length, a lag below 0, a sign that is neither 1 nor -1.
    ReadingError
        A value is no ordinary number.

    Examples
    --------
    >>> import random
    >>> noise = random.Random(4)
    >>> x = [noise.gauss(0, 1) for _period in range(60)]
    >>> y = [0.0, *(0.8 * value + noise.gauss(0, 0.6) for value in x[:-1])]
    >>> found = test_link(x, y, lag=1, sign=1)
    >>> str(found.verdict), found.n, found.pairs
    ('supported', 60, 58)
    >>> str(test_link(x, y, lag=1, sign=-1).verdict), str(test_link(x[:15], y[:15], lag=1,
    ...     sign=1).verdict)
    ('contradicted', 'not_testable')

    Source: docs/methods 5.4.
    """
    _check(x, y, lag, sign)
    first, end = _longest(x, y)
    untested = LinkTest(LinkVerdict.NOT_TESTABLE, lag, sign, end - first, first=first)
    found = compared(x, y, lag=lag, season=season)
    if found is None:
        return untested
    r, df = correlation(found.before, found.after), len(found.before) - 4
    if r is None or df < 1:
        return untested
    chance = p_value(r, df)
    low, high = interval(r, len(found.before))
    tested = LinkTest(
        LinkVerdict.NOT_SEEN, lag, sign, found.n, len(found.before), r, low, high, chance,
        power(found.n - lag), found.without_season, found.carried, first,
    )  # fmt: skip
    return judged(tested, is_significant=chance <= ALPHA)


test_link.__test__ = False  # type: ignore[attr-defined]  # no test of pytest's


@dataclass(frozen=True, slots=True)
class Compared:
    """What is left of two series when season, line and the value before are taken out: ``before``
    of the cause, ``after`` of the effect the lag later, pair by pair. ``first`` is the place where
    the run of ``n`` periods begins."""

    first: int
    n: int
    before: tuple[float, ...]
    after: tuple[float, ...]
    without_season: bool
    carried: tuple[float, float]


def compared(x: Values, y: Values, *, lag: int, season: int = 0) -> Compared | None:
    """The pairs that :func:`test_link` correlates, to be drawn. None where it cannot be tested.

    >>> x = [float(at % 5) for at in range(20)]
    >>> found = compared(x, [0.0, *x[:-1]], lag=1)
    >>> found.n, len(found.before), len(found.after)
    (20, 18, 18)

    Source: docs/methods 5.4.
    """
    first, end = _longest(x, y)
    n = end - first
    if n - lag < FEWEST:
        return None
    deseason = season > 1 and n >= SEASONS * season
    left, carried = [], []
    for series in (x, y):
        values = [value for value in series[first:end] if value is not None]
        size = max(map(abs, values))
        if deseason:
            values = without_season(values, season)
        around = without_line(values)
        if max(map(abs, around)) <= _ROUNDING * size:
            return None
        rest, phi = prewhitened(around)
        left.append(rest)
        carried.append(phi)
    before, after = left[0][: max(len(left[0]) - lag, 0)], left[1][lag:]
    return Compared(first, n, tuple(before), tuple(after), deseason, (carried[0], carried[1]))


def _check(x: Values, y: Values, lag: int, sign: int) -> None:
    if len(x) != len(y):
        raise DefinitionError(
            _("Both series must be of the same periods."), code="LENGTH", field="y"
        )
    if lag < 0:
        raise DefinitionError(_("An effect comes later, not before."), code="LAG", field="lag")
    if sign not in (1, -1):
        raise DefinitionError(_("Choose 1 for up or -1 for down."), code="SIGN", field="sign")
    for value in (*x, *y):
        if value is not None and not is_ordinary(value):
            raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="value")


def _longest(x: Values, y: Values) -> tuple[int, int]:
    """The longest run of places at which both have a value; of several the latest."""
    best, first = (0, 0), 0
    for at, (one, other) in enumerate(zip(x, y, strict=True), start=1):
        if one is None or other is None:
            first = at
        elif at - first >= best[1] - best[0]:
            best = first, at
    return best
