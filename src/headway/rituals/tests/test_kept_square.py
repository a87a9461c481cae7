"""What a weekly that is over shows is what was true when it closed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.world import NOW, TODAY, World
from headway.kpis.tests.values import STEADY, first_pass_yield, raised
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.initiatives import add_initiative
from headway.okrs.actions.objectives import update_objective
from headway.people.models import Unit
from headway.rituals.actions.heads_ups import add_heads_up
from headway.rituals.actions.priorities import add_priority, settle_priority
from headway.rituals.actions.rooms import close_meeting, open_weekly
from headway.rituals.models import Meeting, Priority


@pytest.fixture
def closed(world: World) -> Meeting:
    """A weekly of Blue, with something in each square."""
    owner, unit = world.actor("owner"), world.units["blue"].pk
    for days, confidence in ((9, 7), (1, 5)):
        with clock.frozen(NOW - timedelta(days=days)):
            check_in(
                owner, world.key_results[0].pk, value=45.0, confidence=confidence, note="Harder."
            )
    raised(world, first_pass_yield(world), [*STEADY, 92.0])
    add_priority(owner, unit_id=unit, title="Ship the search")
    add_heads_up(owner, unit_id=unit, title="We move house", on=TODAY + timedelta(days=9))
    add_initiative(
        owner, key_result_id=world.key_results[0].pk, title="Buy a server",
        due_on=TODAY + timedelta(days=5),
    )  # fmt: skip
    meeting = open_weekly(owner, unit)
    close_meeting(owner, meeting.pk)
    return meeting


def shown(world: World, meeting: Meeting, who: str = "owner") -> str:
    answer = world.client(who).get(f"/meetings/{meeting.pk}/four-square")
    assert answer.status_code == 200
    html = answer.content.decode()
    return str(html[html.index('class="one-page"') : html.index("</main>")])


def test_nothing_that_is_written_afterwards_changes_it(world: World, closed: Meeting) -> None:
    before, minutes = shown(world, closed), world.client("owner").get(f"/meetings/{closed.pk}")
    for words in ("Ship the search", "We move house", "Buy a server", "7 to 5"):
        assert words in before
    with clock.frozen(NOW + timedelta(minutes=5)):
        check_in(world.actor("owner"), world.key_results[0].pk, value=99.0, confidence=9)
        settle_priority(world.actor("owner"), Priority.objects.get().pk, state="done")
        add_heads_up(
            world.actor("owner"),
            unit_id=closed.unit_id,
            title="A fair",
            on=TODAY + timedelta(days=2),
        )
        assert shown(world, closed) == before
        again = world.client("owner").get(f"/meetings/{closed.pk}")
        cut = b"<main"
        assert again.content.partition(cut)[2].count(b"7 to 5") == (
            minutes.content.partition(cut)[2].count(b"7 to 5")
        )


def test_what_a_reader_may_not_read_is_not_in_it(world: World, closed: Meeting) -> None:
    update_objective(world.actor("owner"), world.objective.pk, visibility="people", viewer_ids=[])
    html = shown(world, closed, "stranger")
    title = world.key_results[0].title
    assert title not in html
    assert "Buy a server" not in html
    assert "We move house" in html
    assert title not in world.client("stranger").get(
        f"/meetings/{closed.pk}/four-square"
    ).content.decode()  # fmt: skip
    assert title in shown(world, closed, "owner")


def test_one_who_closed_it_without_reading_all_leaves_nothing_out_for_others(world: World) -> None:
    update_objective(world.actor("owner"), world.objective.pk, visibility="people", viewer_ids=[])
    Unit.objects.filter(pk=world.units["blue"].pk).update(lead=world.people["lead"])
    meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
    Meeting.objects.update(facilitator=world.people["stranger"])
    close_meeting(world.actor("stranger"), meeting.pk)
    assert world.key_results[0].title in shown(world, meeting, "owner")


def test_it_keeps_its_budget(world: World, closed: Meeting) -> None:
    address = f"/meetings/{closed.pk}/four-square"
    assert_budget("four-square, kept", partial(world.client("owner").get, address))
