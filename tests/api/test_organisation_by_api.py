"""The organisation, its tree, its people, its strategy and its trail, by script."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from headway.kit.testing.world import World
from headway.kpis.tests.values import first_pass_yield
from headway.okrs.models import Objective
from tests.api.conftest import Caller, CallerOf
from tests.api.test_idempotency import PLAN


def test_a_unit_is_added_moved_led_staffed_and_archived(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    answer = admin(
        "POST", "units", {"parent_id": world.units["works"].pk, "name": "Red", "kind": "team"}
    )
    unit = answer.json()  # type: ignore[attr-defined]  # the test client adds it
    assert answer.headers["Location"].endswith(f"/api/v1/units/{unit['id']}")
    path = f"units/{unit['id']}"
    moved = admin.send("PUT", f"{path}/parent", {"parent_id": world.units["root"].pk})
    assert moved["path"] == f"{world.units['root'].pk}/{unit['id']}/"
    mate = world.people["mate"].pk
    assert admin.send("PUT", f"{path}/lead", {"person_id": mate})["lead_id"] == mate
    staffed = admin.send("PUT", f"{path}/members/{mate}", {"kind": "coach"})
    assert [(m["person_id"], m["kind"]) for m in staffed["members"]] == [(mate, "coach")]
    assert admin.send("DELETE", f"{path}/members/{mate}", kind="coach")["members"] == []
    assert admin.send("PUT", f"{path}/archive")["archived_at"] is not None
    below_root = admin.get("units", parent_id=world.units["root"].pk)["items"]
    assert [row["name"] for row in below_root] == ["Works"]
    assert admin.send("DELETE", f"{path}/archive")["archived_at"] is None


def test_a_unit_cannot_lie_below_itself(world: World, caller: CallerOf) -> None:
    refusal = caller("admin").refused(
        "PUT", f"units/{world.units['works'].pk}/parent", {"parent_id": world.units["blue"].pk}
    )
    assert refusal["errors"][0]["code"] == "circle"


def test_the_tree_is_read_from_the_root_down(world: World, caller: CallerOf) -> None:
    reader = caller("viewer", "read")
    (root,) = reader.get("units")["items"]
    (works,) = reader.get("units", parent_id=root["id"])["items"]
    teams = reader.get("units", parent_id=works["id"])["items"]
    assert [(team["name"], team["members"]) for team in teams] == [("Blue", 2), ("Green", 1)]


def test_a_person_is_added_changed_invited_and_taken_out_of_service(
    world: World, caller: CallerOf
) -> None:
    admin = caller("admin")
    person = admin.send("POST", "people", {"name": "New Person", "email": "New@aster.example"})
    assert (person["email"], person["can_sign_in"]) == ("new@aster.example", False)
    path = f"people/{person['id']}"
    assert admin.send("PATCH", path, {"role": "viewer"})["role"] == "viewer"
    invited = admin("POST", f"{path}/invitation", {"send": False})
    assert "/invitation/" in invited.json()["link"]  # type: ignore[attr-defined]  # as above
    assert invited.headers["Cache-Control"] == "no-store"
    admin.send("DELETE", f"{path}/invitation")
    assert admin.send("PUT", f"{path}/deactivation")["is_active"] is False
    assert admin.get("people", active="false")["items"][0]["id"] == person["id"]
    assert admin.send("DELETE", f"{path}/deactivation")["is_active"] is True


def test_people_are_found_by_name_role_and_unit(world: World, caller: CallerOf) -> None:
    reader = caller("viewer", "read")

    def names(**query: Any) -> list[str]:
        return [row["name"] for row in reader.get("people", **query)["items"]]

    assert names(q="MATE") == ["Mate Person"]
    assert names(role="viewer") == ["Viewer Person"]
    assert names(unit_id=world.units["green"].pk) == ["Stranger Person"]


def test_the_organisation_changes_for_administrators_only(world: World, caller: CallerOf) -> None:
    change = {"time_zone": "Europe/Berlin", "week_start": 6}
    assert caller("lead").refused("PATCH", "organisation", change)["status"] == 403
    changed = caller("admin").send("PATCH", "organisation", change)
    assert (changed["time_zone"], changed["week_start"]) == ("Europe/Berlin", 6)
    bad = caller("admin").refused("PATCH", "organisation", {"time_zone": "Mars/Olympus"})
    assert bad["errors"][0]["field"] == "time_zone"


def test_a_mission_gets_versions_and_any_day_has_its_own(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    admin.send(
        "POST",
        "statements",
        {"kind": "mission", "text": "Less, but better.", "effective_on": "2026-12-01"},
    )
    assert [s["version"] for s in admin.get("statements", kind="mission")["items"]] == [2, 1]
    now = admin.get("statements/current")["mission"]["text"]
    later = admin.get("statements/current", as_of="2026-12-24")["mission"]["text"]
    assert (now, later) == ("Everything in its season.", "Less, but better.")


def test_perspectives_are_added_ordered_renamed_and_removed(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    (customer,) = admin.get("perspectives")["items"]
    learning = admin.send("POST", "perspectives", {"name": "Learning"})
    order = {"perspective_ids": [learning["id"], customer["id"]]}
    admin.send("PUT", "perspectives/order", order)
    assert [p["name"] for p in admin.get("perspectives")["items"]] == ["Learning", "Customer"]
    path = f"perspectives/{learning['id']}"
    assert admin.send("PUT", path, {"name": "Growth"})["name"] == "Growth"
    admin.send("DELETE", path)
    assert admin.refused("DELETE", f"perspectives/{customer['id']}")["code"] == "in_use"


def test_a_mid_term_goal_is_added_changed_and_archived(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    new = {"title": "Half by rail", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    goal = admin.send("POST", "mid-term-goals", new)
    path = f"mid-term-goals/{goal['id']}"
    owner = world.people["lead"].pk
    assert admin.send("PATCH", path, {"owner_id": owner})["owner_id"] == owner
    assert admin.send("PATCH", path, {"owner_id": None})["owner_id"] is None
    titles = [row["title"] for row in admin.get("mid-term-goals", as_of="2026-11-24")["items"]]
    assert titles == ["Customers come back"]
    admin.send("PUT", f"{path}/archive", {"why": "Too soon"})
    assert goal["id"] not in [row["id"] for row in admin.get("mid-term-goals")["items"]]
    admin.send("DELETE", f"{path}/archive")
    assert goal["id"] in [row["id"] for row in admin.get("mid-term-goals")["items"]]


def test_the_audit_trail_tells_every_write_to_administrators(
    world: World, caller: CallerOf
) -> None:
    caller("owner").send("POST", f"key-results/{world.key_results[0].pk}/check-ins", {"value": 50})
    assert caller("lead").refused("GET", "events")["status"] == 403
    admin = caller("admin")
    events = admin.get("events", limit=200)["items"]
    sequences = [event["sequence"] for event in events]
    assert sequences == list(range(len(sequences), 0, -1))
    of_one = admin.get("events", subject_type="key_result", subject_id=world.key_results[0].pk)[
        "items"
    ]
    assert of_one[0]["verb"] == "check_in.created"
    assert of_one[0]["after"]["value"] == 50
    assert admin.refused("GET", "events", subject_type="unit")["errors"][0]["code"] == "incomplete"


def test_a_file_is_looked_at_brought_in_and_taken_back(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    preview = _upload(admin, PLAN)
    assert preview["state"] == "preview"
    assert preview["report"]["created"]["objectives"] == 1
    assert not Objective.objects.filter(title="Grow").exists()
    path = f"imports/{preview['id']}"
    assert admin.send("POST", f"{path}/commit")["state"] == "committed"
    assert Objective.objects.filter(title="Grow").exists()
    assert admin.refused("POST", f"{path}/commit")["status"] == 409
    assert admin.refused("DELETE", path)["status"] == 409
    assert admin.get("imports")["items"][0]["state"] == "committed"
    assert admin.send("POST", f"{path}/undo")["state"] == "undone"
    assert not Objective.objects.filter(title="Grow").exists()


def test_a_preview_can_be_thrown_away(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    preview = _upload(admin, PLAN)
    admin.send("DELETE", f"imports/{preview['id']}")
    assert admin.refused("GET", f"imports/{preview['id']}")["status"] == 404


def test_a_file_that_cannot_be_read_is_refused_by_line(world: World, caller: CallerOf) -> None:
    refusal = _upload(caller("admin"), b"schema: okr-research/1\nobjectives: [\n", status=422)
    assert refusal["errors"][0]["field"] == "file"
    assert "Line" in refusal["detail"]


def test_others_see_no_import_but_of_their_own_values(world: World, caller: CallerOf) -> None:
    preview = _upload(caller("admin"), PLAN)
    lead = caller("lead")
    assert lead.get("imports")["items"] == []
    assert lead.refused("GET", f"imports/{preview['id']}")["status"] == 404
    assert caller("viewer").refused("GET", "imports")["status"] == 403
    _upload(lead, PLAN, status=403)
    kpi = first_pass_yield(world)
    own = _upload(lead, f"kpi,date,value\n{kpi.name},2026-09,94\n".encode())
    assert [one["id"] for one in lead.get("imports")["items"]] == [own["id"]]
    assert caller("owner").get("imports")["items"] == []


def _upload(caller: Caller, content: bytes, *, status: int = 201) -> Any:
    answer = caller.client.post(
        "/api/v1/imports",
        {"file": SimpleUploadedFile("o.yaml", content)},
        headers={"Authorization": f"Bearer {caller.token}"},
    )
    assert answer.status_code == status, answer.content
    return answer.json()
