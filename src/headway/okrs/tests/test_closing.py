"""Closing: what has to be said first, what becomes of it next, and how it is taken back."""

from __future__ import annotations

import re

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closing_rest import close_rest
from headway.okrs.actions.closures import SelfGrade, close_objective, reopen_objective
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.key_results import cancel_key_result
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Closure, Grade, KeyResult, Objective
from headway.okrs.queries.closing import to_close

pytestmark = pytest.mark.django_db

GO = {"do": "phase", "confirmed": "1"}


@pytest.fixture
def committed(world: World) -> Objective:
    """The world's objective, committed; its first key result is reached, its second was never
    read."""
    Objective.objects.filter(pk=world.objective.pk).update(ambition="committed")
    check_in(world.actor("owner"), world.key_results[0].pk, value=60)
    world.objective.refresh_from_db()
    return world.objective


def refusals(world: World, objective: Objective, **said) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        close_objective(world.actor("owner"), objective.pk, **{"outcome": "missed", **said})
    return {field: str(words) for field, words in refused.value.messages_by_field().items()}


class TestExplainedMisses:
    def test_a_committed_key_result_that_fell_short_is_explained_first(self, world, committed):
        short = world.key_results[1]
        assert list(refusals(world, committed)) == [f"key_result_{short.pk}_miss"]
        assert Objective.objects.get(pk=committed.pk).state == "running"
        said = {short.pk: SelfGrade(miss_reason="The supplier came late.")}
        close_objective(
            world.actor("owner"), committed.pk, outcome="partly", key_result_grades=said
        )
        assert Grade.objects.get(key_result=short).miss_reason == "The supplier came late."

    def test_what_was_reached_cancelled_or_only_guards_owes_nothing(self, world, committed):
        first, second = world.key_results
        KeyResult.objects.filter(pk=first.pk).update(is_health=True)
        cancel_key_result(world.system, second.pk, reason="The market left.")
        assert list(refusals(world, committed)) == ["miss_reason"]
        close_objective(
            world.actor("owner"), committed.pk, outcome="dropped", miss_reason="The market left."
        )
        assert Closure.objects.get(objective=committed).miss_reason == "The market left."

    def test_an_aspirational_objective_owes_nothing(self, world):
        close_objective(world.actor("owner"), world.objective.pk, outcome="missed")
        assert Closure.objects.get(objective=world.objective).decision == "close"

    def test_everything_that_is_missing_is_said_at_once(self, world, committed):
        first, second = world.key_results
        said = {first.pk: SelfGrade(0.2), second.pk: SelfGrade(decision="carry")}
        found = refusals(world, committed, outcome="?", self_grade=1.4, key_result_grades=said)
        assert set(found) == {
            "outcome", "self_grade", f"key_result_{first.pk}_comment",
            f"key_result_{second.pk}_decision", f"key_result_{second.pk}_miss",
        }  # fmt: skip


class TestDecisions:
    def carried(self, world: World, **said) -> Objective:
        closure = close_objective(
            world.actor("owner"),
            world.objective.pk,
            outcome="missed",
            carry_to_cycle_id=world.next_cycle().pk,
            **said,
        )
        assert closure.carried_to is not None
        return closure.carried_to

    def test_what_goes_on_is_drafted_with_where_it_came_from(self, world):
        first, second = world.key_results
        check_in(world.actor("owner"), first.pk, value=52)
        draft = self.carried(
            world, decision="carry", key_result_grades={second.pk: SelfGrade(decision="drop")}
        )
        (copy,) = draft.key_results.all()
        assert (draft.state, draft.carry_count) == ("draft", 1)
        assert (copy.carried_from_id, copy.carry_count, copy.start) == (first.pk, 1, 52)
        decided = dict(Grade.objects.values_list("key_result_id", "decision"))
        assert decided == {first.pk: "carry", second.pk: "drop"}
        event = Event.objects.filter(verb="objective.carried_over").get()
        assert f'"from_cycle":"{world.cycle.name}"' in event.after.replace('": "', '":"')

    def test_carried_again_it_counts_on(self, world):
        Objective.objects.filter(pk=world.objective.pk).update(carry_count=2)
        KeyResult.objects.filter(objective=world.objective).update(carry_count=2)
        draft = self.carried(world, decision="change")
        assert draft.carry_count == 3
        assert {k.carry_count for k in draft.key_results.all()} == {3}
        assert Closure.objects.get().decision == "change"
        assert set(Grade.objects.values_list("decision", flat=True)) == {"change"}

    def test_what_is_reached_stays_behind(self, world):
        check_in(world.actor("owner"), world.key_results[0].pk, value=60)
        draft = self.carried(world, decision="carry")
        assert [k.carried_from_id for k in draft.key_results.all()] == [world.key_results[1].pk]

    def test_a_health_metric_still_guards_what_it_is_paired_with(self, world):
        first, second = world.key_results
        KeyResult.objects.filter(pk=second.pk).update(is_health=True, paired_with=first)
        copies = {
            k.carried_from_id: k for k in self.carried(world, decision="carry").key_results.all()
        }
        assert copies[second.pk].is_health
        assert copies[second.pk].paired_with_id == copies[first.pk].pk

    def test_carrying_needs_another_cycle_and_closing_needs_none(self, world):
        found = refusals(world, world.objective, decision="carry")
        assert list(found) == ["carry_to_cycle_id"]
        found = refusals(world, world.objective, decision="carry", carry_to_cycle_id=world.cycle.pk)
        assert list(found) == ["carry_to_cycle_id"]
        found = refusals(
            world, world.objective, decision="drop", carry_to_cycle_id=world.next_cycle().pk
        )
        assert list(found) == ["carry_to_cycle_id"]
        assert list(refusals(world, world.objective, outcome="carried_over", decision="drop")) == [
            "decision"
        ]
        assert list(refusals(world, world.objective, decision="?")) == ["decision"]


