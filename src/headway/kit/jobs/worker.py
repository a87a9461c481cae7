"""The loop of a process that does jobs."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, close_old_connections, connection
from django.utils.module_loading import autodiscover_modules
from django_tasks import TaskContext

from headway.kit.jobs import queue
from headway.kit.jobs.queue import Held
from headway.kit.jobs.regular import Regular, every, regulars

logger = logging.getLogger("headway.jobs")

PAUSE = 1.0
"""Seconds between two looks into an empty queue."""
TROUBLE_PAUSE = 5.0
"""The same while the database does not answer."""
BEAT = queue.HELD_FOR.total_seconds() / 3
LONGEST = 3600.0
"""Seconds after which a worker no longer says that it is still at a job."""


class Worker:
    """Does one job after the other and what is regular between them, until :meth:`stop`.

    ``instead_of`` is a worker known to be gone: its job waits again at once.
    """

    def __init__(self, name: str, *, instead_of: str = "") -> None:
        self.name = name
        self._instead_of = instead_of
        self._is_stopping = False
        self._next: dict[str, float] = {}
        autodiscover_modules("jobs")

    def stop(self) -> None:
        """End after the job under way."""
        self._is_stopping = True

    def run(self) -> None:
        """Until it is stopped. A database that is away is waited for."""
        while not self._is_stopping:
            try:
                did_something = self.step()
            except Error as error:  # the database: a restart, a failover
                logger.warning("The database does not answer (%s).", type(error).__name__)
                connection.close()
                self._sleep(TROUBLE_PAUSE)
                continue
            if not did_something:
                self._sleep(PAUSE)
        connection.close()

    def step(self) -> bool:
        """What is regular and due, then one job; whether there was one."""
        close_old_connections()
        if self._instead_of:
            queue.take_back_lost(self._instead_of)
            self._instead_of = ""
        self._look_after_regulars()
        held = queue.take(self.name)
        if held is None:
            return False
        _do(held)
        return True

    def _look_after_regulars(self) -> None:
        now = time.monotonic()
        for regular in regulars():
            if now >= self._next.get(regular.name, 0.0):
                self._next[regular.name] = now + regular.seconds
                _call(regular)

    def _sleep(self, seconds: float) -> None:
        """In short steps: a signal asks to stop, and must not wait long."""
        until = time.monotonic() + seconds
        while not self._is_stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.25))


def _call(regular: Regular) -> None:
    try:
        regular.call()
    except Error:
        raise
    except Exception as error:  # noqa: BLE001 - one that fails must not keep the others from their turn
        logger.error("%s failed: %s", regular.name, _where(error))


def _do(held: Held) -> None:
    try:
        with _held_on(held):
            given: Any = held.task_result
            task = held.task
            told = [TaskContext(task_result=given)] if task.takes_context else []
            task.call(*told, *given.args, **given.kwargs)
    except Exception as error:  # noqa: BLE001 - whatever it is, the next job has its turn
        logger.error("%s failed: %s", held.task_path, _where(error))
        connection.close()  # in whatever state the job left it
        queue.failed(held, error)
    else:
        queue.done(held)


@contextmanager
def _held_on(held: Held) -> Iterator[None]:
    """A thread says that the job is still worked at, as long as it is."""
    over = threading.Event()
    beats = threading.Thread(target=_beat, args=(held, over), daemon=True)
    beats.start()
    try:
        yield
    finally:
        over.set()
        beats.join()


def _beat(held: Held, over: threading.Event) -> None:
    ends = time.monotonic() + LONGEST
    while not over.wait(BEAT) and time.monotonic() < ends:
        try:
            if not queue.hold_on(held):
                return
        except Error:
            continue  # others write just now, or the database is away: there is time for another
        finally:
            connection.close()


def _where(error: BaseException) -> str:
    """The kind of an error and where it was raised, without what it says."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__}\n{frames}"


@every(seconds=30)
def take_back_lost() -> None:
    """Jobs whose workers were killed."""
    count = queue.take_back_lost()
    if count:
        logger.warning("%d jobs lost their worker and wait again.", count)


@every(seconds=3600)
def prune() -> None:
    """Jobs that are long over."""
    queue.prune()
