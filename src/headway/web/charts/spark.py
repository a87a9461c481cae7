"""The trajectory of a table row, 168 by 40 pixels."""

from __future__ import annotations

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.charts.fan import fan
from headway.web.charts.model import Trajectory
from headway.web.charts.scale import Box, Scale, path, span
from headway.web.formats import measured

WIDTH, HEIGHT = 168, 40
_BOX = Box(2, 3, 162, 37)


def spark(chart: Trajectory) -> Markup:
    """Expected (dashed), measured (blue), the forecast's fan, and the target (a short ink line at
    the end). About 40 µs."""
    low, high = span(chart.values())
    scale = Scale(_BOX, chart.start, chart.end, low, high)
    parts = [*fan(scale, chart.outlook, ("f1", "f2", "me2"))]
    if chart.expected:
        expected = path([(scale.x(day), scale.y(value)) for day, value in chart.expected])
        parts.append(f'<path class="ex" d="{expected}"/>')
    actual = [(scale.x(point.day), scale.y(point.value)) for point in chart.inside()]
    if actual:
        x, y = actual[-1]
        line = [(scale.x(point.day), scale.y(point.value)) for point in chart.line()]
        if len(line) > 1:
            parts.append(f'<path class="ac" d="{path(line)}"/>')
        parts.append(f'<circle class="pt" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>')
    if chart.targets and not chart.expected:  # a limit holds all the time
        parts.append(f'<path class="ex" d="M2 {scale.y(chart.targets[-1][1]):.1f}h164"/>')
    if chart.targets:
        parts.append(f'<path class="tg" d="M155 {scale.y(chart.targets[-1][1]):.1f}h11"/>')
    return Markup(  # noqa: S704 - the only text in it is escaped
        f'<svg class="spark" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'role="img" aria-label="{escape(_words(chart))}">{"".join(parts)}</svg>'
    )


def _words(chart: Trajectory) -> str:
    if not chart.points:
        return _("No reading yet")
    words = _("%(count)d readings, from %(first)s to %(last)s") % {
        "count": len(chart.points),
        "first": measured(chart.points[0].value, chart.measure),
        "last": measured(chart.points[-1].value, chart.measure),
    }
    if chart.targets:
        target = measured(chart.targets[-1][1], chart.measure)
        words = _("%(readings)s, target %(target)s") % {"readings": words, "target": target}
    return words
