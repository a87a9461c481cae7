"""The sheets of a pack: what there is, and then a sheet a page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.packs.formats.document import (
    BarChart,
    Block,
    Document,
    LineChart,
    MapPicture,
    Page,
    Prose,
    ScoreCard,
    Table,
)
from headway.packs.formats.look import INK_2, INK_3, address
from headway.packs.formats.workbook.book import Book, Sheet
from headway.packs.formats.workbook.card import write_card
from headway.packs.formats.workbook.charts import write_bars, write_lines
from headway.packs.formats.workbook.tables import write_map, write_table
from headway.web.formats import day, moment

BETWEEN = 2
"""Empty rows between two blocks."""


def workbook_of(document: Document) -> bytes:
    """The pack as an XLSX file, the same bytes for the same document."""
    book = Book(document)
    contents = book.add(_("Contents"))
    sheets = [book.add(page.name or page.title) for page in document.pages]
    _contents(contents, document, sheets)
    for page, sheet in zip(document.pages, sheets, strict=True):
        _page(sheet, page)
    return book.content()


def _contents(sheet: Sheet, document: Document, sheets: list[Sheet]) -> None:
    sheet.prose(document.title, bold=True, font_size=20)
    scope = "" if document.scope == document.organisation else f", {document.scope}"
    sheet.prose(f"{document.organisation}{scope}", font_color=f"#{INK_2}")
    said = _("Of %(day)s. Made on %(moment)s.") % {
        "day": day(document.day), "moment": moment(document.made_at),
    }  # fmt: skip
    sheet.prose(said, font_color=f"#{INK_3}")
    sheet.leave()
    sheet.header([(_("Sheet"), False), (_("What it says"), False)])
    for page, at in zip(document.pages, sheets, strict=True):
        name = at.name.replace("'", "''")
        sheet.text(0, at.name, href=f"internal:'{name}'!A1")
        sheet.text(1, page.title)
        sheet.row += 1
    if any(isinstance(block, ScoreCard) for page in document.pages for block in page.blocks):
        sheet.leave()
        words = _(
            "Scores are formulas: change a value, a weight or a point of a curve, and see what "
            "they come to."
        )
        sheet.prose(words, font_color=f"#{INK_3}")


def _page(sheet: Sheet, page: Page) -> None:
    sheet.prose(page.title, bold=True, font_size=16)
    if page.lead:
        sheet.prose(page.lead, font_color=f"#{INK_2}")
    if href := address(page.href):
        sheet.text(0, _("Open in Headway"), href=href)
        sheet.row += 1
    sheet.leave()
    for block in page.blocks:
        _block(sheet, block)
        sheet.leave(BETWEEN)


def _block(sheet: Sheet, block: Block) -> None:
    match block:
        case Prose():
            for paragraph in block.paragraphs:
                sheet.prose(paragraph)
        case Table():
            write_table(sheet, block)
        case LineChart():
            write_lines(sheet, block)
        case BarChart():
            write_bars(sheet, block)
        case MapPicture():
            write_map(sheet, block)
        case ScoreCard():
            write_card(sheet, block)
