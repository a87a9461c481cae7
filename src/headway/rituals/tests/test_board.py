"""The planning board: is our plan ready, and what is missing?"""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines

from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput, NotAllowed
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import World
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.dependencies import request_dependency
from headway.okrs.actions.key_results import add_key_result, update_key_result
from headway.okrs.actions.objectives import create_objective, propose_objective
from headway.okrs.models import Closure, Cycle, Objective
from headway.okrs.queries.cycles import list_cycles
from headway.people.actions import set_lead
from headway.people.models import Organisation
from headway.rituals.actions.findings import acknowledge, take_back
from headway.rituals.actions.plans import carry_into
from headway.rituals.models import Acknowledgement
from headway.rituals.queries.board import Board, board_of
from headway.rituals.queries.board_cards import unit_facts
from headway.rituals.queries.board_heading import heading_of
from headway.rituals.queries.board_steps import steps_of


@pytest.fixture
def led(world: World) -> World:
    """Blue has a lead of its own: the mate. Its coach is the coach."""
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    return world


def draft(world: World, title: str, *, owner: str = "owner", key_results: int = 1) -> Objective:
    cycle = world.next_cycle()
    made = create_objective(
        world.actor(owner),
        cycle_id=cycle.pk,
        unit_id=world.units["blue"].pk,
        title=title,
        owner_id=world.people[owner].pk,
    )
    for number in range(key_results):
        add_key_result(
            world.system,
            objective_id=made.pk,
            title=f"{title} {'abcdefgh'[number] * 4}",
            kind="increase",
            start=0.0,
            target=10.0,
            owner_id=world.people[owner].pk,
            measure="%",
        )
    return made


def board(world: World, who: str = "mate", unit: str = "blue", *, of: Cycle | None = None) -> Board:
    actor = world.actor(who)
    facts = unit_facts(actor, world.units[unit].pk)
    assert facts is not None
    planned = of or world.next_cycle()
    cycles = list_cycles(actor)
    cycle = next(row for row in cycles if row.id == planned.pk)
    return board_of(actor, facts, cycle, cycles, today=clock.today("UTC"))


def missing(found: Board, world: World, who: str = "mate") -> dict[str, str]:
    """What is missing and whose turn it is."""
    steps = steps_of(found, world.actor(who))
    return {step.code: step.who for step in steps if not step.is_done and step.counts}


