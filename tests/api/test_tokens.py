"""Who may call, and how far a token reaches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.okrs.models import Initiative
from headway.people.actions import create_token, deactivate_person, revoke_token
from tests.api.conftest import Caller, CallerOf


def test_without_a_token_nothing_is_told(world: World) -> None:
    answer = Client().get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "token_missing"


def test_a_session_is_no_token(world: World) -> None:
    """The browser's cookie must not open the API: any page could use it."""
    assert world.client("admin").get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("token", ["", "hw_wrong", "hw_", "wörld", "a b c"])
def test_an_unknown_token_is_refused(world: World, token: str) -> None:
    assert Caller(token)("GET", "me").status_code == 401


def test_a_revoked_token_ends_at_once(world: World) -> None:
    token, secret = create_token(world.actor("owner"), name="x", scopes=["read"])
    assert Caller(secret).get("me")["name"] == world.people["owner"].name
    revoke_token(world.actor("owner"), token.pk)
    assert Caller(secret).refused("GET", "me")["code"] == "token_invalid"


def test_an_expired_token_ends(world: World) -> None:
    _token, secret = create_token(world.actor("owner"), name="x", scopes=["read"], days=1)
    assert Caller(secret)("GET", "me").status_code == 200
    with clock.frozen(NOW + timedelta(hours=25)):
        assert Caller(secret)("GET", "me").status_code == 401


def test_tokens_of_somebody_out_of_service_end(world: World, caller: CallerOf) -> None:
    mate = caller("mate")
    deactivate_person(world.actor("admin"), world.people["mate"].pk)
    assert mate("GET", "me").status_code == 401


def test_me_says_who_and_what_for(world: World, caller: CallerOf) -> None:
    me = caller("owner", "read", "check_in").get("me")
    assert me["person_id"] == world.people["owner"].pk
    assert me["organisation_name"] == "Aster"
    assert me["scopes"] == ["check_in", "read"]


def test_a_token_reads_only_with_a_scope_that_reads(world: World, caller: CallerOf) -> None:
    path = f"objectives/{world.objective.pk}"
    assert caller("owner", "read")("GET", path).status_code == 200
    assert caller("owner", "write")("GET", path).status_code == 200
    refusal = caller("owner", "check_in").refused("GET", path)
    assert refusal["code"] == "scope"
    assert "read" in refusal["detail"]


def test_a_token_that_checks_in_does_nothing_else(world: World, caller: CallerOf) -> None:
    robot = caller("owner", "check_in")
    path = f"key-results/{world.key_results[0].pk}"
    assert robot("POST", f"{path}/check-ins", {"value": 50}).status_code == 201
    assert robot("PATCH", path, {"description": "New"}).status_code == 403
    refusal = robot.refused("POST", f"{path}/initiatives", {"title": "Work"})
    assert (refusal["status"], refusal["detail"]) == (
        403,
        "The token lacks the scope: admin, write.",
    )
    assert (
        caller("owner", "write")("POST", f"{path}/initiatives", {"title": "W"}).status_code == 201
    )
    work = f"initiatives/{Initiative.objects.get().pk}/state"
    assert robot("PUT", work, {"state": "done"}).status_code == 403
    assert robot("PATCH", f"objectives/{world.objective.pk}", {"title": "N"}).status_code == 403


def test_a_token_that_reads_changes_nothing(world: World, caller: CallerOf) -> None:
    reader = caller("admin", "read")
    path = f"key-results/{world.key_results[0].pk}/check-ins"
    assert reader("POST", path, {"value": 50}).status_code == 403
    assert reader("POST", "cycles", _cycle()).status_code == 403


def test_a_token_that_writes_does_not_administer(world: World, caller: CallerOf) -> None:
    assert caller("admin", "write")("POST", "cycles", _cycle()).status_code == 403
    assert caller("admin", "admin")("POST", "cycles", _cycle()).status_code == 201


def test_a_token_lends_no_rights_its_person_lacks(world: World, caller: CallerOf) -> None:
    refusal = caller("viewer").refused(
        "POST", f"key-results/{world.key_results[0].pk}/check-ins", {"value": 50}
    )
    assert refusal["status"] == 403
    assert refusal["detail"] == "A viewer reads and changes nothing."


def _cycle() -> dict[str, str]:
    return {"name": "Q1 2027", "starts_on": "2027-01-04", "ends_on": "2027-04-04"}
