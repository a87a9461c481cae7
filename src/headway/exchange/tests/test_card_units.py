"""Goals of units in a file: whose they are, which they serve, and linked copies that are here."""

from __future__ import annotations

from typing import Any

import pytest

from headway.exchange.actions import commit_import, undo_import
from headway.kit.testing.world import World
from headway.people.access import Actor
from headway.people.models import Unit
from headway.strategy.actions import apply_card, update_goal
from headway.strategy.models import CauseEffectLink, MidTermGoal

pytestmark = pytest.mark.django_db

FILE = """\
schema: okr-research/1
organisation: {id: aster, name: Aster}
cycles: []
objectives: []
mid_term_goals:
- {id: H1, title: Harbours are calm, unit: Harbours, serves: P1, start: 2026-01-01, end: 2026-12-31}
- {id: P1, title: Passengers come back, start: 2026-01-01, end: 2026-12-31}
"""


@pytest.fixture
def admin(world: World) -> Actor:
    return world.actor("admin")


def bring(admin: Actor, *edits: tuple[str, str]) -> Any:
    text = FILE
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return commit_import(admin, text.encode(), "card.yaml")


def whys(run: Any) -> list[str]:
    return [one["why"] for one in run.report["rejected"]]


def test_a_goal_comes_into_its_unit_and_serves_the_one_it_names(world: World, admin: Actor):
    run = bring(admin)
    assert whys(run) == []
    made = MidTermGoal.objects.get(title="Harbours are calm")
    assert made.unit is not None
    assert (made.unit.name, made.unit.parent) == ("Harbours", world.units["root"])
    assert made.serves is not None
    assert (made.serves.title, made.serves.unit) == ("Passengers come back", None)
    again = bring(admin)
    assert again.report["unchanged"]["goals"] == 2
    undo_import(admin, again.pk)
    undo_import(admin, run.pk)
    assert not MidTermGoal.objects.filter(title="Harbours are calm").exists()
    assert not Unit.objects.filter(name="Harbours").exists()


def test_what_a_goal_cannot_serve_keeps_its_line_out(admin: Actor):
    assert "no usable goal of the file" in whys(bring(admin, ("serves: P1", "serves: X")))[0]
    beside = "Passengers come back, unit: Ships,"
    run = bring(admin, ("Passengers come back,", beside))
    assert "does not lie above its own" in whys(run)[0]
    own = bring(admin, ("unit: Harbours, ", ""))
    assert "Only a goal of a unit serves another" in whys(own)[0]


def test_a_goal_stays_in_its_unit(admin: Actor):
    bring(admin)
    assert "stays in its unit" in whys(bring(admin, ("unit: Harbours", "unit: Ships")))[0]


def test_an_arrow_between_two_scorecards_stays_out(admin: Actor):
    text = FILE + "links:\n- {cause: H1, effect: P1}\n"
    run = commit_import(admin, text.encode(), "card.yaml")
    assert "one scorecard" in whys(run)[0]
    assert not CauseEffectLink.objects.exists()


def test_a_file_is_the_original_and_not_its_copy_and_changes_both(world: World, admin: Actor):
    original = MidTermGoal.objects.get(pk=bring_original(admin))
    apply_card(admin, to_units=[world.units["works"].pk], goals=[original.pk])
    run = bring(admin, ("Passengers come back", "They come back"))
    assert whys(run) == []
    copy = MidTermGoal.objects.get(copy_of=original)
    assert copy.title == "They come back"
    undo_import(admin, run.pk)
    copy.refresh_from_db()
    assert copy.title == "Passengers come back"


def test_of_the_same_title_the_one_of_its_unit_is_taken(world: World, admin: Actor):
    bring_original(admin)
    apply_card(admin, to_units=[world.units["works"].pk])
    text = FILE.replace("aster", "other").replace("Harbours are calm, unit: Harbours",
                                                  "Passengers come back, unit: Works")  # fmt: skip
    run = commit_import(admin, text.encode(), "other.yaml")
    assert whys(run) == []
    assert MidTermGoal.objects.filter(title="Passengers come back").count() == 2


def test_a_file_does_not_change_a_copy(world: World, admin: Actor):
    bring_original(admin)
    apply_card(admin, to_units=[world.units["works"].pk])
    text = FILE.replace("H1, title: Harbours are calm, unit: Harbours",
                        "W1, title: Passengers come back, unit: Works")  # fmt: skip
    commit_import(admin, text.encode(), "own.yaml")
    changed = text.replace("Passengers come back, unit: Works", "Ours, unit: Works")
    run = commit_import(admin, changed.encode(), "own.yaml")
    assert "linked copy" in whys(run)[0]
    original = MidTermGoal.objects.get(title="Passengers come back", unit=None)
    update_goal(admin, original.pk, title="They stay")
    assert MidTermGoal.objects.filter(title="They stay").count() == 2


def bring_original(admin: Actor) -> int:
    bring(admin)
    return MidTermGoal.objects.get(title="Passengers come back").pk
