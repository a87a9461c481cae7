"""A suggestion that was overtaken by an edit is taken on only by who has looked at both."""

from __future__ import annotations

import pytest

from headway.coaching.actions import accept_suggestion, suggest
from headway.coaching.models import Suggestion
from headway.kit.problems import Conflict
from headway.kit.testing.world import World
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Objective

pytestmark = pytest.mark.django_db


def drafted(world: World) -> Suggestion:
    """Of the description: that is nobody's to approve after plan lock."""
    edited(world, "For shoppers")
    return suggest(
        world.actor("coach"), objective_id=world.objective.pk,
        changes={"description": "Found at once"},
    )  # fmt: skip


def edited(world: World, text: str = "Found in a second") -> Objective:
    update_objective(world.actor("owner"), world.objective.pk, description=text)
    return Objective.objects.get(pk=world.objective.pk)


def test_it_overwrites_no_edit_that_came_after_it(world: World) -> None:
    made, objective = drafted(world), edited(world)
    with pytest.raises(Conflict) as refused:
        accept_suggestion(world.actor("owner"), made.pk)
    assert refused.value.code == "changed_since_drafted"
    assert "“Found in a second”" in refused.value.detail
    assert "“Found at once”" in refused.value.detail
    objective.refresh_from_db()
    made.refresh_from_db()
    assert (objective.description, made.state) == ("Found in a second", "open")


def test_who_has_looked_takes_it_on(world: World) -> None:
    made, objective = drafted(world), edited(world)
    accept_suggestion(world.actor("owner"), made.pk, seen=objective.version)
    objective.refresh_from_db()
    assert objective.description == "Found at once"


def test_who_looked_before_the_last_edit_has_not(world: World) -> None:
    made, objective = drafted(world), edited(world)
    edited(world, "Found at the third try")
    with pytest.raises(Conflict):
        accept_suggestion(world.actor("owner"), made.pk, seen=objective.version)


def test_an_edit_of_something_else_is_no_matter(world: World) -> None:
    made = drafted(world)
    update_objective(world.actor("owner"), world.objective.pk, is_local=True)
    accept_suggestion(world.actor("owner"), made.pk)
    assert Objective.objects.get(pk=world.objective.pk).description == "Found at once"


def test_nor_one_that_says_the_same(world: World) -> None:
    made = drafted(world)
    edited(world, "Found at once")
    accept_suggestion(world.actor("owner"), made.pk)
    made.refresh_from_db()
    assert made.state == "accepted"


def test_the_page_shows_all_three_and_takes_it_on_after_that(world: World) -> None:
    owner, made = world.client("owner"), drafted(world)
    page = f"/coach/suggestions/{made.pk}"
    was, seen = "For shoppers", Objective.objects.get(pk=world.objective.pk).version
    assert "When it was drafted" not in owner.get(page).content.decode()
    objective = edited(world)
    step = f"{page}/step"
    stale = owner.post(step, {"do": "accept", "seen": str(seen)})
    said = stale.content.decode()
    assert stale.status_code == 409
    for text in ("When it was drafted", was, f'name="seen" value="{objective.version}"'):
        assert text in said
    assert owner.post(
        step, {"do": "accept", "seen": str(objective.version)}
    ).status_code == 302  # fmt: skip
    objective.refresh_from_db()
    assert objective.description == "Found at once"
