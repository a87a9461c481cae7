"""Tables, and strategy maps as such."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.packs.formats.document import Cell, Colour, MapPicture, Table
from headway.packs.formats.look import INK_3, INKS, SHAPES, address, colour_word
from headway.packs.formats.workbook.book import RULE, Sheet
from headway.packs.formats.workbook.numbers import format_as


def write_table(sheet: Sheet, table: Table) -> None:
    """Its rows, numbers as such; with a filter where it is all that the sheet has so far."""
    if table.title:
        sheet.heading(table.title)
    first = sheet.row
    sheet.header((column.title, column.is_number) for column in table.columns)
    for row in table.rows:
        for at, cell in enumerate(row):
            write_cell(sheet, at, cell, is_number=table.columns[at].is_number)
        sheet.row += 1
    if table.rows and not sheet.has_filter:
        sheet.filter(first, sheet.row - 1, len(table.columns) - 1)
    if table.more:
        sheet.prose(table.more, font_color=f"#{INK_3}")


def write_cell(sheet: Sheet, column: int, cell: Cell, *, is_number: bool) -> None:
    """A number where the cell has one; a status with its shape, which is no part of the text."""
    colour: Colour = cell.colour
    look = {"font_color": f"#{INKS[colour]}"} if colour else {}
    if cell.value is not None and is_number:
        sheet.number(column, cell.value, format_as(cell.text, cell.value, colour), **RULE, **look)
        return
    if colour:
        look["num_format"] = f'"{SHAPES[colour]} "@'
    sheet.text(
        column, cell.text, href=address(cell.href), text_wrap=True,
        align="right" if is_number else "left", **RULE, **look,
    )  # fmt: skip


def write_map(sheet: Sheet, picture: MapPicture) -> None:
    """The goals of a map by their lanes, and its arrows in sentences."""
    found = picture.map
    sheet.heading(_("Strategy map"))
    sheet.header(
        [
            (_("Perspective"), False),
            (_("Goal"), False),
            (_("Score"), True),
            (_("Status"), False),
            (_("Change"), True),
        ]
    )
    for at, lane in enumerate(found.lanes):
        for goal in (goal for goal in found.goals if goal.lane == at):
            colour: Colour = goal.colour or "grey"
            sheet.text(0, lane.name, **RULE)
            sheet.text(1, goal.title, href=address(goal.url), text_wrap=True, **RULE)
            sheet.number(2, goal.score, "0.0", **RULE)
            sheet.text(
                3, colour_word(colour), num_format=f'"{SHAPES[colour]} "@',
                font_color=f"#{INKS[colour]}", **RULE,
            )  # fmt: skip
            sheet.number(4, goal.trend, "+0.0;-0.0;0.0", **RULE)
            sheet.row += 1
    if picture.arrows:
        sheet.leave()
        sheet.heading(_("Arrows"))
        for arrow in picture.arrows:
            sheet.prose(arrow)
