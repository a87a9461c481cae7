"""A suggestion of the coach is met where its owner looks: on the page of what it is about."""

from __future__ import annotations

import pytest

from headway.activity.models import Notice
from headway.coaching.actions import accept_suggestion, decline_suggestion, suggest
from headway.coaching.models import Suggestion
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.okrs.actions.approvals import approve_goal_post


@pytest.fixture
def suggested(world: World) -> list[tuple[str, Suggestion]]:
    """One about an objective and one about its first key result, with their pages."""
    coach, key_result = world.actor("coach"), world.key_results[0]
    changes = {"title": "Found at once"}
    return [
        (
            f"/objectives/{world.objective.pk}",
            suggest(coach, objective_id=world.objective.pk, changes=changes),
        ),
        (
            f"/key-results/{key_result.pk}",
            suggest(coach, key_result_id=key_result.pk, changes=changes),
        ),
    ]


def shown(world: World, name: str, address: str) -> str:
    return world.client(name).get(address).content.decode()


def test_its_owner_finds_it_on_its_page_until_it_is_answered(
    world: World, suggested: list[tuple[str, Suggestion]]
) -> None:
    for address, made in suggested:
        link = f'href="/coach/suggestions/{made.pk}"'
        assert shown(world, "owner", address).count(link) == 1
        decline_suggestion(world.actor("owner"), made.pk, answer="Not now.")
        assert link not in shown(world, "owner", address)


@pytest.mark.parametrize("name", ["mate", "viewer", "stranger"])
def test_it_stays_between_coach_and_owner(
    world: World, suggested: list[tuple[str, Suggestion]], name: str
) -> None:
    for address, _made in suggested:
        assert "/coach/suggestions/" not in shown(world, name, address)


def test_what_waits_for_an_approval_says_for_whose(world: World) -> None:
    """After plan lock it is taken on, and nothing has changed yet."""
    key_result = world.key_results[0]
    made = suggest(world.actor("coach"), key_result_id=key_result.pk, changes={"target": 70})
    asked = accept_suggestion(world.actor("owner"), made.pk, reason="It is within reach.")
    assert asked is not None
    page = text_of(world.client("coach").get(f"/coach/suggestions/{made.pk}"))
    assert "Taken on. The plan is locked, so it waits for Lead Person." in page
    told = Notice.objects.get(person=world.people["coach"], kind="suggestion")
    assert "it waits for Lead Person" in told.title
    approve_goal_post(world.actor("lead"), asked.pk)
    page = text_of(world.client("coach").get(f"/coach/suggestions/{made.pk}"))
    assert "waits for" not in page
