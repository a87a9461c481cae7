"""Work on a key result is changed on a page of its own; what it was stays in the history."""

from __future__ import annotations

import json
from datetime import date

import pytest

from headway.activity.models import Event
from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import TODAY
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.initiatives import add_initiative
from headway.okrs.models import Initiative
from headway.people.models import Person


@pytest.fixture
def work(world):
    return add_initiative(
        world.actor("owner"),
        key_result_id=world.key_results[0].pk,
        title="Rebuild the index",
        owner_id=world.people["mate"].pk,
        due_on=date(2026, 12, 11),
    )


def send(world, work, who="owner", **fields):
    """Send the form as it is filled, but for ``fields``."""
    filled = {
        "title": "Rebuild the index", "owner_id": str(world.people["mate"].pk),
        "due_on": "2026-12-11", "state": "open",
    }  # fmt: skip
    answer = world.client(who).post(f"/initiatives/{work.pk}/edit", filled | fields)
    return answer, Initiative.objects.get(pk=work.pk)


def test_it_is_reached_from_the_key_result_and_filled_with_what_is_stored(world, work):
    client = world.client("owner")
    listed = html_of(client.get(f"/key-results/{world.key_results[0].pk}"))
    assert f'href="/initiatives/{work.pk}/edit">Rebuild the index</a>' in listed
    page = html_of(client.get(f"/initiatives/{work.pk}/edit"))
    assert 'value="Rebuild the index"' in page
    assert 'value="2026-12-11"' in page
    assert f'<option value="{world.people["mate"].pk}" selected>Mate Person</option>' in page
    assert '<option value="open" selected>' in page


def test_title_owner_and_day_change_together_and_one_event_says_so(world, work):
    owner = world.people["owner"]
    answer, stored = send(
        world, work, title=" Rebuild it twice ", owner_id=str(owner.pk), due_on=""
    )
    assert (answer.status_code, answer["Location"]) == (
        302, f"/key-results/{world.key_results[0].pk}",
    )  # fmt: skip
    assert (stored.title, stored.owner, stored.due_on) == ("Rebuild it twice", owner, None)
    event = Event.objects.get(verb="initiative.changed")
    before, after = json.loads(event.before), json.loads(event.after)
    assert before["title"] == "Rebuild the index"
    assert (after["title"], after["owner_id"]) == ("Rebuild it twice", owner.pk)


def test_saving_without_a_change_leaves_no_event(world, work):
    before = Event.objects.count()
    answer, _stored = send(world, work)
    assert answer.status_code == 302
    assert Event.objects.count() == before


def test_done_and_dropped_can_be_taken_back(world, work):
    _answer, stored = send(world, work, state="done")
    assert (stored.state, stored.done_on) == ("done", TODAY)
    _answer, stored = send(world, work, state="dropped")
    assert (stored.state, stored.done_on, stored.dropped_on) == ("dropped", None, TODAY)
    _answer, stored = send(world, work, state="open")
    assert (stored.state, stored.dropped_on) == ("open", None)


def test_dropping_from_the_list_says_that_it_can_be_opened_again(world, work):
    answer = world.client("owner").post(
        f"/initiatives/{work.pk}/step", {"state": "dropped"}, follow=True
    )
    assert "Dropped. It can be opened again." in html_of(answer)
    assert "Open again" in html_of(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("title", "x" * 301), ("owner_id", "999999"), ("owner_id", "me"),
     ("due_on", "soon"), ("state", "half")],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_what_was_typed_stays(world, work, field, value):
    typed = {"title": "Typed with care"} | {field: value}
    answer, stored = send(world, work, **typed)
    assert answer.status_code == 422
    assert 'class="err"' in html_of(answer)
    assert (stored.title, stored.state) == ("Rebuild the index", "open")
    if field != "title":
        assert 'value="Typed with care"' in html_of(answer)


def test_work_of_somebody_who_left_keeps_its_words_editable(world, work):
    Person.objects.filter(pk=world.people["mate"].pk).update(is_active=False)
    page = html_of(world.client("owner").get(f"/initiatives/{work.pk}/edit"))
    assert f'<option value="{world.people["mate"].pk}" selected>Mate Person</option>' in page
    answer, stored = send(world, work, title="Rebuild the index, again")
    assert (answer.status_code, stored.title) == (302, "Rebuild the index, again")
    assert stored.owner == world.people["mate"]


def test_those_who_may_not_check_in_read_why_and_change_nothing(world, work):
    page = html_of(world.client("viewer").get(f"/initiatives/{work.pk}/edit"))
    assert "<h1>Rebuild the index</h1>" in page
    assert 'name="due_on"' not in page
    answer, stored = send(world, work, who="stranger", title="Mine now")
    assert (answer.status_code, stored.title) == (403, "Rebuild the index")


def test_another_organisation_finds_nothing(world, work):
    assert world.client("outsider").get(f"/initiatives/{work.pk}/edit").status_code == 404
    assert send(world, work, who="outsider", title="Mine now")[0].status_code == 404


def test_a_closed_objective_keeps_its_work_as_it_was(world, work):
    close_objective(
        world.system, world.objective.pk, outcome="missed", closing_word="It did not work out."
    )
    answer, stored = send(world, work, title="Too late")
    assert (answer.status_code, stored.title) == (409, "Rebuild the index")
    assert 'name="due_on"' not in html_of(world.client("owner").get(f"/initiatives/{work.pk}/edit"))


def test_its_page_costs_what_is_agreed(world, work):
    client = world.client("owner")
    client.get(f"/initiatives/{work.pk}/edit")
    assert_budget("form of an initiative", lambda: client.get(f"/initiatives/{work.pk}/edit"))
