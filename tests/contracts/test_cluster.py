"""The PostgreSQL that tests run on: real, crash-safe when asked, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from headway.kit.testing.engines import Engine, default_engine, engines
from headway.kit.testing.postgres import Cluster

ABANDON = """
import sys, time
from headway.kit.testing.postgres import Cluster
cluster = Cluster()
cluster.create()
print(cluster.folder, flush=True)
time.sleep(600)
"""


def test_the_development_packages_bring_a_postgresql() -> None:
    assert any(engine.source == "wheel" for engine in engines())


@pytest.mark.parametrize("engine", engines(), ids=lambda engine: engine.label)
def test_a_cluster_of_each_version_found_answers(engine: Engine) -> None:
    major = "SELECT current_setting('server_version_num')::int / 10000"
    with Cluster(engine=engine) as cluster, psycopg.connect(cluster.url()) as connection:
        assert connection.execute(major).fetchone() == (engine.major,)


@pytest.mark.crash
def test_what_a_durable_cluster_committed_survives_its_death(durable_cluster: Cluster) -> None:
    url = durable_cluster.create_database("survives")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (value int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        durable_cluster.kill()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    durable_cluster.start()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT value FROM kept").fetchall() == [(1,)]


@pytest.mark.crash
def test_a_cluster_goes_with_its_owner_even_after_kill_9() -> None:
    owner = subprocess.Popen([sys.executable, "-c", ABANDON], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    with owner.stdout:
        folder = Path(owner.stdout.readline().strip())
    assert (folder / "data" / "postmaster.pid").exists()
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    _wait_until(lambda: not folder.exists())
    assert not folder.exists()


def test_a_template_database_is_copied_with_its_rows() -> None:
    with Cluster() as cluster:
        with psycopg.connect(cluster.create_database("original")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
        with psycopg.connect(cluster.create_database("copy", template="original")) as connection:
            assert connection.execute("SELECT value FROM kept").fetchone() == (7,)


def test_an_unknown_engine_is_refused_with_the_ones_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEADWAY_TEST_ENGINE", "postgresql-8-attic")
    with pytest.raises(LookupError, match=engines()[0].label):
        default_engine()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_the_server_does_not_run_as_root() -> None:
    with Cluster() as cluster:
        assert (cluster.folder / "data").stat().st_uid != 0


def _wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
