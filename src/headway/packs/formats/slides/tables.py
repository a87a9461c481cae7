"""Tables that can be edited, in parts that fit on a slide."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from headway.packs.formats.card_rows import GOAL, KPI, PERSPECTIVE, CardRow, card_rows
from headway.packs.formats.document import Cell, Column, ScoreCard, Table
from headway.packs.formats.look import INK, INK_3, INKS, LINE, LINE_2, address, with_shape
from headway.packs.formats.slides.deck import BOLD, Slide, write
from headway.packs.formats.slides.places import CONTENT, Place, points
from headway.web.charts.fitted import drawn_width, fitted
from headway.web.formats import number

SIZE, HEAD_SIZE = 11.0, 10.0
LINE_TALL = 13.6
PAD = 9.0  # above and below the words of a row
ACROSS = 12.0  # at both sides of a cell
HEAD = 22.0
MOST_ROWS = 14
"""On a slide; more cannot be read from where one sits."""
MOST_IN_ALL = 8 * MOST_ROWS
"""Of a table: who wants the rest looks it up in the workbook."""
LINES = 2
WIDEST = 300.0
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is drawn: ``depth`` insets its name, ``is_strong`` sets it off."""

    cells: tuple[Cell, ...]
    depth: int = 0
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that fit on a slide, below their heads. ``more`` is said below the last of them."""

    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    lines: tuple[Line, ...]
    heights: tuple[float, ...]
    more: str = ""

    @property
    def height(self) -> float:
        """How high it is."""
        return HEAD + sum(self.heights) + (20 if self.more else 0)

    def draw(self, slide: Slide, place: Place) -> None:
        """Write it on a slide."""
        rows = len(self.lines) + 1
        tall = HEAD + sum(self.heights)
        wide = sum(self.widths)
        frame = slide.shapes.add_table(
            rows, len(self.columns), *Place(place.left, place.top, wide, tall).emu()
        )
        table = frame.table
        _bare(frame, table)
        for at, width in enumerate(self.widths):
            table.columns[at].width = points(width)
        for at, height in enumerate((HEAD, *self.heights)):
            table.rows[at].height = points(height)
        for at, column in enumerate(self.columns):
            cell = table.cell(0, at)
            _write(cell, column.title, size=HEAD_SIZE, colour=INK_3, align=_side(column))
            _rule(cell, LINE_2)
        for row, line in enumerate(self.lines, 1):
            for at, column in enumerate(self.columns):
                self._cell(table.cell(row, at), line, at, column)
        if self.more:
            below = Place(place.left, place.top + tall + 4, wide, 16)
            slide.text(below, self.more, size=SIZE, colour=INK_3)

    def _cell(self, cell: Any, line: Line, at: int, column: Column) -> None:
        found = line.cells[at]
        room = self.widths[at] - ACROSS - (12 * line.depth if at == 0 else 0)
        text = _said(found)
        words = " ".join(fitted(text, room * 12 / SIZE, LINES)) if text else ""
        _write(
            cell, words, size=SIZE, colour=INKS[found.colour] if found.colour else INK,
            align=_side(column), bold=line.is_strong or (bool(found.colour) and line.depth == 0),
            href=address(found.href), inset=12 * line.depth if at == 0 else 0,
        )  # fmt: skip
        _rule(cell, LINE_2 if line.is_strong else LINE)


def table_parts(table: Table) -> list[Part]:
    """A table in parts; what does not fit on a few slides is counted below the last."""
    lines = [Line(row) for row in table.rows[:MOST_IN_ALL]]
    more = [table.more] if table.more else []
    if len(table.rows) > MOST_IN_ALL:
        left = number(len(table.rows) - MOST_IN_ALL)
        more.insert(0, _("%(num)s more rows stand in the workbook.") % {"num": left})
    return list(_parts(table.columns, lines, " ".join(more)))


def card_parts(card: ScoreCard) -> list[Part]:
    """A scorecard in parts; of a very large one goals and perspectives only."""
    rows = list(card_rows(card))
    more = ""
    if len(rows) > MOST_IN_ALL:
        left = number(sum(row.depth == KPI for row in rows))
        rows = [row for row in rows if row.depth < KPI]
        more = _("The %(num)s KPIs below stand in the workbook.") % {"num": left}
    columns = (
        Column(_("Perspective, goal, KPI")), Column(_("Value"), is_number=True),
        Column(_("Target"), is_number=True), Column(_("Share"), is_number=True),
        Column(_("Score"), is_number=True), Column(_("Status")),
        Column(_("Change"), is_number=True),
    )  # fmt: skip
    return list(_parts(columns, [_card_line(row) for row in rows], more))


def _card_line(row: CardRow) -> Line:
    name = f"{row.name} ({row.sub})" if row.sub and row.depth in (PERSPECTIVE, 0) else row.name
    if row.depth == KPI and row.points is None:
        name = f"{row.name}: {row.sub}"
    cells = (
        Cell(name, href=row.href), Cell(row.value), Cell(row.target), Cell(row.share),
        Cell(row.score), Cell(row.word, colour=row.colour), Cell(row.change),
    )  # fmt: skip
    return Line(cells, max(row.depth - 1, 0), row.depth < GOAL)


def _parts(columns: tuple[Column, ...], lines: Sequence[Line], more: str) -> Iterator[Part]:
    widths = _widths(columns, lines)
    heights = [_height(line, widths) for line in lines]
    first = 0
    while True:
        last, used = first, HEAD
        while last < len(lines) and last - first < MOST_ROWS:
            if used + heights[last] > CONTENT.height - 44 and last > first:
                break
            used += heights[last]
            last += 1
        # A heading of a group does not stand alone at the end.
        while last < len(lines) and last - first > 2 and lines[last - 1].is_strong:
            last -= 1
        is_end = last >= len(lines)
        yield Part(
            columns, widths, tuple(lines[first:last]), tuple(heights[first:last]),
            more if is_end else "",
        )  # fmt: skip
        if is_end:
            return
        first = last


def _widths(columns: tuple[Column, ...], lines: Sequence[Line]) -> tuple[float, ...]:
    """As wide as what stands in them; where that is too much, texts give way to numbers."""
    wished = []
    for at, column in enumerate(columns):
        longest = drawn_width(column.title, HEAD_SIZE)
        for line in lines:
            inset = 12 * line.depth if at == 0 else 0
            is_bold = line.is_strong or bool(line.cells[at].colour)
            wide = drawn_width(_said(line.cells[at]), SIZE) / (BOLD if is_bold else 1.0)
            longest = max(longest, wide + inset)
        wished.append(longest + ACROSS + 4)
    spare = CONTENT.width - sum(wished)
    if spare >= 0:
        wished[0] += spare
        return tuple(wished)
    texts = [at for at, column in enumerate(columns) if not column.is_number]
    least = {at: min(wished[at], 90.0 if at else 240.0) for at in texts}
    give = sum(wished[at] - least[at] for at in texts)
    for at in texts:
        if give > 0:
            share = (wished[at] - least[at]) / give
            wished[at] = max(least[at], wished[at] + spare * share)
    scale = min(1.0, CONTENT.width / sum(wished))
    return tuple(width * scale for width in wished)


def _height(line: Line, widths: Sequence[float]) -> float:
    most = 1
    for at, cell in enumerate(line.cells):
        room = widths[at] - ACROSS - (12 * line.depth if at == 0 else 0)
        text = _said(cell)
        if text:
            most = max(most, len(fitted(text, room * 12 / SIZE, LINES)))
    return math.ceil(most * LINE_TALL + PAD)


def _said(cell: Cell) -> str:
    return with_shape(cell.text, cell.colour) if cell.text else ""


def _side(column: Column) -> str:
    return "right" if column.is_number else "left"


def _bare(frame: Any, table: Any) -> None:
    """Without the bands and colours that tables come with; rules are drawn between rows."""
    table.horz_banding = False
    table.first_row = True
    properties = frame._element.graphic.graphicData.tbl.tblPr
    style = properties.find("{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId")
    if style is not None:
        style.text = NO_STYLE


def _write(
    cell: Any, text: str, *, size: float, colour: str, align: str, bold: bool = False,
    href: str = "", inset: float = 0,
) -> None:  # fmt: skip
    from pptx.enum.text import MSO_ANCHOR

    cell.margin_left, cell.margin_right = points(ACROSS / 2 + inset), points(ACROSS / 2)
    cell.margin_top = cell.margin_bottom = points(PAD / 2 - 1)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.text_frame.word_wrap = True
    paragraph = cell.text_frame.paragraphs[0]
    write(paragraph, text, size=size, colour=colour, bold=bold, align=align, href=href)


def _rule(cell: Any, colour: str) -> None:
    """A line below a cell."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    properties = cell._tc.get_or_add_tcPr()
    line = parse_xml(
        f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:srgbClr val="{colour.upper()}"/>'
        "</a:solidFill></a:lnB>"
    )
    properties.insert(0, line)
