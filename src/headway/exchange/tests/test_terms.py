"""What a file says of how things count: what is wrong is named by its line, what is unknown too."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headway.activity.models import Event
from headway.exchange.actions import commit_import, keep_preview
from headway.exchange.actions.undo import undo_import
from headway.exchange.models import ImportedObject
from headway.exchange.tests.helpers import imported
from headway.exchange.tests.sample import line_of
from headway.exchange.tests.test_documented import example
from headway.kit.testing.world import World
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.links import link_objective
from headway.okrs.models import Objective
from headway.strategy.models import MidTermGoal

pytestmark = pytest.mark.django_db

DRIVES = "- {to: O1, kind: drives_score, weight: 1.5}"
ADDS = "- {to: O1-KR2, kind: contributes_value, from: O2-KR1, share: 0.5}"

FAULTS: dict[str, tuple[str, str, str]] = {
    "an ambition of one's own": ("ambition: committed", "ambition: some", "must be one of"),
    "named people": ("visibility: unit", "visibility: people", "say “unit” here"),
    "a weight below 0": ("    weight: 3\n", "    weight: -3\n", "goes from 0"),
    "an own weight below 0": ("own_weight: 2", "own_weight: -1", "goes from 0 to 1000"),
    "a rhythm nobody knows": ("cadence: days:10", "cadence: often", "is a rhythm"),
    "a course nobody knows": ("profile: back_loaded", "profile: late", "must be one of"),
    "one step": ("{steps: 3}", "{steps: 1}", "in how many steps"),
    "a share of a course that is none": ("share: 0.25}", "share: 25}", "between 0 and 100 %"),
    "a day outside the cycle": ("on: 2027-02-15", "on: 2028-02-15", "from the start to the end"),
    "a guard that is no guard": ("    health: true\n", "", "say “health: true”"),
    "a guard of nothing": ("guards: O1-KR1", "guards: O1-KR9", "Put what it guards first"),
    "a health metric that goes to a target": (
        "{metric_type: at_most, target: 40, fail: 60, unit: complaints}",
        "{metric_type: number, start: 9, target: 4}",
        "stays above, below or within",
    ),
    "a limit that fails on the wrong side": ("fail: 60", "fail: 20", ""),
    "anchors that are no pairs": ("[15, 0.7]", "[15]", "pairs of numbers"),
    "anchors that rise and fall": ("[15, 0.7]", "[15, 1.7]", "at least two pairs"),
    "half a reading": ("readings: 6", "readings: 6.5", "whole number"),
    "a log scale from 0": (
        "start: 0, target: 2000",
        "scale: log, start: 0, target: 2000",
        "",
    ),
    "milestones of no weight": ("weight: 1}", "weight: -1}", "Milestone weights"),
    "work that is done and dropped": ("done: 2027-01-29", "done: 2027-01-29, dropped: 2027-01-30",
                                      "give one day"),
    "a confidence of eleven": ("confidence: 7", "confidence: 11", "from 0 to 10"),
    "a value and a score": ("value: 83", "value: 83, score: 0.1", "one value or one score"),
    "a parent and parents": ("  parents:\n", "  parent: O1\n  parents:\n", "not both"),
    "a parent named twice": ("- O1-KR1\n", "- O1-KR1\n  - O1-KR1\n", "already"),
    "a link of another kind": ("kind: drives_score", "kind: drives", "must be one of"),
    "a weight on an aligned link": ("kind: drives_score", "kind: aligned", "has no “weight”"),
    "a weight above a thousand": ("weight: 1.5", "weight: 1500", "at most at 1000"),
    "a share above the whole": ("share: 0.5", "share: 1.5", "at most at 1"),
    "a value of nothing": (", from: O2-KR1", "", "“from” is missing"),
    "a value of somebody else": ("from: O2-KR1", "from: O1-KR1", "key result of this objective"),
    "a value that counts towards an objective": ("- {to: O1-KR2, kind: con", "- {to: O1, kind: con",
                                                 "is an objective"),
    "a score that drives a key result": ("- {to: O1, kind", "- {to: O1-KR2, kind",
                                         "is a key result"),
    "a mid-term goal that is driven": (DRIVES, DRIVES.replace("O1", "G1"), "has no number"),
    "a mid-term goal of another year": ("start: 2027-01-01\n  end: 2027-12-31",
                                        "start: 2028-01-01\n  end: 2028-12-31",
                                        "is not in force"),
    "a mid-term goal that ends first": ("end: 2027-12-31", "end: 2026-12-31", "after the first"),
    "values in two units": ("unit: tickets, aggregation: sum}\n  - id: O1-KR3",
                            "unit: EUR, aggregation: sum}\n  - id: O1-KR3", "cannot be added"),
    "a value that is no level": ("from: O2-KR1", "from: O2-KR2", "no value that can be added"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), FAULTS.values(), ids=FAULTS.keys())
def test_what_contradicts_stays_out_and_is_named_by_its_line(
    world: World, old: str, new: str, says: str
) -> None:
    text = example().decode()
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    changed = text.replace(old, new)
    report = commit_import(world.actor("admin"), changed.encode(), "tern.yaml").report
    told = [item for item in report["rejected"] if says in item["why"]]
    assert told, report["rejected"]
    assert told[0]["where"].startswith("line "), told[0]


UNKNOWN = {
    "of an objective": ("  ambition: committed\n", "  ambition: committed\n  mood: fine\n"),
    "of a key result": ("    weight: 3\n", "    weight: 3\n    mood: fine\n"),
    "of a metric": ("{metric_type: milestone}", "{metric_type: milestone, mood: fine}"),
    "of a check-in": ("confidence: 7", "confidence: 7, mood: fine"),
    "of a link": ("weight: 1.5", "weight: 1.5, mood: fine"),
    "of a milestone": ("weight: 1}", "weight: 1, mood: fine}"),
    "of work": ("due: 2027-02-01", "due: 2027-02-01, mood: fine"),
    "of a course": ("{steps: 3}", "{steps: 3, mood: fine}"),
    "of a cycle": ("  end: 2027-04-04\n", "  end: 2027-04-04\n  mood: fine\n"),
    "of a mid-term goal": ("  perspective: Passengers\n", "  mood: fine\n"),
    "of the organisation": ("  name: Tern Ferries\n", "  name: Tern Ferries\n  mood: fine\n"),
    "of the file": ("objectives:\n", "mood: fine\nobjectives:\n"),
}


@pytest.mark.parametrize(("old", "new"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_a_field_that_is_none_is_named_by_its_line(world: World, old: str, new: str) -> None:
    content = example().replace(old.encode(), new.encode(), 1)
    report = commit_import(world.actor("admin"), content, "tern.yaml").report
    assert report["rejected"] == []
    (told,) = [one for one in report["assumed"] if "“mood” is no field" in one["what"]]
    assert told["where"][0].startswith(f"line {line_of(content, 'mood')}")


def test_shares_beyond_the_whole_lose_the_last_link_only(world: World) -> None:
    more = f"{ADDS}\n  - {{to: O1-KR9, kind: contributes_value, from: O2-KR1, share: 0.7}}"
    another = """\
  - id: O1-KR9
    title: Tickets sold, of any kind
    owner_role: Managing director
    metric: {metric_type: count, start: 0, target: 9000, unit: tickets, aggregation: sum}
