"""The history of an objective is told in words: names for ids, no codes, its key results too."""

from __future__ import annotations

import json
import re

from headway.activity import queries as activity
from headway.activity.models import Event
from headway.kit.testing.pages import text_of
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result, remove_key_result, update_key_result
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.actions.objectives import create_objective, update_objective
from headway.okrs.queries.telling import without_hidden_ends
from headway.people.actions import update_organisation


def history(world, *, who="viewer", before=""):
    page = world.client(who).get(f"/objectives/{world.objective.pk}/history?before={before}")
    assert page.status_code == 200
    return text_of(page)


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


class TestHiddenEnds:
    """A link to what somebody may not read is told without its name, whatever became of it."""

    def linked(self, world):
        above = world.add_objective("Zebra above", unit="works")
        update_objective(world.system, above.pk, visibility="people", reason="Secret.")
        link = link_objective(
            world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
        )
        return above, link

    def test_changed_and_taken_away(self, world):
        _above, link = self.linked(world)
        change_link(world.system, link.pk, kind="drives_score", weight=2.0)
        unlink_objective(world.system, link.pk)
        told = history(world)
        assert told.count("something you may not read") == 3
        assert "Zebra" not in told
        assert "Zebra above" in history(world, who="admin")

    def test_an_old_event_that_does_not_say_where_the_link_leads(self, world):
        _above, link = self.linked(world)
        change_link(world.system, link.pk, kind="drives_score", weight=2.0)
        newest = Event.objects.order_by("-sequence")[0]
        after = json.loads(newest.after)
        del after["objective_id"], after["key_result_id"], after["goal_id"]
        kept = {"link_id", "kind", "weight"}
        before = {name: value for name, value in json.loads(newest.before).items() if name in kept}
        Event.objects.filter(pk=newest.pk).update(
            after=json.dumps(after), before=json.dumps(before)
        )
        assert "Zebra" not in history(world)
        unlink_objective(world.system, link.pk)
        assert "Zebra" not in history(world)

    def test_no_score_above_is_told(self, world):
        above, _link = self.linked(world)
        entry = check_in(world.actor("owner"), world.key_results[0].pk, value=52)
        assert entry.moved
        rows = without_hidden_ends(
            world.actor("viewer"),
            activity.history(world.organisation.pk, subject_type="key_result",
                             subject_id=world.key_results[0].pk, limit=1),
        )  # fmt: skip
        assert rows[0].after["moved"] == []
        assert above.pk not in rows[0].after.values()


def test_a_key_result_taken_out_of_a_draft_stays_in_the_history(world):
    draft = create_objective(
        world.system, cycle_id=world.next_cycle().pk, unit_id=world.units["blue"].pk,
        title="Next year's", owner_id=world.people["owner"].pk,
    )  # fmt: skip
    measured = add_key_result(
        world.system, objective_id=draft.pk, title="Too many words", kind="increase", start=0.0,
        target=5.0, owner_id=world.people["owner"].pk,
    ).key_result  # fmt: skip
    remove_key_result(world.system, measured.pk)
    page = world.client("owner").get(f"/objectives/{draft.pk}/history")
    assert "Removed: Too many words" in text_of(page)
