"""What a board keeps on purpose is no debt on the coach desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from headway.coaching.queries import lint
from headway.coaching.queries.lint import debt, debt_of_unit
from headway.core.review import CLASHES
from headway.kit.testing.budgets import assert_budget, recorded_queries
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import START, TODAY, World, on
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.objectives import create_objective
from headway.okrs.models import CheckIn, KeyResult, Objective
from headway.people.actions import create_unit
from headway.people.models import Unit
from headway.rituals.actions.findings import acknowledge
from headway.rituals.models import Acknowledgement
from headway.rituals.queries.board_cards import findings_of, unit_facts
from headway.rituals.queries.findings import FindingRow
from headway.rituals.tests.findings import carried_over, closed, data, kpi, stale

pytestmark = pytest.mark.django_db


def practice(world: World, unit: str = "blue") -> str:
    """What the coach reads about a unit."""
    return text_of(world.client("admin").get(f"/coach/units/{world.units[unit].pk}"))


def keep(world: World, mark: str) -> None:
    acknowledge(
        world.system, unit_id=world.units["blue"].pk, cycle_id=world.cycle.pk, mark=mark,
        note="Agreed with Green.",
    )  # fmt: skip


def test_a_late_check_in_is_debt_until_it_is_acknowledged(world: World) -> None:
    assert practice(world).count("It never got a value.") == 2
    for found in stale(world):
        keep(world, found["mark"])
    assert "It never got a value." not in practice(world)


def test_a_clash_is_acknowledged_once_whichever_side_is_looked_at(world: World) -> None:
    """The board of Blue names its own key result, the desk the later one of both."""
    with on(START):
        made = world.add_objective("Parts arrive on their day", unit="green")
        add_key_result(
            world.system, objective_id=made.pk, title="Searches that end in a purchase",
            kind="increase", start=40.0, target=60.0, owner_id=world.people["stranger"].pk,
            measure="%",
        )  # fmt: skip
    twice = [
        row
        for one in data(world, cycle=world.cycle)["objectives"]
        for row in one["findings"]
        if row["code"] == "DUPLICATE"
    ]
    before = _debt(world, "green")
    assert [row["subject_title"] for row in twice] == ["Searches that end in a purchase"]
    keep(world, twice[0]["mark"])
    assert _debt(world, "green") == before - 1


def test_a_clash_of_directions_too(world: World) -> None:
    """Blue is told that it wants the number down, the desk that Green wants it up."""
    with on(START):
        for unit, kind, target in (("blue", "decrease", 4.0), ("green", "increase", 12.0)):
            _waits(world, unit, kind, target)
    mark = _clash(world, "CONFLICT_DIRECTION")
    before = _debt(world, "green")
    keep(world, mark)
    assert _debt(world, "green") == before - 1


def test_a_clash_is_open_again_when_it_is_another_one(world: World) -> None:
    """Two that say the same are kept; then both read one KPI."""
    with on(START):
        made = [_waits(world, unit, "decrease", 4.0) for unit in ("blue", "green")]
        source = kpi(world, better="down")
    keep(world, _clash(world, "DUPLICATE"))
    before = _debt(world, "green")
    KeyResult.objects.filter(pk__in=made).update(kpi=source)
    assert _clash(world, "DUPLICATE")
    assert _debt(world, "green") == before + 1


def test_every_page_tells_each_of_three_of_the_same_clash(world: World) -> None:
    """With three that say the same, the desk named other two than the board of a unit, and what was
    kept there stayed open here."""
    with on(START):
        third = create_unit(world.system, parent_id=world.units["works"].pk, name="Red")
        units = [world.units["blue"], world.units["green"], Unit.objects.get(pk=third.pk)]
        for unit in units:
            _says_the_same(world, unit)
    for unit in units:
        before = _debt_of(world, units, unit)
        [clash] = _clashes(_board(world, unit))
        told = _clashes(debt_of_unit(world.system, unit, world.cycle.pk, TODAY)[1])
        assert [row.mark for row in told] == ([] if clash.seen else [clash.mark])
        if clash.seen is None:
            acknowledge(
                world.system, unit_id=unit.pk, cycle_id=world.cycle.pk, mark=clash.mark, note="Yes."
            )
            assert _debt_of(world, units, unit) == before - 1
    assert Acknowledgement.objects.count() == 2


def test_drafts_of_others_are_no_debt_yet(world: World) -> None:
    """Few may read them; what is counted is the same for all."""
    made = world.add_draft("Customers find what they came for", unit="green", cycle=world.cycle)
    before = _debt(world, "blue")
    Objective.objects.filter(pk=made.pk).update(state="proposed")
    assert _debt(world, "blue") == before + 1


@pytest.mark.parametrize(("reader", "before_in"), [("mate", "blue"), ("owner", "green")])
def test_a_target_that_comes_by_itself_is_no_debt_though_its_reader_knows_less_of_its_past(
    world: World, reader: str, before_in: str
) -> None:
    """The desk, which reads all, gives it another percentage than who acknowledged it, be its past
    hidden in the unit or in another one."""
    first = world.key_results[0]
    closed(world, 1, [40.0])
    before = KeyResult.objects.get(title="Number 0")
    for week, value in enumerate((30.0, 33.0, 34.0, 38.0, 39.0)):
        _read(world, before, START - timedelta(weeks=10 - week), value)
    stranger = world.people["stranger"]
    KeyResult.objects.filter(pk=before.pk).update(measure=first.measure, owner=stranger)
    KeyResult.objects.filter(pk=first.pk).update(carried_from=before)
    with on(date(2027, 1, 4)):
        carried = carried_over(world)
        Objective.objects.filter(pk=carried.pk).update(state="agreed", owner=world.people[reader])
        Objective.objects.filter(pk=before.objective_id).update(
            visibility="people", owner=stranger, unit=world.units[before_in]
        )
        found = [_foreseen(world, who) for who in (reader, "admin")]
        [less], [more] = found
        assert less.message != more.message
        acknowledge(
            world.actor(reader), unit_id=world.units["blue"].pk,
            cycle_id=world.next_cycle().pk, mark=less.mark,
        )  # fmt: skip
        assert _foreseen(world, "admin") == []


def test_of_too_much_only_one_read_is_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "AT_MOST", 1)
    with on(START):
        world.add_objective("Parts arrive on their day")
    with recorded_queries() as statements:
        found = debt(world.system, [world.units["blue"]], world.cycle.pk, TODAY)
    assert (found.counts, len(statements)) == (None, 1)


def test_what_a_desk_costs(world: World) -> None:
    """Where nothing is carried over, no KPI is read and nothing links up."""
    units = [world.units["blue"]]
    _debt(world, "blue")
    assert_budget("debt of the desk", lambda: debt(world.system, units, world.cycle.pk, TODAY))
    assert_budget(
        "findings of a unit for its coach",
        lambda: debt_of_unit(world.system, units[0], world.cycle.pk, TODAY),
    )


def _read(world: World, key_result: KeyResult, day: date, value: float) -> None:
    """A reading of a cycle that is over."""
    CheckIn.objects.create(
        organisation=world.organisation, key_result=key_result, value=value, effective_on=day,
        entered_at=datetime.combine(day, time(12), UTC),
    )  # fmt: skip


def _foreseen(world: World, who: str) -> list[FindingRow]:
    """What the desk finds of targets that come by themselves, as somebody reads it."""
    blue, cycle = world.units["blue"], world.next_cycle().pk
    _debt, rows = debt_of_unit(world.actor(who), blue, cycle, date(2027, 1, 4))
    return [row for row in rows if row.code == "SANDBAG_TARGET"]


def _waits(world: World, unit: str, kind: str, target: float) -> int:
    made = world.add_objective("Amber" if unit == "blue" else "Birch", unit=unit)
    return add_key_result(
        world.system, objective_id=made.pk, title="Median wait on the phone line", kind=kind,
        start=9.0, target=target, owner_id=world.people["owner"].pk,
    ).key_result.pk  # fmt: skip


def _clash(world: World, code: str) -> str:
    """The mark of the clash that stands open on the board of Blue."""
    [mark] = [
        row["mark"]
        for one in data(world, cycle=world.cycle)["objectives"]
        for row in one["findings"]
        if row["code"] == code
    ]
    return str(mark)


def _debt(world: World, unit: str) -> int:
    """Open findings on the desk, which looks at all units side by side."""
    found = debt(
        world.system,
        [world.units["blue"], world.units["green"]],
        world.cycle.pk,
        TODAY,
    ).counts
    assert found is not None
    return found.get(world.units[unit].pk, 0)


def _says_the_same(world: World, unit: Unit) -> None:
    made = create_objective(
        world.system, cycle_id=world.cycle.pk, unit_id=unit.pk, title=f"{unit.name} is quick",
        owner_id=world.people["owner"].pk,
    )  # fmt: skip
    add_key_result(
        world.system, objective_id=made.pk, title="Median wait on the phone line", kind="decrease",
        start=9.0, target=4.0, measure="min", owner_id=world.people["owner"].pk,
    )  # fmt: skip
    sign_objective(world.system, made.pk, for_everybody=True)


def _board(world: World, unit: Unit) -> list[FindingRow]:
    facts = unit_facts(world.system, unit.pk)
    assert facts is not None
    return findings_of(world.system, facts, world.cycle.pk, TODAY)


def _clashes(rows: list[FindingRow]) -> list[FindingRow]:
    return [row for row in rows if row.code in CLASHES]


def _debt_of(world: World, units: list[Unit], unit: Unit) -> int:
    counts = debt(world.system, units, world.cycle.pk, TODAY).counts
    assert counts is not None
    return counts.get(unit.pk, 0)
