"""A query on a real PostgreSQL, reached as one elsewhere would be: it reads, within limits, or says
why not; and comes back by itself."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from headway.kit.testing.engines import UNPRIVILEGED, engines
from headway.kit.testing.postgres import Cluster
from headway.kit.testing.prometheus import free_port
from headway.kit.testing.served import Authority
from headway.kpis.sources import Fetched, SourceError, Values, places
from tests.sources.asking import OPEN, october, values_by_day

PASSWORD = "s3cret:p%rd/"  # made up, and hard to write in an address
QUOTED = "s3cret%3Ap%25rd%2F"
ONE = "SELECT DATE '2026-10-01' AS date, 1 AS value"
Ask = Callable[..., Values]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster(port=free_port()) as cluster:
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE sales")
            connection.execute(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
        with psycopg.connect(cluster.url("sales"), autocommit=True) as connection:
            connection.execute("CREATE TABLE sales (at timestamptz, amount numeric, region text)")
            connection.execute(
                "INSERT INTO sales VALUES ('2026-10-01 10:00+00', 1.1, 'North'), "
                "('2026-10-01 23:30+00', 2.2, 'South'), ('2026-10-02 10:00+00', 4.25, 'North'), "
                "('2026-09-30 10:00+00', 9, 'North')"
            )
            connection.execute("GRANT ALL ON sales TO reader")
        yield cluster


@pytest.fixture
def address(cluster: Cluster) -> str:
    return f"postgresql://reader:{QUOTED}@127.0.0.1:{cluster.port}/sales?sslmode=disable"


@pytest.fixture
def ask(address: str) -> Ask:
    def ask(query: str, to: str = address, **more: Any) -> Values:
        limits = replace(OPEN, **more)
        return october("sql", {"query": query}, {"address": to}, limits=limits)

    return ask


def refused(ask: Ask, query: str, *address: str, **more: Any) -> SourceError:
    with pytest.raises(SourceError) as error:
        ask(query, *address, **more)
    assert "s3cret" not in error.value.message
    return error.value


def count(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url("sales")) as connection:
        row = connection.execute("SELECT count(*) FROM sales").fetchone()
    return int(row[0]) if row else -1


def test_a_query_gives_a_value_for_each_day(ask):
    found = ask(
        "SELECT at::date AS date, sum(amount) AS value FROM sales -- with a comment; and %\n"
        "WHERE at >= :since AND at < :until::date + 1 AND region LIKE '%h%' GROUP BY 1;"
    )
    assert values_by_day(found) == {"2026-10-01": 3.3, "2026-10-02": 4.25}


def test_ratios_and_segments_are_columns(ask):
    found = ask(
        "SELECT at::date AS period, count(*) FILTER (WHERE amount > 2) AS numerator, "
        "count(*) AS denominator, region AS segment FROM sales GROUP BY at::date, region"
    )
    assert found[:2] == [
        Fetched(date(2026, 10, 1), None, 0, 1, "North"),
        Fetched(date(2026, 10, 1), None, 1, 1, "South"),
    ]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("0.1::float8 + 0.2::float8", 0.1 + 0.2),
        ("1::numeric / 3", 1 / 3),
        ("12345678901234::bigint", 12345678901234),
        ("1e-9::real", 1e-9),
    ],
)
def test_numbers_keep_all_their_digits(ask, value, wanted):
    found = ask(f"SELECT DATE '2026-10-01' AS date, {value} AS value")
    assert found[0].value == pytest.approx(wanted, rel=1e-7 if "real" in value else 1e-15)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM sales",
        f"{ONE}; DELETE FROM sales",
        "WITH gone AS (DELETE FROM sales RETURNING 1) SELECT DATE '2026-10-01' AS date, 1 AS value",
        f"{ONE}) AS a; DELETE FROM sales; SELECT * FROM (SELECT 1",
        (
            "SELECT '2026-10-01' AS date, '1' AS value) AS a "
            "UNION ALL SELECT repeat('x', 100000), '2' FROM (SELECT 1"
        ),
        "COMMIT; DELETE FROM sales",
        "SET TRANSACTION READ WRITE",
        "COPY sales TO PROGRAM 'cat'",
        "SELECT DATE '2026-10-01' AS date, 1 AS value INTO more",
        "SELECT DATE '2026-10-01' AS date, 1 AS value FROM sales FOR UPDATE",
        "EXPLAIN ANALYZE DELETE FROM sales",
        "DO $$ BEGIN DELETE FROM sales; END $$",
        f"{ONE} /* /* */",
        "",
    ],
)
def test_nothing_but_one_query_is_run(ask, cluster, query):
    assert refused(ask, query).code in {"sql", "read_only"}
    assert count(cluster) == 4


def test_a_query_cannot_make_itself_a_writer(ask, cluster):
    with psycopg.connect(cluster.url("sales"), autocommit=True) as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION sweep() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS "
            "$$ BEGIN DELETE FROM sales; RETURN 1; END $$"
        )
    assert refused(ask, "SELECT DATE '2026-10-01' AS date, sweep() AS value").code == "read_only"
    query = (
        "SELECT DATE '2026-10-01' AS date, sweep() AS value "
        "FROM (SELECT set_config('transaction_read_only', 'off', true)) AS off"
    )
    assert refused(ask, query).code == "sql"
    assert count(cluster) == 4


def test_a_slow_query_is_left(ask, cluster):
    slow = "SELECT DATE '2026-10-01' AS date, 1 AS value FROM pg_sleep(30)"
    error = refused(ask, slow, seconds=0.5)
    assert (error.code, error.is_lasting) == ("too_slow", False)
    assert "0 seconds" not in error.message


def test_a_query_that_lifts_its_own_time_limit_is_left_and_ended(ask, cluster):
    slow = (
        "SELECT DATE '2026-10-01' AS date, 1 AS value "
        "FROM set_config('statement_timeout', '0', true), pg_sleep(30)"
    )
    assert refused(ask, slow, seconds=0.5).code == "too_slow"
    running = (
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%statement_timeout%pg_sleep%' "
        "AND state = 'active' AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        end = time.monotonic() + 10
        while (connection.execute(running).fetchone() or [0])[0]:
            assert time.monotonic() < end, "the server goes on although nobody waits"
            time.sleep(0.05)


def test_days_are_those_of_the_organisation(address):
    query = "SELECT at::date AS date, sum(amount) AS value FROM sales GROUP BY 1"
    found = october("sql", {"query": query}, {"address": address}, time_zone="Europe/Berlin")
    assert values_by_day(found) == {"2026-10-01": 1.1, "2026-10-02": 6.45}


def test_a_locked_table_is_not_waited_for_without_end(ask, cluster):
    with psycopg.connect(cluster.url("sales")) as other:
        other.execute("LOCK TABLE sales")
        error = refused(ask, "SELECT at::date AS date, amount AS value FROM sales", seconds=0.7)
    assert error.code in {"busy", "too_slow"}


def test_more_rows_than_allowed_are_refused(ask):
    query = "SELECT DATE '2026-10-01' AS date, n AS value FROM generate_series(1, 100000) AS n"
    assert refused(ask, query, rows=100).code == "too_many_rows"


def test_a_long_text_is_not_fetched_whole(ask):
    query = "SELECT DATE '2026-10-01' AS date, 1 AS value, repeat('x', 20000000) AS segment"
    assert refused(ask, query).code == "segment"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT at::date AS date FROM sales", "columns"),
        ("SELECT 1 AS value", "columns"),
        (f"{ONE}, 2 AS other", "columns"),
        (f"{ONE}, 2 AS value", "columns"),
        (f'{ONE}, 2 AS "50%%"', "columns"),
        ("SELECT at::date AS date, region AS value FROM sales", "not_a_number"),
        ("SELECT DATE '2026-10-01' AS date, 'NaN'::float8 AS value", "not_a_number"),
        ("SELECT 'yesterday' AS date, 1 AS value", "not_a_day"),
        (f"{ONE} UNION ALL {ONE}", "twice"),
        ("SELECT nothing FROM nowhere", "sql"),
        ("SELECT 1/0 AS value, DATE '2026-10-01' AS date", "sql"),
    ],
)
def test_what_does_not_fit_says_why(ask, query, code):
    assert refused(ask, query).code == code


def test_a_wrong_password_is_said_and_not_repeated(cluster, ask):
    with (cluster.folder / "data" / "pg_hba.conf").open("r+") as file:
        before = file.read()
        file.seek(0)
        file.write("host all reader 127.0.0.1/32 scram-sha-256\n" + before)
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
    assert values_by_day(ask(ONE)) == {"2026-10-01": 1}
    wrong = f"postgresql://reader:s3cret-wrong@127.0.0.1:{cluster.port}/sales?sslmode=disable"
    error = refused(ask, ONE, wrong)
    assert (error.code, error.is_lasting) == ("sql", True)
    assert "reader" in error.message


def test_a_database_that_is_not_there_says_so(cluster, ask):
    address = f"postgresql://reader:{QUOTED}@127.0.0.1:{cluster.port}/gone?sslmode=disable"
    assert "gone" in refused(ask, ONE, address).message


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:///sales", "postgresql://reader@/sales", "postgresql://127.0.0.1/sales",
        "postgresql://reader@127.0.0.1", "postgresql://reader@%2Ftmp/sales",
        "postgresql://reader@127.0.0.1/sales?host=/tmp", "mysql://reader@127.0.0.1/sales",
        "postgresql://reader@127.0.0.1/sales?options=-cdefault_transaction_read_only=off",
        "postgresql://reader@127.0.0.1/sales?sslmode=whatever", "postgresql://reader@a,b/sales",
        "postgresql://reader@127.0.0.1:port/sales", "postgresql://reader@127.0.0.1/sales?service=x",
        "host=127.0.0.1 dbname=sales", "postgresql://[::1/sales",
    ],
)  # fmt: skip
def test_an_address_names_a_server_and_nothing_else(address, refused_fields):
    assert refused_fields("sql", {"query": ONE}, {"address": address}) == {"address"}


def test_a_server_inside_is_closed_as_on_the_web(ask, address):
    assert refused(ask, ONE, networks=()).code == "private_address"
    assert refused(ask, ONE, hosts=frozenset({"db.example.org"})).code == "host_not_allowed"
    assert refused(ask, ONE, plain=False).code == "address"


def test_encryption_is_wanted_unless_said_otherwise(ask, address):
    """The tests' server has none, so that asking for it fails."""
    assert refused(ask, ONE, address.partition("?")[0]).code == "certificate"


