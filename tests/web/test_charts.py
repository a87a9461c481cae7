"""Charts show what the data say, inside their frame, with no label over another."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.web.charts import Outlook, Point, TargetMove, Trajectory, spark, trajectory
from headway.web.charts.labels import LINE, overlap, spread
from headway.web.charts.scale import span, ticks
from tests.web.svg import Picture, inside

START, END, TODAY = date(2026, 10, 1), date(2026, 12, 31), date(2026, 11, 24)
VALUES = st.floats(-1e9, 1e9) | st.floats(-1e-6, 1e-6) | st.integers(0, 100).map(float)


def weekly(*values: float, start: date = START) -> list[Point]:
    return [Point(start + timedelta(weeks=week), value) for week, value in enumerate(values)]


def commissionings(**changed: Any) -> Trajectory:
    """The share of commissionings without a support call: 54 to 64 of 75 %."""
    given: dict[str, Any] = {
        "start": START,
        "end": END,
        "today": TODAY,
        "points": weekly(54, 55, 57, 56, 60, 61, 63, 64),
        "expected": ((START, 54.0), (END, 75.0)),
        "targets": ((START, 72.0), (date(2026, 10, 29), 75.0)),
        "measure": "%",
    }
    return Trajectory(**(given | changed))


@st.composite
def trajectories(draw: st.DrawFn) -> Trajectory:
    """Any window of up to two years, with readings and target steps in and around it."""
    start = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    length = draw(st.integers(0, 730))
    end = start + timedelta(days=length)
    days = st.integers(-40, length + 40).map(lambda n: start + timedelta(days=n))
    points = [Point(day, draw(VALUES)) for day in sorted(draw(st.lists(days, max_size=12)))]
    targets = [(day, draw(VALUES)) for day in sorted(draw(st.lists(days, max_size=4)))]
    expected = [(start, draw(VALUES)), (end, draw(VALUES))] if draw(st.booleans()) else []
    outlook = []
    added = draw(st.none() | st.integers(0, length).map(lambda n: start + timedelta(days=n)))
    if draw(st.booleans()):
        low, likely, high = sorted(draw(st.tuples(VALUES, VALUES, VALUES)))
        outlook = [
            Outlook(start, likely, likely, likely, likely, likely),
            Outlook(end, likely, (low + likely) / 2, (high + likely) / 2, low, high),
        ]
    return Trajectory(
        start=start,
        end=end,
        today=draw(days),
        points=points,
        expected=expected,
        targets=targets,
        measure=draw(st.sampled_from(["", "%", "EUR", "<people> & partners"])),
        outlook=outlook,
        added=added,
        weeks_from=draw(st.none() | st.integers(0, 90).map(lambda n: start - timedelta(days=n))),
    )


@given(chart=trajectories(), narrow=st.booleans())
def test_no_label_covers_another_and_all_lie_in_the_picture(chart, narrow):
    """Whatever the data: labels are pairwise disjoint and inside the frame."""
    picture = Picture.of(trajectory(chart, narrow=narrow))
    labels = picture.labels()
    for label in labels:
        assert inside(label.box, *picture.size), label
    for one, other in combinations(labels, 2):
        assert not overlap(one.box, other.box), (one, other)


@given(chart=trajectories(), narrow=st.booleans())
def test_everything_drawn_lies_in_the_picture(chart, narrow):
    """Readings, targets and forecasts stay in the frame, also when their days lie outside it."""
    for svg in (trajectory(chart, narrow=narrow), spark(chart)):
        picture = Picture.of(svg)
        width, height = picture.size
        for x, y in [*picture.dots(), *picture.corners()]:
            assert 0 <= x <= width, (x, y)
            assert 0 <= y <= height, (x, y)


@given(chart=trajectories())
def test_the_same_data_give_the_same_picture(chart):
    """A chart is a pure function of its data: nothing in it is drawn by chance."""
    again = Trajectory(**{name: getattr(chart, name) for name in Trajectory.__slots__})
    assert trajectory(chart) == trajectory(again)
    assert spark(chart) == spark(again)


@given(low=VALUES, high=VALUES, wanted=st.integers(2, 8))
def test_ticks_cover_the_span_in_equal_round_steps(low, high, wanted):
    """The first tick is at most the lowest value, the last at least the highest."""
    low, high = span((low, high))
    marks = ticks(low, high, wanted)
    step = (marks.values[-1] - marks.values[0]) / (len(marks.values) - 1)
    assert marks.values[0] <= low + step * 1e-6
    assert marks.values[-1] >= high - step * 1e-6
    assert 2 <= len(marks.values) <= wanted + 2
    for one, other in pairwise(marks.values):
        assert other - one == pytest.approx(step)
    written = [f"{value:.{marks.places}f}" for value in marks.values]
    assert len(set(written)) == len(written)


@given(wanted=st.lists(st.floats(0, 200), min_size=1, max_size=8).map(sorted))
def test_spread_labels_keep_their_order_and_a_line_between_them(wanted):
    """Heights move as little as the room allows, never past each other or out of it."""
    placed = spread(wanted, 0, 200)
    assert all(lower - upper >= LINE - 1e-9 for upper, lower in pairwise(placed))
    assert placed[0] >= 0
    assert placed[-1] <= 200
    if all(lower - upper >= LINE for upper, lower in pairwise(wanted)):
        assert placed == pytest.approx(wanted)


def test_the_picture_says_in_words_what_it_shows():
    assert Picture.of(trajectory(commissionings())).name == (
        "8 readings, from 54\u00a0% to 64\u00a0% on 19 Nov. Target 75\u00a0%."
    )


def test_a_moved_target_is_a_step_named_with_its_day():
    picture = Picture.of(trajectory(commissionings()))
    assert "raised 72 to 75, 29 Oct" in picture.texts()
    heights = [y for _x, y in picture.corners("tgt")]
    assert heights[0] > heights[-1]


def test_each_move_of_the_target_has_a_mark_that_tells_why_and_by_whom():
    move = TargetMove(date(2026, 10, 29), 72.0, 75.0, "The market <grew>.", "Clara.")
    chart = commissionings(moves=(move,))
    told = "29 Oct: target 72 to 75\u00a0%. The market <grew>. Clara."
    picture = Picture.of(trajectory(chart))
    assert picture.titles("mv") == [told]
    assert told in picture.name
    outside = commissionings(moves=(move._replace(day=date(2027, 10, 29)),))
    assert Picture.of(trajectory(outside)).titles("mv") == []


def test_a_target_that_was_eased_is_called_lowered():
    eased = commissionings(targets=((START, 75.0), (date(2026, 11, 5), 70.0)))
    assert "lowered 75 to 70, 5 Nov" in Picture.of(trajectory(eased)).texts()


def test_today_is_named_with_its_week():
    assert "today, week 8" in Picture.of(trajectory(commissionings())).texts()


def test_a_window_that_is_over_shows_no_today():
    over = commissionings(today=date(2027, 1, 20))
    assert not any("today" in text for text in Picture.of(trajectory(over)).texts())


def test_the_last_value_stands_at_its_dot():
    picture = Picture.of(trajectory(commissionings()))
    (label,) = [label for label in picture.labels() if label.text == "64\u00a0%"]
    x, y = picture.dots()[-1]
    assert abs(label.spot.x - x) < 12
    assert abs(label.spot.y - y) < 24


def test_every_reading_is_a_dot_that_names_day_and_value():
    titles = [title.text for title in Picture.of(trajectory(commissionings())).root.iter("title")]
    assert len(titles) == 8
    assert titles[4] == "29 Oct: 60\u00a0%"


def test_without_a_reading_the_chart_says_so_and_still_shows_the_plan():
    picture = Picture.of(trajectory(commissionings(points=())))
    assert "no reading yet" in picture.texts()
    assert picture.path("exp")
    assert not picture.dots()


def test_without_any_number_there_is_no_scale_of_numbers():
    bare = Picture.of(trajectory(Trajectory(START, END, TODAY)))
    assert set(bare.texts()) == {
        "start", *(str(week) for week in range(1, 14)), "today, week 8", "no reading yet"
    }  # fmt: skip


def test_one_reading_is_a_dot_without_a_line():
    picture = Picture.of(trajectory(commissionings(points=weekly(54))))
    assert len(picture.dots()) == 1
    assert not picture.path("act")


def test_a_constant_series_is_a_level_line():
    level = commissionings(points=weekly(5, 5, 5), expected=(), targets=())
    assert len({y for _x, y in Picture.of(trajectory(level)).corners("act")}) == 1


def test_readings_outside_the_window_stand_at_its_edges():
    early, late = Point(date(2026, 9, 1), 50.0), Point(date(2027, 1, 7), 71.0)
    points = [early, *weekly(55, 57, start=date(2026, 10, 8)), late]
    dots = Picture.of(trajectory(commissionings(points=points))).dots()
    axis = [x for x, _y in Picture.of(trajectory(commissionings())).corners("exp")]
    assert len(dots) == 4
    assert (dots[0][0], dots[-1][0]) == (axis[0], axis[-1])


def test_a_reading_that_is_not_drawn_on_its_day_says_so():
    points = [Point(date(2026, 9, 1), 50.0), Point(date(2027, 1, 7), 71.0)]
    svg = Picture.of(trajectory(commissionings(points=points)))
    assert [title.text for title in svg.root.iter("title")] == [
        "1 Sep, before the first day shown: 50\u00a0%",
        "7 Jan 2027, after the last day shown: 71\u00a0%",
    ]


def test_what_was_added_under_way_begins_there_in_the_weeks_of_its_cycle():
    added = date(2026, 11, 5)
    late = commissionings(
        start=date(2026, 10, 20), added=added, weeks_from=START, origin=54.0,
        expected=((added, 54.0), (END, 75.0)), targets=((added, 75.0),),
        points=[Point(date(2026, 10, 20), 50.0), Point(date(2026, 11, 12), 60.0)],
    )  # fmt: skip
    picture = Picture.of(trajectory(late))
    assert {"added 5 Nov", "today, week 8", "20 Oct", "8"} <= set(picture.texts())
    begins = next(iter(picture.corners("add")))[0]
    assert begins == next(iter(picture.corners("exp")))[0] == next(iter(picture.corners("tgt")))[0]
    assert picture.dots()[0][0] < begins < picture.dots()[1][0]
    assert len(list(picture.corners("act"))) == 2  # nothing is drawn back to where it began


def test_of_several_readings_of_a_day_the_last_is_drawn():
    points = [Point(START, 48.0), Point(START, 50.0), Point(TODAY, 58.0)]
    assert [point.value for point in commissionings(points=points).inside()] == [50.0, 58.0]


def test_a_forecast_is_a_fan_with_its_ends_named():
    last = Point(date(2026, 11, 19), 64.0)
    outlook = (
        Outlook(last.day, 64, 64, 64, 64, 64),
        Outlook(END, 70.72, 66.9, 74.1, 63.04, 78.96),
    )
    picture = Picture.of(trajectory(commissionings(outlook=outlook)))
    assert picture.path("fan1")
    assert picture.path("fan2")
    assert {"75 target", "70.7 likely", "79 upper, 80\u00a0%".replace("\u00a0", " ")} <= set(
        picture.texts()
    )
    assert "Forecast for 31 Dec: 70.72\u00a0%" in picture.name


def test_a_year_counts_in_months():
    year = commissionings(start=date(2026, 1, 1), points=(), targets=(), expected=())
    texts = Picture.of(trajectory(year)).texts()
    assert texts[:4] == ["2026", "Feb", "Mar", "Apr"]


def test_markup_in_a_measure_stays_text():
    foreign = commissionings(measure='<script>alert("x")</script>')
    for svg in (trajectory(foreign), spark(foreign)):
        assert "<script" not in svg
        assert Picture.of(svg)


def test_a_row_says_its_trajectory_in_words():
    assert Picture.of(spark(commissionings())).name == (
        "8 readings, from 54\u00a0% to 64\u00a0%, target 75\u00a0%"
    )
    assert Picture.of(spark(commissionings(points=()))).name == "No reading yet"
