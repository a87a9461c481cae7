"""The goal-post index, the number of record and the change rate: worked numbers and laws."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headway.core.errors import DefinitionError
from headway.core.goalposts import (
    Change,
    Direction,
    Move,
    Plan,
    Posts,
    RateBand,
    Severity,
    change_rate,
    fields_under,
    goal_post_index,
    is_late_rescue,
    number_of_record,
    severity_of,
)

values = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
shares = st.floats(0, 1)
RISING = Posts("increase", start=40, target=60, duration=90)


@st.composite
def targets(draw):
    """A key result whose target, and sometimes start, moved one after the other."""
    start = draw(values)
    target = draw(values.filter(lambda value: abs(value - start) > 0.01))
    kind = "increase" if target > start else "decrease"
    stands = {"target": target, "start": start}
    moves = []
    for tau in sorted(draw(st.lists(shares, max_size=6))):
        field = draw(st.sampled_from(["target", "start"]))
        after = draw(values)
        moves.append(Move(field, stands[field], after, tau))
        stands[field] = after
    return Posts(kind, start=start, target=target), moves


def moved(*moves: Move, posts: Posts = RISING):
    return goal_post_index(posts, moves)


def test_the_worked_number_of_the_method():
    """40 to 60, eased to 55 at half of the time and to 50 at four fifths."""
    index = moved(Move("target", 60, 55, 0.5), Move("target", 55, 50, 0.8))
    assert index.movement == pytest.approx(0.825)
    assert index.easing == pytest.approx(0.825)
    assert index.severity is Severity.ERROR


@given(targets())
def test_what_moved_is_at_least_what_was_eased(case):
    posts, moves = case
    index = goal_post_index(posts, moves)
    assert index.movement >= abs(index.easing) - 1e-9 * max(1.0, index.movement)


@given(targets(), values, shares)
def test_moving_on_or_back_never_lowers_the_movement(case, elsewhere, tau):
    """Going away and coming back costs twice and eases nothing."""
    posts, moves = case
    before = goal_post_index(posts, moves)
    there = Move("target", posts.target, elsewhere, tau)
    back = Move("target", elsewhere, posts.target, tau)
    after = goal_post_index(posts, [*moves, there, back])
    assert after.movement >= before.movement
    assert after.easing == pytest.approx(before.easing, rel=1e-6, abs=1e-6 * (1 + after.movement))


@given(targets(), st.floats(0.01, 100))
def test_the_measure_one_counts_in_does_not_matter(case, factor):
    posts, moves = case
    scaled = Posts(posts.kind, start=posts.start * factor, target=posts.target * factor)
    same = [Move(m.field, m.before * factor, m.after * factor, m.tau) for m in moves]
    assert goal_post_index(scaled, same).movement == pytest.approx(
        goal_post_index(posts, moves).movement, rel=1e-6
    )


@given(targets())
def test_no_movement_means_no_change(case):
    posts, moves = case
    really = [move for move in moves if move.before != move.after]
    assert (goal_post_index(posts, moves).movement == 0) == (not really)


@given(st.floats(0.5, 100), st.floats(0.5, 100), shares)
def test_moving_the_start_towards_the_target_eases_as_much_as_the_target_towards_it(way, step, tau):
    assume(step < way)
    posts = Posts("increase", start=0, target=way)
    start = moved(Move("start", 0, step, tau), posts=posts)
    target = moved(Move("target", way, way - step, tau), posts=posts)
    assert start.easing == pytest.approx(target.easing)


def test_of_falling_key_results_a_higher_target_is_easier():
    posts = Posts("decrease", start=8, target=5)
    index = moved(Move("target", 5, 6.5, 0.5), posts=posts)
    assert index.easing == pytest.approx(0.75)
    assert index.steps[0].direction is Direction.EASED
    assert moved(Move("target", 5, 4, 0.5), posts=posts).easing < 0


def test_a_deadline_counts_by_its_days_whenever_it_moves():
    for tau in (0.4, 0.9):
        assert moved(Move("deadline", 0, 9, tau)).movement == pytest.approx(0.1)
    with pytest.raises(DefinitionError):
        moved(Move("deadline", 0, 9, 0.5), posts=Posts("increase", start=0, target=1))


@pytest.mark.parametrize(
    ("posts", "move", "easing"),
    [
        (Posts("stay_above", target=98, fail=96), Move("target", 98, 97, 0.0), 0.5),
        (Posts("stay_above", target=98, fail=96), Move("fail", 96, 95, 0.0), 0.5),
        (Posts("stay_below", target=4, fail=8), Move("target", 4, 5, 0.0), 0.25),
        (Posts("stay_below", target=4), Move("target", 4, 3, 0.0), -0.25),
        (Posts("within", low=10, high=20), Move("low", 10, 8, 0.0), 0.2),
        (Posts("within", low=10, high=20), Move("high", 20, 18, 0.0), -0.2),
        (Posts("increase", 100, 400, scale="log"), Move("target", 400, 200, 0.0), 0.5),
        (Posts("increase", 5, 5), Move("target", 5, 4, 0.0), 0.2),
    ],
    ids=str,
)
def test_every_kind_has_its_measure(posts, move, easing):
    assert moved(move, posts=posts).easing == pytest.approx(easing)


def test_what_has_no_size_counts_as_a_change_only():
    """Milestones, an agreed scale, a value that was not there before."""
    index = moved(Move("milestones", None, None, 0.5), Move("fail", None, 4, 0.5))
    assert (index.movement, index.changes) == (0, 2)
    assert {step.direction for step in index.steps} == {Direction.CHANGED}


def test_three_changes_are_grave_however_small():
    assert severity_of(0.03, 3) is Severity.ERROR
    assert severity_of(0.03, 2) is Severity.NONE


def test_a_tau_outside_the_cycle_is_refused():
    with pytest.raises(DefinitionError):
        moved(Move("target", 60, 55, 1.2))


class TestLateRescue:
    def test_needs_a_late_easing_and_a_better_band(self):
        given_scores = {"original": 0.6, "current": 0.72, "ambition": "aspirational"}
        assert is_late_rescue([0.75], **given_scores)
        assert not is_late_rescue([0.74], **given_scores)
        assert not is_late_rescue([], **given_scores)
        assert not is_late_rescue([0.9], original=0.72, current=0.9, ambition="aspirational")

    @given(shares, shares)
    def test_is_never_a_lower_score(self, original, current):
        if is_late_rescue([1.0], original=original, current=current, ambition="committed"):
            assert current > original


class TestRecord:
    def test_a_correction_in_the_first_third_counts_later_ones_do_not(self):
        changes = [Change("target", 60, 58, 0.2), Change("target", 58, 50, 0.6)]
        assert fields_under(changes, Plan.ORIGINAL) == {"target": 60}
        assert fields_under(changes, Plan.OF_RECORD) == {"target": 58}
        assert fields_under(changes, Plan.CURRENT) == {}

    @given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(), shares), max_size=8))
    def test_undoing_everything_gives_the_plan_as_locked(self, steps):
        locked = {"a": 1, "b": 2, "c": 3}
        stands, changes = dict(locked), []
        for field, after, tau in sorted(steps, key=lambda step: step[2]):
            changes.append(Change(field, stands[field], after, tau))
            stands[field] = after
        assert {**stands, **fields_under(changes, Plan.ORIGINAL)} == locked
        early = [change for change in changes if change.tau <= 1 / 3]
        corrected = locked | {change.field: change.after for change in early}
        assert {**stands, **fields_under(changes, Plan.OF_RECORD)} == corrected

    @given(shares)
    def test_one_change_has_one_number_of_record(self, tau):
        assert number_of_record(0.6, 0.8, tau=tau) == (0.8 if tau <= 1 / 3 + 1e-9 else 0.6)


class TestChangeRate:
    @pytest.mark.parametrize(
        ("count", "expected"),
        [(0, RateBand.HEALTHY), (2, RateBand.HEALTHY), (5, RateBand.WATCH), (6, RateBand.BAD)],
    )
    def test_its_bands(self, count, expected):
        assert change_rate(range(20), range(count)).band is expected

    def test_without_key_results_there_is_none(self):
        assert change_rate([], {1}).share is None

    @given(st.sets(st.integers(0, 50), min_size=1), st.sets(st.integers(0, 50)))
    def test_it_is_a_share(self, active, touched):
        rate = change_rate(active, touched)
        assert 0 <= rate.share <= 1
        assert math.isclose(rate.share * rate.active, rate.moved)
