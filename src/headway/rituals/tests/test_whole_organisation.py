"""The whole organisation is a unit as well: it meets, and it sees who below it has met."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.test import Client

from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import NOW, World
from headway.people.actions import archive_unit, assign, create_unit
from headway.rituals.actions.rooms import close_meeting, open_weekly, schedule_meeting
from headway.rituals.models import Meeting, MeetingKind


def html(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content[-400:]
    return str(answer.content.decode())


def hold(world: World, unit: str, who: str) -> None:
    meeting = open_weekly(world.actor(who), world.units[unit].pk)
    close_meeting(world.actor(who), meeting.pk)


class TestItsWeekly:
    def test_its_row_leads_to_its_own_weekly_which_starts_there(self, world: World) -> None:
        lead, top = world.client("lead"), world.units["root"]
        address = f"/weekly?unit={top.pk}"
        assert f'href="{address}"' in html(lead, "/weekly?unit=all")
        assert "Start the weekly" in html(lead, address)
        answer = lead.post(f"/weekly/start?unit={top.pk}")
        meeting = Meeting.objects.get(unit=top, kind=MeetingKind.WEEKLY)
        assert urlsplit(answer["Location"]).path == f"/meetings/{meeting.pk}"

    def test_the_list_is_still_what_the_whole_organisation_shows(self, world: World) -> None:
        lead = world.client("lead")
        html(lead, f"/weekly?unit={world.units['root'].pk}")
        assert "Whose weekly is on?" in html(lead, "/weekly")

    def test_a_plan_that_is_refused_comes_back_to_its_page(self, world: World) -> None:
        address = f"/weekly/plan?unit={world.units['root'].pk}"
        answer = world.client("lead").post(address, {"on": "", "at": "10:00"})
        assert answer.status_code == 422
        assert "Say on which day." in answer.content.decode()

    def test_where_it_is_the_only_unit_its_weekly_is_there_at_once(self, world: World) -> None:
        for name in ("blue", "green", "works"):
            archive_unit(world.system, world.units[name].pk)
        admin = world.client("admin")
        assert "Start the weekly" in html(admin, "/weekly")
        assert admin.post("/weekly/start").status_code == 302
        assert Meeting.objects.filter(unit=world.units["root"]).exists()


class TestWhoHasMet:
    def test_the_heading_counts_the_units_below(self, world: World) -> None:
        assert "Nobody has met this week yet" in html(world.client("lead"), "/weekly?unit=all")
        hold(world, "blue", "owner")
        assert "One of four units has met this week" in html(
            world.client("lead"), "/weekly?unit=all"
        )
        hold(world, "green", "stranger")
        assert "Two of four units have met this week" in html(
            world.client("lead"), "/weekly?unit=all"
        )

    def test_who_works_in_a_unit_sees_those_below_it(self, world: World) -> None:
        assign(
            world.system,
            world.units["root"].pk,
            person_id=world.people["stranger"].pk,
            kind="member",
        )
        shown = html(world.client("stranger"), "/weekly?unit=all")
        assert ">Blue</a>" in shown
        assert ">Works</a>" in shown

    def test_what_is_under_way_stands_first_however_many_units_there_are(
        self, world: World
    ) -> None:
        works = world.units["works"].pk
        for number in range(35):
            create_unit(world.system, parent_id=works, name=f"Team {number}")
        last = create_unit(world.system, parent_id=works, name="The last of all")
        open_weekly(world.actor("lead"), last.pk)
        shown = html(world.client("lead"), "/weekly?unit=all")
        assert "Under way now: The last of all." in shown
        assert shown.count('<th scope="row">') == 30
        assert "10 more units" in shown

    def test_one_whose_time_has_passed_is_not_held_yet(self, world: World) -> None:
        schedule_meeting(
            world.system, unit_id=world.units["blue"].pk, kind="weekly",
            planned_at=NOW - timedelta(hours=1),
        )  # fmt: skip
        assert "Not held yet" in html(world.client("lead"), "/weekly?unit=all")

    def test_it_costs_the_same_for_many_units(self, world: World) -> None:
        lead = world.client("lead")
        assert_budget("weekly of the whole organisation", lambda: lead.get("/weekly?unit=all"))
        assert_no_growth(
            lambda n: [
                create_unit(world.system, parent_id=world.units["works"].pk, name=f"{n} {one}")
                for one in range(n)
            ],
            lambda: lead.get("/weekly?unit=all"),
        )


class TestItsRetrospective:
    def test_one_is_held_and_planned_from_the_page(self, world: World) -> None:
        lead, top = world.client("lead"), world.units["root"]
        shown = html(lead, "/retrospectives?unit=all")
        assert "Hold one now" in shown
        assert "Plan one" in shown
        assert f'name="unit_id" value="{top.pk}"' in shown
        fields = {"unit_id": top.pk, "cycle_id": world.cycle.pk}
        assert lead.post("/retrospectives/hold", fields).status_code == 302
        assert Meeting.objects.filter(unit=top, kind=MeetingKind.RETROSPECTIVE).exists()

    def test_who_does_not_work_there_is_told_to_choose(self, world: World) -> None:
        shown = html(world.client("owner"), "/retrospectives?unit=all")
        assert "Hold one now" not in shown
        assert "Choose a unit above to plan or hold one." in shown
