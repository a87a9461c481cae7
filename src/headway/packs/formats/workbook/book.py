"""A workbook that is being written, and its sheets from top to bottom."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from headway.packs.formats.document import Document
from headway.packs.formats.look import ACCENT, FONT, INK, INK_3, LINE, LINE_2, PROPERTY, legible
from headway.packs.formats.workbook.names import sheet_name

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767
"""Letters that a cell can hold."""
MOST_LINKS = 60_000
"""On a sheet; Excel opens none with more than 65 530."""
WIDEST, NARROWEST, USUAL = 52, 9, 8.43
FIRST_WIDTH = 30
SIZE = 10
LINE_HEIGHT = 14.0
HELD = 14
"""Rows that may stay in sight."""
PROSE_COLUMNS = 6
PROSE_WIDTH = 110
FOOT = 80
"""Letters of a title at the foot of a printed sheet, which holds 255 with its signs."""


class Book:
    """The workbook. Nothing that people wrote becomes a formula, a number or a link by itself."""

    def __init__(self, document: Document) -> None:
        # Heavy, and no page needs it.
        from xlsxwriter import Workbook

        self.document = document
        self._content = BytesIO()
        self.workbook: Workbook = Workbook(
            self._content,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "default_format_properties": {"font_name": FONT, "font_size": SIZE},
            },
        )
        self.workbook.set_properties(
            {
                "title": legible(document.title)[:PROPERTY],
                "subject": legible(document.scope)[:PROPERTY],
                "company": legible(document.organisation)[:PROPERTY],
                "author": "Headway",
                "created": document.made_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        self.workbook.set_calc_mode("auto")
        self._styles: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._names: set[str] = set()
        self.sheets: list[Sheet] = []

    def style(self, **properties: Any) -> Format:
        """A cell format, the same object for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            usual = {"font_name": FONT, "font_size": SIZE, "font_color": f"#{INK}", "valign": "top"}
            self._styles[key] = self.workbook.add_format({**usual, **properties})
        return self._styles[key]

    def add(self, wanted: str) -> Sheet:
        """A further sheet, by a name near to the wanted one."""
        name = sheet_name(wanted, self._names, _("Page"))
        self._names.add(name.lower())
        sheet = Sheet(self, self.workbook.add_worksheet(name), name)
        self.sheets.append(sheet)
        return sheet

    def content(self) -> bytes:
        """The file. Nothing can be written any more."""
        for sheet in self.sheets:
            sheet.finish()
        self.workbook.close()
        return self._content.getvalue()


