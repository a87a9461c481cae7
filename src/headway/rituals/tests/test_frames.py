"""Frames: asked from above, answered below."""

from __future__ import annotations

from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.okrs.actions.objectives import create_objective, propose_objective
from headway.okrs.models import Cycle, Objective
from headway.people.actions import deactivate_person, set_lead
from headway.rituals.actions.frames import (
    accept_frame,
    decline_frame,
    hand_down,
    reshape_frame,
    withdraw_frame,
)
from headway.rituals.models import Frame
from headway.rituals.queries.frames import frame_row, frames_of


@pytest.fixture
def led(world: World) -> World:
    """Blue has a lead of its own: the mate."""
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    return world


def company_objective(world: World, cycle: Cycle, *, proposed: bool = True) -> Objective:
    objective = create_objective(
        world.system,
        cycle_id=cycle.pk,
        unit_id=world.units["root"].pk,
        title="Customers stay",
        owner_id=world.people["lead"].pk,
    )
    if proposed:
        Objective.objects.filter(pk=objective.pk).update(state="proposed")
    return Objective.objects.get(pk=objective.pk)


class TestHandingDown:
    def test_leads_above_ask_and_nobody_else_does(self, led: World) -> None:
        cycle = led.next_cycle()
        ask: dict[str, Any] = {
            "cycle_id": cycle.pk,
            "unit_id": led.units["blue"].pk,
            "title": "Less waiting",
        }
        assert hand_down(led.actor("lead"), **ask).state == "open"
        for who in ("mate", "owner", "coach", "viewer", "stranger"):
            with pytest.raises(NotAllowed):
                hand_down(led.actor(who), **ask)
        with pytest.raises(NotFound):
            hand_down(led.actor("outsider"), **ask)

    def test_it_serves_one_thing_which_the_unit_can_read(self, world: World) -> None:
        cycle, lead = world.next_cycle(), world.actor("lead")
        ask: dict[str, Any] = {
            "cycle_id": cycle.pk,
            "unit_id": world.units["blue"].pk,
            "title": "Less waiting",
        }
        hidden = company_objective(world, cycle, proposed=False)
        with pytest.raises(InvalidInput) as refused:
            hand_down(lead, **{**ask, "title": " "}, parent_objective_id=hidden.pk)
        assert {e.field: e.code for e in refused.value.errors} == {
            "title": "required",
            "parent": "draft",
        }
        with pytest.raises(InvalidInput) as refused:
            hand_down(lead, **ask, goal_id=world.goal.pk, parent_objective_id=world.objective.pk)
        assert refused.value.errors[0].code == "several"
        with pytest.raises(InvalidInput) as refused:
            hand_down(lead, **ask, parent_objective_id=world.objective.pk)
        assert refused.value.errors[0].code == "no_overlap"
        Objective.objects.filter(pk=world.objective.pk).update(state="closed")
        with pytest.raises(InvalidInput) as refused:
            hand_down(lead, **ask, parent_objective_id=world.objective.pk)
        assert refused.value.errors[0].code == "closed"

    def test_after_the_lock_it_is_too_late(self, world: World) -> None:
        ask: dict[str, Any] = {"unit_id": world.units["blue"].pk, "title": "Less waiting"}
        with pytest.raises(Conflict, match="locked"):
            hand_down(world.actor("lead"), cycle_id=world.cycle.pk, **ask)
        Cycle.objects.filter(pk=world.cycle.pk).update(phase="closed")
        with pytest.raises(Conflict, match="closed"):
            hand_down(world.actor("lead"), cycle_id=world.cycle.pk, **ask)


