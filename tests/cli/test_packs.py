"""`headway pack`: a running server's board packs, made, frozen and downloaded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Shell


@pytest.fixture(scope="module")
def client(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A terminal that knows a running server."""
    data = tmp_path_factory.mktemp("packs") / "data"
    shutil.copytree(migrated, data)
    shell = Shell(data)
    shell.ok("init", "--name", "Tern", "--admin-name", "Ada", "--admin-email", "ada@tern.example")
    token = shell.ok(
        "token", "create", "--person", "ada@tern.example", "--name", "s", "--scope", "write"
    )
    with shell.server() as server:
        shell.settings = {"HEADWAY_URL": server.address, "HEADWAY_TOKEN": token.strip()}
        yield shell


def test_a_pack_is_made_shown_frozen_and_downloaded(client: Shell, tmp_path: Path) -> None:
    made = json.loads(client.ok("pack", "new", "--title", "November", "--json"))
    number = str(made["id"])
    assert client.ok("pack", "list").splitlines() == [f"{number}  November (all), of today, live"]
    shown = client.ok("pack", "show", number).splitlines()
    assert shown[0].startswith("November: Tern, ")
    assert shown[1] == "1  Summary: No mid-term goal is in force."
    assert len(shown) == 7
    copy = json.loads(client.ok("pack", "freeze", number, "--copy", "--json"))
    assert (copy["source_id"], len(copy["digest"])) == (made["id"], 64)
    assert ", frozen " in client.ok("pack", "freeze", number)
    target = tmp_path / "board.xlsx"
    said = client.ok("pack", "get", number, "--as", "xlsx", "-o", target)
    content = target.read_bytes()
    assert said.strip() == f"{target} ({len(content)} bytes)"
    assert content.startswith(b"PK")


def test_what_the_server_refuses_is_said(client: Shell) -> None:
    made = json.loads(client.ok("pack", "new", "--json"))
    assert "Choose who gets it first." in client.refused("pack", "send", made["id"], code=2)
    assert "There is no such board pack." in client.refused("pack", "show", 999_999)
