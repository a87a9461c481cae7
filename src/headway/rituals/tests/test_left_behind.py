"""Before a meeting moves on, whoever leads is asked where something would be left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from headway.kit import clock
from headway.kit.testing.pages import HTMX, text_of
from headway.kit.testing.world import NOW, World
from headway.rituals.actions import cards, items
from headway.rituals.actions.rooms import join_meeting, open_weekly
from headway.rituals.actions.sessions.beginning import begin_session
from headway.rituals.models import Meeting, MeetingState
from headway.rituals.queries.rooms.news import news_key
from headway.rituals.queries.rooms.rows import meeting_row
from headway.rituals.tests.meeting import go, retrospective, reveal, write


def press(world: World, meeting: Meeting, do: str, name: str = "coach", **fields: Any) -> Any:
    meeting.refresh_from_db()
    sent = {"do": do, "from_stage": meeting.stage, **fields}
    return world.client(name).post(f"/meetings/{meeting.pk}/step", sent)


def is_typing(world: World, meeting: Meeting, name: str, *, typing: bool = True) -> None:
    """The page of somebody asks for news, as it does all the time."""
    actor = world.actor(name)
    join_meeting(actor, meeting.pk)
    key = news_key(actor, meeting_row(actor, meeting.pk))
    Client().get(f"/news/{meeting.pk}", {"key": key, "writing": "1" if typing else "0"})


def where(meeting: Meeting) -> str:
    meeting.refresh_from_db()
    return str(meeting.stages[meeting.stage]["key"])


class TestPeopleWhoWrite:
    def test_next_asks_and_goes_on_once_one_is_sure(self, world: World) -> None:
        meeting = retrospective(world)
        is_typing(world, meeting, "owner")
        is_typing(world, meeting, "mate")
        said = text_of(press(world, meeting, "next").content.decode())
        assert "Two people are still writing. Go on all the same?" in said
        assert where(meeting) == "write"
        press(world, meeting, "next", sure="1")
        assert where(meeting) == "group"

    def test_who_stays_is_asked_no_more(self, world: World) -> None:
        meeting = retrospective(world)
        is_typing(world, meeting, "mate")
        asked = press(world, meeting, "next").content.decode()
        assert 'id="room-stay"' in asked
        answer = press(world, meeting, "stay")
        assert answer.status_code == 302
        assert where(meeting) == "write"
        assert 'id="room-stay"' not in world.client("coach").get(answer.url).content.decode()

    def test_htmx_gets_the_question_alone_put_in_place(self, world: World) -> None:
        meeting = retrospective(world)
        is_typing(world, meeting, "mate")
        sent = {"do": "next", "from_stage": meeting.stage}
        asked = world.client("coach").post(f"/meetings/{meeting.pk}/step", sent, headers=HTMX)
        html = asked.content.decode()
        assert '<div id="room-ask" hx-swap-oob="true">' in html
        assert "<html" not in html
        assert "One person is still writing." in html

    def test_in_a_weekly_the_end_asks_and_the_next_stage_does_not(self, world: World) -> None:
        """What is typed there stays whatever the stage."""
        meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
        is_typing(world, meeting, "mate")
        assert press(world, meeting, "next", "owner").status_code == 302
        said = text_of(press(world, meeting, "close", "owner").content.decode())
        assert "One person is still writing. Close all the same?" in said

    def test_who_is_done_or_away_is_not_waited_for(self, world: World) -> None:
        meeting = retrospective(world)
        is_typing(world, meeting, "mate")
        is_typing(world, meeting, "mate", typing=False)
        is_typing(world, meeting, "owner")
        with clock.frozen(NOW + timedelta(minutes=2)):
            assert press(world, meeting, "next").status_code == 302
        assert where(meeting) == "group"

    def test_who_may_not_lead_is_refused_and_not_asked(self, world: World) -> None:
        meeting = retrospective(world)
        is_typing(world, meeting, "mate")
        assert press(world, meeting, "next", "viewer").status_code == 403


class TestTheBoard:
    def test_cards_that_nobody_revealed(self, world: World) -> None:
        meeting = retrospective(world)
        write(world, meeting, {"owner": ["One"], "mate": ["Two"]})
        assert press(world, meeting, "next").status_code == 302  # written: now they are revealed
        said = text_of(press(world, meeting, "next").content.decode())
        assert "Two cards are not revealed." in said
        assert where(meeting) == "group"

    def test_a_board_with_all_of_it_revealed_goes_on(self, world: World) -> None:
        meeting = retrospective(world)
        write(world, meeting, {"owner": ["One"]})
        reveal(world, meeting)
        assert press(world, meeting, "next").status_code == 302

    def test_ideas_that_are_neither_kept_nor_cut(self, world: World) -> None:
        meeting = begin_session(
            world.actor("owner"), kind="planning", unit_id=world.units["blue"].pk,
            cycle_id=world.next_cycle().pk,
        )  # fmt: skip
        for _stage in ("draft", "cut"):
            assert press(world, meeting, "next", "owner").status_code == 302
        for text in ("One", "Two"):
            cards.write_card(world.actor("owner"), meeting.pk, column="drafts", text=text)
        cards.reveal_cards(world.actor("owner"), meeting.pk)
        said = text_of(press(world, meeting, "next", "owner").content.decode())
        assert "Two ideas are neither kept nor cut. Go on all the same?" in said
        group = meeting.groups.order_by("position").first()
        assert group is not None
        for name in ("owner", "mate"):
            cards.vote_for(world.actor(name), meeting.pk, group.pk, 1)
        press(world, meeting, "count", "owner")
        press(world, meeting, "cut", "owner", group_ids=[group.pk])
        assert press(world, meeting, "next", "owner").status_code == 302

    def test_a_card_that_came_too_late_is_given_back_to_its_author(self, world: World) -> None:
        """Without JavaScript its form is sent from a page that shows the stage before."""
        meeting = retrospective(world)
        write(world, meeting, {"owner": ["One"]})
        reveal(world, meeting)
        go(world, meeting, "vote")
        answer = press(world, meeting, "card", "mate", column="keep", text="Half a thought")
        assert answer.status_code == 409
        assert "You typed this and did not add it." in text_of(answer.content.decode())
        assert "<li>Half a thought</li>" in answer.content.decode()


class TestTheEnd:
    def test_actions_that_nobody_sees_to(self, world: World) -> None:
        meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
        items.add_action(world.actor("owner"), meeting_id=meeting.pk, title="Call them")
        said = text_of(press(world, meeting, "close", "owner").content.decode())
        assert "Nobody sees to 1 action yet. Close all the same?" in said
        press(world, meeting, "close", "owner", sure="1")
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.CLOSED

    def test_a_retrospective_that_changes_nothing(self, world: World) -> None:
        meeting = go(world, retrospective(world), "actions")
        said = text_of(press(world, meeting, "close").content.decode())
        assert "No change is agreed." in said

    @pytest.mark.parametrize("do", ["next", "close"])
    def test_where_nothing_is_left_nobody_is_asked(self, world: World, do: str) -> None:
        meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
        assert press(world, meeting, do, "owner").status_code == 302
