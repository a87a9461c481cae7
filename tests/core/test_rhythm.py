"""Check-ins kept up: bounded by what is due, and never worse for one more entry."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from headway.core.cadence import Cadence
from headway.core.rhythm import Kept, kept_up

START, END = date(2026, 10, 5), date(2027, 1, 3)
days = st.integers(0, 120).map(lambda n: START + timedelta(days=n))
entries = st.lists(
    st.tuples(days, st.integers(0, 9)).map(lambda e: (e[0], e[0] + timedelta(days=e[1]))),
    max_size=20,
)


def kept(given_entries, as_of=END + timedelta(days=9), cadence=Cadence.WEEKLY):
    return kept_up(given_entries, cadence=cadence, start=START, end=END, as_of=as_of)


@given(entries, st.sampled_from(list(Cadence)), days)
def test_never_more_than_is_due(given_entries, cadence, as_of):
    found = kept(given_entries, as_of, cadence)
    assert 0 <= found.on_time <= found.due


@given(entries, entries)
def test_one_more_entry_never_makes_it_worse(given_entries, more):
    assert kept(given_entries + more).on_time >= kept(given_entries).on_time


def test_the_grace_is_two_days():
    sunday = START + timedelta(days=6)
    for late, counts in ((0, 1), (2, 1), (3, 0)):
        assert kept([(sunday, sunday + timedelta(days=late))]).on_time == counts
    assert kept([], as_of=sunday + timedelta(days=1)).due == 0
    assert kept([], as_of=sunday + timedelta(days=2)).due == 1


def test_rates_add_up():
    assert (Kept(3, 1) + Kept(1, 1)).rate == 0.5
    assert Kept(0, 0).rate is None
