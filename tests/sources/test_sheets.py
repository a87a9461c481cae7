"""Tables by address and in a watched folder."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from headway.kit.problems import InvalidInput
from headway.kit.testing.served import Answer
from headway.kit.workbooks import as_csv
from headway.kpis.sources import Fetched, SourceError
from tests.sources.asking import OPEN, october, refusal, values_by_day

COLUMNS = {"date": "Day", "value": "Total"}
CSV = b"day,total\n2026-10-01,1.5\n2026-10-02,\n2026-10-03,3\n"


def workbook(rows: list[list[object]]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(content)
    return content.getvalue()


def table(server, content: bytes, **more: str) -> dict[str, str]:
    server.answers["/"] = Answer(content)
    return {"url": server.url("/"), **COLUMNS, **more}


def test_a_csv_is_read_by_the_names_of_its_columns(server):
    found = october("table", table(server, CSV))
    assert values_by_day(found) == {"2026-10-01": 1.5, "2026-10-03": 3}


def test_a_spreadsheet_is_read_the_same_way(server):
    rows: list[list[object]] = [["Day", "Total"], [date(2026, 10, 1), 1.5], ["2026-10-02", 2]]
    found = october("table", table(server, workbook(rows)))
    assert values_by_day(found) == {"2026-10-01": 1.5, "2026-10-02": 2}


def sheet_of(rows: str, size: str) -> bytes:
    """A workbook whose first sheet holds these rows, and says that it has that size."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([]))) as parts,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in parts.namelist():
            text = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                text = (
                    f'<worksheet xmlns="{space}"><dimension ref="{size}"/>'
                    f"<sheetData>{rows}</sheetData></worksheet>"
                ).encode()
            made.writestr(name, text)
    return content.getvalue()


def text_row(at: int, *cells: str) -> str:
    told = [f'<c r="{"AB"[i]}{at}" t="str"><v>{cell}</v></c>' for i, cell in enumerate(cells)]
    return f'<row r="{at}">{"".join(told)}</row>'


@pytest.mark.parametrize("size", ["A1:A1", "A1:XFD1048576"])
def test_a_spreadsheet_is_as_large_as_its_cells_whatever_it_says(server, size):
    rows = text_row(1, "Day", "Total") + text_row(2, "2026-10-01", "1.5")
    assert values_by_day(october("table", table(server, sheet_of(rows, size)))) == {
        "2026-10-01": 1.5
    }


def test_a_spreadsheet_of_few_cells_far_apart_is_refused():
    """Fifty bytes a row name sixteen thousand cells."""
    rows = "".join(f'<row r="{at}"><c r="XFD{at}"><v>1</v></c></row>' for at in range(1, 1300))
    with pytest.raises(InvalidInput) as refused:
        as_csv(sheet_of(rows, "A1"), limit=1_000_000)
    assert refused.value.errors[0].code == "too_large"


def test_what_a_cell_shows_in_percent_is_read_as_that(server):
    """94.2 % came in as 0.942."""
    book, content = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in (["Day", "Total"], ["2026-10-01", 0.942], ["2026-10-02", 1]):
        sheet.append(row)
    sheet["B2"].number_format, sheet["B3"].number_format = "0.0%", "0%"
    book.save(content)
    found = october("table", table(server, content.getvalue()))
    assert values_by_day(found) == {"2026-10-01": 94.2, "2026-10-02": 100}


def test_texts_that_are_read_before_the_first_row_are_bounded():
    """54 MB of them in a file of 129 kB took 18 seconds, and no row was asked for yet."""
    content = io.BytesIO(workbook([["Day", "Total"]]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", b" " * 1_100_000)
    with pytest.raises(InvalidInput) as refused:
        as_csv(content.getvalue(), limit=1_000_000)
    assert refused.value.errors[0].code == "too_large"


def test_a_spreadsheet_is_left_when_it_is_late():
    with pytest.raises(InvalidInput):
        as_csv(workbook([["Day"], ["2026-10-01"]]), limit=1_000_000, is_late=lambda: True)


def test_ratios_and_segments_have_columns(server):
    content = b"month;good;all;region\n2026-10;9;10;North\n2026-10;1;2;South\n"
    settings = table(
        server, content, date="month", numerator="good", denominator="all", segment="region"
    )
    del settings["value"]
    assert october("table", settings, frequency="monthly") == [
        Fetched(date(2026, 10, 1), None, 9, 10, "North"),
        Fetched(date(2026, 10, 1), None, 1, 2, "South"),
    ]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_column"),
        (b"day;sum\n2026-10-01;1\n", "no_column"),
        (b"day,total\n2026-10-01,abc\n", "not_a_number"),
        (b"day,total\n1.10.2026,1\n", "not_a_day"),
        (b"day,total\n2026-10-01,1\n2026-10-01,2\n", "twice"),
        (b"day,total\n2026-10-01,1,2\n", "unreadable"),
        (b'day,total\n2026-10-01,"1\n', "unreadable"),
        (b"day,total,total\n2026-10-01,1,2\n", "unreadable"),
        (b"day,total\n2026-10-01,\xff\n", "unreadable"),
        (b"PK\x03\x04 broken", "no_column"),
    ],
)
def test_a_table_that_cannot_be_read_gives_nothing(server, content, code):
    assert refusal("table", table(server, content)).code == code