class TestWhatIsMissing:
    def test_an_empty_plan_asks_to_write(self, led: World) -> None:
        led.next_cycle()
        found = board(led)
        assert missing(found, led) == {"write": "", "publish": ""}
        assert heading_of(found, steps_of(found, led.actor("mate"))) == (
            "The plan is not ready: two things are missing."
        )
        assert missing(board(led, "stranger"), led, "stranger")["write"] == "Mate Person"

    def test_each_step_says_whose_turn_it_is(self, led: World) -> None:
        draft(led, "Nobody waits in line")
        draft(led, "Everything fits at once", key_results=0)
        found = board(led)
        turns = missing(found, led)
        assert turns["complete"] == ""
        assert turns["propose"] == ""
        assert set(turns) == {"complete", "propose", "findings", "publish"}

    def test_signatures_are_named_by_who_is_asked(self, led: World) -> None:
        made = draft(led, "Nobody waits in line")
        propose_objective(led.actor("owner"), made.pk)
        found = board(led, "owner")
        assert missing(found, led, "owner")["sign"] == "Mate Person, Coach Person"
        card = found.columns["proposed"][0]
        assert (len(card.agreement.signed), card.may_sign) == (1, False)
        assert board(led, "coach").columns["proposed"][0].may_sign

    def test_a_step_of_somebody_else_is_only_looked_at(self, led: World) -> None:
        made = draft(led, "Nobody waits in line")
        propose_objective(led.actor("owner"), made.pk)
        for who, label in (("owner", "Look"), ("coach", "Sign")):
            steps = {step.code: step for step in steps_of(board(led, who), led.actor(who))}
            assert steps["sign"].label == label
        assert steps["publish"].url == ""  # of no use to who may not
        empty = board(led, "stranger", "works")
        write = next(s for s in steps_of(empty, led.actor("stranger")) if s.code == "write")
        assert write.url == ""

    def test_what_is_agreed_is_counted_where_it_is_little(self, led: World) -> None:
        for number, said in enumerate(
            (
                "One objective is agreed; three to five are usual. The plan can be published.",
                "Two objectives are agreed; three to five are usual. The plan can be published.",
                "Everything is agreed. The plan can be published.",
            )
        ):
            made = draft(led, ("Nobody waits", "Everything fits", "Parts arrive")[number])
            sign_objective(led.system, made.pk, for_everybody=True)
            found = board(led)
            left = [step for step in steps_of(found, led.actor("mate")) if step.code == "publish"]
            assert heading_of(found, left) == said

    def test_a_long_column_is_folded_behind_its_first_ten(self, led: World) -> None:
        for number in range(12):
            draft(led, f"Objective {number}")
        page = html_of(led.client("mate").get(f"/planning?unit={led.units['blue'].pk}"))
        shown, folded, rest = page.partition("2 more</summary>")
        assert folded
        assert (shown.count('class="obj"'), rest.count('class="obj"')) == (10, 2)

    def test_frames_and_needs_wait_for_the_unit(self, led: World) -> None:
        led.add_frame("Less waiting")
        green = led.add_draft("Green grows", unit="green", owner="stranger")
        part = green.key_results.get()
        request_dependency(led.system, part.pk, unit_id=led.units["blue"].pk, title="Water, please")
        found = board(led)
        assert missing(found, led)["frames"] == ""
        assert missing(found, led)["asked"] == ""
        assert [row.title for row in found.waiting_for_us] == ["Water, please"]
        assert missing(board(led, "owner"), led, "owner")["frames"] == "Mate Person"

    def test_a_change_after_signing_asks_again(self, led: World) -> None:
        made = draft(led, "Nobody waits in line")
        propose_objective(led.actor("owner"), made.pk)
        update_key_result(led.actor("owner"), made.key_results.get().pk, target=9.0)
        card = board(led, "owner").cards[0]
        assert card.is_void
        assert "target" in card.agreement.void[0].void_reason


class TestFigures:
    def test_focus_says_what_is_beyond_it(self, led: World) -> None:
        for number in range(6):
            draft(led, f"{'abcdef'[number] * 5} grows", key_results=2)
        found = board(led)
        assert (found.focus.objectives, found.focus.excess_objectives) == (6, 1)
        codes = {step.code for step in steps_of(found, led.actor("mate")) if not step.is_done}
        assert {"focus", "loads"} <= codes

    def test_owners_are_counted_over_the_whole_cycle(self, led: World) -> None:
        draft(led, "Nobody waits in line", key_results=2)
        elsewhere = create_objective(
            led.system,
            cycle_id=led.next_cycle().pk,
            unit_id=led.units["green"].pk,
            title="Green grows",
            owner_id=led.people["owner"].pk,
        )
        load = board(led).loads[0].load
        assert (load.objectives, load.key_results, load.weight) == (1, 2, 1.0)
        Objective.objects.filter(pk=elsewhere.pk).update(state="proposed")
        assert board(led).loads[0].load.objectives == 2

    def test_a_draft_is_not_there_for_others_but_counted(self, led: World) -> None:
        draft(led, "Nobody waits in line")
        found = board(led, "stranger")
        assert (found.cards, found.unseen) == ((), 1)


