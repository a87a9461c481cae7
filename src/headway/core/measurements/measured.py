"""What a KPI came to in one period, and how several such values become one (docs/methods 3.10)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from headway.core.definitions import is_ordinary
from headway.core.errors import DefinitionError, ReadingError
from headway.core.progress import aggregate
from headway.core.texts import gettext_noop as _


class Aggregation(StrEnum):
    """How values are put together. ``last``: a level at the end of a period, such as headcount.
    ``ratio``: the numerators' sum over the denominators', never a mean of ratios."""

    SUM = "sum"
    MEAN = "mean"
    LAST = "last"
    MIN = "min"
    MAX = "max"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI's value in the period that ``day`` lies in; of one segment, where it has some.

    A ratio has ``numerator`` and ``denominator`` and needs no ``value``; a mean may have the
    ``denominator`` that it is of, such as the number of answers. ``applicable`` is False where
    there is nothing to measure, such as a shop that was closed: then no value is missing.
    """

    day: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    applicable: bool = True


def ratio(numerator: float | None, denominator: float | None, scale: float = 1.0) -> float | None:
    """The value of a ratio: ``numerator / denominator * scale``, such as 100 for a percentage. None
    where a part is missing, or there is nothing to divide by.

    >>> ratio(9, 10, 100), ratio(9, 0), ratio(None, 10)
    (90.0, None, None)

    Source: docs/methods 3.10.
    """
    if numerator is None or not denominator:
        return None
    return numerator / denominator * scale


def together(present: Sequence[Measured], way: Aggregation, scale: float) -> float | None:
    """The value that several make, one period or segment each. None where a ratio has nothing to
    divide by.

    >>> day = date(2026, 11, 1)
    >>> together([Measured(day, 5), Measured(day, 7)], Aggregation.SUM, 1.0)
    12.0

    Source: docs/methods 3.10.
    """
    if way is Aggregation.RATIO:
        return ratio(*sums(present, way), scale)
    return aggregate([one.value for one in present if one.value is not None], way)


def sums(present: Sequence[Measured], way: Aggregation) -> tuple[float | None, float | None]:
    """Of numerators and denominators; only a ratio has them.

    >>> sums([Measured(date(2026, 11, 1), numerator=9, denominator=10)], Aggregation.RATIO)
    (9.0, 10.0)
    """
    if way is not Aggregation.RATIO or not present:
        return None, None
    return (
        math.fsum(one.numerator or 0.0 for one in present),
        math.fsum(one.denominator or 0.0 for one in present),
    )


def is_there(one: Measured, way: Aggregation) -> bool:
    """Whether it has what that way of putting together takes.

    >>> is_there(Measured(date(2026, 11, 1), value=0.9), Aggregation.RATIO)
    False
    """
    if way is Aggregation.RATIO:
        return one.numerator is not None and one.denominator is not None
    return one.value is not None


def way_of(how: str) -> Aggregation:
    """The way of a code. Raises DefinitionError.

    >>> way_of("ratio")
    <Aggregation.RATIO: 'ratio'>
    """
    try:
        return Aggregation(how)
    except ValueError:
        raise DefinitionError(
            _("Choose sum, mean, last, min, max or ratio."), code="UNKNOWN", field="how"
        ) from None


def check(one: Measured) -> None:
    """Raise ReadingError for a number that is not ordinary, or a negative denominator.

    >>> check(Measured(date(2026, 11, 1), value=5))
    """
    numbers = (one.value, one.numerator, one.denominator)
    if not all(number is None or is_ordinary(number) for number in numbers):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="value")
    if one.denominator is not None and one.denominator < 0:
        raise ReadingError(_("A denominator is 0 or more."), code="NEGATIVE", field="denominator")
