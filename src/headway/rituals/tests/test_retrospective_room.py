"""The room of a retrospective: who sees what, stage by stage, and what is sent when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from headway.activity.models import Event, Notice
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import NOW, World
from headway.okrs.models import Objective
from headway.rituals.actions import cards, items, learnings, rooms
from headway.rituals.actions.rooms.retrospectives import (
    hold_retrospective,
    plan_retrospective,
    settle_board,
)
from headway.rituals.models import Card, Learning, Meeting
from headway.rituals.queries.retrospective_data import follow_through_of
from headway.rituals.tests.meeting import go, retrospective, reveal, write

pytestmark = pytest.mark.django_db

TEXTS = {"owner": ["Quince one"], "mate": ["Medlar one", "Medlar two"]}


def _page(
    world: World, name: str, address: str, *, headers: Mapping[str, str] | None = None
) -> str:
    return world.client(name).get(address, headers=headers).content.decode()


def _press(world: World, name: str, meeting: Meeting, **fields: object) -> int:
    answer = world.client(name).post(f"/meetings/{meeting.pk}/step", fields)
    return answer.status_code


def test_a_private_card_is_on_its_authors_page_alone(world: World) -> None:
    meeting = retrospective(world)
    assert _press(world, "owner", meeting, do="card", column="keep", text="Quince one") == 302
    here = f"/meetings/{meeting.pk}"
    assert "Quince one" in _page(world, "owner", here)
    pages = (
        here, "/", "/retrospectives", "/learnings", "/learnings?q=Quince",
        "/find?q=Quince", "/events", "/changes", f"/units/{world.units['blue'].pk}",
    )  # fmt: skip
    for name in ("mate", "coach", "lead", "admin", "viewer", "stranger"):
        for address in pages:
            page = _page(world, name, address).replace("Nothing about “Quince” yet", "")
            assert "Quince one" not in page, (name, address)
        assert "Quince" not in _page(world, name, here, headers={"HX-Request": "true"})
    assert "by 1 of 3" in _page(world, "mate", here)


def test_a_refused_card_stays_where_it_was_typed(world: World) -> None:
    meeting = retrospective(world)
    answer = world.client("owner").post(
        f"/meetings/{meeting.pk}/step", {"do": "card", "column": "stop", "text": "x" * 501}
    )
    assert answer.status_code == 422
    assert "x" * 501 in answer.content.decode()


def test_whoever_is_not_let_in_reads_what_came_of_it_alone(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    reveal(world, meeting)
    coach = world.actor("coach")
    rooms.add_minute(coach, meeting.pk, kind="note", text="Among us")
    items.add_action(coach, meeting_id=meeting.pk, title="One list")
    learnings.keep_learning(coach, meeting.pk, text="Less is more")
    here = f"/meetings/{meeting.pk}"
    for name in ("lead", "admin", "stranger"):
        page = _page(world, name, here)
        assert "under way" in page
        assert "Less is more" not in page + _page(world, name, "/learnings")
    rooms.close_meeting(coach, meeting.pk)
    for name in ("lead", "admin", "stranger"):
        page = _page(world, name, here)
        assert "One list" in page
        assert "Less is more" in page
        assert "Quince" not in page
        assert "Among us" not in page
        assert "Less is more" in _page(world, name, "/learnings?unit=all")
    assert "Among us" in _page(world, "mate", here)


def test_no_event_holds_what_was_said(world: World) -> None:
    meeting = retrospective(world)
    coach = world.actor("coach")
    rooms.add_minute(coach, meeting.pk, kind="note", text="Among us")
    learnings.keep_learning(coach, meeting.pk, text="Among us, too")
    told = " ".join(f"{one.before} {one.after}" for one in Event.objects.all())
    assert "Among us" not in told


def test_stages_from_writing_to_the_minutes(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    go(world, meeting, "group")
    assert _press(world, "mate", meeting, do="reveal") == 403
    assert _press(world, "coach", meeting, do="reveal") == 302
    one, two, three = Card.objects.order_by("position")
    assert _press(
        world, "mate", meeting, do="group", card_id=two.pk, group_id=one.group_id or 0
    ) == 302  # fmt: skip
    _press(world, "mate", meeting, do="name_group", group_id=one.group_id or 0, title="Fruit")
    assert _press(world, "mate", meeting, do="vote", group_id=one.group_id or 0, dots=1) == 409
    go(world, meeting, "vote")
    _press(world, "mate", meeting, do="vote", group_id=one.group_id or 0, dots=2)
    _press(world, "owner", meeting, do="vote", group_id=three.group_id or 0, dots=1)
    _press(world, "coach", meeting, do="count")
    page = _page(world, "mate", f"/meetings/{meeting.pk}")
    assert "Most of us want to talk about “Fruit”" in page
    go(world, meeting, "actions")
    _press(
        world, "mate", meeting, do="action", title="Fewer goals", owner_id=world.people["mate"].pk
    )
    _press(world, "mate", meeting, do="learning", learning="Fruit is good")
    assert Learning.objects.get().author_id is None
    assert _press(world, "coach", meeting, do="close") == 302
    minutes = _page(world, "mate", f"/meetings/{meeting.pk}")
    for words in ("Fruit", "2 votes", "Fewer goals", "Fruit is good"):
        assert words in minutes
    notices = Notice.objects.filter(kind="minutes")
    assert {one.person_id for one in notices} == {
        world.people[name].pk for name in ("owner", "mate", "coach")
    }
    assert "Fewer goals" in notices[0].letter
    assert "Mate Person wrote" not in notices[0].letter


def test_minutes_go_to_nobody_from_outside(world: World) -> None:
    """Who leads from above and planned it is not sent what was said."""
    planned = plan_retrospective(
        world.actor("lead"), unit_id=world.units["blue"].pk, cycle_id=world.cycle.pk,
        planned_at=clock.now(),
    )  # fmt: skip
    assert planned.facilitator_id == world.people["coach"].pk
    rooms.open_meeting(world.actor("coach"), planned.pk)
    rooms.close_meeting(world.actor("coach"), planned.pk)
    told = set(Notice.objects.filter(kind="minutes").values_list("person__name", flat=True))
    assert told <= {"Owner Person", "Mate Person", "Coach Person"}


def test_format_and_names_are_settled_before_anybody_writes(world: World) -> None:
    meeting = retrospective(world)
    coach = world.actor("coach")
    settle_board(coach, meeting.pk, format="sailboat", is_anonymous=False)
    with pytest.raises(InvalidInput):
        settle_board(coach, meeting.pk, format="drafts", is_anonymous=False)
    cards.write_card(world.actor("owner"), meeting.pk, column="wind", text="Tailwind")
    with pytest.raises(Conflict):
        settle_board(coach, meeting.pk, format="four_ls", is_anonymous=False)


def test_one_step_begins_one_and_joins_it_again(world: World) -> None:
    answer = world.client("mate").post(
        "/retrospectives/hold", {"unit_id": world.units["blue"].pk, "cycle_id": world.cycle.pk}
    )
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"/meetings/{meeting.pk}"
    again = hold_retrospective(
        world.actor("owner"), unit_id=meeting.unit_id, cycle_id=world.cycle.pk
    )
    assert again.pk == meeting.pk
    assert (meeting.format, meeting.is_anonymous) == ("goals_measures", True)


def test_one_that_is_open_is_joined_although_another_is_planned(world: World) -> None:
    """The planned one was to be opened, which the open one forbids."""
    about: dict[str, Any] = {"unit_id": world.units["blue"].pk, "cycle_id": world.cycle.pk}
    held = hold_retrospective(world.actor("owner"), **about)
    rooms.schedule_meeting(
        world.actor("owner"), kind="retrospective", planned_at=clock.now() + timedelta(days=1),
        **about,
    )  # fmt: skip
    assert hold_retrospective(world.actor("mate"), **about).pk == held.pk


def test_a_retrospective_is_planned_by_its_form(world: World) -> None:
    world.client("mate").post(
        "/retrospectives/plan",
        {
            "unit_id": world.units["blue"].pk, "cycle_id": world.cycle.pk, "on": "2026-12-01",
            "at": "14:30", "format": "four_ls",
        },
    )  # fmt: skip
    meeting = Meeting.objects.get()
    assert meeting.planned_at.isoformat() == "2026-12-01T14:30:00+00:00"
    assert (meeting.format, meeting.is_anonymous) == ("four_ls", False)
    refused = world.client("mate").post(
        "/retrospectives/plan",
        {"unit_id": meeting.unit_id, "cycle_id": world.cycle.pk, "on": "", "format": "four_ls"},
    )
    assert refused.status_code == 422


def test_what_was_agreed_comes_back_until_it_is_done(world: World) -> None:
    first = retrospective(world)
    coach = world.actor("coach")
    done = items.add_action(coach, meeting_id=first.pk, title="Done in time")
    late = items.add_action(coach, meeting_id=first.pk, title="Done too late")
    items.add_action(coach, meeting_id=first.pk, title="Never done")
    rooms.close_meeting(coach, first.pk)
    with clock.frozen(NOW + timedelta(weeks=4)):
        items.settle_action(coach, done.pk, state="done")
        path = world.units["blue"].path
        assert follow_through_of(coach, path).agreed == 0  # their day is not over
    with clock.frozen(NOW + timedelta(weeks=5)):
        second = retrospective(world)
        page = _page(world, "mate", f"/meetings/{second.pk}")
        for words in ("Done in time", "Done too late", "Never done"):
            assert words in page
        go(world, second, "data")
        assert "1 of 3 changes" in _page(world, "mate", f"/meetings/{second.pk}")
        rooms.close_meeting(coach, second.pk)
    with clock.frozen(NOW + timedelta(weeks=6)):
        items.settle_action(coach, late.pk, state="done")
        assert follow_through_of(coach, path).share == pytest.approx(1 / 3)


def test_hidden_objectives_are_not_named_in_the_data(world: World) -> None:
    meeting = go(world, retrospective(world), "data")
    title = world.key_results[0].title
    assert title in _page(world, "coach", f"/meetings/{meeting.pk}")
    Objective.objects.filter(pk=world.objective.pk).update(visibility="people")
    page = _page(world, "coach", f"/meetings/{meeting.pk}")
    assert title not in page
    assert "Objectives that you may not read: 1" in page


def test_the_data_come_when_it_is_their_turn(world: World) -> None:
    """What nobody sees is not read: news brings it when the room turns to it, and takes it away."""
    meeting = retrospective(world)
    news, here = {"HX-Request": "true"}, f"/meetings/{meeting.pk}"
    assert "retro-facts" not in _page(world, "mate", here, headers=news)
    go(world, meeting, "data")
    found = _page(world, "mate", here, headers=news)
    assert 'id="room-data" data-part hx-swap-oob="true"' in found
    assert "retro-facts" in found
    go(world, meeting, "write")
    found = _page(world, "mate", here, headers=news)
    assert 'id="room-data" data-part hx-swap-oob="true"' in found
    assert "retro-facts" not in found


def test_a_board_costs_the_same_with_two_cards_and_with_twenty(world: World) -> None:
    meeting = retrospective(world)
    client, here = world.client("mate"), f"/meetings/{meeting.pk}"

    def board(count: int) -> None:
        cards.set_cards(world.actor("mate"), meeting.pk, [("keep", "Again")] * count)

    assert_no_growth(board, lambda: client.get(here))
    assert_budget("room of a retrospective", lambda: client.get(here))
    go(world, meeting, "data")
    assert_budget("retrospective with its data", lambda: client.get(here))
    assert_budget("retrospectives", lambda: client.get("/retrospectives"))
    assert_budget("learnings", lambda: client.get("/learnings"))
