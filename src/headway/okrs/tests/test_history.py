"""The history of an objective is told in words: names for ids, no codes, its key results too."""

from __future__ import annotations

import re

from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.people.actions import update_organisation


def history(world, *, who="viewer", before=""):
    page = world.client(who).get(f"/objectives/{world.objective.pk}/history?before={before}")
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_people_and_links_are_named(world):
    owner = world.actor("owner")
    update_objective(owner, world.objective.pk, owner_id=world.people["mate"].pk, reason="Leave.")
    link_objective(world.actor("lead"), world.objective.pk, goal_id=world.goal.pk)
    told = history(world)
    assert f"Owner: {world.people['owner'].name} {world.people['mate'].name} Leave." in told
    assert f"To: {world.goal.title}" in told
    assert " id:" not in told
    assert "None" not in told
    assert "False" not in told


def test_codes_of_the_model_are_words(world):
    told = history(world)
    assert "Origin: bottom up" in told
    assert "bottom_up" not in told


def test_what_happened_to_its_key_results_is_part_of_it(world):
    first = world.key_results[0]
    check_in(world.actor("owner"), first.pk, value=52)
    update_organisation(world.actor("admin"), goal_posts_need_approval=False)
    update_key_result(world.actor("owner"), first.pk, target=70.0, reason="The market grew.")
    told = history(world)
    assert "Checked in" in told
    assert f"Key result changed {first.title} Target: 60 70 The market grew." in told


def test_a_long_history_goes_on(world):
    first = world.key_results[0]
    for value in range(60):
        check_in(world.actor("owner"), first.pk, value=value)
    newest = world.client("viewer").get(f"/objectives/{world.objective.pk}/history")
    older = re.search(r"\?before=(\d+)", newest.content.decode())
    assert older
    assert "Objective created" not in history(world)
    assert "Objective created" in history(world, before=older[1])