def test_a_line_that_is_left_out_is_named(server):
    lines = b"day,total\n\n2026-10-01,1\n2026-10-02,x\n"
    found = october("table", table(server, lines))
    assert values_by_day(found) == {"2026-10-01": 1}
    assert [row.message.split(":")[0] for row in found.left_out] == ["Line 4"]


def test_a_table_of_which_no_line_can_be_read_says_how_many(server):
    lines = b"day,total\n2026-10-01,a\n2026-10-02,b\n2026-10-03,c\n"
    refused = refusal("table", table(server, lines))
    assert refused.message.startswith("Line 2: “a” in “Total” is no ordinary number.")
    assert refused.message.endswith("2 more rows cannot be read, and none is left.")


def test_more_rows_than_allowed_are_refused(server):
    limits = replace(OPEN, rows=3)
    rows = [["day", "total"], *([f"2026-10-{day:02d}", day] for day in range(1, 6))]
    lines = "\n".join(",".join(map(str, row)) for row in rows).encode()
    assert refusal("table", table(server, lines), limits=limits).code == "too_many_rows"
    assert refusal("table", table(server, workbook(rows)), limits=limits).code == "unreadable"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    opened = tmp_path / "opened"
    (opened / "sales").mkdir(parents=True)
    return opened


def put(path: Path, content: bytes = CSV, *, age: int = 0) -> None:
    path.write_bytes(content)
    at = path.stat().st_mtime - age
    os.utime(path, (at, at))


def watched(folder: Path, pattern: str = "sales/*.csv", **more):
    limits = replace(OPEN, folder=folder)
    return ("folder", {"pattern": pattern, **COLUMNS}), {"limits": limits, **more}


def test_the_newest_file_of_a_folder_is_read(folder):
    put(folder / "sales" / "old.csv", b"day,total\n2026-10-01,1\n", age=100)
    put(folder / "sales" / "new.csv", b"day,total\n2026-10-01,2\n")
    put(folder / "sales" / "newest.txt")
    put(folder / "sales" / ".hidden.csv")
    put(folder / "sales" / "~$lock.csv")
    asked, more = watched(folder)
    found = october(*asked, **more)
    assert values_by_day(found) == {"2026-10-01": 2}
    assert any("new.csv" in note for note in found.notes)


def test_an_empty_folder_says_so_and_recovers(folder):
    asked, more = watched(folder)
    refused = refusal(*asked, **more)
    assert (refused.code, refused.is_lasting) == ("no_file", False)
    put(folder / "sales" / "a.csv")
    assert len(october(*asked, **more)) == 2


def test_no_folder_is_open_unless_an_administrator_opens_it():
    refused = refusal("folder", {"pattern": "*.csv", **COLUMNS})
    assert (refused.code, refused.is_lasting) == ("no_folder", True)


def test_a_folder_that_is_gone_may_come_back(folder):
    asked, more = watched(folder / "gone")
    assert not refusal(*asked, **more).is_lasting


def test_links_out_of_the_folder_are_not_followed(folder, tmp_path):
    put(tmp_path / "outside.csv")
    (folder / "sales" / "link.csv").symlink_to(tmp_path / "outside.csv")
    asked, more = watched(folder)
    assert refusal(*asked, **more).code == "no_file"
    (folder / "out").symlink_to(tmp_path)
    asked, more = watched(folder, "out/*.csv")
    assert refusal(*asked, **more).code == "no_file"


def test_a_link_within_the_folder_is_followed(folder):
    put(folder / "data.csv")
    (folder / "sales" / "latest.csv").symlink_to(folder / "data.csv")
    asked, more = watched(folder)
    assert len(october(*asked, **more)) == 2


@pytest.mark.parametrize(
    "pattern", ["../*.csv", "/etc/*", "a/../../b.csv", "**/*.csv", "a//b", "./x", "a\\..\\b"]
)
def test_a_pattern_leads_downwards_only(pattern, refused_fields):
    assert refused_fields("folder", {"pattern": pattern, **COLUMNS}) == {"pattern"}


def test_a_file_larger_than_allowed_is_not_read(folder):
    put(folder / "sales" / "a.csv", CSV + b" " * 100)
    asked, more = watched(folder)
    more["limits"] = replace(more["limits"], bytes=100)
    assert refusal(*asked, **more).code == "too_large"


WORKBOOK = workbook([["Day", "Total"], [date(2026, 10, 1), 1]])


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200)
    | st.binary(max_size=60).map(lambda rest: b"day,total\n2026-10-01," + rest)
    | st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)).map(
        lambda change: WORKBOOK[: change[0]] + bytes([change[1]]) + WORKBOOK[change[0] + 1 :]
    )
    | st.integers(0, len(WORKBOOK)).map(lambda length: WORKBOOK[:length])
)
def test_whatever_a_file_holds_gives_values_or_says_why_not(folder, content):
    put(folder / "sales" / "a.csv", content)
    asked, more = watched(folder)
    try:
        found = october(*asked, **more)
    except SourceError as refused:
        assert refused.message
    else:
        assert all(isinstance(one.value, float) for one in found)
