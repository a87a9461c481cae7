"""CPU time of a page, and of a bare handler that does the same reads and sends the same bytes."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client

Statement = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: median and 95th percentile of CPU milliseconds."""

    median: float
    p95: float


def recorded(call: Callable[[], Any]) -> tuple[Any, list[Statement]]:
    """What ``call`` answers, and every statement it ran, with parameters."""
    statements: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = call()
    return answer, statements


def bare(statements: list[Statement], body: bytes) -> Callable[[], bytes]:
    """A handler that runs the statements, fetches their rows and returns the body."""

    def handle() -> bytes:
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
                if cursor.description is not None:
                    cursor.fetchall()
        return bytes(bytearray(body))

    return handle


def side_by_side(
    one: Callable[[], Any], two: Callable[[], Any], *, rounds: int = 60
) -> tuple[Side, Side]:
    """CPU time of both, taken in turns so that a busy machine is busy for both."""
    for call in (one, two):
        for _ in range(5):
            call()
    gc.collect()
    gc.freeze()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for call, taken in zip((one, two), times, strict=True):
            before = time.process_time()
            call()
            taken.append((time.process_time() - before) * 1000)
    return _side(times[0]), _side(times[1])


def _side(taken: list[float]) -> Side:
    ordered = sorted(taken)
    return Side(statistics.median(ordered), ordered[int(len(ordered) * 0.95)])


def get(client: Client, path: str) -> Callable[[], Any]:
    """A page request that must succeed."""

    def call() -> Any:
        response = client.get(path, headers={"host": "localhost"})
        if response.status_code != 200:
            raise SystemExit(f"{path} answered {response.status_code}")
        return response

    return call


def line(label: str, ours: Side, theirs: Side, extra: str = "") -> None:
    """Print one comparison."""
    ratio = ours.median / theirs.median if theirs.median else float("inf")
    print(
        f"  {label:<34} {ours.median:7.2f} ms   bare {theirs.median:6.2f} ms"
        f"   ratio {ratio:5.2f}   p95 {ours.p95:7.2f} ms  {extra}",
        flush=True,
    )
