"""Migrations are complete, named, free of application code, and run on every database."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from headway.kit.testing.engines import Engine, engines
from headway.kit.testing.postgres import Cluster

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "headway"
MIGRATE = """
import django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
call_command("migrate", check_unapplied=True)
"""
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
@pytest.mark.parametrize("engine", engines(), ids=lambda engine: engine.label)
def test_an_empty_postgresql_of_each_version_found_is_migrated(
    engine: Engine, tmp_path: Path
) -> None:
    with Cluster(engine=engine) as cluster, cluster.database("fresh") as url:
        _migrate(url, tmp_path)


def test_an_empty_sqlite_file_is_migrated(tmp_path: Path) -> None:
    _migrate("", tmp_path)
    assert (tmp_path / "headway.sqlite3").stat().st_size > 0


def _migrate(url: str, data_dir: Path) -> None:
    environment = os.environ | {
        "HEADWAY_DATABASE_URL": url,
        "HEADWAY_DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "headway.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _imported_modules(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "headway")  # a relative import is application code too
    return names
