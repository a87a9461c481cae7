"""What the server makes of a name typed into a field that finds one of many."""

from __future__ import annotations

import re

import pytest

from headway.kit.testing.pages import text_of
from headway.okrs.models import Initiative, Objective, ObjectiveLink
from headway.people.actions import update_person
from headway.people.models import Person, Unit
from headway.reports.tests.finding import suggested
from headway.strategy.models import MidTermGoal


def edit(world, **fields):
    """Send the form of the objective, as its owner; the objective afterwards and the answer."""
    sent = {"title": world.objective.title, "ambition": "aspirational", "origin": "bottom_up"}
    address = f"/objectives/{world.objective.pk}/edit"
    answer = world.client("owner").post(address, sent | fields)
    return Objective.objects.get(pk=world.objective.pk), answer


class TestNamesTyped:
    def test_a_few_are_listed(self, world):
        page = world.client("owner").get(f"/objectives/{world.objective.pk}/edit")
        assert 'role="combobox"' not in page.content.decode().split("<form class")[1]
        assert "Stranger Person" in text_of(page)

    def test_many_are_found_by_typing_and_the_name_chosen_is_shown(self, crowd):
        page = crowd.client("owner").get(f"/objectives/{crowd.objective.pk}/edit")
        form = page.content.decode()
        assert 'name="owner_id-text" type="text" value="Owner Person"' in form
        assert f'name="owner_id" value="{crowd.people["owner"].pk}"' in form
        assert "Crowd 07" not in form

    @pytest.mark.parametrize(
        "typed",
        ["Mate Person", "mate person", "mate@aster.example", "Mate", "#{id}", "/people/{id}"],
    )
    def test_a_name_an_address_or_its_beginning_is_made_out(self, crowd, typed):
        mate = crowd.people["mate"].pk
        kept = str(crowd.people["owner"].pk)  # what the field held before somebody typed
        fields = {"owner_id": kept, "owner_id-text": typed.format(id=mate)}
        changed, answer = edit(crowd, **fields)
        assert (answer.status_code, changed.owner_id) == (302, mate)

    def test_the_id_counts_while_its_name_stands_beside_it(self, crowd):
        ann = Person.objects.filter(name="Ann Bell").order_by("pk").last()
        changed, _answer = edit(crowd, **{"owner_id": str(ann.pk), "owner_id-text": "Ann Bell"})
        assert changed.owner_id == ann.pk

    def test_a_name_of_two_people_asks_which_one(self, crowd):
        _same, answer = edit(crowd, **{"owner_id": "", "owner_id-text": "ann bell"})
        assert answer.status_code == 422
        assert "Two people are called “ann bell”: pick one." in text_of(answer)
        select = re.search(
            r'<select[^>]*name="owner_id".*?</select>', answer.content.decode(), re.S
        )
        assert select is not None
        assert re.findall(r">(Ann Bell, ann\d@aster.example)<", select[0]) == [
            "Ann Bell, ann1@aster.example", "Ann Bell, ann2@aster.example",
        ]  # fmt: skip
        ann = re.findall(r'value="(\d+)"', select[0])[1]
        changed, answer = edit(crowd, owner_id=ann)
        assert (answer.status_code, changed.owner_id) == (302, int(ann))

    def test_what_fits_too_many_asks_for_more(self, crowd):
        same, answer = edit(crowd, **{"owner_id-text": "crowd"})
        assert answer.status_code == 422
        assert "type more of the name" in text_of(answer)
        assert 'value="crowd"' in answer.content.decode()
        assert same.owner_id == crowd.people["owner"].pk

    @pytest.mark.parametrize("typed", ["Nobody Here", "Olga Outside", "outsider@bramble.example"])
    def test_what_nobody_here_is_called_is_refused_and_kept(self, crowd, typed):
        same, answer = edit(crowd, **{"owner_id-text": typed})
        assert answer.status_code == 422
        assert f"Nobody is called “{typed}”" in text_of(answer)
        assert f'value="{typed}"' in answer.content.decode()
        assert same.owner_id == crowd.people["owner"].pk

    def test_an_id_from_elsewhere_is_no_choice(self, crowd):
        outside = str(crowd.people["outsider"].pk)
        _same, answer = edit(crowd, **{"owner_id": outside, "owner_id-text": "Olga Outside"})
        assert answer.status_code == 422

    def test_emptied_means_nobody(self, crowd):
        _same, answer = edit(crowd, **{"owner_id": "1", "owner_id-text": ""})
        assert answer.status_code == 422  # an objective that runs has an owner
        assert "owner_id-text" in answer.content.decode()


