"""What is agreed in a room: a day to come, somebody who sees to it, and what came from before."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from headway.activity.models import Notice
from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import HTMX, text_of
from headway.kit.testing.world import NOW, TODAY, World
from headway.rituals.actions import items
from headway.rituals.actions.changing_items import change_action
from headway.rituals.actions.rooms import close_meeting, open_weekly
from headway.rituals.models import ActionItem, Blocker, Meeting
from headway.rituals.tests.meeting import go, retrospective

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def room(world: World) -> Meeting:
    return open_weekly(world.actor("owner"), world.units["blue"].pk)


def press(world: World, meeting: Meeting, do: str, name: str = "owner", **fields: Any) -> Any:
    return world.client(name).post(f"/meetings/{meeting.pk}/step", {"do": do, **fields})


def minutes(world: World, meeting: Meeting) -> str:
    return text_of(world.client("mate").get(f"/meetings/{meeting.pk}").content.decode())


class TestADayThatHasPassed:
    @pytest.mark.parametrize(
        ("do", "fields"),
        [
            ("action", {"title": "Call them"}),
            ("blocker", {"title": "No rig"}),
            ("entry", {"kind": "action", "text": "Call them"}),
        ],
    )
    def test_it_is_refused_and_what_was_typed_stays(
        self, world: World, room: Meeting, do: str, fields: dict[str, str]
    ) -> None:
        answer = press(world, room, do, due_on=YESTERDAY.isoformat(), **fields)
        assert answer.status_code == 422
        assert "This day has passed. Choose today or a later one." in answer.content.decode()
        assert not ActionItem.objects.exists()
        assert not Blocker.objects.exists()

    def test_today_is_still_time(self, world: World, room: Meeting) -> None:
        press(world, room, "action", title="Call them", due_on=TODAY.isoformat())
        assert ActionItem.objects.get().due_on == TODAY

    def test_what_is_late_may_be_said_better_but_not_put_earlier(
        self, world: World, room: Meeting
    ) -> None:
        made = items.add_action(
            world.actor("owner"), meeting_id=room.pk, title="Call them", due_on=TODAY
        )
        with clock.frozen(NOW + timedelta(days=3)):
            change_action(world.actor("owner"), made.pk, title="Call them all")
            with pytest.raises(InvalidInput) as refused:
                change_action(world.actor("owner"), made.pk, due_on=YESTERDAY)
        assert [error.code for error in refused.value.errors] == ["past"]

    @pytest.mark.parametrize(
        ("do", "fields"),
        [
            ("line", {"line": "Action: call them @me by 2026-01-02"}),
            ("entry", {"kind": "action", "text": "Call them", "due_on": "2026-01-02"}),
        ],
    )
    def test_the_room_says_what_is_wrong_where_its_fields_are_left_alone(
        self, world: World, room: Meeting, do: str, fields: dict[str, str]
    ) -> None:
        """htmx swaps no field: "mend what is marked" marked nothing."""
        sent = {"do": do, **fields}
        client = world.client("owner")
        answer = client.post(f"/meetings/{room.pk}/step", sent, headers=HTMX)
        assert "This day has passed." in answer.content.decode().split("</div>")[0]


class TestNobodySeesToIt:
    def test_minutes_and_their_letter_say_so_until_somebody_does(
        self, world: World, room: Meeting
    ) -> None:
        made = items.add_action(world.actor("owner"), meeting_id=room.pk, title="Call them")
        close_meeting(world.actor("owner"), room.pk)
        told = Notice.objects.get(person=world.people["mate"], kind="minutes")
        for found in (minutes(world, room), told.letter, told.letter_html):
            assert "Nobody sees to 1 action yet." in found
        change_action(world.actor("owner"), made.pk, owner_id=world.people["mate"].pk)
        assert "Nobody sees to" not in minutes(world, room)

    def test_the_list_of_actions_marks_it(self, world: World, room: Meeting) -> None:
        items.add_action(world.actor("owner"), meeting_id=room.pk, title="Call them")
        html = world.client("owner").get("/actions").content.decode()
        assert '<b class="nobody">nobody yet</b>' in html

    def test_the_stage_that_agrees_says_so(self, world: World) -> None:
        meeting = go(world, retrospective(world), "actions")
        press(world, meeting, "action", "coach", title="Shorter meetings")
        html = world.client("mate").get(f"/meetings/{meeting.pk}").content.decode()
        assert '<b class="nobody">Nobody sees to 1 action yet.</b>' in html


class TestWhatCameFromBefore:
    def test_minutes_of_a_weekly_tell_how_it_stood_when_it_closed(
        self, world: World, room: Meeting
    ) -> None:
        owner, blue = world.actor("owner"), world.units["blue"].pk
        for title in ("Still open", "Done there"):
            items.add_action(owner, unit_id=blue, title=title, owner_id=owner.person_id)
        items.raise_blocker(owner, unit_id=blue, title="No rig")
        items.raise_blocker(owner, meeting_id=room.pk, title="No paper")
        items.settle_action(owner, ActionItem.objects.get(title="Done there").pk, state="done")
        close_meeting(owner, room.pk)
        items.settle_action(owner, ActionItem.objects.get(title="Still open").pk, state="done")
        found = minutes(world, room)
        assert "Actions from before" in found
        assert "Still open Owner Person, still to do" in found
        assert "Done there Owner Person, done" in found
        assert "No rig nobody yet, still in the way" in found
        assert found.count("No paper") == 1

    def test_those_of_a_retrospective_tell_what_became_of_the_last_one(self, world: World) -> None:
        first = go(world, retrospective(world), "actions")
        made = items.add_action(world.actor("coach"), meeting_id=first.pk, title="Shorter meetings")
        close_meeting(world.actor("coach"), first.pk)
        with clock.frozen(NOW + timedelta(days=1)):
            second = retrospective(world)
            items.settle_action(
                world.actor("coach"), made.pk, state="dropped", word="They are short"
            )
            close_meeting(world.actor("coach"), second.pk)
        assert "Shorter meetings dropped: They are short" in minutes(world, second)


def test_a_blocker_that_becomes_an_action_is_given_to_somebody_by_a_day(
    world: World, room: Meeting
) -> None:
    made = items.raise_blocker(world.actor("owner"), meeting_id=room.pk, title="No rig")
    html = world.client("owner").get(f"/meetings/{room.pk}").content.decode()
    assert f'id="act-who-{made.pk}"' in html
    press(
        world, room, "act", blocker_id=made.pk, title="Rent a rig",
        owner_id=world.people["mate"].pk, due_on=TODAY.isoformat(),
    )  # fmt: skip
    action = ActionItem.objects.get()
    assert (action.title, action.owner_id, action.due_on, action.blocker_id) == (
        "Rent a rig", world.people["mate"].pk, TODAY, made.pk,
    )  # fmt: skip


def test_nobody_yet_sees_to_a_blocker_where_that_is_chosen(world: World, room: Meeting) -> None:
    made = items.raise_blocker(
        world.actor("owner"), meeting_id=room.pk, title="No rig", owner_id=world.people["mate"].pk
    )
    press(world, room, "act", blocker_id=made.pk, title="Rent a rig", owner_id="")
    assert ActionItem.objects.get().owner_id is None


@pytest.mark.parametrize(("kind", "entry"), [("weekly", "Weekly"), ("retrospective", "Cycle")])
def test_the_navigation_marks_what_a_meeting_is_of(
    world: World, room: Meeting, kind: str, entry: str
) -> None:
    meeting = room if kind == "weekly" else retrospective(world)
    html = world.client("coach").get(f"/meetings/{meeting.pk}").content.decode()
    marked = re.findall(r'<a[^>]*aria-current="page"[^>]*>(.*?)</a>', html, re.DOTALL)
    assert {text_of(one).strip() for one in marked} == {entry}  # beside the page, and below it


def test_where_nobody_has_voted_that_is_said_in_words(world: World) -> None:
    meeting = go(world, retrospective(world), "vote")
    said = text_of(world.client("coach").get(f"/meetings/{meeting.pk}").content.decode())
    assert "0 of us" not in said
