"""JSON by address: what JSONPath finds is taken over, what it does not find is not made up."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.kit.testing.served import Answer
from headway.kpis.sources import Fetched, SourceError
from tests.sources.asking import OPEN, october, refusal, values_by_day

ROWS = {"rows": "$.data[*]", "date": "$.day", "value": "$.total"}


@pytest.fixture
def serve(server):
    """Serves a document; gives the settings that ask for it."""

    def serve(document: object, **settings: str) -> dict[str, str]:
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        server.answers["/"] = Answer(content)
        return {"url": server.url("/"), **settings}

    return serve


def test_rows_become_values_by_their_days(serve):
    rows = [{"day": "2026-10-02", "total": 4.5}, {"day": "2026-10-01", "total": "3"}]
    found = october("json", serve({"data": rows}, **ROWS))
    assert found == [Fetched(date(2026, 10, 1), 3), Fetched(date(2026, 10, 2), 4.5)]


def test_what_lies_outside_the_days_asked_for_is_left_out(serve):
    rows = [{"day": day, "total": 1} for day in ("2026-09-30", "2026-10-31", "2026-11-01")]
    assert list(values_by_day(october("json", serve({"data": rows}, **ROWS)))) == ["2026-10-31"]


def test_the_days_asked_for_are_whole_periods(serve):
    rows = [{"day": "2026-10", "total": 1}, {"day": "2026-09", "total": 2}]
    asked = {"since": date(2026, 9, 17), "until": date(2026, 10, 2), "frequency": "monthly"}
    found = october("json", serve({"data": rows}, **ROWS), **asked)
    assert values_by_day(found) == {"2026-09-01": 2, "2026-10-01": 1}


def test_the_end_of_the_running_period_is_the_last_day_asked_for(serve):
    asked = {"until": date(2026, 10, 15), "frequency": "monthly"}
    found = october("json", serve({"data": [{"day": "2026-10-31", "total": 1}]}, **ROWS), **asked)
    assert found == [Fetched(date(2026, 10, 15), 1)]


def test_a_value_that_is_missing_is_missing(serve):
    rows = [
        {"day": "2026-10-01", "total": None},
        {"day": "2026-10-02"},
        {"day": "2026-10-03", "total": 0},
    ]
    assert values_by_day(october("json", serve({"data": rows}, **ROWS))) == {"2026-10-03": 0}


@pytest.mark.parametrize(
    "value", ["n/a", "1,5", "94 %", True, [1], {"n": 1}, "NaN", "1_000", 1e300]
)
def test_what_is_no_number_is_left_out_by_its_row(serve, value):
    rows = [{"day": "2026-10-01", "total": 1}, {"day": "2026-10-02", "total": value}]
    found = october("json", serve({"data": rows}, **ROWS))
    assert values_by_day(found) == {"2026-10-01": 1}
    [left_out] = found.left_out
    assert (left_out.code, left_out.on) == ("not_a_number", date(2026, 10, 2))
    assert left_out.message.startswith("Row 2:")
    refused = refusal("json", serve({"data": rows[1:]}, **ROWS))
    assert (refused.code, refused.message[:6]) == ("not_a_number", "Row 1:")


@pytest.mark.parametrize(
    "day", ["31.10.2026", "yesterday", "", None, "2026-13-01", True, 1.5, "2026-W60"]
)
def test_what_is_no_day_is_left_out_by_its_row(serve, day):
    rows = [{"day": day, "total": 1}, {"day": "2026-10-02", "total": 2}]
    found = october("json", serve({"data": rows}, **ROWS))
    assert values_by_day(found) == {"2026-10-02": 2}
    assert [(row.code, row.message[:6]) for row in found.left_out] == [("not_a_day", "Row 1:")]
    refused = refusal("json", serve({"data": rows[:1]}, **ROWS))
    assert refused.code == "not_a_day"
    assert refused.message.startswith("Row 1:")


def test_an_instant_is_of_the_day_it_falls_on_where_the_organisation_is(serve):
    settings = serve({"data": [{"day": "2026-10-09T23:30:00Z", "total": 1}]}, **ROWS)
    assert list(values_by_day(october("json", settings))) == ["2026-10-09"]
    there = october("json", settings, time_zone="Europe/Berlin")
    assert list(values_by_day(there)) == ["2026-10-10"]


@pytest.mark.parametrize(("dates", "factor"), [("seconds", 1), ("milliseconds", 1000)])
def test_instants_in_seconds_and_milliseconds(serve, dates, factor):
    at = datetime(2026, 10, 9, 12, tzinfo=UTC).timestamp() * factor
    rows = [{"day": at, "total": 1}, {"day": str(int(at) + 86_400 * factor), "total": 2}]
    found = october("json", serve({"data": rows}, dates=dates, **ROWS))
    assert values_by_day(found) == {"2026-10-09": 1, "2026-10-10": 2}


def test_two_values_of_a_period_are_refused(serve):
    rows = [{"day": "2026-10-05", "total": 1}, {"day": "2026-10-09", "total": 2}]
    refused = refusal("json", serve({"data": rows}, **ROWS), frequency="weekly")
    assert refused.code == "twice"
    assert "2026-10-05" in refused.message
    assert "2026-10-09" in refused.message
    rows.append({"day": "2026-10-12", "total": 3})
    found = october("json", serve({"data": rows}, **ROWS), frequency="weekly")
    assert values_by_day(found) == {"2026-10-12": 3}, "the other week is as good as ever"
    assert [row.code for row in found.left_out] == ["twice"]


def test_a_value_beside_a_row_of_its_period_that_cannot_be_read_is_not_taken(serve):
    """What cannot be read may be the one that holds, or a part of it."""
    rows = [
        {"day": "2026-10-05", "total": 1, "region": "North"},
        {"day": "2026-10-07", "total": "2,5", "region": "North"},
        {"day": "2026-10-07", "total": 4, "region": "South"},
    ]
    paths = {**ROWS, "segment": "$.region"}
    found = october("json", serve({"data": rows}, **paths), frequency="weekly")
    assert [(one.segment, one.value) for one in found] == [("South", 4)]
    assert [row.code for row in found.left_out] == ["not_a_number", "twice"]


def test_a_row_without_a_value_is_no_row_whatever_stands_for_its_day(serve):
    rows = [{"day": "2026-10-01", "total": 1}, {"day": "as of today", "total": " "}]
    assert october("json", serve({"data": rows}, **ROWS)).left_out == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from([1, 2.5, "x", None, True]), min_size=1, max_size=31))
def test_each_row_is_a_value_or_empty_or_named(serve, cells):
    """Nothing is lost in silence, and what is wrong with one row moves no other."""
    rows = [{"day": f"2026-10-{at:02d}", "total": cell} for at, cell in enumerate(cells, start=1)]
    good = {row["day"]: row["total"] for row in rows if type(row["total"]) in (int, float)}
    bad = [at for at, cell in enumerate(cells, start=1) if cell == "x" or cell is True]
    asked = serve({"data": rows}, **ROWS)
    if bad and not good:
        assert refusal("json", asked).message.startswith(f"Row {bad[0]}:")
        return
    found = october("json", asked)
    assert values_by_day(found) == good
    assert [row.message.split(":")[0] for row in found.left_out] == [f"Row {at}" for at in bad]


def test_parts_of_a_ratio_come_together(serve):
    paths = {"rows": "$[*]", "date": "day", "numerator": "$.good", "denominator": "$['all']"}
    settings = serve([{"day": "2026-10-01", "good": 9, "all": 10}], **paths)
    assert october("json", settings) == [Fetched(date(2026, 10, 1), None, 9, 10)]
    settings = serve([{"day": "2026-10-01", "good": 9}], **paths)
    assert refusal("json", settings).code == "half"


def test_segments_have_a_value_each(serve):
    rows = [
        {"day": "2026-10-01", "total": n, "region": name}
        for n, name in ((1, "North"), (2, "South"))
    ]
    found = october("json", serve({"data": rows}, segment="$.region", **ROWS))
    assert [(one.segment, one.value) for one in found] == [("North", 1), ("South", 2)]


def test_a_single_value_is_told_for_the_last_day(serve):
    found = october("json", serve({"count": 12}, value="$.count"))
    assert found == [Fetched(date(2026, 10, 31), 12)]
    assert october("json", serve(b"12", value="$"))[0].value == 12


def test_lists_go_side_by_side(serve):
    document = {"days": ["2026-10-01", "2026-10-02"], "values": [1, None]}
    settings = serve(document, date="$.days[*]", value="$.values[*]")
    assert values_by_day(october("json", settings)) == {"2026-10-01": 1}


@pytest.mark.parametrize(
    ("document", "paths", "code"),
    [
        (
            {"days": ["2026-10-01"], "values": [1, 2]},
            {"date": "$.days[*]", "value": "$.values[*]"},
            "uneven",
        ),
        ([1, 2], {"value": "$[*]"}, "several_values"),
        ({"a": 1}, {"value": "$.b"}, "no_match"),
        ({"error": "down"}, ROWS, "no_match"),
        ({"data": [{"day": "2026-10-01", "sum": 1}]}, ROWS, "no_match"),
        (
            {"data": [{"day": "2026-10-01", "total": [1, 2]}]},
            {**ROWS, "value": "$.total[*]"},
            "several_values",
        ),
        (b"<html>", {"value": "$"}, "not_json"),
        (b"", {"value": "$"}, "not_json"),
        (b"[" * 100_000, {"value": "$"}, "not_json"),
        (b'{"value": NaN}', {"value": "$.value"}, "not_json"),
        (b'"\xff"', {"value": "$"}, "not_json"),
        ({"a": {"b": 1}}, {"value": "$[?@.b > nothing()]"}, "path"),
    ],
)
def test_what_is_not_found_is_not_made_up(serve, document, paths, code):
    assert refusal("json", serve(document, **paths)).code == code


def test_values_that_are_all_missing_are_no_error(serve):
    assert october("json", serve({"data": [{"day": "2026-10-01", "total": None}]}, **ROWS)) == []


def test_an_empty_list_is_no_error(serve):
    assert october("json", serve({"data": []}, **ROWS)) == []
    assert october("json", serve({"data": []}, **{**ROWS, "rows": "$.data"})) == []


def test_rows_may_be_filtered(serve):
    rows = [
        {"day": "2026-10-01", "total": 1, "kind": "a"},
        {"day": "2026-10-01", "total": 2, "kind": "b"},
    ]
    found = october("json", serve({"data": rows}, **{**ROWS, "rows": "$.data[?@.kind == 'b']"}))
    assert values_by_day(found) == {"2026-10-01": 2}


def test_a_document_that_is_too_large_to_follow_is_refused(serve):
    """A path that finds nothing in a million values kept a worker busy for its whole length."""
    document = b"[" + b"1," * 400_000 + b"1]"
    error = refusal("json", serve(document, rows="$[?@.a]", date="$.day", value="$.total"))
    assert error.code == "too_large"


def test_more_rows_than_allowed_are_refused(serve):
    rows = [{"day": "2026-10-01", "total": 1}] * 11
    assert (
        refusal("json", serve({"data": rows}, **ROWS), limits=replace(OPEN, rows=10)).code
        == "too_many_rows"
    )


@pytest.mark.parametrize(
    "path",
    [
        "$..a..b",
        "$[?$..a == 1]",
        "$[",
        "$." + "a" * 300,
        "$[?match(@.a, '(a*)*b')]",
        "$[?search(@.a, 'a')]",
        "$[?@.a =~ /a/]",
        "$" + "[*,*]" * 5,
        "$" + "['a','b',0:]" * 3,
    ],
)
def test_a_path_that_could_take_for_ever_is_refused(path, refused_fields):
    given = {"url": "https://example.org/", "rows": path, "date": "day", "value": "total"}
    assert refused_fields("json", given) == {"rows"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "value"),
        ({"value": "$", "rows": "$.data"}, "date"),
        ({"numerator": "$.a"}, "denominator"),
        ({"denominator": "$.a"}, "numerator"),
        ({"value": "$.v", "numerator": "$.a", "denominator": "$.b"}, "value"),
    ],
)
def test_what_a_value_needs_is_asked_for(given, field, refused_fields):
    assert refused_fields("json", {"url": "https://example.org/", **given}) == {field}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.integers(0, 30),
        st.floats(-1e9, 1e9, allow_nan=False).filter(lambda n: n != 0),
        max_size=10,
    )
)
def test_every_value_comes_over_as_it_is(serve, values):
    rows = [
        {"day": (date(2026, 10, 1) + timedelta(days=day)).isoformat(), "total": value}
        for day, value in values.items()
    ]
    found = october("json", serve({"data": rows}, **ROWS))
    assert {one.on.day - 1: one.value for one in found} == values


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["data", "day", "total", "a"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANYTHING, st.sampled_from(["$.data[*]", "$.data", "$", "$..day", "$[?@.a > 1]", ""]))
def test_whatever_is_answered_gives_values_or_says_why_not(serve, document, rows):
    asked = serve(document, **{**ROWS, "rows": rows})
    try:
        found = october("json", asked)
    except SourceError as refused:
        assert refused.message
    else:
        assert all(date(2026, 10, 1) <= one.on <= date(2026, 10, 31) for one in found)
