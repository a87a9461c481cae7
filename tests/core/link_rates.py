"""Series with and without a link, and how often the test finds one (docs/methods 5.4)."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator

from headway.core.hypothesis import LinkTest, LinkVerdict, test_link, together

PERIODS = (16, 20, 24, 36, 52, 78, 104)
STRENGTHS = (0.3, 0.4, 0.5, 0.6, 0.7)
NOTHING = (
    (24, 0.5, 0.0), (24, 0.8, 0.0), (36, 0.8, 0.0), (52, 0.8, 0.0), (104, 0.8, 0.0),
    (24, 0.5, 0.1), (36, 0.5, 0.1), (36, 0.8, 0.1), (52, 0.5, 0.1), (104, 0.5, 0.1),
)  # fmt: skip
"""Periods, what a value carries over from the one before, and what both rise by each period."""
SEASON = 12
FOUND = (LinkVerdict.SUPPORTED, LinkVerdict.CONTRADICTED)


def wandering(noise: random.Random, n: int, carried: float, drift: float = 0.0) -> list[float]:
    """A process of standard deviation 1 around a line, each value of which carries over."""
    value, found = noise.gauss(0, 1), []
    for at in range(n):
        found.append(value + drift * at)
        value = carried * value + math.sqrt(1 - carried**2) * noise.gauss(0, 1)
    return found


def driven(noise: random.Random, n: int, strength: float) -> tuple[list[float], list[float]]:
    """Two series of which the second follows the first one period later, ``n`` such pairs; both
    carry half over and rise a little."""
    x, own = wandering(noise, n + 1, 0.5), wandering(noise, n + 1, 0.5)
    rest = math.sqrt(1 - strength**2)
    y = [own[0], *(strength * cause + rest * left
                   for cause, left in zip(x, own[1:], strict=False))]  # fmt: skip
    return [v + 0.02 * at for at, v in enumerate(x)], [v + 0.02 * at for at, v in enumerate(y)]


def share(runs: int, one: Callable[[], bool]) -> float:
    """In how many of so many runs it was so."""
    return sum(one() for _run in range(runs)) / runs


def false_alarms(seed: int, n: int, carried: float, drift: float, runs: int) -> float:
    """The share in which a link is found that is not there."""
    noise = random.Random(seed)

    def is_found() -> bool:
        x, y = (wandering(noise, n, carried, drift) for _series in range(2))
        return test_link(x, y, lag=1, sign=1).verdict in FOUND

    return share(runs, is_found)


def found(seed: int, n: int, strength: float, runs: int) -> float:
    """The share in which a link is found that is there, with the right sign."""
    noise = random.Random(seed)

    def is_found() -> bool:
        x, y = driven(noise, n, strength)
        return test_link(x, y, lag=1, sign=1).verdict is LinkVerdict.SUPPORTED

    return share(runs, is_found)


def seasonal(seed: int, cycles: int, runs: int, *, season: int) -> float:
    """The share in which two series that only have a season in common are taken for linked."""
    noise, n = random.Random(seed), cycles * SEASON

    def one() -> list[float]:
        phase = noise.random()
        return [
            math.sin(math.tau * (at / SEASON + phase)) + value
            for at, value in enumerate(wandering(noise, n, 0.5))
        ]

    return share(
        runs, lambda: test_link(one(), one(), lag=0, sign=1, season=season).verdict in FOUND
    )


def on_a_map(
    seed: int, n: int, strength: float, runs: int, *, arrows: int = 10, real: int = 3
) -> tuple[float, float]:
    """Of so many arrows tested together, of which some are real: the share of those found, and the
    share of false ones among all found."""
    noise, hits, wrong = random.Random(seed), 0, 0.0
    for _map in range(runs):
        tests = list(_tests(noise, n, strength, arrows, real))
        seen = [one.verdict in FOUND for one in together(tests)]
        hits += sum(seen[:real])
        wrong += sum(seen[real:]) / max(sum(seen), 1)
    return hits / (runs * real), wrong / runs


def _tests(
    noise: random.Random, n: int, strength: float, arrows: int, real: int
) -> Iterator[LinkTest]:
    for at in range(arrows):
        x, y = driven(noise, n, strength if at < real else 0.0)
        yield test_link(x, y, lag=1, sign=1)
