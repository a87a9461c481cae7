"""What a field that finds one of many suggests."""

from __future__ import annotations

import pytest

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.people.actions import add_person, archive_unit, create_unit
from headway.people.models import Person
from headway.reports.tests.finding import labels, suggested


class TestSuggestions:
    def test_people_are_found_by_part_of_their_name_or_by_e_mail(self, crowd):
        client = crowd.client("mate")
        mate = str(crowd.people["mate"].pk)
        assert suggested(client, "people", "mat") == [(mate, "Mate Person")]
        assert labels(client, "people", "ann2@") == ["Ann Bell"]
        assert labels(client, "people", "bell ann") == ["Ann Bell", "Ann Bell"]

    def test_people_who_left_and_people_elsewhere_are_not_offered(self, crowd):
        client = crowd.client("mate")
        Person.objects.filter(name="Ann Bell").update(is_active=False)
        assert labels(client, "people", "bell") == []
        assert labels(client, "people", "olga") == []
        assert labels(crowd.client("outsider"), "people", "crowd") == []

    def test_units_are_found_but_not_archived_ones(self, crowd):
        client = crowd.client("admin")
        archive_unit(crowd.system, crowd.units["green"].pk)
        assert labels(client, "units", "green") == []
        assert labels(client, "units", "blue") == ["Blue"]

    def test_where_one_may_not_write_objectives_is_not_offered(self, crowd):
        assert labels(crowd.client("mate"), "own-units", "blue") == ["Blue"]
        assert labels(crowd.client("mate"), "own-units", "green") == []
        assert labels(crowd.client("lead"), "own-units", "green") == ["Green"]
        assert labels(crowd.client("admin"), "own-units", "green") == ["Green"]

    def test_parents_are_objectives_key_results_and_goals(self, world):
        client = world.client("owner")
        assert suggested(client, "parents", "customers come") == [
            (f"goal-{world.goal.pk}", "Customers come back")
        ]
        assert suggested(client, "parents", "customers fi")[0] == (
            f"objective-{world.objective.pk}", "Customers find what they came for",
        )  # fmt: skip
        assert suggested(client, "parents", "minutes")[0] == (
            f"key_result-{world.key_results[1].pk}", "Minutes until the answer",
        )  # fmt: skip

    def test_a_pasted_address_is_found(self, world):
        client = world.client("owner")
        address = f"https://okr.example/key-results/{world.key_results[0].pk}?unit=all"
        assert labels(client, "parents", address) == ["Searches that end in a purchase"]
        assert labels(world.client("outsider"), "parents", address) == []

    @pytest.mark.parametrize("query", ["", "   ", "\x00", "%", "<script>", "9" * 40, "a" * 3000])
    @pytest.mark.parametrize("kind", ["people", "units", "own-units", "parents"])
    def test_odd_queries_find_nothing(self, world, kind, query):
        assert suggested(world.client("owner"), kind, query) == []

    def test_an_unknown_kind_is_refused(self, world):
        assert world.client("owner").get("/find/secrets?q=a").status_code == 404

    def test_they_are_for_people_who_signed_in(self, world):
        assert world.client(None).get("/find/people?q=mate").status_code == 302

    @pytest.mark.parametrize("kind", ["people", "own-units", "parents"])
    def test_their_cost_does_not_grow(self, world, kind):
        client = world.client("owner")

        def grow(count):
            while Person.objects.count() < count + 20:  # more than are suggested
                number = Person.objects.count()
                add_person(world.system, name=f"Person {number}")
                create_unit(world.system, parent_id=world.units["blue"].pk, name=f"Person {number}")
                world.add_objective(f"Person {number}")

        assert_no_growth(grow, lambda: client.get(f"/find/{kind}?q=pers"))
        assert_budget(f"suggestions, {kind}", lambda: client.get(f"/find/{kind}?q=pers"))