@pytest.mark.parametrize(
    "engine", [one for one in engines() if one.source == "system"], ids=lambda one: one.label
)
def test_a_certificate_must_be_trusted_and_of_that_name(engine, ask, monkeypatch):
    """Only builds of the distribution speak TLS; the one that tests bring along does not."""
    folder = Path(tempfile.mkdtemp(prefix="headway-tls-", dir="/tmp"))
    folder.chmod(0o755)
    authority = Authority(folder)
    certificate, key = authority.files_for("localhost")
    if os.geteuid() == 0:
        shutil.chown(key, UNPRIVILEGED)
    key.chmod(0o600)
    tls = {"ssl": "on", "ssl_cert_file": str(certificate), "ssl_key_file": str(key)}
    monkeypatch.setattr(places, "look_up", lambda _host, _port: ["127.0.0.1"])
    with Cluster(engine=engine, port=free_port(), settings=tls) as secure:
        known = f"postgresql://headway@localhost:{secure.port}/postgres?sslmode=verify-full"
        other = known.replace("localhost", "other.example.org")
        trusted = {"plain": False, "authorities": authority.file}
        query = f"{ONE} FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()"
        assert values_by_day(ask(query, known, **trusted)) == {"2026-10-01": 1}
        assert refused(ask, query, other, **trusted).code == "certificate"
        assert refused(ask, query, known, plain=False).code == "certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        assert values_by_day(ask(query, known, plain=False)) == {"2026-10-01": 1}, "as the system"
    shutil.rmtree(folder)


def test_a_server_that_is_gone_says_so_and_comes_back_by_itself(cluster, ask):
    cluster.kill()
    try:
        error = refused(ask, ONE)
        assert (error.code, error.is_lasting) == ("no_connection", False)
        assert "127.0.0.1" in error.message
    finally:
        cluster.start()
    assert values_by_day(ask(ONE)) == {"2026-10-01": 1}


def test_a_server_killed_in_the_middle_gives_nothing(cluster, ask):
    seen: list[SourceError] = []

    def slowly() -> None:
        slow = "SELECT DATE '2026-10-01' AS date, 1 AS value FROM pg_sleep(60)"
        seen.append(refused(ask, slow, seconds=60))

    asking = threading.Thread(target=slowly)
    asking.start()
    _wait_for_query(cluster)
    cluster.kill()
    asking.join()
    cluster.start()
    assert seen[0].code == "no_connection"
    assert values_by_day(ask(ONE)) == {"2026-10-01": 1}


def _wait_for_query(cluster: Cluster) -> None:
    running = (
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' "
        "AND query LIKE '%pg_sleep(60)%LIMIT%' AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        while not (connection.execute(running).fetchone() or [0])[0]:
            time.sleep(0.02)
