"""What a link does to numbers: said when it is added or changed, and written at once."""

from __future__ import annotations

import json

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import World
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import add_key_result, update_key_result
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.objectives import (
    agree_objective,
    archive_objective,
    create_objective,
    restore_objective,
)
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import Cycle, KeyResult, Objective, ObjectiveLink
from headway.reports.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def above(world: World) -> Objective:
    """An objective of the department, at 0.5 of its own; the world's objective stands at 0.25."""
    found = world.add_objective("Works is where people want to buy", unit="works")
    check_in(world.system, found.key_results.get().pk, value=5)
    check_in(world.system, world.key_results[0].pk, value=50)
    return found


def score_of(objective: Objective) -> float | None:
    objective.refresh_from_db()
    return objective.score


def refusal_of(refused: pytest.ExceptionInfo[InvalidInput]) -> tuple[str, str]:
    error = refused.value.errors[0]
    return error.field, error.code


class TestDrivingAScore:
    def test_it_counts_from_the_moment_it_is_linked_with_one_event(self, world, above):
        events = Event.objects.count()
        link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score",
            weight=3, own_weight=2,
        )  # fmt: skip
        assert score_of(above) == pytest.approx((2 * 0.5 + 3 * 0.25) / 5)
        assert Event.objects.count() == events + 1
        told = Event.objects.latest("sequence")
        assert told.verb == "objective.linked"
        before, after = json.loads(told.before), json.loads(told.after)
        assert (before["parent_score"], after["parent_score"]) == (0.5, above.score)
        assert after["weight"] == 3

    def test_the_weight_can_be_changed_and_the_link_made_a_plain_one(self, world, above):
        link = link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
        )
        assert score_of(above) == pytest.approx(0.375)
        change_link(world.system, link.pk, kind="drives_score", weight=4, own_weight=1)
        assert score_of(above) == pytest.approx((0.5 + 4 * 0.25) / 5)
        change_link(world.system, link.pk, kind="aligned", why="It only helps.")
        assert score_of(above) == pytest.approx(0.5)
        assert Event.objects.latest("sequence").why == "It only helps."

    def test_saying_the_same_again_is_no_event(self, world, above):
        link = link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
        )
        events = Event.objects.count()
        change_link(world.system, link.pk, kind="drives_score", weight=1)
        assert Event.objects.count() == events

    def test_taken_away_it_counts_no_more_up_to_the_top(self, world, above):
        top = world.add_objective("Everybody buys here", unit="root")
        link_objective(
            world.system, above.pk, parent_objective_id=top.pk, kind="drives_score", own_weight=0
        )
        link = link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
        )
        assert score_of(top) == pytest.approx(0.375)
        unlink_objective(world.system, link.pk)
        assert score_of(top) == pytest.approx(0.5)
        assert recompute(world.organisation.pk, write=False)[1] == []

    def test_a_goal_or_key_result_has_no_score_to_drive(self, world, above):
        for parent in ({"goal_id": world.goal.pk}, {"key_result_id": above.key_results.get().pk}):
            with pytest.raises(InvalidInput) as refused:
                link_objective(world.system, world.objective.pk, kind="drives_score", **parent)
            assert refusal_of(refused) == ("kind", "needs_objective")

    @pytest.mark.parametrize("weight", [0, -1, 1001, float("nan"), float("inf")])
    def test_weights_are_numbers_above_0(self, world, above, weight):
        with pytest.raises(InvalidInput) as refused:
            link_objective(
                world.system, world.objective.pk, parent_objective_id=above.pk,
                kind="drives_score", weight=weight,
            )  # fmt: skip
        assert refusal_of(refused) == ("weight", "out_of_range")

    def test_only_who_may_edit_the_objective_above_moves_its_score(self, world, above):
        Objective.objects.filter(pk=above.pk).update(owner=world.people["lead"])
        owner, to = world.actor("owner"), {"parent_objective_id": above.pk}
        with pytest.raises(NotAllowed):
            link_objective(owner, world.objective.pk, kind="drives_score", **to)
        link = link_objective(owner, world.objective.pk, **to)
        with pytest.raises(NotAllowed):
            change_link(owner, link.pk, kind="drives_score")
        change_link(world.actor("lead"), link.pk, kind="drives_score")
        assert score_of(above) == pytest.approx(0.375)

    def test_a_closed_objective_keeps_its_numbers(self, world, above):
        close_objective(world.system, above.pk, outcome="partly", closing_word="Half way.")
        with pytest.raises(Conflict, match="closed"):
            link_objective(
                world.system, world.objective.pk, parent_objective_id=above.pk,
                kind="drives_score",
            )  # fmt: skip


