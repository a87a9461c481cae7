"""What waits for an approval does not wait for ever: closing settles it, and says so."""

from __future__ import annotations

import json

import pytest

from headway.activity.models import Event
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.okrs.actions.closures import close_objective, reopen_objective
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import archive_objective, update_objective
from headway.okrs.models import GoalPostRequest, Objective
from headway.okrs.queries.approvals import waiting_for

pytestmark = pytest.mark.django_db

WHY = "The objective was closed before this was answered."


def ask(world: World, target: float = 50.0) -> GoalPostRequest:
    asked = update_key_result(
        world.actor("owner"), world.key_results[0].pk, target=target, reason="Lyon closed."
    )
    assert asked is not None
    return asked


def states() -> list[tuple[str, str]]:
    return list(GoalPostRequest.objects.order_by("id").values_list("state", "answer"))


def test_closing_declines_what_waits_and_the_asker_reads_why(world, above):
    asked = ask(world)
    update_objective(world.actor("owner"), world.objective.pk, title="Shorter", reason="Too long")
    link = link_objective(
        world.actor("lead"), world.objective.pk, parent_objective_id=above.pk, kind="drives_score",
        why="It was forgotten.",
    )  # fmt: skip
    assert isinstance(link, GoalPostRequest)
    assert len(waiting_for(world.actor("lead"), 9)) == 2
    close_objective(world.system, world.objective.pk, outcome="partly")
    assert states() == [("declined", WHY)] * 3, "also the link of it that waited above"
    assert waiting_for(world.actor("lead"), 9) == waiting_for(world.actor("admin"), 9) == []
    events = Event.objects.filter(verb="goal_post.declined").order_by("sequence")
    told = [json.loads(event.after or "{}")["goal_post_request_id"] for event in events]
    assert told == list(GoalPostRequest.objects.order_by("id").values_list("id", flat=True))
    assert Event.objects.latest("sequence").verb == "objective.closed"
    owner = world.client("owner")
    for page in (f"/objectives/{world.objective.pk}", f"/goal-post-requests/{asked.pk}"):
        assert WHY in text_of(owner.get(page))
    reopen_objective(world.system, world.objective.pk, why="Too early.")
    assert ask(world).state == "waiting", "they ask anew"


@pytest.mark.by_hand
def test_closing_the_cycle_settles_what_was_left_before_closing_did(world):
    asked = ask(world)
    for one in Objective.objects.filter(cycle=world.cycle):
        close_objective(world.system, one.pk, outcome="partly")
    GoalPostRequest.objects.filter(pk=asked.pk).update(state="waiting", answer="")
    for phase in ("review", "retrospective", "closed"):
        set_phase(world.system, world.cycle.pk, phase=phase, confirmed=True)
    assert states() == [("declined", WHY)]


def test_so_does_archiving_what_was_to_be_linked(world, above):
    draft = world.add_draft("Forgotten", cycle=world.cycle)
    asked = link_objective(
        world.actor("owner"), draft.pk, parent_objective_id=above.pk, kind="drives_score",
        why="It was forgotten.",
    )  # fmt: skip
    assert isinstance(asked, GoalPostRequest)
    archive_objective(world.system, draft.pk)
    assert states()[0][0] == "declined"
