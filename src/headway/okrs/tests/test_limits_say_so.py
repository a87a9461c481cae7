"""What is long is cut where nothing is lost by it."""

from __future__ import annotations

import pytest
from django.db import connection

from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.testing.budgets import recorded_queries
from headway.kit.testing.world import TODAY, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.dependencies import (
    accept_dependency,
    request_dependency,
    withdraw_dependency,
)
from headway.okrs.actions.initiatives import add_initiative, set_initiative_state
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.models import GoalPostRequest, KeyResult, Objective
from headway.okrs.queries.approvals import AT_MOST, list_requests, waiting_for
from headway.okrs.queries.ledgers import UnitLedger, unit_ledger
from headway.okrs.queries.readings import readings_of
from headway.people.actions import set_lead

pytestmark = pytest.mark.django_db


def asked(world: World, objective: Objective) -> GoalPostRequest:
    return GoalPostRequest(
        organisation=world.organisation,
        objective=objective,
        changes={"title": "Clearer"},
        before={"title": objective.title},
        reason="Clearer.",
        author=world.people["owner"],
        created_at=clock.now(),
    )


@pytest.fixture
def crowded(world: World) -> Objective:
    """An objective of Green, whose request to the lead of everything stands behind two hundred
    that wait for the lead of Blue."""
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["mate"].pk)
    green = world.add_objective("Green", unit="green")
    rows = [asked(world, world.objective) for _number in range(AT_MOST)]
    GoalPostRequest.objects.bulk_create([*rows, asked(world, green)])
    return green


def test_ones_own_request_is_found_behind_those_of_others(world, crowded):
    assert [row.objective_id for row in waiting_for(world.actor("lead"), 20)] == [crowded.pk]


def test_the_page_says_that_more_wait(world, crowded):
    page = world.client("lead").get(f"/goal-posts?cycle={world.cycle.pk}").content.decode()
    assert "The newest two hundred are shown." in page
    assert len(list_requests(world.actor("lead"), limit=1000)) == AT_MOST + 1


def ledger_of(world: World, limit: int) -> UnitLedger:
    return unit_ledger(
        world.actor("admin"),
        unit_path="",
        cycle_id=world.cycle.pk,
        until=TODAY,
        today=TODAY,
        limit=limit,
    )


def test_an_index_is_made_of_all_moves_however_many_are_listed(world):
    key_result = world.key_results[0]
    for target in (55.0, 50.0):
        update_key_result(world.system, key_result.pk, target=target, reason="Easier.")
    whole, cut = ledger_of(world, 500), ledger_of(world, 1)
    assert (len(whole.moves), len(cut.moves), cut.is_cut) == (2, 1, True)
    assert cut.indexes == whole.indexes
    assert cut.moves[0].step == whole.moves[0].step
    assert (cut.rate.active, cut.rate.moved) == (2, 1)


def test_the_rate_counts_what_is_active_and_moved(world):
    update_key_result(world.system, world.key_results[0].pk, target=55.0, reason="Easier.")
    KeyResult.objects.filter(pk=world.key_results[0].pk).update(cancelled_on=TODAY)
    rate = ledger_of(world, 500).rate
    assert (rate.active, rate.moved) == (1, 0)


def test_corrections_of_many_key_results_are_read_as_those_of_one(world):
    """And in the same order: a correction stands where what it corrects stood."""
    found = [*world.key_results, *(world.add_objective(n).key_results.get() for n in "AB")]
    for key_result in found:
        first = check_in(world.system, key_result.pk, value=4).check_in
        check_in(world.system, key_result.pk, value=6)
        corrected = check_in(world.system, key_result.pk, value=5, supersedes_id=first.pk).check_in
        check_in(world.system, key_result.pk, value=4.5, supersedes_id=corrected.pk)
    counts = []
    for number in (1, 2, 4):
        with recorded_queries() as statements:
            read = readings_of([one.pk for one in found[:number]])
        counts.append(len(statements))
        assert [[r.value for r in readings] for readings in read.values()] == [[4.5, 6]] * number
    assert len(set(counts)) == 1


def test_what_is_open_after_the_review_takes_check_ins_and_its_page_offers_them(world):
    set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    set_phase(world.system, world.cycle.pk, phase="retrospective", confirmed=True)
    page = world.client("owner").get(f"/objectives/{world.objective.pk}").content.decode()
    address = f"/key-results/{world.key_results[0].pk}/check-in"
    assert address in page
    assert check_in(world.actor("owner"), world.key_results[0].pk, value=50).key_result.score == 0.5


def test_no_phase_is_skipped(world):
    """What skips the start would leave agreed objectives agreed for good."""
    cycle = world.next_cycle()
    for phase in ("review", "retrospective", "closed"):
        with pytest.raises(Conflict) as refused:
            set_phase(world.system, cycle.pk, phase=phase, confirmed=True)
        assert refused.value.code == "phase_skipped"
        assert "Running" in refused.value.detail
    assert set_phase(world.system, cycle.pk, phase="running", confirmed=True).phase == "running"


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="The whole database is locked instead."
)
def test_answers_and_work_lock_the_row_they_change(world):
    key_result = world.key_results[0]
    needed = request_dependency(
        world.actor("owner"), key_result.pk, unit_id=world.units["green"].pk, title="Access"
    )
    work = add_initiative(world.actor("owner"), key_result_id=key_result.pk, title="Ask around")
    for change in (
        lambda: accept_dependency(world.system, needed.pk),
        lambda: withdraw_dependency(world.system, needed.pk),
        lambda: set_initiative_state(world.system, work.pk, state="done"),
    ):
        with recorded_queries() as statements:
            change()
        assert any("FOR NO KEY UPDATE OF" in statement for statement in statements)
