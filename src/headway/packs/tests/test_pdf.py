"""A pack as PDF: what is in it, that it can be read aloud, and that nothing is fetched for it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.scorecard import ScoreCurve
from headway.kit.testing.office import need, pictures
from headway.packs.formats.document import Cell, Column, Page, Prose, Table
from headway.packs.formats.pdf import MOST_ROWS, PdfUnavailable, pdf_of
from headway.packs.formats.pdf.styles import breakable, styled
from headway.packs.formats.pdf.writing import _Own
from headway.packs.tests.cards import card_of, kpi_of
from headway.packs.tests.samples import LONG, sample, sample_map, sample_table
from headway.web.charts import MapGoal, MapLink


@pytest.fixture(scope="module")
def pack():
    return pdf_of(sample(18))


def told(program, content, tmp_path, *options):
    need(program)
    given = tmp_path / "pack.pdf"
    given.write_bytes(content)
    command = [program, *options, str(given), *(["-"] if program == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_it_is_tagged_named_and_in_landscape(pack, tmp_path):
    said = told("pdfinfo", pack, tmp_path)
    assert re.search(r"Title: +Board pack, March 2026", said)
    assert re.search(r"Tagged: +yes", said)
    assert re.search(r"Page size: +841.89 x 595", said)
    assert "pdfuaid:part" in told("pdfinfo", pack, tmp_path, "-meta")


def test_the_contents_name_the_pages_on_which_things_stand(pack, tmp_path):
    pages = told("pdftotext", pack, tmp_path, "-layout").split("\f")
    lines = [line for line in pages[1].splitlines() if re.search(r"\d$", line.strip())]
    found = {line.strip().split("  ")[0]: int(line.split()[-1]) for line in lines[:-1]}
    assert set(found) == {page.name for page in sample().pages}
    for page in sample().pages:
        assert page.title in pages[found[page.name] - 1]


def test_every_page_is_drawn_and_no_heading_stands_alone(pack, tmp_path):
    need("pdftoppm")
    found = pictures(pack, tmp_path)
    pages = told("pdftotext", pack, tmp_path).split("\f")[:-1]
    assert len(found) == len(pages)
    assert min(map(len, found)) > 1_000
    for text in pages[2:]:
        assert len(text.split()) > 15, text


def test_a_high_map_stands_below_its_heading(tmp_path):
    found = sample_map()
    many = 14
    goals = tuple(MapGoal(at, at % 3, f"Goal {at}") for at in range(many))
    links = tuple(MapLink(at, at + 1, at) for at in range(many - 1) if at % 3 < 2)
    high = tuple(MapLink(90 + at, at + 3, at) for at in range(many - 3))
    picture = replace(found, map=replace(found.map, goals=goals, links=links + high))
    page = Page("p", "page", LONG * 2, "", (picture,))
    content = pdf_of(replace(sample(), pages=(page,)))
    pages = told("pdftotext", content, tmp_path).split("\f")
    assert "Goal 13" in pages[2]


def test_long_tables_repeat_their_heads_and_end_somewhere(tmp_path):
    page = Page("p", "page", "Many", "", (sample_table(MOST_ROWS + 40),))
    content = pdf_of(replace(sample(), pages=(page,)))
    pages = told("pdftotext", content, tmp_path).split("\f")
    assert sum("Objective" in text.split("\n") for text in pages) == len(pages) - 3
    assert "40 more rows stand in the workbook. 12 more on track" in " ".join(
        " ".join(pages).split()
    )


def test_a_long_scorecard_leaves_out_its_kpis_and_says_so(tmp_path):
    kpis = [kpi_of(f"Measured {at}", ScoreCurve(((0.0, 0.0), (100.0, 100.0))), [50.0])
            for at in range(MOST_ROWS)]  # fmt: skip
    card = card_of([("First", 1, [("Aim one", 1, kpis)]), ("Last", 1, [("Aim two", 1, kpis[:1])])])
    page = Page("p", "scorecard", "Long", "", (card,))
    said = " ".join(told("pdftotext", pdf_of(replace(sample(), pages=(page,))), tmp_path).split())
    assert "Aim one" in said
    assert "Aim two" in said
    assert "Measured" not in said
    assert f"{MOST_ROWS + 1} more rows stand in the workbook." in said


def test_goals_of_a_very_long_scorecard_end_somewhere(tmp_path):
    goals = [(f"Aim {at}", 1.0, []) for at in range(MOST_ROWS + 8)]
    page = Page("p", "scorecard", "Long", "", (card_of([("First", 1, goals)]),))
    said = " ".join(told("pdftotext", pdf_of(replace(sample(), pages=(page,))), tmp_path).split())
    assert "10 more rows stand in the workbook." in said
    assert f"Aim {MOST_ROWS - 3} " in said
    assert f"Aim {MOST_ROWS - 2} " not in said


def test_the_same_pack_makes_the_same_file(pack):
    assert pdf_of(sample(18)) == pack


def test_nothing_is_opened_but_the_fonts(caplog, tmp_path):
    own = _Own()
    for url in (
        "http://169.254.169.254/latest", "file:///etc/passwd", "headway-font:../../settings.py",
        "https://headway.example/x.png", "data:text/css,*{}",
    ):  # fmt: skip
        with pytest.raises(ValueError, match="fonts of Headway"):
            own(url)
    assert own("headway-font:inter-latin-wght-normal.woff2").read(4) == b"\0\1\0\0"
    evil = '<img src="http://evil.example/a.png"><style>@import "http://evil.example/b"</style>'
    page = Page("p", "page", evil, evil, (Prose((evil,)),))
    content = pdf_of(replace(sample(), title=evil, pages=(page,)))
    assert "evil.example/a.png" in told("pdftotext", content, tmp_path)  # as words
    assert not [record for record in caplog.records if "evil" in record.getMessage()]


def test_words_that_look_like_a_picture_stay_words():
    assert styled("&lt;svg class=&quot;chart&quot;&gt;") == "&lt;svg class=&quot;chart&quot;&gt;"


@given(st.text(max_size=200))
def test_breaks_in_long_words_change_no_word(text):
    page = f"<p>{escape(text)}</p>"
    found = breakable(page)
    assert found.replace("\u200b", "") == page.replace("\u200b", "")


def test_a_very_long_word_does_not_widen_a_table(tmp_path):
    columns = (Column("Name"), Column("Score", is_number=True))
    table = Table("", columns, ((Cell("x" * 900), Cell("7", 7.0)),))
    page = Page("p", "page", "Long", "", (table,))
    content = pdf_of(replace(sample(), pages=(page,)))
    box = told("pdftotext", content, tmp_path, "-bbox")
    score = next(re.finditer(r'xMax="([\d.]+)"[^>]*>7</word>', box))
    assert float(score[1]) < 842 - 40


def test_without_pango_it_says_what_to_install(monkeypatch):
    class Missing:
        def find_spec(self, name, _path=None, _target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(PdfUnavailable, match=r"libpango-1\.0-0"):
        pdf_of(sample())
