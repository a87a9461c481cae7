"""The published files, whole: what is in them is here afterwards, and nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
import yaml

from headway.activity.models import Event
from headway.activity.queries import verify_chain
from headway.exchange.actions import run_import, run_undo
from headway.exchange.formats.okr_research.roles import role_key
from headway.exchange.models import ImportedObject
from headway.exchange.tests.helpers import (
    REAL_FILES,
    brought,
    dump,
    imported,
    needs_shared_data,
    nothing,
    real,
)
from headway.kit import clock
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import CheckIn, Cycle, KeyResult, Objective, ObjectiveLink
from headway.people.actions import create_organisation
from headway.people.models import Organisation

pytestmark = [needs_shared_data, pytest.mark.django_db]

GITLAB = "gitlab_okrs_fy20q4_fy21q1.yaml"
PROTOSCHOOL = "protoschool_okrs_2019q2_2021q1.yaml"


@cache
def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(real(name))
    return document


def key_results_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for objective in document["objectives"] for entry in objective["key_results"]]


@pytest.mark.parametrize("name", REAL_FILES)
def test_every_objective_and_key_result_of_the_file_is_there_cycle_by_cycle(name: str) -> None:
    report = brought(name)
    document = load(name)
    for cycle in document["cycles"]:
        inside = [o for o in document["objectives"] if o["cycle"] == cycle["id"]]
        stored = Objective.objects.filter(cycle__name=cycle["id"])
        assert stored.count() == len(inside)
        assert KeyResult.objects.filter(objective__in=stored).count() == sum(
            len(objective["key_results"]) for objective in inside
        )
        assert report["file"]["by_cycle"][cycle["id"]]["objectives"] == len(inside)
    assert report["created"]["objectives"] == report["file"]["objectives"]
    assert report["created"]["key_results"] == report["file"]["key_results"]
    assert report["rejected"] == []


@pytest.mark.once
@pytest.mark.parametrize("name", REAL_FILES)
def test_published_key_result_scores_are_stored_raw_and_held_between_0_and_1(name: str) -> None:
    brought(name)
    for entry in key_results_of(load(name)):
        stored = imported("key_result", entry["id"])
        published = entry.get("score")
        held = None if published is None else min(1.0, max(0.0, published))
        assert (stored.raw, stored.score) == (published, held), entry["id"]


def test_a_key_result_published_at_1500_percent_is_raw_15_and_score_1() -> None:
    brought(GITLAB)
    stored = imported("key_result", "FY20-Q4-O059-KR2")
    assert (stored.raw, stored.score) == (15.0, 1.0)
    checkin = CheckIn.objects.get(key_result=stored)
    assert (checkin.stated_progress, checkin.value) == (15.0, None)
    assert checkin.effective_on == Cycle.objects.get(name="FY20-Q4").ends_on


def test_computed_objective_scores_agree_with_the_published_ones_in_six_of_seven_cases() -> None:
    brought(GITLAB)
    agree: list[str] = []
    differ: list[str] = []
    for entry in load(GITLAB)["objectives"]:
        scores = [key_result.get("score") for key_result in entry["key_results"]]
        if entry["score"] is None or not scores or None in scores:
            continue
        closure = imported("objective", entry["id"]).closure
        assert closure.self_grade == entry["score"]
        same = round(closure.computed_score, 2) == entry["score"]
        (agree if same else differ).append(entry["id"])
    assert len(agree) == 6
    assert differ == ["FY20-Q4-O029"]


def test_where_published_and_computed_scores_differ_both_are_kept() -> None:
    brought(GITLAB)
    objective = imported("objective", "FY20-Q4-O029")
    assert round(objective.closure.computed_score, 2) == 0.83
    assert objective.closure.self_grade == 0.65
    assert "0.65" in objective.closure.grade_comment
    assert objective.score == objective.closure.computed_score


def test_an_objective_with_nothing_published_below_it_has_no_computed_score() -> None:
    """Unknown is not 0: the published grade stands alone."""
    brought(GITLAB)
    objective = imported("objective", "FY21-Q1-O096")
    assert objective.closure.self_grade == 0.77
    assert objective.closure.computed_score is None
    assert objective.score is None


def test_every_parent_of_the_file_is_a_link() -> None:
    brought(GITLAB)
    parents = [o for o in load(GITLAB)["objectives"] if o["parent"]]
    assert ObjectiveLink.objects.count() == len(parents) == 238
    for entry in parents:
        link = imported("objective", entry["id"]).parent_links.get()
        kind = "key_result" if "-KR" in entry["parent"] else "objective"
        assert getattr(link, kind) == imported(kind, entry["parent"])


def test_scores_at_mid_quarter_are_readings_of_that_day() -> None:
    brought(PROTOSCHOOL)
    for entry in key_results_of(load(PROTOSCHOOL)):
        middle = [c["score"] for c in entry.get("checkins", []) if "score" in c]
        stored = imported("key_result", entry["id"])
        cycle = stored.objective.cycle
        read = CheckIn.objects.filter(
            key_result=stored, effective_on__lt=cycle.ends_on
        ).values_list("value", "stated_progress")
        assert [value if value is not None else stated for value, stated in read] == middle


def test_a_cycle_is_closed_when_all_its_objectives_have_a_result() -> None:
    brought(PROTOSCHOOL)
    phases = dict(Cycle.objects.values_list("name", "phase"))
    graded = {
        cycle["id"]
        for cycle in load(PROTOSCHOOL)["cycles"]
        if all(
            "score" in key_result
            for objective in load(PROTOSCHOOL)["objectives"]
            if objective["cycle"] == cycle["id"]
            for key_result in objective["key_results"]
        )
    }
    assert {name for name, phase in phases.items() if phase == "closed"} == graded
    assert phases["2021-Q1"] == "review"


def test_a_dropped_key_result_is_cancelled_and_keeps_its_score() -> None:
    brought(PROTOSCHOOL)
    stored = imported("key_result", "2019-Q4-O3-KR6")
    assert stored.cancelled_on == stored.objective.cycle.ends_on
    assert stored.score == 0.2


@pytest.mark.parametrize("name", REAL_FILES)
def test_nothing_published_gets_lost(name: str) -> None:
    """Each text and number of an entry can be read somewhere on what it became."""
    brought(name)
    document = load(name)
    for objective in document["objectives"]:
        stored = imported("objective", objective["id"])
        _assert_told(objective, _objective_text(stored), {"id", "cycle", "key_results", "parent"})
        for entry in objective["key_results"]:
            told = _key_result_text(imported("key_result", entry["id"]))
            _assert_told(entry, told, {"id", "start", "target"})


def _assert_told(entry: dict[str, Any], told: str, skipped: set[str]) -> None:
    for path, value in _published(entry):
        if path[0] in skipped or path[-1] in _IMPLIED or isinstance(value, bool) or value is None:
            continue
        text = f"{value:g}" if isinstance(value, float) else str(value)
        assert _folded([text]) in told, f"{path} {value!r} of {entry['id']} is told nowhere"


_IMPLIED = {"metric_type", "direction", "comparator", "at", "owner_role"}
"""Told by the kind of key result, by the day of the check-in, or by the owner."""


def _published(value: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        return [
            found for name, inner in value.items() for found in _published(inner, (*path, name))
        ]
    if isinstance(value, list):
        return [found for inner in value for found in _published(inner, path)]
    return [(path, value)]


def _objective_text(objective: Objective) -> str:
    closure = getattr(objective, "closure", None)
    parts: list[Any] = [objective.title, objective.description, objective.unit.name]
    parts += [closure.closing_word, closure.grade_comment] if closure else []
    return _folded(parts)


def _key_result_text(key_result: KeyResult) -> str:
    numbers = (key_result.start, key_result.target, key_result.low, key_result.high)
    parts: list[Any] = [key_result.title, key_result.description, key_result.measure]
    parts += [f"{abs(number):g} {int(abs(number))}" for number in numbers if number is not None]
    parts += [key_result.owner.name if key_result.owner else ""]
    parts += [key_result.cancel_reason, *key_result.milestones.values_list("title", flat=True)]
    for note, value, stated in key_result.checkins.values_list("note", "value", "stated_progress"):
        parts += [note, *(f"{number:g}" for number in (value, stated) if number is not None)]
    return _folded(parts)


def _folded(parts: list[Any]) -> str:
    return " ".join(" ".join(str(part).split()) for part in parts).casefold().replace("_", " ")


@pytest.mark.once
@pytest.mark.parametrize("name", REAL_FILES)
def test_the_first_role_named_owns_what_it_is_named_for(name: str) -> None:
    brought(name)
    document = load(name)
    for kind, entries in (
        ("objective", document["objectives"]),
        ("key_result", key_results_of(document)),
    ):
        for entry in entries:
            owner = imported(kind, entry["id"]).owner
            named = [entry.get("owner_role"), *entry.get("owner_roles", [])]
            role = next((role for role in named if role), None)
            if role is None or role.startswith("Unassigned"):
                assert owner is None
            else:
                assert role_key(owner.name) == role_key(role)


@pytest.mark.parametrize("name", REAL_FILES)
def test_a_second_import_finds_everything_unchanged(name: str) -> None:
    first = brought(name)
    before = dump()
    second = run_import(real(name), name)
    assert nothing(second, "created", "updated")
    assert second["unchanged"] == first["created"]
    assert dump() == before


@pytest.mark.parametrize("name", REAL_FILES)
def test_undo_leaves_the_database_as_before(name: str) -> None:
    create_organisation(name="Anybody", slug=load(name)["organisation"]["id"])
    before = dump()
    run_undo(run_import(real(name), name)["id"])
    assert dump() == before
    assert ImportedObject.objects.count() == 0


@pytest.mark.parametrize("name", REAL_FILES)
def test_a_dry_run_tells_the_same_and_writes_nothing(name: str) -> None:
    before = dump()
    dry = run_import(real(name), name, dry_run=True)
    assert dump() == before
    assert dry["organisation"]["created"] is True
    real_run = run_import(real(name), name)
    same = ("created", "updated", "unchanged", "rejected", "changes", "file")
    assert {name: dry[name] for name in same} == {name: real_run[name] for name in same}


@pytest.mark.parametrize("name", REAL_FILES)
def test_stored_scores_are_those_the_core_computes_and_every_object_left_an_event(
    name: str,
) -> None:
    report = brought(name)
    organisation = Organisation.objects.get()
    _looked_at, differences = recompute(organisation.pk, write=False)
    assert differences == []
    verbs = Counter(Event.objects.values_list("verb", flat=True))
    assert verbs["objective.created"] == report["created"]["objectives"]
    assert verbs["key_result.added"] == report["created"]["key_results"]
    assert verbs["check_in.created"] == report["created"]["check_ins"]
    assert sum(verbs.values()) == sum(report["created"].values()) + 2  # founded, committed
    assert verify_chain(organisation.pk).intact


def test_two_files_of_one_organisation_share_its_people() -> None:
    brought(GITLAB)
    report = run_import(real("gitlab_okrs_fy23_company.yaml"), "fy23.yaml")
    assert report["organisation"] == {"name": "GitLab Inc.", "slug": "gitlab", "created": False}
    assert report["created"]["people"] == 0
    assert report["unchanged"]["people"] == 1


def test_whether_a_cycle_is_over_is_told_by_the_organisations_own_day() -> None:
    """The quarter ends on 31 March; by then it is 1 April in Auckland."""
    create_organisation(name="Far", slug="protoschool", time_zone="Pacific/Auckland")
    with clock.frozen(datetime(2021, 3, 31, 20, 0, tzinfo=UTC)):
        run_import(real(PROTOSCHOOL), PROTOSCHOOL)
    assert Cycle.objects.get(name="2021-Q1").phase == "review"
