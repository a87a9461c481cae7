"""After plan lock a link that moves a score is promised like a target: reason and ledger."""

from __future__ import annotations

import json

import pytest

from headway.activity.models import Event
from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import text_of
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.models import GoalPostChange, LinkKind, ObjectiveLink
from headway.okrs.tests.linking import refusal_of, score_of
from headway.people.actions import update_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_approval(world) -> None:
    """What waits for an approval is told by ``test_links_wait``."""
    update_organisation(world.system, goal_posts_need_approval=False)


@pytest.fixture
def driving(world, above) -> ObjectiveLink:
    """What drives the score of ``above``, as the system linked it before anybody looked."""
    link = link_objective(
        world.system, world.objective.pk, parent_objective_id=above.pk, kind="drives_score"
    )
    assert isinstance(link, ObjectiveLink)
    GoalPostChange.objects.all().delete()
    return link


def only_line() -> GoalPostChange:
    return GoalPostChange.objects.get(field="link")


class TestAReasonIsNeeded:
    def test_to_link(self, world, above):
        with pytest.raises(InvalidInput) as refused:
            link_objective(
                world.actor("lead"), world.objective.pk, parent_objective_id=above.pk,
                kind="drives_score",
            )  # fmt: skip
        assert refusal_of(refused) == ("why", "required")
        assert score_of(above) == 0.5

    @pytest.mark.parametrize(
        "terms", [{"kind": "drives_score", "weight": 9}, {"kind": "drives_score", "own_weight": 0},
                  {"kind": "aligned"}],
    )  # fmt: skip
    def test_to_change_what_it_does(self, world, above, driving, terms):
        with pytest.raises(InvalidInput) as refused:
            change_link(world.actor("lead"), driving.pk, **terms)
        assert refusal_of(refused) == ("why", "required")
        assert score_of(above) == 0.375

    def test_to_take_it_away(self, world, above, driving):
        with pytest.raises(InvalidInput) as refused:
            unlink_objective(world.actor("lead"), driving.pk, why="  ")
        assert refusal_of(refused) == ("why", "required")
        assert score_of(above) == 0.375

    def test_not_for_what_moves_nothing(self, world, above):
        link = link_objective(
            world.actor("owner"), world.objective.pk, parent_objective_id=above.pk
        )
        unlink_objective(world.actor("owner"), link.pk)
        assert not GoalPostChange.objects.exists()

    def test_not_before_the_lock(self, world):
        cycle = world.next_cycle()
        child, above = (world.add_objective(title) for title in ("Below", "Above"))
        for one in (child, above):
            one.cycle = cycle
            one.save()
        link = link_objective(
            world.actor("lead"), child.pk, parent_objective_id=above.pk, kind="drives_score"
        )
        change_link(world.actor("lead"), link.pk, kind="drives_score", weight=2)
        unlink_objective(world.actor("lead"), link.pk)
        assert not GoalPostChange.objects.exists()


class TestTheLedgerAbove:
    def test_tells_weights_and_scores(self, world, above, driving):
        change_link(
            world.actor("lead"), driving.pk, kind="drives_score", weight=4, own_weight=1,
            why="It carries more.",
        )  # fmt: skip
        line = only_line()
        assert (line.objective_id, line.key_result_id) == (above.pk, None)
        assert line.before == {
            "kind": "drives_score", "weight": 1.0, "own_weight": 1.0, "objective_score": 0.375,
        }  # fmt: skip
        assert line.after == {
            "kind": "drives_score", "weight": 4, "own_weight": 1.0,
            "objective_score": pytest.approx(0.3),
        }  # fmt: skip
        assert line.reason == "It carries more."
        assert line.author_id == world.people["lead"].pk
        assert json.loads(Event.objects.latest("sequence").after)["weight"] == 4

    def test_tells_what_came_and_went(self, world, above):
        lead = world.actor("lead")
        link = link_objective(
            lead, world.objective.pk, parent_objective_id=above.pk, kind=LinkKind.DRIVES_SCORE,
            why="Forgotten in planning.",
        )  # fmt: skip
        unlink_objective(lead, link.pk, why="Another unit does it.")
        came, went = GoalPostChange.objects.order_by("id")
        assert (came.before["kind"], came.after["kind"]) == (None, "drives_score")
        assert (went.before["kind"], went.after["kind"]) == ("drives_score", None)
        assert (came.reason, went.reason) == ("Forgotten in planning.", "Another unit does it.")

    def test_names_nobody_below(self, world, above, driving):
        change_link(world.actor("lead"), driving.pk, kind="aligned", why="It only helps.")
        text = text_of(world.client("viewer").get(f"/goal-posts?unit=all&cycle={world.cycle.pk}"))
        words = "drives the score with weight 1 beside 1; score 0.38 to no number; score 0.50"
        assert words in text
        assert "It only helps." in text
        shown = text.split("Every change")[1]
        assert world.objective.title not in shown


class TestThePages:
    def test_the_form_asks_and_keeps_what_was_typed(self, world, driving):
        lead, page = world.client("lead"), f"/links/{driving.pk}/edit"
        answer = lead.post(page, {"kind": "drives_score", "weight": "7"})
        assert answer.status_code == 422
        assert "The plan is locked." in text_of(answer)
        assert 'value="7"' in answer.content.decode()
        typed = {"kind": "drives_score", "weight": "7", "why": "It carries more."}
        assert lead.post(page, typed).status_code == 302
        assert only_line().reason == "It carries more."

    def test_so_does_taking_it_away(self, world, driving):
        lead, page = world.client("lead"), f"/links/{driving.pk}/remove"
        answer = lead.post(page)
        assert answer.status_code == 422
        assert "The plan is locked." in text_of(answer)
        assert lead.post(page, {"why": "Another unit does it."}).status_code == 302
        assert not ObjectiveLink.objects.filter(pk=driving.pk).exists()
