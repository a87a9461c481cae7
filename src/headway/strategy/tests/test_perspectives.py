"""Perspectives: begun with a template, changed, ordered, six at most."""

from __future__ import annotations

import pytest

from headway.core.perspectives import Template
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.strategy.actions import (
    add_perspective,
    apply_template,
    remove_perspective,
    update_perspective,
)
from headway.strategy.models import Perspective
from headway.strategy.queries import perspectives

pytestmark = pytest.mark.django_db


def names(world: World) -> list[str]:
    return [row.name for row in perspectives(world.actor("viewer"))]


@pytest.mark.parametrize("template", list(Template))
def test_an_organisation_begins_with_a_template_and_keeps_what_it_has(world: World, template):
    assert names(world) == ["Customer"]
    made = apply_template(world.actor("admin"), template=template)
    assert [one.name for one in made] == names(world)
    assert len(names(world)) in (4, 5, 6)
    assert names(world)[-1] in ("Learning and growth", "Organisational capacity", "Customer")
    again = apply_template(world.actor("admin"), template=template)
    assert [one.pk for one in again] == [one.pk for one in made]


def test_the_order_of_a_template_is_from_the_top(world: World):
    apply_template(world.system, template="business")
    assert names(world) == ["Financial", "Customer", "Internal process", "Learning and growth"]
    assert perspectives(world.system)[0].hint == "what owners get"


def test_six_are_the_most(world: World):
    apply_template(world.system, template="public")
    with pytest.raises(Conflict):
        apply_template(world.system, template="institute")
    with pytest.raises(Conflict):
        add_perspective(world.system, name="Sustainability")
    assert len(names(world)) == 6


def test_what_cannot_be_is_refused(world: World):
    [customer] = Perspective.objects.filter(organisation=world.organisation)
    add_perspective(world.system, name="Money")
    for changes, field in (
        ({"name": ""}, "name"),
        ({"name": "Money"}, "name"),
        ({"hint": "x" * 161}, "hint"),
    ):
        with pytest.raises(InvalidInput) as refused:
            update_perspective(world.system, customer.pk, **changes)
        assert [error.field for error in refused.value.errors] == [field]
    with pytest.raises(InvalidInput):
        update_perspective(world.system, customer.pk, colour="red")
    with pytest.raises(InvalidInput):
        apply_template(world.system, template="school")
    with pytest.raises(NotAllowed):
        apply_template(world.actor("owner"), template="business")
    with pytest.raises(NotFound):
        update_perspective(world.actor("outsider"), customer.pk, name="Mine")


def test_it_is_done_from_the_page(world: World):
    client = world.client("admin")
    page = client.get("/strategy")
    assert "Financial · Customer · Internal process" in text_of(page)
    client.post("/strategy/perspectives", {"do": "template", "template": "business"})
    [customer] = Perspective.objects.filter(name="Customer", organisation=world.organisation)
    sent = {"do": "change", "perspective": customer.pk, "name": "Growers", "hint": "what they get"}
    assert client.post("/strategy/perspectives", sent).status_code == 302
    assert "what they get" in text_of(client.get("/strategy"))
    assert "Begin with a template" not in text_of(client.get("/strategy"))
    money = Perspective.objects.get(name="Financial")
    remove_perspective(world.system, money.pk)
    assert "Financial" not in names(world)
