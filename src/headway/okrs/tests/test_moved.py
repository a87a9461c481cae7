"""A check-in shows every score it moved, each with what it is made of."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import text_of
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.models import KeyResult, Objective


@pytest.fixture
def above(world):
    """An objective of the department, still at its start, that the team's drives."""
    made = world.add_objective("Works is where people want to buy", unit="works")
    check_in(world.system, made.key_results.get().pk, value=0)
    link_objective(
        world.system, world.objective.pk, parent_objective_id=made.pk, kind="drives_score",
        weight=1.0, own_weight=1.0,
    )  # fmt: skip
    return made


def hide(world, objective):
    """For named people, of whom there are none; it belongs to somebody else."""
    somebody = world.people["admin"].pk
    Objective.objects.filter(pk=objective.pk).update(visibility="people", owner_id=somebody)
    KeyResult.objects.filter(objective=objective).update(owner_id=somebody)


def save(world, name="owner"):
    """The page after a check-in that moves nothing to 0.30 in the team's and 0 to 0.15 above."""
    address = f"/key-results/{world.key_results[0].pk}/check-in"
    return world.client(name).post(address, {"value": "52", "confidence": "7"}, follow=True)


def test_the_page_after_a_check_in_names_the_score_above_and_explains_it(world, above):
    page = text_of(save(world))
    assert "Works is where people want to buy score above, which it drives 0.00 0.15" in page
    assert "Customers find what they came for 50 % 0.30 0.15" in page


def test_home_tells_it_in_the_saved_row(world, above):
    client, key_result = world.client("owner"), world.key_results[0].pk
    row = client.post(
        "/check-ins",
        {f"value-{key_result}": "52", f"confidence-{key_result}": "7", "save": str(key_result)},
        headers={"HX-Request": "true"},
    )
    assert "Works is where people want to buy 0.00 to 0.15" in text_of(row)
    again = text_of(client.get("/"))
    assert "Works is where people want to buy 0.00 to 0.15" in again


def test_what_one_may_not_read_is_counted_without_its_name(world, above):
    hide(world, above)
    page = text_of(save(world))
    assert "Works is where" not in page
    assert "One more score above moved" in page


def test_the_score_of_a_driven_objective_explains_all_of_itself(world, above):
    """On every page: its own part alone would not add up to the number that is shown."""
    check_in(world.actor("owner"), world.key_results[0].pk, value=52)
    measured = above.key_results.get()
    check_in(world.system, measured.pk, value=5)
    for address in (
        f"/objectives/{above.pk}",
        f"/key-results/{measured.pk}/check-in",
        f"/objectives/{above.pk}/close",
    ):
        page = text_of(world.client("admin").get(address))
        if "/check-in" in address:
            page = text_of(world.client("admin").post(address, {"value": "5"}, follow=True))
        assert "Its own key results 50 % 0.50 0.25" in page, address


def test_a_second_check_in_of_the_day_tells_of_both(world, above):
    owner, client = world.actor("owner"), world.client("owner")
    check_in(owner, world.key_results[0].pk, value=45)
    check_in(owner, world.key_results[0].pk, value=52)
    assert "Works is where people want to buy 0.00 to 0.15" in text_of(client.get("/"))
