"""A pack as PowerPoint: what somebody finds who opens it to edit it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from headway.core.scorecard import ScoreCurve
from headway.kit.testing.office import converted, need, pictures
from headway.packs.formats.document import Bar, Page, Prose
from headway.packs.formats.slides import slides_of
from headway.packs.tests.cards import card_of, kpi_of
from headway.packs.tests.samples import (
    LONG,
    sample,
    sample_bars,
    sample_card,
    sample_lines,
    sample_map,
    sample_table,
)


def opened(document):
    return Presentation(io.BytesIO(slides_of(document)))


def deck_of(*blocks, title="An answer", **fields):
    page = Page("p", "page", title, fields.pop("lead", ""), blocks, **fields)
    return opened(replace(sample(), pages=(page,)))


def shapes_with(deck, kind):
    return [shape for slide in deck.slides for shape in slide.shapes if getattr(shape, kind)]


def texts(slide):
    return [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def within(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            right, bottom = shape.left + shape.width, shape.top + shape.height
            assert 0 <= shape.left <= right <= deck.slide_width + 1, shape.name
            assert 0 <= shape.top <= bottom <= deck.slide_height + 1, shape.name


def test_every_page_is_a_wide_slide_whose_title_is_its_answer():
    deck = opened(sample())
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    for page in sample().pages:
        assert page.title in titles
    assert all(titles)
    within(deck)


def test_the_pages_of_the_contents_lead_to_their_slides():
    deck = opened(sample())
    shape = next(one for one in deck.slides[1].shapes if one.has_text_frame
                 and one.text_frame.text == "Objectives")  # fmt: skip
    target = shape.click_action.target_slide
    assert target.shapes.title.text_frame.text == "Objectives: 9 of 12 are on track"


def test_a_slide_tells_its_number_its_day_and_what_it_was_known_by():
    slide = deck_of(sample_card()).slides[2]
    assert "As of 31 Mar 2026" in texts(slide)
    assert "Scorecard of 31 Mar 2026, as known on 31 March" in texts(slide)
    kinds = [one.placeholder_format.type.name for one in slide.placeholders]
    assert "SLIDE_NUMBER" in kinds


def test_a_line_chart_can_be_edited_and_marks_its_signals():
    (frame,) = shapes_with(deck_of(sample_lines()), "has_chart")
    chart = frame.chart
    assert chart.chart_type in (XL_CHART_TYPE.LINE, XL_CHART_TYPE.LINE_MARKERS)
    names = [series.name for series in chart.plots[0].series]
    assert names[0] == "Gross margin"
    assert names[-2:] == ["Signal, green", "Signal, red"]
    values = list(chart.plots[0].series[0].values)
    assert values == list(sample_lines().series[0].values)
    assert values[6] is None
    signals = [value for value in chart.plots[0].series[-1].values if value is not None]
    assert signals == [35.1]
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == sample_lines().words


def test_a_bar_chart_says_its_statuses_in_words():
    (frame,) = shapes_with(deck_of(sample_bars()), "has_chart")
    assert frame.chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert "Internal process  ■ Red" in list(frame.chart.plots[0].categories)
    assert frame.chart.value_axis.maximum_scale == 100


def test_the_sheet_behind_a_chart_has_no_formula():
    lines = replace(
        sample_lines(), title="=A1",
        series=(replace(sample_lines().series[0], name="=HYPERLINK(1)"),),
        periods=("=1+1", "{=A1}", "mailto:a@b", *sample_lines().periods[3:]),
    )  # fmt: skip
    bars = replace(sample_bars(), title="=B1", bars=(Bar("=cmd", 1.0),))
    for frame in shapes_with(deck_of(lines, bars), "has_chart"):
        blob = frame.chart.part.chart_workbook.xlsx_part.blob
        cells = [cell for row in load_workbook(io.BytesIO(blob)).active.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_long_tables_go_on_on_further_slides():
    deck = deck_of(sample_table(60), title="Many")
    tables = [frame.table for frame in shapes_with(deck, "has_table")]
    rows = [len(table.rows) - 1 for table in tables]
    assert sum(rows) == 60
    assert max(rows) <= 14
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides][2:]
    assert titles == ["Many"] + ["Many (continued)"] * (len(rows) - 1)
    assert [table.cell(0, 0).text for table in tables] == ["Objective"] * len(rows)
    assert "■ Off track" in [table.cell(3, 4).text for table in tables]
    within(deck)


def test_a_very_long_table_says_how_many_rows_stand_in_the_workbook():
    deck = deck_of(sample_table(500))
    rows = sum(len(frame.table.rows) - 1 for frame in shapes_with(deck, "has_table"))
    assert rows == 112
    said = [text for slide in deck.slides for text in texts(slide)]
    assert "388 more rows stand in the workbook. 12 more on track" in said


def test_a_very_large_scorecard_shows_its_goals_and_says_where_the_rest_is():
    kpis = [kpi_of(f"KPI {at}", ScoreCurve(low=1.0), [2.0]) for at in range(531)]
    goals = [("A goal", 1.0, kpis[:300]), ("Another", 1.0, kpis[300:])]
    deck = deck_of(card_of([("Customer", 1.0, goals)]))
    (frame,) = shapes_with(deck, "has_table")
    assert len(frame.table.rows) == 5
    assert any("531 KPIs" in text for text in texts(deck.slides[2]))


def test_arrows_of_the_map_stay_joined_to_their_goals():
    deck = deck_of(sample_map())
    slide = deck.slides[2]
    titles = {goal.title for goal in sample_map().map.goals}
    boxes = [shape for shape in slide.shapes if shape.name in titles]
    goals = {shape.shape_id: shape.text_frame.text for shape in boxes}
    assert len(goals) == 7
    assert any("■ 12 Red, 0" in text for text in goals.values())
    joined = set()
    for shape in slide.shapes:
        start = shape._element.find(".//{*}stCxn")
        if start is not None:
            end = shape._element.find(".//{*}endCxn")
            joined.add((int(start.get("id")), int(end.get("id"))))
    assert len(joined) == len(sample_map().map.links)
    assert all(one in goals and other in goals for one, other in joined)


def test_notes_say_what_pictures_show_and_where_they_come_from(settings):
    settings.BASE_URL = "https://headway.example"
    deck = deck_of(sample_lines(), sample_map(), href="/kpis/1")
    notes = [slide.notes_slide.notes_text_frame.text for slide in list(deck.slides)[2:]]
    assert "https://headway.example/kpis/1" in notes[0]
    assert sample_lines().words in notes[0]
    assert "2026-07: Below the lower limit" in notes[0]
    assert sample_map().arrows[1] in notes[1]


def test_the_same_pack_makes_the_same_file():
    content = slides_of(sample())
    assert content == slides_of(sample())
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


@settings(max_examples=25)
@given(st.text(max_size=300), st.text(max_size=2_000), st.integers(1, 40))
def test_any_words_stay_on_their_slides(title, words, many):
    prose = Prose((words,) * (many // 8 + 1))
    within(deck_of(prose, sample_bars(), sample_table(many), title=title or "?", lead=words[:200]))


def test_a_pack_without_pages_is_a_cover_alone():
    assert len(opened(replace(sample(), pages=(), title=LONG * 3)).slides) == 1


@pytest.mark.slow
def test_libreoffice_draws_every_slide(tmp_path):
    need("soffice", "pdftoppm")
    content = slides_of(sample(18))
    found = pictures(converted(content, "pptx", "pdf", tmp_path).read_bytes(), tmp_path)
    assert len(found) == len(Presentation(io.BytesIO(content)).slides)
    assert min(map(len, found)) > 1_000  # a page of one colour takes less