class TestFindings:
    def test_a_warning_is_kept_until_what_it_says_changes(self, led: World) -> None:
        made = draft(led, "Nobody waits in line")
        orphan = next(row for row in board(led).cards[0].open_findings if row.code == "ORPHAN")
        given: dict[str, Any] = {
            "unit_id": led.units["blue"].pk,
            "cycle_id": led.next_cycle().pk,
            "mark": orphan.mark,
        }
        with pytest.raises(NotAllowed):
            acknowledge(led.actor("stranger"), **given)
        kept = acknowledge(led.actor("owner"), **given)
        card = board(led).cards[0]
        assert orphan.mark in {row.mark for row in card.seen}
        assert orphan.mark not in {row.mark for row in card.open_findings}
        assert acknowledge(led.actor("mate"), **given).pk == kept.pk
        with pytest.raises(NotAllowed):
            take_back(led.actor("stranger"), kept.pk)
        take_back(led.actor("owner"), kept.pk)
        assert not Acknowledgement.objects.exists()
        with pytest.raises(Conflict, match="no longer so"):
            acknowledge(led.actor("mate"), **{**given, "mark": "0" * 64})
        assert made.pk == card.row.id

    def test_no_plan_waits_for_findings_about_practice(self, led: World) -> None:
        """A check-in that is overdue is told on the card, and asked for by no step."""
        part = led.key_results[0]
        found = board(led, of=led.cycle)
        kept = [row for row in found.cards[0].open_findings if row.is_of_plan]
        assert len(kept) < len(found.cards[0].open_findings)
        for row in kept:
            acknowledge(
                led.system, unit_id=led.units["blue"].pk, cycle_id=led.cycle.pk, mark=row.mark,
                note="It stays.",
            )  # fmt: skip
        found = board(led, of=led.cycle)
        assert {row.code for row in found.cards[0].open_findings} == {"STALE"}
        assert part.objective_id == found.cards[0].row.id
        [step] = [one for one in steps_of(found, led.actor("mate")) if one.code == "findings"]
        assert (step.is_done, step.words) == (
            True, "The wording and numbers are reviewed: nothing is open.",
        )  # fmt: skip

    def test_what_blocks_needs_a_reason_to_stay(self, led: World) -> None:
        draft(led, "Everything fits at once", key_results=0)
        row = next(row for row in board(led).cards[0].findings if row.blocks)
        given: dict[str, Any] = {
            "unit_id": led.units["blue"].pk,
            "cycle_id": led.next_cycle().pk,
            "mark": row.mark,
        }
        with pytest.raises(InvalidInput) as refused:
            acknowledge(led.actor("mate"), **given)
        assert refused.value.errors[0].field == "note"
        assert acknowledge(led.actor("mate"), note="They come on Monday.", **given).note


class TestCarriedOver:
    def close(self, world: World, **changes: Any) -> Objective:
        Objective.objects.filter(pk=world.objective.pk).update(state="closed")
        Closure.objects.create(
            organisation=world.organisation,
            objective=world.objective,
            outcome="partly",
            closed_at=clock.now(),
            **{"decision": "change", **changes},
        )
        return world.objective

    def test_what_was_to_go_on_is_drafted_with_one_click(self, led: World) -> None:
        old = self.close(led, closing_word="Half of it.")
        cycle = led.next_cycle()
        found = board(led)
        assert [row.title for row in found.carried.rows] == [old.title]
        assert (found.to_carry, found.carried.rows[0].is_changed) == (1, True)
        answer = led.client("mate").post(
            f"/planning/step?unit={led.units['blue'].pk}&cycle={cycle.pk}",
            {"do": "carry", "objective_id": old.pk},
        )
        assert answer.status_code == 302
        found = board(led)
        assert (found.to_carry, found.cards[0].carried_from_id) == (0, old.pk)
        with pytest.raises(Conflict, match="drafted already"):
            carry_into(led.actor("mate"), old.pk, cycle_id=cycle.pk)

    def test_what_was_closed_for_good_is_not_offered(self, led: World) -> None:
        old = self.close(led, decision="close")
        assert board(led).carried.rows == ()
        with pytest.raises(Conflict, match="decided when it is closed"):
            carry_into(led.actor("mate"), old.pk, cycle_id=led.next_cycle().pk)

    def test_it_goes_forward_only(self, led: World) -> None:
        old = self.close(led)
        with pytest.raises(Conflict, match="later"):
            carry_into(led.actor("mate"), old.pk, cycle_id=led.cycle.pk)


