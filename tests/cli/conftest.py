"""Run the real command, in processes and data folders of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result

from headway.cli.main import main

PATIENCE = 90  # seconds for a server to answer on a busy machine


@dataclass(slots=True)
class Shell:
    """A terminal in which HEADWAY_DATA_DIR is set, and nothing else of Headway's."""

    data: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        own = {k: v for k, v in os.environ.items() if not k.startswith(("HEADWAY_", "DJANGO_"))}
        return {**own, "HEADWAY_DATA_DIR": str(self.data), **self.settings}

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "headway.cli", *map(str, arguments)],
            env=self.environment(),
            cwd=self.data.parent,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    def ok(self, *arguments: object) -> str:
        """Standard output of a command that must succeed."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, *arguments: object) -> Any:
        return json.loads(self.ok(*arguments, "--json"))

    def refused(self, *arguments: object, code: int = 1) -> str:
        """Standard error of a command that must fail with ``code``, in sentences."""
        done = self.run(*arguments)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stderr

    @contextmanager
    def server(self, *arguments: str) -> Iterator[Server]:
        """`headway serve` on a free port; stopped like an administrator would."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = self.data.with_name(f"{self.data.name}.log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "headway.cli", "serve", "--port", str(port), *arguments],
                env=self.environment(),
                cwd=self.data.parent,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        server = Server(f"http://127.0.0.1:{port}", process, log)
        try:
            server.wait_until_it_answers()
            yield server
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=30)


@dataclass(slots=True)
class Server:
    """A running server."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        try:
            with urlopen(Request(self.address + path, headers=headers), timeout=30) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text(errors="replace")
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(self.log.read_text(errors="replace"))


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database has every table and no row."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    Shell(folder).run("recompute")  # which makes the tables first, like most commands
    (folder / "secret.key").unlink()
    return folder


@pytest.fixture
def shell(migrated: Path, tmp_path: Path) -> Shell:
    """A terminal with a data folder in which nobody has worked yet."""
    shutil.copytree(migrated, tmp_path / "data")
    return Shell(tmp_path / "data")


@pytest.fixture
def empty_shell(tmp_path: Path) -> Shell:
    """A terminal whose data folder is not there yet."""
    return Shell(tmp_path / "data")


@dataclass(slots=True)
class Terminal:
    """Runs commands in this process, on the test's database: fast, on SQLite and PostgreSQL."""

    def run(self, *arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    def ok(self, *arguments: object) -> str:
        done = self.run(*arguments)
        assert done.exit_code == 0, done.output
        return done.stdout

    def json(self, *arguments: object) -> Any:
        return json.loads(self.ok(*arguments, "--json"))

    def refused(self, *arguments: object, code: int = 1) -> str:
        done = self.run(*arguments)
        assert done.exit_code == code, done.output
        assert isinstance(done.exception, SystemExit)
        return done.stderr

    def doctor(self) -> dict[str, Any]:
        """What doctor found, by check; its exit code must agree."""
        done = self.run("doctor", "--json")
        told = json.loads(done.stdout)
        assert done.exit_code == (0 if told["ok"] else 1)
        return {check["name"]: check for check in told["checks"]}


@pytest.fixture
def terminal(db: None) -> Terminal:
    return Terminal()


PLAN = """\
schema: okr-research/1
organisation: {id: acme, name: Acme}
cycles:
- {id: Q1, start: '2026-01-01', end: '2026-03-31'}
objectives:
- id: o1
  cycle: Q1
  title: Grow
  key_results:
  - {id: k1, title: 'Reach 10 customers', score: 0.6}
  - {id: k2, title: 'Open 2 offices', score: 1.0}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A file of one objective with two scored key results."""
    path = tmp_path / "acme.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def assert_offline(arguments: Sequence[str], folder: Path) -> None:
    """A command works in a process of its own without Django, and leaves ``folder`` as it is: it
    needs no server and no data folder."""
    before = sorted(path.name for path in folder.iterdir())
    script = (
        "import sys\n"
        "from headway.cli.main import main\n"
        f"try: main({list(arguments)!r})\n"
        "except SystemExit as done: assert not done.code\n"
        "sys.exit(any(name in sys.modules for name in ('django', 'rich', 'orjson')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=folder, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert sorted(path.name for path in folder.iterdir()) == before