class TestAnswers:
    def test_an_accepted_frame_becomes_a_top_down_draft_that_serves_the_same_goal(
        self, led: World
    ) -> None:
        cycle, frame = led.add_frame("Less waiting")
        done = accept_frame(led.actor("mate"), frame.pk)
        made = Objective.objects.get(frame=done)
        assert (made.title, made.origin, made.state) == ("Less waiting", "top_down", "draft")
        assert (made.unit_id, made.cycle_id) == (led.units["blue"].pk, cycle.pk)
        assert made.owner_id == led.people["mate"].pk
        assert made.description == frame.why
        assert made.parent_links.get().goal_id == led.goal.pk
        events = list(Event.objects.order_by("-sequence").values_list("verb", flat=True)[:3])
        assert events == ["frame.accepted", "objective.linked", "objective.created"]

    def test_a_lead_who_left_is_none(self, led: World) -> None:
        _cycle, frame = led.add_frame("Less waiting")
        deactivate_person(led.system, led.people["mate"].pk)
        with pytest.raises(InvalidInput) as refused:
            accept_frame(led.actor("lead"), frame.pk)
        assert [(error.field, error.code) for error in refused.value.errors] == [
            ("owner_id", "required")
        ]

    def test_a_reshaped_frame_is_drafted_in_the_units_words(self, led: World) -> None:
        cycle = led.next_cycle()
        parent = company_objective(led, cycle)
        frame = hand_down(
            led.actor("lead"),
            cycle_id=cycle.pk,
            unit_id=led.units["blue"].pk,
            title="Less waiting",
            parent_objective_id=parent.pk,
        )
        done = reshape_frame(
            led.actor("mate"),
            frame.pk,
            title="Nobody waits for us",
            owner_id=led.people["owner"].pk,
            why="We can only answer for ourselves.",
        )
        made = Objective.objects.get(frame=done)
        assert (done.state, done.answer) == ("reshaped", "We can only answer for ourselves.")
        assert (made.title, made.owner_id) == ("Nobody waits for us", led.people["owner"].pk)
        assert made.parent_links.get().objective_id == parent.pk

    def test_declining_needs_a_reason_and_drafts_nothing(self, led: World) -> None:
        _cycle, frame = led.add_frame()
        before = Objective.objects.count()
        with pytest.raises(InvalidInput) as refused:
            decline_frame(led.actor("mate"), frame.pk, reason="  ")
        assert refused.value.errors[0].field == "reason"
        done = decline_frame(led.actor("mate"), frame.pk, reason="We build the line first.")
        assert (done.state, done.answer) == ("declined", "We build the line first.")
        assert Objective.objects.count() == before

    def test_an_answer_stands(self, led: World) -> None:
        _cycle, frame = led.add_frame()
        mate = led.actor("mate")
        decline_frame(mate, frame.pk, reason="No.")
        with pytest.raises(Conflict, match="answered"):
            accept_frame(mate, frame.pk)
        with pytest.raises(Conflict, match="answered"):
            withdraw_frame(led.actor("lead"), frame.pk)

    def test_leads_of_the_unit_answer_and_leads_above_take_back(self, led: World) -> None:
        _cycle, frame = led.add_frame()
        for who in ("owner", "coach", "viewer", "stranger"):
            with pytest.raises(NotAllowed):
                decline_frame(led.actor(who), frame.pk, reason="No.")
            with pytest.raises(NotAllowed):
                withdraw_frame(led.actor(who), frame.pk)
        with pytest.raises(NotAllowed):
            withdraw_frame(led.actor("mate"), frame.pk)
        assert withdraw_frame(led.actor("lead"), frame.pk, why="Solved.").state == "withdrawn"

    def test_without_a_lead_an_owner_must_be_named(self, world: World) -> None:
        _cycle, frame = world.add_frame()
        with pytest.raises(InvalidInput) as refused:
            accept_frame(world.actor("lead"), frame.pk)
        assert refused.value.errors[0].field == "owner_id"
        owner_id = world.people["owner"].pk
        assert accept_frame(world.actor("lead"), frame.pk, owner_id=owner_id).state == "accepted"


class TestReading:
    def test_a_draft_made_of_a_frame_is_named_only_to_its_unit(self, led: World) -> None:
        _cycle, frame = led.add_frame()
        accept_frame(led.actor("mate"), frame.pk)
        assert frame_row(led.actor("mate"), frame.pk).objective_title == "Nobody waits"
        seen = frame_row(led.actor("stranger"), frame.pk)
        assert (seen.objective_id, seen.objective_title, seen.is_made) == (None, None, True)
        with pytest.raises(NotFound):
            frame_row(led.actor("outsider"), frame.pk)

    def test_what_waits_comes_first_in_the_frames_of_a_unit(self, led: World) -> None:
        cycle, first = led.add_frame("First")
        led.add_frame("Second")
        led.add_frame("Elsewhere", unit="green")
        decline_frame(led.actor("mate"), first.pk, reason="No.")
        actor = led.actor("mate")
        rows = frames_of(actor, cycle.pk, unit_id=led.units["blue"].pk)
        assert [row.title for row in rows] == ["Second", "First"]
        rows = frames_of(actor, cycle.pk, unit_path=led.units["works"].path)
        assert {row.title for row in rows} == {"First", "Second", "Elsewhere"}


