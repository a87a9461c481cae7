"""Values put together over the segments of a KPI, and what each is of the whole (docs/methods
3.10)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headway.core.measurements.measured import (
    Aggregation,
    Measured,
    check,
    is_there,
    sums,
    together,
    way_of,
)


@dataclass(frozen=True, slots=True)
class OverSegments:
    """The value of a whole, and the segments that have none. ``partial``: it is of the others
    alone."""

    value: float | None
    present: int
    missing: tuple[str, ...]
    partial: bool
    numerator: float | None = None
    denominator: float | None = None


def over_segments(
    segments: Mapping[str, Measured],
    *,
    how: str,
    partial: bool = False,
    scale: float = 1.0,
) -> OverSegments:
    """A KPI's values in one period put together over its segments, such as regions.

    *sum* adds, and so does *last*: levels add up; for one that does not, such as a price, the mean
    is right. *mean* weighs by the denominators where every segment has one, and is plain where any
    has none. *ratio* is the ratio of the sums.

    Parameters
    ----------
    segments
        By name. Segments that are not applicable are left out.
    how
        An ``Aggregation``.
    partial
        Whether there is a value where a segment has none. By default there is not: it would be too
        low, and jump when the rest comes in.
    scale
        What a ratio is multiplied by.

    Returns
    -------
    OverSegments

    Raises
    ------
    DefinitionError
        An unknown way.
    ReadingError
        A value is no ordinary number, or a denominator is negative.

    Examples
    --------
    >>> from datetime import date
    >>> day = date(2026, 11, 1)
    >>> shops = {"north": Measured(day, numerator=30, denominator=40),
    ...     "south": Measured(day, numerator=10, denominator=10)}
    >>> over_segments(shops, how="ratio", scale=100).value
    80.0
    >>> found = over_segments({**shops, "west": Measured(day)}, how="ratio", partial=True)
    >>> found.value, found.missing, found.partial
    (0.8, ('west',), True)

    Source: docs/methods 3.10.
    """
    way = way_of(how)
    for one in segments.values():
        check(one)
    asked = {name: one for name, one in segments.items() if one.applicable}
    present = [one for one in asked.values() if is_there(one, way)]
    missing = tuple(name for name, one in asked.items() if not is_there(one, way))
    if not present or (missing and not partial):
        return OverSegments(None, len(present), missing, partial=False)
    if way is Aggregation.MEAN and all(one.denominator is not None for one in present):
        value = _weighted(present)
    else:
        value = together(present, Aggregation.SUM if way is Aggregation.LAST else way, scale)
    return OverSegments(value, len(present), missing, bool(missing), *sums(present, way))


def shares(segments: Mapping[str, Measured], *, how: str) -> dict[str, float]:
    """What each segment is of the whole, from 0 to 1: of its value where values add up (*sum*,
    *last*), of the denominators of a *ratio* or the weights of a *mean*.

    Segments without a value are left out. There are no shares where they would say nothing: of a
    least or most, where a part is negative, where all come to 0, and of a mean that is plain
    because one of its segments has no weight.

    >>> from datetime import date
    >>> day = date(2026, 11, 1)
    >>> shares({"north": Measured(day, 30), "south": Measured(day, 10)}, how="sum")
    {'north': 0.75, 'south': 0.25}

    Raises DefinitionError for an unknown way, ReadingError for a value that is no ordinary number.
    Source: docs/methods 3.10.
    """
    way = way_of(how)
    for one in segments.values():
        check(one)
    present = {name: one for name, one in segments.items() if one.applicable and is_there(one, way)}
    if way in (Aggregation.SUM, Aggregation.LAST):
        sizes = {name: one.value for name, one in present.items()}
    elif way in (Aggregation.RATIO, Aggregation.MEAN):
        sizes = {name: one.denominator for name, one in present.items()}
    else:
        return {}
    known = {name: size for name, size in sizes.items() if size is not None and size >= 0}
    whole = math.fsum(known.values())
    if len(known) < len(present) or not whole:
        return {}
    return {name: size / whole for name, size in known.items()}


def _weighted(present: Sequence[Measured]) -> float | None:
    weights = [one.denominator or 0.0 for one in present]
    total = math.fsum(weights)
    products = (w * (one.value or 0.0) for w, one in zip(weights, present, strict=True))
    return math.fsum(products) / total if total else None
