"""Expected progress and status."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.cadence import Cadence
from headway.core.errors import DefinitionError
from headway.core.kinds import DONE_OR_NOT_KINDS, KeyResultKind
from headway.core.pace import (
    BACK_LOADED,
    FRONT_LOADED,
    LINEAR,
    StatusCode,
    by_gap,
    elapsed_share,
    expected_of,
    expected_progress,
    pace_status,
    status,
    stepped,
)

START, END = date(2026, 10, 5), date(2027, 1, 3)
TODAY = date(2026, 11, 24)
days = st.integers(-50, 200).map(lambda n: START + timedelta(days=n))
shares = st.floats(0, 1)


@given(days, days)
def test_elapsed_share_grows_with_time_and_stays_between_0_and_1(one, two):
    first, second = sorted((one, two))
    a, b = elapsed_share(START, END, first), elapsed_share(START, END, second)
    assert 0 <= a <= b <= 1


def test_elapsed_share_of_a_single_day():
    assert elapsed_share(START, START, START) == 1
    assert elapsed_share(START, START, START - timedelta(days=1)) == 0


@pytest.mark.parametrize("profile", [LINEAR, BACK_LOADED, FRONT_LOADED, stepped(3), None])
@given(one=shares, two=shares)
def test_expected_progress_rises_from_0_to_1(profile, one, two):
    low, high = sorted((one, two))
    assert expected_progress(0, profile) == 0
    assert expected_progress(1, profile) == 1
    assert (
        0 <= expected_progress(low, profile) <= expected_progress(high, profile) + 1e-12 <= 1 + 1e-9
    )


def test_expected_progress_refuses_what_makes_no_sense():
    with pytest.raises(DefinitionError):
        expected_progress(1.2)
    with pytest.raises(DefinitionError):
        expected_progress(0.5, [(0, 0), (1, 0.9)])
    with pytest.raises(DefinitionError):
        stepped(0)


def at(day, **changes):
    arguments = {
        "kind": "increase",
        "raw": 0.5,
        "start": START,
        "end": END,
        "as_of": day,
        "last_read_on": day,
    }
    return status(**(arguments | changes))


MIDDLE = START + timedelta(days=45)


def test_precedence_from_cancelled_down_to_pace():
    """Each rule wins over all below it."""
    cancelled = at(MIDDLE, raw=1.2, cancelled_on=MIDDLE, last_read_on=None)
    assert cancelled.code == StatusCode.CANCELLED
    assert at(MIDDLE, cancelled_on=MIDDLE + timedelta(days=1)).code != StatusCode.CANCELLED
    assert at(MIDDLE, raw=1.2, last_read_on=None).code == StatusCode.DONE
    assert at(START - timedelta(days=1), last_read_on=None).code == StatusCode.NOT_STARTED
    stale = at(MIDDLE, raw=0.1, last_read_on=MIDDLE - timedelta(days=11))
    assert (stale.code, stale.was) == (StatusCode.STALE, StatusCode.OFF_TRACK)
    forecast = at(MIDDLE, raw=0.1, probability=0.8)
    assert (forecast.code, forecast.source) == (StatusCode.ON_TRACK, "forecast")
    assert at(MIDDLE, raw=0.45).source == "pace"


@pytest.mark.parametrize(
    ("probability", "code"),
    [(0.7, "on_track"), (0.69, "watch"), (0.3, "watch"), (0.29, "off_track")],
)
def test_forecast_bands(probability, code):
    assert at(MIDDLE, probability=probability).code == code


@pytest.mark.parametrize(
    ("gap", "code"),
    [(-1, "on_track"), (0.1, "on_track"), (0.11, "watch"), (0.25, "watch"), (0.26, "off_track")],
)
def test_pace_bands(gap, code):
    assert by_gap(gap) == code


def test_no_verdict_in_the_first_days():
    assert pace_status(0.0, 0.14).code == StatusCode.UNKNOWN
    assert pace_status(0.0, 0.15).code == StatusCode.WATCH
    assert pace_status(0.3, 0.5, expected=0.35).code == StatusCode.ON_TRACK


def test_a_period_kind_is_never_done_before_the_end_and_has_no_pace():
    held = at(MIDDLE, kind="stay_above", raw=1.0)
    assert (held.code, held.source) == (StatusCode.ON_TRACK, "periods")
    assert at(MIDDLE, kind="stay_above", raw=0.8).code == StatusCode.WATCH
    assert at(MIDDLE, kind="stay_above", raw=None).code == StatusCode.UNKNOWN


def test_after_the_end_nothing_gets_staler():
    """A check-in in the last week stays good when the cycle is reviewed a month later."""
    later = END + timedelta(days=30)
    assert at(later, raw=0.9, last_read_on=END - timedelta(days=2)).code == StatusCode.ON_TRACK


def test_what_nobody_has_read_has_no_verdict():
    """Whatever the kind, and however much of the time is gone; being overdue still shows."""
    for kind in KeyResultKind:
        found = at(MIDDLE, kind=kind, raw=None, last_read_on=MIDDLE)
        assert (found.code, found.source) == (StatusCode.UNKNOWN, "unread")
        overdue = at(MIDDLE, kind=kind, raw=None, last_read_on=None)
        assert (overdue.code, overdue.was) == (StatusCode.STALE, StatusCode.UNKNOWN)


@pytest.mark.parametrize("kind", sorted(DONE_OR_NOT_KINDS))
@given(shares)
def test_what_is_done_or_not_is_expected_at_its_end_only(kind, tau):
    assert expected_of(kind, tau) == (1.0 if tau == 1 else 0.0)
    assert expected_of(kind, tau, LINEAR) == pytest.approx(tau)


@pytest.mark.parametrize("kind", sorted(DONE_OR_NOT_KINDS))
def test_what_is_done_or_not_has_no_verdict_of_pace_before_its_end(kind):
    open_ = at(MIDDLE, kind=kind, raw=0.0)
    assert (open_.code, open_.source) == (StatusCode.UNKNOWN, "waiting")
    assert at(MIDDLE, kind=kind, raw=0.0, profile=LINEAR).code == StatusCode.OFF_TRACK
    assert at(END, kind=kind, raw=0.0).code == StatusCode.OFF_TRACK
    assert at(END, kind=kind, raw=1.0).code == StatusCode.DONE


@given(days, st.floats(-0.5, 1.5), st.sampled_from(list(Cadence)))
def test_every_day_has_exactly_one_status(day, raw, cadence):
    found = at(day, raw=raw, cadence=cadence)
    assert found.code in StatusCode
    assert (found.was is not None) == (found.code == StatusCode.STALE)


def test_a_status_set_by_hand_keeps_what_was_computed():
    """Override comes before forecast and pace, after everything that is a fact."""
    facts = {
        "kind": "increase", "start": START, "end": END, "as_of": TODAY, "last_read_on": TODAY,
    }  # fmt: skip
    set_by_hand = status(raw=0.1, override=StatusCode.ON_TRACK, **facts)
    assert (set_by_hand.code, set_by_hand.source) == (StatusCode.ON_TRACK, "override")
    assert set_by_hand.over is StatusCode.OFF_TRACK
    done = status(raw=1.0, override=StatusCode.WATCH, **facts)
    assert (done.code, done.over) == (StatusCode.DONE, None)
    stale = status(raw=0.1, override=StatusCode.WATCH, **{**facts, "last_read_on": START})
    assert (stale.code, stale.was, stale.over) == (
        StatusCode.STALE, StatusCode.WATCH, StatusCode.OFF_TRACK,
    )  # fmt: skip
