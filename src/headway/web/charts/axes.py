"""The frame of a large chart: values to the left, weeks or months below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from headway.web.charts.labels import Label, Spot, width_of
from headway.web.charts.scale import Box, Heights, Scale, Ticks
from headway.web.formats import number, short_day

WEEKS_AT_MOST = 27  # longer windows count in months
DECIMALS_AT_MOST = 9
CLOSEST = 34.0  # pixels between two labels below
BETWEEN = 4.0  # pixels between the end of one and the next


@dataclass(frozen=True, slots=True)
class Size:
    """A picture's size, and how many steps its value axis should have."""

    width: int
    height: int
    steps: int


WIDE = Size(824, 316, 5)
NARROW = Size(360, 250, 4)


def area(size: Size, marks: Ticks, ends: list[str]) -> Box:
    """The drawing area that leaves room for the values at the left and the ``ends`` of the lines,
    named at the right."""
    left = max(map(width_of, _texts(marks)), default=0) + 14
    right = max((width_of(text) for text in ends), default=0) + 14
    return Box(left, 28, size.width - right, size.height - 32)


def values(scale: Heights, marks: Ticks) -> Iterator[str]:
    """A line and its value for each mark."""
    box = scale.box
    for mark, text in zip(marks.values, _texts(marks), strict=True):
        y = scale.y(mark)
        yield f'<path class="g" d="M{box.left:.1f} {y:.1f}H{box.right:.1f}"/>'
        yield Label(text, "", Spot(box.left - 8, y + 4, "end")).svg()


def _texts(marks: Ticks) -> list[str]:
    return list(marks.names) or [_written(value, marks) for value in marks.values]


def _written(value: float, marks: Ticks) -> str:
    """With the same decimals as its neighbours, unless these would be mostly zeros."""
    return number(value, marks.places if marks.places <= DECIMALS_AT_MOST else None)


def days(scale: Scale, weeks_from: date | None = None) -> Iterator[str]:
    """Weeks since ``weeks_from`` (else the start), or months, as many as fit. A window that starts
    later names its first day."""
    first = weeks_from or scale.start
    named = list(_weeks(scale, first) if _count_weeks(scale) <= WEEKS_AT_MOST else _months(scale))
    last: Label | None = None
    for day, text in named:
        middle = max(scale.x(day), width_of(text) / 2)  # the first day may be a long word
        label = Label(text, "", Spot(middle, scale.box.bottom + 20, "middle"))
        is_apart = last is None or (
            label.spot.x - last.spot.x >= _apart(named, scale)
            and label.box.left >= last.box.right + BETWEEN
        )
        if is_apart:
            yield label.svg()
            last = label


def _count_weeks(scale: Scale) -> int:
    return max(-(-((scale.end - scale.start).days + 1) // 7), 1)


def _weeks(scale: Scale, first: date) -> Iterator[tuple[date, str]]:
    over = (scale.start - first).days // 7
    yield scale.start, _("start") if scale.start == first else short_day(scale.start)
    for week in range(over + 1, over + _count_weeks(scale) + 1):
        yield min(first + timedelta(weeks=week), scale.end), str(week)


def _months(scale: Scale) -> Iterator[tuple[date, str]]:
    year, month = scale.start.year, scale.start.month
    while (day := date(year, month, 1)) <= scale.end:
        if day >= scale.start:
            yield day, format_date(day, "Y" if month == 1 else "M")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _apart(named: list[tuple[date, str]], scale: Scale) -> float:
    """A whole number of steps, so that the labels kept are evenly spaced."""
    step = (scale.x(named[-1][0]) - scale.x(named[0][0])) / max(len(named) - 1, 1)
    steps = 1
    while step * steps < CLOSEST and steps < len(named):
        steps += 1
    return max(step * steps, CLOSEST) * 0.8  # the last week may be a day short