- id: O2
"""
    text = example().decode().replace(ADDS, more).replace("- id: O2\n", another)
    report = commit_import(world.actor("admin"), text.encode(), "tern.yaml").report
    (refused,) = report["rejected"]
    assert refused["why"] == "With it, the shares of the value of “O2-KR1” come to more than 1."
    assert report["created"]["links"] == 4


def test_a_circle_over_several_parents_is_broken_where_it_closes(world: World) -> None:
    text = example().decode().replace("parents: [G1]", "parents: [O2, O3]")
    report = commit_import(world.actor("admin"), text.encode(), "tern.yaml").report
    assert {item["why"] for item in report["rejected"]} == {
        "The parent “O2” leads back to this objective.",
        "The parent “O1” leads back to this objective.",
        "The parent “O1-KR1” leads back to this objective.",
        "The parent “O1-KR2” leads back to this objective.",
    }
    assert report["created"]["links"] == 1, "the one to O3 stays"


def test_a_link_made_here_in_another_way_stands(world: World) -> None:
    admin = world.actor("admin")
    commit_import(admin, example().replace(DRIVES.encode(), b"- O3"), "tern.yaml")
    first, second = imported("objective", "O1"), imported("objective", "O2")
    link_objective(admin, second.pk, parent_objective_id=first.pk)
    (refused,) = commit_import(admin, example(), "tern.yaml").report["rejected"]
    assert "linked here in another way" in refused["why"]


def test_links_that_are_here_are_read_once_however_many_the_file_adds(world: World) -> None:
    admin = world.actor("admin")
    unlinked = example().replace(DRIVES.encode(), b"- O3").replace(ADDS.encode(), b"- O3-KR1")
    commit_import(admin, unlinked.replace(b"  - O1-KR1\n", b""), "tern.yaml")

    def reads(content: bytes) -> int:
        with CaptureQueriesContext(connection) as seen:
            keep_preview(admin, content, "tern.yaml")
        return sum('"okrs_objectivelink"."share"' in query["sql"] for query in seen)

    assert reads(example()) == reads(unlinked)


def test_what_is_closed_here_is_driven_by_no_file(world: World) -> None:
    admin = world.actor("admin")
    commit_import(admin, example().replace(DRIVES.encode(), b"- O3"), "tern.yaml")
    first = imported("objective", "O1")
    Objective.objects.filter(pk=first.pk).update(state="running", ambition="aspirational")
    close_objective(admin, first.pk, outcome="dropped")
    refused = commit_import(admin, example(), "tern.yaml").report["rejected"]
    assert "closed here" in " ".join(one["why"] for one in refused)
    assert not imported("objective", "O2").parent_links.filter(kind="drives_score").exists()


def test_a_goal_that_is_here_already_is_taken_and_outlives_the_import(world: World) -> None:
    admin = world.actor("admin")
    theirs = (
        example()
        .replace(b"Nine of ten passengers come back", b"Customers come back")
        .replace(b"perspective: Passengers", b"perspective: customer")
        .replace(b"start: 2027-01-01\n  end: 2027-12-31", b"start: 2026-01-01\n  end: 2027-03-31")
    )
    run = commit_import(admin, theirs, "tern.yaml")
    assert (run.report["created"]["goals"], run.report["created"]["perspectives"]) == (0, 0)
    assert imported("goal", "G1") == world.goal
    assert imported("objective", "O1").parent_links.get().goal == world.goal
    undo_import(admin, run.pk)
    assert MidTermGoal.objects.get().title == "Customers come back"


def test_a_goal_that_came_with_a_file_is_told_by_its_words(world: World) -> None:
    commit_import(world.actor("admin"), example(), "tern.yaml")
    told = Event.objects.get(verb="goal.added", subject_id=imported("goal", "G1").pk)
    assert told.subject_label == "Nine of ten passengers come back"
    assert told.why == "Imported from tern.yaml"


def test_a_perspective_of_letters_that_grow_has_an_id_that_fits(world: World) -> None:
    """Three letters come of one when case is folded; PostgreSQL refused them with an error."""
    grown = example().replace(b"perspective: Passengers", f"perspective: {'ΐ' * 100}".encode())
    assert commit_import(world.actor("admin"), grown, "tern.yaml").report["rejected"] == []
    (key,) = ImportedObject.objects.filter(kind="perspective").values_list("external_id", flat=True)
    assert len(key) <= 250
