"""A POST that is sent twice with one key happens once."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from headway.api import idempotency
from headway.kit import clock
from headway.kit.models import IdempotencyRecord
from headway.kit.testing.world import NOW, World
from headway.okrs.models import CheckIn, Objective
from tests.api.conftest import Caller, CallerOf


def key(text: str) -> dict[str, str]:
    return {"Idempotency-Key": text}


def test_the_second_request_gets_the_first_answer(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    path = f"key-results/{world.key_results[0].pk}/check-ins"
    first = owner("POST", path, {"value": 50}, headers=key("a"))
    second = owner("POST", path, {"value": 50}, headers=key("a"))
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    for name in ("ETag", "Location", "Content-Type"):
        assert second.headers[name] == first.headers[name]
    assert CheckIn.objects.count() == 1


def test_without_a_key_each_request_counts(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    path = f"key-results/{world.key_results[0].pk}/check-ins"
    for _ in range(2):
        owner.send("POST", path, {"value": 50})
    assert CheckIn.objects.count() == 2


def test_a_key_belongs_to_one_request(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    path = f"key-results/{world.key_results[0].pk}/check-ins"
    owner.send("POST", path, {"value": 50}, headers=key("a"))
    for other, body in ((path, {"value": 51}), (f"{path}?x=1", {"value": 50})):
        refusal = owner.refused("POST", other, body, headers=key("a"))
        assert (refusal["status"], refusal["code"]) == (409, "key_reused")
    assert CheckIn.objects.count() == 1


def test_a_key_belongs_to_one_token(world: World, caller: CallerOf) -> None:
    path = f"key-results/{world.key_results[0].pk}/check-ins"
    for name in ("owner", "lead"):
        caller(name).send("POST", path, {"value": 50}, headers=key("a"))
    assert CheckIn.objects.count() == 2


def test_a_refused_request_keeps_no_key(world: World, caller: CallerOf) -> None:
    """It changed nothing, so once its cause is gone it may be sent again."""
    owner = caller("owner")
    path = f"key-results/{world.key_results[0].pk}/check-ins"
    body = {"value": 50, "effective_on": "2026-11-25"}
    assert owner.refused("POST", path, body, headers=key("a"))["status"] == 422
    assert not IdempotencyRecord.objects.exists()
    with clock.frozen(NOW + timedelta(days=1)):
        owner.send("POST", path, body, headers=key("a"))


def test_a_fault_of_ours_leaves_neither_key_nor_write(
    world: World, caller: CallerOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer could not be made, so the client does not know: its repetition must count."""
    owner = caller("owner")
    path = f"key-results/{world.key_results[0].pk}/check-ins"

    def broken(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("headway.okrs.api.check_ins.row_of", broken)
        assert owner.refused("POST", path, {"value": 50}, headers=key("a"))["status"] == 500
    assert not CheckIn.objects.exists()
    owner.send("POST", path, {"value": 50}, headers=key("a"))
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize("text", ["", "x" * 201, "a\tb"])
def test_a_key_has_a_sensible_shape(world: World, caller: CallerOf, text: str) -> None:
    path = f"key-results/{world.key_results[0].pk}/check-ins"
    refusal = caller("owner").refused("POST", path, {"value": 50}, headers=key(text))
    assert refusal["errors"][0]["field"] == "Idempotency-Key"


def test_keys_are_forgotten_after_a_day(
    world: World, caller: CallerOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = caller("owner")
    path = f"key-results/{world.key_results[0].pk}/check-ins"
    owner.send("POST", path, {"value": 50}, headers=key("a"))
    monkeypatch.setattr(idempotency, "_forgot_at", -1e9)
    with clock.frozen(NOW + timedelta(days=1, minutes=1)):
        owner.send("POST", path, {"value": 50}, headers=key("b"))
        assert list(IdempotencyRecord.objects.values_list("key", flat=True)) == ["b"]


def test_a_file_sent_twice_is_imported_once(world: World, caller: CallerOf) -> None:
    admin = caller("admin")

    def send(content: bytes) -> Any:
        return admin.client.post(
            "/api/v1/imports",
            {"file": SimpleUploadedFile("o.yaml", content), "commit": "true"},
            headers={"Authorization": f"Bearer {admin.token}", **key("file")},
        )

    first = send(PLAN)
    assert first.status_code == 201, first.content
    assert send(PLAN).content == first.content
    assert send(PLAN + b"\n# more\n").status_code == 409
    assert Objective.objects.filter(title="Grow").count() == 1


def test_requests_at_once_with_one_key_write_once(
    transactional_db: None, world: World, caller: CallerOf
) -> None:
    """Two requests race; the database's unique key lets one write and hands the other its answer.
    On SQLite they queue for the write lock, on PostgreSQL for the key."""
    secret = caller("owner").token
    path = f"key-results/{world.key_results[0].pk}/check-ins"
    barrier = threading.Barrier(6)
    answers: list[tuple[int, bytes, bool]] = []

    def send() -> None:
        try:
            barrier.wait()
            with clock.frozen(NOW):
                answer = Caller(secret)("POST", path, {"value": 50}, headers=key("race"))
            replayed = "Idempotent-Replayed" in answer.headers
            answers.append((answer.status_code, answer.content, replayed))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _, _ in answers] == [201] * 6
    assert len({content for _, content, _ in answers}) == 1
    assert sorted(replayed for _, _, replayed in answers) == [False] + [True] * 5
    assert CheckIn.objects.count() == 1
    assert json.loads(answers[0][1])["check_in"]["value"] == 50


PLAN = b"""\
schema: okr-research/1
organisation: {id: aster, name: Aster}
cycles:
- {id: Q1, start: '2027-01-01', end: '2027-03-31'}
objectives:
- id: o1
  cycle: Q1
  title: Grow
  key_results:
  - {id: k1, title: 'Reach 10 customers'}
"""
