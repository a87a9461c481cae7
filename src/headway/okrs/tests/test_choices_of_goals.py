"""Which mid-term goals a form offers: a short list, or a field that finds among many."""

from __future__ import annotations

import re

import pytest

from headway.kit.choices import FEW
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.okrs.models import Objective
from headway.okrs.queries.goal_choices import GoalChoices
from headway.people.actions import create_unit
from headway.strategy.actions import add_goal, apply_card
from headway.strategy.models import MidTermGoal
from headway.strategy.tests.test_units import YEAR, of_unit

pytestmark = pytest.mark.django_db

FORMS = ("/objectives/new", "/frames/new")


@pytest.fixture
def many(world: World) -> list[MidTermGoal]:
    """Copies of one goal in more units than a list takes."""
    works = world.units["works"].pk
    made = [
        create_unit(world.system, parent_id=works, name=f"Team {at:02}").pk for at in range(FEW)
    ]
    apply_card(world.system, to_units=made)
    return list(MidTermGoal.objects.filter(copy_of=world.goal).order_by("pk"))


def test_a_few_are_listed_those_of_the_organisation_first(world: World):
    of_unit(world, "blue", "Blue answers within an hour")
    page = html_of(world.client("admin").get("/objectives/new"))
    [field] = re.findall(r'<select[^>]*name="goal_id".*?</select>', page, re.DOTALL)
    assert re.findall(r'<option value="\d+"[^>]*>([^<]*)<', field) == [
        world.goal.title, "Blue answers within an hour (Blue)",
    ]  # fmt: skip


def test_many_are_found_by_typing_and_told_apart_by_their_unit(
    world: World, many: list[MidTermGoal]
):
    admin = world.client("admin")
    page = html_of(admin.get(f"/objectives/new?goal={many[3].pk}"))
    [field] = re.findall(r'<input[^>]*name="goal_id-text"[^>]*>', page)
    assert f'value="{world.goal.title}"' in field
    offered = text_of(admin.get("/find/goals", {"q": world.goal.title[:9]}))
    assert "Team 00" in offered
    assert admin.get("/find/goals", {"q": "nothing like it"}).status_code == 200
    mate = GoalChoices(world.actor("mate"))
    assert mate.few() == [(str(world.goal.pk), world.goal.title)]  # those of other units are not


def test_a_title_that_many_have_is_told_apart_by_its_unit(world: World, many: list[MidTermGoal]):
    admin = world.client("admin")
    new = {
        "title": "Nobody waits", "unit_id": world.units["blue"].pk, "cycle_id": world.cycle.pk,
        "owner_id": world.people["owner"].pk, "ambition": "committed", "origin": "bottom_up",
        "visibility": "all", "goal_id": "", "goal_id-text": world.goal.title,
    }  # fmt: skip
    begun = admin.post("/objectives/new", {**new, "goal_id-text": world.goal.title[:9]})
    assert "type more, or a comma and the unit" in text_of(begun)
    for typed, goal in ((world.goal.title, world.goal), (f"{world.goal.title}, team 00", many[0])):
        admin.post("/objectives/new", {**new, "title": typed, "goal_id-text": typed})
        made = Objective.objects.get(title=typed)
        assert made.parent_links.get().goal_id == goal.pk


def test_a_goal_out_of_reach_is_not_taken(world: World):
    theirs = add_goal(world.actor("admin"), title="Green saves", unit_id=world.units["green"].pk,
                      **YEAR)  # fmt: skip
    named = GoalChoices(world.actor("owner")).named
    assert [choice.label for choice in named(f"/goals/{world.goal.pk}")] == [world.goal.title]
    assert named(f"https://x/strategy/goals/{theirs.pk}") == []
    assert named("Green saves") == []
