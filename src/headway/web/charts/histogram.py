"""How many scores lie where: the two ends stand alone, ten tenths between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.charts.labels import Label, Spot
from headway.web.formats import number

STEP, WIDE = 30.0, 24.0  # from one column to the next, and a column
SMALL_STEP, SMALL_WIDE = 19.0, 15.0
APART = 12.0  # between the ends and the rest
TALL, SMALL_TALL = 112.0, 64.0


class Bin(Protocol):
    """Scores from ``low`` to ``high``; where both are the same, exactly that score."""

    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def count(self) -> int: ...


def histogram(bins: Sequence[Bin], *, words: str = "", small: bool = False) -> Markup:
    """Columns with their counts above. ``words`` say in a sentence what the picture shows; a small
    one has no counts and fewer marks below."""
    step, wide = (SMALL_STEP, SMALL_WIDE) if small else (STEP, WIDE)
    tall = SMALL_TALL if small else TALL
    top, most = 20.0, max((one.count for one in bins), default=0) or 1
    foot = top + tall
    parts: list[str] = []
    x = 0.0
    for place, one in enumerate(bins):
        ends = one.low == one.high
        x += APART if place and (ends or bins[place - 1].low == bins[place - 1].high) else 0.0
        high = tall * one.count / most
        name = "end" if ends else "col"
        if one.count:
            parts.append(
                f'<rect class="{name}" x="{x:.1f}" y="{foot - high:.1f}" width="{wide:g}" '
                f'height="{high:.1f}"/>'
            )
            if not small or ends:
                spot = Spot(x + wide / 2, foot - high - 5, "middle")
                parts.append(Label(number(one.count), "s", spot).svg())
        if ends:
            parts.append(
                Label(number(one.low, 0), "h", Spot(x + wide / 2, foot + 18, "middle")).svg()
            )
        elif round(one.low * 10) in ((4, 7) if small else (2, 4, 6, 8)):
            edge = x - (step - wide) / 2
            parts.append(f'<path class="ax" d="M{edge:.1f} {foot:.1f}v5"/>')
            parts.append(Label(number(one.low, 1), "", Spot(edge, foot + 18, "middle")).svg())
        x += step
    width = x - (step - wide)
    return Markup(  # noqa: S704 - the only text in it is escaped
        f'<svg class="chart hist" viewBox="-2 0 {width + 4:.0f} {foot + 24:.0f}" role="img" '
        f'aria-label="{escape(words or _("How the scores lie"))}">'
        f'<path class="ax" d="M0 {foot:.1f}H{width:.1f}"/>{"".join(parts)}</svg>'
    )
