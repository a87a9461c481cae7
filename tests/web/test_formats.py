"""Numbers and days as people read them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from headway.kit import clock
from headway.web import formats
from headway.web.posted import read_number

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _stopped():
    with clock.frozen(NOW), timezone.override("UTC"):
        yield


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (64, "64"),
        (64.0, "64"),
        (99.5, "99.5"),
        (12.345, "12.35"),
        (0.1, "0.1"),
        (1234.56, "1,234.6"),
        (1234567, "1,234,567"),
        (-3.2, "\u22123.2"),
        (0.00012345, "0.0001235"),
        (1e-9, "0.000000001"),
        (1e15, "1e15"),
        (-2.5e300, "\u22122.5e300"),
        (math.inf, "–"),
        (None, ""),
    ],
)
def test_a_number_keeps_the_decimals_that_matter(value, written):
    assert formats.number(value) == written


@given(value=st.floats(-1e12, 1e12), places=st.integers(0, 4))
def test_what_is_written_reads_back_as_what_was_rounded(value, places):
    """Rounding is half away from zero on the shortest decimal form, and loses nothing else."""
    read = read_number(formats.number(value, places))
    assert read is not None
    assert abs(Decimal(repr(read)) - Decimal(repr(value))) <= Decimal(1).scaleb(-places) / 2


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.545, "55 %"), (0.285, "29 %"), (0.005, "1 %"), (1.4, "140 %"), (-0.2, "\u221220 %")],
)
def test_a_share_is_a_whole_percent_half_up(share, written):
    assert formats.percent(share) == written.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("share", "written"),
    [(0.0, "0 %"), (0.0014, "less than 1 %"), (0.005, "1 %"), (0.17, "17 %"), (0.994, "99 %"),
     (0.996, "more than 99 %"), (1.0, "100 %"), (None, "")],
)  # fmt: skip
def test_a_chance_is_neither_impossible_nor_certain_unless_it_is(share, written):
    assert formats.chance(share) == written.replace(" %", "\u00a0%")


@given(value=st.floats(-1e6, 1e6), places=st.integers(0, 3))
def test_a_change_has_a_sign_unless_it_rounds_to_nothing(value, places):
    """ "+" for more, a true minus for less, no sign for what is written as zero."""
    text = formats.signed(value, places)
    is_nothing = not any(digit in "123456789" for digit in text)
    assert text[0] in ("+\u2212" if not is_nothing else "0")


def test_a_value_and_its_measure_stay_on_one_line():
    assert formats.measured(64, "%") == "64\u00a0%"
    assert formats.measured(4, "working days") == "4\u00a0working days"
    assert formats.measured(64) == "64"
    assert (
        formats.measured(1, "people") == "1\u00a0(people)"
    )  # of words we do not know the singular
    assert formats.measured(1, "%") == "1\u00a0%"
    assert formats.measured(1, "kEUR") == "1\u00a0kEUR"
    assert formats.measured(1, "per 100") == "1\u00a0per 100"
    assert formats.measured(1.5, "hours") == "1.5\u00a0hours"
    assert formats.measured(11, "people") == "11\u00a0people"
    assert formats.measured(None, "%") == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (TODAY, "today"),
        (TODAY - timedelta(days=1), "yesterday"),
        (TODAY - timedelta(days=4), "Fri"),
        (TODAY - timedelta(days=17), "17 days"),
        (TODAY + timedelta(days=3), "27 Nov"),
        (None, ""),
    ],
)
def test_how_long_ago_a_day_was(value, words):
    assert formats.ago(value) == words


def test_days_are_named_as_far_as_they_need_to_be():
    assert formats.day(TODAY) == "24 Nov 2026"
    assert formats.short_day(TODAY) == "24 Nov"
    assert formats.short_day(date(2025, 1, 2)) == "2 Jan 2025"
    assert formats.week_day(TODAY) == "Tue 24"


def test_due_says_late_today_or_when():
    assert formats.due(date(2026, 11, 20), TODAY) == "late since Fri 20 Nov"
    assert formats.due(TODAY, TODAY) == "due today"
    assert formats.due(date(2026, 11, 25), TODAY) == "due Wed 25 Nov"


def test_equal_instants_are_written_in_the_time_of_each_organisation():
    instant = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    written = []
    for zone in ("Europe/Lisbon", "Asia/Tokyo"):
        with timezone.override(ZoneInfo(zone)):
            written.append(formats.moment(instant))
    assert written == ["24 Nov 2026, 23:30", "25 Nov 2026, 08:30"]


def test_small_counts_are_words():
    assert [formats.count_word(count) for count in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]
    assert formats.sentence(formats.count_word(4)) == "Four"


@pytest.mark.parametrize(
    ("now", "before", "apart"),
    [(0.504, 0.377, 0.12), (0.729, 0.614, 0.12), (0.577, 0.503, 0.08), (0.5, 0.5, 0.0)],
)
def test_a_difference_is_that_of_the_numbers_beside_it(now, before, apart):
    assert formats.difference(now, before) == apart
    assert formats.difference(now, None) is None
