"""Board packs by script: the same pages, refusals and files as by hand."""

from __future__ import annotations

import json
from typing import Any

from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import World
from headway.packs.formats.stored import digest_of, from_text
from headway.packs.models import Pack
from tests.api.conftest import CallerOf


def made(caller: CallerOf, **new: Any) -> dict[str, Any]:
    pack: dict[str, Any] = caller("lead").send("POST", "packs", {"title": "November", **new})
    return pack


def test_a_pack_is_made_changed_and_read(world: World, caller: CallerOf) -> None:
    lead, reader = caller("lead", "write"), caller("viewer", "read")
    pack = lead.send("POST", "packs", {})
    assert (pack["title"], pack["pages"], pack["unit_id"]) == ("Board pack of Aster", 6, None)
    address = f"packs/{pack['id']}"
    assert [one["id"] for one in reader.get("packs")["items"]] == [pack["id"]]
    changed = lead.send("PATCH", address, {"title": "November", "day": "2026-10-31"})
    assert (changed["title"], changed["day"], changed["version"]) == ("November", "2026-10-31", 2)
    assert lead.refused("PATCH", address, {"title": "A"}, headers={"If-Match": '"1.x"'})[
        "status"] == 412  # fmt: skip
    shown = reader.get(f"{address}/document")
    assert (shown["day"], [one["kind"] for one in shown["pages"]][:2]) == (
        "2026-10-31", ["summary", "scorecard"],
    )  # fmt: skip
    page = world.client("viewer").get(f"/packs/{pack['id']}")
    assert heading_of(page) == shown["title"]
    for one in shown["pages"]:
        assert one["title"] in text_of(page)


def test_what_one_may_not_do_by_hand_one_may_not_do_by_script(
    world: World, caller: CallerOf
) -> None:
    pack = made(caller)
    address = f"packs/{pack['id']}"
    assert caller("mate").refused("PATCH", address, {"title": "A"})["status"] == 403
    assert caller("lead", "read").refused("PATCH", address, {"title": "A"})["status"] == 403
    assert caller("mate").refused("POST", "packs", {})["status"] == 403
    assert caller("outsider").refused("GET", address)["status"] == 404
    assert caller("outsider").refused("GET", f"{address}/document")["status"] == 404
    problem = caller("lead").refused("POST", "packs", {"kinds": ["kpi"]})
    assert problem["errors"][0]["field"] == "kinds"
    caller("lead").send("PUT", f"{address}/archive", {"why": "Twice."})
    assert caller("viewer").get("packs")["items"] == []
    assert len(caller("viewer").get("packs", archived=True)["items"]) == 1
    assert caller("lead").send("DELETE", f"{address}/archive")["archived_at"] is None


def test_pages_are_added_moved_and_removed(world: World, caller: CallerOf) -> None:
    lead, pack = caller("lead"), made(caller, kinds=["summary", "map"])
    pages = f"packs/{pack['id']}/pages"
    added = lead.send("POST", pages, {"kind": "goal", "subject_id": world.goal.pk, "note": "A"})
    one = f"pack-pages/{added['id']}"
    assert lead.send("PATCH", one, {"note": "Ours."})["note"] == "Ours."
    assert lead.send("PUT", f"{one}/position", {"position": 1})["position"] == 1
    assert [row["kind"] for row in lead.get(pages)["items"]] == ["goal", "summary", "map"]
    lead.send("DELETE", one)
    assert [row["position"] for row in lead.get(pages)["items"]] == [1, 2]
    assert lead.refused("GET", one)["status"] == 404
    stale = lead.refused("PATCH", f"pack-pages/{lead.get(pages)['items'][0]['id']}", {"note": "B"},
                         headers={"If-Match": '"old"'})  # fmt: skip
    assert stale["status"] == 412


