"""One figure over several cycles, as columns with the aim drawn across."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from headway.web.charts.labels import Label, Spot, width_of

STEP, WIDE, TALL, TOP = 54.0, 30.0, 88.0, 22.0
LEFT = 4.0
HIGH = 11.0
"""Of a number over its column."""


def columns(
    values: Sequence[tuple[str, float | None, str]],
    *,
    words: str,
    aim: float | None = None,
    aim_words: str = "",
    most: float = 1.0,
) -> Markup:
    """``values`` are (name below, value or None, as written); the last is the one looked at. What
    lies beyond 0 and ``most`` is drawn at the end."""
    foot = TOP + TALL
    line = None if aim is None else foot - TALL * min(aim, most) / most
    parts, texts = [], []
    width = LEFT + max(len(values), 1) * STEP - (STEP - WIDE)
    for place, (name, value, text) in enumerate(values):
        x = LEFT + place * STEP
        middle = x + WIDE / 2
        is_last = place == len(values) - 1
        high = TALL * min(max(value or 0.0, 0.0), most) / most
        parts.append(
            f'<rect class="{"col" if is_last else "end"}" x="{x:.1f}" y="{foot - high:.1f}" '
            f'width="{WIDE:g}" height="{high:.1f}"/>'
        )
        look = "s" if is_last else "h"
        texts.append(
            Label(text or "–", look, Spot(middle, _beside(foot - high - 6, line), "middle")).svg()
        )
        texts.append(Label(name, "", Spot(middle, foot + 18, "middle")).svg())
    if line is not None:
        parts.append(f'<path class="exp" d="M0 {line:.1f}H{width + 8:.1f}"/>')
        if aim_words:
            parts.append(Label(aim_words, "", Spot(width + 12, line + 4)).svg())
    full = width + 16 + width_of(aim_words)
    return Markup(  # noqa: S704 - the only text in it is escaped
        f'<svg class="chart cols" viewBox="-2 0 {full:.0f} {foot + 24:.0f}" role="img" '
        f'aria-label="{escape(words)}"><path class="ax" d="M0 {foot:.1f}H{width + 4:.1f}"/>'
        f"{''.join(parts + texts)}</svg>"
    )


def _beside(foot: float, line: float | None) -> float:
    """Where a number stands whose foot would be there: above a line that would strike it out."""
    is_struck = line is not None and foot - HIGH < line < foot + 4
    return line - 5 if is_struck and line is not None else foot
