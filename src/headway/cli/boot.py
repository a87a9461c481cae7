"""Start Django for the commands that need it, and keep its database up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

LOCK = 0x4EAD_3A4  # PostgreSQL's advisory lock while one of several servers migrates


def start() -> None:
    """Load Django with Headway's settings. Costs about a second, so only some commands do it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headway.settings")
    import django

    django.setup()


def start_and_migrate() -> None:
    """As ``start``, and bring the database to this version's tables; makes the data folder."""
    start()
    migrate()


def migrate() -> int:
    """Apply what migrations are missing, one process at a time; how many there were."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    with _one_at_a_time():
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            call_command("migrate", interactive=False, verbosity=0)
    if missing:
        note(f"Database brought up to date: {len(missing)} migrations applied.")
    return len(missing)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Several servers may start at once on one PostgreSQL; SQLite's own lock does for one file."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def note(text: str) -> None:
    """A remark for people: on standard error, so that what a command prints stays clean."""
    click.echo(text, err=True)
