"""From the Weekly, the cycle and the palette one gets to every meeting and what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from headway.kit import clock
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import HTMX
from headway.kit.testing.world import NOW, World
from headway.kpis.tests.values import first_pass_yield
from headway.okrs.actions.closures import close_objective
from headway.okrs.models import Cycle
from headway.people.actions import create_token
from headway.rituals.actions.learnings import keep_learning
from headway.rituals.actions.rooms import close_meeting, open_weekly, schedule_meeting
from headway.rituals.actions.rooms.retrospectives import hold_retrospective
from headway.rituals.models import Learning, Meeting


def html(world: World, who: str, address: str) -> str:
    answer = world.client(who).get(address)
    assert answer.status_code == 200, answer.content[-400:]
    return str(answer.content.decode())


class TestFromTheWeekly:
    def test_one_reaches_what_comes_next_and_all_meetings(self, world: World) -> None:
        world.next_cycle()
        unit = world.units["blue"].pk
        shown = html(world, "owner", f"/weekly?unit={unit}")
        for link in ("/actions?unit=", "/meetings?unit=", "/retrospectives?unit=", "/learnings?"):
            assert link in shown
        assert "Q4 2026, from" in shown, "the review"
        assert f"/coach/calendar?kind=review&amp;unit_id={unit}" in shown
        assert 'action="/meetings/begin"' in shown, "the planning session of the next cycle"

    def test_what_is_planned_is_a_link_into_its_room(self, world: World) -> None:
        meeting = schedule_meeting(
            world.actor("owner"), unit_id=world.units["blue"].pk, kind="retrospective",
            planned_at=NOW + timedelta(days=30), cycle_id=world.cycle.pk,
        )  # fmt: skip
        shown = html(world, "owner", f"/weekly?unit={world.units['blue'].pk}")
        assert f'href="/meetings/{meeting.pk}"' in shown

    def test_who_only_reads_is_offered_nothing_to_begin(self, world: World) -> None:
        world.next_cycle()
        shown = html(world, "viewer", f"/weekly?unit={world.units['blue'].pk}")
        assert 'action="/meetings/begin"' not in shown
        assert "kind=review" not in shown


class TestFromTheCycle:
    @pytest.mark.parametrize(
        ("phase", "words"),
        [
            ("planning", "Its planning session"),
            ("running", "Its weekly"),
            ("review", "Its review"),
            ("retrospective", "Its retrospective"),
        ],
    )
    def test_one_reaches_the_meeting_of_its_phase(
        self, world: World, phase: str, words: str
    ) -> None:
        Cycle.objects.filter(pk=world.cycle.pk).update(phase=phase)
        address = f"/cycles/{world.cycle.pk}?unit={world.units['blue'].pk}"
        assert words in html(world, "owner", address)
        assert words in html(world, "owner", f"/cycles/{world.cycle.pk}?unit=all")

    def test_a_closed_one_has_none(self, world: World) -> None:
        Cycle.objects.filter(pk=world.cycle.pk).update(phase="closed")
        assert "phase-meeting" not in html(world, "owner", f"/cycles/{world.cycle.pk}")


class TestAllMeetings:
    def test_of_a_unit_by_kind(self, world: World) -> None:
        close_meeting(
            world.actor("owner"), open_weekly(world.actor("owner"), world.units["blue"].pk).pk
        )
        unit = world.units["blue"].pk
        assert "One meeting held" in html(world, "viewer", f"/meetings?unit={unit}")
        assert "No meeting was held yet" in html(
            world, "mate", f"/meetings?unit={unit}&kind=review"
        )
        assert "One meeting held" in html(world, "mate", "/meetings?unit=all")
        own = html(world, "stranger", "/meetings?unit=all")
        assert "No meeting of your own units was held yet" in own
        assert 'href="/meetings?unit=all&amp;of=all"' in own
        every = html(world, "stranger", "/meetings?unit=all&of=all")
        assert "One meeting held" in every
        assert 'href="/meetings?kind=review&amp;unit=all&amp;of=all"' in every
        reviews = html(world, "stranger", "/meetings?kind=review&unit=all&of=all")
        assert "No meeting was held yet" in reviews

    def test_they_cost_the_same_however_many(self, world: World) -> None:
        owner, address = world.client("owner"), f"/meetings?unit={world.units['blue'].pk}"

        def hold(total: int) -> None:
            for number in range(Meeting.objects.count(), total):
                with clock.frozen(NOW + timedelta(days=7 * number)):
                    found = open_weekly(world.actor("owner"), world.units["blue"].pk)
                    close_meeting(world.actor("owner"), found.pk)

        assert_no_growth(hold, lambda: owner.get(address))
        assert_budget("meetings", lambda: owner.get(address))
        assert_budget("meetings of all units", lambda: owner.get("/meetings?unit=all&of=all"))


class TestThePalette:
    @pytest.mark.parametrize(
        ("typed", "address"),
        [
            ("start the wee", "/weekly"),
            ("open act", "/actions"),
            ("learnings", "/learnings"),
            ("coach desk", "/coach"),
        ],
    )
    def test_it_leads_there(self, world: World, typed: str, address: str) -> None:
        found = world.client("owner").get("/find", {"q": typed}, headers=HTMX).content.decode()
        assert f'href="{address}"' in found

    def test_what_was_learned_is_found_once_its_retrospective_is_over(self, world: World) -> None:
        meeting = hold_retrospective(
            world.actor("owner"), unit_id=world.units["blue"].pk, cycle_id=world.cycle.pk
        )
        learned = keep_learning(
            world.actor("owner"), meeting.pk, text="Ask the storekeepers before drawing shelves"
        )
        seeker = world.client("mate")

        def found() -> str:
            return str(seeker.get("/find", {"q": "storekeep"}, headers=HTMX).content.decode())

        assert "Ask the" not in found()
        assert seeker.get(f"/learnings/{learned.pk}").status_code == 404
        close_meeting(world.actor("owner"), meeting.pk)
        assert f'href="/learnings/{learned.pk}"' in found()
        shown = seeker.get(f"/learnings/{learned.pk}").content.decode()
        assert f'href="/meetings/{meeting.pk}"' in shown
        outsider = world.client("outsider")
        assert outsider.get(f"/learnings/{learned.pk}").status_code == 404
        assert "Ask the" not in outsider.get("/find", {"q": "storekeep"}).content.decode()

    def test_what_was_said_when_a_goal_was_closed(self, world: World) -> None:
        close_objective(
            world.actor("owner"), world.objective.pk, outcome="missed", decision="drop",
            closing_word="Shelves were never the reason",
        )  # fmt: skip
        answer = world.client("mate").get("/find", {"q": "never reason"}, headers=HTMX)
        assert f'href="/objectives/{world.objective.pk}"' in answer.content.decode()

    def test_scripts_find_them_too(self, world: World) -> None:
        """And KPIs, which answered 500."""
        first_pass_yield(world)
        Learning.objects.create(
            organisation=world.organisation, unit=world.units["blue"], written_at=clock.now(),
            text="A yield is not a goal",
        )  # fmt: skip
        _token, secret = create_token(world.actor("owner"), name="x", scopes=["read"])
        headers = {"Authorization": f"Bearer {secret}"}
        found = Client().get("/api/v1/find", {"q": "yield"}, headers=headers).json()["items"]
        assert {one["kind"] for one in found} == {"kpi", "learning"}
