"""What the files of a board pack take: a usual pack of eight pages, and a large one with a table of
240 rows and a scorecard of 531 KPIs. Against the same libraries that write as many bare cells."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import replace

import django

django.setup()

import weasyprint
import xlsxwriter
from pptx import Presentation
from pptx.util import Inches

from headway.core.scorecard import curve_of_target
from headway.packs.formats.document import Document, Page, ScoreCard
from headway.packs.formats.pdf import pdf_of
from headway.packs.formats.slides import slides_of
from headway.packs.formats.workbook import workbook_of
from headway.packs.tests.cards import card_of, kpi_of
from headway.packs.tests.samples import sample, sample_lines, sample_table

KPIS, GOALS, ROWS = 531, 60, 240
TRIED = 3
COLUMNS = 5
ON_A_SLIDE = 14


def main() -> None:
    """Medians of CPU time, sizes, and the ratio to bare writing."""
    for name, document, rows in (
        ("8 pages", _usual(), 60),
        (f"{ROWS} rows, {KPIS} KPIs", _large(), ROWS + KPIS + GOALS),
    ):
        for kind, write, bare in (
            ("XLSX", workbook_of, _bare_workbook),
            ("PowerPoint", slides_of, _bare_slides),
            ("PDF", pdf_of, _bare_pdf),
        ):
            took, size = _measured(lambda write=write, document=document: write(document))
            least, _size = _measured(lambda bare=bare, rows=rows: bare(rows))
            print(
                f"  {name}, {kind}: {took * 1000:.0f} ms, {size / 1000:.0f} kB, "
                f"{took / least:.1f} times {rows} bare rows"
            )


def _measured(write: Callable[[], bytes]) -> tuple[float, int]:
    write()  # what is loaded once
    times, size = [], 0
    for _ in range(TRIED):
        started = time.process_time()
        size = len(write())
        times.append(time.process_time() - started)
    return sorted(times)[TRIED // 2], size


def _usual() -> Document:
    """Eight pages: a summary, a scorecard, a map, four KPIs and a list."""
    found = sample(20)
    more = tuple(
        Page(f"kpi-{at}", "kpi", f"KPI {at} is as usual", "", (sample_lines(),), name=f"KPI {at}")
        for at in range(3)
    )
    return replace(found, pages=(*found.pages, *more))


def _large() -> Document:
    pages = (
        Page("card", "scorecard", "A large scorecard", "", (_card(),), name="Scorecard"),
        Page("list", "objectives", "Many", "", (sample_table(ROWS),), name="Objectives"),
    )
    return replace(sample(), pages=pages)


def _card() -> ScoreCard:
    curve = curve_of_target(wanted="at_least", low=90, red=80)
    kpis = [kpi_of(f"KPI {at}", curve, [80 + at % 17, 85.0]) for at in range(KPIS)]
    goals = [
        (f"Goal {goal}", 1.0, kpis[goal * KPIS // GOALS : (goal + 1) * KPIS // GOALS])
        for goal in range(GOALS)
    ]
    quarter = GOALS // 4
    return card_of([(f"Perspective {at}", 1.0, goals[at * quarter : (at + 1) * quarter])
                    for at in range(4)])  # fmt: skip


def _bare_workbook(rows: int) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for row in range(rows):
        for column in range(COLUMNS):
            sheet.write_number(row, column, row)
    book.close()
    return out.getvalue()


def _bare_slides(rows: int) -> bytes:
    deck = Presentation()
    for first in range(0, rows, ON_A_SLIDE):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        many = min(ON_A_SLIDE, rows - first)
        table = slide.shapes.add_table(
            many, COLUMNS, Inches(1), Inches(1), Inches(8), Inches(5)
        ).table
        for row in range(many):
            for column in range(COLUMNS):
                table.cell(row, column).text = str(row)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _bare_pdf(rows: int) -> bytes:
    cells = "".join(f"<td>{column}" for column in range(COLUMNS))
    lines = "".join(f"<tr>{cells}" for _ in range(rows))
    content: bytes = weasyprint.HTML(string=f"<table>{lines}</table>").write_pdf()
    return content


if __name__ == "__main__":
    main()
