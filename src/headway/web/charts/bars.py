"""Values beside each other as bars that lie, each with its name, number and status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.charts.fitted import drawn_width, fitted
from headway.web.charts.labels import Label, Spot
from headway.web.formats import number, with_measure

WIDE, NARROW = 824.0, 360.0
NAME_WIDE, NAME_NARROW = 264.0, 132.0
TALL, GAP = 16.0, 14.0
TOP = 6.0
AIR = 8.0
MARK = 17.0  # a status' shape with its air
TONES = {"green": "on", "amber": "watch", "red": "off", "grey": "unk"}
SHAPES = {
    "green": '<circle cx="6" cy="6" r="5.25" fill="currentColor"/>',
    "amber": '<path d="M6 .6 11.8 11.2H.2z" fill="currentColor"/>',
    "red": '<path d="M.8.8h10.4v10.4H.8zM3 5v2h6V5z" fill="currentColor" fill-rule="evenodd"/>',
    "grey": (
        '<path d="M6 .9 11.1 6 6 11.1.9 6z" fill="none" stroke="currentColor" stroke-width="1.4"/>'
    ),
}


class Bar(Protocol):
    """A bar, None where there is no value."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> float | None: ...
    @property
    def colour(self) -> str: ...


class Bars(Protocol):
    """Bars from 0 to ``most`` (None: the largest); ``words`` say what they show."""

    @property
    def words(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def places(self) -> int: ...
    @property
    def bars(self) -> Sequence[Bar]: ...
    @property
    def most(self) -> float | None: ...


def bars(chart: Bars, *, narrow: bool = False) -> Markup:
    """The picture in its wide (824 px) or narrow (360 px) form. Values below 0 reach to the left;
    what lies beyond ``most`` is drawn at the end and said in full."""
    width, room = (NARROW, NAME_NARROW) if narrow else (WIDE, NAME_WIDE)
    tall = 2 * TOP + len(chart.bars) * (TALL + GAP)
    drawn = "".join(_drawn(chart, width, room))
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="chart bars" viewBox="0 0 {width:.0f} {tall:.0f}" role="img" '
        f'aria-label="{escape(chart.words)}">{drawn}</svg>'
    )


def status_words() -> dict[str, str]:
    """What the colours of bars are called."""
    return {"green": _("Green"), "amber": _("Amber"), "red": _("Red"), "grey": _("No score")}


def _drawn(chart: Bars, width: float, room: float) -> Iterator[str]:
    words = status_words()
    said = [_said(bar, chart, words) for bar in chart.bars]
    behind = max((drawn_width(text) + MARK for text in said), default=0.0) + AIR
    known = [bar.value for bar in chart.bars if bar.value is not None]
    low = min([0.0, *known])
    high = max([0.0, *known]) if chart.most is None else chart.most
    left, right = room + AIR, max(width - behind, room + 40)
    reach = (right - left) / ((high - low) or 1.0)
    zero = left - low * reach
    yield f'<path class="ax" d="M{zero:.1f} {TOP:.0f}v{len(chart.bars) * (TALL + GAP):.0f}"/>'
    for at, (bar, text) in enumerate(zip(chart.bars, said, strict=True)):
        top = TOP + at * (TALL + GAP) + GAP / 2
        yield from _name(bar.name, room, top)
        tone = TONES.get(bar.colour, "")
        end = zero
        if bar.value is not None:
            end = left + (min(max(bar.value, low), high) - low) * reach
            name = f"bar-{tone}" if tone else "col"
            yield (
                f'<rect class="{name}" x="{min(zero, end):.1f}" y="{top:.1f}" '
                f'width="{abs(end - zero):.1f}" height="{TALL:.0f}"/>'
            )
        x = max(zero, end) + AIR
        if tone:
            yield (
                f'<svg class="m m-{tone}" x="{x:.1f}" y="{top + 2:.1f}" width="12" height="12" '
                f'viewBox="0 0 12 12">{SHAPES[bar.colour]}</svg>'
            )
            x += MARK
        yield Label(text, "s", Spot(x, top + 12)).svg()


def _said(bar: Bar, chart: Bars, words: dict[str, str]) -> str:
    """The number with its unit, and the word for its colour."""
    if bar.value is None:
        return words.get(bar.colour) or _("no value")
    text = with_measure(number(bar.value, chart.places), chart.unit)
    return f"{text}, {words[bar.colour].lower()}" if bar.colour in words else text


def _name(name: str, room: float, top: float) -> Iterator[str]:
    """At the left of its bar, on two lines where one is too short."""
    lines = fitted(name, room, 2)
    first = top + (12 if len(lines) == 1 else 5)
    told = f"<title>{escape(name)}</title>"
    texts = "".join(
        Label(line, "h", Spot(room, first + at * 14, "end")).svg() for at, line in enumerate(lines)
    )
    yield f"<g>{told}{texts}</g>"
