"""From the command to the first page, and what the idle server holds in memory."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import psutil


def main() -> None:
    """Three starts of the demo server on an existing data folder."""
    seconds = []
    memory = 0.0
    for _ in range(3):
        port = _free_port()
        started = time.monotonic()
        server = subprocess.Popen(
            [sys.executable, "-m", "headway.cli", "demo", "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        _wait(f"http://127.0.0.1:{port}/demo/")
        seconds.append(time.monotonic() - started)
        time.sleep(1)
        family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
        memory = sum(process.memory_full_info().uss for process in family) / 2**20
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)
    print(f"  start to first page: {min(seconds):.2f} s (best of 3, all: "
          f"{', '.join(f'{s:.2f}' for s in seconds)})")  # fmt: skip
    print(f"  idle memory, all processes: {memory:.0f} MB")


def _wait(address: str) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=2)
            return
        time.sleep(0.05)
    raise SystemExit("The server did not start.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
