"""Ask, answer, suggest: who takes part, and what an accepted suggestion is."""

from __future__ import annotations

import pytest

from headway.activity.models import Event, Notice
from headway.coaching.actions import (
    accept_suggestion,
    ask_coach,
    decline_suggestion,
    suggest,
    write_message,
)
from headway.coaching.models import HelpRequest, Suggestion
from headway.coaching.queries.help import help_requests
from headway.kit.problems import NotAllowed, NotFound
from headway.kit.testing.world import World
from headway.okrs.actions.objectives import update_objective
from headway.people.models import Membership

pytestmark = pytest.mark.django_db


def test_a_question_reaches_the_coach_and_its_answer_whoever_asked(world: World) -> None:
    asked = ask_coach(world.actor("owner"), question="Secret?", objective_id=world.objective.pk)
    assert Notice.objects.get().person_id == world.people["coach"].pk
    write_message(world.actor("coach"), asked.pk, text="Hidden words.")
    asked.refresh_from_db()
    assert (asked.state, asked.waits_since) == ("answered", None)
    assert set(Notice.objects.values_list("person_id", flat=True)) == {
        world.people["coach"].pk, world.people["owner"].pk,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["admin", "lead", "mate", "viewer", "stranger", "outsider"])
def test_nobody_else_reads_it(world: World, name: str) -> None:
    asked = ask_coach(world.actor("owner"), question="Secret?", objective_id=world.objective.pk)
    assert world.client(name).get(f"/coach/help/{asked.pk}").status_code == 404
    assert "Secret?" not in world.client(name).get("/coach").content.decode()
    with pytest.raises((NotFound, NotAllowed)):
        write_message(world.actor(name), asked.pk, text="Let me in.")


def test_the_trail_tells_nothing_of_what_was_written(world: World) -> None:
    asked = ask_coach(world.actor("owner"), question="Secret?", objective_id=world.objective.pk)
    write_message(world.actor("coach"), asked.pk, text="Secret word.")
    for event in Event.objects.filter(subject_type="help_request"):
        told = f"{event.subject_label} {event.before} {event.after} {event.why}"
        assert "Secret" not in told


def test_an_accepted_suggestion_is_an_edit_of_the_owner(world: World) -> None:
    made = suggest(
        world.actor("coach"), objective_id=world.objective.pk, changes={"title": "Found at once"}
    )
    with pytest.raises(NotAllowed):
        accept_suggestion(world.actor("mate"), made.pk, reason="No.")
    accept_suggestion(world.actor("owner"), made.pk, reason="It is plainer.")
    assert Suggestion.objects.get().state == "accepted"
    told = Event.objects.filter(subject_type="objective").latest("sequence")
    assert told.person_id == world.people["owner"].pk


def test_only_a_coach_suggests(world: World) -> None:
    with pytest.raises(NotAllowed):
        suggest(world.actor("mate"), objective_id=world.objective.pk, changes={"title": "Mine"})
    assert not HelpRequest.objects.exists()


@pytest.mark.parametrize(
    "page", ["/coach", "/coach?window=cycle&trend=1&mean=1", "/coach?window=4c"]
)
def test_the_desk_answers_for_every_window(world: World, page: str) -> None:
    answer = world.client("coach").get(page)
    assert answer.status_code == 200
    assert "Blue" in answer.content.decode()


def test_the_page_of_a_unit_names_its_habits(world: World) -> None:
    said = world.client("mate").get(f"/coach/units/{world.units['blue'].pk}").content.decode()
    assert "Check-in rate" in said


class TestFromTheEditForm:
    """It is asked beside the form, which stays open with what is typed."""

    def test_what_is_typed_begins_the_question(self, world: World) -> None:
        owner, objective = world.client("owner"), world.objective
        form = owner.get(f"/objectives/{objective.pk}/edit").content.decode()
        address = f"/coach/help/new?objective={objective.pk}"
        assert f'formaction="{address}"' in form
        assert 'formtarget="_blank"' in form
        asked = owner.post(
            address, {"draft": "1", "title": "Nobody searches twice", "version": "1"}
        )
        assert asked.status_code == 200
        assert "I think of writing it like this: “Nobody searches twice”." in asked.content.decode()
        assert not HelpRequest.objects.exists()
        objective.refresh_from_db()
        assert objective.title != "Nobody searches twice"

    def test_of_a_key_result_with_its_numbers(self, world: World) -> None:
        owner, key_result = world.client("owner"), world.key_results[0]
        address = f"/coach/help/new?key_result={key_result.pk}"
        assert f'formaction="{address}"' in (
            owner.get(f"/key-results/{key_result.pk}/edit").content.decode()
        )
        sent = {"draft": "1", "title": "Searches that sell", "start": "40", "target": "60"}
        asked = owner.post(address, sent).content.decode()
        assert "“Searches that sell, from 40 to 60”" in asked

    def test_a_new_key_result_has_nobody_to_ask_about_yet(self, world: World) -> None:
        address = f"/objectives/{world.objective.pk}/key-results/new"
        shown = world.client("owner").get(address).content.decode()
        assert "/coach/help/new" not in shown


class TestWhoStandsIn:
    def test_a_question_of_a_unit_without_a_coach_is_theirs_to_answer(self, world: World) -> None:
        """The coach of Blue stands in for Green, and was not told that it was theirs."""
        ask_coach(world.actor("stranger"), question="How?", unit_id=world.units["green"].pk)
        assert [one.is_mine for one in help_requests(world.actor("coach"))] == [True]
        assert [one.is_mine for one in help_requests(world.actor("stranger"))] == [False]

    def test_not_of_one_that_has_its_own(self, world: World) -> None:
        ask_coach(world.actor("owner"), question="How?", unit_id=world.units["blue"].pk)
        assert [one.is_mine for one in help_requests(world.actor("coach"))] == [True]
        assert [one.is_mine for one in help_requests(world.actor("owner"))] == [False]


@pytest.mark.parametrize(("visibility", "told"), [("people", 0), ("organisation", 1)])
def test_a_former_coach_hears_no_title_that_is_not_theirs_to_read(
    world: World, visibility: str, told: int
) -> None:
    made = suggest(
        world.actor("coach"), objective_id=world.objective.pk, changes={"title": "Found at once"}
    )
    update_objective(world.actor("owner"), world.objective.pk, visibility=visibility, viewer_ids=[])
    Membership.objects.filter(person=world.people["coach"]).delete()
    decline_suggestion(world.actor("owner"), made.pk, answer="It stays.")
    heard = Notice.objects.filter(person=world.people["coach"], kind="suggestion")
    assert heard.count() == told
