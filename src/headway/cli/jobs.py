"""Processes that do jobs: `headway worker`, and the one beside `headway serve`."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import time
import uuid
from contextlib import suppress
from typing import Any

import click

from headway.cli.boot import note, start_and_migrate
from headway.cli.errors import CommandFailed
from headway.cli.worker import end_with_parent
from headway.kit.configuration import read_settings

PATIENCE = 30  # seconds for the job under way, when the server stops
CRASH_PAUSE = 1.0  # seconds before a worker that ended by itself is replaced


@click.command()
def worker() -> None:
    """Do jobs: fetch the values of KPIs from their sources, and what else takes its time.

    `headway serve` does them too, unless it was started with --no-jobs. Run as many workers as you
    like, on as many machines: each job is done by one of them, and taken up again when that one is
    killed. Stop it with Ctrl-C or SIGTERM: the job under way is finished first.
    """
    if not read_settings()["HEADWAY_DATABASE_URL"]:
        raise CommandFailed(
            "On SQLite `headway serve` does all jobs itself. Workers of their own need PostgreSQL: "
            "set HEADWAY_DATABASE_URL."
        )
    start_and_migrate()
    note("This worker waits for jobs.")
    _work(_name(), "")


class Beside:
    """A process beside the server's that does jobs, and one that starts it again when it dies.

    Both are forked after the application was loaded, so that they share its memory.
    """

    def __init__(self) -> None:
        self._keeper = multiprocessing.get_context("fork").Process(
            target=_keep_one_working, name="headway-jobs"
        )

    def start(self) -> None:
        """Once, before the server has threads."""
        self._keeper.start()

    def stop(self) -> None:
        """After the job under way; a job that takes too long is taken up at the next start."""
        if self._keeper.pid is None:
            return
        self._keeper.terminate()
        self._keeper.join(PATIENCE)
        if self._keeper.is_alive():
            self._keeper.kill()  # its worker ends with it
            self._keeper.join()


def _keep_one_working() -> None:
    """Have a worker, and another one when it is gone, which takes up what it was at."""
    end_with_parent()
    forking = multiprocessing.get_context("fork")
    is_stopping = False
    child: Any = None

    def stop(*_signal: object) -> None:
        nonlocal is_stopping
        is_stopping = True
        if child is not None and child.is_alive():
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    lost = ""
    while not is_stopping:
        name = _name()
        child = forking.Process(target=_as_a_child, args=(name, lost))
        child.start()
        child.join()
        lost = name
        if not is_stopping:
            note("The worker that does jobs ended; another one takes its place.")
            time.sleep(CRASH_PAUSE)
    if child is not None:
        child.join()


def _as_a_child(name: str, instead_of: str) -> None:
    end_with_parent()
    _work(name, instead_of)


def _work(name: str, instead_of: str) -> None:
    from headway.kit.jobs.worker import Worker

    own = Worker(name, instead_of=instead_of)

    def stop(*_signal: object) -> None:
        own.stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    with suppress(KeyboardInterrupt):
        own.run()


def _name() -> str:
    """Unlike that of any other worker, on any machine."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{uuid.uuid4().hex[:12]}"
