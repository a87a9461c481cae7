"""Serve Headway: `headway serve` and `headway demo`."""

from __future__ import annotations

import multiprocessing
import os
import socket
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from typing import Any

import click

from headway.cli.boot import note, start_and_migrate
from headway.cli.errors import CommandFailed
from headway.cli.guard import only_server
from headway.cli.jobs import Beside
from headway.cli.progress import bar
from headway.kit.configuration import read_settings

PATIENCE = 20  # seconds for requests under way, when the server stops
LOCAL = {"127.0.0.1", "::1", "0.0.0.0", "::"}  # noqa: S104 - compared with, not bound to

Options = Any


def _address_options(command: Options) -> Options:
    command = click.option(
        "--host", default="127.0.0.1", show_default=True, help="Address to listen on."
    )(command)
    return click.option(
        "--port",
        default=8000,
        show_default=True,
        type=click.IntRange(0, 65535),
        help="Port to listen on; 0 takes a free one.",
    )(command)


@click.command()
@_address_options
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Worker processes. Default: 1 on SQLite, one per core on PostgreSQL.",
)
@click.option("--threads", type=click.IntRange(1, 64), help="Threads in each worker.")
@click.option(
    "--jobs/--no-jobs",
    default=True,
    help="Whether a process beside does jobs, such as fetching values of KPIs. Without it, run "
    "`headway worker`.",
)
def serve(host: str, port: int, workers: int | None, threads: int | None, jobs: bool) -> None:
    """Serve your organisation.

    Migrates the database first. Without an organisation, run `headway init` once. Stop it with
    Ctrl-C or SIGTERM: requests and jobs under way are finished first.
    """
    port = _checked_port(host, port)
    _default_base_url(host, port)
    with _alone():
        start_and_migrate()
        _say_if_empty()
        _run(host, port, workers, threads, jobs=jobs)


@click.command()
@_address_options
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Stop the clock on this day, for the same pictures every time.",
)
def demo(host: str, port: int, today: datetime | None) -> None:
    """Serve a demo organisation, ready to click.

    Loads it into the data folder the first time. Everybody who reaches the address may choose a
    role without a password, so do not show it to the world. Refuses data of an organisation of
    your own.
    """
    os.environ["HEADWAY_DEMO"] = "true"
    if today is not None:
        os.environ["HEADWAY_CLOCK"] = f"{today.date().isoformat()}T09:00:00+00:00"
    port = _checked_port(host, port)
    _default_base_url(host, port)
    with _alone():
        start_and_migrate()
        _refuse_own_data()
        _load_demo(today.date() if today else None)
        _run(host, port, None, None, jobs=True)


def _alone() -> AbstractContextManager[None]:
    """SQLite takes one server on a data folder; PostgreSQL takes as many as there are."""
    given = read_settings()
    if given["HEADWAY_DATABASE_URL"]:
        return nullcontext()
    return only_server(given["HEADWAY_DATA_DIR"], "server")


def _say_if_empty() -> None:
    from headway.people.models import Organisation

    if not Organisation.objects.exists():
        note("There is no organisation yet. Run `headway init --name … --admin-email …` once.")


def _refuse_own_data() -> None:
    """The role chooser lets anybody in without a password: it is for invented data alone."""
    from headway.exchange.demo import SLUG
    from headway.people.models import Organisation

    own = Organisation.objects.exclude(slug=SLUG).order_by("id").first()
    if own is not None:
        raise CommandFailed(
            f"This data belongs to {own.name}, and the demo would let everybody in without a "
            "password. Name an empty folder with HEADWAY_DATA_DIR, or an empty database."
        )


def _load_demo(today: date | None) -> None:
    from headway.exchange.demo import load_demo
    from headway.kit import clock
    from headway.kit.problems import Conflict
    from headway.packs.demo import add_packs

    day = today or clock.today()
    with bar("Telling the demo's story") as shown:
        try:
            made = load_demo(day, progress=lambda name, n, of: shown.update(n, of, name))
        except Conflict:
            return  # it is there from the last time
        add_packs(made, day)
    note("The demo organisation is loaded.")


def _run(host: str, port: int, workers: int | None, threads: int | None, *, jobs: bool) -> None:
    """Load the application once, then let workers share it: forked after the load, they start at
    once and keep one copy of the code in memory."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from headway.cli.worker import application, load
    from headway.kit.database import gather_statistics

    gather_statistics()
    embedded = not read_settings()["HEADWAY_DATABASE_URL"]
    cores = multiprocessing.cpu_count()
    # Several processes that write to one SQLite file wait for each other, so there is one.
    server = Server(
        "headway.cli.worker:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers or (1 if embedded else cores),
        blocking_threads=threads or (min(4, 2 * cores + 1) if embedded else 2),
        log_level=LogLevels.warning,
        workers_kill_timeout=PATIENCE,
        respawn_failed_workers=True,
    )
    application()
    _freeze()
    server.on_startup(lambda: note(f"Headway serves http://{_name(host)}:{port}/"))
    beside = Beside()
    if jobs:
        beside.start()
    try:
        server.serve(target_loader=load, wrap_loader=False)
    finally:
        beside.stop()
    if embedded:
        _take_in_the_log()


def _take_in_the_log() -> None:
    """Workers keep their connections to the end; whoever closes the last one moves SQLite's
    write-ahead log into the file, so that a copy of the file is a copy of everything."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _freeze() -> None:
    """Take all that is loaded out of the garbage collector's sight, before workers fork: it shares
    better, and collections have less to look at."""
    import gc

    from django.db import connections

    connections.close_all()
    gc.collect()
    gc.freeze()


def _checked_port(host: str, port: int) -> int:
    """The port, a free one for 0. Refuses one that is taken: granian's workers share ports, so a
    second server would quietly take half of the first one's requests."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandFailed(
                f"{host}:{port} cannot be used: {error.strerror}. Choose another with --port."
            ) from error
        taken: int = probe.getsockname()[1]
        return taken


def _default_base_url(host: str, port: int) -> None:
    """Links lead to where the server listens unless the setting says where people reach it."""
    os.environ.setdefault("HEADWAY_BASE_URL", f"http://{_name(host)}:{port}")


def _name(host: str) -> str:
    """How a browser on this machine reaches an address to listen on."""
    if host in LOCAL:
        return "localhost"
    return f"[{host}]" if ":" in host else host
