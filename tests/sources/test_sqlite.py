"""A query on an SQLite file: it may read that file, and nothing else, and not for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from headway.kpis.sources import Fetched, SourceError, Values
from tests.sources.asking import OPEN, october, refusal, values_by_day

Ask = Callable[..., Values]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    opened = tmp_path / "opened"
    opened.mkdir()
    with closing(sqlite3.connect(opened / "sales.db")) as database:
        database.executescript(
            """
            CREATE TABLE sales (day TEXT, amount REAL, region TEXT, paid INTEGER);
            INSERT INTO sales VALUES
                ('2026-10-01', 1.1, 'North', 1), ('2026-10-01', 2.2, 'South', 0),
                ('2026-10-02', 4.25, 'North', 1), ('2026-09-30', 9, 'North', 1);
            """
        )
    return opened


@pytest.fixture
def ask(folder: Path) -> Ask:
    def ask(query: str, address: str = "sqlite:///sales.db", **more: Any) -> Values:
        limits = replace(OPEN, folder=folder, **more)
        return october("sql", {"query": query}, {"address": address}, limits=limits)

    return ask


def refused(ask: Ask, query: str, *address: str, **more: Any) -> SourceError:
    with pytest.raises(SourceError) as error:
        ask(query, *address, **more)
    return error.value


def test_a_query_gives_a_value_for_each_day(ask):
    found = ask(
        "SELECT day AS date, sum(amount) AS value FROM sales "
        "WHERE day BETWEEN :since AND :until GROUP BY day ORDER BY day DESC; -- newest first"
    )
    assert found[0].on == date(2026, 10, 1)
    assert found[0].value == pytest.approx(3.3)
    assert found[1] == Fetched(date(2026, 10, 2), 4.25)


def test_ratios_and_segments_are_columns(ask):
    found = ask(
        "SELECT day AS period, sum(paid) AS numerator, count(*) AS denominator, "
        "region AS segment FROM sales GROUP BY day, region"
    )
    assert found[:2] == [
        Fetched(date(2026, 10, 1), None, 1, 1, "North"),
        Fetched(date(2026, 10, 1), None, 0, 1, "South"),
    ]


def test_a_missing_value_is_missing(ask):
    assert ask("SELECT '2026-10-01' AS date, NULL AS value") == []


def test_numbers_keep_all_their_digits(ask):
    found = ask("SELECT '2026-10-01' AS date, 0.1 + 0.2 AS value")
    assert values_by_day(found) == {"2026-10-01": 0.1 + 0.2}


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM sales",
        "SELECT 1 AS date; DELETE FROM sales",
        "WITH gone AS (SELECT 1) DELETE FROM sales",
        "PRAGMA journal_mode = DELETE",
        "ATTACH '/tmp/other.db' AS other",
        "CREATE TABLE more (a)",
        "VACUUM INTO '/tmp/copy.db'",
        "SELECT '2026-10-01' AS date, load_extension('x') AS value",
        "SELECT '2026-10-01' AS date, name AS value FROM pragma_database_list",
        "SELECT '2026-10-01' AS date, 1 AS value) ; DELETE FROM sales; SELECT (1",
        (
            "SELECT '2026-10-01' AS date, '1' AS value) AS a "
            "UNION ALL SELECT hex(zeroblob(100000)), '2' FROM (SELECT 1"
        ),
        "SELECT '2026-10-01' AS date, 1 AS value /* not closed",
        "SELECT 'not closed AS date",
        "SELECT :other AS date, 1 AS value",
        "",
    ],
)
def test_nothing_but_one_query_is_run(ask, folder, query):
    before = (folder / "sales.db").read_bytes()
    assert refused(ask, query).code in {"sql", "read_only"}
    assert (folder / "sales.db").read_bytes() == before


def test_a_query_without_end_is_left(ask):
    endless = (
        "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) "
        "SELECT '2026-10-01' AS date, sum(n) AS value FROM more"
    )
    error = refused(ask, endless, seconds=0.3)
    assert (error.code, error.is_lasting) == ("too_slow", False)


def test_a_text_without_end_is_left(ask):
    long = "SELECT '2026-10-01' AS date, hex(zeroblob(900000000)) AS value"
    assert refused(ask, long).code == "sql"


def test_a_search_that_takes_long_without_a_step_is_refused(ask):
    """SQLite looks at no clock within one: a single one took a minute, of a second."""
    query = "SELECT '2026-10-01' AS date, {} AS value"
    text = "printf('%.*c', {}, 'a')"
    looked = f"{text.format(20_000)} LIKE '%' || {text.format(20_000)} || 'b'"
    assert refused(ask, query.format(looked), seconds=1).code == "sql"
    longer = f"instr({text.format(900_000)}, {text.format(300_000)} || 'b')"
    assert ask(query.format(longer), seconds=1) == []  # texts of that length are null


def test_a_value_that_came_too_late_is_not_taken(ask):
    inner = "instr(printf('%.*c', 29000, 'a'), printf('%.*c', 14000 + n % 2, 'a') || 'b')"
    slow = (
        "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < 900) "
        f"SELECT '2026-10-01' AS date, sum({inner}) AS value FROM more"
    )
    assert refused(ask, slow, seconds=0.2).code == "too_slow"


def test_more_rows_than_allowed_are_refused(ask):
    query = (
        "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) "
        "SELECT '2026-10-01' AS date, n AS value FROM more"
    )
    assert refused(ask, query, rows=10).code == "too_many_rows"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT day AS date FROM sales", "columns"),
        ("SELECT amount AS value FROM sales", "columns"),
        ("SELECT day AS date, amount AS value, 1 AS other FROM sales", "columns"),
        ("SELECT day AS date, day AS period, amount AS value FROM sales", "columns"),
        ("SELECT day AS date, region AS value FROM sales", "not_a_number"),
        ("SELECT 'yesterday' AS date, 1 AS value", "not_a_day"),
        (
            "SELECT '2026-10-01' AS date, 1 AS value UNION ALL SELECT '2026-10-01', 2",
            "twice",
        ),
        ("SELECT nothing FROM nowhere", "sql"),
    ],
)
def test_what_does_not_fit_says_why(ask, query, code):
    assert refused(ask, query).code == code


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///../sales.db", "sqlite:////etc/passwd", "sqlite://host/sales.db", "sqlite:///",
        "sqlite:///sales.db?mode=rwc", "sqlite:///%2e%2e/sales.db",
    ],
)  # fmt: skip
def test_an_address_leads_only_into_the_folder(ask, address, refused_fields):
    assert refused(ask, "SELECT 1", address).code == "address"
    assert refused_fields("sql", {"query": "SELECT 1"}, {"address": address}) == {"address"}


def test_links_out_of_the_folder_are_not_followed(ask, folder, tmp_path):
    (folder / "sales.db").rename(tmp_path / "sales.db")
    (folder / "sales.db").symlink_to(tmp_path / "sales.db")
    assert refused(ask, "SELECT '2026-10-01' AS date, 1 AS value").code == "no_file"


def test_no_file_is_made_where_there_is_none(ask, folder):
    query = "SELECT '2026-10-01' AS date, 1 AS value"
    assert refused(ask, query, "sqlite:///new.db").code == "no_file"
    assert not (folder / "new.db").exists()


def test_a_file_that_is_no_database_says_so(ask, folder):
    (folder / "text.db").write_text("this is no database at all" * 100)
    error = refused(ask, "SELECT day AS date, amount AS value FROM sales", "sqlite:///text.db")
    assert error.code == "unreadable"


def test_a_database_that_is_being_written_is_read_all_the_same(ask, folder):
    with closing(sqlite3.connect(folder / "sales.db", isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM sales")
        found = ask("SELECT day AS date, amount AS value FROM sales WHERE region = 'South'")
        writer.execute("ROLLBACK")
    assert values_by_day(found) == {"2026-10-01": 2.2}


def test_no_folder_is_open_unless_an_administrator_opens_it():
    error = refusal("sql", {"query": "SELECT 1"}, {"address": "sqlite:///sales.db"})
    assert (error.code, error.is_lasting) == ("no_folder", True)