class TestADraftThatShallDrive:
    @pytest.fixture
    def draft(self, world: World, above: Objective) -> Objective:
        draft = create_objective(
            world.system, cycle_id=world.cycle.pk, unit_id=world.units["blue"].pk,
            title="A draft", owner_id=world.people["owner"].pk,
        )  # fmt: skip
        add_key_result(
            world.system, objective_id=draft.pk, title="Measured", kind="increase", start=0,
            target=10, owner_id=world.people["owner"].pk,
        )  # fmt: skip
        link_objective(world.system, draft.pk, parent_objective_id=above.pk, kind="drives_score")
        return draft

    def test_it_counts_once_it_is_agreed(self, world, above, draft):
        assert score_of(above) == pytest.approx(0.5)
        sign_objective(world.actor("owner"), draft.pk)
        assert score_of(above) == pytest.approx(0.5)
        agree_objective(world.system, draft.pk)
        assert score_of(above) == pytest.approx(0.25)
        assert recompute(world.organisation.pk, write=False)[1] == []

    def test_archived_it_counts_no_more(self, world, above, draft):
        agree_objective(world.system, draft.pk)
        Objective.objects.filter(pk=draft.pk).update(state="agreed")
        Cycle.objects.filter(pk=draft.cycle_id).update(plan_lock_on=world.cycle.ends_on)
        archive_objective(world.system, draft.pk)
        assert score_of(above) == pytest.approx(0.5)
        restore_objective(world.system, draft.pk)
        assert score_of(above) == pytest.approx(0.25)


