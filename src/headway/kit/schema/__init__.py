"""The tables that a new database starts from, written down once instead of migrated to.

A new database would go through every migration there ever was, a quarter of a minute, most of
which Django spends on making all models anew after each step. One file for each database holds the
tables as those migrations leave them, and says which these are; `make schema` writes both. Younger
migrations are applied as ever, so the files are renewed now and then, not with each of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

FOLDER = Path(__file__).parent


def start(database: BaseDatabaseWrapper) -> None:
    """Make the tables if there is none at all, in one transaction: a second process finds them."""
    with transaction.atomic(using=database.alias):
        if database.introspection.table_names():
            return
        written = (FOLDER / f"{database.vendor}.sql").read_text(encoding="utf-8")
        with database.cursor() as cursor:
            for statement in [written] if database.vendor == "postgresql" else statements(written):
                cursor.execute(statement)


def statements(written: str) -> Iterator[str]:
    """One at a time, as SQLite takes them; a trigger is one, with all semicolons in it."""
    statement = ""
    for line in written.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
