"""The page about files: its example comes in whole, and it names every field that is read."""

from __future__ import annotations

import re
from datetime import date

import pytest

from headway.exchange.actions import commit_import
from headway.exchange.actions.undo import undo_import
from headway.exchange.formats.okr_research.reader import read
from headway.exchange.formats.records import Record
from headway.exchange.tests.card_files import PAGE, yaml_of_page
from headway.exchange.tests.helpers import dump, imported, nothing
from headway.kit.testing.world import World
from headway.kpis.tests.values import by_region
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.models import KeyResult, ObjectiveLink


def example() -> bytes:
    """The first file on the page."""
    return yaml_of_page(0)


def key_result(key: str) -> KeyResult:
    found = imported("key_result", key)
    assert isinstance(found, KeyResult)
    return found


def test_the_example_comes_in_whole(world: World) -> None:
    report = commit_import(world.actor("admin"), example(), "tern.yaml").report
    assert report["rejected"] == []
    told = [one["what"] for one in report["assumed"]]
    assert not [text for text in told if "no field" in text]
    assert report["created"] == {
        "people": 4, "perspectives": 1, "goals": 1, "perspective_weights": 0, "goal_weights": 0,
        "measures": 0, "arrows": 0, "units": 2, "cycles": 2, "objectives": 3,
        "key_results": 8, "milestones": 2, "initiatives": 2, "links": 4, "check_ins": 1,
        "closures": 0, "kpis": 0, "targets": 0, "segments": 0, "measurements": 0,
    }  # fmt: skip


def test_every_term_of_the_example_is_stored(world: World) -> None:
    commit_import(world.actor("admin"), example(), "tern.yaml")
    first, second = imported("objective", "O1"), imported("objective", "O2")
    assert (first.cycle.name, first.cycle.parent.name) == ("2027-Q1", "2027")
    assert (first.ambition, first.origin, first.own_weight) == ("committed", "top_down", 2)
    assert (second.visibility, second.ambition) == ("unit", "aspirational")
    assert imported("objective", "O3").is_local
    assert first.description.startswith("Asked for by our passengers, twice.")

    on_time = key_result("O1-KR1")
    assert (on_time.weight, on_time.cadence) == (3, "weekly")
    assert str(on_time.updater) == "Harbour desk"
    assert on_time.profile[1] == [0.5, 0.2]
    assert (on_time.value, on_time.confidence) == (83, 7)
    work = {one.title: one.state for one in on_time.initiatives.all()}
    assert work == {"Roster by tide": "done", "Second gangway": "open"}
    assert len(key_result("O1-KR2").profile) == 7
    guard = key_result("O1-KR3")
    assert (guard.is_health, guard.paired_with, guard.kind) == (True, on_time, "stay_below")
    assert (guard.target, guard.fail) == (40, 60)
    north = key_result("O2-KR1")
    assert (north.cadence, north.aggregation) == ("days:10", "sum")
    assert north.profile[1] == [pytest.approx(42 / 90), 0.25]
    steps = key_result("O2-KR2").milestones.values_list("title", "weight")
    assert dict(steps) == {"Permit": 1, "First ship": 3}
    assert key_result("O3-KR1").n_min == 6
    assert key_result("O3-KR2").anchors == [[0, 0], [15, 0.7], [20, 1]]
    within = key_result("O3-KR3")
    assert (within.kind, within.low, within.high, within.fail) == ("within", 11, 14, 2)

    goal = imported("goal", "G1")
    assert (goal.title, goal.perspective.name, str(goal.owner)) == (
        "Nine of ten passengers come back", "Passengers", "Managing director",
    )  # fmt: skip
    assert first.parent_links.get().goal == goal
    links = {
        (link.kind, link.weight, link.share): link.child_key_result
        for link in ObjectiveLink.objects.filter(child=second)
    }
    assert links == {
        ("drives_score", 1.5, None): None,
        ("contributes_value", 1.0, 0.5): north,
        ("aligned", 1.0, None): None,
    }


