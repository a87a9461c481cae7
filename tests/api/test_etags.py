"""What a client has already is not sent again, and nobody overwrites what they have not seen."""

from __future__ import annotations

from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.models import Objective
from headway.people.actions import update_unit
from tests.api.conftest import CallerOf


def test_an_unchanged_object_is_not_sent_again(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    path = f"objectives/{world.objective.pk}"
    first = owner("GET", path)
    again = owner("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_moved_figure_changes_the_etag_though_the_version_stays(
    world: World, caller: CallerOf
) -> None:
    """A check-in moves an objective's score without being a change of the objective."""
    owner = caller("owner")
    path = f"objectives/{world.objective.pk}"
    first = owner("GET", path)
    check_in(world.actor("owner"), world.key_results[0].pk, value=55)
    second = owner("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.headers["ETag"] != first.headers["ETag"]


def test_a_change_for_a_state_that_is_gone_is_refused(world: World, caller: CallerOf) -> None:
    owner, lead = caller("owner"), caller("lead")
    path = f"objectives/{world.objective.pk}"
    seen = owner("GET", path).headers["ETag"]
    lead.send("PATCH", path, {"description": "Meanwhile"})
    refusal = owner.refused("PATCH", path, {"description": "Late"}, headers={"If-Match": seen})
    assert (refusal["status"], refusal["code"]) == (412, "outdated")
    assert Objective.objects.get(pk=world.objective.pk).description == "Meanwhile"


def test_a_change_for_the_present_state_is_taken(world: World, caller: CallerOf) -> None:
    owner = caller("owner")
    path = f"objectives/{world.objective.pk}"
    seen = owner("GET", path).headers["ETag"]
    changed = owner("PATCH", path, {"description": "In time"}, headers={"If-Match": seen})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != seen


def test_without_a_version_the_whole_object_is_compared(world: World, caller: CallerOf) -> None:
    admin = caller("admin")
    path = f"units/{world.units['blue'].pk}"
    seen = admin("GET", path).headers["ETag"]
    update_unit(world.actor("admin"), world.units["blue"].pk, name="Indigo")
    refusal = admin.refused("PATCH", path, {"name": "Cyan"}, headers={"If-Match": seen})
    assert refusal["status"] == 412
    now = admin("GET", path).headers["ETag"]
    assert admin.send("PATCH", path, {"name": "Cyan"}, headers={"If-Match": now})["name"] == "Cyan"


def test_any_state_is_fine_with_a_star(world: World, caller: CallerOf) -> None:
    answer = caller("owner")(
        "PATCH",
        f"key-results/{world.key_results[0].pk}",
        {"description": "Whatever"},
        headers={"If-Match": "*"},
    )
    assert answer.status_code == 200


def test_a_tag_that_was_never_ours_fits_nothing(world: World, caller: CallerOf) -> None:
    for tag in ('"abc"', 'W/"1"', '"99999999999999999999.x"', '""'):
        answer = caller("owner")(
            "PATCH",
            f"objectives/{world.objective.pk}",
            {"description": "x"},
            headers={"If-Match": tag},
        )
        assert answer.status_code == 412


def test_what_was_read_of_an_action_or_blocker_is_what_is_changed(
    world: World, caller: CallerOf
) -> None:
    """Their tags told no version, so that each change with one was refused."""
    owner, unit_id = caller("owner"), world.units["blue"].pk
    for kind, path, changes in (
        ("actions", "", ({"title": "Call them twice"}, {"title": "No"})),
        ("blockers", "/resolution", ({"word": "They came."}, {"is_resolved": False})),
    ):
        made = owner.send("POST", kind, {"title": "Call the installers", "unit_id": unit_id})
        method, address = "POST" if path else "PATCH", f"{kind}/{made['id']}"
        tag = {"If-Match": owner("GET", address).headers["ETag"]}
        answers = [owner(method, address + path, one, headers=tag) for one in changes]
        assert [one.status_code for one in answers] == [200, 412]
