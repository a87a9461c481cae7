"""The process behaviour chart of a KPI: its values by period between the limits in which they stay
as long as nothing changes, with what signals said in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from headway.web.charts.axes import Size, area, values
from headway.web.charts.ends import End, labelled
from headway.web.charts.labels import Label, Labels, Spot, sampled, width_of
from headway.web.charts.process_calls import Periods, beside, bracket, brackets, named_calls
from headway.web.charts.process_model import ProcessChart, ProcessPoint, Stretch
from headway.web.charts.scale import Box, named_ticks, path, span, ticks
from headway.web.formats import number

WIDE, NARROW = Size(824, 340, 5), Size(360, 270, 4)
NARROW_PERIODS = 26
LETTERS = {False: 24, True: 12}  # of a level's name, in the wide and in the narrow picture
MISSING, NOT_APPLICABLE = "?", "×"
"""In the place of a value that nobody entered, and of one that there is none of."""
CLOSE = 8.0  # pixels between values below which their dots shrink
DOT = 4.0  # half of a value's dot
ABOVE = 26.0  # above the values a bracket and its words have their place

Line = Sequence[tuple[float, float]]


def process(chart: ProcessChart, *, narrow: bool = False) -> Markup:
    """The picture in its wide (824 px) or narrow (360 px) form, which shows the latest periods."""
    size = NARROW if narrow else WIDE
    shown = chart.latest(NARROW_PERIODS) if narrow else chart
    marks = ticks(*span(shown.values()), size.steps)
    if shown.names:
        marks = named_ticks(shown.names, shown.values(), LETTERS[narrow])
    named = _ends(shown, narrow=narrow)
    box = area(size, marks, [end.text for end in named])
    scale = Periods(box, len(shown.points), marks.values[0], marks.values[-1])
    lines = _lines(scale, shown)
    parts = [
        *_baselines(scale, shown),
        *values(scale, marks),
        *_names(scale, shown.points),
        *_flags(scale, shown),
        *_limits(scale, shown),
        *_targets(scale, shown.points),
        *(f'<path class="pbl" d="{path(line)}"/>' for line in lines if len(line) > 1),
        *_gaps(scale, shown.points),
        *_dots(scale, shown.points),
        *_moves(scale, shown),
        *brackets(scale, shown),
        *_texts(scale, shown, lines, narrow=narrow).svg(),
        *labelled(scale, named),
    ]
    return Markup(  # noqa: S704 - every text in it is escaped
        f'<svg class="chart pbc" viewBox="0 0 {size.width} {size.height}" role="img" '
        f'aria-label="{escape(chart.words)}">{"".join(parts)}</svg>'
    )


def _ends(chart: ProcessChart, *, narrow: bool) -> list[End]:
    """The limits, centre and target of the last period, named at its right."""
    if not chart.points:
        return []
    last, found = chart.points[-1], []
    for value, name, words in (
        (last.upper, "", _("%(value)s upper limit")),
        (last.high, "s", _("%(value)s target, at most") if last.low is not None
         else _("%(value)s target")),
        (last.low, "s", _("%(value)s target, at least") if last.high is not None
         else _("%(value)s target")),
        (last.centre, "", _("%(value)s centre")),
        (last.lower, "", _("%(value)s lower limit")),
    ):  # fmt: skip
        if value is not None:
            text = dict(chart.names).get(value) or number(value, None if name else chart.places)
            found.append(End(value, name, text if narrow else words % {"value": text}))
    return sorted(found, reverse=True)


def _lines(scale: Periods, chart: ProcessChart) -> list[Line]:
    """The values joined, broken at gaps and where limits begin anew."""
    places = [
        (scale.x(at), scale.y(point.value)) if point.value is not None else None
        for at, point in enumerate(chart.points)
    ]
    return [
        [place for place in run if place is not None]
        for stretch in chart.stretches
        for is_value, run in groupby(
            places[stretch.first : stretch.end], key=lambda place: place is not None
        )
        if is_value
    ]


def _baselines(scale: Periods, chart: ProcessChart) -> Iterator[str]:
    box = scale.box
    for one in chart.stretches:
        if one.baseline > one.first:
            left, right = scale.x(one.first - 0.5), scale.x(min(one.baseline, one.end) - 0.5)
            yield (
                f'<rect class="base" x="{left:.1f}" y="{box.top:.1f}" width="{right - left:.1f}" '
                f'height="{box.bottom - box.top:.1f}"/>'
            )


def _names(scale: Periods, points: Sequence[ProcessPoint]) -> Iterator[str]:
    """The names of as many periods as fit, evenly spaced."""
    widest = max((width_of(point.name) for point in points), default=0) + 10
    every = max(-(-int(widest) // max(int(scale.step), 1)), 1)
    for at in _named(points, every):
        spot = Spot(scale.x(at), scale.box.bottom + 20, "middle")
        label = Label(points[at].name, "", spot)
        if label.box.left >= scale.box.left - 12:
            yield label.svg()


def _named(points: Sequence[ProcessPoint], every: int) -> range:
    """At least ``every`` periods apart: up to the last one; of months so that the years are among
    them, for nobody can tell one July from another."""
    years = [at for at, point in enumerate(points) if point.begins_year]
    if not years:
        return range((len(points) - 1) % every, len(points), every)
    apart = next((months for months in (1, 2, 3, 4, 6) if months >= every), -(-every // 12) * 12)
    return range(years[0] % apart, len(points), apart)


def _flags(scale: Periods, chart: ProcessChart) -> Iterator[str]:
    box = scale.box
    for flag in chart.flags:
        x = scale.x(flag.at - 0.5 if flag.is_break else flag.at)
        name = "brk" if flag.is_break else "rem"
        yield (
            f'<path class="{name}" d="M{x:.1f} {box.top - 6:.1f}V{box.bottom:.1f}">'
            f"<title>{escape(flag.words)}</title></path>"
        )


def _limits(scale: Periods, chart: ProcessChart) -> Iterator[str]:
    for stretch in chart.stretches:
        pale = " pale" if stretch.is_trial else ""
        for field, name in (("lower", "lim"), ("upper", "lim"), ("centre", "cl")):
            for line in _runs(scale, chart.points, field, stretch):
                yield f'<path class="{name}{pale}" d="{path(line)}"/>'


def _runs(
    scale: Periods, points: Sequence[ProcessPoint], field: str, stretch: Stretch
) -> Iterator[Line]:
    """A line through what holds at each period, from the beginning of the first to the end of the
    last; broken where nothing holds."""
    known = [(at, getattr(points[at], field)) for at in range(stretch.first, stretch.end)]
    for is_there, run in groupby(known, key=lambda one: one[1] is not None):
        if is_there:
            yield _through(scale, list(run))


def _through(scale: Periods, run: Sequence[tuple[int, float]]) -> Line:
    (first, start), (last, end) = run[0], run[-1]
    middle = [(scale.x(at), scale.y(value)) for at, value in run]
    line = [(scale.x(first - 0.5), scale.y(start)), *middle, (scale.x(last + 0.5), scale.y(end))]
    if len({round(y, 1) for _x, y in line}) == 1:
        return [line[0], line[-1]]
    return line


def _targets(scale: Periods, points: Sequence[ProcessPoint]) -> Iterator[str]:
    """The target as a stair."""
    for field in ("low", "high"):
        steps = groupby(enumerate(points), key=lambda one: getattr(one[1], field) is not None)
        for is_there, run in steps:
            if not is_there:
                continue
            corners: list[tuple[float, float]] = []
            for value, same in groupby(run, key=lambda one: getattr(one[1], field)):
                places = [at for at, _point in same]
                y = scale.y(value)
                corners += [(scale.x(places[0] - 0.5), y), (scale.x(places[-1] + 0.5), y)]
            yield f'<path class="tgt" d="{path(corners)}"/>'


def _gaps(scale: Periods, points: Sequence[ProcessPoint]) -> Iterator[str]:
    middle = (scale.low + scale.high) / 2
    for at, point in enumerate(points):
        if point.value is None:
            y = scale.y(point.centre if point.centre is not None else middle) + 4
            sign = NOT_APPLICABLE if point.trust == "na" else MISSING
            mark = Label(sign, "h", Spot(scale.x(at), y, "middle")).svg()
            yield mark.replace("</text>", f"<title>{escape(point.said)}</title></text>")


def _dots(scale: Periods, points: Sequence[ProcessPoint]) -> Iterator[str]:
    """Small for common cause, hollow in a run or where values are missing of the period, square
    outside, with a broken ring around an estimate; each tells its period and value."""
    small, large = (2.75, 4.0) if scale.step >= CLOSE else (1.75, 2.75)
    for at, point in enumerate(points):
        if point.value is None:
            continue
        x, y = scale.x(at), scale.y(point.value)
        if point.trust == "estimate":
            yield f'<circle class="pb-est" cx="{x:.1f}" cy="{y:.1f}" r="{large + 3:g}"/>'
        told = f"<title>{escape(point.said)}</title>"
        tone = f" {point.tone}"
        day = f' data-day="{escape(point.day)}"' if point.day else ""
        if point.look == "lim":
            half = large + 1
            yield (
                f'<rect class="pb-lim{tone}" data-x="{x:.1f}" data-y="{y:.1f}" x="{x - half:.1f}" '
                f'y="{y - half:.1f}" width="{half * 2:g}" height="{half * 2:g}"{day}>{told}</rect>'
            )
        else:
            name = f"pb-run{tone}" if point.look == "run" else "pb-part" if point.look else "pb"
            radius = large if point.look else small
            yield f'<circle class="{name}" cx="{x:.1f}" cy="{y:.1f}" '
            yield f'r="{radius}"{day}>{told}</circle>'


def _moves(scale: Periods, chart: ProcessChart) -> Iterator[str]:
    """A diamond where the target changed."""
    for at, words in chart.moves:
        point = chart.points[at]
        value = point.low if point.low is not None else point.high
        if value is None:
            continue
        x, y = scale.x(at - 0.5), scale.y(value)
        yield (
            f'<path class="mv" data-x="{x:.1f}" data-y="{y:.1f}" d="M{x:.1f} {y - 5:.1f}l5 5-5 5'
            f'-5-5z"><title>{escape(words)}</title></path>'
        )


def _drawn(scale: Periods, chart: ProcessChart, lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Where a text would lie on what is drawn: values, limits and the brackets of patterns."""
    drawn = [place for line in lines for place in sampled(line)]
    for field in ("lower", "upper", "centre", "low", "high"):
        for a, b in pairwise(range(len(chart.points))):
            one, other = getattr(chart.points[a], field), getattr(chart.points[b], field)
            if one is not None and other is not None:
                drawn += sampled([(scale.x(a), scale.y(one)), (scale.x(b), scale.y(other))])
    for call in named_calls(chart):
        if call.is_run:
            y = bracket(scale, chart, call).y
            drawn += sampled([(scale.x(call.first), y), (scale.x(call.last), y)])
    return drawn


