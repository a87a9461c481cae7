"""Nothing acknowledged is lost: the server is killed in the middle of a stream of check-ins."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from headway.kit.testing.postgres import Cluster

pytestmark = [pytest.mark.crash, pytest.mark.slow]

KILLS = 2
ANSWERS = 20
"""So many check-ins are answered before each kill, however long a busy machine takes for them."""

PREPARE = """
import json
from datetime import timedelta
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from headway.exchange.seed import seed_organisation
from headway.people.access import actor_for
from headway.people.actions import create_token
from headway.people.models import Person
from headway.okrs.models import KeyResult
made = seed_organisation(people=20, cycles=1)
admin = Person.objects.select_related("organisation").get(role="admin")
_token, secret = create_token(actor_for(admin), name="crash", scopes=["admin"])
ids = list(KeyResult.objects.order_by("id").values_list("id", flat=True)[:8])
print(json.dumps({"secret": secret, "ids": ids}))
"""
COUNT = """
import json, sys
import django
django.setup()
from headway.activity.queries import verify_chain
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import CheckIn
from headway.people.models import Organisation
organisation = Organisation.objects.get()
print(json.dumps({
    "ids": list(CheckIn.objects.values_list("id", flat=True)),
    "intact": verify_chain(organisation.pk).intact,
    "differences": len(recompute(organisation.pk, write=False)[1]),
}))
"""


def environment(folder: Path, url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEADWAY_")}
    return {
        **kept,
        "HEADWAY_DATA_DIR": str(folder),
        "HEADWAY_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "headway.settings",
    }


def run(script: str, env: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`headway serve` in a process group of its own, so that all of it can be killed at once."""

    def __init__(self, env: dict[str, str]) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "headway.cli", "serve", "--port", str(self.port)],
            env=env,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(450):  # a minute and a half, on a busy machine
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1)
                return
            time.sleep(0.2)
        raise AssertionError("The server did not start.")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def check_in(self, secret: str, key_result_id: int, value: float) -> int:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/key-results/{key_result_id}/check-ins",
            data=json.dumps({"value": value, "note": "Under fire."}).encode(),
            headers={"Authorization": f"Bearer {secret}", "Content-Type": "application/json"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            return int(json.loads(response.read())["check_in"]["id"])


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_no_acknowledged_check_in_is_missing_after_kill_9(tmp_path: Path, database: str) -> None:
    """Two kills under load, the second of what recovered from the first; afterwards every
    answered check-in is there, the audit chain is whole, and every stored score equals the
    recomputed one."""
    with contextlib.ExitStack() as stack:
        url = ""
        if database == "postgres":
            url = stack.enter_context(Cluster(durable=True)).create_database("crash")
        env = environment(tmp_path, url)
        prepared = run(PREPARE, env)
        secret, ids = str(prepared["secret"]), list(prepared["ids"])
        acknowledged: list[int] = []
        for _ in range(KILLS):
            acknowledged += _fire_and_kill(Server(env), secret, ids)
        left = run(COUNT, env)
    assert len(acknowledged) >= KILLS * ANSWERS
    assert set(acknowledged) <= set(left["ids"])
    assert left["intact"] is True
    assert left["differences"] == 0


def _fire_and_kill(server: Server, secret: str, ids: list[int]) -> list[int]:
    """Check-ins from four threads until the server is killed; the ids that were answered."""
    acknowledged: list[int] = []
    stop = threading.Event()

    def fire(number: int) -> None:
        value = 0.0
        while not stop.is_set():
            value += 1
            with contextlib.suppress(OSError, urllib.error.URLError, ValueError):
                acknowledged.append(server.check_in(secret, ids[number % len(ids)], value))

    threads = [threading.Thread(target=fire, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(acknowledged) < ANSWERS and time.monotonic() < deadline:
        time.sleep(0.01)
    server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    return acknowledged
