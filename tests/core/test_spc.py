"""Process limits and signals: ground truth, worked numbers, and laws that hold for all series."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.errors import DefinitionError, ReadingError
from headway.core.spc import (
    RULES,
    Limits,
    moving_ranges,
    process_limits,
    range_signals,
    signals,
)
from headway.core.spc.forms import shown

NAMES = {
    "beyond_limits": "LIM", "run7": "RUN7", "run8": "RUN8", "run9": "RUN9", "trend6": "TREND6",
    "trend7": "TREND7", "alt14": "ALT14", "two_of_three_2s": "TWO3", "four_of_five_1s": "FOUR5",
    "in_1s_15": "IN15", "out_1s_8_both": "MIX8", "three_of_four_1p5s": "THREE4",
    "two_of_three_2s_3s": "TWO3N",
}  # fmt: skip
STANDARD = Limits(0.0, 1.0, 1.128, 3.686, 20, 19)

numbers = st.integers(-400, 400).map(lambda n: n / 8)  # sums of these are exact
gappy = st.lists(st.none() | numbers, min_size=2, max_size=60)
full = st.lists(numbers, min_size=2, max_size=60)


def test_every_limit_and_every_signal_of_the_published_cases(ground_truth):
    assert set(NAMES.values()) == set(RULES)
    for case in ground_truth("spc_cases"):
        series = case["series"]
        base = series[: case["baseline_points"] or len(series)]
        limits = process_limits(base)
        for fields, options in (
            ("limits_published", {}),
            ("limits_median_mr", {"spread": "median"}),
            ("limits_screened", {"screened": True}),
        ):
            found = process_limits(base, **options)
            for name, expected in case[fields].items():
                ours = found.mean_range if name == "mean_moving_range" else getattr(found, name)
                assert ours == pytest.approx(expected, abs=1e-6), (case["id"], fields, name)
        for theirs, code in NAMES.items():
            indexes = [one.index + 1 for one in signals(series, limits, rules=[code])]
            assert indexes == case["signals"][theirs], (case["id"], code)
        assert [i + 1 for i in range_signals(series, limits)] == case["moving_range_signals"]


def test_the_default_is_limits_and_a_run_of_eight():
    series = [0, 0.5, 4, *[0.5] * 8]
    assert [(s.rule, s.index, s.first, s.side) for s in signals(series, STANDARD)] == [
        ("LIM", 2, 2, 1),
        ("RUN8", 8, 1, 1),
        ("RUN8", 9, 1, 1),
        ("RUN8", 10, 1, 1),
    ]


@pytest.mark.parametrize(
    ("rule", "series", "found"),
    [
        ("RUN8", [1] * 7 + [0] + [1] * 7, []),  # on the centre: the run breaks
        ("RUN8", [1] * 4 + [None] + [1] * 4, [8]),  # a gap is passed over
        ("TREND6", [1, 2, 3, None, 4, 5, 6], []),  # but breaks a row of rises
        ("TREND6", [1, 2, 3, 4, 5, 6], [5]),
        ("TREND6", [6, 5, 4, 4, 3, 2, 1], []),  # level is no fall
        ("ALT14", [i % 2 for i in range(14)], [13]),
        ("TWO3", [2.5, 0, 2.5], [2]),
        ("TWO3", [2.5, 2.5, 0], []),  # the last one must lie there
        ("TWO3", [2.5, 2.5], []),  # and there must be three
        ("TWO3", [2.5, 0, -2.5], []),
        ("TWO3N", [2.5, 0, 3.5], []),  # beyond three is another rule
        ("THREE4", [1.6, 0, 1.6, 1.6], [3]),
        ("FOUR5", [1.1, 1.1, 0, 1.1, 1.1], [4]),
        ("IN15", [1] * 15, [14]),  # on the edge is inside
        ("MIX8", [2, -2] * 4, [7]),
        ("MIX8", [2] * 8, []),
        ("LIM", [3, -3, 3.001], [2]),  # on the limit is inside
    ],
)
def test_edges_of_the_rules(rule, series, found):
    assert [one.index for one in signals(series, STANDARD, rules=[rule])] == found


def test_no_range_is_taken_across_a_gap():
    assert moving_ranges([1, 3, None, 10, 11]) == [None, 2, None, None, 1]
    assert process_limits([1, 3, None, 10, 11]).mean_range == 1.5
    assert process_limits([1, 3, None, 10, 11]).points == 4


def test_a_process_that_never_moves_signals_any_move():
    limits = process_limits([5.0] * 12)
    assert (limits.lower, limits.upper) == (5.0, 5.0)
    assert [s.index for s in signals([5.0, 5.0, 5.1], limits)] == [2]


@pytest.mark.parametrize("values", [[], [1], [None, 2], [1, None, 2]])
def test_too_few_values_are_refused(values):
    with pytest.raises(DefinitionError) as refused:
        process_limits(values)
    assert refused.value.code == "TOO_FEW"


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e300])
def test_no_number_is_refused(value):
    with pytest.raises(ReadingError):
        process_limits([1, 2, value])


def test_unknown_words_are_refused():
    with pytest.raises(DefinitionError):
        process_limits([1, 2], spread="mode")
    with pytest.raises(DefinitionError):
        signals([1, 2], STANDARD, rules=["NOPE"])


def test_drawn_limits_stay_in_what_is_possible_and_tests_do_not():
    limits = process_limits([1, 9, 2, 8])
    assert limits.lower < 0
    assert limits.upper > 10
    assert shown([limits.lower, limits.centre, limits.upper], 0, 10) == [0, limits.centre, 10]


@given(full, numbers, st.sampled_from([0.5, 2.0, 4.0]), st.sampled_from(sorted(RULES)))
def test_another_unit_changes_no_signal(values, shift, factor, rule):
    """Powers of two and eighths are exact, so the very same points must signal."""
    moved = [value * factor + shift for value in values]
    limits, other = process_limits(values), process_limits(moved)
    assert other.sigma == pytest.approx(limits.sigma * factor)
    assert signals(moved, other, rules=[rule]) == signals(values, limits, rules=[rule])


@given(full, st.sampled_from(sorted(RULES)))
def test_a_mirror_turns_sides_only(values, rule):
    limits = process_limits(values)
    mirrored = [-value for value in values]
    found = signals(mirrored, process_limits(mirrored), rules=[rule])
    assert [(s.index, -s.side) for s in found] == [
        (s.index, s.side) for s in signals(values, limits, rules=[rule])
    ]


@given(gappy, st.integers(0, 60), st.sampled_from(["LIM", "RUN8", "TWO3", "IN15", "MIX8"]))
def test_a_further_gap_changes_no_run_and_no_zone(values, at, rule):
    at = min(at, len(values))
    wider = [*values[:at], None, *values[at:]]
    before = [s.index for s in signals(values, STANDARD, rules=[rule])]
    after = [s.index for s in signals(wider, STANDARD, rules=[rule])]
    assert after == [index + (index >= at) for index in before]


@given(full, st.lists(numbers, max_size=20), st.sampled_from(sorted(RULES)))
def test_what_comes_later_changes_no_signal_of_before(values, later, rule):
    limits = process_limits(values)
    before = signals(values, limits, rules=[rule])
    after = signals([*values, *later], limits, rules=[rule])
    assert after[: len(before)] == before
    assert all(s.index >= len(values) for s in after[len(before) :])
