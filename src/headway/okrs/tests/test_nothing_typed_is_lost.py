"""A form that is refused, for whatever reason, shows again what was typed."""

from __future__ import annotations

import re

from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Objective


def version_in(page):
    found = re.search(r'name="version" value="(\d+)"', page.content.decode())
    assert found is not None
    return found[1]


def test_an_objective_that_a_colleague_changed_can_be_saved_on_the_second_try(world):
    client, address = world.client("owner"), f"/objectives/{world.objective.pk}/edit"
    typed = {
        "title": world.objective.title,
        "description": "What I wrote for half an hour",
        "version": version_in(client.get(address)),
        "owner_id": str(world.people["owner"].pk),
        "ambition": "aspirational",
        "origin": "bottom_up",
        "reason": "Clearer",
    }
    update_objective(world.actor("admin"), world.objective.pk, description="Meanwhile")
    refused = client.post(address, typed)
    text = refused.content.decode()
    assert refused.status_code == 412
    assert "What I wrote for half an hour" in text
    assert "Somebody changed this" in text
    assert "How it is now" in text
    saved = client.post(address, typed | {"version": version_in(refused)})
    assert saved.status_code == 302
    stored = Objective.objects.get(pk=world.objective.pk)
    assert stored.description == "What I wrote for half an hour"


def test_a_colleagues_check_in_does_not_make_an_open_form_stale(world):
    key_result = world.key_results[0]
    before = key_result.version
    check_in(world.actor("owner"), key_result.pk, value=50)
    update_key_result(
        world.actor("owner"), key_result.pk, version=before, title="Clearer", reason="Wording"
    )


def test_a_note_survives_that_the_objective_was_closed_meanwhile(world):
    client, key_result = world.client("owner"), world.key_results[0]
    close_objective(world.system, world.objective.pk, outcome="dropped", closing_word="Enough")
    refused = client.post(
        f"/key-results/{key_result.pk}/check-in", {"value": "51", "note": "A long story"}
    )
    assert refused.status_code == 409
    assert "A long story" in refused.content.decode()


def test_a_closing_word_survives_that_somebody_else_was_faster(world):
    close_objective(world.system, world.objective.pk, outcome="dropped", closing_word="Enough")
    refused = world.client("owner").post(
        f"/objectives/{world.objective.pk}/close",
        {"outcome": "partly", "closing_word": "We learnt a lot"},
    )
    assert refused.status_code == 409
    assert "We learnt a lot" in refused.content.decode()
