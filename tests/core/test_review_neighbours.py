"""Each unit is told of the same clash, whichever page looks at how many units."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from headway.core.planning.plan import Plan, PlannedMetric, PlannedObjective, PlannedUnit
from headway.core.review import CLASHES, Finding, clashes_of_units, review_plan
from tests.core.plans import TODAY, key_result, linked, objective, plan

COMPANY, SALES, CARE = (
    PlannedUnit(1, "Company"),
    PlannedUnit(2, "Sales", 1),
    PlannedUnit(3, "Care", 1),
)
TEAMS = tuple(PlannedUnit(n, f"Team {n}", 2 if n < 7 else 3) for n in range(4, 10))
UNITS = (COMPANY, SALES, CARE, *TEAMS)
SAME = "Median wait on the phone line"


def says(number: int, unit_id: int, title: str = SAME, **changes: Any) -> PlannedObjective:
    """An objective of a unit with one key result of this title."""
    part = key_result(10 * number, title=title, **changes)
    return objective(number, unit_id=unit_id, key_results=(part,))


def told(found: list[Finding]) -> dict[int, int]:
    """What each key result clashes with first."""
    return {one.subject_id: one.related[0].id for one in found}


def test_of_two_both_are_told():
    """One plan of both names only the later one."""
    both = plan(says(1, 4), says(2, 5), units=UNITS)
    assert told(clashes_of_units(both, as_of=TODAY)) == {10: 20, 20: 10}
    in_one = [one for one in review_plan(both, as_of=TODAY) if one.rule in CLASHES]
    assert told(in_one) == {20: 10}


def test_of_three_each_is_told_of_the_first_beside_it():
    three = plan(says(1, 4), says(2, 5), says(3, 6), units=UNITS)
    assert told(clashes_of_units(three, as_of=TODAY)) == {10: 20, 20: 10, 30: 10}


def test_what_lies_elsewhere_clashes_with_nothing_here():
    """Teams of two departments are no neighbours; the department and its teams are."""
    far = plan(says(1, 4), says(2, 8), units=UNITS)
    assert clashes_of_units(far, as_of=TODAY) == []
    above = plan(says(1, 2), says(2, 4), units=UNITS)
    assert told(clashes_of_units(above, as_of=TODAY)) == {20: 10}


def test_what_a_unit_serves_is_beside_it():
    served = says(1, 8)
    serving = replace(says(2, 4), title="Serves it")
    one = plan(served, serving, units=UNITS, links=(linked(2, 1),))
    assert told(clashes_of_units(one, as_of=TODAY)) == {20: 10}


def test_nothing_is_told_about_what_is_given_for_context():
    context = replace(says(1, 4), is_context=True)
    found = clashes_of_units(plan(context, says(2, 5), units=UNITS), as_of=TODAY)
    assert told(found) == {20: 10}


def of_unit(whole: Plan, unit: PlannedUnit) -> Plan:
    """What the board of one unit looks at."""
    above = unit.parent_id or unit.id
    near = {one.id for one in whole.units if above in (one.id, one.parent_id)}
    return replace(
        whole,
        objectives=tuple(
            replace(one, is_context=one.unit_id != unit.id)
            for one in whole.objectives
            if one.unit_id in near
        ),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Key results of all units that often say the same, read one KPI, or want two things."""
    metrics = (PlannedMetric(1, "Wait", 2, -1, 4.0, TODAY), PlannedMetric(2, "Sales", 1))
    units = st.sampled_from(UNITS)
    drawn = draw(st.lists(st.tuples(
        units,
        st.sampled_from([SAME, "Wait on the phone line, median", "Orders of a day"]),
        st.sampled_from(["increase", "decrease"]),
        st.sampled_from([3.0, 4.0]),
        st.sampled_from([None, None, 1, 2]),
    ), max_size=12))  # fmt: skip
    drawn.sort(key=lambda one: one[0].id)
    return plan(
        *(
            says(number, unit.id, title, kind=kind, target=target, metric_id=metric)
            for number, (unit, title, kind, target, metric) in enumerate(drawn, 1)
        ),
        units=UNITS, metrics=metrics, links=(),
    )  # fmt: skip


@given(plans())
def test_it_is_what_the_review_of_each_unit_alone_finds(whole: Plan):
    alone = [
        one
        for unit in whole.units
        for one in review_plan(of_unit(whole, unit), as_of=TODAY)
        if one.rule in CLASHES
    ]
    together = clashes_of_units(whole, as_of=TODAY)
    assert sorted(map(repr, together)) == sorted(map(repr, alone))