class TestEveryForm:
    def test_a_new_objective_takes_unit_and_owners_by_name(self, crowd):
        answer = crowd.client("lead").post(
            "/objectives/new",
            {
                "title": "Doors open wider", "cycle_id": crowd.cycle.pk, "unit_id": "",
                "unit_id-text": "Bay 07", "owner_id": "", "owner_id-text": "Mate",
                "kr1-title": "Width of the doors", "kr1-kind": "increase", "kr1-start": "1",
                "kr1-target": "2", "kr1-owner_id": "", "kr1-owner_id-text": "Stranger Person",
                "kr2-title": "Height of the doors", "kr2-kind": "increase", "kr2-start": "1",
                "kr2-target": "2", "kr2-owner_id": "", "kr2-owner_id-text": "", "do": "draft",
            },
        )  # fmt: skip
        assert answer.status_code == 302, text_of(answer)
        made = Objective.objects.get(title="Doors open wider")
        assert (made.unit.name, made.owner.name) == ("Bay 07", "Mate Person")
        owners = made.key_results.order_by("position").values_list("owner__name", flat=True)
        assert list(owners) == ["Stranger Person", "Mate Person"]

    def test_a_unit_takes_lead_coach_and_place_by_name(self, crowd):
        client, bay = crowd.client("admin"), Unit.objects.get(name="Bay 03")
        address = f"/units/{bay.pk}/change"
        client.post(address, {"do": "lead", "person": "", "person-text": "mate@aster.example"})
        client.post(
            address, {"do": "assign", "kind": "coach", "person": "", "person-text": "Coach Person"}
        )
        client.post(address, {"do": "move", "parent_id": "", "parent_id-text": "Green"})
        bay.refresh_from_db()
        assert (bay.lead.name, bay.parent.name) == ("Mate Person", "Green")
        assert bay.memberships.get(kind="coach").person == crowd.people["coach"]

    def test_the_form_that_was_refused_says_so_the_others_stay(self, crowd):
        bay = Unit.objects.get(name="Bay 03")
        answer = crowd.client("admin").post(
            f"/units/{bay.pk}/change", {"do": "assign", "kind": "member", "person-text": "Ann Bell"}
        )
        assert answer.status_code == 422
        assert text_of(answer).count("Two people are called “Ann Bell”: pick one.") == 1
        assert answer.content.decode().count('<select class="in" id="unit-person"') == 1
        assert 'id="unit-lead" name="person-text"' in answer.content.decode()

    def test_a_unit_cannot_move_below_itself_by_name(self, crowd):
        works = crowd.units["works"]
        answer = crowd.client("admin").post(
            f"/units/{works.pk}/change", {"do": "move", "parent_id-text": "Bay 03"}
        )
        assert answer.status_code == 422
        assert "No unit that you may choose is called “Bay 03”." in text_of(answer)

    def test_a_goal_and_an_initiative_take_their_owner_by_name(self, crowd):
        crowd.client("admin").post(
            f"/strategy/goals/{crowd.goal.pk}",
            {"title": "Customers come back", "starts_on": "2026-01-01", "ends_on": "2027-03-31",
             "owner_id-text": "Mate"},
        )  # fmt: skip
        assert MidTermGoal.objects.get(pk=crowd.goal.pk).owner == crowd.people["mate"]
        crowd.client("owner").post(
            f"/key-results/{crowd.key_results[0].pk}/initiatives",
            {"title": "Index anew", "owner_id-text": "Coach Person"},
        )
        assert Initiative.objects.get().owner == crowd.people["coach"]

    def test_the_list_of_objectives_is_narrowed_by_a_typed_owner(self, crowd):
        client = crowd.client("owner")
        page = client.get("/objectives?unit=all&owner=&owner-text=Mate")
        assert "Customers find what they came for" not in text_of(page)
        page = client.get("/objectives?unit=all&owner=&owner-text=Owner")
        assert "Customers find what they came for" in text_of(page)
        page = client.get("/objectives?unit=all&owner=&owner-text=Ann+Bell")
        assert page.status_code == 200
        assert "Two people are called “Ann Bell”: pick one." in text_of(page)


