"""Who reads what: drafts are for their unit, the rest for whom its visibility names."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.problems import InvalidInput, NotFound
from headway.kit.testing.world import World
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.cycles import create_cycle
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import create_objective, update_objective
from headway.okrs.models import Objective
from headway.okrs.queries.doors import get_key_result, get_objective

pytestmark = pytest.mark.django_db

ALL = {"admin", "lead", "owner", "mate", "coach", "viewer", "stranger"}


def _readers(world: World, objective_id: int) -> set[str]:
    found = set()
    for name in ALL:
        try:
            get_objective(world.actor(name), objective_id)
        except NotFound:
            continue
        found.add(name)
    return found


def _set(world: World, **fields: object) -> int:
    Objective.objects.filter(pk=world.objective.pk).update(**fields)
    return world.objective.pk


def test_what_is_agreed_is_open_to_everybody(world):
    assert _readers(world, world.objective.pk) == ALL


def test_a_draft_is_for_its_unit_until_it_is_proposed(world):
    assert _readers(world, _set(world, state="draft")) == {"admin", "owner", "mate", "coach"}
    assert _readers(world, _set(world, state="proposed")) == ALL


def test_who_drafts_for_another_unit_still_sees_it(world):
    draft = create_objective(
        world.actor("lead"),
        cycle_id=world.cycle.pk,
        unit_id=world.units["green"].pk,
        title="For Green",
        owner_id=world.people["stranger"].pk,
    )
    assert _readers(world, draft.pk) == {"admin", "lead", "stranger"}


def test_a_unit_s_objective_is_for_the_unit_all_below_and_leads_above(world):
    assert _readers(world, _set(world, visibility="unit")) == {
        "admin", "lead", "owner", "mate", "coach",
    }  # fmt: skip
    _set(world, unit=world.units["works"], owner=world.people["owner"])
    assert "stranger" in _readers(world, world.objective.pk)  # works in a unit below


def test_named_people_see_it_with_those_who_answer_for_it(world):
    _set(world, visibility="people")
    assert _readers(world, world.objective.pk) == {"admin", "lead", "owner"}
    world.objective.viewers.add(world.people["viewer"])
    assert _readers(world, world.objective.pk) == {"admin", "lead", "owner", "viewer"}


def test_whoever_keeps_a_key_result_reads_its_objective(world):
    _set(world, visibility="people")
    key_result = world.key_results[0]
    key_result.updater = world.people["stranger"]
    key_result.save()
    assert get_key_result(world.actor("stranger"), key_result.pk).pk == key_result.pk
    with pytest.raises(NotFound):
        get_key_result(world.actor("mate"), key_result.pk)


class TestEveryReader:
    """Every page and endpoint that lists objectives leaves out what is not for the reader."""

    ADDRESSES = (
        "/objectives?unit=all",
        "/line-of-sight?unit=all",
        "/find?q=customers",
        "/find?q=searches",
        "/find/parents?q=customers",
        "/",
    )

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_page_names_it_to_its_people_only(self, world, address):
        _set(world, visibility="people")
        assert "Customers find" not in world.client("stranger").get(address).content.decode()
        assert "Searches that" not in world.client("stranger").get(address).content.decode()

    @pytest.mark.parametrize("address", ADDRESSES[:2])
    def test_its_people_find_it_there(self, world, address):
        _set(world, visibility="people")
        assert "Customers find" in world.client("owner").get(address).content.decode()

    def test_a_link_to_it_is_told_without_its_name(self, world):
        parent = world.add_objective("What everybody may read")
        link_objective(world.system, world.objective.pk, parent_objective_id=parent.pk)
        _set(world, visibility="people")
        for name, named in (("owner", True), ("stranger", False)):
            page = world.client(name).get(f"/objectives/{parent.pk}").content.decode()
            assert ("Customers find" in page) is named
            assert ("One more link" in page) is not named

    def test_what_serves_only_the_hidden_is_no_orphan(self, world):
        child = world.add_objective("It serves something")
        link_objective(world.system, child.pk, parent_objective_id=world.objective.pk)
        _set(world, visibility="people")
        page = world.client("stranger").get("/line-of-sight?unit=all").content.decode()
        assert "Serving what you may not read" in page


class TestChoosing:
    """Who may read an objective is chosen in its form and through the API."""

    def _post(self, world: World, **fields: str) -> int:
        typed = {
            "title": world.objective.title,
            "owner_id": str(world.people["owner"].pk),
            "reason": "It names a person.",
            **fields,
        }
        address = f"/objectives/{world.objective.pk}/edit"
        return world.client("owner").post(address, typed).status_code

    def test_people_are_named_by_name_or_address(self, world):
        named = f"{world.people['viewer'].email}\n{world.people['stranger'].name}\n"
        assert self._post(world, visibility="people", viewers=named) == 302
        assert _readers(world, world.objective.pk) == {
            "admin", "lead", "owner", "viewer", "stranger",
        }  # fmt: skip
        told = world.client("owner").get(f"/objectives/{world.objective.pk}/edit").content.decode()
        assert world.people["viewer"].email in told

    def test_a_name_nobody_has_is_refused_and_nothing_changes(self, world):
        assert self._post(world, visibility="people", viewers="Nobody at all") == 422
        assert _readers(world, world.objective.pk) == ALL

    def test_a_form_that_says_nothing_of_it_leaves_it(self, world):
        _set(world, visibility="people")
        assert self._post(world) == 302
        world.objective.refresh_from_db()
        assert world.objective.visibility == "people"

    def test_people_of_another_organisation_cannot_be_named(self, world):
        with pytest.raises(InvalidInput):
            update_objective(
                world.system,
                world.objective.pk,
                visibility="people",
                viewer_ids=[world.actor("outsider").person_id],
            )

    def test_carried_over_it_stays_for_the_same_people(self, world):
        _set(world, visibility="people")
        world.objective.viewers.add(world.people["viewer"])
        later = create_cycle(
            world.system, name="Later", starts_on=date(2027, 1, 4), ends_on=date(2027, 4, 4)
        )
        closure = close_objective(
            world.system,
            world.objective.pk,
            outcome="carried_over",
            carry_to_cycle_id=later.pk,
        )
        Objective.objects.filter(pk=closure.carried_to_id).update(state="agreed")
        assert _readers(world, closure.carried_to_id) == {"admin", "lead", "owner", "viewer"}


@pytest.mark.parametrize(("name", "told"), [("stranger", True), ("owner", False), ("admin", False)])
def test_a_plan_says_what_is_not_there_for_the_reader(world, name, told):
    _set(world, state="draft")
    page = world.client(name).get(f"/cycles/{world.cycle.pk}?view=plan&unit=all").content.decode()
    assert ("One more is still with its unit" in page) is told
    assert ("is not for you to read" in page) is told
