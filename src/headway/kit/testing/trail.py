"""Watches that the audit trail is the last thing a transaction writes.

The head of an organisation's chain is locked from the first event until commit, and every writer
waits there. One who holds it and then needs another row meets, sooner or later, somebody who holds
that row and waits for the head. It happened: closing what is left of a cycle recorded each
objective before it locked the next, and check-ins were answered with 503.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

TRAIL = re.compile(r'INSERT INTO "activity_event"|UPDATE "activity_chainhead"')
CHANGE = re.compile(
    r'(?:UPDATE|DELETE FROM) "(?!activity_|kit_|django_)(\w+)"|FOR (?:NO KEY )?UPDATE'
)
ENDS = ("RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN")


@contextmanager
def trail_comes_last() -> Iterator[list[str]]:
    """Yields the statements that changed or locked a row after its transaction had recorded. Sees
    the transactions of this thread, also those that a test wraps into its own."""
    late: list[str] = []
    recorded = False

    def over() -> None:
        nonlocal recorded
        recorded = False

    def watch(execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal recorded
        text = str(sql)
        if _is_new(text) or (recorded and not _goes_on(over)):
            recorded = False
        if TRAIL.match(text):
            if not recorded and not _is_wrapped():
                transaction.on_commit(over)
            recorded = True
        elif recorded and _changes(text):
            late.append(text)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield late


def _is_wrapped() -> bool:
    """Whether the test runs in a transaction of its own, which never commits."""
    blocks = connection.atomic_blocks
    return bool(blocks) and blocks[0]._from_testcase  # type: ignore[attr-defined]  # private to Django


def _goes_on(over: Callable[[], None]) -> bool:
    """Whether the transaction that recorded is not over: PostgreSQL begins and ends one without a
    statement, but what waits for its commit goes with it, committed or rolled back."""
    return _is_wrapped() or any(waiting[1] is over for waiting in connection.run_on_commit)


def _is_new(text: str) -> bool:
    """Whether what recorded is over. The transaction of a test itself never is: what runs in it are
    savepoints."""
    is_outermost = not connection.savepoint_ids
    return (is_outermost and text.startswith(ENDS)) or not connection.in_atomic_block


def _changes(text: str) -> bool:
    found = CHANGE.search(text)
    return found is not None and "activity_chainhead" not in text