class TestPage:
    def address(self, world: World, step: str = "") -> str:
        unit, cycle = world.units["blue"].pk, world.next_cycle().pk
        return f"/planning{step}?unit={unit}&cycle={cycle}"

    def test_without_a_cycle_in_the_address_it_looks_at_the_planned_one(self, led: World) -> None:
        led.next_cycle()
        page = html_of(led.client("mate").get("/planning"))
        assert "Is the plan of Blue for Q1 2027 ready" in page
        assert "You are looking at another cycle" not in page

    def test_proposing_and_taking_back_on_the_board(self, led: World) -> None:
        made = draft(led, "Nobody waits in line")
        owner = led.client("owner")
        done = owner.post(self.address(led, "/step"), {"do": "propose", "objective_id": made.pk})
        assert done["Location"] == f"{self.address(led)}#o-{made.pk}"
        made.refresh_from_db()
        assert made.state == "proposed"
        owner.post(self.address(led, "/step"), {"do": "return", "objective_id": made.pk})
        made.refresh_from_db()
        assert made.state == "draft"

    def test_a_refusal_stands_at_its_card(self, led: World) -> None:
        made = draft(led, "Everything fits at once", key_results=0)
        refused = led.client("owner").post(
            self.address(led, "/step"), {"do": "propose", "objective_id": made.pk}
        )
        assert refused.status_code == 422
        assert "Add at least one key result first." in html_of(refused)

    def test_beyond_the_focus_the_board_asks_why(self, led: World) -> None:
        for number in range(5):
            made = draft(led, f"{'abcde'[number] * 5} grows")
            propose_objective(led.actor("owner"), made.pk)
        sixth = draft(led, "One too many")
        step = self.address(led, "/step")
        refused = led.client("owner").post(step, {"do": "propose", "objective_id": sixth.pk})
        assert "Why more than five" in html_of(refused)
        led.client("owner").post(
            step,
            {"do": "propose", "objective_id": sixth.pk, "focus_reason": "The law changed."},
        )
        sixth.refresh_from_db()
        assert (sixth.state, sixth.focus_reason) == ("proposed", "The law changed.")
        assert "1 too many" in html_of(led.client("owner").get(self.address(led)))

    def test_nobody_invents_a_step(self, led: World) -> None:
        led.next_cycle()
        refused = led.client("mate").post(self.address(led, "/step"), {"do": "dance"})
        assert refused.status_code == 422

    def test_an_organisation_without_a_cycle_is_told_to_start_with_one(self, world: World) -> None:
        assert "Start with a cycle" in html_of(world.client("outsider").get("/planning"))
        assert "Start with a cycle" in html_of(world.client("outsider").get("/planning/alignment"))
        assert Organisation.objects.count() == 2
        assert not Cycle.objects.filter(organisation=world.other).exists()

    def test_it_costs_the_same_however_much_is_planned(self, led: World) -> None:
        client, address = led.client("mate"), self.address(led)
        led.add_frame()

        def grow(count: int) -> None:
            while Objective.objects.filter(cycle=led.next_cycle()).count() < count:
                made = draft(led, f"Objective {Objective.objects.count()}", key_results=2)
                propose_objective(led.actor("owner"), made.pk, focus_reason="Many.")

        assert_no_growth(grow, lambda: client.get(address))
        assert_budget("planning board", lambda: client.get(address))


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ({"kind": "increase", "start": 40, "target": 60}, "40 to 60 %"),
        ({"kind": "decrease", "start": None, "target": None}, "– to –"),
        ({"kind": "stay_above", "target": 98}, "at least 98 %"),
        ({"kind": "stay_below", "target": 4}, "at most 4 %"),
        ({"kind": "within", "low": 30, "high": 50}, "30 to 50 %"),
        ({"kind": "milestone"}, "3 milestones"),
        ({"kind": "anchored"}, "agreed scores"),
        ({"kind": "baseline"}, "find the baseline"),
        ({"kind": "binary"}, "done or not"),
    ],
)
def test_what_a_key_result_aims_at_is_said_of_every_kind(definition, said):
    """One of agreed scores was said to be done or not."""
    engine = engines["jinja2"]
    aim = engine.from_string(
        '{% from "okrs/_aims.html" import aim %}{{ aim(part, "3 milestones") }}'
    )
    shown = aim.render({"part": {"measure": "%", **definition}})
    assert " ".join(shown.split()) == said
