"""What people type is read as they meant it, or refused by field."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from headway.kit.problems import InvalidInput
from headway.web.posted import Posted, read_number


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
        ("", None),
        ("abc", None),
        ("1.2.3", None),
        ("nan", None),
        ("1e999", None),
    ],
)
def test_numbers_as_people_write_them(typed, meant):
    assert read_number(typed) == meant


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
