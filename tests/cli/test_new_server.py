"""A new server, from an empty folder to people signed in and scripts let in."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from headway.cli.errors import CommandFailed
from headway.cli.guard import only_server
from tests.cli.conftest import Shell


def test_an_administrator_gets_in_and_makes_a_token_that_works(empty_shell: Shell) -> None:
    link = empty_shell.ok(
        "init", "--name", "Acme", "--admin-email", "Ada@acme.example", "--admin-name", "Ada"
    ).strip()
    assert link.startswith("http://localhost:8000/invitation/")
    secret = empty_shell.ok(
        "token", "create", "--person", "ada@acme.example", "--name", "script", "--scope", "read"
    ).strip()
    (listed,) = empty_shell.json("token", "list")
    assert (listed["name"], listed["person"], listed["scopes"]) == ("script", "Ada", ["read"])
    assert secret not in json.dumps(listed)
    bearer = {"Authorization": f"Bearer {secret}"}
    with empty_shell.server() as server:
        status, body = server.get("/api/v1/me", **bearer)
        assert (status, json.loads(body)["organisation_name"]) == (200, "Acme")
        assert server.get("/invitation/" + link.partition("/invitation/")[2])[0] == 200
        empty_shell.ok("token", "revoke", listed["id"])
        assert server.get("/api/v1/me", **bearer)[0] == 401
    assert empty_shell.json("token", "list") == []


def test_the_demo_opens_nobodys_own_data_to_everybody(shell: Shell) -> None:
    """Its role chooser asks for no password."""
    shell.ok("init", "--name", "Acme", "--admin-email", "ada@acme.example")
    refusal = shell.refused("demo", "--port", "0")
    assert "belongs to Acme" in refusal
    assert "HEADWAY_DATA_DIR" in refusal


def test_a_server_stops_soon_and_leaves_one_whole_file_with_its_statistics(shell: Shell) -> None:
    """Without a write-ahead log left over: what is copied then is everything. And SQLite has been
    told how large its tables are."""
    shell.ok("init", "--name", "Acme", "--admin-email", "ada@acme.example")
    with shell.server() as server:
        server.get("/account/login/")
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=25) == 0
    assert {path.name for path in shell.data.glob("headway.sqlite3*")} == {"headway.sqlite3"}
    with closing(sqlite3.connect(shell.data / "headway.sqlite3")) as stored:
        known = {table for (table,) in stored.execute("SELECT DISTINCT tbl FROM sqlite_stat1")}
    assert "people_person" in known


def test_one_folder_and_one_port_take_one_server(shell: Shell, tmp_path: Path) -> None:
    """Granian's workers share ports: without a check both servers would answer, in turns."""
    with shell.server() as server:
        assert "A Headway server runs on" in shell.refused("serve", "--port", "0")
        port = server.address.rpartition(":")[2]
        other = Shell(tmp_path / "other")
        assert "cannot be used" in other.refused("serve", "--port", port)
        assert server.get("/healthz")[0] == 200


def test_on_sqlite_the_server_does_the_jobs_itself(shell: Shell) -> None:
    assert "`headway serve` does all jobs itself" in shell.refused("worker")


def test_workers_end_with_a_server_that_was_killed(shell: Shell) -> None:
    """One left behind would hold the port and the folder: nobody could start a new server."""
    with shell.server() as server:
        server.process.kill()
        server.process.wait(timeout=10)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with only_server(shell.data, "test"):
                return
        except CommandFailed:
            time.sleep(0.1)
    raise AssertionError("A worker holds the folder 20 s after its server was killed.")


def test_a_lost_link_is_replaced_and_an_imported_organisation_gets_its_administrator(
    shell: Shell, plan: Path
) -> None:
    shell.ok("import", plan)
    assert "Nobody in Acme has the address" in shell.refused("invite", "ada@acme.example", code=2)
    first = shell.ok("invite", "ada@acme.example", "--administrator", "Ada")
    second = shell.ok("invite", "ada@acme.example")
    assert first != second
    with shell.server() as server:
        status = [server.get(link.strip().partition(":8000")[2])[0] for link in (first, second)]
    assert status == [404, 200]


@pytest.mark.parametrize(
    ("setting", "value", "code", "says"),
    [
        ("HEADWAY_DATABASE_URL", "mysql://x/y", 2, "must start with postgresql://"),
        ("HEADWAY_UPLOAD_LIMIT_MB", "many", 2, "HEADWAY_UPLOAD_LIMIT_MB cannot be used"),
        ("HEADWAY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x", 3, "cannot be used"),
    ],
)
def test_a_setting_that_cannot_work_is_named(
    shell: Shell, setting: str, value: str, code: int, says: str
) -> None:
    shell.settings[setting] = value
    assert says in shell.refused("token", "list", code=code)