class TestParents:
    @pytest.fixture
    def above(self, world):
        return world.add_objective("Shops open on Sundays", unit="works")

    def link(self, world, **fields):
        address = f"/objectives/{world.objective.pk}/links"
        return world.client("owner").post(address, fields)

    @pytest.mark.parametrize(
        "typed", ["Shops open on Sundays", "shops op", "/objectives/{id}", "objectives/{id}"]
    )
    def test_an_objective_by_its_title_or_address(self, world, above, typed):
        answer = self.link(world, **{"parent": "", "parent-text": typed.format(id=above.pk)})
        if typed == "shops op":  # its key result begins so too
            assert answer.status_code == 422
            assert "Two titles fit “shops op”: pick one." in text_of(answer)
            answer = self.link(world, parent=f"objective-{above.pk}")
        assert answer.status_code == 302, text_of(answer)
        assert ObjectiveLink.objects.get().objective_id == above.pk

    def test_a_key_result_and_a_goal_as_chosen_from_the_suggestions(self, world, above):
        measured = above.key_results.get()
        title = "Shops open on Sundays, measured"
        self.link(world, **{"parent": f"key_result-{measured.pk}", "parent-text": title})
        self.link(world, **{"parent": f"goal-{world.goal.pk}", "parent-text": world.goal.title})
        links = ObjectiveLink.objects.order_by("pk").values_list("key_result_id", "goal_id")
        assert list(links) == [(measured.pk, None), (None, world.goal.pk)]

    def test_the_address_of_a_goal(self, world):
        self.link(world, **{"parent-text": f"http://x.example/strategy/goals/{world.goal.pk}"})
        assert ObjectiveLink.objects.get().goal_id == world.goal.pk

    def test_what_does_not_fit_is_refused_and_kept(self, world):
        for typed in ("Moon base", "/objectives/999999", "goal-x", "objective-"):
            answer = self.link(world, **{"parent-text": typed})
            assert answer.status_code == 422
            assert f"called “{typed}”" in text_of(answer)
            assert f'value="{typed}"' in answer.content.decode()

    def test_nothing_of_another_organisation(self, world):
        foreign = world.objective
        outsider = world.client("outsider")
        assert suggested(outsider, "parents", "customers") == []
        assert suggested(outsider, "parents", f"objective-{foreign.pk}") == []

    def test_a_circle_is_named(self, world, above):
        world.client("admin").post(
            f"/objectives/{above.pk}/links", {"parent": f"objective-{world.objective.pk}"}
        )
        answer = self.link(world, parent=f"objective-{above.pk}")
        assert answer.status_code == 422
        assert "This would close a circle" in text_of(answer)


def test_names_with_spaces_at_their_ends_stay_chosen(crowd):
    """A name stored with odd spaces is still the name of its id."""
    person = Person.objects.get(name="Crowd 07")
    update_person(crowd.system, person.pk, name="Crowd  07", email=person.email, role="member")
    changed, answer = edit(crowd, **{"owner_id": str(person.pk), "owner_id-text": "Crowd  07"})
    assert (answer.status_code, changed.owner_id) == (302, person.pk)
