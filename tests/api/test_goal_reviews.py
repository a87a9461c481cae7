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
