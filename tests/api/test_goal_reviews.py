"""Reviews of mid-term goals by the API: what its page does."""

from __future__ import annotations

from headway.kit.testing.world import TODAY, World
from tests.api.conftest import CallerOf


def test_a_goal_is_reviewed_and_its_reviews_are_read(world: World, caller: CallerOf) -> None:
    admin, address = caller("admin"), f"mid-term-goals/{world.goal.pk}/reviews"
    problem = admin.refused("POST", address, {"outcome": "changed"})
    assert (problem["status"], problem["errors"][0]["field"]) == (422, "why")
    made = admin.send("POST", address, {"outcome": "kept", "why": "Still right."})
    assert (made["outcome"], made["day"]) == ("kept", TODAY.isoformat())
    admin.send("POST", address, {"outcome": "dropped", "why": "It is reached."})
    found = caller("viewer", "read").get(address)["items"]
    assert [(one["outcome"], one["why"]) for one in found] == [
        ("dropped", "It is reached."), ("kept", "Still right."),
    ]  # fmt: skip
    assert admin.refused("POST", address, {"outcome": "kept"})["status"] == 409
    assert caller("outsider", "read").refused("GET", address)["status"] == 404
    assert caller("owner").refused("POST", address, {"outcome": "kept"})["status"] == 403


def test_a_text_is_reviewed_before_it_is_stored(caller: CallerOf) -> None:
    """As while a form is filled in; what is not given is not asked for."""
    told = {"text": "Launch the new app", "level": "key_result", "kind": "increase", "owner": ""}
    answer = caller("owner").send("POST", "text-reviews", told)
    found = {one["code"]: one for one in answer["findings"]}
    assert set(found) == {"KR_NO_NUMBER", "KR_NO_BASELINE", "KR_ACTIVITY", "NO_OWNER"}
    assert found["KR_NO_NUMBER"]["severity"] == "error"
    assert "“Launch”" in found["KR_ACTIVITY"]["message"]
    assert found["KR_ACTIVITY"]["why"]
    assert [(flag["letter"], flag["holds"]) for flag in answer["smart"]] == [
        ("S", False), ("M", False), ("A", False), ("R", None), ("T", None),
    ]  # fmt: skip


def test_a_text_of_no_level_is_refused(caller: CallerOf) -> None:
    problem = caller("owner").refused("POST", "text-reviews", {"text": "A", "level": "goal"})
    assert problem["status"] == 422
