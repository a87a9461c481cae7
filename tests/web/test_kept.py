"""What is drawn once of the same values is drawn anew of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from django.template import engines
from django.utils import timezone, translation
from markupsafe import Markup

from headway.kit import clock
from headway.web import jinja
from headway.web.charts import Point, Trajectory, trajectory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def env() -> Any:
    return cast(Any, engines["jinja2"]).env


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@dataclass(slots=True)
class Row:
    title: str
    read_on: date
    counts: dict[str, int] = field(default_factory=dict)


def test_a_row_is_drawn_once_until_anything_of_it_is_another(env: Any) -> None:
    drawn: list[tuple[object, ...]] = []

    def draw(*given: object) -> Markup:
        drawn.append(given)
        return Markup(str(len(drawn)))

    kept = env.globals["kept_by_fields"](draw)
    row = Row("Calls answered", date(2026, 11, 20), {"watch": 1})
    assert [kept(row, 1), kept(replace(row), 1)] == ["1", "1"]
    others = [
        replace(row, title="Calls"),
        replace(row, counts={"watch": 2}),
        replace(row, counts={}),
    ]
    assert [kept(other, 1) for other in others] == ["2", "3", "4"]
    assert kept(row, 2) == "5"
    with clock.frozen(NOW.replace(year=2027)):
        assert kept(row, 1) == "6"
    assert kept(row, 1) == "1"


def test_a_row_is_drawn_by_what_it_inherits_too(env: Any) -> None:
    @dataclass(slots=True)
    class WithUnit(Row):
        unit: str = ""

    kept = env.globals["kept_by_fields"](lambda row: Markup("{}{}").format(row.title, row.unit))
    row = WithUnit("Calls", date(2026, 11, 20), unit="Blue")
    assert [kept(row), kept(replace(row, title="Visits"))] == ["CallsBlue", "VisitsBlue"]


def test_what_is_large_is_drawn_each_time(env: Any) -> None:
    """Some of it people write, or put into an address: it must not fill the memory."""
    drawn: list[str] = []

    def draw(text: str) -> Markup:
        drawn.append(text)
        return Markup(text)

    def draw_row(row: Row) -> Markup:
        return draw(row.title)

    kept, by_fields = env.globals["kept"](draw), env.globals["kept_by_fields"](draw_row)
    large, large_row = "x" * (jinja.LARGEST_KEPT + 1), "y" * (jinja.LARGEST_ROW_KEPT + 1)
    for _again in range(2):
        assert kept("Home") == "Home"
        assert kept(large) == large
        assert by_fields(Row(large_row, date(2026, 1, 1))) == large_row
    assert drawn == ["Home", large, large_row, large, large_row]


def test_what_is_kept_has_an_end(env: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja, "ROWS_KEPT", 3)
    drawn: list[object] = []

    def draw(row: Row) -> Markup:
        drawn.append(row)
        return Markup("{}").format(row.title)

    kept = env.globals["kept_by_fields"](draw)
    rows = [Row(str(number), date(2026, 1, 1)) for number in range(5)]
    assert [kept(row) for row in [*rows, rows[0]]] == ["0", "1", "2", "3", "4", "0"]
    assert len(drawn) == 6


def test_counts_are_drawn_by_what_is_counted(env: Any) -> None:
    source = env.from_string('{% import "web/ui.html" as ui %}{{ ui.dist(counts) }}')
    pages = [source.render(counts=counts) for counts in ({"watch": 2}, {"watch": 3}, {"watch": 2})]
    assert pages[0] == pages[2] != pages[1]
    assert ">3<" in pages[1].replace("</svg>", ">")


def test_a_picture_is_the_one_of_its_data_and_year(env: Any) -> None:
    source = env.from_string("{{ chart.trajectory(data) }}{{ chart.spark(data) }}")
    points = tuple(Point(date(2026, 10, day), float(day)) for day in (5, 12, 19))
    chart = Trajectory(date(2026, 10, 1), date(2026, 12, 30), NOW.date(), points)
    longer = replace(chart, points=(*points, Point(date(2026, 10, 26), 30.0)))
    for data in (chart, longer, chart):
        assert str(trajectory(data)) in source.render(data=data)
    with clock.frozen(NOW.replace(year=2027)):
        assert str(trajectory(chart)) in source.render(data=chart)


def test_the_same_is_drawn_once_in_each_language(env: Any) -> None:
    drawn: list[tuple[str, str]] = []

    def draw(name: str) -> Markup:
        drawn.append((translation.get_language() or "", name))
        return Markup(f"{translation.get_language()} {name}")

    kept = env.globals["kept"](draw)
    for language in ("en-gb", "de", "en-gb", "de"):
        with translation.override(language):
            assert kept("Home") == f"{language} Home"
    assert drawn == [("en-gb", "Home"), ("de", "Home")]


def test_instants_are_drawn_where_one_looks_from(env: Any) -> None:
    draw = env.from_string("{% macro at(row) %}{{ row|moment }}{% endmacro %}").module.at
    kept = env.globals["kept_rows"](draw)
    said = []
    for zone in ("UTC", "Asia/Tokyo", "UTC"):
        with timezone.override(zone):
            said.append(kept(NOW))
    assert said == ["24 Nov 2026, 09:00", "24 Nov 2026, 18:00", "24 Nov 2026, 09:00"]


def test_a_row_that_is_there_once_is_drawn_once(env: Any) -> None:
    @dataclass(eq=False)
    class Once:
        title: str

    drawn: list[str] = []

    def draw(row: Once, day: date) -> Markup:
        drawn.append(row.title)
        return Markup("{}").format(row.title)

    for name in ("kept_rows", "kept_whole"):
        kept, one = env.globals[name](draw), Once("Calls")
        days = (date(2026, 11, 24), date(2026, 11, 24), date(2026, 11, 25))
        assert [kept(one, day) for day in days] == ["Calls"] * 3
        assert kept(Once("Calls"), days[0]) == "Calls"
    assert len(drawn) == 6
