"""Home before there is anything: where to begin."""

from __future__ import annotations

import pytest

from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import START, TODAY, World
from headway.kpis.actions.definitions import create_kpi
from headway.okrs.actions.cycles import create_cycle
from headway.okrs.actions.drafts import draft_objective
from headway.okrs.models import Cycle
from headway.people.access import system_actor
from headway.people.actions import add_person
from headway.people.models import Unit


def test_an_administrator_reads_where_to_begin_and_what_is_begun(world: World):
    client = world.client("outsider")  # of an organisation without anything
    text = text_of(client.get("/"))
    for words in ("Where to begin", "Units, and who leads them", "Open it", "Import what you have"):
        assert words in text
    assert "begun" not in text
    add_person(system_actor(world.other), name="Bea", email="bea@bramble.example")
    assert "People begun" in text_of(client.get("/"))
    system = system_actor(world.other)
    root = Unit.objects.get(organisation=world.other, parent=None)
    cycle = create_cycle(system, name="First", starts_on=START, ends_on=TODAY)
    text = text_of(client.get("/"))
    assert "The first cycle begun" in text
    assert "The first objective begun" not in text
    assert "The first KPIs begun" not in text
    create_kpi(
        system, unit_id=root.pk, name="Nights without a fault", measure="nights",
        owner_id=world.people["outsider"].pk, formula="counted at dawn", frequency="weekly",
    )  # fmt: skip
    assert "The first KPIs begun" in text_of(client.get("/"))
    draft_objective(
        system, cycle_id=cycle.pk, unit_id=root.pk, title="Found",
        owner_id=world.people["outsider"].pk,
    )  # fmt: skip
    assert "Where to begin" not in text_of(client.get("/"))


def test_everybody_else_reads_who_begins(world: World):
    Cycle.objects.filter(organisation=world.other).delete()
    bea = add_person(system_actor(world.other), name="Bea", email="bea@bramble.example")
    world.people["bea"] = bea
    text = text_of(world.client("bea").get("/"))
    assert "There is no cycle yet" in text
    assert "Where to begin" not in text


def test_without_an_open_cycle_the_form_of_an_objective_says_so(world: World):
    page = world.client("outsider").get("/objectives/new")
    assert "There is no open cycle to write it in." in text_of(page)
    assert 'href="/cycles/new"' in page.content.decode()


@pytest.mark.parametrize(("name", "origin"), [("lead", "top_down"), ("owner", "bottom_up")])
def test_what_the_leader_writes_for_the_whole_comes_from_above(
    world: World, name: str, origin: str
):
    page = world.client(name).get("/objectives/new").content.decode()
    assert f'<option value="{origin}" selected>' in page


def test_without_a_cycle_what_changed_is_still_what_is_asked(world: World):
    Cycle.objects.filter(organisation=world.other).delete()
    text = text_of(world.client("outsider").get("/changes"))
    assert "What changed since then?" in text
    assert "There is no cycle yet." in text
    assert "How does our work lead" not in text


@pytest.mark.parametrize(
    "path", ["/objectives", "/line-of-sight", "/line-of-sight/map", "/planning", "/changes"]
)
def test_without_a_cycle_whoever_may_open_one_does_so_at_once(world: World, path: str):
    body = html_of(world.client("outsider").get(path)).partition("<main")[2]
    assert 'class="btn pri" href="/cycles/new"' in body
    assert body.count("btn pri") == 1
    assert "/objectives/new" not in body
    bea = add_person(system_actor(world.other), name="Bea", email="bea@bramble.example")
    world.people["bea"] = bea
    body = html_of(world.client("bea").get(path)).partition("<main")[2]
    assert 'class="btn " href="/cycles"' in body
    assert "btn pri" not in body


def test_an_administrator_adds_a_unit_from_the_list_of_units(world: World):
    page = html_of(world.client("outsider").get("/units"))
    root = Unit.objects.get(organisation=world.other, parent=None)
    assert f'href="/units/{root.pk}#new-name"' in page
    assert 'id="new-name"' in html_of(world.client("outsider").get(f"/units/{root.pk}"))
    assert "#new-name" not in html_of(world.client("viewer").get("/units"))
