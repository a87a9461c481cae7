"""The large chart of a key result: where it should be, where it is, where it may end, and each move
of its target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.charts.axes import NARROW, WIDE, area, days, values
from headway.web.charts.ends import End, ends, labelled
from headway.web.charts.fan import fan
from headway.web.charts.labels import Labels, Spot, sampled
from headway.web.charts.model import Point, TargetMove, Trajectory
from headway.web.charts.scale import Box, Scale, Ticks, path, span, ticks
from headway.web.formats import measured, number, short_day

CLOSE = 9.0  # pixels between readings below which their dots shrink

Line = Sequence[tuple[float, float]]


def trajectory(chart: Trajectory, *, narrow: bool = False) -> Markup:
    """The picture in its wide (824 px) or narrow (360 px) form."""
    size = NARROW if narrow else WIDE
    scale, marks, named = frame(chart, narrow=narrow)
    known = chart.values()
    points = chart.inside()
    actual = [(scale.x(point.day), scale.y(point.value)) for point in points]
    line = [(scale.x(point.day), scale.y(point.value)) for point in chart.line()]
    expected = [(scale.x(day), scale.y(value)) for day, value in chart.expected]
    target = _steps(scale, chart)
    labels = _labels(scale, chart, [*sampled(line), *sampled(expected), *sampled(target)])
    parts = [
        *(values(scale, marks) if known else ()),
        *days(scale, chart.weeks_from),
        *fan(scale, chart.outlook, ("fan1", "fan2", "fmean")),
        *_line("exp", expected),
        *_line("tgt", target),
        *_added(scale, chart),
        *_today(scale, chart),
        *_line("act", line),
        *_dots(actual, points, chart),
        *_marks(scale, chart),
        *labels.svg(),
        *labelled(scale, named),
    ]
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="chart" viewBox="0 0 {size.width} {size.height}" role="img" '
        f'aria-label="{escape(words(chart))}">{"".join(parts)}</svg>'
    )


def frame(chart: Trajectory, *, narrow: bool = False) -> tuple[Scale, Ticks, list[End]]:
    """Where the picture draws, its marks, and what is named at its right edge. What is drawn below
    it shares its days."""
    size = NARROW if narrow else WIDE
    marks = ticks(*span(chart.values()), size.steps)
    named = ends(chart, marks.places + 1, narrow=narrow)
    box = area(size, marks, [end.text for end in named])
    return Scale(box, chart.start, chart.end, marks.values[0], marks.values[-1]), marks, named


def words(chart: Trajectory) -> str:
    """What the picture says, for those who do not see it."""
    said = []
    if chart.points:
        first, last = chart.points[0], chart.points[-1]
        said.append(
            _("%(count)d readings, from %(first)s to %(last)s on %(day)s.")
            % {
                "count": len(chart.points),
                "first": measured(first.value, chart.measure),
                "last": measured(last.value, chart.measure),
                "day": short_day(last.day),
            }
        )
    else:
        said.append(_("No reading yet."))
    if chart.targets:
        target = measured(chart.targets[-1][1], chart.measure)
        said.append(_("Target %(target)s.") % {"target": target})
    said += [told(move, chart.measure) for move in chart.moves]
    if chart.outlook:
        at = chart.outlook[-1]
        said.append(
            _("Forecast for %(day)s: %(likely)s; four in five outcomes from %(low)s to %(high)s.")
            % {
                "day": short_day(at.day),
                "likely": measured(at.likely, chart.measure),
                "low": measured(at.low_80, chart.measure),
                "high": measured(at.high_80, chart.measure),
            }
        )
    return " ".join(said)


def _line(name: str, points: Line) -> Iterator[str]:
    if len(points) > 1:
        yield f'<path class="{name}" d="{path(points)}"/>'


def _steps(scale: Scale, chart: Trajectory) -> Line:
    """The target as a stair: each value from its day on, the first from the start."""
    corners: list[tuple[float, float]] = []
    for order, (day, value) in enumerate(chart.targets):
        x = scale.x(day if order else chart.begins)
        if corners:
            corners.append((x, corners[-1][1]))
        corners.append((x, scale.y(value)))
    if corners:
        corners.append((scale.box.right, corners[-1][1]))
    return corners


MARK = 5.0  # pixels from the middle of a mark to each of its corners


def _marks(scale: Scale, chart: Trajectory) -> Iterator[str]:
    """A diamond on each step of the target, with what is told of it for those who point at it."""
    for move in chart.moves:
        if not chart.start <= move.day <= chart.end:
            continue
        x, y = scale.x(move.day), (scale.y(move.before) + scale.y(move.after)) / 2
        corners = f"M{x:.1f} {y - MARK:.1f}l{MARK} {MARK}-{MARK} {MARK}-{MARK}-{MARK}z"
        yield (
            f'<path class="mv" data-x="{x:.1f}" data-y="{y:.1f}" d="{corners}">'
            f"<title>{escape(told(move, chart.measure))}</title></path>"
        )


def told(move: TargetMove, measure: str) -> str:
    """A move of the target in a sentence: "12 Nov: target 20 to 15 farms. Fewer contracts."."""
    words = _("%(day)s: target %(before)s to %(after)s. %(why)s %(who)s") % {
        "day": short_day(move.day),
        "before": number(move.before),
        "after": measured(move.after, measure),
        "why": move.why,
        "who": move.who,
    }
    return words.strip()


def _added(scale: Scale, chart: Trajectory) -> Iterator[str]:
    if chart.start < chart.begins <= chart.end:
        box = scale.box
        yield f'<path class="add" d="M{scale.x(chart.begins):.1f} {box.top}V{box.bottom}"/>'


def _today(scale: Scale, chart: Trajectory) -> Iterator[str]:
    if chart.start <= chart.today <= chart.end:
        box = scale.box
        yield f'<path class="now" d="M{scale.x(chart.today):.1f} {box.top - 18}V{box.bottom}"/>'


def _dots(actual: Line, points: Sequence[Point], chart: Trajectory) -> Iterator[str]:
    """A dot for each reading, with its day and value for those who point at it."""
    wide = actual[-1][0] - actual[0][0] if actual else 0.0
    radius = 3.25 if len(actual) < 2 or wide / (len(actual) - 1) >= CLOSE else 2.0
    for (x, y), point in zip(actual, points, strict=True):
        is_last = point is points[-1]
        said = f"{_day_of(point, chart)}: {measured(point.value, chart.measure)}"
        yield (
            f'<circle class="dot{" last" if is_last else ""}" cx="{x:.1f}" cy="{y:.1f}" '
            f'r="{4 if is_last else radius}"><title>{escape(said)}</title></circle>'
        )


def _day_of(point: Point, chart: Trajectory) -> str:
    """Its day, and where it is not drawn on that, why."""
    words = {"day": short_day(point.day)}
    if point.day < chart.start:
        return _("%(day)s, before the first day shown") % words
    if point.day > chart.end:
        return _("%(day)s, after the last day shown") % words
    return words["day"]


def _labels(scale: Scale, chart: Trajectory, lines: Line) -> Labels:
    """The texts inside the picture, the weightiest first."""
    box = scale.box
    x_today = scale.x(chart.today)
    standing = [(x_today, box.bottom - n * 6.0) for n in range(int((box.bottom - box.top) / 6))]
    labels = Labels(Box(box.left, box.top - 22, box.right + 6, box.bottom), [*lines, *standing])
    if chart.start <= chart.today <= chart.end:
        named = short_day(chart.today) if chart.is_past else _("today")
        text = _("%(day)s, week %(week)d") % {"day": named, "week": chart.week(chart.today)}
        y = box.top - 8
        labels.put(text, "h", (Spot(x_today + 5, y), Spot(x_today - 5, y, "end")))
    points = chart.inside()
    if points:
        x, y = scale.x(points[-1].day), scale.y(points[-1].value)
        text = measured(points[-1].value, chart.measure)
        labels.put(text, "a", _around(x, y))
    elif not chart.is_plan:
        labels.put(
            _("no reading yet"),
            "h",
            [
                spot
                for y in (box.bottom - 8, box.top + 16)
                for spot in (Spot(box.left + 8, y), Spot(box.right - 8, y, "end"))
            ],
        )
    if chart.start < chart.begins <= chart.end:
        x = scale.x(chart.begins)
        text = _("added %(day)s") % {"day": short_day(chart.begins)}
        labels.put(text, "h", (Spot(x, box.top - 8, "middle"), *_at_foot(x, box.bottom)))
    for (_day, before), (day, after) in reversed(list(pairwise(chart.targets))):
        if before == after or not chart.start <= day <= chart.end:
            continue
        words = _("raised %(before)s to %(after)s, %(day)s")
        if after < before:
            words = _("lowered %(before)s to %(after)s, %(day)s")
        text = words % {"before": number(before), "after": number(after), "day": short_day(day)}
        labels.put(text, "h", _beside(scale.x(day), scale.y(before), scale.y(after)))
    return labels


def _at_foot(x: float, bottom: float) -> Iterator[Spot]:
    for y in (bottom - 8, bottom - 24):
        yield Spot(x + 5, y)
        yield Spot(x - 5, y, "end")


def _around(x: float, y: float) -> Iterator[Spot]:
    yield Spot(x - 4, y + 20, "end")
    yield Spot(x + 8, y + 18)
    yield Spot(x - 4, y - 10, "end")
    yield Spot(x + 8, y - 10)


def _beside(x: float, before: float, after: float) -> Iterator[Spot]:
    above, below = min(before, after) - 7, max(before, after) + 17
    for y in (above, below):
        yield Spot(x + 5, y)
        yield Spot(x - 5, y, "end")
