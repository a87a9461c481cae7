"""The room of a weekly: people write at once, everything is kept, and who comes late sees it."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from headway.activity.models import Notice
from headway.core.cadence import instant_of
from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.models import KeyResult
from headway.people.actions import update_organisation
from headway.rituals.actions.rooms import close_meeting, open_weekly, schedule_meeting
from headway.rituals.jobs import turn_due
from headway.rituals.models import ActionItem, Blocker, Meeting, Minute, Priority, Pulse
from headway.rituals.queries.weekly.coming import coming_in
from headway.rituals.queries.weekly.facts import place_of


@pytest.fixture
def room(world: World) -> Meeting:
    """A weekly of Blue that the owner has opened; the first key result fell from 7 to 5."""
    say(world, 7, days_ago=9)
    say(world, 5, days_ago=1)
    return open_weekly(world.actor("owner"), world.units["blue"].pk)


def say(world: World, confidence: int, *, days_ago: int) -> None:
    with clock.frozen(NOW - timedelta(days=days_ago)):
        check_in(
            world.actor("owner"), world.key_results[0].pk, value=45.0, confidence=confidence,
            note="It got harder.",
        )  # fmt: skip


def step(client: Client, meeting: Meeting, do: str, **fields: Any) -> Any:
    return client.post(f"/meetings/{meeting.pk}/step", {"do": do, **fields})


def page(client: Client, meeting: Meeting) -> str:
    return str(client.get(f"/meetings/{meeting.pk}").content.decode())


class TestTheRoom:
    def test_it_shows_the_round_with_the_biggest_drop_first(
        self, world: World, room: Meeting
    ) -> None:
        owner = world.client("owner")
        step(owner, room, "go", stage=2)
        html = page(owner, room)
        assert "Confidence round: one key result dropped, Searches that end in a purchase." in html
        assert html.index("1 Searches that end") < html.index("2 Minutes until the answer")
        assert "confidence 7 to 5" in html.lower()

    def test_what_changed_is_told_when_it_is_its_turn(self, world: World, room: Meeting) -> None:
        step(world.client("owner"), room, "next", from_stage=0)
        assert "What moved: " in page(world.client("mate"), room)

    def test_two_who_say_next_at_once_move_one_stage(self, world: World, room: Meeting) -> None:
        for who in ("owner", "lead"):
            step(world.client(who), room, "next", from_stage=0)
        room.refresh_from_db()
        assert room.stage == 1

    @pytest.mark.parametrize("who", ["viewer", "stranger"])
    def test_others_look_and_write_nothing(self, world: World, room: Meeting, who: str) -> None:
        client = world.client(who)
        assert 'id="line"' not in page(client, room)
        assert step(client, room, "line", line="Decision: no").status_code == 403
        assert not Minute.objects.exists()

    def test_every_write_raises_the_version(self, world: World, room: Meeting) -> None:
        mate, seen = world.client("mate"), set()
        for do, fields in (
            ("join", {}),
            ("line", {"line": "Decision: we stay"}),
            ("line", {"line": "Action: call them @me by Friday"}),
            ("line", {"line": "Blocker: no test rig @owner"}),
            ("entry", {"kind": "note", "text": "By fields."}),
            ("priority", {"priority": "Ship it"}),
            ("heads_up", {"heads_up": "Hotline closed", "on": "2026-12-18"}),
            ("pulse", {"pulse": "4"}),
        ):
            assert step(mate, room, do, **fields).status_code == 302, do
            seen.add(Meeting.objects.get(pk=room.pk).version)
        assert len(seen) == 8


class TestMinutes:
    def test_a_line_says_who_and_until_when(self, world: World, room: Meeting) -> None:
        step(world.client("mate"), room, "line", line="action: split the test @owner by Fri")
        action = ActionItem.objects.get()
        assert (action.title, action.owner_id) == ("split the test", world.people["owner"].pk)
        assert action.due_on == date(2026, 11, 27)
        told = Notice.objects.get(person=world.people["owner"])
        assert told.title == "An action is yours: split the test"

    def test_nobody_of_that_name_is_told_and_the_text_is_kept(
        self, world: World, room: Meeting
    ) -> None:
        typed = "action: call @zebra by Friday"
        refused = step(world.client("mate"), room, "line", line=typed)
        html = refused.content.decode()
        assert refused.status_code == 422
        assert "Nobody is called “zebra”." in html
        assert f'value="{typed}"' in html
        assert not ActionItem.objects.exists()

    def test_a_name_of_several_is_told_with_who_may_be_meant(
        self, world: World, room: Meeting
    ) -> None:
        refused = step(world.client("mate"), room, "line", line="blocker: rig @person")
        assert "may be Lead Person" in refused.content.decode() or "may be Mate" in (
            refused.content.decode()
        )
        assert not Blocker.objects.exists()

    def test_a_blocker_becomes_an_action(self, world: World, room: Meeting) -> None:
        mate = world.client("mate")
        step(mate, room, "line", line="blocker: no test rig @owner")
        blocker = Blocker.objects.get()
        step(mate, room, "act", blocker_id=blocker.pk, title=blocker.title)
        assert ActionItem.objects.get().blocker == blocker
        step(mate, room, "resolve", blocker_id=blocker.pk)
        assert Blocker.objects.get().resolved_at is not None


class TestConfidence:
    def test_it_is_a_check_in_and_one_who_says_again_corrects(
        self, world: World, room: Meeting
    ) -> None:
        owner, key_result = world.client("owner"), world.key_results[0]
        for value in (6, 8):
            step(owner, room, "confidence", key_result_id=key_result.pk, confidence=value)
        key_result.refresh_from_db()
        assert key_result.confidence == 8
        said = key_result.checkins.filter(value=None)
        assert [one.confidence for one in said.filter(superseded_by=None)] == [8]

    def test_a_fall_asks_for_a_word(self, world: World, room: Meeting) -> None:
        owner, key_result = world.client("owner"), world.key_results[0]
        refused = step(owner, room, "confidence", key_result_id=key_result.pk, confidence=1)
        assert refused.status_code == 422
        assert "Say in a word what happened" in refused.content.decode()
        fields = {"key_result_id": key_result.pk, "confidence": 1, "note": "The rig burned."}
        assert step(owner, room, "confidence", **fields).status_code == 302

    def test_the_word_is_read_by_all_and_kept_with_the_minutes(
        self, world: World, room: Meeting
    ) -> None:
        """It was asked for, and then shown nowhere in the meeting that had asked."""
        owner, first = world.client("owner"), world.key_results[0].pk
        for confidence, word in ((2, "The rig smokes."), (1, "The rig burned.")):
            step(owner, room, "confidence", key_result_id=first, confidence=confidence, note=word)
        assert "“The rig burned.”" in page(world.client("mate"), room)
        assert "The rig smokes." not in page(world.client("mate"), room)
        close_meeting(world.actor("owner"), room.pk)
        minutes = page(world.client("mate"), room)
        assert "“The rig burned.”" in minutes
        square = world.client("mate").get(f"/meetings/{room.pk}/four-square").content.decode()
        assert "“The rig burned.”" in square

    def test_only_who_may_check_in_says_it(self, world: World, room: Meeting) -> None:
        fields = {"key_result_id": world.key_results[0].pk, "confidence": 9}
        assert step(world.client("mate"), room, "confidence", **fields).status_code == 403
        assert KeyResult.objects.get(pk=world.key_results[0].pk).confidence == 5


class TestPriorities:
    def test_three_of_a_person_are_enough(self, world: World, room: Meeting) -> None:
        mate = world.client("mate")
        for title in ("One", "Two", "Three"):
            assert step(mate, room, "priority", priority=title).status_code == 302
        assert step(mate, room, "priority", priority="Four").status_code == 409
        dropped = Priority.objects.get(title="Two")
        step(mate, room, "settle_priority", priority_id=dropped.pk, state="dropped")
        assert step(mate, room, "priority", priority="Four").status_code == 302

    def test_who_meets_every_two_weeks_finds_what_was_left_over(
        self, world: World, room: Meeting
    ) -> None:
        mate = world.client("mate")
        step(mate, room, "priority", priority="Ship it")
        assert room.week is not None
        Priority.objects.update(week=room.week - timedelta(days=14))
        step(mate, room, "next", from_stage=0)
        assert "Ship it" in page(mate, room)

    def test_last_weeks_are_carried_on_once(self, world: World, room: Meeting) -> None:
        mate = world.client("mate")
        step(mate, room, "priority", priority="Ship it")
        assert room.week is not None
        Priority.objects.update(week=room.week - timedelta(days=7))
        old = Priority.objects.get()
        step(mate, room, "next", from_stage=0)
        assert "Not done last time" in page(mate, room)
        for _time in range(2):
            step(mate, room, "carry", priority_id=old.pk)
        assert Priority.objects.filter(week=room.week).count() == 1


class TestPulse:
    def test_of_few_it_is_named(self, world: World, room: Meeting) -> None:
        step(world.client("mate"), room, "pulse", pulse=4)
        assert "Mate Person 4" in page(world.client("owner"), room)
        assert step(world.client("mate"), room, "pulse", pulse=1).status_code == 409

    def test_of_many_only_counts_are_kept(self, world: World, room: Meeting) -> None:
        Pulse.objects.update(is_anonymous=True)
        step(world.client("mate"), room, "pulse", pulse=4)
        pulse = Pulse.objects.get()
        assert pulse.counts == [0, 0, 0, 1, 0]
        assert list(pulse.answers.values_list("value", flat=True)) == [None]
        html = page(world.client("owner"), room)
        assert "4 answers more" in html
        assert "on average" not in html


class TestClosing:
    def test_the_minutes_keep_the_numbers_and_go_to_everybody(
        self, world: World, room: Meeting
    ) -> None:
        owner = world.client("owner")
        step(owner, room, "line", line="Decision: we stay at 60")
        step(owner, room, "line", line="Action: call them @mate by Friday")
        with clock.frozen(NOW + timedelta(minutes=14)):
            step(owner, room, "close")
        room.refresh_from_db()
        assert [one["title"] for one in room.content["sections"]] == ["Confidence"]
        assert sum(stage["seconds"] for stage in room.stages) == 14 * 60
        told = Notice.objects.filter(kind="minutes")
        names = {world.people[name].pk for name in ("owner", "mate", "coach")}
        assert set(told.values_list("person_id", flat=True)) == names
        letter = told[0]
        assert "we stay at 60" in letter.letter
        assert "5 of 10 (−2)" in letter.letter
        assert "<h2" in letter.letter_html
        html = page(world.client("mate"), room)
        assert "Searches that end in a purchase" in html

    def test_the_four_square_is_one_page(self, world: World, room: Meeting) -> None:
        client = world.client("viewer")
        html = client.get(f"/meetings/{room.pk}/four-square").content.decode()
        for title in ("This week", "Confidence", "Next four weeks", "Health"):
            assert title in html
        step(world.client("owner"), room, "close")
        assert client.get(f"/meetings/{room.pk}/four-square").status_code == 200


class TestThePage:
    def test_it_says_what_is_missing_and_starts_in_one_click(self, world: World) -> None:
        owner, unit = world.client("owner"), world.units["blue"].pk
        html = owner.get(f"/weekly?unit={unit}").content.decode()
        assert "Two numbers are still missing" in html
        assert owner.post(f"/weekly/start?unit={unit}").status_code == 302
        html = owner.get(f"/weekly?unit={unit}").content.decode()
        assert "Join: it runs since 09:00" in html

    def test_for_the_whole_organisation_one_chooses(self, world: World) -> None:
        html = world.client("admin").get("/weekly?unit=all").content.decode()
        assert "Nobody has met this week yet." in html

    def test_one_is_planned_for_a_time(self, world: World) -> None:
        owner, unit = world.client("owner"), world.units["blue"].pk
        fields = {"on": "2026-11-26", "at": "10:00", "mode": "live"}
        assert owner.post(f"/weekly/plan?unit={unit}", fields).status_code == 302
        assert Meeting.objects.get().planned_at.hour == 10
        assert owner.post(f"/weekly/plan?unit={unit}", fields).status_code == 409

    def test_actions_are_settled_in_one_click(self, world: World, room: Meeting) -> None:
        mate = world.client("mate")
        step(mate, room, "line", line="Action: call them @me by tomorrow")
        with clock.frozen(NOW + timedelta(days=3)):
            html = mate.get("/actions?unit=all").content.decode()
            assert "One is late, of one open action." in html
            mate.post("/actions/step", {"do": "settle", "action_id": ActionItem.objects.get().pk,
                                        "state": "done"})  # fmt: skip
        assert ActionItem.objects.get().state == "done"


class TestCost:
    def test_pages_keep_their_budgets(self, world: World, room: Meeting) -> None:
        owner, unit = world.client("owner"), world.units["blue"].pk
        for name, address in (
            ("weekly", f"/weekly?unit={unit}"),
            ("weekly room", f"/meetings/{room.pk}"),
            ("four-square", f"/meetings/{room.pk}/four-square"),
            ("actions", "/actions?unit=all"),
        ):
            owner.get(address)
            assert_budget(name, partial(owner.get, address))
        step(owner, room, "close")
        assert_budget("minutes", lambda: owner.get(f"/meetings/{room.pk}"))

    def test_the_room_costs_the_same_however_much_is_written(
        self, world: World, room: Meeting
    ) -> None:
        owner = world.client("owner")

        def write(total: int) -> None:
            for number in range(ActionItem.objects.count(), total):
                for kind in ("Action", "Blocker", "Decision"):
                    step(owner, room, "line", line=f"{kind}: number {number} @mate by Friday")

        assert_no_growth(write, lambda: owner.get(f"/meetings/{room.pk}"))


class TestInOnesOwnTime:
    def test_it_opens_and_closes_by_itself_and_sends_one_digest(self, world: World) -> None:
        meeting = schedule_meeting(
            world.actor("owner"), unit_id=world.units["blue"].pk, kind="weekly",
            planned_at=NOW + timedelta(hours=1), mode="async", ends_at=NOW + timedelta(hours=25),
        )  # fmt: skip
        turn_due()
        assert Meeting.objects.get().state == "planned"
        mate = world.client("mate")
        with clock.frozen(NOW + timedelta(hours=2)):
            turn_due()
            answers = {"stuck": "The rig burned.", "differently": "We borrow one."}
            assert step(mate, meeting, "answer", **answers).status_code == 302
            html = page(world.client("owner"), meeting)
            assert "one of two have answered" in html
            assert "The rig burned." in html
            assert "Still to come: Owner Person." in html
        with clock.frozen(NOW + timedelta(hours=25)):
            step(mate, meeting, "answer", where="Late.")
            for _worker in range(2):
                turn_due()
        meeting.refresh_from_db()
        assert meeting.state == "closed"
        told = Notice.objects.filter(kind="minutes", person=world.people["owner"])
        assert told.count() == 1
        assert "The rig burned." in told[0].letter


def test_what_comes_is_by_the_days_of_the_organisation(world: World) -> None:
    """Six in the morning in Auckland is the evening before in UTC."""
    update_organisation(world.actor("admin"), time_zone="Pacific/Auckland")
    place = place_of(world.actor("owner"), (world.units["blue"].pk, world.units["blue"].path), None)
    schedule_meeting(
        world.actor("coach"), unit_id=world.units["blue"].pk, kind="weekly",
        planned_at=instant_of(place.today, time(6), "Pacific/Auckland"),
    )  # fmt: skip
    [found] = coming_in(world.actor("owner"), place)
    assert (found.on, found.title) == (place.today, "Weekly")


def test_a_number_that_is_due_at_home_is_missing_in_the_weekly(world: World) -> None:
    """What came after the last weekly was of last week: both say what this week still waits for."""
    with clock.frozen(NOW - timedelta(days=7)):
        meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
        close_meeting(world.actor("owner"), meeting.pk)
    with clock.frozen(NOW - timedelta(days=6)):
        for key_result in world.key_results:
            check_in(world.actor("owner"), key_result.pk, value=45.0, confidence=7)
    told = world.client("owner").get(f"/weekly?unit={world.units['blue'].pk}").content.decode()
    assert "Two numbers are still missing" in told
    assert "Two check-ins this week" in world.client("owner").get("/").content.decode()


def test_of_a_blocker_one_action_is_made(world: World, room: Meeting) -> None:
    client = world.client("owner")
    step(client, room, "line", line="blocker: no test rig @owner")
    blocker = Blocker.objects.get()
    assert step(client, room, "act", blocker_id=blocker.pk).status_code == 302
    again = step(client, room, "act", blocker_id=blocker.pk)
    assert again.status_code == 409
    assert "is an action already" in again.content.decode()
    assert ActionItem.objects.count() == 1
    html = page(client, room)
    assert "became an action" in html
    assert "Make it an action" not in html


def test_whoever_leads_goes_back_a_stage(world: World, room: Meeting) -> None:
    client = world.client("owner")
    assert "room-back" not in page(client, room)
    step(client, room, "next", from_stage=0)
    assert 'name="stage" value="0"' in page(client, room)
    step(client, room, "go", stage=0)
    room.refresh_from_db()
    assert room.stage == 0


def test_what_was_just_agreed_is_not_in_the_way(world: World, room: Meeting) -> None:
    """A blocker that became an action stood on the agenda twice, a new action at once."""
    owner = world.client("owner")
    step(owner, room, "blocker", title="No test data")
    step(owner, room, "go", stage=3)
    now = agenda_of(page(owner, room))
    assert "No test data" in now
    step(owner, room, "act", blocker_id=Blocker.objects.get().pk, title="Ask the bank")
    now = agenda_of(page(owner, room))
    assert "No test data" not in now
    assert "Ask the bank" not in now


def agenda_of(html: str) -> str:
    """What the stage under way is about."""
    return html.partition('id="room-now"')[2].partition("</section>")[0]


def test_in_ones_own_time_those_of_the_unit_are_asked(world: World) -> None:
    """Its coach opened it, looked in, and was waited for."""
    coach, blue = world.client("coach"), world.units["blue"].pk
    begins = NOW + timedelta(days=2)
    made = schedule_meeting(
        world.actor("coach"), unit_id=blue, kind="weekly", mode="async", planned_at=begins,
        ends_at=begins + timedelta(hours=3),
    )  # fmt: skip
    for html in (page(coach, made), str(coach.get(f"/weekly?unit={blue}").content.decode())):
        assert "own time" in html
        assert "Begin it now all the same?" in html
    step(coach, made, "open")
    html = page(coach, made)
    assert "none of two has answered" in html
    assert "Still to come: Mate Person, Owner Person." in html
