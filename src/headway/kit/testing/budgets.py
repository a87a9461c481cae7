"""How many statements a page may run: reviewed budgets, and proof that the count does not grow.

    assert_budget("objectives list", lambda: client.get("/objectives/"))
    assert_no_growth(lambda n: make_objectives(n), lambda: client.get("/objectives/"))

Budgets live in ``tests/query_budgets.json``, where a change is seen in review.
``UPDATE_BUDGETS=1`` runs the tests and writes what they saw.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection

Answer = TypeVar("Answer")

FILE = Path("tests/query_budgets.json")  # the plugin anchors it in the repository

# Where a transaction begins differs by database and is no read or write of data.
TRANSACTION_CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "COMMIT")


@contextmanager
def recorded_queries() -> Iterator[list[str]]:
    """The SQL text (parameters left as placeholders) of each statement run inside the block."""
    statements: list[str] = []

    def record(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if not sql.lstrip().upper().startswith(TRANSACTION_CONTROL):
            statements.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(record):
        yield statements


@contextmanager
def query_budget(name: str) -> Iterator[None]:
    """Fail unless the block runs exactly the number of statements that ``name`` may run.

    Fewer fail too: an old, generous budget would hide the next regression.
    """
    with recorded_queries() as statements:
        yield
    if os.environ.get("UPDATE_BUDGETS") == "1":
        _write(name, len(statements))
        return
    budget = _read().get(name)
    if budget is None:
        raise AssertionError(
            f"No query budget for {name!r} (it ran {len(statements)}). "
            "Run the test with UPDATE_BUDGETS=1 and review tests/query_budgets.json."
        )
    if len(statements) != budget:
        listed = "\n".join(statements)
        raise AssertionError(
            f"{name!r} ran {len(statements)} statements, its budget is {budget}. If that is "
            f"meant, run the test with UPDATE_BUDGETS=1 and say why in the review.\n{listed}"
        )


def assert_budget(name: str, call: Callable[[], Answer]) -> Answer:
    """``call`` inside ``query_budget(name)``; returns its answer."""
    with query_budget(name):
        return call()


def assert_no_growth(
    grow: Callable[[int], object], call: Callable[[], object], *, sizes: tuple[int, int] = (2, 20)
) -> int:
    """Fail when ``call`` runs more statements with much data than with little; returns the count.

    Parameters:
        grow: makes the data hold ``n`` rows in all (called with each of ``sizes``, in order).
        call: the read under test. It is run once beforehand, to fill caches.
    """
    small, large = sizes
    grow(small)
    call()
    with recorded_queries() as few:
        call()
    grow(large)
    with recorded_queries() as many:
        call()
    if len(few) != len(many):
        repeated = Counter(many) - Counter(few)
        listed = "\n".join(f"{count} more: {sql}" for sql, count in repeated.most_common())
        raise AssertionError(
            f"{len(few)} statements for {small} rows, {len(many)} for {large}.\n{listed}"
        )
    return len(many)


def _read() -> dict[str, int]:
    if not FILE.exists():
        return {}
    budgets: dict[str, int] = json.loads(FILE.read_text(encoding="utf-8"))
    return budgets


def _write(name: str, count: int) -> None:
    """Under a lock, because pytest-xdist's workers write side by side."""
    with FILE.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        budgets = json.loads(file.read() or "{}") | {name: count}
        file.truncate(0)
        file.write(json.dumps(dict(sorted(budgets.items())), indent=2) + "\n")
