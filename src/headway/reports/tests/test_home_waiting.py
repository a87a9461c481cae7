"""What else waits for somebody on Home, and what moved around them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import NOW, TODAY, on
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.dependencies import (
    accept_dependency,
    decline_dependency,
    request_dependency,
    withdraw_dependency,
)
from headway.okrs.actions.key_results import (
    add_key_result,
    cancel_key_result,
    update_key_result,
)
from headway.okrs.actions.objectives import (
    create_objective,
    propose_objective,
    update_objective,
)
from headway.okrs.models import Cycle, Objective, Phase, Signature
from headway.people.actions import invite_person, set_lead
from headway.rituals.actions.frames import decline_frame
from headway.rituals.models import Frame


def waiting_part(client):
    return text_of(client.get("/")).partition("Waiting for you")[2].partition("What moved in")[0]


def test_an_objective_without_key_results_waits_for_its_owner(home, world):
    create_objective(
        world.system,
        cycle_id=world.cycle.pk,
        unit_id=world.units["blue"].pk,
        title="Unmeasured",
        owner_id=world.people["owner"].pk,
    )
    part = waiting_part(home)
    assert "Unmeasured" in part
    assert "It has no key result yet." in part
    assert "Add key results" in part


def test_a_proposal_waits_for_those_who_have_not_signed(world):
    objective = world.add_draft("Asked for", unit="green", owner="stranger", cycle=world.cycle)
    propose_objective(world.system, objective.pk)
    assert "Proposed for Q4 2026 in Green by Stranger Person." in waiting_part(world.client("lead"))
    assert "Asked for" in waiting_part(world.client("stranger"))  # owns it, somebody else proposed
    for name in ("admin", "owner", "coach"):
        assert "Asked for" not in waiting_part(world.client(name))
    sign_objective(world.actor("lead"), objective.pk)
    assert "Asked for" not in waiting_part(world.client("lead"))


def test_who_asked_for_something_hears_that_it_was_declined(world):
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    cycle, frame = world.add_frame("Nobody waits")
    Frame.objects.update(author=world.people["lead"])
    assert "Nobody waits" in waiting_part(world.client("mate"))
    assert "Nobody waits" not in waiting_part(world.client("lead"))
    decline_frame(world.actor("mate"), frame.pk, reason="Hiring comes first.")
    part = waiting_part(world.client("lead"))
    assert "Blue declined it: “Hiring comes first.” Ask anew, or leave it." in part
    assert "You asked" in part
    assert "Nobody waits" not in waiting_part(world.client("mate"))
    with on(TODAY + timedelta(days=1)):
        _cycle, again = world.add_frame("Nobody waits for long")
        Frame.objects.filter(pk=again.pk).update(author=world.people["lead"])
        assert "Nobody waits" not in waiting_part(world.client("lead")), "asked anew"
        Frame.objects.filter(pk=again.pk).delete()
        assert "Nobody waits" in waiting_part(world.client("lead"))
    with on(cycle.plan_lock_on):
        assert "Nobody waits" not in waiting_part(world.client("lead")), "the plan is locked"


class TestADeclinedNeed:
    """Who asked another unit for something hears that it does not come."""

    @pytest.fixture
    def need(self, world):
        set_lead(world.system, world.units["green"].pk, person_id=world.people["mate"].pk)
        asked = self.ask(world)
        assert "Prices by region" in waiting_part(world.client("mate"))
        assert "Prices by region" not in waiting_part(world.client("owner"))
        return decline_dependency(world.actor("mate"), asked.pk, answer="Not this quarter.")

    def ask(self, world):
        return request_dependency(
            world.actor("owner"),
            world.key_results[0].pk,
            unit_id=world.units["green"].pk,
            title="Prices by region",
        )

    def test_waits_for_who_asked_with_the_way_to_it(self, world, need):
        client = world.client("owner")
        part = waiting_part(client)
        assert "Green declined it: “Not this quarter.” Ask anew, or take it back." in part
        assert "You asked" in part
        assert "Look" in part
        assert f'href="/dependencies/{need.pk}"' in client.get("/").content.decode()
        for name in ("mate", "lead", "admin"):
            assert "Prices by region" not in waiting_part(world.client(name))

    @pytest.mark.parametrize("end", ["withdrawn", "accepted", "asked anew", "cancelled", "closed"])
    def test_until_it_is_settled(self, world, need, end):
        with on(TODAY + timedelta(days=1)):
            if end == "withdrawn":
                withdraw_dependency(world.actor("owner"), need.pk)
            elif end == "accepted":
                accept_dependency(world.actor("mate"), need.pk)
            elif end == "asked anew":
                self.ask(world)
            elif end == "cancelled":
                cancel_key_result(world.system, world.key_results[0].pk, reason="Sold.")
            else:
                Cycle.objects.filter(pk=world.cycle.pk).update(phase="closed")
            assert "Prices by region" not in waiting_part(world.client("owner"))


def test_where_nobody_leads_the_administrator_is_asked(world):
    world.objective = propose_again(world)
    assert world.objective.title in waiting_part(world.client("lead"))
    set_lead(world.system, world.units["root"].pk, person_id=world.people["owner"].pk)
    assert world.objective.title not in waiting_part(world.client("lead"))
    assert world.objective.title in waiting_part(world.client("admin"))
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    assert world.objective.title in waiting_part(world.client("mate"))
    assert world.objective.title not in waiting_part(world.client("admin"))


def test_what_was_signed_and_changed_waits_for_all_others_who_signed(world):
    world.objective = propose_again(world)
    sign_objective(world.actor("coach"), world.objective.pk)
    assert world.objective.title not in waiting_part(world.client("coach"))
    update_objective(world.actor("owner"), world.objective.pk, title="Sharper")
    for name in ("lead", "coach"):
        assert "Sharper" in waiting_part(world.client(name))
    assert "Sharper" not in waiting_part(world.client("owner")), "who changed it has signed it"
    assert "Changed since: wording." in waiting_part(world.client("coach"))


def propose_again(world):
    """The world's objective as a proposal that its owner has signed, in a cycle that is planned."""
    Objective.objects.filter(pk=world.objective.pk).update(state="draft", cycle=world.next_cycle())
    Signature.objects.all().delete()
    return propose_objective(world.actor("owner"), world.objective.pk)


