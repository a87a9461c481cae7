"""Connectors by API: set up, tried, run, paused and removed, as on their pages."""

from __future__ import annotations

import json

import pytest

from headway.kit.testing.world import World
from headway.kpis.tests.stand_in import DOWN, PASSWORD, SETTINGS, WORDS, Scripted, stand_in
from headway.kpis.tests.values import first_pass_yield
from tests.api.conftest import CallerOf

SOURCE = {"kind": "scripted", "settings": SETTINGS, "secrets": {"password": PASSWORD}}


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A source that says what the test wants."""
    return stand_in(monkeypatch)


def test_a_source_is_tried_set_up_run_and_removed(
    world: World, caller: CallerOf, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    owner, path = caller("owner"), f"kpis/{kpi.pk}/connector"
    assert owner.refused("GET", path)["status"] == 404
    source.month(94.0, 195.0, 92.0)
    tried = owner.send("POST", f"{path}/tests", SOURCE)
    assert [(one["starts_on"], one["verdict"], one["state"]) for one in tried["values"]] == [
        ("2026-11-01", "new", "estimated"),
        ("2026-10-01", "refused", "final"),
        ("2026-09-01", "new", "final"),
    ]
    assert tried["counts"] == {"new": 2, "refused": 1}
    made = owner.send("PUT", path, {**SOURCE, "every": "week", "at": "07:30", "weekday": 4})
    assert (made["state"], made["at"], made["weekday"]) == ("never", "07:30", 4)
    assert (made["settings"], made["secrets"]) == (SETTINGS, ["password"])
    source.month(94.0, 95.0, 92.0)
    run = owner.send("POST", f"{path}/runs", {})
    assert (run["created"], run["by_hand"], run["error"]) == (3, True, "")
    source.says = DOWN
    run = owner.send("POST", f"{path}/runs", {"periods": 12})
    assert (run["error_code"], run["error"]) == ("unreachable", WORDS)
    assert [one["error_code"] for one in owner.get(f"{path}/runs")["items"]] == [
        "unreachable",
        None,
    ]
    seen = owner("GET", path)
    assert json.loads(seen.content)["state"] == "failing"
    change = {"kind": "scripted", "settings": SETTINGS, "window": 6}
    changed = owner.send("PUT", path, change, headers={"If-Match": seen.headers["ETag"]})
    assert (changed["window"], changed["secrets"], changed["version"]) == (6, ["password"], 2)
    stale = owner.refused("PUT", path, change, headers={"If-Match": seen.headers["ETag"]})
    assert stale["status"] == 412
    assert owner.send("PUT", f"{path}/pause")["state"] == "paused"
    assert owner.send("DELETE", f"{path}/pause")["state"] == "failing"
    assert owner("DELETE", path).status_code == 204
    assert owner.refused("GET", path)["status"] == 404


def test_settings_are_for_who_may_define_the_kpi_and_secrets_for_nobody(
    world: World, caller: CallerOf, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    path = f"kpis/{kpi.pk}/connector"
    caller("owner").send("PUT", path, SOURCE)
    for name in ("mate", "viewer"):
        told = caller(name, "read").get(path)
        assert (told["settings"], told["secrets"]) == ({}, [])
    told = caller("owner", "read")("GET", path)
    assert json.loads(told.content)["secrets"] == ["password"]
    assert PASSWORD not in told.content.decode()
    assert caller("mate").refused("PUT", path, SOURCE)["status"] == 403
    assert caller("owner", "read").refused("PUT", path, SOURCE)["status"] == 403
    source.month(94.0)
    assert caller("mate", "check_in").send("POST", f"{path}/runs", {})["created"] == 1


def test_what_cannot_be_is_refused_at_its_field(
    world: World, caller: CallerOf, source: Scripted
) -> None:
    owner, path = caller("owner"), f"kpis/{first_pass_yield(world).pk}/connector"
    for body, field in (
        ({**SOURCE, "kind": "unheard"}, "kind"),
        ({**SOURCE, "settings": {}}, "url"),
        ({**SOURCE, "at": "6 o'clock"}, "at"),
        ({**SOURCE, "window": 401}, "window"),
    ):
        refusal = owner.refused("PUT", path, body)
        assert (refusal["status"], refusal["errors"][0]["field"]) == (422, field)


def test_administrators_list_them_and_everybody_reads_the_kinds(
    world: World, caller: CallerOf, source: Scripted
) -> None:
    kpi = first_pass_yield(world)
    caller("owner").send("PUT", f"kpis/{kpi.pk}/connector", SOURCE)
    [listed] = caller("admin").get("connectors")["items"]
    assert (listed["kpi_id"], listed["kpi_name"]) == (kpi.pk, "First-pass yield")
    assert "settings" not in listed
    assert caller("owner").refused("GET", "connectors")["status"] == 403
    assert caller("outsider").get("connectors")["items"] == []
    kinds = caller("viewer").get("connector-kinds")["items"]
    fields = next(kind["fields"] for kind in kinds if kind["code"] == "scripted")
    assert [(one["name"], one["is_secret"]) for one in fields] == [
        ("url", False), ("query", False), ("password", True),
    ]  # fmt: skip


@pytest.mark.parametrize("operation", ["", "/pause", "/runs", "/tests"])
def test_another_organisation_finds_nothing(
    world: World, caller: CallerOf, source: Scripted, operation: str
) -> None:
    path = f"kpis/{first_pass_yield(world).pk}/connector"
    caller("owner").send("PUT", path, SOURCE)
    method = {"": "PUT", "/pause": "PUT"}.get(operation, "POST")
    body = {"": SOURCE, "/tests": SOURCE, "/runs": {}}.get(operation)
    refusal = caller("outsider").refused(method, f"{path}{operation}", body)
    assert refusal["status"] == 404
    assert source.asked == []
