"""The status of an objective."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.objective_status import mean_expected, objective_status
from headway.core.pace import Status, StatusCode

START, END = date(2026, 10, 5), date(2027, 1, 3)
MIDDLE = START + timedelta(days=45)
shares = st.floats(0, 1)


def objective_at(as_of, score=0.5, *, coverage=1.0, expected=None, key_results=(), **about):
    return objective_status(
        score=score,
        coverage=coverage,
        expected=expected,
        start=START,
        end=END,
        as_of=as_of,
        key_results=key_results,
        **about,
    )


ON, WATCH, OFF = (Status(StatusCode(code), "pace") for code in ("on_track", "watch", "off_track"))
DONE = Status(StatusCode.DONE, "done")
EARLY = Status(StatusCode.UNKNOWN, "early")
WAITING = Status(StatusCode.UNKNOWN, "waiting")


def stale(was):
    return Status(StatusCode.STALE, "stale", was=was.code)


def test_an_objective_is_judged_by_the_first_rule_that_applies():
    """Done, not started, not enough known, pace: in this order."""
    assert objective_at(START - timedelta(days=1), 1.0).code == StatusCode.DONE
    assert objective_at(START - timedelta(days=1), 0.2).code == StatusCode.NOT_STARTED
    assert objective_at(MIDDLE, None).code == StatusCode.UNKNOWN
    assert objective_at(MIDDLE, coverage=0.49).code == StatusCode.UNKNOWN
    assert objective_at(MIDDLE, coverage=0.5, expected=0.7).code == StatusCode.WATCH


def test_an_objective_without_key_results_of_its_own_is_expected_at_the_share_of_time():
    """Half way, what others bring it to is compared with one half, not with the end."""
    assert objective_at(MIDDLE, 0.5).code == StatusCode.ON_TRACK


def test_an_objective_is_stale_only_when_each_running_key_result_is():
    found = objective_at(MIDDLE, 0.1, key_results=[stale(OFF), stale(WATCH)])
    assert (found.code, found.was) == (StatusCode.STALE, StatusCode.OFF_TRACK)
    assert objective_at(MIDDLE, 0.1, key_results=[stale(OFF), ON]).code == StatusCode.OFF_TRACK
    assert objective_at(MIDDLE, 0.1).code == StatusCode.OFF_TRACK


@pytest.mark.parametrize(
    ("key_results", "is_committed", "code"),
    [
        ([WATCH, WATCH], False, "watch"),
        ([OFF, OFF], False, "off_track"),
        ([WATCH, OFF], True, "watch"),
        ([WATCH, EARLY], False, "watch"),
        ([ON, OFF], False, "on_track"),
        ([ON, OFF], True, "watch"),
        ([DONE, OFF], True, "watch"),
        ([ON, WATCH], True, "on_track"),
        ([ON, stale(OFF)], True, "watch"),
    ],
)
def test_an_objective_is_no_better_than_its_key_results(key_results, is_committed, code):
    """Pace alone says on track each time; it is kept beside the verdict that it did not give."""
    found = objective_at(MIDDLE, 0.5, key_results=key_results, is_committed=is_committed)
    assert found.code == code
    held = code != "on_track"
    assert (found.source, found.pace) == (
        ("key_results", StatusCode.ON_TRACK) if held else ("pace", None)
    )


def test_pace_still_says_worse_than_the_key_results():
    assert objective_at(MIDDLE, 0.1, key_results=[ON, ON]).code == StatusCode.OFF_TRACK


def test_an_objective_none_of_whose_key_results_can_be_judged_cannot_be_either():
    found = objective_at(MIDDLE, 0.0, expected=0.0, key_results=[WAITING, WAITING])
    assert (found.code, found.source) == (StatusCode.UNKNOWN, "waiting")
    driven = objective_at(MIDDLE, 0.5, key_results=[WAITING], is_driven=True)
    assert (driven.code, driven.source) == (StatusCode.ON_TRACK, "pace")


def test_an_objective_that_nobody_has_read_has_no_verdict():
    found = objective_at(MIDDLE, None, coverage=0.0, key_results=[stale(EARLY)])
    assert (found.code, found.source) == (StatusCode.UNKNOWN, "unread")
    assert objective_at(MIDDLE, None, coverage=0.3).source == "coverage"


RANKS = {"off_track": 0, "watch": 1, "on_track": 2, "done": 3}


@given(
    before=st.lists(st.sampled_from([OFF, WATCH, ON, DONE]), min_size=1, max_size=6),
    at=st.integers(0, 5),
    better=st.sampled_from([OFF, WATCH, ON, DONE]),
    score=shares,
    gain=shares,
    is_committed=st.booleans(),
    left=st.sets(st.integers(0, 5)),
    day=st.integers(14, 90).map(lambda n: START + timedelta(days=n)),
)
def test_a_key_result_that_gets_better_never_makes_its_objective_worse(
    before, at, better, score, gain, is_committed, left, day
):
    """Neither by its verdict nor by what it adds to the score, some of them stale or not."""
    at %= len(before)
    after = [*before]
    after[at] = max(before[at], better, key=lambda status: RANKS[status.code])

    def rank(statuses, score):
        shown = [stale(one) if i in left else one for i, one in enumerate(statuses)]
        found = objective_at(day, score, key_results=shown, is_committed=is_committed)
        return RANKS[found.was or found.code]

    assert rank(after, min(1.0, score + gain)) >= rank(before, score)


@given(
    st.lists(st.sampled_from([OFF, WATCH, ON, DONE]), min_size=1, max_size=6),
    shares,
    st.booleans(),
)
def test_an_objective_is_never_better_than_the_best_of_its_key_results(
    key_results, score, is_committed
):
    found = objective_at(MIDDLE, score, key_results=key_results, is_committed=is_committed)
    best = max(RANKS[status.code] for status in key_results)
    assert found.code == StatusCode.DONE or RANKS[found.code] <= best


@given(st.lists(st.tuples(st.floats(0.01, 100), shares), min_size=1), st.floats(0.1, 10))
def test_the_expected_mean_lies_between_its_parts_and_only_proportions_count(paces, factor):
    found = mean_expected(paces)
    assert min(e for _, e in paces) - 1e-9 <= found <= max(e for _, e in paces) + 1e-9
    assert mean_expected([(w * factor, e) for w, e in paces]) == pytest.approx(found)


def test_nothing_is_expected_of_no_key_results():
    assert mean_expected([]) is None
    assert mean_expected([(0.0, 0.5)]) is None
