"""After plan lock a link that moves a score waits for a lead above, as every goal post does."""

from __future__ import annotations

from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.approvals import (
    approve_goal_post,
    decline_goal_post,
    withdraw_goal_post,
)
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import remove_key_result
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import GoalPostChange, GoalPostRequest, KeyResult, Objective, ObjectiveLink
from headway.okrs.queries.approvals import request_row, waiting_for
from headway.okrs.queries.consequences import consequences
from headway.okrs.tests.linking import score_of
from headway.people.actions import set_lead

pytestmark = pytest.mark.django_db

WHY = "It was forgotten in planning."


@pytest.fixture(autouse=True)
def led(world: World) -> None:
    """Works has a lead of its own, who asks; the lead of all is asked."""
    set_lead(world.system, world.units["works"].pk, person_id=world.people["mate"].pk)


def ask(world: World, above: Objective, by: str = "mate", **terms: Any) -> GoalPostRequest:
    terms = {"kind": "drives_score", **terms}
    asked = link_objective(
        world.actor(by), world.objective.pk, parent_objective_id=above.pk, why=WHY, **terms
    )
    assert isinstance(asked, GoalPostRequest)
    return asked


@pytest.fixture
def driving(world: World, above: Objective) -> ObjectiveLink:
    link = link_objective(
        world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
    )
    assert isinstance(link, ObjectiveLink)
    GoalPostChange.objects.all().delete()
    return link


def approved(world: World, asked: GoalPostRequest, above: Objective) -> GoalPostChange:
    """Approved by the lead of all: the score that was told before is the one that is there after,
    and the line of the ledger keeps both."""
    was = score_of(above)
    lead = world.actor("lead")
    then = consequences(request_row(lead, asked.pk), today=TODAY)
    assert then is not None
    approve_goal_post(lead, asked.pk, answer="So be it.")
    assert then.objective_score == was
    assert then.objective_then == pytest.approx(score_of(above))
    line = GoalPostChange.objects.get(objective=above)
    assert (line.before["objective_score"], line.after["objective_score"]) == (was, above.score)
    assert (line.author, line.approved_by) == (world.people["mate"], world.people["lead"])
    assert (line.field, line.reason) == ("link", WHY)
    return line


class TestMaking:
    def test_waits_and_is_made_as_it_was_asked_for(self, world, above):
        asked = ask(world, above, weight=3, own_weight=0)
        assert not ObjectiveLink.objects.filter(objective=above).exists()
        assert score_of(above) == 0.5
        assert not GoalPostChange.objects.exists()
        assert [row.id for row in waiting_for(world.actor("lead"), 9)] == [asked.pk]
        with pytest.raises(NotAllowed):
            approve_goal_post(world.actor("mate"), asked.pk)
        line = approved(world, asked, above)
        assert score_of(above) == 0.25  # its own key results are out of it, and stay on record
        assert line.after["own_weight"] == 0
        assert Event.objects.filter(verb="objective.linked").exists()

    def test_the_same_waits_once(self, world, above):
        ask(world, above)
        with pytest.raises(Conflict, match="waits for approval already"):
            ask(world, above)
        other = world.add_objective("Another one")
        ask_too = link_objective(
            world.actor("mate"), other.pk, parent_objective_id=above.pk, kind="drives_score",
            why=WHY,
        )  # fmt: skip
        assert isinstance(ask_too, GoalPostRequest)
        assert update_objective(world.actor("mate"), above.pk, title="In fewer words", reason=WHY)

    def test_a_value_that_is_handed_on(self, world, above):
        into, given = above.key_results.get(), world.key_results[0]
        KeyResult.objects.filter(pk=into.pk).update(measure="%", target=100.0)
        asked = link_objective(
            world.actor("mate"), world.objective.pk, key_result_id=into.pk, why=WHY,
            kind="contributes_value", child_key_result_id=given.pk, share=0.5,
        )  # fmt: skip
        assert isinstance(asked, GoalPostRequest)
        line = approved(world, asked, above)
        assert line.after["share"] == 0.5
        assert KeyResult.objects.get(pk=into.pk).value == 30.0  # 5 of its own, and half of 50

    def test_an_aligned_link_waits_for_nobody(self, world, above):
        made = link_objective(
            world.actor("owner"), world.objective.pk, parent_objective_id=above.pk
        )
        assert isinstance(made, ObjectiveLink)

    def test_what_closes_a_circle_by_now_is_not_approved(self, world, above):
        asked = ask(world, above)
        link_objective(world.system, above.pk, parent_objective_id=world.objective.pk)
        with pytest.raises(InvalidInput, match=r"circle.*Decline it"):
            approve_goal_post(world.actor("lead"), asked.pk)

    def test_nor_what_was_linked_or_closed_meanwhile(self, world, above):
        asked = ask(world, above)
        link_objective(world.system, world.objective.pk, parent_objective_id=above.pk)
        with pytest.raises(Conflict, match="linked already"):
            approve_goal_post(world.actor("lead"), asked.pk)


