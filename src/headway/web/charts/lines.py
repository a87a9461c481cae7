"""Several lines over periods: what was measured, with the limits, targets and courses beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

from markupsafe import Markup, escape

from headway.web.charts.axes import Size, area, values
from headway.web.charts.ends import End, labelled
from headway.web.charts.fitted import fitted
from headway.web.charts.labels import Anchor, Label, Labels, Spot, sampled, width_of
from headway.web.charts.process_calls import Periods
from headway.web.charts.scale import path, span, ticks
from headway.web.formats import number, with_measure

WIDE, NARROW = Size(824, 300, 5), Size(360, 250, 4)
NARROW_PERIODS = 26
BESIDE: tuple[tuple[int, Anchor], ...] = ((9, "start"), (-9, "end"), (0, "middle"))
NAME_ROOM = 132.0  # for a line's name at its end
CLASSES = {
    "value": "act", "centre": "cl", "lower": "lim", "upper": "lim", "target": "tgt",
    "expected": "exp", "forecast": "fmean",
}  # fmt: skip
TONES = {"green": "good", "amber": "warn", "red": "bad"}
TEXTS = {"green": "ok", "red": "r"}


class Line(Protocol):
    """A line: a value for each period, None where there is none; ``role`` says how it is drawn."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def values(self) -> Sequence[float | None]: ...


class Mark(Protocol):
    """A period that asks for attention, and why."""

    @property
    def at(self) -> int: ...
    @property
    def words(self) -> str: ...
    @property
    def colour(self) -> str: ...


class Lines(Protocol):
    """Lines over the same periods, oldest first; ``words`` say what they show."""

    @property
    def words(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def places(self) -> int: ...
    @property
    def periods(self) -> Sequence[str]: ...
    @property
    def series(self) -> Sequence[Line]: ...
    @property
    def marks(self) -> Sequence[Mark]: ...


def lines(chart: Lines, *, narrow: bool = False) -> Markup:
    """The picture in its wide (824 px) or narrow (360 px) form, which shows the latest periods."""
    size = NARROW if narrow else WIDE
    first = max(len(chart.periods) - NARROW_PERIODS, 0) if narrow else 0
    shown = [(line, list(line.values[first:])) for line in chart.series]
    known = [value for _line, found in shown for value in found if value is not None]
    marks = ticks(*span(known), size.steps)
    named = _ends(shown, chart.places, narrow=narrow)
    box = area(size, marks, [end.text for end in named])
    scale = Periods(box, len(chart.periods) - first, marks.values[0], marks.values[-1])
    drawn = [*values(scale, marks), *_names(scale, chart.periods[first:])]
    if chart.unit:
        drawn.append(Label(chart.unit, "", Spot(4, 14)).svg())
    # What was measured lies over the rest.
    for line, found in sorted(shown, key=lambda one: one[0].role == "value"):
        drawn += _line(scale, line, found, chart, first)
    drawn += _marks(scale, shown, chart, first)
    drawn += labelled(scale, named)
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="chart lines" viewBox="0 0 {size.width} {size.height}" role="img" '
        f'aria-label="{escape(chart.words)}">{"".join(drawn)}</svg>'
    )


def _ends(
    shown: Sequence[tuple[Line, list[float | None]]], places: int, *, narrow: bool
) -> list[End]:
    """The last value of each line, named at its right; on a narrow picture the bare numbers."""
    found = []
    for line, given in shown:
        last = next((value for value in reversed(given) if value is not None), None)
        if last is not None:
            text = number(last, places)
            name = "a" if line.role == "value" else "s" if line.role == "target" else ""
            words = text if narrow else f"{text} {fitted(line.name, NAME_ROOM, 1)[0]}"
            found.append(End(last, name, words))
    return sorted(found, reverse=True)


def _names(scale: Periods, periods: Sequence[str]) -> Iterator[str]:
    """The names of as many periods as fit, evenly spaced."""
    widest = max((width_of(name) for name in periods), default=0) + 10
    every = max(-(-int(widest) // max(int(scale.step), 1)), 1)
    for at in range((len(periods) - 1) % every, len(periods), every):
        label = Label(periods[at], "", Spot(scale.x(at), scale.box.bottom + 20, "middle"))
        if label.box.left >= scale.box.left - 12:
            yield label.svg()


def _line(
    scale: Periods, line: Line, found: list[float | None], chart: Lines, first: int
) -> Iterator[str]:
    """Joined where values follow each other; a value alone is a dot."""
    name = CLASSES.get(line.role, "act")
    for run in _runs(scale, found):
        if len(run) > 1:
            yield f'<path class="{name}" d="{path(run)}"/>'
    if line.role != "value":
        return
    for at, value in enumerate(found):
        if value is not None:
            said = f"{chart.periods[first + at]}: {number(value, chart.places)}"
            told = escape(f"{line.name}, {with_measure(said, chart.unit)}")
            yield (
                f'<circle class="dot" cx="{scale.x(at):.1f}" cy="{scale.y(value):.1f}" r="2.5">'
                f"<title>{told}</title></circle>"
            )


def _runs(scale: Periods, found: Sequence[float | None]) -> Iterator[list[tuple[float, float]]]:
    places = [None if value is None else (scale.x(at), scale.y(value))
              for at, value in enumerate(found)]  # fmt: skip
    for is_there, run in groupby(places, key=lambda place: place is not None):
        if is_there:
            yield [place for place in run if place is not None]


def _marks(
    scale: Periods, shown: Sequence[tuple[Line, list[float | None]]], chart: Lines, first: int
) -> Iterator[str]:
    """Signals as large squares in their colours, and their words where there is room."""
    measured = next((found for line, found in shown if line.role == "value"), [])
    seen = [
        point for _line, found in shown for run in _runs(scale, found) for point in sampled(run)
    ]
    labels = Labels(scale.box, seen)
    for mark in chart.marks:
        at = mark.at - first
        value = measured[at] if 0 <= at < len(measured) else None
        if value is None:
            continue
        x, y = scale.x(at), scale.y(value)
        tone = TONES.get(mark.colour, "plain")
        yield (
            f'<rect class="pb-lim {tone}" x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" '
            f'height="9"><title>{escape(mark.words)}</title></rect>'
        )
        spots = [
            Spot(x + across, y + down, anchor) for down in (-10, 18, 4) for across, anchor in BESIDE
        ]
        labels.put(mark.words, TEXTS.get(mark.colour, "h"), spots)
    yield from labels.svg()