def test_a_page_is_commented_on(world: World, caller: CallerOf) -> None:
    pack, mate = made(caller, kinds=["map"]), caller("mate", "write")
    [page] = mate.get(f"packs/{pack['id']}/pages")["items"]
    address = f"pack-pages/{page['id']}/comments"
    said = mate.send("POST", address, {"text": "Why?"})
    assert (said["author_name"], said["resolved_at"]) == ("Mate Person", None)
    assert mate.get(f"packs/{pack['id']}")["comments"] == 1
    one = f"pack-comments/{said['id']}"
    assert mate.send("PATCH", one, {"is_resolved": True})["resolved_by_name"] == "Mate Person"
    assert caller("stranger").refused("PATCH", one, {"is_resolved": False})["status"] == 403
    assert [row["text"] for row in mate.get(address)["items"]] == ["Why?"]
    assert caller("outsider").refused("GET", one)["status"] == 404
    assert caller("outsider").refused("GET", address)["status"] == 404


def test_what_is_frozen_is_kept_and_proves_itself(world: World, caller: CallerOf) -> None:
    lead, pack = caller("lead"), made(caller)
    address = f"packs/{pack['id']}"
    copy = lead.send("POST", f"{address}/freezes", {"as_copy": True})
    assert copy["source_id"] == pack["id"]
    frozen = lead.send("POST", f"{address}/freezes", {})
    assert (frozen["id"], frozen["frozen_by_name"]) == (pack["id"], "Lead Person")
    kept = Pack.objects.get(pk=pack["id"]).content
    assert frozen["digest"] == digest_of(kept)
    shown = lead.get(f"{address}/document")
    assert from_text(json.dumps(shown)) == from_text(kept)
    refused = lead.refused("PATCH", address, {"title": "Better"})
    assert (refused["status"], refused["code"]) == (409, "pack_frozen")
    again = lead.send("POST", f"{address}/copies", {"title": "December"})
    assert (again["title"], again["frozen_at"]) == ("December", None)


def test_it_goes_out_by_email(world: World, caller: CallerOf) -> None:
    lead, pack = caller("lead"), made(caller, kinds=["map"])
    address, mate_id = f"packs/{pack['id']}", world.people["mate"].pk
    schedule = {"cadence": "monthly", "send_day": 3, "recipient_ids": [mate_id]}
    said = lead.send("PUT", f"{address}/schedule", schedule)
    assert (said["next_on"], said["recipients"]) == (
        "2026-12-03", [{"person_id": mate_id, "name": "Mate Person"}],
    )  # fmt: skip
    sent = lead.send("POST", f"{address}/sends")
    assert (sent["state"], sent["letters"], sent["sent"]) == ("waiting", 1, 0)
    assert [one["id"] for one in lead.get(f"{address}/sends")["items"]] == [sent["id"]]
    caller("mate", "read").send("DELETE", f"{address}/recipients/me")
    assert lead.get(f"{address}/schedule")["recipients"] == []
    assert caller("mate").refused("POST", f"{address}/sends")["status"] == 403
    wrong = {**schedule, "recipient_ids": [world.people["outsider"].pk]}
    assert lead.refused("PUT", f"{address}/schedule", wrong)["status"] == 422


def test_it_is_downloaded(world: World, caller: CallerOf) -> None:
    pack = made(caller, kinds=["scorecard"])
    for kind, begins in (("xlsx", b"PK"), ("pptx", b"PK")):
        found = caller("viewer", "read")("GET", f"packs/{pack['id']}/files/{kind}")
        assert found.status_code == 200, found.content
        assert found.content.startswith(begins)
    assert caller("viewer").refused("GET", f"packs/{pack['id']}/files/exe")["status"] == 422


def test_who_gets_a_pack_is_told_to_who_may_change_it(world: World, caller: CallerOf) -> None:
    address = f"packs/{made(caller)['id']}/schedule"
    assert caller("lead").get(address)["cadence"] == "none"
    assert caller("viewer").refused("GET", address)["status"] == 403
    assert world.client("viewer").get(f"/{address.replace('schedule', 'email')}").status_code == 403


def test_what_was_frozen_and_changed_since_is_refused(world: World, caller: CallerOf) -> None:
    pack = made(caller, kinds=["summary"])
    caller("lead").send("POST", f"packs/{pack['id']}/freezes", {})
    Pack.objects.filter(pk=pack["id"]).update(content="{}")
    problem = caller("viewer").refused("GET", f"packs/{pack['id']}/document")
    assert (problem["status"], problem["code"]) == (409, "pack_damaged")