def test_in_review_an_objective_waits_to_be_closed(home, world):
    set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    part = waiting_part(home)
    assert "Q4 2026 is in review: grade it and write the closing word." in part
    assert "Close" in part


def test_a_draft_for_the_next_cycle_waits_to_be_proposed(home, world):
    world.add_draft("Next")
    assert "A draft for Q1 2027." in waiting_part(home)


def test_open_invitations_wait_for_the_administrator(world):
    with clock.frozen(NOW - timedelta(days=9)):
        invite_person(world.system, world.people["mate"].pk, send=False)
    part = waiting_part(world.client("admin"))
    assert "1 invitation is not answered" in part
    assert "has run out" in part
    assert "invitation" not in waiting_part(world.client("owner"))


def test_what_moved_within_a_week_is_told_with_the_largest_step_first(home, world):
    for key_result, before, now in ((world.key_results[0], 42, 52), (world.key_results[1], 8, 7.7)):
        for day, value in ((TODAY - timedelta(days=8), before), (TODAY, now)):
            check_in(world.actor("owner"), key_result.pk, value=value, effective_on=day)
    part = text_of(home.get("/")).partition("What moved in Blue")[2].partition("My objectives")[0]
    assert part.index("Searches that end in a purchase") < part.index("Minutes until the answer")
    assert "10 % Progress" not in part
    assert "+50" in part
    assert "+10" in part


def test_what_a_moved_goal_post_made_is_no_progress(home, world):
    key_result = world.key_results[0]
    for day, value in ((TODAY - timedelta(days=8), 42), (TODAY, 45)):
        check_in(world.actor("owner"), key_result.pk, value=value, effective_on=day)
    update_key_result(world.system, key_result.pk, target=50.0, reason="Two of five left.")
    part = text_of(home.get("/")).partition("What moved in Blue")[2].partition("My objectives")[0]
    assert "20 %" in part
    assert "50 %" in part
    assert "+15 more by the moved goal post" in part
    assert "50 % +15 On track" in part.replace("\xa0", " ")


def test_what_was_added_within_the_week_moved_from_nothing(home, world):
    made = add_key_result(
        world.system, objective_id=world.objective.pk, title="Came late", kind="increase",
        start=0.0, target=10.0, owner_id=world.people["owner"].pk, reason="Needed",
    ).key_result  # fmt: skip
    check_in(world.actor("owner"), made.pk, value=4)
    part = text_of(home.get("/")).partition("What moved in Blue")[2].partition("My objectives")[0]
    assert "Came late Blue – " in part
    assert "+40" in part


def test_nothing_moved_is_said_and_leads_on(home, world):
    page = home.get("/")
    assert "Nobody has checked in here in the last seven days." in text_of(page)
    further = re.findall(r'<a href="([^"]+)">Everything since the cycle began', html_of(page))
    assert home.get(further[0].replace("&amp;", "&")).status_code == 200
    for day in (TODAY - timedelta(days=8), TODAY):
        check_in(world.actor("owner"), world.key_results[0].pk, value=52, effective_on=day)
    assert "Checked in on, but nothing moved in the last seven days." in text_of(home.get("/"))
    Cycle.objects.update(phase=Phase.CLOSED)
    text = text_of(home.get("/"))
    assert f"{world.cycle.name} is not running: nothing moves in it." in text
    assert "in the last seven days" not in text
