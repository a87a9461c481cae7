"""Of what a unit has to do a room shows the first, says how much more there is, and leads there."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from headway.kit.testing.budgets import assert_no_growth
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import NOW, TODAY, World
from headway.okrs.actions.closures import SelfGrade, close_objective
from headway.rituals.actions.rooms import close_meeting, open_weekly
from headway.rituals.models import ActionItem, Blocker, Learning, Meeting
from headway.rituals.queries.first import IN_A_ROOM

pytestmark = pytest.mark.django_db

OVER = 7


@pytest.fixture
def room(world: World) -> Meeting:
    return open_weekly(world.actor("owner"), world.units["blue"].pk)


def leave_behind(world: World, total: int) -> None:
    """Open actions and blockers up to a number of each; the first actions are due first, the last
    have no day."""
    ours = {"organisation": world.organisation, "unit": world.units["blue"]}
    ActionItem.objects.bulk_create(
        ActionItem(
            title=f"Do the {number}th", created_at=NOW - timedelta(days=9),
            due_on=TODAY + timedelta(days=number) if number < total - 3 else None, **ours,
        )
        for number in range(ActionItem.objects.count(), total)
    )  # fmt: skip
    Blocker.objects.bulk_create(
        Blocker(title=f"No {number}th", raised_at=NOW - timedelta(hours=500 - number), **ours)
        for number in range(Blocker.objects.count(), total)
    )


def to_all_of_them(world: World) -> str:
    return f'href="/actions?unit={world.units["blue"].pk}"'


def test_the_room_shows_the_first_and_leads_to_the_others(world: World, room: Meeting) -> None:
    leave_behind(world, IN_A_ROOM + OVER)
    page = html_of(world.client("mate").get(f"/meetings/{room.pk}"))
    told = text_of(page)
    assert f"Do the {IN_A_ROOM - 1}th" in told
    assert f"Do the {IN_A_ROOM}th" not in told
    assert f"No {IN_A_ROOM - 1}th" in told
    assert f"No {IN_A_ROOM}th" not in told
    assert f"0 of {IN_A_ROOM + OVER} done" in told
    assert page.count(to_all_of_them(world)) == 2
    assert told.count(f"and {OVER} more") == 2


def test_as_many_as_fit_are_all_there_are(world: World, room: Meeting) -> None:
    leave_behind(world, IN_A_ROOM)
    page = html_of(world.client("mate").get(f"/meetings/{room.pk}"))
    assert f"Do the {IN_A_ROOM - 1}th" in page
    assert to_all_of_them(world) not in page


def test_what_is_done_is_counted_where_it_is_not_shown(world: World, room: Meeting) -> None:
    leave_behind(world, IN_A_ROOM + OVER)
    done = ActionItem.objects.order_by("pk")[:2]
    ActionItem.objects.filter(pk__in=[one.pk for one in done]).update(state="done", ended_at=NOW)
    told = text_of(world.client("mate").get(f"/meetings/{room.pk}"))
    assert f"2 of {IN_A_ROOM + OVER} done" in told


def test_the_page_before_counts_all_of_it(world: World) -> None:
    leave_behind(world, IN_A_ROOM + OVER)
    unit = world.units["blue"].pk
    page = html_of(world.client("mate").get(f"/weekly?unit={unit}"))
    assert f"Still to do {IN_A_ROOM + OVER}" in text_of(page)
    assert f"and {2 * OVER} more" in text_of(page)


def test_a_blocker_that_became_an_action_that_is_not_shown_says_so(
    world: World, room: Meeting
) -> None:
    leave_behind(world, IN_A_ROOM + OVER)
    ActionItem.objects.filter(due_on__isnull=True).update(blocker=Blocker.objects.earliest("pk"))
    told = text_of(world.client("mate").get(f"/meetings/{room.pk}"))
    assert told.count("became an action") == 1


def test_the_minutes_say_how_much_came_up_besides(world: World, room: Meeting) -> None:
    leave_behind(world, IN_A_ROOM + OVER)
    close_meeting(world.actor("owner"), room.pk)
    told = text_of(world.client("mate").get(f"/meetings/{room.pk}"))
    assert told.count(f"and {OVER} more") == 2


def test_statements_do_not_grow_with_what_is_left(world: World, room: Meeting) -> None:
    mate = world.client("mate")
    assert_no_growth(
        partial(leave_behind, world), partial(mate.get, f"/meetings/{room.pk}"), sizes=(2, 40)
    )


@pytest.mark.parametrize("whose", ["?unit=all", "?unit={unit}", "?whose=mine"])
def test_nor_do_those_of_the_list(world: World, whose: str) -> None:
    mate = world.client("mate")
    address = "/actions" + whose.format(unit=world.units["works"].pk)
    assert_no_growth(partial(leave_behind, world), partial(mate.get, address))


def test_nor_with_what_was_learned_and_said_at_the_end(world: World) -> None:
    def learn(total: int) -> None:
        for number in range(Learning.objects.count(), total):
            Learning.objects.create(
                organisation=world.organisation, unit=world.units["blue"], text=f"So {number}.",
                written_at=NOW,
            )  # fmt: skip
            made = world.add_objective(f"Objective {number}")
            close_objective(
                world.system, made.pk, outcome="missed", closing_word=f"Too late {number}.",
                key_result_grades={
                    pk: SelfGrade(0.0, "We did not.")
                    for pk in made.key_results.values_list("pk", flat=True)
                },
            )  # fmt: skip

    mate = world.client("mate")
    for address in ("/learnings?unit=all", f"/learnings?unit={world.units['works'].pk}"):
        assert_no_growth(learn, partial(mate.get, address), sizes=(2, 8))
    assert "Too late 7." in text_of(mate.get("/learnings?unit=all"))
