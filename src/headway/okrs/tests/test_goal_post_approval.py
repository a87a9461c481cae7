"""After plan lock a goal post waits for a lead above: asked, approved, declined, taken back."""

from __future__ import annotations

from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.approvals import (
    approve_goal_post,
    decline_goal_post,
    withdraw_goal_post,
)
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import (
    MilestoneInput,
    add_key_result,
    cancel_key_result,
    update_key_result,
)
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import GoalPostChange, GoalPostRequest, KeyResult
from headway.okrs.queries.approvals import request_row, requests_below, waiting_for
from headway.okrs.queries.consequences import consequences
from headway.people.actions import set_lead, update_organisation, update_person
from headway.people.models import Role

pytestmark = pytest.mark.django_db

WHY = "The shop in Lyon closed."


def ask(world: World, by: str = "owner", **changes: Any) -> GoalPostRequest:
    """Ask to move the first key result's target, or what is given."""
    given: dict[str, Any] = changes or {"target": 50.0}
    asked = update_key_result(world.actor(by), world.key_results[0].pk, reason=WHY, **given)
    assert asked is not None
    return asked


def target(world: World) -> float | None:
    return KeyResult.objects.get(pk=world.key_results[0].pk).target


class TestAsking:
    def test_nothing_moves_before_somebody_says_yes(self, world):
        asked = ask(world)
        assert target(world) == 60.0
        assert not GoalPostChange.objects.exists()
        row = request_row(world.actor("viewer"), asked.pk)
        assert row.moves == [("target", 60.0, 50.0)]
        assert (row.reason, row.author_name, row.state) == (WHY, "Owner Person", "waiting")
        event = Event.objects.get(verb="goal_post.requested")
        assert (event.subject_type, event.subject_id) == ("key_result", world.key_results[0].pk)

    def test_what_is_no_goal_post_is_saved_at_once(self, world):
        ask(world, target=50.0, description="As the shops report it.")
        stored = KeyResult.objects.get(pk=world.key_results[0].pk)
        assert (stored.target, stored.description) == (60.0, "As the shops report it.")

    def test_a_reason_is_asked_for_first(self, world):
        with pytest.raises(InvalidInput) as refused:
            update_key_result(world.actor("owner"), world.key_results[0].pk, target=50.0)
        assert refused.value.messages_by_field()["reason"]
        assert not GoalPostRequest.objects.exists()

    def test_one_change_of_a_key_result_waits_at_a_time(self, world):
        ask(world)
        with pytest.raises(Conflict, match="waits for approval already"):
            ask(world, weight=2.0)

    def test_the_words_of_an_objective_wait_too(self, world):
        asked = update_objective(
            world.actor("owner"), world.objective.pk, title="Customers find it", reason="Shorter."
        )
        assert asked is not None
        world.objective.refresh_from_db()
        assert world.objective.title == "Customers find what they came for"
        approve_goal_post(world.actor("lead"), asked.pk)
        world.objective.refresh_from_db()
        assert world.objective.title == "Customers find it"
        assert GoalPostChange.objects.get().field == "title"

    def test_the_setting_switched_off_it_moves_at_once(self, world):
        update_organisation(world.actor("admin"), goal_posts_need_approval=False)
        assert (
            update_key_result(
                world.actor("owner"), world.key_results[0].pk, target=50.0, reason=WHY
            )
            is None
        )
        assert target(world) == 50.0
        assert GoalPostChange.objects.get().approved_by is None

    def test_the_system_moves_it_at_once(self, world):
        assert (
            update_key_result(world.system, world.key_results[0].pk, target=50.0, reason=WHY)
            is None
        )
        assert target(world) == 50.0


class TestWhoIsAsked:
    def test_the_nearest_lead_who_neither_owns_it_nor_asks(self, world):
        set_lead(world.system, world.units["blue"].pk, person_id=world.people["owner"].pk)
        set_lead(world.system, world.units["works"].pk, person_id=world.people["mate"].pk)
        asked = ask(world)
        names = request_row(world.actor("owner"), asked.pk).asked
        assert names == ((world.people["mate"].pk, "Mate Person"),)
        assert [row.id for row in waiting_for(world.actor("mate"), 9)] == [asked.pk]
        assert waiting_for(world.actor("lead"), 9) == []
        assert waiting_for(world.actor("owner"), 9) == []

    def test_who_leads_and_asks_is_answered_from_further_up(self, world):
        set_lead(world.system, world.units["works"].pk, person_id=world.people["mate"].pk)
        asked = ask(world, "mate")
        assert request_row(world.actor("owner"), asked.pk).asked[0][1] == "Lead Person"

    def test_an_administrator_where_no_lead_is_left(self, world):
        asked = ask(world, "lead")
        assert request_row(world.actor("owner"), asked.pk).asked == ()
        assert [row.id for row in waiting_for(world.actor("admin"), 9)] == [asked.pk]

    def test_the_only_one_who_could_approve_moves_it_alone(self, world):
        set_lead(world.system, world.units["root"].pk, person_id=None)
        changed = update_key_result(
            world.actor("admin"), world.key_results[0].pk, target=50.0, reason=WHY
        )
        assert changed is None
        assert target(world) == 50.0

    def test_another_administrator_is_somebody_else(self, world):
        set_lead(world.system, world.units["root"].pk, person_id=None)
        update_person(world.system, world.people["coach"].pk, role=Role.ADMIN)
        asked = ask(world, "admin")
        with pytest.raises(NotAllowed, match="yourself"):
            approve_goal_post(world.actor("admin"), asked.pk)
        approve_goal_post(world.actor("coach"), asked.pk)
        assert target(world) == 50.0


