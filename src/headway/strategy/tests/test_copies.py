"""Linked copies: one truth in many units, told once and kept for past days."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kit.testing.at_once import both
from headway.kit.testing.budgets import assert_no_growth, recorded_queries
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World
from headway.kpis.actions.copying import copy_kpi
from headway.kpis.models import Kpi
from headway.people.actions import create_unit, deactivate_person, set_lead
from headway.strategy.actions import (
    add_goal,
    add_measure,
    add_perspective,
    apply_card,
    archive_goal,
    remove_perspective,
    restore_goal,
    set_weight,
    unlink_goal,
    update_goal,
)
from headway.strategy.models import MidTermGoal
from headway.strategy.queries.past_goals import goals_on
from headway.strategy.queries.scorecard import scorecard
from headway.strategy.tests.test_links import ago
from headway.strategy.tests.test_scorecard import kpi_at
from headway.strategy.tests.test_units import YEAR, led, of_unit

pytestmark = pytest.mark.django_db

__all__ = ["led"]


def units(world: World, *names: str) -> list[int]:
    return [world.units[name].pk for name in names]


def copy_of(world: World, name: str) -> MidTermGoal:
    return MidTermGoal.objects.get(unit=world.units[name], copy_of=world.goal)


def test_a_copy_has_the_words_and_serves_its_original(world: World):
    apply_card(world.actor("admin"), to_units=units(world, "works", "blue"))
    made = copy_of(world, "blue")
    assert (made.title, made.perspective) == (world.goal.title, world.goal.perspective)
    assert (made.starts_on, made.ends_on) == (world.goal.starts_on, world.goal.ends_on)
    assert made.serves == world.goal
    assert made.owner == world.people["owner"]  # who leads the unit
    assert Event.objects.filter(verb="goal.added", subject_id=made.pk).count() == 1
    [whole] = Event.objects.filter(verb="scorecard.applied")
    assert '"units": ["Works", "Blue"]' in (whole.after or "")


def test_asked_again_everything_is_there(world: World):
    admin, blue = world.actor("admin"), units(world, "blue")
    [first] = apply_card(admin, to_units=blue)
    of_unit(world, "works", "Not the same")
    told = Event.objects.count()
    [again] = apply_card(admin, to_units=blue)
    assert (first.is_new, again.is_new, again.goal_id) == (True, False, first.goal_id)
    assert Event.objects.count() == told


def test_a_copy_of_a_copy_is_one_of_the_original_and_serves_the_goal_between(world: World):
    admin = world.actor("admin")
    apply_card(admin, to_units=units(world, "works"))
    apply_card(admin, from_unit=world.units["works"].pk, to_units=units(world, "blue"))
    made = copy_of(world, "blue")
    assert (made.copy_of, made.serves) == (world.goal, copy_of(world, "works"))
    [again] = apply_card(admin, to_units=units(world, "blue"))
    assert not again.is_new


def test_a_card_of_a_unit_beside_is_copied_and_serves_nothing_of_it(world: World):
    made = of_unit(world, "green", "Green answers")
    apply_card(
        world.actor("owner"), from_unit=world.units["green"].pk, to_units=units(world, "blue")
    )
    copy = MidTermGoal.objects.get(copy_of=made)
    assert (copy.unit, copy.serves) == (world.units["blue"], None)


def test_another_title_of_the_original_is_that_of_its_copies_at_once(world: World):
    apply_card(world.actor("admin"), to_units=units(world, "works", "blue"))
    archive_goal(world.system, copy_of(world, "works").pk)
    money = add_perspective(world.system, name="Money")
    update_goal(world.system, world.goal.pk, title="They stay", perspective_id=money.pk)
    for name in ("works", "blue"):  # an archived one too: it may come back
        assert (copy_of(world, name).title, copy_of(world, name).perspective) == (
            "They stay",
            money,
        )
    told = Event.objects.filter(verb="goal.changed").order_by("sequence")
    assert {one.subject_id for one in told} == {
        world.goal.pk, copy_of(world, "works").pk, copy_of(world, "blue").pk,
    }  # fmt: skip
    update_goal(world.system, world.goal.pk, owner_id=None)  # nothing of theirs
    assert Event.objects.filter(verb="goal.changed").count() == 4


def test_past_days_show_copies_by_the_words_that_they_had(world: World):
    with ago(40):
        apply_card(world.actor("admin"), to_units=units(world, "blue"))
    with ago(20):
        update_goal(world.system, world.goal.pk, title="They stay")
    unlink_goal(world.system, copy_of(world, "blue").pk)
    blue = world.units["blue"].pk

    def then(days: int) -> Any:
        day = TODAY - timedelta(days=days)
        return scorecard(world.actor("viewer"), day, today=TODAY, of=blue).goals[0].goal

    assert (then(30).title, then(30).copy_of_id) == ("Customers come back", world.goal.pk)
    assert (then(10).title, then(10).copy_of_id) == ("They stay", world.goal.pk)
    assert (then(0).title, then(0).copy_of_id) == ("They stay", None)


def test_of_a_copy_only_its_own_can_be_changed_until_it_is_unlinked(world: World):
    apply_card(world.actor("admin"), to_units=units(world, "blue"))
    made, owner = copy_of(world, "blue"), world.actor("owner")
    with pytest.raises(InvalidInput) as refused:
        update_goal(owner, made.pk, title="Ours", ends_on=YEAR["ends_on"])
    assert [error.field for error in refused.value.errors] == ["title", "ends_on"]
    assert "change it in “Customers come back” of the organisation" in (
        refused.value.errors[0].message
    )
    update_goal(owner, made.pk, owner_id=world.people["mate"].pk, serves_id=None)
    unlink_goal(owner, made.pk)
    update_goal(owner, made.pk, title="Ours")
    update_goal(world.system, world.goal.pk, title="They stay")
    made.refresh_from_db()
    assert (made.title, made.owner) == ("Ours", world.people["mate"])


def test_an_archived_copy_does_not_come_back_beside_another(world: World):
    admin = world.actor("admin")
    apply_card(admin, to_units=units(world, "blue"))
    first = copy_of(world, "blue")
    archive_goal(admin, first.pk)
    [again] = apply_card(admin, to_units=units(world, "blue"))
    assert again.is_new
    with pytest.raises(Conflict, match="another copy"):
        restore_goal(admin, first.pk)


def test_a_unit_measures_its_copy_by_its_own_kpi_of_the_same_definition(world: World):
    ours = kpi_at(world, "Yield", 85.0, unit_id=world.units["works"].pk)
    add_measure(world.system, world.goal.pk, kpi_id=ours.pk, weight=3.0, scoring="smoothed")
    set_weight(world.system, goal_id=world.goal.pk, weight=2.0)
    theirs = copy_kpi(world.system, ours.pk, unit_id=world.units["blue"].pk)
    told = apply_card(world.actor("admin"), to_units=units(world, "blue", "green"))
    assert [(one.unit, one.kpis_there, one.kpis_made) for one in told] == [
        ("Blue", 1, 0), ("Green", 0, 1),
    ]  # fmt: skip
    [measure] = copy_of(world, "blue").measures.all()
    assert (measure.kpi, measure.weight, measure.scoring) == (theirs, 3.0, "smoothed")
    [made] = copy_of(world, "green").measures.all()
    assert (made.kpi.unit, made.kpi.copied_from) == (world.units["green"], ours)
    assert copy_of(world, "green").weights.get().weight == 2.0


def test_without_kpis_none_is_defined(world: World):
    ours = kpi_at(world, "Yield", 85.0)
    add_measure(world.system, world.goal.pk, kpi_id=ours.pk)
    [told] = apply_card(world.actor("admin"), to_units=units(world, "green"), with_kpis=False)
    assert (told.kpis_made, told.kpis_left) == (0, 1)
    assert not Kpi.objects.filter(unit=world.units["green"]).exists()


def test_some_goals_of_a_card_can_be_chosen(world: World):
    kept, other = of_unit(world, "works", "Kept"), of_unit(world, "works", "Other")
    works = world.units["works"].pk
    apply_card(
        world.actor("admin"), from_unit=works, to_units=units(world, "blue"), goals=[kept.pk]
    )
    assert not other.copies.exists()
    with pytest.raises(InvalidInput, match="Mend"):
        apply_card(world.actor("admin"), to_units=units(world, "blue"), goals=[kept.pk])


def test_only_for_units_that_one_leads_and_of_ones_own_organisation(world: World):
    owner = world.actor("owner")
    apply_card(owner, to_units=units(world, "blue"))
    with pytest.raises(NotAllowed):
        apply_card(owner, to_units=units(world, "blue", "green"))
    with pytest.raises(NotFound):
        apply_card(world.actor("outsider"), to_units=units(world, "blue"))
    for wrong in ([], units(world, "root")):
        with pytest.raises(InvalidInput):
            apply_card(world.actor("admin"), to_units=wrong)


def test_the_page_of_a_copy_tells_where_its_words_are_changed(world: World):
    apply_card(world.actor("admin"), to_units=units(world, "blue"))
    made, client = copy_of(world, "blue"), world.client("owner")
    page = text_of(client.get(f"/strategy/goals/{made.pk}"))
    assert "A linked copy of Customers come back (Aster)" in page
    again = client.post(f"/strategy/goals/{made.pk}", {
        "version": made.version, "owner_id": "", "serves_id": world.goal.pk,
    })  # fmt: skip
    assert again.status_code == 302
    made.refresh_from_db()
    assert (made.owner, made.title) == (None, "Customers come back")
    assert client.post(f"/strategy/goals/{made.pk}/step", {"do": "unlink"}).status_code == 302
    assert "A linked copy" not in text_of(client.get(f"/strategy/goals/{made.pk}"))
    page = text_of(client.get(f"/strategy/goals/{world.goal.pk}"))
    assert "Customers come back Blue serves this goal" in page


def test_the_page_of_an_original_reads_as_often_for_many_copies_as_for_few(world: World):
    client = world.client("viewer")

    def grow(count: int) -> None:
        works = world.units["works"].pk
        made = [
            create_unit(world.system, parent_id=works, name=f"{count}/{at}").pk
            for at in range(count)
        ]
        apply_card(world.system, to_units=made)

    assert_no_growth(grow, lambda: client.get(f"/strategy/goals/{world.goal.pk}"))


def test_many_copies_are_written_with_as_many_statements_as_few(world: World):
    with ago(30):
        set_weight(world.system, goal_id=world.goal.pk, weight=2.0)
        own = kpi_at(world, "A", 85.0)
        add_measure(world.system, world.goal.pk, kpi_id=own.pk)

    def statements(count: int) -> int:
        works = world.units["works"].pk
        asked = [
            create_unit(world.system, parent_id=works, name=f"{count}/{at}").pk
            for at in range(count)
        ]
        for pk in asked:
            copy_kpi(world.system, own.pk, unit_id=pk, owner_id=own.owner_id)
        with recorded_queries() as run:
            apply_card(world.system, to_units=asked)
        return len(run)

    statements(1)
    assert statements(2) == statements(20)
    copies = MidTermGoal.objects.filter(copy_of=world.goal)
    assert set(copies.values_list("weights__weight", flat=True)) == {2.0}
    assert all(measure.kpi.unit_id == goal.unit_id
               for goal in copies for measure in goal.measures.select_related("kpi"))  # fmt: skip
    assert copies.filter(measures__isnull=False).count() == copies.count() > 2


def test_more_copies_than_one_write_makes_are_refused(world: World, monkeypatch):
    monkeypatch.setattr("headway.strategy.actions.copies.MOST_COPIES", 2)
    with pytest.raises(InvalidInput) as refused:
        apply_card(world.actor("admin"), to_units=units(world, "works", "blue", "green"))
    assert refused.value.errors[0].message.startswith("That would be 3 copies.")
    apply_card(world.actor("admin"), to_units=units(world, "works", "blue"))
    told = apply_card(world.actor("admin"), to_units=units(world, "works", "blue", "green"))
    assert [one.is_new for one in told] == [False, False, True]


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="One writes after the other."
)
@pytest.mark.django_db(transaction=True)
def test_two_who_use_it_at_once_make_one_copy(world: World):
    blue = units(world, "blue")
    told = both(
        lambda: apply_card(world.system, to_units=blue),
        lambda: apply_card(world.system, to_units=blue),
    )
    assert sorted(one.is_new for [one] in told) == [False, True]
    assert MidTermGoal.objects.filter(copy_of=world.goal).count() == 1


@pytest.mark.skipif(
    not connection.features.has_select_for_update, reason="One writes after the other."
)
@pytest.mark.django_db(transaction=True)
def test_a_copy_made_while_the_original_changes_has_its_new_words(world: World):
    both(
        lambda: apply_card(world.system, to_units=units(world, "blue")),
        lambda: update_goal(world.system, world.goal.pk, title="They stay"),
    )
    assert copy_of(world, "blue").title == "They stay"


@pytest.mark.parametrize("with_kpis", [True, False])
def test_a_lead_who_left_answers_for_nothing_new(world: World, with_kpis: bool):
    """Who leads above does; where nobody leads, who answers for the original."""
    left = world.people["stranger"]
    set_lead(world.system, world.units["green"].pk, person_id=left.pk)
    add_measure(world.system, world.goal.pk, kpi_id=kpi_at(world, "A", 85.0).pk)
    deactivate_person(world.system, left.pk)
    apply_card(world.actor("admin"), to_units=units(world, "green"), with_kpis=with_kpis)
    assert copy_of(world, "green").owner == world.people["lead"]
    made = Kpi.objects.filter(unit=world.units["green"])
    assert [kpi.owner for kpi in made] == ([world.people["lead"]] if with_kpis else [])
    deactivate_person(world.system, world.people["lead"].pk)
    update_goal(world.system, world.goal.pk, owner_id=world.people["owner"].pk)
    apply_card(world.actor("admin"), to_units=units(world, "works"), with_kpis=False)
    assert copy_of(world, "works").owner == world.people["owner"]


def test_an_archived_original_is_not_there(world: World):
    original = of_unit(world, "blue", "Blue answers within an hour")
    apply_card(world.actor("admin"), from_unit=world.units["blue"].pk,
               to_units=units(world, "green"))  # fmt: skip
    archive_goal(world.system, original.pk)
    [told] = apply_card(world.actor("admin"), from_unit=world.units["green"].pk,
                        to_units=units(world, "blue"))  # fmt: skip
    assert (told.is_new, told.unit) == (True, "Blue")
    assert copy_of_original(world, "blue", original).archived_at is None


def copy_of_original(world: World, name: str, original: MidTermGoal) -> MidTermGoal:
    return MidTermGoal.objects.get(unit=world.units[name], copy_of=original)


def test_past_days_keep_the_perspective_that_a_restored_goal_lost(world: World):
    with ago(30):
        perspective = add_perspective(world.system, name="Growers")
        update_goal(world.system, world.goal.pk, perspective_id=perspective.pk)
        apply_card(world.actor("admin"), to_units=units(world, "works"))
    with ago(10):
        archive_goal(world.system, world.goal.pk)
        archive_goal(world.system, copy_of(world, "works").pk)
        remove_perspective(world.system, perspective.pk)
        restore_goal(world.system, world.goal.pk)
        restore_goal(world.system, copy_of(world, "works").pk)
    for day, name in ((TODAY - timedelta(days=20), "Growers"), (TODAY, None)):
        found = {row.id: row.perspective_name for row in goals_on(world.actor("viewer"), day)}
        assert (found[world.goal.pk], found[copy_of(world, "works").pk]) == (name, name)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer.")
def test_a_goal_comes_back_while_its_perspective_is_removed(world: World):
    for number in range(4):
        perspective = add_perspective(world.system, name=f"Growers {number}")
        goal = add_goal(world.system, title=f"G {number}", perspective_id=perspective.pk, **YEAR)
        archive_goal(world.system, goal.pk)
        both(
            partial(restore_goal, world.system, goal.pk),
            partial(remove_perspective, world.system, perspective.pk),
            refusal=Conflict,
        )
        goal.refresh_from_db()
        assert goal.perspective is None or goal.perspective.removed_at is None
        archive_goal(world.system, goal.pk)
        if goal.perspective is not None:
            remove_perspective(world.system, perspective.pk)