class TestPages:
    def test_a_frame_waits_on_the_home_page_of_the_units_lead(self, led: World) -> None:
        _cycle, frame = led.add_frame("Less waiting")
        home = html_of(led.client("mate").get("/"))
        assert "Less waiting" in home
        assert f'href="/frames/{frame.pk}"' in home
        assert "Lead of Blue" in home
        assert "Less waiting" not in html_of(led.client("lead").get("/"))
        decline_frame(led.actor("mate"), frame.pk, reason="No.")
        assert "Less waiting" not in html_of(led.client("mate").get("/"))

    def test_a_unit_without_a_lead_leaves_its_frames_to_administrators(self, world: World) -> None:
        world.add_frame("Less waiting")
        assert "Less waiting" in html_of(world.client("admin").get("/"))

    def test_without_a_cycle_in_planning_the_form_says_so_first(self, led: World) -> None:
        page = led.client("lead").get("/frames/new")
        assert "There is no cycle in planning to ask for." in html_of(page)
        assert "An administrator opens the next one." in html_of(page)
        assert 'href="/cycles/new"' in html_of(led.client("admin").get("/frames/new"))
        typed = {"title": "Less waiting", "why": "They wait."}  # the plan locked meanwhile
        refused = led.client("lead").post("/frames/new", typed)
        assert refused.status_code == 422
        for words in ("They wait.", "Choose a cycle.", "Choose a unit."):
            assert words in html_of(refused)

    def test_handing_down_and_answering_on_pages(self, led: World) -> None:
        cycle, lead = led.next_cycle(), led.client("lead")
        fields = {
            "cycle_id": cycle.pk, "unit_id": led.units["blue"].pk, "title": "",
            "why": "They wait.", "goal_id": led.goal.pk,
        }  # fmt: skip
        refused = lead.post("/frames/new", fields)
        assert refused.status_code == 422
        assert "They wait." in html_of(refused)
        answer = lead.post("/frames/new", {**fields, "title": "Less waiting"})
        frame = Frame.objects.get()
        assert answer["Location"] == f"/frames/{frame.pk}"
        mate = led.client("mate")
        assert "Accept it" in html_of(mate.get(f"/frames/{frame.pk}"))
        assert "Accept it" not in html_of(led.client("owner").get(f"/frames/{frame.pk}"))
        address = f"/frames/{frame.pk}/answer"
        assert mate.post(address, {"do": "dance"}).status_code == 422
        wrong = mate.post(address, {"do": "reshape", "title": "", "owner_id": ""})
        assert wrong.status_code == 422
        assert mate.post(address, {"do": "decline", "reason": ""}).status_code == 422
        assert mate.post(address, {"do": "accept", "owner_id": ""}).status_code == 302
        assert "The unit made this of it" in html_of(mate.get(f"/frames/{frame.pk}"))

    def test_who_asked_is_not_offered_to_answer_for_the_unit(self, led: World) -> None:
        lead, board = led.client("lead"), f"/planning?unit={led.units['blue'].pk}"
        asked = hand_down(
            led.actor("lead"),
            cycle_id=led.next_cycle().pk,
            unit_id=led.units["blue"].pk,
            title="Less waiting",
        )
        page = html_of(lead.get(f"/frames/{asked.pk}"))
        assert "What was asked of Blue" in page
        assert "Accept it" not in page
        assert "Blue has not answered yet." in page
        assert "Withdraw" in page
        assert "Reshape or decline" not in html_of(lead.get(f"{board}&cycle={asked.cycle_id}"))
        ours = html_of(led.client("mate").get(f"/frames/{asked.pk}"))
        assert "What is asked of us" in ours
        set_lead(led.system, led.units["blue"].pk, person_id=None)
        page = html_of(lead.get(f"/frames/{asked.pk}"))
        assert "Accept it" in page, "nobody else leads there"

    def test_a_declined_frame_can_be_asked_anew(self, led: World) -> None:
        _cycle, frame = led.add_frame("Less waiting")
        decline_frame(led.actor("mate"), frame.pk, reason="Not before spring.")
        page = html_of(led.client("lead").get(f"/frames/{frame.pk}"))
        assert "Not before spring." in page
        assert f'href="/frames/new?of={frame.pk}"' in page
        assert 'value="Less waiting"' in html_of(
            led.client("lead").get(f"/frames/new?of={frame.pk}")
        )

    def test_a_frame_costs_the_same_however_many_there_are(self, led: World) -> None:
        cycle, frame = led.add_frame()
        accept_frame(led.actor("mate"), frame.pk)
        client = led.client("mate")

        def grow(count: int) -> None:
            while Frame.objects.filter(cycle=cycle).count() < count:
                _cycle, more = led.add_frame(f"Frame {Frame.objects.count()}")
                accept_frame(led.actor("mate"), more.pk)

        address = f"/frames/{frame.pk}"
        assert_no_growth(grow, lambda: client.get(address))
        assert_budget("one frame", lambda: client.get(address))

    def test_home_costs_the_same_for_many_frames(self, led: World) -> None:
        def grow(count: int) -> None:
            while Frame.objects.count() < count:
                led.add_frame(f"Frame {Frame.objects.count()}")

        client = led.client("mate")
        assert_no_growth(grow, lambda: client.get("/"))


def test_proposing_what_was_made_of_a_frame_needs_key_results_like_any_draft(led: World) -> None:
    _cycle, frame = led.add_frame()
    made = accept_frame(led.actor("mate"), frame.pk).objective
    assert made is not None
    with pytest.raises(InvalidInput):
        propose_objective(led.actor("mate"), made.pk)