class Sheet:
    """A sheet; ``row`` is where the next thing goes."""

    def __init__(self, book: Book, paper: Worksheet, name: str) -> None:
        self.book, self.paper, self.name = book, paper, name
        self.row = 0
        self._widths: dict[int, float] = {0: FIRST_WIDTH}
        self._prose: list[tuple[int, str, dict[str, Any]]] = []
        self._links = 0
        self._wrapped: dict[int, list[tuple[int, int, int]]] = {}
        self._levels: dict[int, int] = {}
        self.has_filter = False
        paper.hide_gridlines(2)
        paper.set_landscape()
        paper.set_paper(9)
        paper.fit_to_pages(1, 0)
        paper.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        title = legible(book.document.title)[:FOOT].replace("&", "&&")
        # A space, since a size takes in the digits that follow it.
        paper.set_footer(f"&L&8 {title}&R&8 &P / &N")

    def text(self, column: int, text: str, *, href: str = "", **properties: Any) -> None:
        """Words, whatever they begin with."""
        said = legible(text)[:LONGEST]
        # Clear of the numbers beside it.
        properties = {"align": "left", "indent": int(column > 0), **properties}
        if properties["align"] == "right":
            del properties["indent"]
        if properties.get("text_wrap"):
            indent = int(properties.get("indent", 0))
            self._wrapped.setdefault(self.row, []).append((column, len(said), indent))
        if href and self._links < MOST_LINKS and len(href) < 2_000:
            self._links += 1
            link = {"font_color": f"#{ACCENT}", **properties}
            style = self.book.style(**link)
            if self.paper.write_url(self.row, column, href, style, string=said) == 0:
                self._wider(column, said)
                return
        self.paper.write_string(self.row, column, said, self.book.style(**properties))
        self._wider(column, said)

    def number(self, column: int, value: float | None, as_: str, **properties: Any) -> None:
        """A number, shown by a number format; an empty cell without one."""
        style = self.book.style(num_format=as_, **properties)
        if value is None or not math.isfinite(value):
            self.paper.write_blank(self.row, column, None, style)
        else:
            self.paper.write_number(self.row, column, value, style)
            self._wider(column, f"{value:,.2f}" if abs(value) < 1e12 else "0" * 12)

    def formula(
        self, column: int, formula: str, value: float | str | None, **properties: Any
    ) -> None:
        """A formula, and what it comes to, for programs that do not compute."""
        known = "" if value is None else value
        if isinstance(known, str) and known:
            properties = {"align": "left", "indent": 1, **properties}
        self.paper.write_formula(self.row, column, formula, self.book.style(**properties), known)
        if isinstance(known, str):
            self._wider(column, known)

    def heading(self, title: str) -> None:
        """Of what comes next on the sheet."""
        self.paper.write_string(
            self.row, 0, legible(title)[:LONGEST], self.book.style(bold=True, font_size=12)
        )
        self.row += 1

    def prose(self, text: str, **properties: Any) -> None:
        """A paragraph across some columns, as high as it needs."""
        self._prose.append((self.row, legible(text)[:LONGEST], properties))
        self.row += 1

    def header(self, titles: Iterable[tuple[str, bool]]) -> None:
        """The heads of columns, and whether numbers stand below."""
        for column, (title, is_number) in enumerate(titles):
            self.text(
                column, title, bold=True, font_color=f"#{INK_3}", bottom=1,
                bottom_color=f"#{LINE_2}", align="right" if is_number else "left", text_wrap=True,
            )  # fmt: skip
        self.row += 1

    def leave(self, rows: int = 1) -> None:
        """Leave some rows empty."""
        self.row += rows

    def filter(self, first: int, last: int, column: int) -> None:
        """Let people filter the rows below ``first``, the heads; a sheet can do so once. Heads near
        the top stay in sight, and on top of every printed page."""
        self.has_filter = True
        self.paper.autofilter(first, 0, last, column)
        self.hold(first)

    def hold(self, first: int) -> None:
        """Keep the heads at ``first`` in sight, unless they would fill the window."""
        if first < HELD:
            self.paper.freeze_panes(first + 1, 1)
        self.paper.repeat_rows(first)

    def level(self, level: int) -> None:
        """How deep in an outline this row stands."""
        self._levels[self.row] = level

    def _wider(self, column: int, text: str) -> None:
        longest = max((len(line) for line in text.split("\n")), default=0)
        wide = min(max(longest * 1.05 + 4, NARROWEST), WIDEST)
        self._widths[column] = max(self._widths.get(column, 0), wide)

    def finish(self) -> None:
        """Set what depends on all that was written."""
        for column, wide in self._widths.items():
            self.paper.set_column(column, column, wide)
        for row in sorted(self._levels.keys() | self._wrapped.keys()):
            lines = 1
            for column, letters, indent in self._wrapped.get(row, ()):
                room = self._widths[column] - 2 * indent
                if letters > room:  # words break where they end, so that a line is seldom full
                    lines = max(lines, math.ceil(letters / (room * 0.92)))
            tall = LINE_HEIGHT * min(lines, 20) if lines > 1 else None
            self.paper.set_row(row, tall, None, {"level": self._levels.get(row, 0)})
        self._set_prose()

    def _set_prose(self) -> None:
        columns, room = PROSE_COLUMNS, 0.0
        room = sum(self._widths.get(column, USUAL) for column in range(columns))
        while room < PROSE_WIDTH and columns < 2 * PROSE_COLUMNS:
            room += self._widths.get(columns, USUAL)
            columns += 1
        while room > 1.3 * PROSE_WIDTH and columns > 1:
            columns -= 1
            room -= self._widths.get(columns, USUAL)
        for row, text, properties in self._prose:
            style = self.book.style(text_wrap=True, **properties)
            size = properties.get("font_size", SIZE) / SIZE
            lines = sum(-(-max(len(part), 1) // int(room / size)) for part in text.split("\n"))
            self.paper.set_row(row, min(LINE_HEIGHT * size * 1.1 * lines, 400))
            if columns > 1:
                self.paper.merge_range(row, 0, row, columns - 1, "", style)
            self.paper.write_string(row, 0, text, style)


RULE: dict[str, Any] = {"bottom": 1, "bottom_color": f"#{LINE}"}
"""The line below a row of a table."""
