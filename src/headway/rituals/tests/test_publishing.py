"""A plan is published whole and for good; later versions are read against it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from headway.activity.queries import history
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.okrs.actions.key_results import add_key_result, update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Cycle, Objective
from headway.people.queries.told import tell
from headway.rituals.actions.plans import publish_plan
from headway.rituals.models import Acknowledgement, PublishedPlan
from headway.rituals.queries.plan_changes import compare, reasons_since
from headway.rituals.queries.published import as_of_now, get_published, versions_of


@pytest.fixture
def linked(world: World) -> World:
    """The world's objective leads to the goal: nothing is to be acknowledged."""
    link_objective(world.system, world.objective.pk, goal_id=world.goal.pk)
    return world


def publish(world: World, who: str = "lead", **given: Any) -> PublishedPlan:
    return publish_plan(
        world.actor(who),
        unit_id=world.units["blue"].pk,
        cycle_id=world.cycle.pk,
        **given,
    )


class TestPublishing:
    def test_it_keeps_objectives_key_results_links_and_signatures(self, linked: World) -> None:
        plan = publish(linked, note="Few, and they matter.")
        assert (plan.number, plan.note) == (1, "Few, and they matter.")
        one = plan.content["objectives"][0]
        assert one["title"] == linked.objective.title
        assert [part["target"] for part in one["key_results"]] == [60.0, 5.0]
        assert [link["title"] for link in one["links"]] == [linked.goal.title]
        assert {row["role"] for row in one["signatures"]} == {"owner", "lead", "coach"}
        assert plan.content["scoring_standard"] == "mwm"
        event = history(linked.organisation.pk, limit=1)[0]
        assert (event.verb, event.subject_id) == ("plan.published", plan.pk)
        assert len((event.after or {})["digest"]) == 64

    def test_the_lead_publishes_and_nobody_below(self, linked: World) -> None:
        for who in ("owner", "mate", "coach", "viewer", "stranger"):
            with pytest.raises(NotAllowed):
                publish(linked, who)
        with pytest.raises(NotFound):
            publish(linked, "outsider")

    def test_drafts_and_proposals_are_left_out(self, linked: World) -> None:
        other = linked.add_objective("Half-way")
        Objective.objects.filter(pk=other.pk).update(state="proposed")
        assert len(publish(linked).content["objectives"]) == 1
        Objective.objects.update(state="draft")
        with pytest.raises(InvalidInput) as refused:
            publish(linked)
        assert refused.value.code == "nothing_agreed"

    def test_open_warnings_are_acknowledged_on_publishing(self, world: World) -> None:
        with pytest.raises(InvalidInput) as refused:
            publish(world)
        assert refused.value.errors[0].field == "acknowledge"
        plan = publish(world, acknowledge=True, note="Known.")
        kept = Acknowledgement.objects.get()
        assert (kept.rule, kept.note) == ("ORPHAN", "Known.")
        assert plan.content["kept"][0]["rule"] == "ORPHAN"
        told = tell(world.organisation.pk, history(world.organisation.pk, limit=2))
        assert [event.what for event in told] == [
            "Plan published",
            "Finding acknowledged",
        ]

    def test_what_blocks_stops_it(self, linked: World) -> None:
        Objective.objects.filter(pk=linked.objective.pk).update(owner=None)
        with pytest.raises(InvalidInput) as refused:
            publish(linked, acknowledge=True)
        assert refused.value.code == "findings"
        assert "Nobody is accountable" in refused.value.errors[0].message

    def test_without_a_change_there_is_no_new_version(self, linked: World) -> None:
        publish(linked)
        with pytest.raises(Conflict, match="Nothing has changed since version 1"):
            publish(linked)
        update_objective(linked.system, linked.objective.pk, title="Found at once", reason="Clear")
        assert publish(linked).number == 2

    def test_the_page_says_whether_there_is_something_to_publish(self, linked: World) -> None:
        def heading() -> str:
            blue = linked.units["blue"].pk
            address = f"/planning/publish?unit={blue}&cycle={linked.cycle.pk}"
            page = linked.client("lead").get(address).content.decode()
            return page.split("<h1>")[1].split("</h1>")[0]

        assert heading() == "One objective, as version 1."
        publish(linked)
        assert heading() == "Nothing has changed since version 1."
        objectives = Objective.objects.filter(pk=linked.objective.pk)
        objectives.update(owner=None)
        assert heading() == "One finding blocks it."
        objectives.update(state="draft")
        assert heading() == "Nothing is agreed yet, so there is nothing to publish."

    def test_a_closed_cycle_is_over(self, linked: World) -> None:
        Cycle.objects.filter(pk=linked.cycle.pk).update(phase="closed")
        with pytest.raises(Conflict, match="closed"):
            publish(linked)


