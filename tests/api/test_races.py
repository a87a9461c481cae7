"""Two at once: what only one of them can have, and the one writer that SQLite knows."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from headway.kit.testing.world import NOW, World
from headway.okrs.models import CheckIn, Cycle
from headway.people.actions import create_token
from headway.people.models import Person
from headway.strategy.models import Perspective
from tests.api.conftest import Caller, CallerOf


@contextmanager
def somebody_is_faster(table: str, write: Callable[[], object]) -> Iterator[None]:
    """Somebody else writes between the look at ``table`` and the write to it."""
    done: list[bool] = []

    def just_before(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not done and sql.startswith(f'INSERT INTO "{table}"'):
            done.append(True)
            write()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(just_before):
        yield
    assert done


def add_person(world: World) -> object:
    return Person.objects.create(
        organisation=world.organisation, name="Nia", email="nia@aster.example", created_at=NOW
    )


def add_cycle(world: World) -> object:
    return Cycle.objects.create(
        organisation=world.organisation,
        name="Q7",
        starts_on="2028-01-01",
        ends_on="2028-03-31",
        plan_lock_on="2028-01-15",
    )


RACES = [
    ("people_person", add_person, "people", {"name": "Noa", "email": "nia@aster.example"}, "email"),
    (
        "okrs_cycle",
        add_cycle,
        "cycles",
        {"name": "Q7", "starts_on": "2028-01-01", "ends_on": "2028-03-31"},
        "name",
    ),
]


@pytest.mark.parametrize(("table", "write", "path", "body", "field"), RACES)
def test_the_slower_one_gets_the_refusal_that_everybody_later_gets(
    world: World,
    caller: CallerOf,
    table: str,
    write: Callable[[World], object],
    path: str,
    body: dict[str, Any],
    field: str,
) -> None:
    admin = caller("admin")
    with somebody_is_faster(table, lambda: write(world)):
        raced = admin.refused("POST", path, body)
    write(world)  # the faster one's, which the test's own rollback took along
    later = admin.refused("POST", path, body)
    for refusal in (raced, later):
        assert (refusal["status"], refusal["code"]) == (422, "invalid_input")
        assert [(e["field"], e["code"]) for e in refusal["errors"]] == [(field, "taken")]


def test_a_form_whose_name_was_taken_meanwhile_comes_back_filled(world: World) -> None:
    def write() -> object:
        return Perspective.objects.create(
            organisation=world.organisation, name="Planet", position=9
        )

    with somebody_is_faster("strategy_perspective", write):
        page = world.client("admin").post("/strategy/perspectives", {"do": "add", "name": "Planet"})
    assert page.status_code == 422
    assert "Somebody has just taken this" in page.content.decode()


@contextmanager
def others_write() -> Iterator[None]:
    """Another process writes for long; this one waits for it for 50 ms only."""
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()
        connection.connection.execute("PRAGMA busy_timeout = 20000")


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL has as many writers as come."
)
def test_while_others_write_reads_go_on_and_writes_say_try_again(
    transactional_db: None, world: World
) -> None:
    _token, secret = create_token(
        world.system, name="x", scopes=["admin"], person_id=world.people["owner"].pk
    )
    client = world.client("owner")
    client.get("/")
    key_result = world.key_results[0].pk
    with others_write():
        started = time.monotonic()
        assert Caller(secret).get("me")["name"] == "Owner Person"
        assert time.monotonic() - started < 10
        answer = Caller(secret)("POST", f"key-results/{key_result}/check-ins", {"value": 50})
        page = client.post(f"/key-results/{key_result}/check-in", {"note": "Half the way"})
        theme = client.post("/theme", {"theme": "dark"})
        chosen = client.get("/?unit=all")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["code"] == "busy"  # type: ignore[attr-defined]  # of a test client
    assert "try again" in answer.json()["detail"]  # type: ignore[attr-defined]  # of a test client
    assert page.status_code == theme.status_code == 503
    assert int(page.headers["Retry-After"]) > 0
    assert "Half the way" in page.content.decode()
    assert "try again" in page.content.decode()
    assert chosen.status_code == 200
    assert not CheckIn.objects.exists()
    Caller(secret).send("POST", f"key-results/{key_result}/check-ins", {"value": 50})
    assert CheckIn.objects.count() == 1
