"""A link by which a key result adds its value to another's."""

from __future__ import annotations

import pytest

from headway.kit.problems import Conflict, InvalidInput
from headway.kit.testing.world import World
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import KeyResult, Objective, ObjectiveLink
from headway.okrs.tests.linking import refusal_of, score_of

pytestmark = pytest.mark.django_db


class TestContributingAValue:
    @pytest.fixture
    def into(self, world: World, above: Objective) -> KeyResult:
        found = above.key_results.get()
        KeyResult.objects.filter(pk=found.pk).update(measure="%", target=100)
        return found

    def link(self, world: World, into: KeyResult, **terms) -> ObjectiveLink:
        terms.setdefault("child_key_result_id", world.key_results[0].pk)
        made = link_objective(
            world.system, world.objective.pk, key_result_id=into.pk, kind="contributes_value",
            **terms,
        )  # fmt: skip
        assert isinstance(made, ObjectiveLink)
        return made

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
