"""A real PostgreSQL for one test run: started in under a second, gone with the process.

    with Cluster() as cluster:
        url = cluster.create_database("headway")

The folder is temporary, the server listens on a Unix socket only, and root is given up before
any of its programs run. Should this process be killed, a watcher stops the server and removes
the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import psutil
import psycopg
from psycopg import sql

from headway.kit.testing.engines import Engine, default_engine, privileges, reachable_programs

USER = "headway"
PORT = 5432  # only names the socket file; each cluster has its own folder, so it is always free

_COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
# A test's database is thrown away, so nothing need reach the disk.
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
# Ends when the writing end of its standard input closes: at the latest when its owner dies.
_WATCHER = """
cat >/dev/null
if [ -f "$1/data/postmaster.pid" ]; then
    server=$(head -n 1 "$1/data/postmaster.pid")
    kill -QUIT "$server"
    for _ in $(seq 40); do kill -0 "$server" || break; sleep 0.05; done
fi
rm -rf "$1"
"""


class ClusterError(RuntimeError):
    """PostgreSQL could not be started or stopped; the message holds the end of its log."""


class Cluster:
    """One PostgreSQL server of its own.

    Parameters:
        engine: which installation to run; the default one when omitted.
        durable: keep PostgreSQL's own guarantees (fsync and write-ahead log as shipped). For
            crash tests and benchmarks; without it a crash may lose anything.
        settings: further server settings, as in ``postgresql.conf``.
        port: listen on this port of 127.0.0.1 as well, as a server elsewhere would be reached.
    """

    def __init__(
        self,
        *,
        engine: Engine | None = None,
        durable: bool = False,
        settings: Mapping[str, str] | None = None,
        port: int | None = None,
    ) -> None:
        self.engine = engine or default_engine()
        self.durable = durable
        self.port = port or PORT
        listening = {"listen_addresses": "127.0.0.1"} if port else {}
        self._settings = {
            **_COMMON, **({} if durable else _FAST), **listening, **(settings or {}),
        }  # fmt: skip
        self._folder: Path | None = None
        self._programs = self.engine.programs
        self._server: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.create()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.destroy()

    def create(self) -> None:
        """Make an empty cluster and start it. Costs about 0.6 s."""
        self._folder = _private_folder()
        self._watcher = _watch(self._folder)
        self._programs = reachable_programs(self.engine, self._folder)
        self._initialise()
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        giving_up: Any = privileges()
        place = ["-D", str(self._data), "-k", str(self.folder), "-p", str(self.port)]
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                [str(self._programs / "postgres"), *place],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self.folder,
                env=_environment(),
                **giving_up,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop the server in an orderly way, keeping its data. Open connections are cut."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(timeout=30)
            self._server = None

    def kill(self) -> None:
        """Kill the server as a crash would: no warning, no last write. ``start`` recovers it."""
        if self._server is None:
            return
        backends = psutil.Process(self._server.pid).children(recursive=True)
        self._server.kill()
        self._server.wait(timeout=30)
        self._server = None
        _kill(backends)

    def destroy(self) -> None:
        """Stop the server without ceremony and remove its folder."""
        if self._server is not None:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait(timeout=30)
            self._server = None
        if self._watcher is not None and self._watcher.stdin is not None:
            self._watcher.stdin.close()
            self._watcher.wait(timeout=30)
            self._watcher = None
        self._folder = None

    @property
    def folder(self) -> Path:
        """Where the cluster lives while it runs."""
        if self._folder is None:
            raise ClusterError("The cluster has not been created. Use it in a with statement.")
        return self._folder

    def url(self, database: str = "postgres") -> str:
        """The address of a database, as ``HEADWAY_DATABASE_URL`` takes it."""
        place = urlencode({"host": str(self.folder), "port": self.port}, safe="/")
        return f"postgresql://{USER}@/{database}?{place}"

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Create a database, a copy of ``template``, and return its address."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database even while somebody is connected to it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._execute(statement.format(sql.Identifier(name)))

    @contextlib.contextmanager
    def database(self, name: str) -> Iterator[str]:
        """A database for the block; yields its address."""
        address = self.create_database(name)
        try:
            yield address
        finally:
            self.drop_database(name)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _wait_until_ready(self, *, seconds: float = 60) -> None:
        """Recovery after a crash may take a while; a server that has ended will not come back."""
        deadline = time.monotonic() + seconds
        while not self._answers():
            ended = self._server is None or self._server.poll() is not None
            if ended or time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL did not start.\n{self._end_of_log()}")
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _end_of_log(self) -> str:
        return self._log.read_text(errors="replace")[-2000:] if self._log.exists() else ""

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)

    def _initialise(self) -> None:
        """Make the data folder, without root's rights."""
        giving_up: Any = privileges()
        options = ["--username", USER, "--auth", "trust", "--encoding", "UTF8"]
        sync = [] if self.durable else ["--no-sync"]
        done = subprocess.run(
            [self._programs / "initdb", "--locale", "C.UTF-8", *options, *sync, "-D", self._data],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env=_environment(),
            check=False,
            **giving_up,
        )
        if done.returncode:
            raise ClusterError(f"initdb failed.\n{done.stdout[-2000:]}")
        lines = [f"{name} = '{value}'\n" for name, value in self._settings.items()]
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.writelines(lines)


def _environment() -> dict[str, str]:
    """Nothing of the caller's PostgreSQL settings may steer the cluster."""
    kept = {"PATH", "LD_LIBRARY_PATH", "TMPDIR"}
    return {"LC_ALL": "C.UTF-8"} | {key: os.environ[key] for key in kept & os.environ.keys()}


def _private_folder() -> Path:
    """Below /tmp, not TMPDIR: a socket's path has 107 bytes, and others must be able to enter."""
    folder = Path(tempfile.mkdtemp(prefix="headway-pg-", dir="/tmp"))
    owner: Any = privileges()
    if owner:
        shutil.chown(folder, owner["user"], owner["group"])
    return folder


def _watch(folder: Path) -> subprocess.Popen[bytes]:
    """Start the watcher in a session of its own, so that Ctrl-C does not reach it first."""
    return subprocess.Popen(
        ["/bin/sh", "-c", _WATCHER, "headway-pg-watcher", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )


def _kill(victims: list[psutil.Process], *, seconds: float = 10) -> None:
    """SIGKILL all and wait. One that nobody has reaped yet (a zombie) is dead enough."""
    for victim in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.kill()
    deadline = time.monotonic() + seconds
    while any(_alive(victim) for victim in victims):
        if time.monotonic() > deadline:
            raise ClusterError(f"PostgreSQL is still there {seconds} s after SIGKILL.")
        time.sleep(0.01)


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