class TestTakingBack:
    def test_the_untouched_draft_goes_with_the_closing_it_came_from(self, world):
        owner = world.actor("owner")
        draft = TestDecisions().carried(world, decision="carry")
        reopen_objective(owner, world.objective.pk, why="Closed by mistake.")
        draft.refresh_from_db()
        assert draft.archived_at is not None
        assert not Grade.objects.exists()

    def test_a_draft_somebody_worked_on_stays(self, world):
        owner = world.actor("owner")
        draft = TestDecisions().carried(world, decision="carry")
        update_objective(owner, draft.pk, title="Sharper")
        reopen_objective(owner, world.objective.pk, why="Closed by mistake.")
        draft.refresh_from_db()
        assert draft.archived_at is None


class TestClosingTheRest:
    def test_what_owes_nothing_is_closed_in_one_step(self, world, committed):
        green = world.add_objective("Green grows", unit="green")
        mine = world.add_objective("Mine")
        found = close_rest(world.actor("lead"), world.cycle.pk)
        assert set(found.closed) == {green.pk, mine.pk}
        assert found.left == 1
        closure = Closure.objects.get(objective=mine)
        assert (closure.outcome, closure.decision, closure.self_grade) == ("missed", "close", None)
        assert Event.objects.filter(verb="objective.closed").count() == 2

    def test_it_closes_nothing_that_one_may_not_close_or_that_never_ran(self, world, committed):
        green = world.add_objective("Green grows", unit="green")
        Objective.objects.filter(pk=green.pk).update(owner=world.people["stranger"])
        draft = world.add_objective("Draft")
        Objective.objects.filter(pk=draft.pk).update(state="proposed")
        mine = world.add_objective("Mine")
        assert close_rest(world.actor("owner"), world.cycle.pk).closed == (mine.pk,)
        assert close_rest(world.actor("stranger"), world.cycle.pk).closed == (green.pk,)
        with pytest.raises(NotAllowed):
            close_rest(world.actor("viewer"), world.cycle.pk)
        with pytest.raises(NotFound):
            close_rest(world.actor("outsider"), world.cycle.pk)

    def test_a_closed_cycle_has_nothing_left(self, world):
        close_objective(world.actor("owner"), world.objective.pk, outcome="missed")
        assert close_rest(world.actor("lead"), world.cycle.pk).closed == ()
        with pytest.raises(Conflict):
            close_objective(world.actor("owner"), world.objective.pk, outcome="missed")

    def test_the_list_proposes_how_each_ended(self, world, committed):
        aspirational = world.add_objective("Mine")
        check_in(world.actor("owner"), aspirational.key_results.get().pk, value=7)
        day = world.cycle.ends_on
        rows = {
            row.objective.id: row for row in to_close(world.system, world.cycle.pk, "", today=day)
        }
        assert rows[aspirational.pk].outcome == "achieved"
        assert rows[aspirational.pk].closes_by_itself
        first = rows[committed.pk]
        assert (first.outcome, first.short) == ("missed", (world.key_results[1].pk,))
        assert (first.owes, first.closes_by_itself) == (True, False)


