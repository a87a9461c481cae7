"""What a database is made of, as SQL in an order that depends on names alone."""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg

from headway.kit.testing.engines import Engine

MIGRATE = """
import sys
import django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0, from_the_first="first" in sys.argv)
call_command("migrate", check_unapplied=True)
"""
APPLIED = "SELECT app, name FROM django_migrations ORDER BY app, name"
OF_SQLITE = """
    SELECT sql FROM sqlite_master
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
    ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, name
"""
NAMED_NOT_NULL = re.compile(r"CONSTRAINT \S+_not_null\d* NOT NULL")
"""PostgreSQL 18 names them, after what the table was called when it was made."""
NOT_OURS = re.compile(
    r"^(--.*|SET .*|\\(un)?restrict .*|SELECT pg_catalog\.set_config.*)\n", re.MULTILINE
)


def migrated(url: str, folder: Path, *, first: bool = False) -> None:
    """Migrate the database of that address, or the SQLite file of that folder, as a process of its
    own does; ``first``: by every migration, also where the database is empty."""
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE, *(["first"] if first else [])],
        env=os.environ
        | {
            "HEADWAY_DATABASE_URL": url,
            "HEADWAY_DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "headway.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def of_sqlite(folder: Path) -> str:
    """Tables, indexes and triggers, then the migrations that made them."""
    with contextlib.closing(sqlite3.connect(folder / "headway.sqlite3")) as database:
        made = [f"{statement};\n" for (statement,) in database.execute(OF_SQLITE)]
        return "".join(made) + _noted(database.execute(APPLIED).fetchall())


def rows_of_sqlite(folder: Path) -> dict[str, int]:
    """How many rows lie in each table."""
    with contextlib.closing(sqlite3.connect(folder / "headway.sqlite3")) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        ours = [name for (name,) in tables if not name.startswith("sqlite_")]
        counting = {name: f'SELECT count(*) FROM "{name}"' for name in ours}  # noqa: S608 (our names)
        return {name: database.execute(count).fetchone()[0] for name, count in counting.items()}


def of_postgres(url: str, engine: Engine) -> str:
    """The same of PostgreSQL, partitions, functions and statistics among them; in whatever schema
    the connection uses, as migrations name none either."""
    form = ["--schema-only", "--no-owner", "--no-privileges"]
    dumped = subprocess.run(
        [engine.programs / "pg_dump", *form, url], capture_output=True, text=True, check=True
    ).stdout
    unnamed = NAMED_NOT_NULL.sub("NOT NULL", dumped)
    made = re.sub(r"\n{2,}", "\n\n", NOT_OURS.sub("", unnamed).replace("public.", "")).lstrip()
    with psycopg.connect(url) as database:
        return made + _noted(database.execute(APPLIED).fetchall())


def _noted(applied: list[tuple[str, str]]) -> str:
    rows = ",\n".join(f"    ('{app}', '{name}', CURRENT_TIMESTAMP)" for app, name in applied)
    return f"INSERT INTO django_migrations (app, name, applied) VALUES\n{rows};\n"
