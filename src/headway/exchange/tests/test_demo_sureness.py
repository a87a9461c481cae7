"""How sure the demo's owners are: as people are who read their figures."""

from __future__ import annotations

from itertools import pairwise

from headway.exchange.demo.sureness import confidences

RISES = {
    "title": "Growers who read", "owner": "maya", "start": 0.0, "target": 130.0, "sure": 6,
}  # fmt: skip
"""Ten a week lead to the target."""


def test_who_falls_behind_comes_to_doubt_it_step_by_step():
    said = confidences(RISES, [4.0 * week for week in range(1, 9)], 8)
    assert said[0] == 6
    assert said[-1] <= 2
    assert all(abs(now - before) <= 2 for before, now in pairwise(said))


def test_who_is_ahead_grows_sure():
    assert confidences(RISES, [14.0 * week for week in range(1, 9)], 8)[-1] >= 8


def test_a_fall_counts_as_a_rise_where_less_is_meant():
    falls = {**RISES, "kind": "decrease", "start": 130.0, "target": 0.0}
    up = confidences(RISES, [10.0 * week for week in range(1, 9)], 8)
    assert confidences(falls, [130 - 10.0 * week for week in range(1, 9)], 8) == up


def test_a_line_that_was_crossed_is_not_uncrossed():
    held = {**RISES, "kind": "stay_below", "target": 3.0, "sure": 8}
    assert confidences(held, [2.0] * 8, 8)[-1] >= 8
    assert confidences(held, [2.0, 4.0, 2.0, 5.0, 2.0, 2.0, 2.0, 2.0], 8)[-1] <= 5


def test_the_same_week_after_week_gives_the_same_again():
    values = [9.0 * week for week in range(1, 9)]
    assert confidences(RISES, values, 8) == confidences(RISES, values, 8)


def test_two_numbers_are_what_somebody_says_whatever_the_figures_say():
    assert confidences({**RISES, "sure": (8, 3)}, [130.0] * 8, 8) == [8, 7, 7, 6, 5, 4, 4, 3]
    assert confidences({**RISES, "sure": (8, 3)}, [], 1) == [3]
