"""A pack as XLSX: what a reader of it finds."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from headway.packs.formats.document import Cell, Column, Document, Page, Prose, Table
from headway.packs.formats.workbook import workbook_of
from headway.packs.formats.workbook.names import sheet_name
from headway.packs.formats.workbook.numbers import format_as, plain_format
from headway.packs.tests.cards import DAY
from headway.packs.tests.samples import LONG, sample, sample_lines

MADE = datetime(2026, 4, 2, 8, 30, tzinfo=UTC)


def opened(document, **how):
    return load_workbook(io.BytesIO(workbook_of(document)), **how)


def document_of(*blocks, title="Pack", name="Page"):
    page = Page("p", "page", "An answer", "", blocks, name=name)
    return Document(title, "Aldermoor", "All", DAY, MADE, (page,))


def cells(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_every_page_has_a_sheet_that_the_contents_lead_to():
    book = opened(sample())
    assert book.sheetnames == [
        "Contents", "Summary", "Scorecard", "Strategy map", "Gross margin, own manufacture",
        "Objectives",
    ]  # fmt: skip
    links = {cell.value: cell.hyperlink.location for cell in cells(book["Contents"])
             if cell.hyperlink}  # fmt: skip
    assert links["Gross margin, own manufacture"] == "'Gross margin, own manufacture'!A1"
    assert book.properties.created == MADE.replace(tzinfo=None)


def test_numbers_are_numbers_that_are_shown_as_headway_writes_them():
    sheet = opened(sample())["Objectives"]
    line = next(row for row in sheet.iter_rows() if row[0].value == "Cut scrap on Line 3")
    assert (line[2].value, line[2].number_format) == (pytest.approx(0.111), "#,##0.00")
    assert (line[3].value, line[3].number_format) == (0.11, '#,##0" "%')
    assert (line[4].value, line[4].number_format) == ("No verdict", '"◇ "@')


def test_what_people_wrote_never_becomes_a_formula():
    """Only the scorecard has formulas, and all of them are its own."""
    book = opened(sample())
    for sheet in book:
        for cell in cells(sheet):
            if cell.data_type == "f":
                assert sheet.title == "Scorecard", cell
                assert re.match(r"=(IF|SUMIF|AVERAGE)\(", cell.value), cell
    assert "=SUM(A1:A9) calls alone" in {
        cell.value for cell in cells(book["Scorecard"]) if cell.data_type == "s"
    }
    objectives = {cell.value: cell for cell in cells(book["Objectives"])}
    assert objectives["@cmd|' /C calc'!A0"].data_type == "s"
    assert objectives['=HYPERLINK("http://evil.example","click")'].data_type == "s"


@given(st.text(max_size=40))
def test_any_text_comes_back_as_it_was(text):
    table = Table("", (Column("Name"),), ((Cell("first"),), (Cell(text),)))
    sheet = opened(document_of(Prose((text,)), table, title=text, name=text)).worksheets[1]
    assert not any(cell.data_type == "f" for cell in cells(sheet))
    at = next(cell.row for cell in cells(sheet) if cell.value == "first")
    # What XML cannot hold is written as an escape; and its lines end as one.
    if re.fullmatch(r"[^\x00-\x1f\ufffe\uffff]*", text) and "_x" not in text:
        assert (sheet.cell(at + 1, 1).value or "") == text


@given(st.lists(st.text(max_size=50), min_size=1, max_size=12))
def test_names_of_sheets_are_such_as_excel_takes(wanted):
    """At most 31 characters of UTF-16, none of []:*?/\\, no apostrophe at an end, all different."""
    taken: set[str] = set()
    for text in wanted:
        name = sheet_name(text, taken, "Page")
        assert 0 < len(name.encode("utf-16-le")) <= 62
        assert not set("[]:*?/\\") & set(name)
        assert name.lower() not in taken
        assert name.strip("'") == name
        assert name.lower() != "history"
        taken.add(name.lower())


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("1,234.5 h", 1234.5, '#,##0.0" h"'),
        ("€ 12", 12.3, '"€ "#,##0'),
        ("−3.5", -3.5, "#,##0.0"),
        ("+2", 2.0, "+#,##0;-#,##0;#,##0"),
        ("38 %", 38.4, '#,##0" %"'),
        ("38 %", 0.38, '#,##0" "%'),
        ("3 of 9", 3.0, "General"),
        ("none", 0.0, "General"),
        ("5", 7.0, "General"),
    ],
)
def test_a_number_is_shown_as_its_text_says_and_never_as_another(text, value, shown):
    assert format_as(text, value) == shown


def test_a_unit_never_becomes_a_part_of_the_format():
    assert plain_format(1, 'm"; [Red]') == '#,##0.0" m; [Red]"'


def test_charts_are_drawn_by_the_spreadsheet_from_its_cells():
    with zipfile.ZipFile(io.BytesIO(workbook_of(sample()))) as parts:
        charts = [parts.read(name).decode() for name in sorted(parts.namelist())
                  if name.startswith("xl/charts/chart")]  # fmt: skip
        drawings = "".join(parts.read(name).decode() for name in parts.namelist()
                           if name.startswith("xl/drawings/drawing"))  # fmt: skip
    assert len(charts) == 2
    bars, lines = charts
    assert "<c:barChart>" in bars
    assert lines.count("<c:ser>") == 7  # five of the chart, and two sorts of signals
    assert "'Gross margin, own manufacture'!$B$" in lines
    assert 'descr="Gross margin by month, from 35.1' in drawings


def test_a_chart_is_named_as_people_wrote_it():
    lines = replace(sample_lines(), title="=A1 & more", unit="=B2")
    with zipfile.ZipFile(io.BytesIO(workbook_of(document_of(lines)))) as parts:
        drawn = parts.read("xl/charts/chart1.xml").decode()
    assert "> =A1 &amp; more</a:t>" in drawn
    assert "<c:f>=" not in drawn
    assert "<c:f>A1" not in drawn


@pytest.mark.parametrize("name", ["Go!A1 now", "Contents!$B$2", "[http://evil.example/x.xlsx]S!A1"])
def test_a_chart_shows_no_cell_that_its_name_reads_like(name: str):
    lines = replace(sample_lines(), title=name, unit=name)
    with zipfile.ZipFile(io.BytesIO(workbook_of(document_of(lines)))) as parts:
        drawn = parts.read("xl/charts/chart1.xml").decode()
    assert name.partition("!")[0] not in "".join(re.findall("<c:f>(.*?)</c:f>", drawn))


def test_the_same_pack_makes_the_same_file():
    assert workbook_of(sample()) == workbook_of(sample())
    later = replace(sample(), made_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert workbook_of(later) != workbook_of(sample())


def test_empty_tables_and_very_long_texts_are_no_trouble():
    table = Table("Nobody", (Column("Name"), Column("Score", is_number=True)), ())
    long = Table("", (Column("Name"),), ((Cell("x" * 40_000),),))
    book = opened(document_of(table, long, Prose(()), title=LONG * 9, name=LONG))
    assert book.sheetnames[1] == "Installers across the whole of"


def test_what_writes_files_is_not_loaded_by_the_rest():
    """A web server that makes no file pays for none of these libraries."""
    code = (
        "import django, sys; django.setup(); import headway.urls, headway.packs.formats.document; "
        "import headway.packs.formats.workbook; "
        "sys.exit(bool({'xlsxwriter', 'pptx', 'weasyprint'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
