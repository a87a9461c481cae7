"""The large chart of a key result: where it should be, where it is, and each move of its target."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.charts.model import Trajectory
from headway.web.charts.scale import Box, Scale, path, span, ticks
from headway.web.formats import measured, number, short_day

WIDE = (824, 316, Box(48, 24, 690, 284))
NARROW = (360, 250, Box(40, 20, 300, 222))
LINE = 15


def trajectory(chart: Trajectory, *, narrow: bool = False) -> Markup:
    """The picture in its wide (824 px) or narrow (360 px) form."""
    width, height, box = NARROW if narrow else WIDE
    low, high = span(chart.values())
    marks = ticks(low, high, 4 if narrow else 5)
    scale = Scale(box, chart.start, chart.end, marks[0], marks[-1])
    title = f"t{width}-{abs(hash((chart.start, len(chart.points), tuple(chart.values())))) % 10**8}"
    parts = [
        f'<title id="{title}">{escape(words(chart))}</title>',
        *_grid(scale, marks, chart, narrow=narrow),
        *_expected(scale, chart),
        *_targets(scale, chart),
        *_today(scale, chart),
        *_actual(scale, chart),
        *_end_labels(scale, chart, narrow=narrow),
    ]
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="chart" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{title}">{"".join(parts)}</svg>'
    )


def words(chart: Trajectory) -> str:
    """What the picture says, for those who do not see it."""
    if not chart.points:
        return _("No reading yet.")
    said = _("%(count)d readings, from %(first)s to %(last)s on %(day)s.") % {
        "count": len(chart.points),
        "first": measured(chart.points[0].value, chart.measure),
        "last": measured(chart.points[-1].value, chart.measure),
        "day": short_day(chart.points[-1].day),
    }
    if chart.targets:
        target = measured(chart.targets[-1][1], chart.measure)
        said += " " + _("Target %(target)s.") % {"target": target}
    return said


def _grid(scale: Scale, marks: Sequence[float], chart: Trajectory, *, narrow: bool) -> list[str]:
    box = scale.box
    lines = []
    for mark in marks:
        y = scale.y(mark)
        lines.append(f'<path class="g" d="M{box.left} {y:.1f}H{box.right}"/>')
        lines.append(
            f'<text x="{box.left - 8}" y="{y + 4:.1f}" text-anchor="end">{number(mark)}</text>'
        )
    weeks = max(((chart.end - chart.start).days + 1) // 7, 1)
    step = max(1, round(weeks / (6 if narrow else 13)))
    for week in range(0, weeks + 1, step):
        x = scale.x(chart.start + timedelta(weeks=week))
        label = _("start") if week == 0 else str(week)
        lines.append(
            f'<text x="{x:.1f}" y="{box.bottom + 20}" text-anchor="middle">{escape(label)}</text>'
        )
    return lines


def _expected(scale: Scale, chart: Trajectory) -> list[str]:
    if not chart.expected:
        return []
    line = path([(scale.x(day), scale.y(value)) for day, value in chart.expected])
    return [f'<path class="exp" d="{line}"/>']


def _targets(scale: Scale, chart: Trajectory) -> list[str]:
    if not chart.targets:
        return []
    box = scale.box
    drawn = f"M{box.left} {scale.y(chart.targets[0][1]):.1f}"
    for day, value in chart.targets[1:]:
        drawn += f"H{scale.x(day):.1f}V{scale.y(value):.1f}"
    parts = [f'<path class="tgt" d="{drawn}H{box.right}"/>']
    for (_day, before), (day, after) in zip(chart.targets, chart.targets[1:], strict=False):
        text = _("%(before)s to %(after)s, %(day)s") % {
            "before": number(before),
            "after": number(after),
            "day": short_day(day),
        }
        x = scale.x(day)
        anchor = "end" if x > (box.left + box.right) / 2 else "start"
        x += -6 if anchor == "end" else 6
        y = min(scale.y(before), scale.y(after)) - 7
        parts.append(
            f'<text class="h" x="{x:.1f}" y="{max(y, 10):.1f}" text-anchor="{anchor}">'
            f"{escape(text)}</text>"
        )
    return parts


def _today(scale: Scale, chart: Trajectory) -> list[str]:
    if not chart.start <= chart.today <= chart.end:
        return []
    x, box = scale.x(chart.today), scale.box
    anchor = "end" if x > (box.left + box.right) / 2 else "start"
    at = x - 6 if anchor == "end" else x + 6
    return [
        f'<path class="now" d="M{x:.1f} {box.top - 12}V{box.bottom}"/>',
        (
            f'<text class="h" x="{at:.1f}" y="{box.bottom - 6}" text-anchor="{anchor}">'
            f"{escape(_('today'))}</text>"
        ),
    ]


def _actual(scale: Scale, chart: Trajectory) -> list[str]:
    drawn = [(scale.x(point.day), scale.y(point.value)) for point in chart.points]
    if not drawn:
        return []
    parts = [f'<path class="act" d="{path(drawn)}"/>'] if len(drawn) > 1 else []
    for (x, y), point in zip(drawn, chart.points, strict=True):
        last = point is chart.points[-1]
        said = f"{short_day(point.day)}: {measured(point.value, chart.measure)}"
        parts.append(
            f'<circle class="dot{" last" if last else ""}" cx="{x:.1f}" cy="{y:.1f}" '
            f'r="{4 if last else 3.25}"><title>{escape(said)}</title></circle>'
        )
    return parts


def _end_labels(scale: Scale, chart: Trajectory, *, narrow: bool) -> list[str]:
    """Names of the lines at the right edge, pushed apart so that none covers another."""
    labels: list[tuple[float, str, str]] = []
    if chart.targets:
        value = chart.targets[-1][1]
        text = number(value) if narrow else _("%(value)s target") % {"value": number(value)}
        labels.append((scale.y(value), "s", text))
    if chart.points:
        value = chart.points[-1].value
        text = number(value) if narrow else _("%(value)s now") % {"value": number(value)}
        labels.append((scale.y(value), "a", text))
    return [
        f'<text class="{name}" x="{scale.box.right + 8}" y="{y + 4:.1f}">{escape(text)}</text>'
        for y, name, text in spread(labels, scale.box.bottom)
    ]


def spread(labels: Sequence[tuple[float, str, str]], bottom: float) -> list[tuple[float, str, str]]:
    """Labels at their heights, moved down where they would overlap, and up again at the bottom."""
    placed: list[tuple[float, str, str]] = []
    for y, name, text in sorted(labels):
        if placed:
            y = max(y, placed[-1][0] + LINE)
        placed.append((y, name, text))
    over = placed[-1][0] - bottom if placed else 0
    return [(y - max(over, 0), name, text) for y, name, text in placed]
