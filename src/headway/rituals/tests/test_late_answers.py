"""Who answers a weekly late, after the job has closed it, loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from headway.activity.models import Event, Notice
from headway.kit import clock
from headway.kit.testing.pages import HTMX
from headway.kit.testing.world import NOW, World
from headway.rituals.actions.rooms import open_weekly, schedule_meeting
from headway.rituals.jobs import turn_due
from headway.rituals.models import Contribution, Meeting


@pytest.fixture
def closed(world: World) -> Iterator[Meeting]:
    """A weekly of Blue in its own time, facilitated by the owner, that closed an hour ago; the mate
    had answered what got stuck."""
    meeting = schedule_meeting(
        world.actor("owner"), unit_id=world.units["blue"].pk, kind="weekly", mode="async",
        planned_at=NOW, ends_at=NOW + timedelta(hours=4),
    )  # fmt: skip
    turn_due()
    answer(world, meeting, "mate", stuck="The rig burned.")
    with clock.frozen(NOW + timedelta(hours=4)):
        turn_due()
    with clock.frozen(NOW + timedelta(hours=5)):
        yield meeting


def answer(world: World, meeting: Meeting, who: str, **fields: Any) -> Any:
    sent = {"do": "answer", **fields}
    return world.client(who).post(f"/meetings/{meeting.pk}/step", sent)


def minutes(world: World, meeting: Meeting, who: str = "viewer") -> str:
    return str(world.client(who).get(f"/meetings/{meeting.pk}").content.decode())


class TestUntilTheNextOneBegins:
    def test_an_answer_is_added_to_the_minutes_and_marked(
        self, world: World, closed: Meeting
    ) -> None:
        assert "Add your answers later" in minutes(world, closed, "mate")
        assert answer(world, closed, "mate", where="We are nearly there.").status_code == 302
        html = minutes(world, closed)
        assert "Added later" in html
        assert "We are nearly there." in html
        assert "Where are we? Mate Person, later" in html
        assert Event.objects.filter(verb="meeting.added_to").count() == 1

    def test_what_was_said_in_time_stays_as_it_was(self, world: World, closed: Meeting) -> None:
        answer(world, closed, "mate", stuck="The rig burned; a new one comes on Monday.")
        html = minutes(world, closed)
        assert "The rig burned.<" in html
        assert "a new one comes on Monday." in html

    def test_who_facilitates_hears_of_it_once(self, world: World, closed: Meeting) -> None:
        for text in ("First.", "First, said better."):
            answer(world, closed, "mate", where=text)
        told = Notice.objects.filter(person=world.people["owner"], key__startswith="added-")
        assert [one.title for one in told] == ["Mate Person added to the minutes: Weekly, Blue"]

    @pytest.mark.parametrize("who", ["viewer", "stranger"])
    def test_others_only_read(self, world: World, closed: Meeting, who: str) -> None:
        assert "Add your answers later" not in minutes(world, closed, who)
        assert answer(world, closed, who, where="Me too.").status_code == 403


class TestAfterThat:
    def test_what_was_typed_is_kept_and_goes_to_the_next_one(
        self, world: World, closed: Meeting
    ) -> None:
        following = schedule_meeting(
            world.actor("owner"), unit_id=world.units["blue"].pk, kind="weekly", mode="async",
            planned_at=NOW + timedelta(days=7),
        )  # fmt: skip
        with clock.frozen(NOW + timedelta(days=7, hours=1)):
            turn_due()
            refused = answer(world, closed, "mate", where="We are nearly there.")
            html = refused.content.decode()
            assert refused.status_code == 409
            assert "We are nearly there.</textarea>" in html
            assert f'action="/meetings/{following.pk}/step"' in html
            assert not Contribution.objects.filter(question="where").exists()
            answer(world, following, "mate", where="We are nearly there.")
            assert Contribution.objects.get(question="where").meeting_id == following.pk
            assert "Add your answers later" not in minutes(world, closed, "mate")

    def test_it_is_kept_where_the_next_one_is_live(self, world: World, closed: Meeting) -> None:
        with clock.frozen(NOW + timedelta(days=7)):
            following = open_weekly(world.actor("owner"), world.units["blue"].pk)
            refused = answer(world, closed, "mate", where="We are nearly there.")
        html = refused.content.decode()
        assert "We are nearly there.</textarea>" in html
        assert f'href="/meetings/{following.pk}"' in html

    def test_a_room_that_stood_open_shows_the_page_instead(
        self, world: World, closed: Meeting
    ) -> None:
        with clock.frozen(NOW + timedelta(days=7)):
            open_weekly(world.actor("owner"), world.units["blue"].pk)
            refused = world.client("mate").post(
                f"/meetings/{closed.pk}/step", {"do": "answer", "where": "Nearly."}, headers=HTMX
            )
        assert (refused["HX-Retarget"], refused["HX-Reswap"]) == ("body", "innerHTML")


def test_a_live_one_takes_no_additions(world: World) -> None:
    meeting = open_weekly(world.actor("owner"), world.units["blue"].pk)
    world.client("owner").post(f"/meetings/{meeting.pk}/step", {"do": "close"})
    assert answer(world, meeting, "mate", where="Later.").status_code == 409
    assert "Add your answers later" not in minutes(world, meeting, "mate")


class TestTheFormThatStartsEmpty:
    def test_what_was_answered_in_time_is_not_taken_back(
        self, world: World, closed: Meeting
    ) -> None:
        answer(world, closed, "mate", where="Nearly there.", stuck="", differently="")
        found = Contribution.objects.filter(meeting=closed).values_list("question", "text")
        assert set(found) == {("where", "Nearly there."), ("stuck", "The rig burned.")}

    def test_what_was_added_is(self, world: World, closed: Meeting) -> None:
        answer(world, closed, "mate", where="Nearly there.")
        answer(world, closed, "mate", where="")
        assert not Contribution.objects.filter(meeting=closed, question="where").exists()

    def test_nor_what_stands_in_the_next_weekly(self, world: World, closed: Meeting) -> None:
        now = clock.now() + timedelta(days=7)
        following = schedule_meeting(
            world.actor("owner"), unit_id=world.units["blue"].pk, kind="weekly", mode="async",
            planned_at=now, ends_at=now + timedelta(hours=4),
        )  # fmt: skip
        with clock.frozen(now):
            turn_due()
            answer(world, following, "mate", stuck="It rains.")
            refused = answer(world, closed, "mate", where="Nearly there.", stuck="")
            assert 'value="add"' in refused.content.decode()
            sent = {"do": "add", "where": "Nearly there.", "stuck": ""}
            world.client("mate").post(f"/meetings/{following.pk}/step", sent)
        found = Contribution.objects.filter(meeting=following).values_list("question", "text")
        assert set(found) == {("where", "Nearly there."), ("stuck", "It rains.")}

    @pytest.mark.parametrize(
        ("answered", "added", "times"),
        [("We are there.", "Nearly there.", 2), ("Done: 12", "2", 1)],
        ids=["sent twice", "ends like the answer"],
    )
    def test_it_comes_once_below_what_one_has_answered_there(
        self, world: World, closed: Meeting, answered: str, added: str, times: int
    ) -> None:
        now = clock.now() + timedelta(days=7)
        following = schedule_meeting(
            world.actor("owner"), unit_id=world.units["blue"].pk, kind="weekly", mode="async",
            planned_at=now, ends_at=now + timedelta(hours=4),
        )  # fmt: skip
        with clock.frozen(now):
            turn_due()
            answer(world, following, "mate", where=answered)
            for _time in range(times):
                sent = {"do": "add", "where": added}
                world.client("mate").post(f"/meetings/{following.pk}/step", sent)
        found = Contribution.objects.get(meeting=following)
        assert found.text == f"{answered}\n\n{added}"
