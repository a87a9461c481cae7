"""Values put together to longer periods and over segments: laws, edges and worked numbers."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.calendars import ORDINARY, STEPS, Calendar, due_on, span_of
from headway.core.errors import DefinitionError, ReadingError
from headway.core.measurements import Aggregation, Measured, in_time, over_segments, ratio, shares

DAY = timedelta(days=1)

days = st.dates(date(1999, 1, 1), date(2040, 12, 31))
calendars = st.builds(Calendar, st.integers(1, 12), st.integers(0, 6))
numbers = st.integers(-800, 800).map(lambda n: n / 8)  # sums of these are exact
counts = st.integers(0, 500).map(float)
months = st.lists(
    st.tuples(st.integers(0, 29), numbers, counts, counts), max_size=24, unique_by=lambda t: t[0]
).map(
    lambda rows: [
        Measured(date(2024 + at // 12, at % 12 + 1, 9), value, above, below)
        for at, value, above, below in rows
    ]
)


def put(values, how, to, calendar=ORDINARY, **options):
    return in_time(values, how=how, cadence="monthly", to=to, calendar=calendar, **options)


def test_names_of_periods():
    day = date(2020, 12, 30)
    assert [span_of(day, cadence).label for cadence in STEPS] == [
        "2020-12-30", "2020-W53", "2020-12", "Q4 2020", "2020",
    ]  # fmt: skip
    april, sunday = Calendar(first_month=4), Calendar(first_weekday=6)
    assert span_of(day, "quarterly", april).label == "FY21-Q3"
    assert span_of(day, "yearly", april).label == "FY21"
    week = span_of(date(2021, 1, 2), "weekly", sunday)
    assert (week.start, week.label) == (date(2020, 12, 27), "2020-W53")
    assert due_on(span_of(day, "yearly", april), 10) == date(2021, 4, 10)


@pytest.mark.parametrize("cadence", ["biweekly", "days:10", "hourly"])
def test_other_rhythms_have_no_place_in_a_calendar(cadence):
    with pytest.raises(DefinitionError):
        span_of(date(2026, 1, 1), cadence)
    with pytest.raises(DefinitionError):
        due_on(span_of(date(2026, 1, 1), "daily"), -1)


@given(months, st.sampled_from(["sum", "ratio", "min", "max", "last"]), calendars)
def test_the_year_of_the_quarters_is_the_year_of_the_months(values, how, calendar):
    """A ratio too, since its sums go with it; a mean of means would not be."""
    quarters = put(values, how, "quarterly", calendar)
    again = in_time(
        [Measured(q.period.start, q.value, q.numerator, q.denominator) for q in quarters],
        how=how, cadence="quarterly", to="yearly", calendar=calendar,
    )  # fmt: skip
    direct = put(values, how, "yearly", calendar)
    assert [(y.period, y.value) for y in again] == [(y.period, y.value) for y in direct]
    assert sum(y.present for y in direct) == sum(q.present for q in quarters) == len(values)


@given(months, st.sampled_from(list(Aggregation)), st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(values, how, rng):
    mixed = rng.sample(values, len(values))
    assert put(mixed, how, "quarterly", scale=100) == put(values, how, "quarterly", scale=100)
    named = {str(at): one for at, one in enumerate(values)}
    turned = dict(reversed(named.items()))
    assert over_segments(named, how=how).value == over_segments(turned, how=how).value


@given(months, numbers)
def test_a_mean_lies_between_the_least_and_the_most(values, shift):
    for low, mean, high in zip(
        *(put(values, how, "quarterly") for how in ("min", "mean", "max")), strict=True
    ):
        if mean.value is not None:
            assert low.value - 1e-9 <= mean.value <= high.value + 1e-9
    moved = [Measured(one.day, one.value + shift) for one in values]
    for before, after in zip(
        put(values, "mean", "yearly"), put(moved, "mean", "yearly"), strict=True
    ):
        if before.value is not None:
            assert after.value == pytest.approx(before.value + shift)


@given(months, months)
def test_sums_over_segments_and_in_time_may_be_taken_in_either_order(north, south):
    """Where both have the same months."""
    pairs = {one.day: one for one in south}
    both = [(one, pairs[one.day]) for one in north if one.day in pairs]
    for how in ("sum", "ratio"):
        wholes = [over_segments({"n": a, "s": b}, how=how) for a, b in both]
        one_way = put(
            [Measured(a.day, w.value, w.numerator, w.denominator)
             for (a, _b), w in zip(both, wholes, strict=True)],
            how, "quarterly",
        )  # fmt: skip
        parts = [put([pair[at] for pair in both], how, "quarterly") for at in (0, 1)]
        for whole, a, b in zip(one_way, *parts, strict=True):
            other = over_segments(
                {"n": Measured(a.period.start, a.value, a.numerator, a.denominator),
                 "s": Measured(b.period.start, b.value, b.numerator, b.denominator)},
                how=how,
            )  # fmt: skip
            assert whole.value == other.value


def test_each_way_of_putting_a_quarter_together():
    values = [
        Measured(date(2026, 9, 30), 5, 10, 20),
        Measured(date(2026, 7, 1), 9, 30, 40),
        Measured(date(2026, 8, 15), 1, 0, 40),
    ]
    found = {how: put(values, how, "quarterly")[0].value for how in Aggregation}
    assert found == {"sum": 15, "mean": 5, "last": 5, "min": 1, "max": 9, "ratio": 0.4}
    assert put(values, "ratio", "quarterly", scale=100)[0].value == 40


def test_how_much_of_a_period_is_there():
    values = [
        Measured(date(2026, 1, 1), 4),
        Measured(date(2026, 2, 1)),
        Measured(date(2026, 3, 1), applicable=False),
        Measured(date(2026, 7, 1), 6),
    ]
    found = put(values, "sum", "quarterly")
    assert [(q.value, q.present, q.expected) for q in found] == [(4, 1, 2), (None, 0, 3), (6, 1, 3)]
    assert [q.completeness for q in found] == [0.5, 0, pytest.approx(1 / 3)]
    assert [q.read_to for q in found] == [date(2026, 1, 31), None, date(2026, 7, 31)]
    shut = put([Measured(date(2026, 1, 1), applicable=False)], "sum", "monthly")[0]
    assert (shut.value, shut.completeness) == (None, None)


def test_a_week_belongs_to_the_month_it_ends_in():
    weeks = [Measured(date(2026, 9, 21) + timedelta(weeks=at), 1) for at in range(6)]
    found = in_time(weeks, how="sum", cadence="weekly", to="monthly")
    assert [(m.period.label, m.value, m.expected) for m in found] == [
        ("2026-09", 1, 4), ("2026-10", 4, 4), ("2026-11", 1, 5),
    ]  # fmt: skip
    sundays = in_time(
        weeks, how="sum", cadence="weekly", to="monthly", calendar=Calendar(first_weekday=6)
    )
    assert [m.value for m in sundays] == [1, 5]


def test_a_ratio_of_nothing_has_no_value():
    idle = [Measured(date(2026, 1, 1), numerator=0, denominator=0)]
    found = put(idle, "ratio", "yearly")[0]
    assert (found.value, found.present) == (None, 1)
    assert put([Measured(date(2026, 1, 1), value=0.5)], "ratio", "yearly")[0].present == 0
    assert put([], "sum", "yearly") == []


DAY_ONE = date(2026, 5, 1)
SHOPS = {"north": Measured(DAY_ONE, 4, 30, 40), "south": Measured(DAY_ONE, 9, 10, 10)}


@pytest.mark.parametrize(
    ("how", "value"),
    [("sum", 13), ("last", 13), ("min", 4), ("max", 9), ("ratio", 0.8), ("mean", 5)],
)
def test_each_way_of_putting_segments_together(how, value):
    assert over_segments(SHOPS, how=how).value == value
    lacking = {**SHOPS, "west": Measured(DAY_ONE)}
    blank = over_segments(lacking, how=how)
    assert (blank.value, blank.missing, blank.present) == (None, ("west",), 2)
    partial = over_segments(lacking, how=how, partial=True)
    assert (partial.value, partial.partial) == (value, True)
    shut = over_segments({**SHOPS, "west": Measured(DAY_ONE, applicable=False)}, how=how)
    assert (shut.value, shut.missing) == (value, ())


def test_a_mean_without_all_denominators_is_plain():
    plain = {**SHOPS, "west": Measured(DAY_ONE, 5)}
    assert over_segments(plain, how="mean").value == 6
    idle = {"north": Measured(DAY_ONE, 4, denominator=0)}
    assert over_segments(idle, how="mean").value is None
    assert over_segments({}, how="sum").value is None


@pytest.mark.parametrize(
    ("how", "north"),
    [("sum", 4 / 13), ("last", 4 / 13), ("ratio", 0.8), ("mean", 0.8), ("min", None)],
)
def test_what_a_segment_is_of_the_whole(how, north):
    wanted = {} if north is None else {"north": north, "south": 1 - north}
    assert shares(SHOPS, how=how) == pytest.approx(wanted)
    idle = {"west": Measured(DAY_ONE), "east": Measured(DAY_ONE, applicable=False)}
    assert shares({**SHOPS, **idle}, how=how) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("how", "west"),
    [
        ("sum", Measured(DAY_ONE, -1)),
        ("mean", Measured(DAY_ONE, 5)),
    ],
)
def test_where_one_segment_spoils_the_shares_of_all(how, west):
    assert shares({**SHOPS, "west": west}, how=how) == {}


def test_of_nothing_there_is_no_share():
    assert shares({"north": Measured(DAY_ONE, 0)}, how="sum") == {}
    assert shares({}, how="ratio") == {}
    with pytest.raises(DefinitionError):
        shares(SHOPS, how="median")
    with pytest.raises(ReadingError):
        shares({"north": Measured(DAY_ONE, math.inf)}, how="sum")


parts = st.lists(
    st.builds(Measured, st.just(DAY_ONE), counts, counts, counts.filter(bool)), min_size=1
).map(lambda found: {str(at): one for at, one in enumerate(found)})


@given(parts)
def test_shares_come_to_one_and_weigh_what_makes_the_whole(found):
    """A ratio and a mean are those of the segments, each by its share."""
    for how in ("ratio", "mean"):
        weights = shares(found, how=how)
        assert math.fsum(weights.values()) == pytest.approx(1)
        of_each = [over_segments({key: one}, how=how).value for key, one in found.items()]
        weighted = zip(weights.values(), of_each, strict=True)
        whole = over_segments(found, how=how).value
        assert math.fsum(w * (v or 0) for w, v in weighted) == pytest.approx(whole)


def test_a_ratio_takes_both_parts_and_something_to_divide_by():
    assert ratio(47, 50, 100) == 94
    assert (ratio(3, None), ratio(None, 3), ratio(3, 0), ratio(0, 3)) == (None, None, None, 0)


@pytest.mark.parametrize(
    ("values", "options", "code"),
    [
        ([Measured(DAY_ONE, math.nan)], {}, "NOT_FINITE"),
        ([Measured(DAY_ONE, 1, 1, -1)], {}, "NEGATIVE"),
        ([Measured(DAY_ONE, 1), Measured(DAY_ONE + DAY, 1)], {}, "DUPLICATE"),
        ([], {"how": "median"}, "UNKNOWN"),
        ([], {"to": "decade"}, "UNKNOWN"),
        ([], {"to": "weekly"}, "SHORTER"),
    ],
)
def test_what_cannot_be_put_together(values, options, code):
    with pytest.raises((DefinitionError, ReadingError)) as refused:
        in_time(values, **{"how": "sum", "cadence": "monthly", "to": "quarterly", **options})
    assert refused.value.code == code
