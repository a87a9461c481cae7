"""What belongs to somebody who has left keeps them until somebody else is named."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from headway.okrs.actions.key_results import update_key_result
from headway.people.actions import deactivate_person
from headway.strategy.actions import update_goal


@pytest.fixture
def gone(world):
    """The owner of everything, who also updates, has left."""
    person = world.people["owner"]
    update_goal(world.system, world.goal.pk, owner_id=person.pk)
    update_key_result(world.system, world.key_results[0].pk, updater_id=person.pk)
    deactivate_person(world.actor("admin"), person.pk)
    return person


class Fields(HTMLParser):
    """What a browser would send of the page's main form as it is shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._inside, self._select, self._text = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name", ""), given.get("value") or ""
        if tag == "form":
            self._inside = "form" in (given.get("class") or "").split()
        elif not self._inside:
            return
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in given or self._select not in self.sent):
            self.sent[self._select] = value
        elif tag == "textarea":
            self._text = name
            self.sent[name] = ""
        elif tag == "input" and given.get("type") == "radio" and "checked" not in given:
            return
        elif tag == "input" and name and given.get("type") != "checkbox":
            self.sent[name] = value

    def handle_data(self, data):
        if self._text:
            self.sent[self._text] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._text = ""


def as_shown(page: str) -> dict[str, str]:
    return Fields(page).sent


@pytest.mark.parametrize("kind", ["objective", "key_result", "goal"])
def test_the_form_names_them_and_saving_it_keeps_them(world, gone, kind):
    stored = {"objective": world.objective, "key_result": world.key_results[0], "goal": world.goal}
    address = {"objective": "objectives/{}/edit", "key_result": "key-results/{}/edit",
               "goal": "strategy/goals/{}"}[kind].format(stored[kind].pk)  # fmt: skip
    client = world.client("admin")
    page = client.get(f"/{address}").content.decode()
    fields = as_shown(page)
    assert fields["owner_id"] == str(gone.pk)
    saved = client.post(f"/{address}", fields | {"description": "In other words."})
    assert saved.status_code == 302
    stored[kind].refresh_from_db()
    assert (stored[kind].owner_id, stored[kind].description) == (gone.pk, "In other words.")


def test_nobody_else_who_left_can_be_named(world, gone):
    mate = world.people["mate"]
    deactivate_person(world.actor("admin"), mate.pk)
    client = world.client("admin")
    address = f"/objectives/{world.objective.pk}/edit"
    fields = as_shown(client.get(address).content.decode())
    assert client.post(address, fields | {"owner_id": str(mate.pk)}).status_code == 422
