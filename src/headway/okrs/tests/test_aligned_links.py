"""Objectives serve goals, objectives and key results, and never themselves."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.kit.problems import Conflict, InvalidInput
from headway.okrs.actions.links import link_objective, unlink_objective
from headway.okrs.actions.objectives import (
    create_objective,
)
from headway.okrs.models import (
    KeyResult,
    Objective,
    ObjectiveLink,
)
from headway.okrs.tests.cycles import next_cycle


class TestLinks:
    def test_several_parents_and_no_circle(self, world):
        owner = world.actor("owner")
        above, middle = world.add_objective("Above"), world.add_objective("Middle")
        link_objective(owner, middle.pk, parent_objective_id=above.pk)
        key_result = KeyResult.objects.get(objective=middle)
        link_objective(owner, world.objective.pk, key_result_id=key_result.pk)
        link_objective(owner, world.objective.pk, goal_id=world.goal.pk)
        assert ObjectiveLink.objects.filter(child=world.objective).count() == 2
        with pytest.raises(InvalidInput, match="circle") as refused:
            link_objective(owner, above.pk, parent_objective_id=world.objective.pk)
        for title in ("Above", "Middle", world.objective.title):
            assert title in refused.value.detail

    def test_not_to_itself_not_twice_not_to_nothing(self, world):
        owner, other = world.actor("owner"), world.add_objective("Other")
        with pytest.raises(InvalidInput, match="circle"):
            link_objective(owner, other.pk, parent_objective_id=other.pk)
        link = link_objective(owner, other.pk, parent_objective_id=world.objective.pk)
        with pytest.raises(Conflict, match="already"):
            link_objective(owner, other.pk, parent_objective_id=world.objective.pk)
        with pytest.raises(InvalidInput):
            link_objective(owner, other.pk)
        unlink_objective(owner, link.pk)
        assert not ObjectiveLink.objects.exists()

    def test_only_to_what_overlaps_in_time(self, world):
        planned = create_objective(
            world.actor("owner"),
            cycle_id=next_cycle(world).pk,
            unit_id=world.units["blue"].pk,
            title="Next",
            owner_id=world.people["owner"].pk,
        )
        with pytest.raises(InvalidInput, match="overlap"):
            link_objective(world.actor("owner"), planned.pk, parent_objective_id=world.objective.pk)

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(pairs=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=10))
    def test_whatever_is_linked_the_graph_stays_without_circles(self, world, pairs):
        """After any sequence of attempts, walking upwards always ends."""
        ObjectiveLink.objects.all().delete()
        have = list(Objective.objects.order_by("id"))
        while len(have) < 5:
            have.append(world.add_objective(f"Objective {len(have)}"))
        for child, parent in pairs:
            try:
                link_objective(world.system, have[child].pk, parent_objective_id=have[parent].pk)
            except (InvalidInput, Conflict):
                continue
        parents: dict[int, list[int]] = {}
        for child_id, parent_id in ObjectiveLink.objects.values_list("child_id", "objective_id"):
            parents.setdefault(child_id, []).append(parent_id)
        for start in parents:
            seen, waiting = set(), list(parents[start])
            while waiting:
                node = waiting.pop()
                assert node != start
                if node not in seen:
                    seen.add(node)
                    waiting += parents.get(node, [])
