"""The process behaviour chart: where its texts go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.web.charts import process
from headway.web.charts.process_model import Call, ProcessChart, ProcessPoint, Stretch
from tests.web.svg import Picture

WORDS = "Below the limit"


def drawn(low: float, *, with_run: bool) -> Picture:
    """Twenty periods around 50; eight of them at 40, and the fourteenth far out at ``low``."""
    values = [50.0, 52.0, 49.0, 51.0, *[40.0] * 8, 50.0, low, 51.0, 49.0, 50.0, 52.0, 50.0, 49.0]
    points = tuple(
        ProcessPoint(f"P{at}", f"P{at}", value, centre=47.0, lower=35.0, upper=59.0)
        for at, value in enumerate(values)
    )
    run = Call(4, 11, -1, "Eight below the centre", is_run=True)
    far = Call(13, 13, -1, WORDS, is_run=False)
    chart = ProcessChart(
        points,
        (Stretch(0, len(points), 0, ""),),
        "Twenty periods",
        calls=(far, run) if with_run else (far,),
    )
    return Picture.of(str(process(chart)))


@pytest.mark.parametrize("low", [26.0, 36.0, 38.0, 38.25, 38.5, 38.75, 39.0, 39.5])
def test_the_words_of_a_signal_do_not_lie_on_the_bracket_of_another(low: float) -> None:
    picture = drawn(low, with_run=True)
    (label,) = [one for one in picture.labels() if one.text == WORDS]
    corners = list(picture.corners("call bad"))
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    height = max(y for _, y in corners)
    beside = label.box.right < left or label.box.left > right
    assert beside or label.box.top > height or label.box.bottom < height


def test_a_bracket_lies_beyond_the_points_it_spans() -> None:
    """Also where they reach the top of the picture: it went through them."""
    values = [50.0, 52.0, 49.0, 51.0, *[80.0, 79.0] * 6]
    points = tuple(
        ProcessPoint(f"P{at}", f"P{at}", value, centre=50.0, lower=45.0, upper=55.0)
        for at, value in enumerate(values)
    )
    run = Call(4, 15, 1, "Twelve above the centre", is_run=True, tone="good")
    chart = ProcessChart(points, (Stretch(0, 16, 0, ""),), "Sixteen periods", calls=(run,))
    picture = Picture.of(str(process(chart)))
    assert min(y for _, y in picture.corners("call good")) < min(y for _, y in picture.dots()) - 5


@pytest.mark.parametrize("count", [13, 36, 52, 75, 240])
@pytest.mark.parametrize("ends_in", range(1, 13))
def test_months_are_told_from_those_of_other_years(count: int, ends_in: int) -> None:
    """Six years of "Jul Nov Mar" named no year."""
    months = [(ends_in - count + at) % 12 + 1 for at in range(count)]
    points = tuple(
        ProcessPoint("2026" if month == 1 else "Jul", "", 50.0, begins_year=month == 1)
        for month in months
    )
    chart = ProcessChart(points, (Stretch(0, count, 0, ""),), "Months")
    named = Picture.of(str(process(chart))).texts()
    years, others = named.count("2026"), named.count("Jul")
    assert years >= 1
    assert years >= months.count(1) - 1 or others == 0  # one may not fit at the left edge


@pytest.mark.parametrize("narrow", [False, True])
def test_a_run_along_the_floor_has_a_bracket_clear_of_it_and_words(narrow: bool) -> None:
    """The bracket lay on the values and on the lower limit, and no words told what it was."""
    values = [1, 2, 1, 1, 3, 3, 0, 1, 0, 0, 0, 0, 1, 1, 2, 1, 0, 1, 2, 2, 1, 2, 0, 0]
    points = tuple(
        ProcessPoint(f"P{at}", f"P{at}", float(value), centre=1.1, lower=0.0, upper=3.2)
        for at, value in enumerate(values)
    )
    words = "8 in a row below the centre"
    run = Call(6, 13, -1, words, is_run=True, tone="good")
    chart = ProcessChart(points, (Stretch(0, 24, 20, ""),), "Two years", calls=(run,))
    picture = Picture.of(str(process(chart, narrow=narrow)))
    height = min(y for _, y in picture.corners("call good"))
    lines = [y for name in ("lim", "cl") for _, y in picture.corners(name)]
    dots = [y for _, y in picture.dots()]
    assert min(abs(height - y) for y in [*lines, *dots]) > 7
    assert words in [one.text for one in picture.labels()]


def test_without_a_bracket_the_words_stand_beside_their_value() -> None:
    """So that the test above is one: at the height of the bracket they would lie across it."""
    (bare,) = [one for one in drawn(38.5, with_run=False).labels() if one.text == WORDS]
    corners = list(drawn(38.5, with_run=True).corners("call bad"))
    height = max(y for _, y in corners)
    assert bare.box.left < max(x for x, _ in corners)
    assert bare.box.top <= height <= bare.box.bottom


def test_a_run_that_reaches_the_top_is_told_in_words() -> None:
    """The bracket had moved above the picture's values, and its words found no place."""
    values = [80.0, 79.0] * 30
    points = tuple(
        ProcessPoint(f"P{at}", f"P{at}", value, centre=50.0, lower=45.0, upper=55.0)
        for at, value in enumerate(values)
    )
    run = Call(0, 59, 1, "60 in a row above the centre", is_run=True, tone="good")
    chart = ProcessChart(points, (Stretch(0, 60, 0, ""),), "Sixty periods", calls=(run,))
    for narrow in (False, True):
        picture = Picture.of(str(process(chart, narrow=narrow)))
        (label,) = [one for one in picture.labels() if one.text == run.words]
        assert label.box.top >= 0


def climbing(values: list[float], upper: float) -> Picture:
    """Periods whose last ones lie above the limit one after the other, each named."""
    points = tuple(
        ProcessPoint(
            f"P{at}", f"P{at}", value, centre=360.0, lower=321.0, upper=upper,
            look="lim" if value > upper else "",
        )
        for at, value in enumerate(values)
    )  # fmt: skip
    calls = tuple(
        Call(at, at, 1, f"{value:.0f} above the upper limit, P{at}", is_run=False)
        for at, value in enumerate(values)
        if value > upper
    )
    chart = ProcessChart(points, (Stretch(0, len(points), 20, ""),), "Periods", calls=calls)
    return Picture.of(str(process(chart)))


@given(st.lists(st.floats(330, 430), min_size=36, max_size=36), st.floats(380, 425))
def test_only_the_latest_signal_may_be_told_across_values(
    values: list[float], upper: float
) -> None:
    """Among many values beyond a limit the words of one lay on the dots of the others."""
    picture = climbing(values, upper)
    told = [label for label in picture.labels() if "above the upper limit" in label.text]
    latest = [at for at, value in enumerate(values) if value > upper][-1:]
    for label in told:
        covered = [
            (x, y)
            for x, y in picture.dots()
            if label.box.left <= x <= label.box.right and label.box.top <= y <= label.box.bottom
        ]
        assert not covered or label.text.endswith(f"P{latest[0]}")
    assert bool(told) == bool(latest)
