"""Migrations are complete, named, free of application code, and run on every database."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from headway.kit import schema
from headway.kit.testing.engines import Engine, oldest_and_newest
from headway.kit.testing.postgres import Cluster
from headway.kit.testing.schema import migrated, of_postgres, of_sqlite, rows_of_sqlite

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "headway"
MIGRATIONS = sorted(PACKAGE.glob("*/migrations/[0-9]*.py"))


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_exist() -> None:
    """Keeps the tests below from passing over an empty list."""
    assert MIGRATIONS


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_migration_stands_for_itself(path: Path) -> None:
    """Application code changes; a migration must do tomorrow what it did when it was written."""
    own = [name for name in _imported_modules(path) if name.split(".")[0] == "headway"]
    assert not own, f"Copy what is needed instead of importing {own}"


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_migration_is_named_for_its_topic(path: Path) -> None:
    assert not re.search(r"_auto_\d", path.stem), "Name it: makemigrations --name what_it_does"


@pytest.mark.slow
def test_a_new_sqlite_file_has_the_tables_of_all_migrations(tmp_path: Path) -> None:
    """It starts from tables written down (`make schema`); this says when those have gone wrong."""
    new, first = tmp_path / "new", tmp_path / "first"
    for folder in (new, first):
        folder.mkdir()
    migrated("", new)
    migrated("", first, first=True)
    assert of_sqlite(new) == of_sqlite(first)
    assert rows_of_sqlite(new) == rows_of_sqlite(first)


@pytest.mark.slow
@pytest.mark.parametrize("engine", oldest_and_newest(), ids=lambda engine: engine.label)
def test_a_new_postgresql_has_the_tables_of_all_migrations(engine: Engine, tmp_path: Path) -> None:
    """On the oldest and the newest version found; every other test runs on one in between."""
    with Cluster(engine=engine) as cluster:
        new, first = cluster.create_database("new"), cluster.create_database("first")
        migrated(new, tmp_path)
        migrated(first, tmp_path, first=True)
        assert of_postgres(new, engine) == of_postgres(first, engine)


@pytest.mark.django_db
def test_where_there_are_tables_none_is_made() -> None:
    """A database in use is migrated, and so is one that Headway shares with others."""
    before = connection.introspection.table_names()
    schema.start(connection)
    assert connection.introspection.table_names() == before


def _imported_modules(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "headway")  # a relative import is application code too
    return names
