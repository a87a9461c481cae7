"""An action that is given away, put off or said better stays one action, and comes back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from headway.activity.models import Event, Notice
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound, Outdated
from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.world import NOW, World
from headway.rituals.actions.changing_items import change_action
from headway.rituals.actions.items import add_action, settle_action
from headway.rituals.actions.rooms import close_meeting, open_weekly
from headway.rituals.models import ActionItem, Meeting
from headway.rituals.queries.open_items import actions_after, open_items

FRIDAY = date(2026, 11, 27)


@pytest.fixture
def agreed(world: World) -> ActionItem:
    """The mate is to call them by Friday, agreed in a weekly that is over."""
    meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
    action = add_action(
        world.actor("owner"), title="Call them", meeting_id=meeting.pk, due_on=FRIDAY,
        owner_id=world.people["mate"].pk,
    )  # fmt: skip
    close_meeting(world.actor("owner"), meeting.pk)
    return action


def change(world: World, action: ActionItem, who: str = "mate", **fields: Any) -> ActionItem:
    return change_action(world.actor(who), action.pk, **fields)


class TestTheChange:
    def test_whoever_gets_it_is_told_and_the_trail_says_what_changed(
        self, world: World, agreed: ActionItem
    ) -> None:
        green = world.people["stranger"]
        change(world, agreed, owner_id=green.pk, title="Call them twice")
        told = Notice.objects.get(person=green, subject_type="action")
        assert told.title == "An action is yours: Call them twice"
        event = Event.objects.filter(verb="action.changed").get()
        was, now = json.loads(event.before or ""), json.loads(event.after or "")
        assert was == {"title": "Call them", "owner_id": world.people["mate"].pk}
        assert now == {"title": "Call them twice", "owner_id": green.pk}

    def test_putting_it_off_takes_a_word_and_is_counted(
        self, world: World, agreed: ActionItem
    ) -> None:
        later = FRIDAY + timedelta(days=7)
        with pytest.raises(InvalidInput) as refused:
            change(world, agreed, due_on=later)
        assert [one.field for one in refused.value.errors] == ["why"]
        for days in (7, 14):
            change(world, agreed, due_on=FRIDAY + timedelta(days=days), why=f"Away for {days}.")
        agreed.refresh_from_db()
        assert (agreed.times_put_off, agreed.put_off_why) == (2, "Away for 14.")
        assert Event.objects.filter(verb="action.put_off", why="Away for 7.").count() == 1

    @pytest.mark.parametrize("due_on", [FRIDAY - timedelta(days=1), FRIDAY])
    def test_an_earlier_day_is_not_put_off(
        self, world: World, agreed: ActionItem, due_on: date
    ) -> None:
        change(world, agreed, due_on=due_on, title="Call")
        agreed.refresh_from_db()
        assert (agreed.due_on, agreed.times_put_off) == (due_on, 0)

    def test_no_day_at_all_is_put_off_too(self, world: World, agreed: ActionItem) -> None:
        change(world, agreed, due_on=None, why="We wait for the law.")
        agreed.refresh_from_db()
        assert (agreed.due_on, agreed.times_put_off) == (None, 1)

    def test_nothing_new_writes_nothing(self, world: World, agreed: ActionItem) -> None:
        before = Event.objects.count()
        change(world, agreed, title="Call them", due_on=FRIDAY)
        agreed.refresh_from_db()
        assert (agreed.version, Event.objects.count()) == (1, before)

    @pytest.mark.parametrize(
        ("fields", "field"), [({"title": " "}, "title"), ({"owner_id": 0}, "owner_id")]
    )
    def test_what_does_not_fit_changes_nothing(
        self, world: World, agreed: ActionItem, fields: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            change(world, agreed, **fields)
        assert [one.field for one in refused.value.errors] == [field]
        agreed.refresh_from_db()
        assert agreed.title == "Call them"

    def test_of_two_at_once_the_second_is_asked_to_look_again(
        self, world: World, agreed: ActionItem
    ) -> None:
        change(world, agreed, title="Call", version=1)
        with pytest.raises(Outdated):
            change(world, agreed, "lead", title="Write", version=1)

    def test_a_settled_one_stays_as_it_was(self, world: World, agreed: ActionItem) -> None:
        settle_action(world.actor("mate"), agreed.pk, state="done")
        with pytest.raises(Conflict):
            change(world, agreed, title="Call")


class TestWhoMay:
    @pytest.mark.parametrize("who", ["mate", "owner", "lead", "coach", "admin"])
    def test_its_owner_its_author_and_who_leads(
        self, world: World, agreed: ActionItem, who: str
    ) -> None:
        """The owner of Blue wrote it and facilitated."""
        assert change(world, agreed, who, title=f"As {who} says").version == 2

    @pytest.mark.parametrize("who", ["stranger", "viewer"])
    def test_nobody_else(self, world: World, agreed: ActionItem, who: str) -> None:
        with pytest.raises(NotAllowed):
            change(world, agreed, who, title="Mine")

    def test_a_colleague_who_has_no_part_in_it(self, world: World, agreed: ActionItem) -> None:
        change(world, agreed, owner_id=world.people["stranger"].pk)
        with pytest.raises(NotAllowed):
            change(world, agreed, title="Mine after all")

    def test_another_organisation(self, world: World, agreed: ActionItem) -> None:
        with pytest.raises(NotFound):
            change(world, agreed, "outsider", title="Mine")


class TestItComesBack:
    def test_in_the_next_weekly_until_it_is_done(self, world: World, agreed: ActionItem) -> None:
        change(
            world, agreed, title="Call them on the phone", due_on=FRIDAY + timedelta(days=28),
            owner_id=world.people["stranger"].pk, why="The line is dead.",
        )  # fmt: skip
        with clock.frozen(NOW + timedelta(days=7)):
            meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
            html = world.client("owner").get(f"/meetings/{meeting.pk}").content.decode()
            assert "Call them on the phone" in html
            assert "put off once" in html
            assert f"/actions/{agreed.pk}?meeting={meeting.pk}" in html


class TestThePage:
    def test_one_is_changed_from_the_list(self, world: World, agreed: ActionItem) -> None:
        mate = world.client("mate")
        assert f"/actions/{agreed.pk}" in mate.get("/actions?unit=all").content.decode()
        fields: dict[str, Any] = {
            "do": "change", "title": "Write to them", "due_on": "2026-12-04", "version": "1",
            "owner_id": world.people["mate"].pk,
        }  # fmt: skip
        refused = mate.post(f"/actions/{agreed.pk}", fields)
        assert refused.status_code == 422
        assert "Write to them" in refused.content.decode()
        assert "Say in a few words why it is put off." in refused.content.decode()
        fields |= {"why": "They moved.", "owner_id": world.people["owner"].pk}
        saved = mate.post(f"/actions/{agreed.pk}", fields)
        assert saved.status_code == 302
        html = mate.get("/actions?unit=all").content.decode()
        assert "Write to them" in html
        assert "put off once: They moved." in html

    def test_from_a_room_one_comes_back_to_it(self, world: World, agreed: ActionItem) -> None:
        with clock.frozen(NOW + timedelta(days=7)):
            meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
            saved = world.client("mate").post(
                f"/actions/{agreed.pk}?meeting={meeting.pk}",
                {"do": "change", "title": "Call", "due_on": "", "why": "Later.", "version": "1",
                 "owner_id": world.people["mate"].pk},
            )  # fmt: skip
        assert saved["Location"] == f"/meetings/{meeting.pk}"
        before = meeting.version
        assert Meeting.objects.get(pk=meeting.pk).version > before

    def test_it_is_dropped_with_a_word_and_opened_again(
        self, world: World, agreed: ActionItem
    ) -> None:
        mate, address = world.client("mate"), f"/actions/{agreed.pk}"
        assert mate.post(address, {"do": "settle", "state": "dropped"}).status_code == 422
        mate.post(address, {"do": "settle", "state": "dropped", "word": "Too late."})
        assert "Too late." in mate.get(address).content.decode()
        mate.post(address, {"do": "settle", "state": "open"})
        assert ActionItem.objects.get().state == "open"

    def test_who_may_not_sees_no_form(self, world: World, agreed: ActionItem) -> None:
        html = world.client("viewer").get(f"/actions/{agreed.pk}").content.decode()
        assert "Call them" in html
        assert 'name="title"' not in html

    def test_it_keeps_its_budget(self, world: World, agreed: ActionItem) -> None:
        mate = world.client("mate")
        assert_budget("action", lambda: mate.get(f"/actions/{agreed.pk}"))


class TestTheMinutes:
    def test_of_the_meeting_say_what_was_agreed_there(
        self, world: World, agreed: ActionItem
    ) -> None:
        change(world, agreed, title="Write to them", owner_id=world.people["owner"].pk)
        html = world.client("owner").get(f"/meetings/{agreed.meeting_id}").content.decode()
        assert "Call them" in html
        assert "Mate Person, until" in html
        assert "Write to them" not in html


def test_nothing_is_mine_where_no_person_asks(world: World, agreed: ActionItem) -> None:
    """It was everything without an owner."""
    add_action(world.actor("owner"), title="Call again", unit_id=agreed.unit_id, owner_id=None)
    ActionItem.objects.filter(title="Call again").update(owner=None)
    asked: dict[str, Any] = {"unit_path": "", "cursor": None, "limit": 9}
    assert len(actions_after(world.system, only_mine=False, **asked).items) == 2
    assert actions_after(world.system, only_mine=True, **asked).items == []
    assert not open_items(world.system, FRIDAY, only_mine=True).actions


def test_the_list_counts_what_found_no_room(world: World) -> None:
    some = {"organisation": world.organisation, "unit": world.units["blue"], "created_at": NOW}
    for due_on, count in ((FRIDAY - timedelta(days=7), 203), (None, 4)):
        ActionItem.objects.bulk_create(
            ActionItem(title=f"Call {n}", due_on=due_on, **some) for n in range(count)
        )
    page = world.client("mate").get("/actions").content.decode()
    assert "203 are late, of 207 open actions." in page
    assert "The first 200 stand here." in page
    assert "open actions" not in world.client("outsider").get("/actions").content.decode()


class TestTaking:
    """What nobody has is taken by whoever takes part, where they see it."""

    @pytest.fixture
    def ownerless(self, world: World) -> ActionItem:
        meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
        return add_action(world.actor("owner"), title="Find a rig", meeting_id=meeting.pk)

    def test_in_the_list_and_in_the_room(self, world: World, ownerless: ActionItem) -> None:
        mate, meeting_id = world.client("mate"), ownerless.meeting_id
        room = f"/meetings/{meeting_id}"
        for address, step in ((room, f"{room}/step"), ("/actions", "/actions/step")):
            assert "Take it: Find a rig" in mate.get(address).content.decode()
            ownerless.refresh_from_db()
            fields = {"do": "take", "action_id": ownerless.pk, "version": ownerless.version}
            assert mate.post(step, fields).status_code == 302
            ownerless.refresh_from_db()
            assert ownerless.owner_id == world.people["mate"].pk
            assert "Take it: Find a rig" not in mate.get(address).content.decode()
            change_action(world.actor("owner"), ownerless.pk, owner_id=None)

    def test_on_its_page(self, world: World, ownerless: ActionItem) -> None:
        fields = {"do": "take", "version": ownerless.version}
        answer = world.client("mate").post(f"/actions/{ownerless.pk}", fields)
        assert answer.status_code == 302
        assert ActionItem.objects.get(pk=ownerless.pk).owner_id == world.people["mate"].pk

    def test_and_nothing_else_of_it_is_changed(self, world: World, ownerless: ActionItem) -> None:
        mate = world.people["mate"].pk
        with pytest.raises(NotAllowed):
            change(world, ownerless, owner_id=mate, title="Find two rigs")
        with pytest.raises(NotAllowed):
            change(world, ownerless, owner_id=world.people["owner"].pk)

    @pytest.mark.parametrize("who", ["viewer", "stranger"])
    def test_not_by_who_takes_no_part(self, world: World, ownerless: ActionItem, who: str) -> None:
        with pytest.raises(NotAllowed):
            change(world, ownerless, who, owner_id=world.people[who].pk)
        assert "Take it" not in world.client(who).get("/actions?unit=all").content.decode()

    def test_once_somebody_has_it_it_is_given_by_who_may(
        self, world: World, ownerless: ActionItem
    ) -> None:
        change(world, ownerless, owner_id=world.people["mate"].pk)
        with pytest.raises(NotAllowed):
            change(world, ownerless, "stranger", owner_id=world.people["stranger"].pk)
