"""Whatever goes wrong is answered in one shape, and changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from headway.kit.testing.world import World
from headway.okrs.models import CheckIn
from tests.api.conftest import CallerOf

PROBLEM = "application/problem+json"


def test_an_unknown_address_is_a_problem(caller: CallerOf) -> None:
    refusal = caller("owner").refused("GET", "nowhere/at/all")
    assert (refusal["status"], refusal["code"]) == (404, "not_found")


def test_a_method_that_is_not_there_is_a_problem_that_names_the_others(caller: CallerOf) -> None:
    answer = caller("owner")("DELETE", "me")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert answer.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize("path", ["objectives", "cycles", "me", "openapi.json", "units", "nowhere"])
def test_head_is_get_without_its_body(caller: CallerOf, path: str) -> None:
    owner = caller("owner")
    asked, got = owner("HEAD", path), owner("GET", path)
    assert asked.status_code == got.status_code
    assert asked.content == b""
    assert asked.headers["Content-Type"] == got.headers["Content-Type"]
    assert asked.headers["Content-Length"] == str(len(got.content))
    assert asked.headers.get("ETag") == got.headers.get("ETag")


@pytest.mark.parametrize(
    "body", [b"{", b"", b"[1]", b'"text"', b"\xff\xfe", b'{"value": NaN}', b'{"note": "\\ud800"}']
)
def test_a_body_that_is_no_json_object_is_refused(
    world: World, caller: CallerOf, body: bytes
) -> None:
    owner = caller("owner")
    answer = owner.client.post(
        f"/api/v1/key-results/{world.key_results[0].pk}/check-ins",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {owner.token}"},
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == PROBLEM
    assert not CheckIn.objects.exists()


def test_every_field_that_does_not_fit_is_named(world: World, caller: CallerOf) -> None:
    refusal = caller("owner").refused(
        "POST",
        f"key-results/{world.key_results[0].pk}/check-ins",
        {"value": "fifty", "confidence": 11, "colour": "red"},
    )
    assert refusal["status"] == 422
    assert {error["field"] for error in refusal["errors"]} == {"value", "confidence", "colour"}


def test_what_an_action_refuses_is_named_too(world: World, caller: CallerOf) -> None:
    refusal = caller("owner").refused(
        "POST",
        f"key-results/{world.key_results[0].pk}/check-ins",
        {"value": 50, "effective_on": "2026-12-24"},
    )
    assert refusal["errors"][0]["field"] == "effective_on"
    assert refusal["errors"][0]["code"] == "future"


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775808", "1.5", "x", "1%00"])
def test_an_id_that_cannot_be_one_is_refused(caller: CallerOf, number: str) -> None:
    refusal = caller("owner").refused("GET", f"objectives/{number}")
    assert refusal["status"] in (404, 422)


def test_a_text_no_database_holds_is_refused(world: World, caller: CallerOf) -> None:
    body = {"title": "Nul \0 inside", "cycle_id": world.cycle.pk}
    body |= {"unit_id": world.units["blue"].pk, "owner_id": world.people["owner"].pk}
    refusal = caller("owner").refused("POST", "objectives", body)
    assert [error["field"] for error in refusal["errors"]] == ["title"]
    assert caller("owner").refused("GET", "objectives", q="a\0b")["status"] == 422


def test_a_text_turns_nothing_that_comes_after_it(world: World, caller: CallerOf) -> None:
    body = {"title": "Grow\u202e fast", "cycle_id": world.cycle.pk}
    body |= {"unit_id": world.units["blue"].pk, "owner_id": world.people["owner"].pk}
    assert caller("owner").send("POST", "objectives", body)["title"] == "Grow fast"


def test_a_fault_of_ours_tells_nothing_and_is_logged(
    world: World,
    caller: CallerOf,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("headway.okrs.api.cycles.list_cycles", broken)
    refusal = caller("owner").refused("GET", "cycles")
    assert refusal["status"] == 500
    assert "secret detail" not in str(refusal)
    assert "secret detail" in caplog.text


def test_a_request_without_any_token_learns_no_more_from_a_bad_body(world: World) -> None:
    answer = Client().post("/api/v1/objectives", b"{", content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_body_of_another_type_is_refused(world: World, caller: CallerOf, kind: str) -> None:
    """Even when it happens to be JSON: a form of a foreign page must never pass for one."""
    owner = caller("owner")
    answer = owner.client.generic(
        "POST",
        f"/api/v1/key-results/{world.key_results[0].pk}/check-ins",
        b'{"value": 50}',
        content_type=kind,
        headers={"Authorization": f"Bearer {owner.token}"},
    )
    assert answer.status_code == 415
    assert not CheckIn.objects.exists()