class TestAnswering:
    def test_approving_moves_it_and_says_who_asked_and_who_approved(self, world):
        asked = ask(world)
        approve_goal_post(world.actor("lead"), asked.pk, answer="Fair enough.")
        assert target(world) == 50.0
        change = GoalPostChange.objects.get()
        assert (change.before, change.after, change.reason) == (60.0, 50.0, WHY)
        assert (change.author, change.approved_by) == (world.people["owner"], world.people["lead"])
        assert change.approved_on == change.effective_on == TODAY
        event = Event.objects.latest("sequence")
        assert (event.verb, event.why) == ("goal_post.approved", WHY)
        row = request_row(world.actor("owner"), asked.pk)
        assert (row.state, row.answered_by, row.answer) == (
            "accepted", "Lead Person", "Fair enough.",
        )  # fmt: skip

    def test_approving_moves_the_scores_with_it(self, world):
        check_in(world.actor("owner"), world.key_results[0].pk, value=50)
        approve_goal_post(world.actor("lead"), ask(world).pk)
        assert KeyResult.objects.get(pk=world.key_results[0].pk).raw == pytest.approx(1.0)

    def test_milestones_come_as_they_were_asked_for(self, world):
        steps = [MilestoneInput("Pilot"), MilestoneInput("Roll-out")]
        made = add_key_result(
            world.system,
            objective_id=world.objective.pk,
            title="Launched",
            kind="milestone",
            owner_id=world.people["owner"].pk,
            milestones=steps,
            reason=WHY,
        ).key_result
        kept = made.milestones.get(title="Pilot")
        wanted = [MilestoneInput("Pilot", 2.0, kept.pk), MilestoneInput("Handed over")]
        asked = update_key_result(world.actor("owner"), made.pk, milestones=wanted, reason=WHY)
        assert asked is not None
        assert set(made.milestones.values_list("title", flat=True)) == {"Pilot", "Roll-out"}
        approve_goal_post(world.actor("lead"), asked.pk)
        kept.refresh_from_db()
        assert kept.weight == 2.0
        assert set(made.milestones.values_list("title", flat=True)) == {"Pilot", "Handed over"}

    def test_declining_needs_a_reason_and_leaves_it(self, world):
        asked = ask(world)
        with pytest.raises(InvalidInput):
            decline_goal_post(world.actor("lead"), asked.pk, answer=" ")
        decline_goal_post(world.actor("lead"), asked.pk, answer="Too late for that.")
        assert target(world) == 60.0
        assert request_row(world.actor("owner"), asked.pk).answer == "Too late for that."
        with pytest.raises(Conflict, match="answered"):
            approve_goal_post(world.actor("lead"), asked.pk)

    def test_after_an_answer_one_may_ask_again(self, world):
        decline_goal_post(world.actor("lead"), ask(world).pk, answer="No.")
        assert ask(world).state == "waiting"
        assert len(requests_below(world.actor("owner"), world.objective.pk)) == 2

    def test_who_asked_may_take_it_back(self, world):
        asked = ask(world)
        withdraw_goal_post(world.actor("owner"), asked.pk)
        assert request_row(world.actor("owner"), asked.pk).state == "withdrawn"
        with pytest.raises(Conflict):
            approve_goal_post(world.actor("lead"), asked.pk)

    def test_who_answers_is_not_offered_to_take_the_request_of_another_back(self, world):
        asked = ask(world)
        for name, offered in (("owner", True), ("lead", False)):
            page = html_of(world.client(name).get(f"/goal-post-requests/{asked.pk}"))
            assert ("Take it back" in page) == offered

    def test_who_may_not(self, world):
        asked = ask(world)
        for name in ("owner", "mate", "coach", "viewer", "stranger"):
            with pytest.raises(NotAllowed):
                approve_goal_post(world.actor(name), asked.pk)
            with pytest.raises(NotAllowed):
                decline_goal_post(world.actor(name), asked.pk, answer="No.")
        for name in ("mate", "coach", "viewer", "stranger"):
            with pytest.raises(NotAllowed):
                withdraw_goal_post(world.actor(name), asked.pk)
        with pytest.raises(NotFound):
            approve_goal_post(world.actor("outsider"), asked.pk)