class TestChangingAndTakingAway:
    def test_another_weight(self, world, above, driving):
        asked = change_link(
            world.actor("mate"), driving.pk, kind="drives_score", weight=3, own_weight=0, why=WHY
        )
        assert isinstance(asked, GoalPostRequest)
        driving.refresh_from_db()
        assert (driving.weight, score_of(above)) == (1.0, 0.375)
        with pytest.raises(Conflict, match="waits for approval already"):
            unlink_objective(world.actor("mate"), driving.pk, why=WHY)
        approved(world, asked, above)
        assert score_of(above) == 0.25

    def test_aligned_alone(self, world, above, driving):
        asked = change_link(world.actor("mate"), driving.pk, kind="aligned", why=WHY)
        assert isinstance(asked, GoalPostRequest)
        assert approved(world, asked, above).after["objective_score"] == 0.5

    def test_taken_away(self, world, above, driving):
        asked = unlink_objective(world.actor("mate"), driving.pk, why=WHY)
        assert asked is not None
        assert score_of(above) == 0.375
        approved(world, asked, above)
        assert not ObjectiveLink.objects.filter(pk=driving.pk).exists()

    def test_what_changed_since_is_said(self, world, above, driving):
        asked = unlink_objective(world.actor("mate"), driving.pk, why=WHY)
        assert asked is not None
        change_link(world.system, driving.pk, kind="drives_score", weight=2)
        with pytest.raises(Conflict, match="changed since"):
            approve_goal_post(world.actor("lead"), asked.pk)
        unlink_objective(world.system, driving.pk)
        with pytest.raises(Conflict, match="not there any more"):
            approve_goal_post(world.actor("lead"), asked.pk)
        decline_goal_post(world.actor("lead"), asked.pk, answer="It is gone already.")

    def test_taken_back_it_stays(self, world, above, driving):
        asked = unlink_objective(world.actor("mate"), driving.pk, why=WHY)
        assert asked is not None
        withdraw_goal_post(world.actor("mate"), asked.pk)
        assert ObjectiveLink.objects.filter(pk=driving.pk).exists()

    def test_a_value_that_counts_in_a_locked_plan_does_not_go_with_its_key_result(self, world):
        """A key result of a plan that is open may be removed; what it hands on may not."""
        into = world.key_results[1]
        child = world.add_draft("Of a plan that is open", cycle=world.cycle)
        given = child.key_results.get()
        KeyResult.objects.filter(pk=given.pk).update(measure="min")
        link_objective(
            world.system, child.pk, key_result_id=into.pk, kind="contributes_value",
            child_key_result_id=given.pk,
        )  # fmt: skip
        with pytest.raises(Conflict, match="whose plan is locked"):
            remove_key_result(world.actor("owner"), given.pk)
        assert KeyResult.objects.filter(pk=given.pk).exists()


class TestWhoReadsWhat:
    """The one below may be hidden from those who read the objective above."""

    @pytest.fixture
    def asked(self, world: World, above: Objective) -> GoalPostRequest:
        update_objective(world.system, world.objective.pk, visibility="unit")
        return ask(world, above)

    def test_the_page_names_it_to_who_may_read_it(self, world, asked):
        path = f"/goal-post-requests/{asked.pk}"
        shown = text_of(world.client("lead").get(path))
        assert f"Of the objective below {world.objective.title}" in shown
        assert "drives the score with weight 1 beside 1" in shown
        assert "Score of the objective 0.50 0.38" in shown
        hidden = text_of(world.client("stranger").get(path))
        assert world.objective.title not in hidden
        assert "an objective you may not read" in hidden

    def test_the_history_tells_no_ids(self, world, asked):
        event = Event.objects.get(verb="goal_post.requested")
        assert "child_id" not in (event.after or "")
        assert event.subject_id == asked.objective_id


class TestThePages:
    def test_ask_tell_and_move(self, world, above):
        mate, page = world.client("mate"), f"/objectives/{world.objective.pk}/links"
        form = {"parent": f"objective-{above.pk}", "kind": "drives_score", "weight": "1"}
        refused = mate.post(page, form)
        assert refused.status_code == 422
        saved = mate.post(page, {**form, "why": WHY}, follow=True)
        assert "waits until Lead Person approves it" in text_of(saved)
        asked = GoalPostRequest.objects.get()
        lead, path = world.client("lead"), f"/goal-post-requests/{asked.pk}/step"
        assert "asks to move a goal post: link that counts" in text_of(lead.get("/"))
        lead.post(path, {"do": "approve"})
        link = ObjectiveLink.objects.get(objective=above)
        changed = mate.post(
            f"/links/{link.pk}/edit", {"kind": "drives_score", "weight": "2", "why": WHY},
            follow=True,
        )  # fmt: skip
        assert "waits until Lead Person approves it" in text_of(changed)
        withdraw_goal_post(world.actor("mate"), GoalPostRequest.objects.latest("id").pk)
        gone = mate.post(f"/links/{link.pk}/remove", {"why": WHY}, follow=True)
        assert "waits until Lead Person approves it" in text_of(gone)


def test_what_is_closed_keeps_the_links_that_count_until_it_is_opened_again(world, above, driving):
    """Closed, unlinked and opened again it would stand elsewhere without an approval."""
    close_objective(world.system, above.pk, outcome="partly")
    with pytest.raises(Conflict, match="its numbers stand"):
        unlink_objective(world.actor("mate"), driving.pk, why=WHY)
