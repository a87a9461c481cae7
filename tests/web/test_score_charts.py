"""Histogram and columns: what is drawn is what was given."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.spread import spread
from headway.web.charts import columns, histogram
from tests.web.svg import Picture


@given(st.lists(st.one_of(st.just(0.0), st.just(1.0), st.floats(0, 1)), max_size=40), st.booleans())
def test_a_column_for_each_bin_that_holds_something(scores, small):
    found = spread(scores)
    drawing = str(histogram(found.bins, small=small))
    Picture.of(drawing)
    filled = [one for one in found.bins if one.count]
    assert len(re.findall("<rect", drawing)) == len(filled)
    heights = [float(high) for high in re.findall(r'height="([\d.]+)"/>', drawing)]
    order = sorted(range(len(filled)), key=lambda place: filled[place].count)
    assert [heights[place] for place in order] == sorted(heights)


def test_counts_are_written_and_words_are_said():
    drawing = str(histogram(spread([0, 0, 0.5, 1]).bins, words="Two of <four>"))
    assert 'aria-label="Two of &lt;four&gt;"' in drawing
    assert ">2</text>" in drawing


@given(st.lists(st.one_of(st.none(), st.floats(-1, 3)), max_size=8))
def test_columns_stay_inside_their_picture(values):
    drawing = str(
        columns([(f"Q{n}", value, "x") for n, value in enumerate(values)], words="w", aim=0.7)
    )
    Picture.of(drawing)
    for y, high in re.findall(r'y="([\d.]+)" width="30" height="([\d.]+)"', drawing):
        assert float(y) + float(high) <= 110.1
        assert float(high) <= 88.1


@pytest.mark.parametrize("value", [0.0, 0.1, 0.55, 0.62, 0.68, 0.7, 0.9, 1.0])
def test_the_line_of_the_aim_strikes_out_no_number(value):
    drawn = columns([("Q1", value, "0.63")], words="w", aim=0.7)
    line = float(re.search(r'class="exp" d="M0 ([\d.]+)', drawn)[1])
    foot = float(re.search(r'<text[^>]* y="([\d.]+)"[^>]*>0.63', drawn)[1])
    assert not foot - 10 < line < foot + 3
