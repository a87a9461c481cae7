"""Confidence week by week, drawn below the large chart and on the same days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.charts.axes import NARROW, WIDE
from headway.web.charts.model import Trajectory
from headway.web.charts.scale import Scale
from headway.web.charts.trajectory import frame
from headway.web.formats import short_day

HEIGHT, TOP, BOTTOM = 76, 16, 70
FULL = 10
WIDEST = 12.0


def confidence_course(chart: Trajectory, *, narrow: bool = False) -> Markup:
    """A bar for each confidence that was given in the window, of ten; the last one is named."""
    scale, _marks, _named = frame(chart, narrow=narrow)
    given = [(day, value) for day, value in chart.confidence if chart.start <= day <= chart.end]
    width = (NARROW if narrow else WIDE).width
    left, right = scale.box.left, scale.box.right
    parts = [
        f'<text x="{left:.1f}" y="10">{escape(_("Confidence, of 10"))}</text>',
        f'<path class="g" d="M{left:.1f} {TOP}H{right:.1f}"/>',
        f'<path class="g" d="M{left:.1f} {BOTTOM}H{right:.1f}"/>',
        f'<text x="{left - 8:.1f}" y="{TOP + 4}" text-anchor="end">{FULL}</text>',
        f'<text x="{left - 8:.1f}" y="{BOTTOM}" text-anchor="end">0</text>',
        *_bars(scale, given),
    ]
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="chart sure" viewBox="0 0 {width} {HEIGHT}" role="img" '
        f'aria-label="{escape(_words(given))}">{"".join(parts)}</svg>'
    )


def _bars(scale: Scale, given: Sequence[tuple[date, int]]) -> Iterator[str]:
    places = [scale.x(day) for day, _value in given]
    apart = min((b - a for a, b in pairwise(places) if b > a), default=WIDEST)
    wide = max(min(apart * 0.6, WIDEST), 2.0)
    for order, (x, (day, value)) in enumerate(zip(places, given, strict=True)):
        tall = max((BOTTOM - TOP) * value / FULL, 1.0)
        is_last = order == len(given) - 1
        at = min(max(x - wide / 2, scale.box.left), scale.box.right - wide)
        said = _("%(day)s: confidence %(value)d") % {"day": short_day(day), "value": value}
        yield (
            f'<rect class="cb{" last" if is_last else ""}" x="{at:.1f}" y="{BOTTOM - tall:.1f}" '
            f'width="{wide:.1f}" height="{tall:.1f}"><title>{escape(said)}</title></rect>'
        )
        if is_last:
            beside, top = at + wide + 5, BOTTOM - tall + 9
            yield f'<text class="h" x="{beside:.1f}" y="{top:.1f}">{value}</text>'


def _words(given: Sequence[tuple[date, int]]) -> str:
    if not given:
        return _("No confidence given yet.")
    return _("Confidence of 10: from %(first)d on %(since)s to %(last)d on %(day)s.") % {
        "first": given[0][1],
        "since": short_day(given[0][0]),
        "last": given[-1][1],
        "day": short_day(given[-1][0]),
    }