def _texts(scale: Periods, chart: ProcessChart, lines: Sequence[Line], *, narrow: bool) -> Labels:
    """The texts inside the picture, the weightiest first."""
    box = scale.box
    within = Box(box.left, box.top - ABOVE, box.right, box.bottom)
    dots = [(x, y + away) for line in lines for x, y in line for away in (-DOT, 0, DOT)]
    labels = Labels(within, _drawn(scale, chart, lines), dots)
    for order, call in enumerate(named_calls(chart)):
        name = {"bad": "r", "good": "ok"}.get(call.tone, "h")
        # The latest is told in any case; earlier ones also say it when one points at them.
        labels.put(call.words, name, beside(scale, chart, call), may_hide_dots=not order)
    if narrow:
        return labels
    for flag in chart.flags:
        x = scale.x(flag.at - 0.5 if flag.is_break else flag.at)
        heights = (box.top - 8, box.top + 12, box.bottom - 24)
        spots = [s for y in heights for s in (Spot(x + 5, y), Spot(x - 5, y, "end"))]
        labels.put(flag.words, "h", spots)
    for stretch in chart.stretches:
        if stretch.words and stretch.baseline > stretch.first:
            x = scale.x(stretch.first - 0.5) + 6
            labels.put(stretch.words, "", (Spot(x, box.bottom - 8), Spot(x, box.top + 14)))
    return labels
