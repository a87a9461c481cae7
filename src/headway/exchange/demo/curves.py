"""How a demo key result got where it is: readings from a shape, seeded and reproducible."""

from __future__ import annotations

import random
from collections.abc import Callable

Shape = Callable[[float], float]

SHAPES: dict[str, Shape] = {
    "steady": lambda t: t,
    "late": lambda t: t**2.2,
    "early": lambda t: 1 - (1 - t) ** 2.6,
    "jump": lambda t: 0.12 * t if t < 0.4 else 0.45 if t < 0.75 else 1.0,
}


def readings(
    *,
    start: float,
    target: float,
    reached: float,
    weeks: int,
    shape: str = "steady",
    noise: float = 0.02,
    digits: int | None = None,
    key: str,
) -> list[float]:
    """One value a week for ``weeks`` weeks, ending ``reached`` of the way from start to target.

    ``noise`` is the standard deviation as a share of that way; counts never fall. ``digits`` is
    the number of decimals, chosen from the size of the numbers when not given.
    """
    source = random.Random(f"tidewell {key}")  # noqa: S311 - a story, not a secret
    way = target - start
    places = _digits(start, target) if digits is None else digits
    values: list[float] = []
    for week in range(1, weeks + 1):
        share = SHAPES[shape](week / weeks) * reached
        wobble = source.gauss(0, noise) if week < weeks else 0.0
        value = round(start + way * (share + wobble), places)
        grows_only = start == 0 and way > 0
        if grows_only:
            value = max(value, values[-1] if values else 0)
        values.append(value)
    return values


def _digits(start: float, target: float) -> int:
    if all(float(number).is_integer() for number in (start, target)):
        return 0 if abs(target - start) >= 5 else 1
    return 1
