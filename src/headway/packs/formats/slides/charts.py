"""Charts that PowerPoint draws itself, with their numbers in a sheet that can be edited."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from headway.packs.formats.document import BarChart, Colour, LineChart
from headway.packs.formats.look import (
    ACCENT,
    DASHED,
    FILLS,
    INK_2,
    INK_3,
    LIMITS,
    LINE,
    SERIES,
    SHAPES,
    colour_word,
    legible,
)
from headway.packs.formats.slides.deck import Slide
from headway.packs.formats.slides.places import Place, points
from headway.packs.formats.workbook.numbers import plain_format

SIZE = 10.0
NAMES_AT_MOST = 14
"""Periods named below a line chart."""
_SPECIAL = re.compile(r"^(=|\{=|[A-Za-z]+:)")


def draw_lines(slide: Slide, place: Place, chart: LineChart) -> None:
    """Values with dots, limits thin and dashed, signals as large dots with their numbers."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    data = CategoryChartData(number_format=plain_format(chart.places))
    data.categories = [plain(period) for period in chart.periods]
    for series in chart.series:
        data.add_series(plain(series.name), series.values)
    signals = _signals(chart)
    for colour, values in signals.items():
        word = colour_word(colour) if colour not in ("", "grey") else ""
        name = _("Signal, %(colour)s") % {"colour": word.lower()} if word else _("Signal")
        data.add_series(name, values)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *place.emu(), data)
    frame.name = legible(chart.title)
    _describe(frame, chart.words)
    drawn = frame.chart
    _frame(drawn, chart.unit)
    _skip_names(drawn, len(chart.periods))
    looks = [series.role for series in chart.series]
    for plot, role in zip(drawn.plots[0].series, looks, strict=False):
        _line(plot, role)
    for plot, colour in zip(list(drawn.plots[0].series)[len(looks) :], signals, strict=True):
        _dots(plot, colour, chart.places, is_low=_is_low(chart, signals[colour]))


def draw_bars(slide: Slide, place: Place, chart: BarChart) -> None:
    """Bars that lie, with their numbers; the status stands with the name."""
    from pptx.chart.data import CategoryChartData
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION

    as_ = plain_format(chart.places, chart.unit)
    data = CategoryChartData(number_format=as_)
    data.categories = [_bar_name(bar.name, bar.colour) for bar in chart.bars]
    data.add_series(plain(chart.title), [bar.value for bar in chart.bars])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place.emu(), data)
    frame.name = legible(chart.title)
    _describe(frame, chart.words)
    drawn = frame.chart
    drawn.has_legend = drawn.has_title = False
    drawn.font.size = points(SIZE + 1)
    drawn.font.color.rgb = RGBColor.from_string(INK_2.upper())
    names, values = drawn.category_axis, drawn.value_axis
    names.reverse_order = True
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.format.line.color.rgb = RGBColor.from_string(LINE.upper())
    values.visible = values.has_major_gridlines = False
    if chart.most is not None:
        values.minimum_scale = min([0.0, *(bar.value for bar in chart.bars if bar.value)])
        values.maximum_scale = chart.most
    plot = drawn.plots[0]
    plot.gap_width = 60
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = as_, False
    plot.data_labels.show_value = True
    plot.data_labels.font.size, plot.data_labels.font.bold = points(SIZE + 1), True
    for at, bar in enumerate(chart.bars):
        fill = plot.series[0].points[at].format.fill
        fill.solid()
        colour = FILLS[bar.colour] if bar.colour else ACCENT
        fill.fore_color.rgb = RGBColor.from_string(colour.upper())


def plain(text: str) -> str:
    """As a name in the chart's sheet, where some beginnings would make it a formula or a link."""
    text = legible(text)
    return f" {text}" if _SPECIAL.match(text) else text


def _bar_name(name: str, colour: Colour) -> str:
    word = colour_word(colour)
    return plain(f"{name}  {SHAPES[colour]} {word}" if word else name)


def _signals(chart: LineChart) -> dict[Colour, list[float | None]]:
    """The values of marked periods, by the colours of their marks."""
    measured = next((one.values for one in chart.series if one.role == "value"), ())
    found: dict[Colour, list[float | None]] = {}
    for mark in chart.marks:
        if 0 <= mark.at < len(measured):
            values = found.setdefault(mark.colour, [None] * len(chart.periods))
            values[mark.at] = measured[mark.at]
    return found


def _is_low(chart: LineChart, signals: list[float | None]) -> bool:
    """Whether signals lie below what is usual, so that their numbers go below the line."""
    measured = next(one.values for one in chart.series if one.role == "value")
    known = [value for value in measured if value is not None]
    marked = [value for value in signals if value is not None]
    return sum(marked) * len(known) < sum(known) * len(marked)


def _frame(drawn: Any, unit: str) -> None:
    """Axes and legend, quiet."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK

    grey, line = RGBColor.from_string(INK_3.upper()), RGBColor.from_string(LINE.upper())
    drawn.has_title = False
    drawn.has_legend = True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    drawn.font.size = points(SIZE)
    drawn.font.color.rgb = grey
    values, names = drawn.value_axis, drawn.category_axis
    values.major_gridlines.format.line.color.rgb = line
    values.format.line.fill.background()
    values.major_tick_mark = names.major_tick_mark = XL_TICK_MARK.NONE
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.format.line.color.rgb = line
    if unit:
        values.has_title = True
        values.axis_title.text_frame.text = legible(unit)
        run = values.axis_title.text_frame.paragraphs[0].runs[0]
        run.font.size, run.font.bold = points(SIZE), False
        run.font.color.rgb = grey


def _skip_names(drawn: Any, many: int) -> None:
    """Name no more periods than have room."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    every = -(-many // NAMES_AT_MOST)
    if every > 1:
        axis = drawn.category_axis._element
        for name in ("tickLblSkip", "tickMarkSkip"):
            made = parse_xml(f'<c:{name} {nsdecls("c")} val="{every}"/>')
            before = axis.find("{*}noMultiLvlLbl")
            axis.insert(list(axis).index(before) if before is not None else len(axis), made)


def _line(plot: Any, role: str) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE

    plot.smooth = False
    line = plot.format.line
    line.color.rgb = RGBColor.from_string(SERIES[role].upper())  # type: ignore[index]  # a role
    is_thin = role in LIMITS or role == "centre"
    line.width = points(2.25 if role == "value" else 1.0 if is_thin else 1.5)
    if role in DASHED:
        line.dash_style = MSO_LINE.DASH
    plot.marker.style = XL_MARKER_STYLE.CIRCLE if role == "value" else XL_MARKER_STYLE.NONE
    if role == "value":
        plot.marker.size = 5
        plot.marker.format.fill.solid()
        plot.marker.format.fill.fore_color.rgb = RGBColor.from_string(ACCENT.upper())
        plot.marker.format.line.fill.background()


def _dots(plot: Any, colour: Colour, places: int, *, is_low: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE

    fill = RGBColor.from_string(FILLS[colour].upper())
    plot.smooth = False
    plot.format.line.fill.background()
    plot.marker.style, plot.marker.size = XL_MARKER_STYLE.SQUARE, 10
    plot.marker.format.fill.solid()
    plot.marker.format.fill.fore_color.rgb = fill
    plot.marker.format.line.color.rgb = fill
    labels = plot.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = plain_format(places), False
    labels.position = XL_LABEL_POSITION.BELOW if is_low else XL_LABEL_POSITION.ABOVE
    labels.font.size, labels.font.bold = points(SIZE + 1), True


def _describe(frame: Any, words: str) -> None:
    """What it shows, for who does not see it."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", legible(words))
