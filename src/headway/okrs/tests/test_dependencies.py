"""What a key result needs from another unit: asked, accepted, declined, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.dependencies import (
    accept_dependency,
    decline_dependency,
    request_dependency,
    withdraw_dependency,
)
from headway.okrs.actions.key_results import cancel_key_result
from headway.okrs.models import Dependency, Objective
from headway.okrs.queries.dependencies import (
    asked_of_unit,
    dependencies_below,
    dependency_row,
    needed_by_unit,
    waiting_for,
)
from headway.people.actions import set_lead

pytestmark = pytest.mark.django_db


def ask(world: World, **fields: Any) -> Dependency:
    given: dict[str, Any] = {
        "unit_id": world.units["green"].pk,
        "title": "Prices by region",
        **fields,
    }
    return request_dependency(world.actor("owner"), world.key_results[0].pk, **given)


def refused(world: World, **fields: object) -> dict[str, str | None]:
    with pytest.raises(InvalidInput) as problem:
        ask(world, **fields)
    return dict(problem.value.messages_by_field())


class TestAsking:
    def test_a_unit_is_asked_for_something_until_a_day(self, world):
        need = ask(world, due_on=TODAY + timedelta(days=7))
        row = dependency_row(world.actor("viewer"), need.pk)
        assert (row.state, row.unit_name, row.asking_unit_name) == ("waiting", "Green", "Blue")
        assert row.requested_by == "Owner Person"
        event = Event.objects.get(verb="dependency.requested")
        assert (event.subject_type, event.subject_id) == ("key_result", world.key_results[0].pk)

    def test_words_a_unit_and_a_day_inside_the_cycle_are_asked_for_at_once(self, world):
        errors = refused(world, title=" ", unit_id=0, due_on=TODAY + timedelta(days=400))
        assert set(errors) == {"title", "unit_id", "due_on"}

    def test_not_of_ones_own_unit_nor_of_another_organisation_s(self, world):
        assert "own unit" in str(refused(world, unit_id=world.units["blue"].pk)["unit_id"])
        foreign = world.other.units.get().pk
        assert refused(world, unit_id=foreign)["unit_id"]

    def test_the_owner_of_the_key_result_may_ask_others_may_not(self, world):
        world.key_results[0].owner = world.people["mate"]
        world.key_results[0].save()
        given = {"unit_id": world.units["green"].pk, "title": "Prices"}
        request_dependency(world.actor("mate"), world.key_results[0].pk, **given)
        for name in ("coach", "stranger", "viewer"):
            with pytest.raises(NotAllowed):
                request_dependency(world.actor(name), world.key_results[0].pk, **given)

    def test_what_has_ended_needs_nothing(self, world):
        cancel_key_result(world.system, world.key_results[0].pk, reason="Sold.")
        with pytest.raises(Conflict, match="cancelled"):
            ask(world)
        close_objective(world.actor("owner"), world.objective.pk, outcome="missed")
        with pytest.raises(Conflict, match="closed"):
            ask(world)


class TestAnswering:
    def test_the_lead_of_the_asked_unit_accepts_and_names_what_delivers(self, world):
        set_lead(world.system, world.units["green"].pk, person_id=world.people["stranger"].pk)
        need, delivers = ask(world), world.add_objective("Prices", unit="green")
        accept_dependency(
            world.actor("stranger"), need.pk, objective_id=delivers.pk, answer="In November."
        )
        row = dependency_row(world.actor("owner"), need.pk)
        assert (row.state, row.answered_by, row.answer) == (
            "accepted", "Stranger Person", "In November.",
        )  # fmt: skip
        assert (row.delivered_by_id, row.delivered_by_title) == (delivers.pk, "Prices")

    def test_only_an_objective_of_the_asked_unit_delivers(self, world):
        need, other = ask(world), world.add_objective("Blue's own")
        with pytest.raises(InvalidInput, match="Green"):
            accept_dependency(world.actor("lead"), need.pk, objective_id=other.pk)

    def test_who_asks_does_not_answer(self, world):
        need = ask(world)
        for name in ("owner", "mate", "coach", "stranger", "viewer"):
            with pytest.raises(NotAllowed):
                accept_dependency(world.actor(name), need.pk)
        with pytest.raises(NotFound):
            accept_dependency(world.actor("outsider"), need.pk)

    def test_declining_says_why_and_a_mind_may_change_both_ways(self, world):
        lead, need = world.actor("lead"), ask(world)
        with pytest.raises(InvalidInput):
            decline_dependency(lead, need.pk, answer=" ")
        assert decline_dependency(lead, need.pk, answer="No people.").state == "declined"
        assert accept_dependency(lead, need.pk).state == "accepted"
        assert decline_dependency(lead, need.pk, answer="Two left.").state == "declined"
        assert Event.objects.filter(verb="dependency.declined").count() == 2

    def test_what_was_taken_back_is_not_answered(self, world):
        need = ask(world)
        withdraw_dependency(world.actor("owner"), need.pk)
        with pytest.raises(Conflict, match="taken this request back"):
            accept_dependency(world.actor("lead"), need.pk)
        assert asked_of_unit(world.actor("lead"), world.units["green"].path) == []
        assert len(dependencies_below(world.actor("lead"), objective_id=world.objective.pk)) == 1


class TestReading:
    def test_it_waits_for_the_lead_of_the_unit_and_for_nobody_else(self, world):
        ask(world)
        assert [row.title for row in waiting_for(world.actor("lead"), 5)] == ["Prices by region"]
        set_lead(world.system, world.units["green"].pk, person_id=world.people["stranger"].pk)
        assert waiting_for(world.actor("lead"), 5) == []
        assert len(waiting_for(world.actor("stranger"), 5)) == 1
        assert waiting_for(world.actor("owner"), 5) == []

    def test_who_is_asked_sees_what_is_needed_and_not_the_hidden_objective(self, world):
        set_lead(world.system, world.units["green"].pk, person_id=world.people["stranger"].pk)
        need = ask(world)
        Objective.objects.filter(pk=world.objective.pk).update(visibility="people")
        row = dependency_row(world.actor("stranger"), need.pk)
        assert row.title == "Prices by region"
        assert (row.key_result_title, row.objective_title) == ("", "")
        assert not row.is_readable
        with pytest.raises(NotFound):
            dependency_row(world.actor("mate"), need.pk)

    def test_a_unit_reads_what_is_asked_of_it_and_what_it_needs(self, world):
        ask(world)
        actor = world.actor("viewer")
        for unit, asked, needed in (("green", 1, 0), ("blue", 0, 1), ("works", 1, 1)):
            path = world.units[unit].path
            assert len(asked_of_unit(actor, path)) == asked
            assert len(needed_by_unit(actor, path)) == needed
        assert asked_of_unit(actor, world.units["green"].path, world.cycle.pk + 1) == []


class TestPages:
    def test_asked_on_the_key_result_answered_on_its_own_page(self, world):
        key_result = world.key_results[0].pk
        owner, lead = world.client("owner"), world.client("lead")
        answer = owner.post(f"/key-results/{key_result}/dependencies", {"need": ""})
        assert answer.status_code == 422
        assert "Choose the unit that is asked." in answer.content.decode()
        answer = owner.post(
            f"/key-results/{key_result}/dependencies",
            {
                "need": "Prices by region",
                "unit_id": world.units["green"].pk,
                "due_on": "2026-12-11",
            },
        )
        assert answer.status_code == 302
        need = Dependency.objects.get()
        home = lead.get("/").content.decode()
        assert f"/dependencies/{need.pk}" in home
        assert "Blue needs this from Green." in home
        assert "Answer otherwise" not in lead.get(f"/dependencies/{need.pk}").content.decode()
        assert lead.post(f"/dependencies/{need.pk}/step", {"do": "decline"}).status_code == 422
        lead.post(f"/dependencies/{need.pk}/step", {"do": "decline", "answer": "No people."})
        answered = lead.get(f"/dependencies/{need.pk}").content.decode()
        assert '<details class="behind"><summary>Answer otherwise</summary>' in answered
        assert 'value="accept"' in answered
        for address in (f"/key-results/{key_result}", f"/objectives/{world.objective.pk}"):
            page = owner.get(address).content.decode()
            assert "Green: declined" in page
            assert "was wanted by 11 Dec 2026" in page  # no day on which it was declined
            assert "No people." in page
        assert f"/dependencies/{need.pk}" not in lead.get("/").content.decode()

    def test_the_list_of_a_unit_says_how_much_is_needed_and_waits(self, world):
        client, address = world.client("viewer"), f"/dependencies?unit={world.units['green'].pk}"
        assert "Nobody needs anything from Green." in client.get(address).content.decode()
        ask(world)
        page = client.get(address).content.decode()
        assert "One thing is needed from Green. One waits for an answer." in page

    def test_it_costs_the_same_for_two_and_for_twenty(self, world):
        client, address = world.client("lead"), f"/dependencies?unit={world.units['works'].pk}"

        def grow(count: int) -> None:
            while Dependency.objects.count() < count:
                ask(world)

        assert_no_growth(grow, lambda: client.get(address))
        assert_budget("dependencies of a unit", lambda: client.get(address))
