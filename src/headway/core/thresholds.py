"""Plain threshold colours of a KPI, and its score of 0 to 100 (docs/methods 3.11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from headway.core.bands import TOLERANCE, held
from headway.core.definitions import CLOSEST, is_ordinary, number_problems
from headway.core.errors import DefinitionError, MethodError, ReadingError
from headway.core.progress import interpolate
from headway.core.spc.states import Colour, Target
from headway.core.texts import gettext_noop as _

FULL = 100.0
RED_SCORE, GREEN_SCORE = FULL / 3, 2 * FULL / 3
"""Where amber begins and ends: three bands of the same share."""


class Wanted(StrEnum):
    """Which values are good: as much, as little, or as near to a range as possible."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What each value scores: straight lines through ``points``, which rise by value and begin and
    end with the values beyond which the score stays. ``not_red`` is what must at least, or at most,
    be met not to be red; ``in_green`` what must be met to be green."""

    wanted: Wanted
    points: tuple[tuple[float, float], ...]
    not_red: Target
    in_green: Target


def threshold_problems(
    wanted: str,
    *,
    red: float | None = None,
    green: float | None = None,
    worst: float | None = None,
    best: float | None = None,
    low: float | None = None,
    high: float | None = None,
    width: float | None = None,
) -> list[MethodError]:
    """Everything that is wrong with thresholds, all at once; an empty list when they can be used.

    The numbers are those of ``thresholds``.

    >>> [p.code for p in threshold_problems("at_least", red=80, green=60)]
    ['ORDER']
    >>> threshold_problems("at_least", red=60, green=80)
    []

    Raises ValueError for an unknown ``wanted``. Source: docs/methods 3.11.
    """
    kind = Wanted(wanted)
    ladder = {"worst": worst, "red": red, "green": green, "best": best}
    band = {"low": low, "high": high, "width": width}
    problems = number_problems(**ladder, **band)
    if problems:
        return problems
    used, unused = (band, ladder) if kind is Wanted.WITHIN else (ladder, band)
    problems = [
        DefinitionError(
            _("Leave this empty: it belongs to another sort of threshold."),
            code="UNUSED",
            field=name,
        )
        for name, number in unused.items()
        if number is not None
    ]
    if kind is Wanted.WITHIN:
        return problems + _range_problems(used["low"], used["high"], used["width"])
    return problems + _ladder_problems(kind, used)


def thresholds(
    wanted: str,
    *,
    red: float | None = None,
    green: float | None = None,
    worst: float | None = None,
    best: float | None = None,
    low: float | None = None,
    high: float | None = None,
    width: float | None = None,
) -> Thresholds:
    """Thresholds that can be used.

    Parameters
    ----------
    wanted
        at_least, at_most or within.
    red, green
        For at_least and at_most: where amber begins and where green does. They score 33⅓ and 66⅔.
    worst, best
        What scores 0 and 100. By default as far beyond red and green as these lie apart.
    low, high
        For within: the range, both ends included, that scores 100.
    width
        The distance from the range at which the score is 0. By default as wide as the range. Green
        goes to a third of it, amber to two.

    Raises
    ------
    DefinitionError
        The first of ``threshold_problems``.

    Examples
    --------
    >>> found = thresholds("at_least", red=60, green=80)
    >>> [value for value, _score in found.points]
    [40.0, 60.0, 80.0, 100.0]
    >>> thresholds("within", low=18, high=24).in_green
    Target(low=16.0, high=26.0)

    Source: docs/methods 3.11.
    """
    problems = threshold_problems(
        wanted, red=red, green=green, worst=worst, best=best, low=low, high=high, width=width
    )
    if problems:
        raise problems[0]
    kind = Wanted(wanted)
    if kind is Wanted.WITHIN:
        return _range(low or 0.0, high or 0.0, width)
    return _ladder(kind, worst, red or 0.0, green or 0.0, best)


def score(given: Thresholds, value: float | None) -> float | None:
    """The score of a value, 0 to 100; None without one.

    >>> four = thresholds("at_least", worst=60, red=80, green=90, best=95)
    >>> round(score(four, 88), 1)
    60.0
    >>> fewer = thresholds("at_most", worst=12, red=8, green=5, best=3)
    >>> round(score(fewer, 6), 1)
    55.6

    Raises ReadingError for what is no ordinary number. Source: docs/methods 3.11.
    """
    if value is None:
        return None
    if not is_ordinary(value):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="value")
    return interpolate(given.points, value)


def colour(given: Thresholds, value: float | None) -> Colour:
    """Green from 66⅔, amber from 33⅓, red below; grey without a value.

    >>> fewer = thresholds("at_most", red=8, green=5)
    >>> [str(colour(fewer, value)) for value in (5, 8, 8.1, None)]
    ['green', 'amber', 'red', 'grey']

    Raises as ``score`` does. Source: docs/methods 3.11.
    """
    found = score(given, value)
    if found is None:
        return Colour.GREY
    if found >= GREEN_SCORE - TOLERANCE:
        return Colour.GREEN
    return Colour.AMBER if found >= RED_SCORE - TOLERANCE else Colour.RED


def target_colour(
    wanted: str,
    value: float | None,
    *,
    low: float | None = None,
    high: float | None = None,
    red: float | None = None,
) -> Colour:
    """The plain colour of a value by its target: green where that is met, red beyond ``red`` or
    where there is none, amber between; grey without a value.

    At least ``low``, at most ``high``, or within both. ``red`` is the last value that is amber;
    within, the distance from the range from which it is red. A target without a number is met.

    >>> [str(target_colour("at_least", value, low=95, red=90)) for value in (95, 90, 89)]
    ['green', 'amber', 'red']
    >>> [str(target_colour("within", value, low=18, high=24, red=2)) for value in (24, 25, 26)]
    ['green', 'amber', 'red']

    Raises ValueError for an unknown ``wanted``. Source: docs/methods 3.11.
    """
    kind = Wanted(wanted)
    if value is None:
        return Colour.GREY
    short = low - value if low is not None else 0.0
    over = value - high if high is not None else 0.0
    if max(short, over) <= 0:
        return Colour.GREEN
    if red is None:
        return Colour.RED
    if kind is Wanted.WITHIN:
        return Colour.RED if max(short, over) >= red else Colour.AMBER
    is_beyond = value < red if kind is Wanted.AT_LEAST else value > red
    return Colour.RED if is_beyond else Colour.AMBER


def target_score(value: float, *, base: float, target: float) -> float:
    """The score where there is a target and nothing else: how much of the way from ``base`` to
    it is done, 0 to 100.

    >>> target_score(52, base=40, target=60), target_score(5, base=8, target=2)
    (60.0, 50.0)

    Raises DefinitionError where base and target are the same, and ReadingError for what is no
    ordinary number. Source: docs/methods 3.11.
    """
    problems = number_problems(base=base, target=target)
    if problems:
        raise problems[0]
    if not is_ordinary(value):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="value")
    if abs(target - base) < CLOSEST:
        raise DefinitionError(
            _("Choose a target that differs from where it starts."), code="SAME", field="target"
        )
    return FULL * held((value - base) / (target - base))


def _ladder_problems(kind: Wanted, given: dict[str, float | None]) -> list[MethodError]:
    missing: list[MethodError] = [
        DefinitionError(_("Say where amber and green begin."), code="MISSING", field=name)
        for name in ("red", "green")
        if given[name] is None
    ]
    sign = 1 if kind is Wanted.AT_LEAST else -1
    steps = [(name, sign * number) for name, number in given.items() if number is not None]
    message = (
        _("Worst, red, green and best must rise, each above the one before.")
        if kind is Wanted.AT_LEAST
        else _("Worst, red, green and best must fall, each below the one before.")
    )
    return missing + [
        DefinitionError(message, code="ORDER", field=after)
        for (_before, lower), (after, upper) in pairwise(steps)
        if upper - lower < CLOSEST
    ]


def _range_problems(
    low: float | None, high: float | None, width: float | None
) -> list[MethodError]:
    problems: list[MethodError] = [
        DefinitionError(_("Give both ends of the range."), code="MISSING", field=name)
        for name, number in (("low", low), ("high", high))
        if number is None
    ]
    if low is None or high is None:
        return problems
    if high < low:
        problems.append(
            DefinitionError(
                _("The upper end must not be below the lower one."), code="ORDER", field="high"
            )
        )
    elif (high - low if width is None else width) < CLOSEST:
        problems.append(
            DefinitionError(
                _("Say how far from the range the score is 0, more than 0."),
                code="WIDTH",
                field="width",
            )
        )
    return problems


def _ladder(
    kind: Wanted, worst: float | None, red: float, green: float, best: float | None
) -> Thresholds:
    step = green - red
    points = (
        (float(red - step if worst is None else worst), 0.0),
        (float(red), RED_SCORE),
        (float(green), GREEN_SCORE),
        (float(green + step if best is None else best), FULL),
    )
    if kind is Wanted.AT_LEAST:
        return Thresholds(kind, points, Target(low=red), Target(low=green))
    return Thresholds(kind, points[::-1], Target(high=red), Target(high=green))


def _range(low: float, high: float, width: float | None) -> Thresholds:
    ramp = float(high - low if width is None else width)
    points = ((low - ramp, 0.0), (float(low), FULL), (float(high), FULL), (high + ramp, 0.0))
    third = ramp / 3
    return Thresholds(
        Wanted.WITHIN,
        points,
        Target(low - 2 * third, high + 2 * third),
        Target(low - third, high + third),
    )