class TestReading:
    def test_what_was_published_stays_whatever_comes(self, linked: World) -> None:
        plan = publish(linked)
        update_key_result(
            linked.system, linked.key_results[0].pk, target=55.0, reason="The season was short."
        )
        page = html_of(linked.client("stranger").get(f"/plans/{plan.pk}"))
        assert "40 to 60" in page
        assert "Blue has one objective in Q4 2026." in page
        changed = html_of(linked.client("stranger").get(f"/plans/{plan.pk}/changes"))
        assert "One objective has changed since version 1." in changed
        assert "The season was short." in changed
        assert "<del>60</del>" in changed

    def test_what_somebody_may_not_read_is_counted_and_not_told(self, linked: World) -> None:
        plan = publish(linked)
        Objective.objects.filter(pk=linked.objective.pk).update(visibility="people")
        seen = get_published(linked.actor("stranger"), plan.pk)
        assert (seen.objectives, seen.hidden) == ((), 1)
        page = html_of(linked.client("stranger").get(f"/plans/{plan.pk}"))
        assert linked.objective.title not in page
        assert "1 objective of this plan is not for you to read." in page

    def test_the_last_version_before_the_lock_is_the_baseline(self, linked: World) -> None:
        Cycle.objects.filter(pk=linked.cycle.pk).update(
            plan_lock_on=linked.cycle.ends_on, phase="planning"
        )
        first = publish(linked)
        update_objective(linked.system, linked.objective.pk, title="Found at once")
        second = publish(linked, acknowledge=True)
        about = (linked.actor("mate"), linked.units["blue"].pk, linked.cycle.pk)
        assert not any(row.is_baseline for row in versions_of(*about))
        with clock.frozen(datetime.combine(linked.cycle.ends_on, datetime.min.time(), UTC)):
            update_objective(linked.system, linked.objective.pk, title="Found", reason="Shorter.")
            Objective.objects.filter(pk=linked.objective.pk).update(state="agreed")
            third = publish(linked, acknowledge=True)
            rows = {row.id: row.is_baseline for row in versions_of(*about)}
        assert rows == {third.pk: False, second.pk: True, first.pk: False}

    def test_two_versions_are_compared_whichever_comes_first(self, linked: World) -> None:
        first = publish(linked)
        add_key_result(
            linked.system,
            objective_id=linked.objective.pk,
            title="Visitors who come back",
            kind="increase",
            start=20.0,
            target=30.0,
            owner_id=linked.people["mate"].pk,
            reason="It was forgotten.",
        )
        second = publish(linked, acknowledge=True)
        client = linked.client("mate")
        for a, b in ((first, second), (second, first)):
            page = html_of(client.get(f"/plans/{a.pk}/changes?against={b.pk}"))
            assert "One objective differs between versions 1 and 2." in page
            assert "Visitors who come back" in page
        assert client.get(f"/plans/{first.pk}/changes?against=99999").status_code == 404
        assert client.get(f"/plans/{first.pk}/changes?against=²").status_code == 200

    def test_a_moved_goal_post_brings_its_reason(self, linked: World) -> None:
        plan = publish(linked)
        update_key_result(linked.system, linked.key_results[0].pk, target=70.0, reason="Ahead.")
        seen = get_published(linked.actor("mate"), plan.pk)
        now = as_of_now(linked.actor("mate"), seen)
        found = compare(
            seen.objectives, now, reasons_since([linked.objective.pk], plan.published_at)
        )
        field = found[0].parts[0].fields[0]
        assert (field.label, field.before, field.after) == ("target", "60", "70")
        assert field.reason == "Ahead."

    def test_what_is_gone_or_new_is_said_as_a_whole(self, linked: World) -> None:
        other = linked.add_objective("Second")
        plan = publish(linked, acknowledge=True)
        Objective.objects.filter(pk=other.pk).update(archived_at=clock.now())
        linked.add_objective("Third")
        seen = get_published(linked.actor("mate"), plan.pk)
        found = compare(seen.objectives, as_of_now(linked.actor("mate"), seen))
        assert [(one.title, one.state) for one in found] == [
            ("Third", "added"),
            ("Second", "removed"),
        ]


class TestPages:
    def test_publishing_on_the_page(self, world: World) -> None:
        lead = world.client("lead")
        address = f"/planning/publish?unit={world.units['blue'].pk}&cycle={world.cycle.pk}"
        page = html_of(lead.get(address))
        assert "One objective, as version 1." in page
        assert "We have seen the warning and keep it." in page
        assert lead.post(address, {"note": "Go."}).status_code == 422
        done = lead.post(address, {"note": "Go.", "acknowledge": "1"})
        plan = PublishedPlan.objects.get()
        assert done["Location"] == f"/plans/{plan.pk}"
        board = html_of(lead.get(f"/planning?unit={world.units['blue'].pk}&cycle={world.cycle.pk}"))
        assert "Version 1 is published" in board

    def test_a_plan_costs_the_same_however_large(self, linked: World) -> None:
        client = linked.client("mate")
        plans: list[PublishedPlan] = []

        def grow(count: int) -> None:
            while Objective.objects.filter(unit=linked.units["blue"]).count() < count:
                made = linked.add_objective(f"Objective {Objective.objects.count()}")
                link_objective(linked.system, made.pk, goal_id=linked.goal.pk)
            with clock.frozen(clock.now() + timedelta(minutes=len(plans))):
                plans.append(publish(linked, acknowledge=True))

        assert_no_growth(grow, lambda: client.get(f"/plans/{plans[-1].pk}"))
        assert_budget("published plan", lambda: client.get(f"/plans/{plans[-1].pk}"))
        assert_budget(
            "changes of a published plan", lambda: client.get(f"/plans/{plans[0].pk}/changes")
        )
