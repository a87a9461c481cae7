"""How sure the demo's owners are, week by week.

People begin with what they hope, look at last week's figures and believe them a little more every
week, some of them a week later than others.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import accumulate
from statistics import fmean
from typing import Any

from headway.exchange.demo.stage import WEEKS

BELIEVED_AFTER = 6
"""Weeks of figures until they weigh as much as they ever will,"""
BELIEVED = 0.85
"""which is so much; the rest is hope."""
WOBBLE = 0.45
STEP = 2
"""Nobody moves further in a week without news, and news is told (``shaken``)."""


def confidences(entry: Mapping[str, Any], values: Sequence[float], weeks: int) -> list[int]:
    """What the owner of a key result says in each week, 0 to 10: from one number to another where
    the story gives two, else from the one number towards what the ``values`` say."""
    sure = entry.get("sure", (6, 7))
    if not isinstance(sure, int):
        first, last = sure
        return _straight(first, last, weeks)
    source = random.Random(f"tidewell sure {entry['title']}")  # noqa: S311 - a story, not a secret
    figures, later = _figures(entry, values), _later(entry["owner"])
    said = [sure]
    for week in range(1, weeks):
        felt = sure + BELIEVED * _trust(week - later) * (_lately(figures, week - later) - sure)
        whole = round(felt + source.gauss(0, WOBBLE))
        near = max(said[-1] - STEP, min(said[-1] + STEP, whole))
        said.append(max(1, min(10, near)))
    return said


def _straight(first: int, last: int, weeks: int) -> list[int]:
    if weeks == 1:
        return [last]
    return [round(first + (last - first) * week / (weeks - 1)) for week in range(weeks)]


def _figures(entry: Mapping[str, Any], values: Sequence[float]) -> list[float]:
    """What the values of each week say by themselves, 0 to 10: in the middle as long as they are
    where an even course has them."""
    if entry.get("kind") in ("stay_above", "stay_below"):
        side = 1 if entry["kind"] == "stay_above" else -1
        missed = accumulate(side * value < side * entry["target"] for value in values)
        return [9.0 - 3 * count for count in missed]
    so_far = accumulate(values) if entry.get("aggregation") == "sum" else values
    way = entry["target"] - entry["start"]
    shares = [(value - entry["start"]) / way for value in so_far]
    ahead = [share * WEEKS / week - 1 for week, share in enumerate(shares, start=1)]
    return [max(0.0, min(10.0, 5 + 10 * lead)) for lead in ahead]


def _later(owner: str) -> int:
    """How many weeks somebody takes beyond the first to believe a figure; most take none."""
    return random.Random(f"tidewell {owner}").choice((0, 0, 0, 1))  # noqa: S311 - as above


def _trust(seen: int) -> float:
    return max(0.0, min(1.0, seen / BELIEVED_AFTER))


def _lately(figures: Sequence[float], seen: int) -> float:
    """The mean of the last two weeks of so many that somebody has taken in."""
    return fmean(figures[max(0, seen - 2) : max(1, seen)])
