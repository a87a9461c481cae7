"""What a database refuses, as refusals that people understand: one place for all writes.

Actions look before they write, but two of them at once can both look and only one can write; and
SQLite has one writer at a time. Both become a :class:`~headway.kit.problems.Problem` right where
the statement fails, so that a form is shown again as after any other refusal. Each is its database
error too, for code that waits for that.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import Error, IntegrityError, OperationalError, connection, models
from django.utils.translation import gettext as _

from headway.kit.problems import Conflict, FieldError, InvalidInput, Refused

RETRY_AFTER = 5  # seconds

_UNIQUE = (sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNIQUE_STATE = "23505"
_BUSY_STATES = {"40001", "40P01", "55P03"}  # could not serialise, deadlock, lock not available


class Taken(InvalidInput, IntegrityError):
    """Somebody else wrote the same name or address between our look and our write."""


class Collided(Conflict, IntegrityError):
    """Somebody else did the same thing at the same moment."""


class Busy(Refused, OperationalError):
    """Other writers held the database for too long. Nothing is wrong with what was asked."""

    status = 503
    code = "busy"
    title = "Headway is busy"
    exit_code = 3


def translate_errors(sender: Any, connection: Any, **_kwargs: Any) -> None:
    """Let a new connection raise refusals; for ``connection_created``."""
    if translated not in connection.execute_wrappers:
        connection.execute_wrappers.append(translated)


def translated(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    try:
        return execute(sql, params, many, context)
    except Error as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def refusal_of(error: BaseException | None) -> Refused | None:
    """The refusal that a database error stands for, None where it stands for a fault."""
    if isinstance(error, Refused):
        return error
    cause = error.__cause__ if isinstance(error, Error) else None
    code = getattr(cause, "sqlite_errorcode", 0)
    state = getattr(cause, "sqlstate", None)
    if code in _UNIQUE or state == _UNIQUE_STATE:
        return _taken(cause)
    if code & 0xFF in _LOCKED or state in _BUSY_STATES:
        return Busy(_("Others are writing just now. Nothing was saved; try again in a moment."))
    return None


def _taken(cause: Any) -> Refused:
    field = _own_text_field(cause)
    if field is None:
        return Collided(
            _("Somebody did the same at this moment. Load it again to see what is there now.")
        )
    sentence = _("Somebody has just taken this. Choose another.")
    return Taken(
        _("This was not saved. Mend what is marked."),
        errors=[FieldError(field, "taken", sentence)],
    )


def _own_text_field(cause: Any) -> str | None:
    """The text that must be unique, such as a name or an address; None where it is a combination
    of other things."""
    said = _said(cause)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                fields = [*constraint.fields, *_fields_in(constraint.expressions)]
                if said in (constraint.name, _as_columns(model, constraint.fields)):
                    return next((name for name in reversed(fields) if _is_text(model, name)), None)
    return None


def _said(cause: Any) -> str:
    """PostgreSQL names the constraint; SQLite does for an index of expressions, else it lists the
    columns."""
    diagnosis = getattr(cause, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    said = str(cause).partition(": ")[2]
    index = re.fullmatch(r"index '(.+)'", said)
    return index[1] if index else said


def _as_columns(model: type[models.Model], names: Sequence[str]) -> str:
    meta = model._meta
    columns = {field.name: field.column for field in meta.concrete_fields}
    return ", ".join(f"{meta.db_table}.{columns[name]}" for name in names) or "-"


def _fields_in(expressions: Sequence[Any]) -> list[str]:
    parts = [part for whole in expressions for part in getattr(whole, "flatten", list)()]
    return [str(part.name) for part in [*expressions, *parts] if isinstance(part, models.F)]  # type: ignore[attr-defined]  # an F has its field's name; the stubs do not know it


def _is_text(model: type[models.Model], name: str) -> bool:
    return isinstance(model._meta.get_field(name), models.CharField | models.TextField)


@contextmanager
def impatient(milliseconds: int = 50) -> Iterator[None]:
    """Wait no longer for SQLite's one writer than this; PostgreSQL has no such queue. For a write
    that may as well not happen: catch :class:`Busy` around it."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
    raw.execute(f"PRAGMA busy_timeout = {milliseconds:d}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {before:d}")


def gather_statistics() -> None:
    """Let SQLite know how large its tables are, by which it chooses indexes: a server calls this as
    it starts. A thousand entries of each index are looked at, some milliseconds whatever the size.
    PostgreSQL does this by itself, while it runs."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")
