"""Progress, confidence, score and the cycle's ruler, drawn small and said in full."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.web.charts import bar, confidence, ruler, score_rail
from headway.web.shell import Ruler
from tests.web.svg import Picture


def width_of(svg: str, name: str) -> float:
    found = next(rect for rect in Picture.of(svg).root.iter("rect") if rect.get("class") == name)
    return float(found.attrib["width"])


@given(share=st.floats(-10, 10), expected=st.none() | st.floats(0, 1))
def test_a_bar_is_never_wider_than_its_track(share, expected):
    """What lies beyond 0 and 1 is drawn at the end; the words keep the number."""
    svg = bar(share, expected)
    assert 0 <= width_of(svg, "fi") <= 100
    assert "Progress " in Picture.of(svg).name


@pytest.mark.parametrize(
    ("share", "expected", "words"),
    [
        (0.48, 0.59, "Progress 48\u00a0%, expected 59\u00a0%"),
        (0.285, None, "Progress 29\u00a0%"),
        (1.4, None, "Progress 140\u00a0%"),
        (-0.2, None, "Progress \u221220\u00a0%"),
        (None, 0.59, "No progress known, expected 59\u00a0%"),
    ],
)
def test_a_bar_says_its_numbers(share, expected, words):
    assert Picture.of(bar(share, expected)).name == words


@pytest.mark.parametrize("now", range(11))
def test_confidence_fills_as_many_steps_as_it_says(now):
    svg = confidence(now, before=7)
    filled = re.search(r'class="c" d="M0 6H(\d+)"', svg)
    assert (int(filled[1]) + 2) / 6 == now if filled else now == 0
    assert Picture.of(svg).name == f"Confidence {now} of 10, before that 7"


def test_no_confidence_draws_nothing():
    assert confidence(None, before=7) == ""


@given(points=st.floats(0, 100))
def test_the_knob_stays_on_its_rail(points):
    """From 0 to 100 points the knob lies on the rail, further right for more."""
    (knob,) = [
        r for r in Picture.of(score_rail(points)).root.iter("rect") if r.get("class") == "no"
    ]
    assert 0 <= float(knob.attrib["x"]) <= 92


def cycle(**changed: Any) -> Ruler:
    given: dict[str, Any] = {"weeks": 13, "today": 0.55, "lock": 0.15, "words": "Week 8 of 13"}
    return Ruler(**(given | changed))


def test_the_ruler_marks_each_week_the_lock_and_today():
    root = Picture.of(ruler(cycle())).root
    names = [rect.get("class") for rect in root.iter("rect")]
    assert names.count("wk") == 12
    assert names.count("lock") == names.count("gone") == 1
    assert Picture.of(ruler(cycle())).name == "Week 8 of 13"


def test_a_cycle_that_has_not_begun_has_no_today():
    root = Picture.of(ruler(cycle(today=None, lock=None))).root
    assert {rect.get("class") for rect in root.iter("rect")} == {"wk"}


def test_the_ruler_of_many_years_is_no_comb():
    assert ruler(cycle(weeks=520)).count('class="wk"') < 150
