"""A real Prometheus for tests, on a port of its own, gone with its folder.

with Prometheus(scraping=[server.port]) as prometheus:
    prometheus.url
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import yaml

UNPACKED = Path(__file__).parents[4] / ".cache" / "prometheus" / "usr" / "bin"


class PrometheusError(RuntimeError):
    """Prometheus is missing or did not start; the message says what to do or what it said."""


class Prometheus:
    """One server of its own.

    Parameters:
        scraping: ports of this machine whose ``/metrics`` it reads, every fifth of a second.
        history: samples of the past in the OpenMetrics format, taken over before it starts.
    """

    def __init__(self, *, scraping: Sequence[int] = (), history: str = "") -> None:
        self._scraping, self._history = scraping, history
        self._folder: Path | None = None
        self._server: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="headway-prometheus-"))
        targets = [{"targets": [f"127.0.0.1:{port}" for port in self._scraping]}]
        job = {"job_name": "tests", "scrape_interval": "200ms", "static_configs": targets}
        settings = {"scrape_configs": [{**job, "scrape_timeout": "200ms"}]}
        (self._folder / "prometheus.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        if self._history:
            self._take_over()
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def folder(self) -> Path:
        """Where it lives while it runs."""
        if self._folder is None:
            raise PrometheusError("Use it in a with statement.")
        return self._folder

    @property
    def url(self) -> str:
        """Its address, as a source takes it."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    program("prometheus"),
                    f"--config.file={self.folder / 'prometheus.yml'}",
                    f"--storage.tsdb.path={self.folder / 'data'}",
                    "--storage.tsdb.retention.time=50y",
                    f"--web.listen-address=127.0.0.1:{self.port}",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                said = (self.folder / "log").read_text(errors="replace")[-2000:]
                raise PrometheusError(f"Prometheus did not start.\n{said}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill it as a crash would. ``start`` brings it back with what it had written."""
        if self._server is not None:
            self._server.send_signal(signal.SIGKILL)
            self._server.wait(timeout=30)
            self._server = None

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/-/ready", timeout=5) as answer:  # noqa: S310  # our own
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def _take_over(self) -> None:
        path = self.folder / "history"
        path.write_text(self._history, encoding="utf-8")
        # Without, there would be a block for every two hours, each with files of its own.
        large = "--max-block-duration=2000h"
        make = [program("promtool"), "tsdb", "create-blocks-from", large, "openmetrics"]
        done = subprocess.run(
            [*make, str(path), str(self.folder / "data")],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise PrometheusError(f"The history could not be taken over.\n{done.stderr[-2000:]}")


def program(name: str) -> str:
    """Where one of its programs lies. Raises PrometheusError where there is none."""
    found = shutil.which(name) or shutil.which(name, path=UNPACKED)
    if found is None:
        raise PrometheusError(f"There is no {name}. Run tools/ensure_prometheus.sh.")
    return found


def free_port() -> int:
    """A port of this machine that nothing listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
