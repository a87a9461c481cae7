"""The planning calendar: days of one's own, what is done, and what comes next."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from headway.activity.models import Event
from headway.core.planning.calendar import planning_calendar
from headway.core.planning.expectations import Step
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, Outdated
from headway.kit.testing.pages import heading_of, html_of, text_of
from headway.kit.testing.world import START, World
from headway.okrs.actions.cycles import (
    create_cycle,
    lock_plan,
    set_calendar,
    set_phase,
    update_cycle,
)
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.objectives import (
    archive_objective,
    create_objective,
    update_objective,
)
from headway.okrs.models import Cycle, Objective
from headway.okrs.queries.calendar_evidence import Evidence
from headway.okrs.queries.calendar_page import CalendarPage, calendar_page
from headway.okrs.queries.calendars import calendar_of, in_planning
from headway.okrs.queries.cycles import list_cycles
from headway.rituals.actions.frames import hand_down

NEXT = START + timedelta(weeks=13)


@pytest.fixture
def planned(world: World) -> Cycle:
    """The cycle after the running one: four weeks of it lie ahead before it begins."""
    return create_cycle(
        world.actor("admin"),
        name="Q1 2027",
        starts_on=NEXT,
        ends_on=NEXT + timedelta(weeks=13, days=-1),
    )


def page_of(world: World, cycle: Cycle, today: date) -> CalendarPage:
    cycle.refresh_from_db()
    with clock.frozen(datetime.combine(today, datetime.min.time(), UTC)):
        return calendar_page(world.organisation.pk, cycle.name, cycle, today)


def states(page: CalendarPage) -> dict[str, str]:
    return {str(row.step): row.state for row in page.steps}


def draft(world: World, cycle: Cycle, unit: str, title: str = "Planned") -> Objective:
    return create_objective(
        world.system,
        cycle_id=cycle.pk,
        unit_id=world.units[unit].pk,
        title=title,
        owner_id=world.people["owner"].pk,
    )


def measured(world: World, objective: Objective) -> None:
    add_key_result(
        world.system,
        objective_id=objective.pk,
        title="Measured",
        kind="binary",
        owner_id=world.people["owner"].pk,
    )


class TestDays:
    def test_without_own_days_the_steps_have_their_usual_ones(self, planned: Cycle) -> None:
        assert calendar_of(planned) == planning_calendar(planned.starts_on, planned.ends_on)

    def test_own_days_are_kept_and_the_plan_locks_on_the_last_day_of_the_lock(
        self, world: World, planned: Cycle
    ) -> None:
        days = {
            "align": (NEXT + timedelta(days=2), NEXT + timedelta(days=9)),
            "lock": (None, NEXT + timedelta(days=20)),
        }
        cycle = set_calendar(world.actor("admin"), planned.pk, dates=days)
        assert cycle.plan_lock_on == NEXT + timedelta(days=20)
        found = calendar_of(Cycle.objects.get(pk=planned.pk))
        assert found.dates(Step.ALIGN).due_on == NEXT + timedelta(days=9)
        assert found.dates(Step.ALIGN).is_own
        assert not found.dates(Step.DRAFT).is_own
        event = Event.objects.get(verb="cycle.calendar_changed")
        assert json.loads(event.after or "")["plan_lock_on"] == cycle.plan_lock_on.isoformat()

    def test_a_step_that_is_left_out_gets_its_usual_days_back(
        self, world: World, planned: Cycle
    ) -> None:
        admin = world.actor("admin")
        set_calendar(admin, planned.pk, dates={"lock": (None, NEXT + timedelta(days=20))})
        cycle = set_calendar(admin, planned.pk, dates={})
        assert (cycle.calendar, cycle.plan_lock_on) == ({}, NEXT + timedelta(days=14))

    def test_all_days_that_do_not_fit_are_named_at_once_and_nothing_is_saved(
        self, world: World, planned: Cycle
    ) -> None:
        days = {
            "share": (NEXT - timedelta(days=3), None),
            "align": (NEXT + timedelta(days=9), NEXT + timedelta(days=2)),
        }
        with pytest.raises(InvalidInput) as refused:
            set_calendar(world.actor("admin"), planned.pk, dates=days)
        assert {e.field: e.code for e in refused.value.errors} == {
            "share": "OUT_OF_CYCLE",
            "align": "DATES",
        }
        with pytest.raises(InvalidInput):
            set_calendar(world.actor("admin"), planned.pk, dates={"party": (NEXT, NEXT)})
        assert Cycle.objects.get(pk=planned.pk).version == planned.version

    def test_only_administrators_change_days_and_never_an_old_version(
        self, world: World, planned: Cycle
    ) -> None:
        with pytest.raises(NotAllowed):
            set_calendar(world.actor("lead"), planned.pk, dates={})
        with pytest.raises(Outdated):
            set_calendar(world.actor("admin"), planned.pk, dates={}, version=planned.version + 1)

    def test_after_the_lock_its_day_stays_and_later_steps_may_move(self, world: World) -> None:
        admin, cycle = world.actor("admin"), world.cycle
        with pytest.raises(Conflict, match="locked"):
            set_calendar(admin, cycle.pk, dates={"lock": (None, START + timedelta(days=20))})
        days = {"mid_cycle": (START + timedelta(days=50), START + timedelta(days=56))}
        moved = set_calendar(admin, cycle.pk, dates=days)
        assert moved.plan_lock_on == cycle.plan_lock_on
        assert list(moved.calendar) == ["mid_cycle"]

    def test_a_closed_cycle_keeps_its_calendar(self, world: World, planned: Cycle) -> None:
        Cycle.objects.filter(pk=planned.pk).update(phase="closed")
        with pytest.raises(Conflict, match="closed"):
            set_calendar(world.actor("admin"), planned.pk, dates={})

    def test_the_cycle_cannot_move_away_from_its_own_days(
        self, world: World, planned: Cycle
    ) -> None:
        admin = world.actor("admin")
        days = {"align": (None, NEXT + timedelta(days=12)), "lock": (None, None)}
        set_calendar(admin, planned.pk, dates=days)
        with pytest.raises(InvalidInput, match="not saved") as refused:
            update_cycle(admin, planned.pk, plan_lock_on=NEXT + timedelta(days=3))
        assert [(e.field, e.code) for e in refused.value.errors] == [("plan_lock_on", "calendar")]
        later = NEXT + timedelta(days=15)
        assert update_cycle(admin, planned.pk, plan_lock_on=later).plan_lock_on == later

    def test_days_that_came_from_elsewhere_and_do_not_fit_give_way(self, planned: Cycle) -> None:
        planned.calendar = {"review": ["2020-01-01", "2020-01-02"], "nonsense": [None, None]}
        planned.plan_lock_on = date(2030, 1, 1)
        assert calendar_of(planned) == planning_calendar(planned.starts_on, planned.ends_on)


class TestWhatIsDone:
    def test_the_plan_itself_shows_which_steps_are_done(self, world: World, planned: Cycle) -> None:
        day = NEXT - timedelta(days=20)
        assert states(page_of(world, planned, day))["frame"] == "overdue"
        company = draft(world, planned, "root")
        assert page_of(world, planned, day).row(Step.FRAME).evidence == Evidence(0, 1)
        measured(world, company)
        page = page_of(world, planned, day)
        assert (states(page)["frame"], states(page)["tell"]) == ("done", "now")
        Objective.objects.filter(pk=company.pk).update(state="proposed")
        assert states(page_of(world, planned, day))["tell"] == "now", "it is not settled yet"
        Objective.objects.filter(pk=company.pk).update(state="agreed")
        assert states(page_of(world, planned, day))["tell"] == "done"
        assert states(page_of(world, planned, day))["draft"] == "ahead"

    def test_an_empty_cycle_says_what_comes_first(self, world: World) -> None:
        start = world.cycle.ends_on + timedelta(days=1)
        cycle = create_cycle(
            world.system, name="After", starts_on=start, ends_on=start + timedelta(days=90)
        )
        page = world.client("admin").get(f"/cycles/{cycle.pk}?view=plan&unit=all")
        assert heading_of(page) == (
            "Nothing is planned in Aster yet: the company’s objectives come first."
        )
        words = text_of(page)
        assert words.count("first come the drafts") == 2  # before they are shown, and aligned
        assert "to settle" not in words
        assert html_of(page).count('class="btn pri"') == 1  # to write one, and not to start
        page = world.client("admin").get(
            f"/cycles/{cycle.pk}?view=plan&unit={world.units['blue'].pk}"
        )
        assert "Nothing is planned in Blue yet: draft three to five" in heading_of(page)

    def test_units_that_planned_before_are_expected_to_plan_again(self, world: World) -> None:
        start = world.cycle.ends_on + timedelta(days=1)
        cycle = create_cycle(
            world.system, name="After", starts_on=start, ends_on=start + timedelta(days=90)
        )
        row = page_of(world, cycle, start).row(Step.DRAFT)
        assert row.evidence == Evidence(0, 1)
        draft(world, cycle, "green")
        draft(world, cycle, "blue")
        row = page_of(world, cycle, start).row(Step.DRAFT)
        assert row.evidence == Evidence(2, 2)
        assert row.state == "done"

    def test_alignment_is_done_when_nothing_hangs_in_the_air(
        self, world: World, planned: Cycle
    ) -> None:
        day = NEXT + timedelta(days=3)
        objective = draft(world, planned, "blue")
        assert states(page_of(world, planned, day))["align"] != "done"
        update_objective(world.system, objective.pk, is_local=True)
        assert states(page_of(world, planned, day))["align"] == "done"
        archive_objective(world.system, objective.pk)
        assert states(page_of(world, planned, day))["align"] != "done"

    def test_one_company_objective_does_not_make_a_plan(self, world: World, planned: Cycle) -> None:
        """While a unit has no plan and a frame waits, drafts are not shown nor all is aligned."""
        company = draft(world, planned, "root")
        measured(world, company)
        update_objective(world.system, company.pk, is_local=True)
        Objective.objects.filter(pk=company.pk).update(state="proposed")
        hand_down(
            world.system, cycle_id=planned.pk, unit_id=world.units["blue"].pk,
            title="Nobody waits", why="People complain.", goal_id=world.goal.pk,
        )  # fmt: skip
        page = page_of(world, planned, NEXT + timedelta(days=3))
        found = states(page)
        assert "done" not in {found["tell"], found["draft"], found["share"], found["align"]}
        align = page.row(Step.ALIGN).evidence
        assert align is not None
        assert align.total - align.done == 2, "the frame, and Blue without a plan"

    def test_the_lock_ends_planning_whatever_was_left_open(
        self, world: World, planned: Cycle
    ) -> None:
        draft(world, planned, "blue")
        lock_plan(world.system, planned.pk, confirmed=True)
        page = page_of(world, planned, NEXT + timedelta(days=2))
        assert set(states(page).values()) == {"done", "passed", "ahead"}
        assert states(page)["lock"] == "done"
        share = page.row(Step.SHARE)
        assert (share.state, share.evidence) == ("passed", Evidence(0, 1))
        with clock.frozen(datetime.combine(NEXT + timedelta(days=2), datetime.min.time(), UTC)):
            shown = world.client("admin").get(f"/cycles/{planned.pk}?view=plan&unit=all")
        assert "Passed with 1 left" in text_of(shown)
        assert page.now.overdue == ()

    def test_the_mid_cycle_check_is_done_when_every_key_result_was_read(
        self, world: World, planned: Cycle
    ) -> None:
        page = page_of(world, world.cycle, date(2026, 11, 24))
        assert page.row(Step.MID_CYCLE).state == "overdue"
        for key_result in world.key_results:
            type(key_result).objects.filter(pk=key_result.pk).update(valued_on=date(2026, 11, 20))
        assert page_of(world, world.cycle, date(2026, 11, 24)).row(Step.MID_CYCLE).state == "done"

    def test_each_phase_ends_what_came_before_it(self, world: World) -> None:
        set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
        page = page_of(world, world.cycle, world.cycle.ends_on)
        assert states(page)["mid_cycle"] == "passed"
        assert states(page)["review"] == "now"

    def test_a_phase_that_is_opened_early_is_what_one_does_now(self, world: World) -> None:
        for phase in ("review", "retrospective"):
            set_phase(world.system, world.cycle.pk, phase=phase, confirmed=True)
            now = page_of(world, world.cycle, START + timedelta(weeks=8)).now
            assert now.current is not None
            assert now.current.step == phase

    def test_of_several_planned_cycles_the_one_that_locks_next_counts(
        self, world: World, planned: Cycle
    ) -> None:
        create_cycle(
            world.system,
            name="Year 2027",
            kind="year",
            starts_on=date(2027, 2, 1),
            ends_on=date(2028, 1, 31),
        )
        cycles = list_cycles(world.actor("owner"))
        assert in_planning(cycles, date(2026, 11, 24)) == next(
            c for c in cycles if c.id == planned.pk
        )
        assert in_planning(cycles, date(2029, 1, 1)) is None


class TestPages:
    def test_the_cycle_page_and_home_count_down_while_it_is_planned(
        self, world: World, planned: Cycle
    ) -> None:
        client = world.client("owner")
        page = html_of(client.get(f"/cycles/{planned.pk}"))
        assert "What comes next?" in page
        assert "Leaders' frame: 13 days left, until 7 Dec" in page
        assert "Draft the company's objectives." in page
        home = html_of(client.get("/"))
        assert "Planning of Q1 2027" in home
        assert "13 days left" in home
        assert f"cycle={planned.pk}" in home

    def test_home_is_silent_when_nothing_is_planned(self, world: World) -> None:
        assert "Planning of" not in html_of(world.client("owner").get("/"))

    def test_the_form_saves_keeps_what_was_typed_and_marks_what_does_not_fit(
        self, world: World, planned: Cycle
    ) -> None:
        client, address = world.client("admin"), f"/cycles/{planned.pk}/calendar"
        wrong = client.post(address, {"align-first": "2027-01-20", "align-last": "2027-01-06"})
        assert wrong.status_code == 422
        assert 'value="2027-01-20"' in html_of(wrong)
        assert "A step is due on the day it begins, or later." in html_of(wrong)
        assert client.post(address, {"align-last": "soon"}).status_code == 422
        assert client.post(address, {"align-last": "2027-01-12"}).status_code == 302
        assert "12 Jan" in html_of(client.get(address))
