"""The tables behind charts and maps: the same in words and numbers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.core.scorecard import rounded
from headway.packs.formats.document import (
    BarChart,
    Cell,
    Colour,
    Column,
    LineChart,
    MapPicture,
    Table,
)
from headway.packs.formats.look import colour_word
from headway.web.formats import number, signed, with_measure


def lines_table(chart: LineChart) -> Table:
    """A row a period; what is said of one stands at its end."""
    said: dict[int, list[str]] = {}
    tones: dict[int, Colour] = {}
    for mark in chart.marks:
        said.setdefault(mark.at, []).append(mark.words)
        tones.setdefault(mark.at, mark.colour)
    columns = [Column(_("Period"))]
    for series in chart.series:
        title = f"{series.name}, {chart.unit}" if chart.unit else series.name
        columns.append(Column(title, is_number=True))
    if said:
        columns.append(Column(_("Said of it")))
    rows = []
    for at, period in enumerate(chart.periods):
        cells = [Cell(period)]
        for series in chart.series:
            value = series.values[at]
            cells.append(Cell(number(value, chart.places) or "–", value))
        if said:
            cells.append(Cell("; ".join(said.get(at, ())), colour=tones.get(at, "")))
        rows.append(tuple(cells))
    return Table(chart.title, tuple(columns), tuple(rows))


def bars_table(chart: BarChart) -> Table:
    """A row a bar."""
    has_colours = any(bar.colour for bar in chart.bars)
    columns = [Column(_("Name")), Column(_("Value"), is_number=True)]
    if has_colours:
        columns.append(Column(_("Status")))
    rows = []
    for bar in chart.bars:
        text = number(bar.value, chart.places)
        cells = [Cell(bar.name), Cell(with_measure(text, chart.unit) if text else "–", bar.value)]
        if has_colours:
            cells.append(Cell(colour_word(bar.colour), colour=bar.colour))
        rows.append(tuple(cells))
    return Table(chart.title, tuple(columns), tuple(rows))


def map_table(picture: MapPicture) -> Table:
    """A row a goal, lane by lane."""
    found = picture.map
    columns = (
        Column(_("Perspective")),
        Column(_("Goal")),
        Column(_("Score"), is_number=True),
        Column(_("Status")),
        Column(_("Change"), is_number=True),
    )
    rows = []
    for at, lane in enumerate(found.lanes):
        for goal in (goal for goal in found.goals if goal.lane == at):
            colour: Colour = goal.colour or "grey"
            score = "–" if goal.score is None else number(rounded(goal.score))
            rows.append(
                (
                    Cell(lane.name),
                    Cell(goal.title, href=goal.url),
                    Cell(score, goal.score),
                    Cell(colour_word(colour), colour=colour),
                    Cell(signed(goal.trend, 0), goal.trend),
                )
            )
    return Table(_("Goals of the map"), columns, tuple(rows))
