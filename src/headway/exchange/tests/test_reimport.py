"""Importing again: what changed in the file changes here, what people changed here stays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from headway.exchange.actions import commit_import, run_import, undo_import
from headway.exchange.models import ImportRun
from headway.exchange.tests.helpers import dump, imported, nothing
from headway.exchange.tests.sample import sample
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.key_results import remove_key_result, update_key_result
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import CheckIn, GoalPostChange, LinkKind, Objective, ObjectiveLink
from headway.people.actions import (
    archive_unit,
    create_organisation,
    create_unit,
    update_organisation,
)

RUNNING = (("2024-01-01", "2026-10-05"), ("2024-03-31", "2027-01-03"))
"""Edits that move the sample's cycle to where the world's cycle runs."""
UNSCORED = (
    ("    score: 0.5\n    result_text: half of them\n", ""),
    ("  status: missed\n  score: 0.4\n", ""),
)


def bring_in(world: World, content: bytes, **options: Any) -> ImportRun:
    """By an administrator, where nothing waits for an approval (``test_after_lock`` tells that)."""
    update_organisation(world.system, goal_posts_need_approval=False)
    return commit_import(world.actor("admin"), content, "sample.yaml", **options)


def total(report: dict[str, Any], name: str) -> int:
    return sum(report[name].values())


def test_the_same_file_again_changes_nothing(world: World) -> None:
    first = bring_in(world, sample())
    before = dump()
    report = bring_in(world, sample()).report
    assert nothing(report, "created", "updated")
    assert report["unchanged"] == first.report["created"]
    assert dump() == before


def test_a_changed_title_is_the_one_thing_updated(world: World) -> None:
    bring_in(world, sample())
    report = bring_in(world, sample(("The garden is in bloom", "The garden blooms"))).report
    assert total(report, "updated") == report["updated"]["objectives"] == 1
    assert nothing(report, "created")
    assert imported("objective", "O1").title == "The garden blooms"
    [change] = [c for c in report["changes"] if c["action"] == "updated"]
    assert change["fields"] == [
        {"field": "title", "before": "The garden is in bloom", "after": "The garden blooms"}
    ]


def test_a_new_key_result_in_the_file_is_added_to_its_objective(world: World) -> None:
    bring_in(world, sample(*RUNNING, *UNSCORED))
    added = "  - id: O1-KR3\n    title: Tulips\n    metric: {metric_type: milestone}\n- id: O2\n"
    report = bring_in(world, sample(*RUNNING, *UNSCORED, ("- id: O2\n", added))).report
    assert total(report, "created") == report["created"]["key_results"] == 1
    assert imported("key_result", "O1-KR3").objective == imported("objective", "O1")


def test_a_changed_score_is_a_correction_of_the_check_in_and_moves_every_score(
    world: World,
) -> None:
    bring_in(world, sample())
    old = imported("check_in", "O2-KR1#final")
    report = bring_in(world, sample(("    score: 0.25\n", "    score: 0.75\n"))).report
    assert total(report, "updated") == report["updated"]["check_ins"] == 1
    correction = imported("check_in", "O2-KR1#final")
    assert correction.supersedes == old
    assert CheckIn.objects.get(pk=old.pk).stated_progress == 0.25
    assert imported("key_result", "O2-KR1").score == 0.75
    objective = imported("objective", "O2")
    assert objective.score == objective.closure.computed_score == 0.75


def test_what_drives_a_closed_objective_counts_in_its_new_score(world: World) -> None:
    ended = ("  status: null\n  score: null\n", "  status: missed\n  score: 0.2\n")
    bring_in(world, sample(ended))
    ObjectiveLink.objects.create(
        organisation=world.organisation,
        child=imported("objective", "O2"),
        objective=imported("objective", "O1"),
        kind=LinkKind.DRIVES_SCORE,
    )
    scores = (("    score: 0.5\n", "    score: 0.7\n"), ("    score: 0.25\n", "    score: 0.75\n"))
    bring_in(world, sample(ended, *scores))
    objective = imported("objective", "O1")
    assert objective.own_score == pytest.approx((0.7 + 0) / 2)
    assert objective.score == pytest.approx((objective.own_score + 0.75) / 2)
    assert objective.closure.computed_score == objective.score


def test_a_title_changed_here_is_left_alone_when_the_file_did_not_change_it(world: World) -> None:
    bring_in(world, sample())
    update_objective(world.system, imported("objective", "O1").pk, title="Ours", reason="Clearer")
    report = bring_in(world, sample()).report
    assert nothing(report, "created", "updated")
    assert report["rejected"] == []
    assert imported("objective", "O1").title == "Ours"


def test_a_title_changed_here_and_in_the_file_is_reported_not_overwritten(world: World) -> None:
    bring_in(world, sample())
    update_objective(world.system, imported("objective", "O1").pk, title="Ours", reason="Clearer")
    changed = sample(("The garden is in bloom", "Theirs"))
    report = bring_in(world, changed).report
    [rejected] = report["rejected"]
    assert rejected["where"].endswith("O1")
    assert "title" in rejected["why"]
    assert imported("objective", "O1").title == "Ours"
    forced = bring_in(world, changed, overwrite=True).report
    assert forced["updated"]["objectives"] == 1
    assert imported("objective", "O1").title == "Theirs"


def test_a_change_here_does_not_block_a_change_of_another_field_in_the_file(world: World) -> None:
    bring_in(world, sample())
    update_objective(world.system, imported("objective", "O1").pk, title="Ours", reason="Clearer")
    file_change = ("  level: company\n", "  level: company\n  priority: P0\n")
    report = bring_in(world, sample(file_change)).report
    assert report["updated"]["objectives"] == 1
    objective = imported("objective", "O1")
    assert objective.title == "Ours"
    assert "Priority: P0" in objective.description


def test_what_was_removed_here_stays_removed_until_overwriting(world: World) -> None:
    running = sample(*RUNNING)
    bring_in(world, running)
    remaining = imported("key_result", "O1-KR2")
    remaining.objective.cycle.plan_lock_on = remaining.objective.cycle.ends_on
    remaining.objective.cycle.save()
    remove_key_result(world.system, remaining.pk)
    assert nothing(bring_in(world, running).report, "created", "updated")
    changed = sample(*RUNNING, ("The pond is dug", "The pond is deep"))
    [rejected] = bring_in(world, changed).report["rejected"]
    assert "removed" in rejected["why"]
    report = bring_in(world, changed, overwrite=True).report
    assert report["created"]["key_results"] == 1
    assert imported("key_result", "O1-KR2").title == "The pond is deep"


def test_an_entry_that_left_the_file_stays_and_is_named(world: World) -> None:
    bring_in(world, sample())
    short = sample().split(b"- id: O2\n")[0]
    report = bring_in(world, short).report
    [kept] = [a for a in report["assumed"] if "not in this file" in a["what"]]
    assert kept["where"] == ["O2", "O2-KR1"]
    assert Objective.objects.filter(pk=imported("objective", "O2").pk).exists()


def test_an_objective_closed_here_takes_no_change_from_the_file(world: World) -> None:
    running = sample(*RUNNING, *UNSCORED)
    bring_in(world, running)
    close_objective(world.system, imported("objective", "O1").pk, outcome="dropped")
    changed = sample(*RUNNING, *UNSCORED, ("Roses in flower", "Tulips in flower"))
    [rejected] = bring_in(world, changed, overwrite=True).report["rejected"]
    assert "closed here" in rejected["why"]


def test_a_check_in_corrected_here_is_not_corrected_again(world: World) -> None:
    bring_in(world, sample(*RUNNING, *UNSCORED))
    mine = check_in(
        world.system,
        imported("key_result", "O2-KR1").pk,
        confidence=4,
        supersedes_id=imported("check_in", "O2-KR1#mid-quarter").pk,
    )
    changed = sample(*RUNNING, *UNSCORED, ("      score: 0.1\n", "      score: 0.9\n"))
    [rejected] = bring_in(world, changed).report["rejected"]
    assert "corrected here" in rejected["why"]
    assert CheckIn.objects.filter(supersedes=mine.check_in).count() == 0


def test_another_parent_in_the_file_moves_the_link(world: World) -> None:
    bring_in(world, sample())
    report = bring_in(world, sample(("parent: O1-KR1", "parent: O1"))).report
    assert total(report, "updated") == report["updated"]["links"] == 1
    link = ObjectiveLink.objects.get(child=imported("objective", "O2"))
    assert (link.objective, link.key_result) == (imported("objective", "O1"), None)


def test_a_link_that_would_close_a_circle_with_one_made_here_is_rejected(world: World) -> None:
    without = sample(*RUNNING, *UNSCORED, ("  parent: O1-KR1\n", ""))
    bring_in(world, without)
    top, below = imported("objective", "O1"), imported("objective", "O2")
    link_objective(world.system, top.pk, parent_objective_id=below.pk)
    report = bring_in(world, sample(*RUNNING, *UNSCORED)).report
    assert report["created"]["links"] == 0
    [rejected] = report["rejected"]
    assert "lead back" in rejected["why"]


def test_a_link_made_here_before_the_file_had_it_is_taken_for_the_same(world: World) -> None:
    bring_in(world, sample(*RUNNING, *UNSCORED, ("  parent: O1-KR1\n", "")))
    link = link_objective(
        world.system,
        imported("objective", "O2").pk,
        key_result_id=imported("key_result", "O1-KR1").pk,
    )
    report = bring_in(world, sample(*RUNNING, *UNSCORED)).report
    assert (report["created"]["links"], report["unchanged"]["links"]) == (0, 1)
    assert imported("link", "O2#parent") == link


def test_a_target_moved_by_the_file_after_plan_lock_is_in_the_ledger(world: World) -> None:
    bring_in(world, sample(*RUNNING, *UNSCORED))
    bring_in(world, sample(*RUNNING, *UNSCORED, ("target: 40", "target: 30")))
    change = GoalPostChange.objects.get(key_result=imported("key_result", "O1-KR1"))
    assert (change.field, change.before, change.after) == ("target", 40.0, 30.0)
    assert "sample.yaml" in change.reason


def test_units_people_and_cycles_of_the_same_name_are_taken_for_the_same(world: World) -> None:
    here = create_unit(world.system, parent_id=world.units["root"].pk, name="greenhouse")
    named = sample(
        (
            "2024-Q1\n  start: '2024-01-01'\n  end: '2024-03-31'",
            f"{world.cycle.name}\n  start: 2026-10-05\n  end: {world.cycle.ends_on}",
        ),
    ).replace(b"cycle: 2024-Q1", f"cycle: {world.cycle.name}".encode())
    report = bring_in(world, named).report
    assert report["unchanged"]["cycles"] == 1
    assert imported("objective", "O2").unit == here
    assert imported("objective", "O2").cycle == world.cycle


def test_a_cycle_of_the_same_name_with_other_dates_keeps_the_files_objectives_out(
    world: World,
) -> None:
    clashing = sample().replace(b"2024-Q1", world.cycle.name.encode())
    report = bring_in(world, clashing).report
    assert nothing(report, "updated")
    assert report["created"]["objectives"] == report["created"]["key_results"] == 0
    assert "cycle of this name" in report["rejected"][0]["why"]


def test_an_archived_unit_of_the_same_name_keeps_its_objectives_out(world: World) -> None:
    unit = create_unit(world.system, parent_id=world.units["root"].pk, name="Greenhouse")
    archive_unit(world.system, unit.pk)
    report = bring_in(world, sample()).report
    whys = {item["where"].split(", ")[1]: item["why"] for item in report["rejected"]}
    assert "archived" in whys["greenhouse"]
    assert "greenhouse" in whys["O2"]
    assert report["created"]["objectives"] == 1


def test_an_open_objective_does_not_enter_a_cycle_that_was_closed_here(world: World) -> None:
    bring_in(world, sample())
    cycle = imported("cycle", "2024-Q1")
    cycle.phase = "closed"
    cycle.save()
    added = "- id: O3\n  cycle: 2024-Q1\n  title: Late\n  key_results: []\n- id: O2\n"
    [rejected] = bring_in(world, sample(("- id: O2\n", added))).report["rejected"]
    assert "closed here" in rejected["why"]


def test_undo_of_a_second_import_restores_what_it_changed(world: World) -> None:
    bring_in(world, sample())
    before = dump(without_stamps=True)
    changed = sample(
        ("The garden is in bloom", "The garden blooms"),
        ("    score: 0.25\n", "    score: 0.75\n"),
        ("parent: O1-KR1", "parent: O1"),
        ("The pond is dug", "The pond is deep"),
        ("    title: Roses in flower\n", "    title: Roses in flower\n    status: dropped\n"),
        ("- id: O2\n", "- id: O3\n  cycle: 2024-Q1\n  title: New\n  key_results: []\n- id: O2\n"),
    )
    run = bring_in(world, changed)
    assert total(run.report, "updated") == 6
    assert total(run.report, "created") == 1
    undo_import(world.actor("admin"), run.pk)
    assert dump(without_stamps=True) == before
    assert nothing(bring_in(world, sample()).report, "created", "updated")


def test_undo_takes_entries_of_the_goal_post_ledger_back_too(world: World) -> None:
    bring_in(world, sample(*RUNNING, *UNSCORED))
    before = dump(without_stamps=True)
    run = bring_in(world, sample(*RUNNING, *UNSCORED, ("target: 40", "target: 30")))
    undo_import(world.actor("admin"), run.pk)
    assert dump(without_stamps=True) == before


def test_imports_are_undone_from_the_newest_back(world: World) -> None:
    """An older one can be undone once the newer ones are."""
    update_organisation(world.system, goal_posts_need_approval=False)
    before = dump()
    first = bring_in(world, sample())
    second = bring_in(world, sample(("The garden is in bloom", "The garden blooms")))
    undo_import(world.actor("admin"), second.pk)
    undo_import(world.actor("admin"), first.pk)
    assert dump() == before


def test_a_file_undone_can_be_imported_anew(world: World) -> None:
    first = bring_in(world, sample())
    undo_import(world.actor("admin"), first.pk)
    again = bring_in(world, sample())
    assert again.report["created"] == first.report["created"]


def test_key_results_keep_their_own_edits_through_an_import(world: World) -> None:
    bring_in(world, sample(*RUNNING, *UNSCORED))
    key_result = imported("key_result", "O1-KR1")
    update_key_result(world.system, key_result.pk, weight=3.0, reason="It matters most")
    bring_in(world, sample(*RUNNING, *UNSCORED, ("target: 40", "target: 30")))
    key_result.refresh_from_db()
    assert (key_result.weight, key_result.target) == (3.0, 30.0)


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_at_once_the_second_finds_everything_unchanged() -> None:
    create_organisation(name="Aster", slug="aster")
    together = Barrier(2)

    def bring() -> dict[str, Any]:
        try:
            together.wait(timeout=30)
            return run_import(sample(), "sample.yaml")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        reports = [future.result() for future in [pool.submit(bring), pool.submit(bring)]]
    created = sorted(report["created"]["objectives"] for report in reports)
    assert created == [0, 2]
    assert Objective.objects.count() == 2
