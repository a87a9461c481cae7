"""Links of every kind: the way round told in words, and their terms on the pages."""

from __future__ import annotations

import pytest

from headway.kit.problems import InvalidInput
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import text_of
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.links import link_objective
from headway.okrs.models import Objective, ObjectiveLink
from headway.okrs.tests.linking import score_of
from headway.people.actions import update_organisation

pytestmark = pytest.mark.django_db


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
    @pytest.fixture(autouse=True)
    def without_approval(self, world):
        update_organisation(world.system, goal_posts_need_approval=False)

    def test_a_link_is_added_with_its_kind_and_opens_its_arithmetic(self, world, above):
        lead = world.client("lead")
        answer = lead.post(
            f"/objectives/{world.objective.pk}/links",
            {
                "parent": f"objective-{above.pk}", "parent-text": above.title,
                "kind": "drives_score", "weight": "3", "own_weight": "1", "share": "50",
                "why": "Forgotten in planning.",
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
        typed = {"kind": "drives_score", "weight": "3", "why": "It is a part of it."}
        assert lead.post(address, typed).status_code == 302
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