class TestTheList:
    def page(self, response) -> str:
        return str(response.content.decode())

    def test_the_way_to_the_end_of_a_cycle_is_its_list(self, world, committed):
        green = world.add_objective("Green grows", unit="green")
        admin, address = world.client("admin"), f"/cycles/{world.cycle.pk}"
        admin.post(f"{address}/step", {**GO, "phase": "review"})
        page = self.page(admin.get(f"{address}?unit=all"))
        assert "2 still to close" in page
        world.add_draft("Never proposed", cycle=world.cycle)
        page = self.page(admin.get(f"{address}?unit=all"))
        assert "3 still to close" in page  # what never ran has to be dropped, and counts as well
        assert "Three objectives are still to close." in page
        assert "Archive" in text_of(page).partition("Never proposed")[2][:200]
        never = Objective.objects.get(title="Never proposed")
        answer = admin.post(f"{address}/close/{never.pk}", {"do": "archive"}, follow=True)
        assert "Archived: Never proposed." in self.page(answer)
        assert "2 still to close" in self.page(answer)
        assert "Close the cycle" not in page
        answer = admin.post(f"{address}/step", {**GO, "phase": "closed"})
        assert answer.status_code == 409
        assert "2 objectives of" in self.page(answer)
        form = self.page(admin.get(f"{address}/close/{committed.pk}"))
        assert f'name="key_result_{world.key_results[1].pk}_miss"' in form
        refused = admin.post(f"{address}/close/{committed.pk}", {"outcome": "partly"})
        assert refused.status_code == 422
        assert "Committed and missed. Say why." in self.page(refused)
        said = {"outcome": "partly", f"key_result_{world.key_results[1].pk}_miss": "Too late."}
        answer = admin.post(f"{address}/close/{committed.pk}", said)
        assert answer["Location"] == f"{address}/close/{green.pk}"
        assert "1 still to close" in self.page(admin.get(answer["Location"]))
        assert "Green grows" in self.page(admin.get(f"{address}/close-rest"))
        assert admin.post(f"{address}/close-rest")["Location"] == address
        page = self.page(admin.get(f"{address}?unit=all"))
        assert "Everything is closed." in page
        assert "Close the cycle" in page
        assert admin.post(f"{address}/step", {**GO, "phase": "closed"}).status_code == 302
        ended = self.page(admin.get(address))
        assert "Aster reached" in ended
        assert "its objectives’ mean is" in ended

    def test_an_objective_of_another_cycle_is_not_in_the_list(self, world):
        other = world.next_cycle()
        address = f"/cycles/{other.pk}/close/{world.objective.pk}"
        assert world.client("admin").get(address).status_code == 404

    def test_what_was_closed_meanwhile_leads_to_its_page(self, world):
        close_objective(world.actor("owner"), world.objective.pk, outcome="missed")
        answer = world.client("owner").get(f"/cycles/{world.cycle.pk}/close/{world.objective.pk}")
        assert answer["Location"] == f"/objectives/{world.objective.pk}"

    def test_a_form_in_the_list_keeps_what_was_typed(self, world):
        answer = world.client("owner").post(
            f"/cycles/{world.cycle.pk}/close/{world.objective.pk}",
            {"outcome": "missed", "self_grade": "0,9", "closing_word": "We tried."},
        )
        assert answer.status_code == 422
        assert "We tried." in self.page(answer)
        assert 'value="0,9"' in self.page(answer)

    def test_the_closing_form_of_a_closed_objective_leads_to_its_page(self, world):
        close_objective(world.actor("owner"), world.objective.pk, outcome="missed")
        answer = world.client("owner").get(f"/objectives/{world.objective.pk}/close")
        assert answer["Location"] == f"/objectives/{world.objective.pk}"


def test_closing_before_the_review_says_what_it_cuts_off_and_asks(world):
    client, address = world.client("owner"), f"/objectives/{world.objective.pk}/close"
    words = "Q4 2026 goes on for 40 days."
    assert words in text_of(client.get(address))
    typed = {"outcome": "partly", "closing_word": "We learnt a lot", "self_grade": "0,5"}
    asked = client.post(address, typed)
    assert heading_of(asked).startswith(words)
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html_of(asked)))
    kept.pop("csrfmiddlewaretoken")
    assert kept == typed
    assert not Closure.objects.exists()
    back = client.post(address, {**kept, "back": "1"})
    assert "We learnt a lot" in html_of(back)
    refused = client.post(address, {**kept, "confirmed": "1"})
    assert refused.status_code == 422  # the grade needs its word; what was answered stays answered
    assert 'name="confirmed" value="1"' in html_of(refused)
    assert not Closure.objects.exists()
    saved = client.post(address, {**kept, "grade_comment": "It holds.", "confirmed": "1"})
    assert saved["Location"] == f"/objectives/{world.objective.pk}"
    reopen_objective(world.system, world.objective.pk, why="Once more")
    set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    assert words not in client.get(address).content.decode()
