"""Several people at once, each on a connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import Any

from django.db import connections

from headway.kit.problems import Conflict, Problem


def both(*calls: Callable[[], Any], refusal: type[Problem] = Conflict) -> list[Any]:
    """What each of these came to, or the ``refusal`` it met, done at the same time."""
    together = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        try:
            together.wait(timeout=30)
            return call()
        except refusal as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        waiting = [pool.submit(copy_context().run, one, call) for call in calls]
        return [future.result() for future in waiting]
