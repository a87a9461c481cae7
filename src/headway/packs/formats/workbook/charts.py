"""Charts that a spreadsheet draws itself, each over the table of its values."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from headway.packs.formats.document import Bar, BarChart, Colour, LineChart, Series
from headway.packs.formats.look import (
    ACCENT,
    DASHED,
    FILLS,
    INK_2,
    INK_3,
    INKS,
    LIMITS,
    LINE,
    SERIES,
    SHAPES,
    colour_word,
    legible,
)
from headway.packs.formats.workbook.book import RULE, Sheet
from headway.packs.formats.workbook.numbers import plain_format

WIDE, TALL = 860, 330
ROW_PIXELS = 20
BAR_PIXELS = 26
TALLEST = 1_400

_CELL = re.compile(r"!(?=\$?[A-Z]+\$?\d)")


def write_lines(sheet: Sheet, chart: LineChart) -> None:
    """The values of each period, with the picture before them and what it says."""
    _titled(sheet, chart.title, chart.words)
    above = sheet.row
    sheet.leave(TALL // ROW_PIXELS + 2)
    head = sheet.row
    signals = _signals(chart)
    _values(sheet, chart, signals)
    if not chart.periods:
        return
    drawn = sheet.book.workbook.add_chart({"type": "line"})
    looks = [_line(series) for series in chart.series]
    looks += [_dots(colour) for colour in signals]
    for column, look in enumerate(looks, 1):
        drawn.add_series(
            {
                "name": [sheet.name, head, column],
                "categories": [sheet.name, head + 1, 0, sheet.row - 1, 0],
                "values": [sheet.name, head + 1, column, sheet.row - 1, column],
                **look,
            }
        )
    as_ = plain_format(chart.places)
    drawn.set_x_axis(_axis() | {"label_position": "low"})
    drawn.set_y_axis(
        _axis()
        | {
            "num_format": as_, "major_gridlines": {"visible": True, "line": {"color": f"#{LINE}"}},
            "line": {"none": True}, "name": _plain(chart.unit), "name_font": _font(),
        }
    )  # fmt: skip
    drawn.set_legend({"position": "bottom", "font": _font()})
    drawn.set_size({"width": WIDE, "height": TALL})
    drawn.show_blanks_as("gap")
    _insert(sheet, above, drawn, chart.title, chart.words)


def _signals(chart: LineChart) -> dict[Colour, frozenset[int]]:
    """The periods of marks, by their colours."""
    found: dict[Colour, set[int]] = {}
    for mark in chart.marks:
        found.setdefault(mark.colour, set()).add(mark.at)
    return {colour: frozenset(places) for colour, places in found.items()}


def _values(sheet: Sheet, chart: LineChart, signals: dict[Colour, frozenset[int]]) -> None:
    """The table behind a line chart; signals have columns of their own, which are drawn too."""
    as_ = plain_format(chart.places)
    sheet.header(
        [
            (_("Period"), False),
            *((_named(series.name, chart.unit), True) for series in chart.series),
            *((_signal(colour), True) for colour in signals),
            *([(_("Said of it"), False)] if signals else []),
        ]
    )
    said: dict[int, list[str]] = {}
    for mark in chart.marks:
        said.setdefault(mark.at, []).append(mark.words)
    measured = next((one.values for one in chart.series if one.role == "value"), ())
    for at, period in enumerate(chart.periods):
        sheet.text(0, period, **RULE)
        for column, series in enumerate(chart.series, 1):
            sheet.number(column, series.values[at], as_, **RULE)
        column = len(chart.series) + 1
        for places in signals.values():
            sheet.number(column, measured[at] if at in places and measured else None, as_, **RULE)
            column += 1
        if signals:
            sheet.text(column, "; ".join(said.get(at, ())), text_wrap=True, **RULE)
        sheet.row += 1


def write_bars(sheet: Sheet, chart: BarChart) -> None:
    """The values beside their names, with the picture before them."""
    _titled(sheet, chart.title, chart.words)
    tall = min(90 + BAR_PIXELS * len(chart.bars), TALLEST)
    above = sheet.row
    sheet.leave(tall // ROW_PIXELS + 2)
    head = sheet.row
    as_ = plain_format(chart.places)
    has_colours = any(bar.colour for bar in chart.bars)
    sheet.header(
        [
            (_("Name"), False),
            (chart.unit or _("Value"), True),
            *([(_("Status"), False)] if has_colours else []),
        ]
    )
    for bar in chart.bars:
        sheet.text(0, bar.name, text_wrap=True, **RULE)
        sheet.number(1, bar.value, as_, **RULE)
        if has_colours:
            sheet.text(
                2, colour_word(bar.colour), num_format=f'"{SHAPES[bar.colour]} "@',
                font_color=f"#{INKS[bar.colour]}", **RULE,
            )  # fmt: skip
        sheet.row += 1
    if not chart.bars:
        return
    drawn = sheet.book.workbook.add_chart({"type": "bar"})
    last = sheet.row - 1
    drawn.add_series(
        {
            "name": _plain(chart.title),
            "categories": [sheet.name, head + 1, 0, last, 0],
            "values": [sheet.name, head + 1, 1, last, 1],
            "points": [{"fill": {"color": f"#{_fill(bar)}"}} for bar in chart.bars],
            "fill": {"color": f"#{ACCENT}"},
            "gap": 60,
            "data_labels": {"value": True, "num_format": as_, "font": _font(INK_2)},
        }
    )
    drawn.set_y_axis(_axis() | {"reverse": True, "label_position": "low"})
    # The numbers stand at the bars: an axis would only say them again.
    bounds: dict[str, Any] = {} if chart.most is None else {"min": 0, "max": chart.most}
    drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}} | bounds)
    drawn.set_legend({"none": True})
    drawn.set_size({"width": WIDE, "height": tall})
    _insert(sheet, above, drawn, chart.title, chart.words)


def _titled(sheet: Sheet, title: str, words: str) -> None:
    sheet.heading(title)
    if words:
        sheet.prose(words, font_color=f"#{INK_3}")


def _insert(sheet: Sheet, row: int, drawn: Any, title: str, words: str) -> None:
    drawn.set_title({"name": _plain(title), "name_font": _font(INK_2) | {"size": 11, "bold": True}})
    drawn.set_chartarea({"border": {"color": f"#{LINE}"}})
    said = {"description": legible(words)[:2_000]} if words else {}
    sheet.paper.insert_chart(row, 0, drawn, {"x_offset": 4, "y_offset": 4, **said})


def _plain(text: str) -> str:
    """As a name in a chart, which would be a formula where "=" begins it, and where it reads as the
    cell of another sheet: "Go!A1"."""
    text = _CELL.sub("!\N{WORD JOINER}", legible(text))
    return f" {text}" if text.startswith("=") else text


def _named(name: str, unit: str) -> str:
    return f"{name}, {unit}" if unit else name


def _font(colour: str = INK_3) -> dict[str, Any]:
    return {"color": f"#{colour}", "size": 9}


def _axis() -> dict[str, Any]:
    return {"num_font": _font(), "line": {"color": f"#{LINE}"}, "major_tick_mark": "none"}


def _fill(bar: Bar) -> str:
    return FILLS[bar.colour] if bar.colour else ACCENT


def _line(series: Series) -> dict[str, Any]:
    is_value = series.role == "value"
    thin = 1.0 if series.role in LIMITS or series.role == "centre" else 1.5
    line: dict[str, Any] = {
        "color": f"#{SERIES[series.role]}",
        "width": 2.25 if is_value else thin,
        "dash_type": "dash" if series.role in DASHED else "solid",
    }
    if not is_value:
        return {"line": line, "marker": {"type": "none"}}
    plain = {"type": "circle", "size": 4, "fill": {"color": f"#{ACCENT}"}, "border": {"none": True}}
    return {"line": line, "marker": plain}


def _signal(colour: Colour) -> str:
    """What signals of a colour are called."""
    word = colour_word(colour) if colour not in ("", "grey") else ""
    return _("Signal, %(colour)s") % {"colour": word.lower()} if word else _("Signal")


def _dots(colour: Colour) -> dict[str, Any]:
    """Large dots with the values beside them, and no line between."""
    fill = {"color": f"#{FILLS[colour]}"}
    return {
        "line": {"none": True},
        "marker": {"type": "circle", "size": 9, "fill": fill, "border": fill},
        "data_labels": {
            "value": True, "position": "above", "font": {**_font(INK_2), "bold": True},
        },
    }  # fmt: skip