class TestContributingAValue:
    @pytest.fixture
    def into(self, world: World, above: Objective) -> KeyResult:
        found = above.key_results.get()
        KeyResult.objects.filter(pk=found.pk).update(measure="%", target=100)
        return found

    def link(self, world: World, into: KeyResult, **terms) -> ObjectiveLink:
        terms.setdefault("child_key_result_id", world.key_results[0].pk)
        return link_objective(
            world.system, world.objective.pk, key_result_id=into.pk, kind="contributes_value",
            **terms,
        )  # fmt: skip

    def test_its_share_of_the_value_counts_above_at_once(self, world, above, into):
        link = self.link(world, into, share=0.5)
        into.refresh_from_db()
        assert into.value == 5 + 25
        assert score_of(above) == pytest.approx(0.3)
        unlink_objective(world.system, link.pk)
        into.refresh_from_db()
        assert into.value == 5

    def test_shares_left_open_are_split_anew_when_another_parent_comes_or_goes(self, world, into):
        other = world.add_objective("Another", unit="root").key_results.get()
        KeyResult.objects.filter(pk=other.pk).update(measure="%")
        self.link(world, into)
        into.refresh_from_db()
        assert into.value == 5 + 50
        second = self.link(world, other)
        for key_result, value in ((into, 30), (other, 25)):
            key_result.refresh_from_db()
            assert key_result.value == value
        change_link(
            world.system, second.pk, kind="contributes_value", share=0.2,
            child_key_result_id=world.key_results[0].pk,
        )  # fmt: skip
        into.refresh_from_db()
        assert into.value == 5 + 40
        unlink_objective(world.system, second.pk)
        into.refresh_from_db()
        assert into.value == 5 + 50
        assert recompute(world.organisation.pk, write=False)[1] == []

    def test_more_than_the_whole_value_is_refused_with_what_it_would_come_to(self, world, into):
        other = world.add_objective("Another", unit="root").key_results.get()
        KeyResult.objects.filter(pk=other.pk).update(measure="%")
        self.link(world, into, share=0.7)
        with pytest.raises(InvalidInput) as refused:
            self.link(world, other, share=0.4)
        assert "110" in refused.value.errors[0].message
        assert refusal_of(refused) == ("share", "over_1")

    @pytest.mark.by_hand
    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("measure", "EUR", "EUR"),
            ("aggregation", "sum", "sum of all entries"),
            ("kind", "binary", "no value"),
            ("scale", "log", "no value"),
        ],
    )
    def test_values_that_cannot_be_added_are_refused(self, world, into, field, value, said):
        KeyResult.objects.filter(pk=into.pk).update(**{field: value})
        with pytest.raises(InvalidInput) as refused:
            self.link(world, into)
        assert said in refused.value.errors[0].message
        assert refusal_of(refused) == ("child_key_result_id", "unlike")

    def test_a_unit_that_would_no_longer_fit_is_refused_while_it_contributes(self, world, into):
        link = self.link(world, into)
        for key_result in (into, world.key_results[0]):
            with pytest.raises(InvalidInput) as refused:
                update_key_result(world.system, key_result.pk, measure="EUR", reason="Why not.")
            assert refusal_of(refused) == ("measure", "contributes")
        update_key_result(world.system, into.pk, title="Orders won", reason="Clearer.")
        unlink_objective(world.system, link.pk)
        update_key_result(world.system, into.pk, measure="EUR", reason="Why not.")

    @pytest.mark.by_hand
    def test_it_takes_a_key_result_of_the_objective_that_is_linked(self, world, into):
        for child, code in ((None, "required"), (into.pk, "unknown")):
            with pytest.raises(InvalidInput) as refused:
                self.link(world, into, child_key_result_id=child)
            assert refusal_of(refused) == ("child_key_result_id", code)

    def test_two_key_results_may_contribute_to_one_but_neither_twice(self, world, into):
        KeyResult.objects.filter(pk=world.key_results[1].pk).update(measure="%")
        self.link(world, into)
        self.link(world, into, child_key_result_id=world.key_results[1].pk)
        with pytest.raises(Conflict):
            self.link(world, into)
        with pytest.raises(Conflict):
            link_objective(world.system, world.objective.pk, key_result_id=into.pk)


def test_a_plain_link_takes_no_terms(world, above):
    with pytest.raises(InvalidInput) as refused:
        link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, weight=2, share=0.5
        )
    assert {error.field for error in refused.value.errors} == {"weight", "share"}


def test_the_way_round_is_told_in_words(world, above):
    middle = world.add_objective("The middle")
    link_objective(world.system, world.objective.pk, parent_objective_id=middle.pk)
    link_objective(world.system, middle.pk, parent_objective_id=above.pk)
    with pytest.raises(InvalidInput) as refused:
        link_objective(world.system, above.pk, parent_objective_id=world.objective.pk)
    assert refused.value.errors[0].message == (
        "This would close a circle: “Customers find what they came for” serves “The middle”; “The "
        "middle” serves “Works is where people want to buy”. Take one of these links away first."
    )