class TestWhatChangedMeanwhile:
    def test_a_request_from_another_state_is_refused_and_says_so(self, world):
        asked = ask(world)
        update_key_result(world.system, world.key_results[0].pk, target=58.0, reason="Import.")
        with pytest.raises(Conflict, match=r"has changed since this was asked \(target\)"):
            approve_goal_post(world.actor("lead"), asked.pk)
        assert target(world) == 58.0
        decline_goal_post(world.actor("lead"), asked.pk, answer="Ask again.")

    def test_another_field_that_changed_does_no_harm(self, world):
        asked = ask(world)
        update_key_result(world.system, world.key_results[0].pk, weight=2.0, reason="Import.")
        approve_goal_post(world.actor("lead"), asked.pk)
        stored = KeyResult.objects.get(pk=world.key_results[0].pk)
        assert (stored.target, stored.weight) == (50.0, 2.0)

    def test_what_is_cancelled_or_closed_does_not_move(self, world):
        asked = ask(world)
        cancel_key_result(world.system, world.key_results[0].pk, reason="Sold.")
        with pytest.raises(Conflict, match="cancelled"):
            approve_goal_post(world.actor("lead"), asked.pk)
        close_objective(world.actor("owner"), world.objective.pk, outcome="missed")
        assert waiting_for(world.actor("lead"), 9) == []
        with pytest.raises(Conflict, match="answered"):
            approve_goal_post(world.actor("lead"), asked.pk)


class TestOnPages:
    def test_home_asks_the_lead_above_and_leads_to_the_answer(self, world):
        asked = ask(world)
        lead = world.client("lead")
        page = lead.get("/").content.decode()
        assert f"/goal-post-requests/{asked.pk}" in page
        assert "asks to move a goal post: target from 60" in page
        assert "asks to move" not in world.client("mate").get("/").content.decode()
        path = f"/goal-post-requests/{asked.pk}"
        assert "Approve" in lead.get(path).content.decode()
        assert "Approve</button>" not in world.client("owner").get(path).content.decode()
        answer = lead.post(f"{path}/step", {"do": "approve", "words": "Yes."}, follow=True)
        assert "Approved. The goal post has moved." in answer.content.decode()
        assert target(world) == 50.0

    def test_who_answers_sees_what_it_would_do(self, world):
        check_in(world.actor("owner"), world.key_results[0].pk, value=50)
        asked = ask(world)
        then = consequences(request_row(world.actor("lead"), asked.pk), today=TODAY)
        assert then is not None
        moved = then.moved
        assert moved is not None
        assert (moved.stands.raw, moved.raw) == (0.5, 1.0)
        assert (moved.stands.score_of_record, moved.of_record) == (0.5, 0.5)
        assert (moved.index.movement, moved.index_then.severity) == (0.0, "error")
        page = world.client("lead").get(f"/goal-post-requests/{asked.pk}").content.decode()
        assert "the plan as it was locked goes on to count" in page
        approve_goal_post(world.actor("lead"), asked.pk)
        stored = KeyResult.objects.get(pk=world.key_results[0].pk)
        assert (stored.raw, stored.raw_of_record) == (moved.raw, moved.of_record)

    def test_the_form_says_for_whom_it_waits_and_the_pages_show_it(self, world):
        owner, key_result = world.client("owner"), world.key_results[0]
        form = {
            "title": key_result.title, "kind": "increase", "start": "40", "target": "50",
            "owner_id": world.people["owner"].pk, "measure": "%", "reason": WHY,
        }  # fmt: skip
        saved = owner.post(f"/key-results/{key_result.pk}/edit", form, follow=True)
        assert "waits until Lead Person approves it" in saved.content.decode()
        for path in (f"/key-results/{key_result.pk}", f"/objectives/{world.objective.pk}"):
            page = world.client("viewer").get(path).content.decode()
            assert "Asked to move" in page
            assert WHY in page

    def test_a_refused_answer_keeps_what_was_typed(self, world):
        asked = ask(world)
        answer = world.client("lead").post(
            f"/goal-post-requests/{asked.pk}/step", {"do": "decline", "answer": ""}
        )
        assert answer.status_code == 422
        assert "Say why it stays where it is" in answer.content.decode()

    def test_history_tells_it_in_words(self, world):
        asked = ask(world)
        approve_goal_post(world.actor("lead"), asked.pk)
        page = world.client("viewer").get(f"/objectives/{world.objective.pk}/history")
        text = page.content.decode()
        assert "Asked to move a goal post" in text
        assert "Moved goal post approved" in text
