"""Who may enter values beside the owner: named in the form of a key result, shown on its page."""

from __future__ import annotations

import pytest

from headway.kit.testing.budgets import assert_budget
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import TODAY
from headway.okrs.models import KeyResult
from headway.okrs.queries.key_results import rows


@pytest.fixture
def form(world):
    """What the form of the first key result sends when only Save is pressed."""
    return {
        "title": world.key_results[0].title, "kind": "increase", "start": "40", "target": "60",
        "owner_id": str(world.people["owner"].pk), "measure": "%", "cadence": "weekly",
        "weight": "1", "aggregation": "last",
    }  # fmt: skip


def send(world, fields):
    address = f"/key-results/{world.key_results[0].pk}/edit"
    answer = world.client("owner").post(address, fields)
    return answer, KeyResult.objects.get(pk=world.key_results[0].pk)


def test_the_form_names_an_updater_the_page_shows_them_and_they_may_check_in(world, form):
    mate = world.people["mate"]
    address = f"/key-results/{world.key_results[0].pk}"
    assert "Updater" not in html_of(world.client("mate").get(address))
    assert f"{address}/check-in" not in html_of(world.client("mate").get(address))
    answer, stored = send(world, form | {"updater_id": str(mate.pk)})
    assert (answer.status_code, stored.updater) == (302, mate)
    page = html_of(world.client("mate").get(address))
    assert f'Updater <a href="/people/{mate.pk}">Mate Person</a>' in page
    assert f"{address}/check-in" in page
    edit = html_of(world.client("owner").get(f"{address}/edit"))
    select = edit.split('name="updater_id"')[1].split("</select>")[0]
    assert f'<option value="{mate.pk}" selected>Mate Person</option>' in select


def test_an_updater_can_be_taken_away_again_and_is_kept_by_forms_that_do_not_ask(world, form):
    KeyResult.objects.filter(pk=world.key_results[0].pk).update(updater=world.people["mate"])
    _answer, stored = send(world, form)
    assert stored.updater == world.people["mate"]
    _answer, stored = send(world, form | {"updater_id": ""})
    assert stored.updater is None


def test_nobody_from_elsewhere_becomes_updater(world, form):
    answer, stored = send(world, form | {"updater_id": str(world.people["outsider"].pk)})
    assert (answer.status_code, stored.updater) == (422, None)


def test_the_updater_is_no_goal_post(world, form):
    """After plan lock no reason is asked for, and nothing moves."""
    answer, stored = send(world, form | {"updater_id": str(world.people["mate"].pk)})
    assert answer.status_code == 302
    assert not stored.objective.goal_post_changes.exists()
    (row,) = rows(KeyResult.objects.filter(pk=stored.pk), as_of=TODAY, today=TODAY)
    assert row.updater_id == world.people["mate"].pk


def test_naming_the_updater_stays_within_the_budget_of_the_page(world, form):
    send(world, form | {"updater_id": str(world.people["mate"].pk)})
    client, address = world.client("owner"), f"/key-results/{world.key_results[0].pk}"
    client.get(address)
    assert_budget("one key result with an updater", lambda: client.get(address))
