"""Goal posts of KPIs: worked numbers, and laws of every history of targets."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.goalposts import (
    Direction,
    KpiTarget,
    Severity,
    TargetChange,
    is_rescued,
    target_index,
)

numbers = st.integers(1, 400).map(lambda n: n / 4)
AT_LEAST = KpiTarget("at_least", low=95.0, red=90.0)


@st.composite
def targets(draw, kind=None):
    """Any target of a kind, or of any."""
    kind = kind or draw(st.sampled_from(["at_least", "at_most", "within"]))
    low, width = draw(numbers), draw(numbers)
    red = draw(st.none() | numbers)
    if kind == "within":
        return KpiTarget(kind, low=low, high=low + width, red=red)
    if kind == "at_least":
        return KpiTarget(kind, low=low, red=None if red is None else low - red)
    return KpiTarget(kind, high=low, red=None if red is None else low + red)


@st.composite
def histories(draw):
    """Targets, each in the place of the one before."""
    kept = draw(st.lists(targets(), min_size=2, max_size=6))
    return [TargetChange(was, now, draw(st.booleans())) for was, now in pairwise(kept)]


def test_before_the_value_it_weighs_one_and_after_it_two():
    """Half of the way from 95 to red at 90."""
    eased = replace(AT_LEAST, low=92.5)
    for is_known, movement in ((False, 0.5), (True, 1.0)):
        index = target_index([TargetChange(AT_LEAST, eased, is_known)])
        assert (index.movement, index.easing) == (movement, movement)
        assert index.steps[0].direction is Direction.EASED


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (KpiTarget("at_least", low=95), KpiTarget("at_least", low=96), Direction.TIGHTENED),
        (KpiTarget("at_most", high=5), KpiTarget("at_most", high=6), Direction.EASED),
        (KpiTarget("within", 20, 30), KpiTarget("within", 18, 30), Direction.EASED),
        (KpiTarget("within", 20, 30), KpiTarget("within", 22, 28), Direction.TIGHTENED),
        (AT_LEAST, replace(AT_LEAST, red=85.0), Direction.EASED),
        (AT_LEAST, KpiTarget("at_least"), Direction.CHANGED),
        (KpiTarget("at_least"), AT_LEAST, Direction.CHANGED),
        (AT_LEAST, KpiTarget("at_most", high=95), Direction.CHANGED),
        (AT_LEAST, replace(AT_LEAST, best=99.0), Direction.CHANGED),
        (replace(AT_LEAST, by=0), replace(AT_LEAST, by=73), Direction.EASED),
    ],
)  # fmt: skip
def test_which_way_a_target_moved(before, after, direction):
    assert target_index([TargetChange(before, after, False)]).steps[0].direction is direction


def test_three_changes_are_grave_and_so_are_rebases():
    same = TargetChange(AT_LEAST, replace(AT_LEAST, low=94.99), False)
    assert target_index([same]).severity is Severity.NONE
    assert target_index([same], rebases=2).severity is Severity.ERROR


@given(histories(), st.integers(0, 3))
def test_movement_never_shrinks_and_bounds_the_easing(changes, rebases):
    index = target_index(changes, rebases=rebases)
    assert index.movement >= abs(index.easing) - 1e-9 * max(1.0, index.movement)
    assert target_index(changes[:-1]).movement <= index.movement + 1e-9
    assert len(index.steps) == len(changes)


@given(histories())
def test_to_know_the_value_never_weighs_less(changes):
    blind = target_index([replace(one, is_known=False) for one in changes])
    seeing = target_index([replace(one, is_known=True) for one in changes])
    assert seeing.movement == pytest.approx(2 * blind.movement)


@given(targets("at_least"), targets("at_least"))
def test_there_and_back_eases_nothing(one, other):
    other = replace(other, red=one.red)
    index = target_index([TargetChange(one, other, False), TargetChange(other, one, False)])
    assert index.easing == pytest.approx(0, abs=1e-9)


@given(st.sampled_from(["red", "amber", "green", "grey"]))
def test_the_same_colour_is_no_rescue(colour):
    assert not is_rescued(easing=1.0, original=colour, current=colour)
