"""A worker that is killed in the middle of a job: the job is taken up again, whoever does it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from headway.kit.testing.postgres import Cluster
from tests.crash.test_kill import Server, environment, run

pytestmark = [pytest.mark.crash, pytest.mark.slow]

JOB = """
import os, time
from pathlib import Path
from headway.kit.jobs import job

@job()
def slow(folder):
    place = Path(folder)
    began = place / f"began-{os.getpid()}"
    began.touch()
    until = time.monotonic() + (60 if len(list(place.glob("began-*"))) == 1 else 0)
    while time.monotonic() < until:
        time.sleep(0.05)
    (place / f"ended-{os.getpid()}").touch()
"""
ENQUEUE = """
import json, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from slow_job import slow
slow.enqueue({folder!r})
print(json.dumps({{}}))
"""
LATER = """
import json
from datetime import timedelta
import django
django.setup()
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
earlier = timezone.now() - timedelta(minutes=1)
DBTaskResult.objects.filter(status="RUNNING").update(run_after=earlier)
print(json.dumps({}))
"""


def wait_for(found: Callable[[], object]) -> None:
    deadline = time.monotonic() + 90
    while not found():
        assert time.monotonic() < deadline, "It did not come."
        time.sleep(0.1)


def prepared(tmp_path: Path, url: str) -> tuple[dict[str, str], Path]:
    """An environment in which a slow job waits, and the folder where it leaves its traces."""
    (tmp_path / "slow_job.py").write_text(JOB)
    traces = tmp_path / "traces"
    traces.mkdir()
    env = environment(tmp_path / "data", url) | {"PYTHONPATH": str(tmp_path)}
    (tmp_path / "data").mkdir()
    run(ENQUEUE.format(folder=str(traces)), env)
    return env, traces


def pids(traces: Path, what: str) -> set[int]:
    return {int(path.name.rpartition("-")[2]) for path in traces.glob(f"{what}-*")}


def test_the_worker_beside_the_server_is_replaced_and_its_job_done(tmp_path: Path) -> None:
    env, traces = prepared(tmp_path, "")
    server = Server(env)
    try:
        wait_for(lambda: pids(traces, "began"))
        [victim] = pids(traces, "began")
        os.kill(victim, signal.SIGKILL)
        wait_for(lambda: pids(traces, "ended"))
        assert pids(traces, "began") == {victim, *pids(traces, "ended")}
        assert victim not in pids(traces, "ended")
        family = psutil.Process(server.process.pid).children(recursive=True)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=30) == 0
        assert not [one for one in family if one.is_running() and one.status() != "zombie"]
    finally:
        if server.process.poll() is None:
            server.kill()


def test_another_worker_takes_up_the_job_of_one_that_was_killed(tmp_path: Path) -> None:
    with Cluster() as cluster:
        env, traces = prepared(tmp_path, cluster.create_database("jobs"))

        def worker() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "-m", "headway.cli", "worker"],
                env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip

        first = worker()
        wait_for(lambda: pids(traces, "began"))
        first.kill()
        first.wait()
        run(LATER, env)  # a minute in which nobody held it
        second = worker()
        try:
            wait_for(lambda: pids(traces, "ended"))
            assert pids(traces, "ended") == {second.pid}
        finally:
            second.terminate()
            assert second.wait(timeout=30) == 0