def test_imported_again_it_changes_nothing_and_undone_it_leaves_nothing(world: World) -> None:
    before = dump(without_stamps=True)
    run = commit_import(world.actor("admin"), example(), "tern.yaml")
    again = commit_import(world.actor("admin"), example(), "tern.yaml").report
    assert nothing(again, "created", "updated")
    undo_import(world.actor("admin"), run.pk)
    assert dump(without_stamps=True) == before


def test_what_a_file_does_not_say_is_left_to_people(world: World) -> None:
    """A weight that somebody set here is nobody's mistake."""
    admin = world.actor("admin")
    silent = example().replace(b"    weight: 3\n", b"")
    commit_import(admin, silent, "tern.yaml")
    update_key_result(admin, key_result("O1-KR1").pk, weight=5.0)
    report = commit_import(admin, silent, "tern.yaml").report
    assert (report["rejected"], report["updated"]["key_results"]) == ([], 0)
    assert key_result("O1-KR1").weight == 5
    (refused,) = commit_import(admin, example(), "tern.yaml").report["rejected"]
    assert refused["why"] == "weight was changed here since the last import, and in the file."


def test_a_link_that_changes_moves_what_it_moves(world: World) -> None:
    """The numbers themselves are held against the core when the test is over."""
    admin = world.actor("admin")
    commit_import(admin, example(), "tern.yaml")
    drives = b"- {to: O1, kind: drives_score, weight: 1.5}"
    for terms in (b"- {to: O1, kind: drives_score, weight: 4}", b"- {to: O1}"):
        report = commit_import(admin, example().replace(drives, terms), "tern.yaml").report
        assert (report["updated"]["links"], report["rejected"]) == (1, [])
    link = ObjectiveLink.objects.get(objective_id=imported("objective", "O1").pk)
    assert (link.kind, link.weight) == ("aligned", 1.0)
    gone = example().replace(b"  - O1-KR1\n", b"")
    (kept,) = [a for a in commit_import(admin, gone, "t.yaml").report["assumed"]
               if "not in this file" in a["what"]]  # fmt: skip
    assert kept["where"] == ["O2#parent:O1-KR1"]


def test_the_tables_of_the_page_come_in(world: World) -> None:
    """The definitions, then the values of the page, of which some name KPIs that are not there."""
    tables = re.findall(r"```csv\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    values, across, by_segment, definitions = (table.encode() for table in tables)
    definitions = definitions.replace(b"ada@tern.example", b"owner@aster.example")
    made = commit_import(world.actor("admin"), definitions, "d.csv").report
    assert (made["rejected"], made["created"]["kpis"], made["created"]["targets"]) == ([], 1, 1)
    down = commit_import(world.actor("admin"), values, "v.csv").report
    assert [one["where"] for one in down["rejected"]] == ["line 4, Lead time", "line 5, Scrap"]
    assert down["created"]["measurements"] == 2
    aside = commit_import(world.actor("admin"), across, "w.csv").report
    assert [aside[name]["measurements"] for name in ("created", "updated", "unchanged")] == [1] * 3
    orders = by_region(world, name="Orders")
    parts = commit_import(world.actor("admin"), by_segment, "s.csv").report
    assert (parts["rejected"], parts["created"]["measurements"]) == ([], 4)
    wholes = orders.series.get(key="").measurements.order_by("starts_on")
    assert list(wholes.values_list("value", flat=True)) == [100.0, 99.0]


def test_the_page_names_every_field_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    get = Record._get

    def listen(record: Record, name: str) -> object:
        asked.add(name)
        return get(record, name)

    monkeypatch.setattr(Record, "_get", listen)
    read(example(), date(2027, 2, 1))
    read(yaml_of_page(1), date(2027, 2, 1))
    text = PAGE.read_text(encoding="utf-8")
    missing = {name for name in asked if not re.search(rf"`[^`]*\b{name}\b[^`]*`", text)}
    assert not missing
