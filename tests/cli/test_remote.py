"""`headway api`: the operations of a running server by their names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell

PLAN = """\
schema: okr-research/1
organisation: {id: tern, name: Tern}
cycles: [{id: 2080-Q1, start: 2080-01-01, end: 2080-03-31}]
objectives:
- {id: O1, cycle: 2080-Q1, level: company, owner_role: Director, title: Ships arrive}
- {id: O2, cycle: 2080-Q1, level: company, owner_role: Director, title: Ships leave}
"""


@pytest.fixture(scope="module")
def client(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A terminal that knows a running server and an administrator's token."""
    data = tmp_path_factory.mktemp("remote") / "data"
    shutil.copytree(migrated, data)
    shell = Shell(data)
    shell.ok("init", "--name", "Tern", "--admin-name", "Ada", "--admin-email", "ada@tern.example")
    token = shell.ok(
        "token", "create", "--person", "ada@tern.example", "--name", "s", "--scope", "admin"
    )
    with shell.server() as server:
        shell.settings = {"HEADWAY_URL": server.address, "HEADWAY_TOKEN": token.strip()}
        yield shell


def answer(shell: Shell, *arguments: object) -> Any:
    return json.loads(shell.ok("api", *arguments))


def test_it_lists_what_there_is_and_says_what_each_takes(client: Shell) -> None:
    listed = client.ok("api")
    assert "list_objectives" in listed
    assert "Check in on several key results" in listed
    about = client.ok("api", "create-objective", "--about")
    assert "Draft an objective: POST /api/v1/objectives" in about
    assert "title (string, needed)" in about


def test_it_reads_changes_and_sends_files(client: Shell, tmp_path: Path) -> None:
    assert answer(client, "me")["name"] == "Ada"
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN, encoding="utf-8")
    brought = answer(client, "create_import", f"file=@{file}", "commit=true")
    assert (brought["state"], brought["report"]["created"]["objectives"]) == ("committed", 2)
    first = answer(client, "list_objectives", "limit=1")
    assert first["next_cursor"]
    every = answer(client, "list_objectives", "limit=1", "--all")
    assert [row["title"] for row in every] == ["Ships arrive", "Ships leave"]
    one = f"objective_id={every[0]['id']}"
    changed = answer(client, "update_objective", one, "description=2027", "is_local=true")
    assert (changed["description"], changed["is_local"]) == ("2027", True)
    added = answer(
        client, "create_key_result", one, "title=Ships on time", "kind=increase", "start=80",
        "target=95.5", f"owner_id={changed['owner_id']}",
    )  # fmt: skip
    assert (added["start"], added["target"]) == (80, 95.5)
    assert answer(client, "archive_objective", one, "why=Done.")["archived_at"]


def test_it_defines_and_measures_kpis(client: Shell, tmp_path: Path) -> None:
    me, root = answer(client, "me")["person_id"], answer(client, "list_units")["items"][0]["id"]
    made = answer(
        client, "create_kpi", f"unit_id={root}", "name=Yield", f"owner_id={me}", "external_id=fpy",
        "low_bound=0", "better=up",
    )  # fmt: skip
    lines = tmp_path / "values.ndjson"
    rows = [{"kpi": "fpy", "on": f"2026-0{at}-01", "value": 90 + at} for at in range(1, 7)]
    lines.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    streamed = answer(client, "stream_measurements", "--body", lines)
    assert (streamed["kpis"], streamed["created"], streamed["refused"]) == (1, 6, [])
    one = f"kpi_id={made['id']}"
    again = answer(client, "create_measurement", one, "on=2026-06-30", "value=96")
    assert again["unchanged"] == ["2026-06-01"]
    file = tmp_path / "values.csv"
    file.write_text("date,value\n2026-07,97\n", encoding="utf-8")
    brought = answer(client, "create_import", f"file=@{file}", "commit=true", "kpi=Yield")
    assert brought["report"]["created"]["measurements"] == 1
    points = answer(client, "list_measurements", one, "--all")
    assert [point["value"] for point in points] == [91, 92, 93, 94, 95, 96, 97]


def test_what_is_refused_says_why_and_exits_by_what_kind(client: Shell) -> None:
    assert "Did you mean list_objectives" in client.refused("api", "list_objektives", code=2)
    assert "has no mood" in client.refused("api", "list_objectives", "mood=fine", code=2)
    assert "needs one objective_id" in client.refused("api", "get_objective", code=2)
    assert "no NAME=VALUE" in client.refused("api", "get_objective", "17", code=2)
    told = client.refused("api", "get_objective", "objective_id=999999")
    assert told.startswith("There is no such objective")
    told = client.refused("api", "create_cycle", "name=", "starts_on=2027-01-01", code=2)
    assert "ends_on" in told
    assert "no list" in client.refused("api", "me", "--all", code=2)
    assert "token" in client.refused("api", "me", "--token", "", code=2)
    assert "http or https" in client.refused("api", "me", "--url", "file:///etc", code=2)
    told = client.refused("api", "me", "--url", "http://127.0.0.1:9", code=3)
    assert "does not answer" in told


def test_a_token_out_of_a_file_ends_with_a_line_break(client: Shell) -> None:
    token = client.settings["HEADWAY_TOKEN"]
    assert answer(client, "me", "--token", f"{token}\n")["name"] == "Ada"


@pytest.mark.parametrize("between", ["\n", "\r\nHost: elsewhere", "ü"])
def test_a_token_that_is_none_is_refused_and_not_repeated(client: Shell, between: str) -> None:
    token = client.settings["HEADWAY_TOKEN"]
    told = client.refused("api", "me", "--token", f"{token}{between}{token}", code=2)
    assert "Copy it once more" in told
    assert token not in told


def test_what_is_no_text_is_refused_by_its_name(client: Shell) -> None:
    told = client.refused("api", "list_objectives", b"q=\xff".decode("utf-8", "surrogateescape"),
                          code=2)  # fmt: skip
    assert told.strip() == "What is given for “q” is no text in UTF-8."
