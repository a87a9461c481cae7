"""The review: begun by one click, walked goal by goal, followed by everybody, kept in minutes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from headway.activity.models import Event, Notice
from headway.kit.problems import Conflict, NotAllowed
from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import World, on
from headway.okrs.actions.assessing import assess_key_result
from headway.okrs.models import Assessment, Closure, Objective, Visibility
from headway.rituals.actions import rooms
from headway.rituals.actions.sessions.beginning import begin_session, move_focus
from headway.rituals.models import Meeting

pytestmark = pytest.mark.django_db

LATE = date(2026, 12, 28)


@pytest.fixture(autouse=True)
def late(world: World):
    """In the last week of the cycle."""
    with on(LATE):
        yield


def begun(world: World, name: str = "owner") -> Meeting:
    return begin_session(
        world.actor(name), kind="review", unit_id=world.units["blue"].pk, cycle_id=world.cycle.pk
    )


def go(world: World, meeting: Meeting, name: str = "owner", **sent: Any) -> Any:
    return world.client(name).post(f"/meetings/{meeting.pk}/step", sent)


def page(world: World, meeting: Meeting, name: str = "owner"):
    return world.client(name).get(f"/meetings/{meeting.pk}")


class TestBeginning:
    def test_one_click_opens_it_and_the_next_person_joins(self, world: World):
        sent: dict[str, Any] = {
            "kind": "review",
            "unit_id": world.units["blue"].pk,
            "cycle_id": world.cycle.pk,
        }
        first = world.client("owner").post("/meetings/begin", sent)
        second = world.client("mate").post("/meetings/begin", sent)
        assert first["Location"] == second["Location"]
        assert Meeting.objects.get().attendances.count() == 2

    def test_before_its_last_two_weeks_a_cycle_is_not_reviewed(self, world: World):
        with on(date(2026, 12, 1)), pytest.raises(Conflict, match="20 Dec 2026"):
            begun(world)

    def test_it_is_for_people_of_the_unit(self, world: World):
        with pytest.raises(NotAllowed):
            begun(world, "stranger")


class TestWalking:
    def test_everybody_follows_whoever_leads(self, world: World):
        meeting, other = begun(world), world.add_objective("Second")
        rooms.join_meeting(world.actor("mate"), meeting.pk)
        go(world, meeting, do="look", focus=f"objective-{other.pk}")
        assert ">Second</a></h2>" in html_of(page(world, meeting, "mate"))
        move_focus(  # a second click of what was seen before is not heard
            world.actor("owner"), meeting.pk, "objective-1", from_focus="objective-999"
        )
        meeting.refresh_from_db()
        assert meeting.focus == f"objective-{other.pk}"

    def test_each_stage_walks_from_its_beginning(self, world: World):
        meeting = begun(world)
        go(world, meeting, do="look", focus=f"objective-{world.objective.pk}")
        go(world, meeting, do="next", from_stage=0)
        html = html_of(page(world, meeting))
        assert f">{world.key_results[0].title}</a></h2>" in html
        assert heading_of(page(world, meeting)) == "None of two key results have their own grade"

    def test_a_goal_that_is_not_theirs_to_read_is_not_shown(self, world: World):
        Objective.objects.filter(pk=world.objective.pk).update(visibility=Visibility.UNIT)
        meeting = begun(world)
        go(world, meeting, do="look", focus=f"objective-{world.objective.pk}")
        told = text_of(page(world, meeting, "stranger"))
        assert "a goal that you may not read" in told
        assert world.objective.title not in told

    def test_who_only_takes_part_does_not_move_it(self, world: World):
        meeting = begun(world)
        assert go(world, meeting, "mate", do="look", focus="objective-1").status_code == 403


class TestSaying:
    def test_a_grade_is_seen_by_everybody_and_waits_for_the_closing(self, world: World):
        meeting, key = begun(world), world.key_results[1]
        go(world, meeting, do="next", from_stage=0)
        go(world, meeting, do="look", focus=f"key_result-{key.pk}")
        before = Meeting.objects.get().version
        sent: dict[str, Any] = {
            "key_result_id": key.pk,
            "version": 0,
            "self_grade": "0.3",
            "comment": "Late.",
        }
        assert go(world, meeting, do="grade", **sent).status_code == 302
        assert Meeting.objects.get().version > before
        told = text_of(page(world, meeting, "mate"))
        assert "0.30" in told
        assert "Late." in told
        assert Assessment.objects.get().self_grade == 0.3

    def test_what_is_refused_keeps_what_was_typed(self, world: World):
        meeting, key = begun(world), world.key_results[0]
        go(world, meeting, do="next", from_stage=0)
        at = f"key_result-{key.pk}"
        answer = go(
            world, meeting, do="grade", at=at, key_result_id=key.pk, version=0, self_grade="7",
            comment="Ha.",
        )  # fmt: skip
        assert answer.status_code == 422
        assert "A grade goes from 0 to 1." in text_of(answer)
        assert 'value="Ha."' in html_of(answer)

    def test_only_those_who_answer_for_it_say_it(self, world: World):
        meeting, key = begun(world), world.key_results[0]
        answer = go(world, meeting, "mate", do="miss", key_result_id=key.pk, miss_reason="Rain.")
        assert answer.status_code == 403
        assert not Assessment.objects.exists()

    def test_misses_are_those_of_commitments(self, world: World):
        meeting = begun(world)
        for stage in (0, 1):
            go(world, meeting, do="next", from_stage=stage)
        assert heading_of(page(world, meeting)) == "Every commitment was kept"
        Objective.objects.filter(pk=world.objective.pk).update(ambition="committed")
        assert heading_of(page(world, meeting)) == "None of two misses are explained"

    def test_a_decision_is_kept_and_the_objective_closed_with_all_that_was_said(self, world: World):
        meeting, key = begun(world), world.key_results[1]
        assess_key_result(world.actor("owner"), key.pk, self_grade=0.3, comment="Late.")
        sent: dict[str, Any] = {
            "objective_id": world.objective.pk, "version": 0, "decision": "carry",
            "carry_to_id": world.next_cycle().pk, "closing_word": "Fewer, sooner.",
        }  # fmt: skip
        assert go(world, meeting, do="decide", **sent).status_code == 302
        assert Assessment.objects.get(key_result=None).decision == "carry"
        ending = {**sent, "version": 1, "outcome": "carried_over"}
        assert go(world, meeting, do="end", **ending).status_code == 302
        closure = Closure.objects.get()
        assert closure.closing_word == "Fewer, sooner."
        assert closure.carried_to is not None
        assert key.grade.comment == "Late."


class TestClosing:
    def test_the_minutes_keep_scores_grades_and_decisions(self, world: World):
        meeting = begun(world)
        rooms.join_meeting(world.actor("mate"), meeting.pk)
        assess_key_result(
            world.actor("owner"), world.key_results[1].pk, self_grade=0.3, comment="Hm."
        )
        go(world, meeting, do="decide", objective_id=world.objective.pk, decision="drop")
        go(world, meeting, do="close")
        told = text_of(page(world, meeting, "mate"))
        for words in ("Scores", "own 0.30: Hm.", "Drop it, to be closed"):
            assert words in told
        letter = Notice.objects.get(person=world.people["mate"]).letter
        assert world.objective.title in letter

    def test_what_is_not_for_everybody_is_a_number_there(self, world: World):
        Objective.objects.filter(pk=world.objective.pk).update(visibility=Visibility.UNIT)
        meeting = begun(world)
        go(world, meeting, do="close")
        told = text_of(page(world, meeting, "owner"))
        assert "1 objective that is not for everybody" in told
        assert world.objective.title not in told
        assert world.objective.title not in Notice.objects.filter(kind="minutes")[0].letter


class TestOnTheScreen:
    def test_it_follows_the_room_and_walks_by_itself_afterwards(self, world: World):
        meeting = begun(world)
        client, at = world.client("mate"), f"/meetings/{meeting.pk}/present"
        assert world.objective.title in text_of(client.get(at))
        go(world, meeting, do="next", from_stage=0)
        assert world.key_results[0].title in text_of(client.get(at))
        go(world, meeting, do="close")
        assert world.key_results[1].title in text_of(client.get(f"{at}?item=3"))
        assert world.objective.title in text_of(client.get(f"{at}?item=-4"))

    def test_what_moved_is_in_the_trail(self, world: World):
        meeting = begun(world)
        go(world, meeting, do="look", focus=f"objective-{world.objective.pk}")
        assert Event.objects.filter(verb="meeting.looked_at").count() == 1
