"""The blocks of a pack as pages draw them."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from headway.packs.formats.document import Bar, BarChart, LineChart, Mark, Prose, Series, Table
from headway.packs.formats.drawing import drawn, drawn_page
from headway.packs.tests.samples import sample, sample_bars, sample_card, sample_lines, sample_map
from headway.web.charts import bars, lines

PAGE = (
    '{% import "packs/blocks.html" as blocks %}'
    "{% for one in drawings %}{{ blocks.block(one, print) }}{% endfor %}"
)
values = st.none() | st.floats(-1e12, 1e12, allow_subnormal=False)
texts = st.text(max_size=30)
roles = st.sampled_from(
    ["value", "centre", "lower", "upper", "target", "expected", "forecast"]
)  # fmt: skip


def page_of(*blocks, in_print=False):
    template = engines["jinja2"].env.from_string(PAGE)
    return template.render(drawings=[drawn(block) for block in blocks], print=in_print)


def read(markup):
    """What SVG is, with every text in it escaped, is XML."""
    return ElementTree.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", markup))


def test_every_picture_has_its_words_and_the_table_behind_it():
    page = page_of(sample_lines(), sample_bars(), sample_map())
    for words in (sample_lines().words, sample_bars().words, sample_map().map.label):
        assert f'aria-label="{words}"' in page
    assert page.count("Table behind this picture") == 3
    assert "Above the upper limit: the price rise" in page
    assert page.count("<details") == 3


def test_print_leaves_nothing_folded_and_draws_each_picture_once():
    page = page_of(sample_lines(), sample_map(), in_print=True)
    assert "<details" not in page
    assert page.count('class="chart lines"') == 1
    assert page.count('class="map"') == 1
    assert "2026-07" in page


def test_a_status_is_a_shape_and_a_word_in_its_colour():
    page = page_of(sample_card())
    assert re.search(r'<span class="st st-off"><svg class="m m-off"[^>]*>.*?</svg>Red</span>', page)
    assert "There is no value yet." in page
    assert "scored: 38.3\u00a0%, the mean of 4" in page


def test_what_people_wrote_is_text():
    evil = "<script>alert(1)</script>"
    table = Table(evil, sample().pages[4].blocks[0].columns[:1], ())
    chart = replace(sample_lines(), title=evil, words=evil, unit=evil)
    chart = replace(chart, marks=(Mark(3, evil), Mark(99, evil)), periods=(evil,) * 16)
    page = page_of(Prose((evil,)), table, chart, replace(sample_bars(), bars=(Bar(evil, 3.0),)))
    assert "<script" not in page
    assert "Nothing here." in page


@given(
    st.lists(st.tuples(texts, roles, st.lists(values, min_size=5, max_size=5)), max_size=4),
    st.lists(st.tuples(st.integers(-2, 9), texts, st.sampled_from(["", "green", "red"]))),
    st.booleans(),
)
def test_lines_of_any_values_stay_in_the_picture(given_series, marks, narrow):
    series = tuple(Series(name, role, tuple(found)) for name, role, found in given_series)
    chart = LineChart(
        "T", "W", "", 1, tuple("abcde"), series, tuple(Mark(*mark) for mark in marks)
    )  # fmt: skip
    picture = read(lines(chart, narrow=narrow))
    _left, _top, width, height = map(float, picture.attrib["viewBox"].split())
    for dot in picture.iter("circle"):
        assert 0 <= float(dot.attrib["cx"]) <= width
        assert 0 <= float(dot.attrib["cy"]) <= height
    dots = sum(value is not None for one in series if one.role == "value" for value in one.values)
    assert len(list(picture.iter("circle"))) == dots


@given(
    st.lists(st.tuples(texts, values, st.sampled_from(["", "green", "amber", "red", "grey"]))),
    st.none() | st.floats(0.1, 1e6),
    st.booleans(),
)
def test_bars_of_any_values_stay_in_the_picture(given_bars, most, narrow):
    chart = BarChart("T", "W", "h", 1, tuple(Bar(*bar) for bar in given_bars), most)
    picture = read(bars(chart, narrow=narrow))
    width = float(picture.attrib["viewBox"].split()[2])
    drawn_bars = list(picture.iter("rect"))
    assert len(drawn_bars) == sum(bar.value is not None for bar in chart.bars)
    for bar in drawn_bars:
        assert float(bar.attrib["width"]) >= 0
        assert float(bar.attrib["x"]) >= 0
        assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= width + 0.2


@pytest.mark.parametrize("page", sample().pages, ids=lambda page: page.key)
def test_every_page_can_be_drawn(page):
    found = drawn_page(page)
    assert len(found) == len(page.blocks)
    assert all(one.block is block for one, block in zip(found, page.blocks, strict=True))
