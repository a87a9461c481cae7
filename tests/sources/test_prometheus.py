"""A real Prometheus that knows a past and scrapes a live server: a value for each period, or why
there is none."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.calendars import span_of
from headway.kit.testing.prometheus import Prometheus
from headway.kit.testing.served import Answer, Served
from headway.kpis.sources import Fetched, SourceError
from headway.kpis.sources.prometheus import moments, runs
from headway.kpis.sources.terms import Window
from tests.sources.asking import OPEN, october, refusal, values_by_day

FIRST = datetime(2026, 9, 1, tzinfo=UTC)


def history() -> str:
    """Sixty-one days, a sample every six hours: the number of the day, from 1 on 1 September, and
    ten times as much in the south; and one that is no number."""
    lines = ["# TYPE orders gauge"]
    for step in range(61 * 4):
        at = FIRST + timedelta(hours=6 * step + 5, minutes=59)
        day = step // 4 + 1
        lines.append(f'orders{{region="north"}} {day} {at.timestamp():.0f}')
        lines.append(f'orders{{region="south"}} {10 * day} {at.timestamp():.0f}')
    lines.append("# TYPE broken gauge")
    lines += [f"broken NaN {datetime(2026, 10, 5, 23, 58, tzinfo=UTC).timestamp():.0f}"]
    lines += [f"broken 5 {datetime(2026, 10, 6, 23, 58, tzinfo=UTC).timestamp():.0f}"]
    return "\n".join([*lines, "# EOF", ""])


@pytest.fixture(scope="module")
def live() -> Iterator[Served]:
    with Served() as served:
        served.answers["/metrics"] = Answer(
            b"# TYPE visitors gauge\nvisitors 42\n", headers={"Content-Type": "text/plain"}
        )
        yield served


@pytest.fixture(scope="module")
def prometheus(live: Served) -> Iterator[Prometheus]:
    with Prometheus(scraping=[live.port], history=history()) as server:
        yield server


@pytest.fixture
def asked(prometheus: Prometheus):
    return lambda query, **more: {"url": prometheus.url, "query": query, **more}


def test_a_day_has_what_the_query_gives_at_its_end(asked):
    found = october("prometheus", asked('orders{region="north"}'))
    assert len(found) == 31
    assert found[0] == Fetched(date(2026, 10, 1), 31)
    assert found[-1] == Fetched(date(2026, 10, 31), 61)


def test_months_are_asked_one_by_one(asked):
    found = october(
        "prometheus",
        asked("sum(max_over_time(orders[1d]))"),
        since=date(2026, 9, 1),
        frequency="monthly",
    )
    assert values_by_day(found) == {"2026-09-30": 330, "2026-10-31": 671}


def test_weeks_end_where_the_organisation_says(asked):
    query = asked('max_over_time(orders{region="north"}[1d])')
    found = october("prometheus", query, frequency="weekly")
    assert values_by_day(found)["2026-10-25"] == 55


def test_days_end_where_the_organisation_is(asked):
    """Midnight in Berlin is 22:00 in London, where the sample of 17:59 is the last."""
    query = asked('max_over_time(orders{region="north"}[6h])')
    found = october("prometheus", query, time_zone="Europe/Berlin")
    assert values_by_day(found)["2026-10-05"] == 35
    assert values_by_day(found)["2026-10-31"] == 61
    assert len(found) == 31, "the clock is put back in between"


def test_series_become_segments_by_a_label(asked):
    found = october("prometheus", asked("orders", segment="region"), since=date(2026, 10, 31))
    assert [(one.segment, one.value) for one in found] == [("north", 61), ("south", 610)]


@pytest.mark.parametrize("label", ["", "job"])
def test_several_series_are_not_added_up_unasked(asked, label):
    refused = refusal("prometheus", asked("orders", segment=label))
    assert (refused.code, refused.is_lasting) == ("several_series", True)
    assert "sum" in refused.message


def test_what_is_no_number_is_left_out_and_said(asked):
    found = october("prometheus", asked("broken"))
    assert values_by_day(found) == {"2026-10-06": 5}
    assert any("NaN" in note for note in found.notes)


def test_an_infinite_number_is_left_out_and_said(asked):
    found = october("prometheus", asked('orders{region="north"} / 0'))
    assert found == []
    assert "31 samples" in found.notes[0]


def test_a_query_without_series_gives_nothing(asked):
    assert october("prometheus", asked("no_such_metric")) == []


def test_a_bad_query_is_said_in_the_words_of_prometheus(asked):
    refused = refusal("prometheus", asked("sum(orders"))
    assert (refused.code, refused.is_lasting) == ("prometheus", True)
    assert "parse error" in refused.message


def test_what_is_no_prometheus_says_so(live):
    live.answers["/api/v1/query_range"] = Answer(b'{"hello": 1}')
    refused = refusal("prometheus", {"url": live.url(), "query": "up"})
    assert refused.code == "not_prometheus"
    live.answers["/api/v1/query_range"] = Answer(b"<html>", status=503)
    assert refusal("prometheus", {"url": live.url(), "query": "up"}).code == "http_status"


@pytest.mark.parametrize(
    "data",
    [
        b"null", b"7", b'{"result": 7}', b'{"result": [7]}', b'{"result": [{"metric": {}}]}',
        b'{"result": [{"metric": {}, "values": [[1, "x"]]}]}',
        b'{"result": [{"metric": {}, "values": [[99999999999, "1"]]}]}',
        b'{"result": [{"metric": {}, "values": [[1]]}]}',
        b'{"result": [{"metric": {}, "values": [["x", "1"]]}]}',
    ],
)  # fmt: skip
def test_an_answer_in_another_form_gives_nothing(live, data):
    content = b'{"status": "success", "data": ' + data + b"}"
    live.answers["/api/v1/query_range"] = Answer(content)
    assert refusal("prometheus", {"url": live.url(), "query": "up"}).code == "not_prometheus"


def test_a_warning_of_prometheus_is_told(live):
    live.answers["/api/v1/query_range"] = Answer(
        b'{"status": "success", "warnings": ["a store was down"], '
        b'"data": {"resultType": "matrix", "result": []}}'
    )
    found = october("prometheus", {"url": live.url("/"), "query": "up"})
    assert found.notes == ("Prometheus warns: a store was down",)


def test_the_running_period_is_asked_for_as_it_is_now(asked):
    today = datetime.now(UTC).date()
    window = {"since": today, "until": today, "frequency": "monthly"}
    wait_until_scraped(asked, window)
    [value] = october("prometheus", asked("sum(visitors)"), **window)
    assert value == Fetched(today, 42)


def test_periods_to_come_have_no_value(asked):
    today = datetime.now(UTC).date()
    window = {"since": today, "until": today + timedelta(days=400), "frequency": "monthly"}
    wait_until_scraped(asked, window)
    assert len(october("prometheus", asked("sum(visitors)"), **window)) == 1


def test_more_periods_than_allowed_are_refused(asked):
    refused = refusal("prometheus", asked("up"), limits=replace(OPEN, rows=30))
    assert refused.code == "too_many_rows"


def test_a_killed_prometheus_says_so_and_comes_back_by_itself(asked, prometheus):
    prometheus.kill()
    try:
        refused = refusal("prometheus", asked('orders{region="north"}'))
        assert (refused.code, refused.is_lasting) == ("no_connection", False)
        assert "127.0.0.1" in refused.message
    finally:
        prometheus.start()
    assert len(october("prometheus", asked('orders{region="north"}'))) == 31


def test_a_prometheus_killed_in_the_middle_gives_nothing(asked, prometheus):
    """Asked again and again until it is gone: each time all values, or an error."""
    counts: list[int] = []
    errors: list[SourceError] = []

    def ask() -> None:
        while not errors:
            try:
                counts.append(len(october("prometheus", asked('orders{region="north"}'))))
            except SourceError as error:
                errors.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    while not counts:
        time.sleep(0.01)
    prometheus.kill()
    asking.join()
    prometheus.start()
    assert set(counts) == {31}
    assert errors[0].code in {"no_connection", "cut"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"query": ""}, "query"),
        ({"url": "prometheus:9090"}, "url"),
        ({"segment": "a-b"}, "segment"),
    ],
)
def test_settings_are_refused_at_their_field(given, field, refused_fields):
    settings = {"url": "https://prometheus.example.org", "query": "up", **given}
    assert refused_fields("prometheus", settings) == {field}


FREQUENCIES = ("daily", "weekly", "monthly", "quarterly", "yearly")


@given(
    st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    st.integers(0, 400),
    st.sampled_from(FREQUENCIES),
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"]),
)
def test_every_period_that_has_begun_is_asked_for_once_within_itself(since, days, frequency, zone):
    window = Window(since, since + timedelta(days=days), frequency, time_zone=zone)
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    found = moments(window, now, 1_000)
    periods = [span_of(moment.on, frequency) for moment in found]
    assert len(set(periods)) == len(periods)
    for moment, period in zip(found, periods, strict=True):
        local = datetime.fromtimestamp(moment.at, ZoneInfo(zone)).date()
        assert period.start <= local <= period.end
        assert moment.at <= now.timestamp()
    again = [moment for run in runs(found) for moment in run]
    assert again == found
    for run in runs(found):
        steps = {round(b.at - a.at, 3) for a, b in pairwise(run)}
        assert len(steps) <= 1


def wait_until_scraped(asked, window) -> None:
    end = time.monotonic() + 30
    while not october("prometheus", asked("sum(visitors)"), **window):
        assert time.monotonic() < end, "Prometheus scrapes five times a second"
        time.sleep(0.1)
