"""Copy a database out and put it back: what differs between SQLite and PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from headway.cli.errors import CommandFailed

Tell = Callable[[int, int], None]


class Store(Protocol):
    """A database as backup and restore see it. ``member`` is its name in the archive."""

    engine: str
    member: str

    def copy_to(self, target: Path, tell: Tell) -> None:
        """Write a consistent copy; the database may be in use."""

    def is_empty(self) -> bool:
        """Whether there is nothing that a restore would replace."""

    def replace_with(self, source: Path) -> str:
        """Put a copy in place; returns a sentence about what was there, or ""."""


def store_of(database: Mapping[str, Any]) -> Store:
    """The store behind one of Django's database entries."""
    if database["ENGINE"].endswith("sqlite3"):
        return SQLiteStore(Path(database["NAME"]))
    return PostgreSQLStore(database)


class SQLiteStore:
    """One file. Copied page by page by SQLite itself, so that writers may go on."""

    engine = "sqlite"
    member = "database.sqlite3"

    def __init__(self, path: Path) -> None:
        self.path = path

    def copy_to(self, target: Path, tell: Tell) -> None:
        if not self.path.exists():
            raise CommandFailed(f"There is no database at {self.path}. Check HEADWAY_DATA_DIR.")

        def told(_status: int, remaining: int, total: int) -> None:
            tell(total - remaining, total)

        with (
            contextlib.closing(sqlite3.connect(self.path, timeout=60)) as source,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            # One step: a copy in several would start again whenever somebody writes.
            source.backup(copy, pages=-1, progress=told)
            copy.execute("PRAGMA journal_mode=DELETE")
        _check_integrity(target)

    def is_empty(self) -> bool:
        return not self.path.exists()

    def replace_with(self, source: Path) -> str:
        _check_integrity(source)
        kept = ""
        if self.path.exists():
            kept = self._set_aside()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, self.path)
        return kept

    def _set_aside(self) -> str:
        """Move the present database out of the way, whole: with its log written back first."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=5)) as present:
            try:
                present.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                present.execute("PRAGMA journal_mode=DELETE")
            except sqlite3.OperationalError as error:
                raise CommandFailed("The database is in use. Stop the server first.") from error
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        aside = self.path.with_name(f"{self.path.stem}.replaced-{stamp}{self.path.suffix}")
        self.path.rename(aside)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        return f"What was there is kept as {aside.name}."


def _check_integrity(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as copy:
        try:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise CommandFailed(f"{path.name} is no SQLite database: {error}.") from error
    if found != "ok":
        raise CommandFailed(f"The copy of the database is damaged: {found}.")


_DROP_PARTITIONED = """
    DO $$ DECLARE one regclass; BEGIN
        FOR one IN SELECT partrelid::regclass FROM pg_partitioned_table JOIN pg_class
                ON pg_class.oid = partrelid WHERE relnamespace = current_schema()::regnamespace
        LOOP EXECUTE format('DROP TABLE %s CASCADE', one); END LOOP;
    END $$
"""


class PostgreSQLStore:
    """PostgreSQL's own dump in its custom format, by PostgreSQL's own programs."""

    engine = "postgresql"
    member = "database.dump"

    def __init__(self, database: Mapping[str, Any]) -> None:
        self.database = database

    def copy_to(self, target: Path, tell: Tell) -> None:
        tell(0, 1)
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                  f"--file={target}")  # fmt: skip
        tell(1, 1)

    def is_empty(self) -> bool:
        from django.db import connection

        return not connection.introspection.table_names()

    def replace_with(self, source: Path) -> str:
        """In one transaction: a dump that does not fit leaves what was there.

        By way of its script, since ``pg_restore --clean`` drops the key of a partition before the
        table it belongs to, which PostgreSQL refuses: partitioned tables go first.
        """
        from django.db import connection

        connection.close()
        script = source.with_suffix(".sql")
        self._run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges",
                  f"--file={script}", str(source))  # fmt: skip
        self._run(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
            f"--dbname={self.database['NAME']}", f"--command={_DROP_PARTITIONED}",
            f"--file={script}",
        )  # fmt: skip
        return ""

    def _run(self, program: str, *arguments: str) -> None:
        path = shutil.which(program)
        if path is None:
            raise CommandFailed(
                f"{program} is not installed. Install PostgreSQL's client programs (in Debian: "
                "postgresql-client), or back the database up with the tools you use for it."
            )
        done = subprocess.run(
            [path, *arguments], env=self._environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CommandFailed(f"{program} failed: {done.stderr.strip()}")

    def _environment(self) -> dict[str, str]:
        """Where and who, in the environment: arguments are visible to everybody on the machine."""
        names = {
            "PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD",
            "PGDATABASE": "NAME",
        }  # fmt: skip
        given = {name: str(self.database.get(key) or "") for name, key in names.items()}
        options: Mapping[str, Any] = self.database.get("OPTIONS") or {}
        if "sslmode" in options:
            given["PGSSLMODE"] = str(options["sslmode"])
        return {**os.environ, **{name: value for name, value in given.items() if value}}
