"""The pytest plugin that every run loads (``-p`` in pyproject.toml), before Django reads settings.

One run tests on one database: SQLite in a file, or with ``HEADWAY_TEST_DB=postgres`` a real
PostgreSQL, started once and shared by all pytest-xdist workers (each has a test database of its
own). A second database can change what actions, queries, locks, migrations and the API do: with
``--only-database`` all tests that use the database run, in the browser the journeys marked
``on_both``. How a page looks and moves is proved once, on SQLite, and so is what tests marked
``once`` ask of every address: who may open it.

``HEADWAY_TEST_ENGINE`` chooses among the installed versions by label, for example
``postgresql-15-system``. Nothing of the caller's own Headway settings reaches the tests.
"""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from headway.kit.testing import budgets
from headway.kit.testing.postgres import Cluster

DATABASES = ("sqlite", "postgres")
KEPT = {"HEADWAY_TEST_DB", "HEADWAY_TEST_ENGINE"}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}
RARELY = (20_000, 10, 10)
"""How many new objects before Python looks for garbage. As shipped (700), that takes a seventh of a
run: thousands of tests and all their modules are looked through again and again."""

_cluster: Cluster | None = None
_folder: Path | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("headway")
    group.addoption(
        "--only-database",
        action="store_true",
        help="Run only what a second database can change: the tests that use the database, and of "
        "the journeys in the browser those marked on_both; none marked once.",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """A wrapper, because those run before pytest-django, which reads the settings here."""
    _prepare_environment()
    yield


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    budgets.FILE = config.rootpath / "tests" / "query_budgets.json"
    gc.set_threshold(*RARELY)
    _adjust_settings()
    _load_hypothesis_profile()


def pytest_report_header() -> str:
    if _chosen_database() == "sqlite":
        return f"database: SQLite {sqlite3.sqlite_version}"
    return f"database: {_cluster.engine.label if _cluster else 'PostgreSQL'}"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The core is pure: none of its tests can use a database, so they need not even be imported."""
    core = config.rootpath / "tests" / "core"
    return True if config.getoption("--only-database") and collection_path == core else None


@pytest.hookimpl(trylast=True)  # when tests/e2e has marked its journeys
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=_comes_later)
    if not config.getoption("--only-database"):
        return
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        (kept if _uses_database(item) and not _is_a_second_look(item) else dropped).append(item)
    config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: whoever looks for garbage need not see it."""
    gc.freeze()


def _comes_later(item: pytest.Item) -> bool:
    """False for the longest, which start servers of their own (crashes, the wheel): begun last,
    they would keep one worker busy when the others have nothing left. The order of what uses the
    database is pytest-django's."""
    return _uses_database(item) or not _is_marked(item, "slow")


def _is_a_second_look(item: pytest.Item) -> bool:
    """What was proved on the first database and is not the database's doing: a journey in the
    browser that is not to be walked on both (browsers take a third of the time), and a rule held
    against every address there is."""
    if _is_marked(item, "browser"):
        return not _is_marked(item, "on_both")
    return _is_marked(item, "once")


def _is_marked(item: pytest.Item, name: str) -> bool:
    return item.get_closest_marker(name) is not None


def pytest_unconfigure() -> None:
    global _cluster, _folder
    if _cluster is not None:
        _cluster.destroy()
        _cluster = None
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)
        _folder = None


@pytest.fixture(scope="session")
def durable_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of its own with all of its guarantees on, for tests that crash things."""
    with Cluster(durable=True) as cluster:
        yield cluster


def _prepare_environment() -> None:
    """Choose the database and a data folder; in a worker, only a folder below the controller's."""
    global _folder
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        folder = Path(os.environ["HEADWAY_DATA_DIR"]) / worker
        folder.mkdir()
        os.environ["HEADWAY_DATA_DIR"] = str(folder)
        return
    for name in [name for name in os.environ if name.startswith("HEADWAY_")]:
        if name not in KEPT:
            del os.environ[name]
    _folder = Path(tempfile.mkdtemp(prefix="headway-tests-"))
    os.environ["HEADWAY_DATA_DIR"] = str(_folder)
    os.environ["HEADWAY_SECRET_KEY"] = "for tests only, never in use"
    if _chosen_database() == "postgres":
        os.environ["HEADWAY_DATABASE_URL"] = _start_cluster().url()


def _chosen_database() -> str:
    chosen = os.environ.get("HEADWAY_TEST_DB", "sqlite")
    if chosen not in DATABASES:
        raise pytest.UsageError(f"HEADWAY_TEST_DB is {chosen!r}. Use {' or '.join(DATABASES)}.")
    return chosen


def _start_cluster() -> Cluster:
    global _cluster
    _cluster = Cluster()
    _cluster.create()
    return _cluster


def _adjust_settings() -> None:
    """What differs from real use, and why.

    SQLite is a file as in real use: in memory, threads share one connection. On PostgreSQL each
    worker makes a database of its own, which takes a second. Passwords are hashed fast, and static
    files are looked up when asked for, because each test client would list them all.
    """
    if not settings.configured:
        return
    name = "headway"
    if _chosen_database() == "sqlite":
        name = str(Path(os.environ["HEADWAY_DATA_DIR"]) / "test.sqlite3")
    else:
        _empty_by_deleting()
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True


def _empty_by_deleting() -> None:
    """What Django does after a test with transactions of its own: on PostgreSQL it truncates, which
    makes new files for every table and index. A few rows are deleted in a third of that time."""

    def deletions(_style: Any, tables: Iterable[str], **_options: Any) -> list[str]:
        unconstrained = "SET LOCAL session_replication_role = replica"
        statements = (f'DELETE FROM "{table}"' for table in tables)  # noqa: S608  # Django's names
        return [unconstrained, *statements]

    connections[DEFAULT_DB_ALIAS].ops.sql_flush = deletions  # type: ignore[assignment]  # for good


def _load_hypothesis_profile() -> None:
    """No deadlines: workers share cores, so time says nothing about a single example.

    Continuous integration tries the same examples each time; a chance find belongs on a desk.
    """
    profile = hypothesis.settings(
        deadline=None, print_blob=True, derandomize=os.environ.get("CI") == "true"
    )
    hypothesis.settings.register_profile("headway", profile)
    hypothesis.settings.load_profile("headway")


def _uses_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return _is_marked(item, "django_db") or bool(DATABASE_FIXTURES.intersection(fixtures))
