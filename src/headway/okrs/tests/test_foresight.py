"""What was foreseen of a key result, as it was seen on the day, by the definition of the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.kit.testing.budgets import recorded_queries
from headway.kit.testing.world import World, on
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result, update_key_result
from headway.okrs.queries.foresight import Foresight, foresights
from headway.okrs.queries.objectives import objective_rows_by_id
from headway.people.actions import update_organisation

pytestmark = pytest.mark.django_db

END = date(2026, 12, 28)


def seen(world: World, key_result_id: int) -> list[Foresight]:
    """What is shown of a key result at the end of the cycle."""
    pk = world.objective.pk
    row = objective_rows_by_id([pk], as_of=END, today=END, with_readings=True)[pk]
    return foresights(row, today=END)[key_result_id]


def read_weekly(world: World, until: date = date(2026, 12, 21)) -> None:
    """Four a week from October on, and one less sure with each."""
    day, number = date(2026, 10, 5), 0
    while day <= until:
        with on(day):
            check_in(
                world.actor("owner"), world.key_results[0].pk, value=20.0 + 4 * number,
                confidence=max(0, 9 - number),
            )  # fmt: skip
        day, number = day + timedelta(weeks=1), number + 1


def test_it_is_what_the_readings_of_the_day_said(world: World) -> None:
    read_weekly(world)
    early, half = seen(world, world.key_results[0].pk)
    assert (early.confidence, half.confidence) == (6, 3)
    assert half.probability is not None


def test_a_target_that_moved_later_is_put_back(world: World) -> None:
    update_organisation(world.actor("admin"), goal_posts_need_approval=False)
    read_weekly(world)
    before = seen(world, world.key_results[0].pk)
    with on(date(2026, 12, 22)):
        update_key_result(
            world.actor("owner"), world.key_results[0].pk, target=500.0, reason="More than we said."
        )
    after = seen(world, world.key_results[0].pk)
    assert [one.probability for one in after] == [one.probability for one in before]


def test_nothing_was_foreseen_of_what_was_added_later(world: World) -> None:
    with on(date(2026, 11, 24)):
        late = add_key_result(
            world.system, objective_id=world.objective.pk, title="Late", kind="binary",
            owner_id=world.people["owner"].pk, reason="New law.",
        ).key_result  # fmt: skip
    assert seen(world, late.pk) == []


@pytest.mark.once
def test_it_asks_the_database_nothing_more(world: World) -> None:
    pk = world.objective.pk
    row = objective_rows_by_id([pk], as_of=END, today=END, with_readings=True)[pk]
    with recorded_queries() as asked:
        foresights(row, today=END)
    assert asked == []