class TestOnThePages:
    def test_a_link_is_added_with_its_kind_and_opens_its_arithmetic(self, world, above):
        lead = world.client("lead")
        answer = lead.post(
            f"/objectives/{world.objective.pk}/links",
            {
                "parent": f"objective-{above.pk}", "parent-text": above.title,
                "kind": "drives_score", "weight": "3", "own_weight": "1", "share": "50",
            },
        )  # fmt: skip
        assert answer.status_code == 302
        below = text_of(lead.get(f"/objectives/{world.objective.pk}"))
        for words in ("It serves", "drives score", "75 %", "Its own key results"):
            assert words in below
        shown = text_of(lead.get(f"/objectives/{above.pk}"))
        for words in ("It is served by", "Who has a say", "2 objectives have a say", "costs the"):
            assert words in shown

    def test_a_refused_link_says_why_and_keeps_what_was_typed(self, world, above):
        answer = world.client("lead").post(
            f"/objectives/{world.objective.pk}/links",
            {"parent": f"objective-{above.pk}", "kind": "drives_score", "weight": "-2"},
        )
        assert answer.status_code == 422
        assert "Give a weight above 0" in text_of(answer)
        assert 'value="-2"' in answer.content.decode()

    def test_a_link_is_changed_on_its_own_page(self, world, above):
        link = link_objective(world.system, world.objective.pk, parent_objective_id=above.pk)
        lead, address = world.client("lead"), f"/links/{link.pk}/edit"
        assert "Score there now 0.50" in text_of(lead.get(address))
        assert lead.post(address, {"kind": "drives_score", "weight": "3"}).status_code == 302
        assert score_of(above) == pytest.approx((0.5 + 3 * 0.25) / 4)
        refused = lead.post(address, {"kind": "contributes_value"})
        assert refused.status_code == 422
        assert "choose a key result to link to" in text_of(refused)

    def test_ways_past_a_level_and_sideways_are_named(self, world, above):
        top = world.add_objective("Everybody buys here", unit="root")
        green = world.add_objective("Green is next door", unit="green")
        for parent in (top, green):
            link_objective(world.system, world.objective.pk, parent_objective_id=parent.pk)
        shown = text_of(world.client("owner").get(f"/objectives/{world.objective.pk}"))
        assert "skips 1 level" in shown
        assert "sideways" in shown

    def test_a_link_that_says_nothing_new_is_worth_a_word(self, world, above):
        for child, parent in (
            (above, {"goal_id": world.goal.pk}),
            (world.objective, {"parent_objective_id": above.pk}),
            (world.objective, {"goal_id": world.goal.pk}),
        ):
            link_objective(world.system, child.pk, **parent)
        shown = text_of(world.client("owner").get(f"/objectives/{world.objective.pk}"))
        assert "It serves “Customers come back” directly and through “Works is where" in shown

    def test_one_objective_with_most_of_the_say_in_a_companys_is_worth_a_word(self, world, above):
        top = world.add_objective("Everybody buys here", unit="root")
        check_in(world.system, top.key_results.get().pk, value=5)
        link_objective(
            world.system, above.pk, parent_objective_id=top.pk, kind="drives_score", weight=3
        )
        shown = text_of(world.client("owner").get(f"/objectives/{top.pk}"))
        assert "has 75 % of the say in this score" in shown

    def test_what_one_may_not_read_counts_without_its_name(self, world, above):
        link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
        )
        Objective.objects.filter(pk=world.objective.pk).update(visibility="people")
        shown = text_of(world.client("stranger").get(f"/objectives/{above.pk}"))
        assert world.objective.title not in shown
        assert "An objective you may not read" in shown
        assert "One more link leads to what you may not read" in shown

    def test_the_page_asks_as_often_for_twenty_drivers_as_for_two(self, world, above):
        def drive(count):
            for number in range(ObjectiveLink.objects.count(), count):
                child = world.add_objective(f"Child {number} of {count}")
                link_objective(
                    world.system, child.pk, parent_objective_id=above.pk, kind="drives_score"
                )

        client = world.client("lead")
        address = f"/objectives/{above.pk}"
        assert_no_growth(drive, lambda: client.get(address), sizes=(2, 8))
        assert_budget("one objective that others drive", lambda: client.get(address))
