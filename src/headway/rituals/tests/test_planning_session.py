"""The planning session: drafts in private, cut to four by votes, key results, how sure everybody
is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from headway.activity.models import Event
from headway.kit.problems import Conflict
from headway.kit.testing.pages import heading_of, text_of
from headway.kit.testing.world import World
from headway.okrs.models import KeyResult, Objective
from headway.people.actions import create_token
from headway.rituals.actions import cards, rooms
from headway.rituals.actions.learnings import keep_learning
from headway.rituals.actions.sessions.beginning import begin_session
from headway.rituals.models import CardGroup, Meeting, Vote
from headway.rituals.tests.findings import closed
from headway.rituals.tests.meeting import retrospective

pytestmark = pytest.mark.django_db

STAGES = ("context", "draft", "cut", "key_results", "check", "needs", "confidence")


@pytest.fixture
def session(world: World) -> Meeting:
    """Under way, with owner and mate in the room."""
    made = begin_session(
        world.actor("owner"), kind="planning", unit_id=world.units["blue"].pk,
        cycle_id=world.next_cycle().pk,
    )  # fmt: skip
    rooms.join_meeting(world.actor("mate"), made.pk)
    return made


def to(world: World, session: Meeting, stage: str) -> None:
    rooms.move_to_stage(world.actor("owner"), session.pk, STAGES.index(stage))


def go(world: World, session: Meeting, name: str = "owner", **sent: Any) -> Any:
    return world.client(name).post(f"/meetings/{session.pk}/step", sent)


def page(world: World, session: Meeting, name: str = "owner"):
    return world.client(name).get(f"/meetings/{session.pk}")


def test_no_plan_waits_for_how_the_unit_grades(world: World, session: Meeting) -> None:
    for back in (1, 2):
        closed(world, back, [5.0, 4.0, 5.0, 4.0], own=0.8)
    to(world, session, "check")
    seen = page(world, session)
    assert "Own grades above the computed scores" in text_of(seen)
    assert "nothing left to settle" in heading_of(seen)


def voted(world: World, session: Meeting, count: int = 5) -> list[CardGroup]:
    """Cards that are revealed and counted, the first with the most votes."""
    to(world, session, "cut")
    for n in range(count):
        cards.write_card(world.actor("owner"), session.pk, column="drafts", text=f"Idea {n}")
    cards.reveal_cards(world.actor("owner"), session.pk)
    groups = list(session.groups.order_by("position"))
    for name in ("owner", "mate"):
        cards.vote_for(world.actor(name), session.pk, groups[0].pk, 1)
    cards.count_votes(world.actor("owner"), session.pk)
    return groups


@pytest.mark.parametrize(
    ("name", "status"),
    [("mate", 200), ("coach", 200), ("lead", 200), ("stranger", 403)],
)
def test_its_board_is_for_those_who_may_read_the_drafts(
    world: World, session: Meeting, name: str, status: int
):
    """Pages and minutes kept it from others; scripts of anybody read what was revealed."""
    voted(world, session)
    _token, secret = create_token(world.actor(name), name="x", scopes=["read"])
    asked = Client(headers={"Authorization": f"Bearer {secret}"})
    answer = asked.get(f"/api/v1/meetings/{session.pk}/board")
    assert answer.status_code == status
    assert ("Idea 0" in answer.content.decode()) == (status == 200)


class TestContext:
    def test_it_starts_from_mission_goals_and_what_is_asked(self, world: World, session: Meeting):
        world.add_frame("Nobody waits")
        told = text_of(page(world, session))
        assert "Nobody waits" in told
        assert world.goal.title in told

    def test_what_a_retrospective_learned_is_told_once_it_is_over(
        self, world: World, session: Meeting
    ):
        """Everybody may look into a planning session, and a retrospective is confidential."""
        held = retrospective(world)
        keep_learning(world.actor("owner"), held.pk, text="We promise too much")
        assert "We promise too much" not in text_of(page(world, session, "viewer"))
        rooms.close_meeting(world.actor("coach"), held.pk)
        assert "We promise too much" in text_of(page(world, session, "viewer"))

    def test_only_a_cycle_in_planning_is_planned(self, world: World):
        with pytest.raises(Conflict, match="planned already"):
            begin_session(
                world.actor("owner"), kind="planning", unit_id=world.units["blue"].pk,
                cycle_id=world.cycle.pk,
            )  # fmt: skip


class TestDrafting:
    def test_nobody_reads_a_draft_before_it_is_revealed(self, world: World, session: Meeting):
        to(world, session, "draft")
        go(world, session, do="card", text="People find it at once")
        assert "People find it at once" in text_of(page(world, session))
        assert "People find it at once" not in text_of(page(world, session, "mate"))
        assert heading_of(page(world, session, "mate")).startswith("1 draft written")
        to(world, session, "cut")
        go(world, session, do="reveal")
        assert "People find it at once" in text_of(page(world, session, "mate"))
        assert "People find it at once" not in text_of(page(world, session, "stranger"))
        told = Event.objects.values_list("after", flat=True)
        assert not any("at once" in (one or "") for one in told)

    def test_the_cut_makes_drafts_of_what_is_taken_on(self, world: World, session: Meeting):
        groups = voted(world, session)
        cards.name_group(world.actor("owner"), session.pk, groups[0].pk, "Found at once")
        answer = go(world, session, do="cut", group_ids=[one.pk for one in groups[:2]])
        assert answer.status_code == 302
        made = Objective.objects.filter(cycle=world.next_cycle()).order_by("pk")
        assert [(one.title, one.origin, one.state) for one in made] == [
            ("Found at once", "bottom_up", "draft"), ("Idea 1", "bottom_up", "draft"),
        ]  # fmt: skip
        assert list(session.groups.filter(is_kept=False).values_list("pk", flat=True)) == [
            one.pk for one in groups[2:]
        ]
        go(world, session, do="cut", group_ids=[groups[0].pk])  # a second click drafts nothing new
        assert made.count() == 2

    def test_five_are_one_too_many(self, world: World, session: Meeting):
        groups = voted(world, session)
        answer = go(world, session, do="cut", group_ids=[one.pk for one in groups])
        assert answer.status_code == 422
        assert "Cut to 4" in text_of(answer)
        assert not Objective.objects.filter(cycle=world.next_cycle()).exists()


class TestPlan:
    def test_key_results_and_health_metrics_are_added_in_one_line(
        self, world: World, session: Meeting
    ):
        draft = world.add_draft()
        to(world, session, "key_results")
        fields: dict[str, Any] = {
            "objective_id": draft.pk, "kind": "increase", "title": "First tries that arrive",
            "start": "60", "target": "80", "measure": "%", "owner_id": world.people["owner"].pk,
        }  # fmt: skip
        assert go(world, session, do="key_result", **fields).status_code == 302
        to(world, session, "needs")
        health = {**fields, "kind": "stay_above", "title": "Answers within a day", "limit": "90"}
        assert go(world, session, do="health", **health).status_code == 302
        added = KeyResult.objects.filter(objective=draft).order_by("pk")
        assert [(one.target, one.is_health) for one in added[1:]] == [(80, False), (90, True)]
        for stage in ("key_results", "check", "needs"):
            to(world, session, stage)
            assert "First tries that arrive" in text_of(page(world, session))

    def test_what_is_refused_is_told_where_it_was_typed(self, world: World, session: Meeting):
        draft = world.add_draft()
        to(world, session, "key_results")
        answer = go(
            world, session, do="key_result", objective_id=draft.pk, kind="increase", title="Odd",
            start="5", target="5", owner_id=world.people["owner"].pk,
        )  # fmt: skip
        assert answer.status_code == 422
        assert 'value="Odd"' in answer.content.decode()

    def test_another_unit_is_asked(self, world: World, session: Meeting):
        draft = world.add_draft()
        to(world, session, "needs")
        answer = go(
            world, session, do="ask", key_result_id=draft.key_results.get().pk,
            unit_id=world.units["green"].pk, title="The new labels",
        )  # fmt: skip
        assert answer.status_code == 302
        assert "The new labels" in text_of(page(world, session))


class TestConfidence:
    def sure(self, world: World, session: Meeting, name: str, value: int) -> None:
        sent: dict[str, Any] = {f"confidence-{one.pk}": value for one in self.planned(world)}
        assert go(world, session, name, do="confidence", **sent).status_code == 302

    def planned(self, world: World):
        return Objective.objects.filter(cycle=world.next_cycle())

    def test_it_is_secret_until_everybody_in_the_room_has_spoken(
        self, world: World, session: Meeting
    ):
        world.add_draft()
        to(world, session, "confidence")
        self.sure(world, session, "owner", 7)
        assert heading_of(page(world, session, "mate")) == "1 person has said how sure they are"
        assert "7.0" not in text_of(page(world, session, "mate"))
        self.sure(world, session, "mate", 2)
        assert heading_of(page(world, session)).startswith("Least sure: 4.5 of 10")
        assert not Vote.objects.exists()

    def test_whoever_leads_counts_without_the_others(self, world: World, session: Meeting):
        world.add_draft()
        to(world, session, "confidence")
        assert go(world, session, "mate", do="close_confidence").status_code == 403
        self.sure(world, session, "mate", 2)
        assert go(world, session, do="close_confidence").status_code == 302
        assert heading_of(page(world, session)).startswith("Least sure: 2.0 of 10")
        go(world, session, do="confidence_again")
        assert heading_of(page(world, session)) == "Nobody has said yet how sure they are"

    def test_there_is_no_eleven(self, world: World, session: Meeting):
        draft = world.add_draft()
        to(world, session, "confidence")
        answer = go(world, session, do="confidence", **{f"confidence-{draft.pk}": "11"})
        assert answer.status_code == 422
        assert not Vote.objects.exists()


def test_the_minutes_keep_what_was_taken_on_and_what_was_not(world: World, session: Meeting):
    groups = voted(world, session)
    go(world, session, do="cut", group_ids=[groups[0].pk])
    to(world, session, "confidence")
    made = Objective.objects.get(cycle=world.next_cycle())
    go(world, session, do="confidence", **{f"confidence-{made.pk}": "6"})
    go(world, session, do="close")
    told = text_of(page(world, session, "mate"))
    for words in ("Taken on", "Idea 0", "Not now", "Idea 4", "6.0 of 10 on average: 6"):
        assert words in told
