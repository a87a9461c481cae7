"""A forecast drawn with characters, for a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from headway.core.forecast import FanPoint, Outlook

WIDTH, HEIGHT = 60, 12
READING, MEAN, HALF, MOST, TARGET = "●", "─", "▒", "░", "┄"


def chart(readings: Sequence[tuple[date, float]], found: Outlook, labels: Sequence[str]) -> str:
    """The readings, the fan of the forecast and the target. ``labels`` are texts for the highest
    value, the target and the lowest value drawn."""
    target = found.target or 0.0
    drawn = [value for _, value in readings] + [target]
    drawn += [value for point in found.fan for value in (point.low80, point.high80)]
    bottom, top = min(drawn), max(drawn)
    first = readings[0][0]
    last = found.fan[-1].on if found.fan else readings[-1][0]

    def row(value: float) -> int:
        return round((value - bottom) / (top - bottom) * (HEIGHT - 1)) if top > bottom else 0

    def column(day: date) -> int:
        days = (last - first).days
        return round((day - first).days / days * (WIDTH - 1)) if days else 0

    grid = [[" "] * WIDTH for _ in range(HEIGHT)]
    grid[row(target)] = [TARGET] * WIDTH
    if found.fan:
        start = column(readings[-1][0])
        for x in range(start + 1, WIDTH):
            point = _between(_from(readings[-1], found.fan), first, last, x)
            for sign, low, high in (
                (MOST, point.low80, point.high80),
                (HALF, point.low50, point.high50),
                (MEAN, point.mean, point.mean),
            ):
                for y in range(row(low), row(high) + 1):
                    grid[y][x] = TARGET if y == row(target) and sign == MOST else sign
    for day, value in readings:
        grid[row(value)][column(day)] = READING
    texts = {HEIGHT - 1: labels[0], 0: labels[2], row(target): labels[1]}
    return framed(grid, texts, first, last)


def _from(reading: tuple[date, float], fan: Sequence[FanPoint]) -> list[FanPoint]:
    day, value = reading
    return [FanPoint(day, value, value, value, value, value), *fan]


def _between(fan: Sequence[FanPoint], first: date, last: date, x: int) -> FanPoint:
    """The fan in column ``x``, on a straight line between its points."""
    at = x / (WIDTH - 1) * (last - first).days
    days = [(point.on - first).days for point in fan]
    after = next((i for i, day in enumerate(days) if day >= at - 1e-9), len(fan) - 1)
    before = max(0, after - 1)
    share = (at - days[before]) / (days[after] - days[before]) if after > before else 0.0
    one, two = fan[before][1:], fan[after][1:]
    return FanPoint(last, *(a + (b - a) * share for a, b in zip(one, two, strict=True)))


def framed(grid: Sequence[Sequence[str]], texts: Mapping[int, str], first: date, last: date) -> str:
    """A picture's rows, the lowest first, with texts at the left of some and the days below."""
    margin = max(map(len, texts.values()))
    lines = [
        f"{texts.get(y, ''):>{margin}} │{''.join(grid[y])}".rstrip()
        for y in reversed(range(len(grid)))
    ]
    width = len(grid[0])
    lines.append(f"{'':>{margin}} └{'─' * width}")
    lines.append(f"{'':>{margin}}  {first}{last.isoformat():>{width - 10}}")
    return "\n".join(lines)


def decimals(span: float) -> int:
    """Decimals that show a hundredth of the span."""
    return max(0, min(6, 2 - math.floor(math.log10(span)))) if span > 0 else 2
