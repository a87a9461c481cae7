"""What people type is read as they meant it, or refused by field."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from headway.kit.problems import InvalidInput
from headway.web.posted import Posted, read_number, read_whole


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("64", 64.0),
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("1 200", 1200.0),
        ("1\u00a0200,5", 1200.5),
        ("1'200.5", 1200.5),
        ("1,200.5", 1200.5),
        ("1.200,5", 1200.5),
        ("1,200", 1200.0),
        ("1,200,300", 1200300.0),
        ("\u22123", -3.0),
        ("64 %", 64.0),
        ("1.2e3", 1200.0),
        ("1.234.567", 1234567.0),
        ("1.234.567,5", 1234567.5),
        ("1,234,567.5", 1234567.5),
        ("1\u2019234.5", 1234.5),
        (",5", 0.5),
        ("+3", 3.0),
        ("1_000", None),
        ("\u0661\u0662", None),
        ("1.23.456", None),
        ("1,2.3,4", None),
        ("0x10", None),
        ("", None),
        ("abc", None),
        ("1.2.3", None),
        ("nan", None),
        ("1e999", None),
    ],
)
def test_numbers_as_people_write_them(typed, meant):
    assert read_number(typed) == meant


@pytest.mark.parametrize("typed", ["1_000", "\u0661\u0662", "0b1", "9" * 5000, "1.0", "--1"])
def test_a_whole_number_is_written_with_the_digits_0_to_9(typed):
    assert read_whole(typed) is None


def test_a_text_turns_nothing_that_comes_after_it():
    """U+202E would mirror the rest of the line, on every page that shows the title."""
    assert Posted(QueryDict("title=Grow%E2%80%AE+fast")).text("title") == "Grow fast"
    assert Posted(QueryDict("title=%D7%A9%E2%80%8F1")).text("title") == "\u05e9\u200f1"


@given(text=st.text(max_size=30))
def test_reading_a_number_never_fails(text):
    """Any text is a finite number or none."""
    found = read_number(text)
    assert found is None or abs(found) < float("inf")


def test_all_fields_that_cannot_be_read_are_refused_together():
    posted = Posted(QueryDict("value=abc&count=1.5&day=tomorrow&note=kept"))
    assert (posted.number("value"), posted.integer("count"), posted.day("day")) == (
        None, None, None
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        posted.refuse()
    assert {error.field for error in refused.value.errors} == {"value", "count", "day"}
    assert posted.text("note") == "kept"


def test_what_is_empty_is_none_and_no_error():
    posted = Posted(QueryDict("value=&day="))
    assert posted.number("value") is posted.day("day") is posted.integer("absent") is None
    posted.refuse()


def test_what_is_needed_and_empty_is_named():
    posted = Posted(QueryDict("title=+&name=Blue"))
    posted.require("title", "name")
    with pytest.raises(InvalidInput) as refused:
        posted.refuse()
    assert [error.field for error in refused.value.errors] == ["title"]


def test_choices_days_and_switches():
    posted = Posted(QueryDict("scope=read&scope=write&day=2026-11-24&local=1"))
    assert posted.choices("scope") == ["read", "write"]
    assert posted.day("day") == date(2026, 11, 24)
    assert posted.switched("local")
    assert not posted.switched("absent")
