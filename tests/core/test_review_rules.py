"""Every rule, and every reason it can give: what breaks it, and what just does not."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from headway.core.cadence import Cadence
from headway.core.planning.plan import (
    CheckInPoint,
    Course,
    Need,
    Outlook,
    PlannedCycle,
    PlannedGoal,
    PlannedMetric,
    PlannedUnit,
    Ref,
    SubjectKind,
)
from headway.core.review import all_rules
from headway.core.review.ambition import natural_spread
from tests.core.plans import (
    COMPANY,
    CYCLE,
    GOAL,
    TO_GOAL,
    codes,
    key_result,
    linked,
    objective,
    of_one,
    of_plan,
    past,
    plan,
    with_key_result,
)
from tests.core.texts import TEXTS_FIND

YEAR = PlannedCycle(2, date(2027, 1, 1), date(2027, 12, 31))
NEXT = PlannedCycle(3, date(2027, 4, 5), date(2027, 7, 4))
STEADY = (50.0, 52.0) * 6  # mean 51, one sigma 1.7733
DAY = timedelta(days=1)


def checkins(*points):
    """Check-ins of (day of the cycle, raw, confidence)."""
    return Course(
        tuple(CheckInPoint(CYCLE.starts_on + day * DAY, raw, c) for day, raw, c in points)
    )


def running(course, **changes):
    """A running objective; only its first key result is due more often than once a year."""
    rare = key_result(11, cadence=Cadence.YEARLY, measured=Cadence.WEEKLY)
    first = key_result(10, course=course, **changes)
    return objective(key_results=(first, rare), is_running=True)


def history(*units_past):
    return plan(objective(), units=(replace(COMPANY, past=units_past),))


def chain(length):
    """Objectives each below the one before; the first serves the goal."""
    objectives = [objective(n) for n in range(1, length + 1)]
    links = [linked(n, n - 1) for n in range(2, length + 1)]
    return plan(*objectives, links=(*plan(objective()).links, *links))


def on_metric(*key_results, metrics=(), cycles=(CYCLE, CYCLE)):
    """One objective per key result, in the cycles given."""
    objectives = [
        objective(
            n,
            cycle=cycle,
            ends_on=cycle.ends_on,
            key_results=(replace(kr, metric_id=9), key_result(500 + n)),
        )
        for n, (kr, cycle) in enumerate(zip(key_results, cycles, strict=True), 1)
    ]
    return plan(*objectives, metrics=metrics)


def in_one_unit(count, **changes):
    return plan(*(objective(n, **changes) for n in range(1, count + 1)))


FINDS = {
    **TEXTS_FIND,
    ("NO_OWNER", "none"): lambda: of_one(objective(owner_ids=())),
    ("NO_OWNER", "several"): lambda: of_one(with_key_result(owner_ids=(1, 2))),
    ("OBJ_NO_KR", ""): lambda: of_one(objective(key_results=())),
    ("ONE_KR", ""): lambda: of_one(objective(key_results=(key_result(),))),
    ("TOO_MANY_KRS", ""): lambda: of_one(
        objective(key_results=tuple(key_result(n) for n in range(6)))
    ),
    ("KR_START_EQ_TARGET", ""): lambda: of_one(with_key_result(start=5, target=5)),
    ("KR_DIRECTION_MISMATCH", "increase"): lambda: of_one(with_key_result(start=5, target=3)),
    ("KR_DIRECTION_MISMATCH", "decrease"): lambda: of_one(
        with_key_result(kind="decrease", start=3, target=5)
    ),
    ("WEIGHTS", "not_usable"): lambda: of_one(with_key_result(weight=math.nan)),
    ("WEIGHTS", "all_zero"): lambda: of_one(
        objective(key_results=(key_result(1, weight=0), key_result(2, weight=0)))
    ),
    ("INCENTIVE_LINK", ""): lambda: of_one(objective(is_pay_relevant=True)),
    ("MISSING_DEPENDENCY", "open"): lambda: of_one(with_key_result(needs=(Need(4, "Legal"),))),
    ("MISSING_DEPENDENCY", "declined"): lambda: of_one(
        with_key_result(needs=(Need(4, "Legal", "declined"),))
    ),
    ("NO_DEADLINE", ""): lambda: of_one(objective(ends_on=None)),
    ("OUT_OF_CYCLE", ""): lambda: of_one(with_key_result(ends_on=CYCLE.ends_on + 8 * DAY)),
    ("NOT_OBSERVABLE", ""): lambda: of_one(with_key_result(measured=Cadence.QUARTERLY)),
    ("SANDBAG_TARGET", "met"): lambda: of_one(with_key_result(outlook=Outlook(value=60.0))),
    ("SANDBAG_TARGET", "likely"): lambda: of_one(with_key_result(outlook=Outlook(probability=0.9))),
    ("SANDBAG_TARGET", "usual"): lambda: of_one(
        with_key_result(target=52.77, outlook=Outlook(history=STEADY))
    ),
    ("OVERREACH", "committed"): lambda: of_one(
        replace(
            with_key_result(outlook=Outlook(history=STEADY[:8], probability=0.02)),
            ambition="committed",
        )
    ),
    ("OVERREACH", "aspirational"): lambda: of_one(
        with_key_result(outlook=Outlook(history=STEADY[:8], probability=0.0))
    ),
    ("SANDBAG_HISTORY", "hits"): lambda: of_plan(history(*(past(n % 3, 1.0) for n in range(8)))),
    ("SANDBAG_HISTORY", "signs"): lambda: of_plan(
        history(
            *(past(n % 3, 0.9, score=0.96, reached_at=0.5) for n in range(4)),
            *(past(n % 3, 0.95) for n in range(4)),
        )
    ),
    ("OVERREACH_HISTORY", ""): lambda: of_plan(history(past(1, 0.9), past(2, 0.1), past(3, 0.4))),
    ("STALE", "never"): lambda: of_one(running(Course()), CYCLE.starts_on + 11 * DAY),
    ("STALE", "old"): lambda: of_one(running(checkins((1, 0, 5))), CYCLE.starts_on + 12 * DAY),
    ("STALE", "kpi_never"): lambda: of_one(
        running(Course(), metric_id=9), CYCLE.starts_on + 11 * DAY
    ),
    ("STALE", "kpi_old"): lambda: of_one(
        running(checkins((1, 0, None)), metric_id=9), CYCLE.starts_on + 12 * DAY
    ),
    ("CONFIDENCE_FROZEN", ""): lambda: of_one(
        running(checkins((0, 0.5, 3), (7, 0.1, 6), (20, 0.2, None), (35, 0.25, 6)))
    ),
    ("CONFIDENCE_FALLING", ""): lambda: of_one(
        running(checkins((0, 0.2, 8), (7, 0.3, 7), (14, 0.4, 6)), title="Falls in trust"),
        CYCLE.starts_on + 20 * DAY,
    ),
    ("DISAGREE", "owner_hopes"): lambda: of_one(
        running(replace(checkins((0, 0.0, 9)), probability_full=0.5))
    ),
    ("DISAGREE", "owner_doubts"): lambda: of_one(
        running(replace(checkins((0, 0.0, 2)), probability_full=0.6))
    ),
    ("GRADE_INFLATION", ""): lambda: of_plan(
        history(*(past(1, 0.5, self_grade=0.7) for _ in range(8)))
    ),
    ("TOO_MANY_OBJECTIVES", "many"): lambda: of_plan(in_one_unit(6)),
    ("TOO_MANY_OBJECTIVES", "few"): lambda: of_plan(
        plan(objective(), objective(2), units=(replace(COMPANY, is_company=True),))
    ),
    ("PRIORITY_TIE", ""): lambda: of_plan(in_one_unit(2, priority=1)),
    ("OWNER_OVERLOAD", ""): lambda: of_plan(in_one_unit(4, owner_ids=(7,))),
    ("ORPHAN", ""): lambda: of_plan(
        plan(objective(1), objective(2), links=plan(objective(1)).links)
    ),
    ("UNSUPPORTED_GOAL", ""): lambda: of_plan(
        plan(objective(), goals=(GOAL, PlannedGoal(2, "Be found")))
    ),
    ("CYCLE", ""): lambda: of_plan(
        plan(objective(1), objective(2), links=(linked(1, 2), linked(2, 1)))
    ),
    ("DEPTH", ""): lambda: of_plan(chain(5)),
    ("REDUNDANT_EDGE", ""): lambda: of_plan(
        replace(chain(3), links=(*chain(3).links, linked(3, 1)))
    ),
    ("DOUBLE_SHARE", "more"): lambda: of_plan(shares(0.7, 0.4)),
    ("DOUBLE_SHARE", "not_usable"): lambda: of_plan(shares(0.7, -0.4)),
    ("DUPLICATE", "metric"): lambda: of_plan(on_metric(key_result(1), key_result(2))),
    ("DUPLICATE", "words"): lambda: of_plan(
        plan(objective(1, title="Stay fit"), objective(2, title="Staying fit 2"))
    ),
    ("CONFLICT_DIRECTION", "up"): lambda: of_plan(
        on_metric(key_result(1, kind="stay_below", start=None), key_result(2))
    ),
    ("CONFLICT_DIRECTION", "down"): lambda: of_plan(
        on_metric(key_result(1), key_result(2, kind="decrease", start=60, target=40))
    ),
    ("CONFLICT_TARGET", ""): lambda: of_plan(on_metric(key_result(1), key_result(2, target=75.0))),
}


def shares(*given):
    links = [linked(4, n, kind="contributes_value", share=s) for n, s in enumerate(given, 1)]
    return plan(*(objective(n) for n in (1, 2, 3, 4)), links=(*in_one_unit(3).links, *links))


@pytest.mark.parametrize("reason", FINDS, ids="-".join)
def test_the_rule_finds_its_case(reason):
    """Each reason of each rule is found once, with the severity it is registered with."""
    found = [f for f in FINDS[reason]() if (f.rule, f.reason) == reason]
    assert len(found) == 1
    assert found[0].severity == all_rules()[reason[0]].reasons[reason[1]].severity


def test_every_reason_of_every_rule_has_its_case():
    """A reason that nothing can give would be a promise without code."""
    assert set(FINDS) == {
        (rule.code, name) for rule in all_rules().values() for name in rule.reasons
    }


FINDS_NOT = {
    "sound": lambda: of_plan(in_one_unit(5)),
    "no owner, but cancelled": lambda: of_one(
        replace(
            objective(),
            key_results=(*objective().key_results, key_result(3, owner_ids=(), is_active=False)),
        )
    ),
    "five key results": lambda: of_one(
        objective(key_results=tuple(key_result(n) for n in range(5)))
    ),
    "a level to hold": lambda: of_one(with_key_result(kind="stay_above", start=60, target=60)),
    "one weight of 0": lambda: of_one(with_key_result(weight=0)),
    "an agreed request": lambda: of_one(with_key_result(needs=(Need(4, "Legal", "accepted"),))),
    "a week late": lambda: of_one(objective(ends_on=CYCLE.ends_on + 7 * DAY)),
    "its own deadline": lambda: of_one(with_key_result(ends_on=CYCLE.starts_on + 30 * DAY)),
    "monthly in a quarter": lambda: of_one(with_key_result(measured=Cadence.MONTHLY)),
    "quarterly in a year": lambda: of_one(
        replace(with_key_result(measured=Cadence.QUARTERLY), cycle=YEAR, ends_on=YEAR.ends_on)
    ),
    "a yearly milestone": lambda: of_one(
        with_key_result(kind="milestone", measured=Cadence.YEARLY, start=None, target=None)
    ),
    "not yet met": lambda: of_one(with_key_result(outlook=Outlook(value=59.9))),
    "less likely": lambda: of_one(with_key_result(outlook=Outlook(probability=0.89))),
    "one sigma away": lambda: of_one(
        with_key_result(target=51 + 2 * 2.660 / 3, outlook=Outlook(history=STEADY))
    ),
    "eleven readings": lambda: of_one(
        with_key_result(target=51.0, outlook=Outlook(history=STEADY[:11]))
    ),
    "a level that holds": lambda: of_one(
        with_key_result(kind="stay_above", target=50.0, outlook=Outlook(STEADY, 52.0))
    ),
    "seven readings": lambda: of_one(
        with_key_result(outlook=Outlook(history=STEADY[:7], probability=0.0))
    ),
    "seven hits of eight": lambda: of_plan(
        history(*(past(n % 3, 1.0) for n in range(7)), past(1, 0.5))
    ),
    "two cycles of hits": lambda: of_plan(history(*(past(n % 2, 1.0) for n in range(9)))),
    "committed hits": lambda: of_plan(
        history(*(past(n % 3, 1.0, ambition="committed") for n in range(9)))
    ),
    "early, and that is all": lambda: of_plan(
        history(
            *(past(n % 3, 1.1, reached_at=0.5) for n in range(5)),
            *(past(n % 3, 0.5) for n in range(3)),
        )
    ),
    "one low cycle": lambda: of_plan(history(past(1, 0.1), past(1, 0.2))),
    "mean 0.3": lambda: of_plan(history(past(1, 0.1), past(2, 0.2), past(3, 0.4))),
    "eleven days": lambda: of_one(running(checkins((1, 0, 5))), CYCLE.starts_on + 11 * DAY),
    "checked in until the end": lambda: of_one(
        running(checkins((88, 0.5, 5))), CYCLE.ends_on + 40 * DAY
    ),
    "not running": lambda: of_one(objective(), CYCLE.ends_on),
    "added a week ago": lambda: of_one(
        running(Course(), starts_on=CYCLE.starts_on + 50 * DAY), CYCLE.starts_on + 57 * DAY
    ),
    "confidence kept three weeks": lambda: of_one(running(checkins((7, 0.1, 6), (34, 0.6, 6)))),
    "confidence kept, nothing moved": lambda: of_one(
        running(checkins((0, 0.1, 6), (14, 0.4, 6), (35, 0.2, 6)))
    ),
    "nearly one mind": lambda: of_one(
        running(replace(checkins((0, 0.0, 9)), probability=0.2, probability_full=0.51))
    ),
    "seven grades": lambda: of_plan(history(*(past(1, 0.5, self_grade=0.7) for _ in range(7)))),
    "five and five in two cycles": lambda: of_plan(
        plan(
            *(objective(n) for n in range(1, 6)),
            *(objective(n, cycle=NEXT, ends_on=NEXT.ends_on) for n in range(6, 11)),
        )
    ),
    "six, one closed": lambda: of_plan(
        plan(*(objective(n) for n in range(1, 6)), objective(6, is_active=False))
    ),
    "three of the company": lambda: of_plan(
        replace(in_one_unit(3), units=(replace(COMPANY, is_company=True),))
    ),
    "priority 1 and 2": lambda: of_plan(
        plan(objective(1, priority=1), objective(2, priority=2), objective(3, priority=2))
    ),
    "three objectives of one person": lambda: of_plan(in_one_unit(3, owner_ids=(7,))),
    "local": lambda: of_plan(
        plan(objective(1), objective(2, is_local=True), links=plan(objective(1)).links)
    ),
    "four levels": lambda: of_plan(chain(4)),
    "by way of a key result": lambda: of_plan(
        plan(
            objective(1),
            objective(2),
            links=(
                *plan(objective(1)).links,
                replace(linked(2, 0), parent=Ref(SubjectKind.KEY_RESULT, 11)),
            ),
        )
    ),
    "shares of one": lambda: of_plan(shares(0.7, 0.3)),
    "shares of one, nearly": lambda: of_plan(shares(0.7, 0.3 + 1e-10)),
    "shares not set": lambda: of_plan(shares(None, None)),
    "one metric, one cycle after the other": lambda: of_plan(
        on_metric(key_result(1), key_result(2, target=75.0), cycles=(CYCLE, NEXT))
    ),
    "unlike titles": lambda: of_plan(
        plan(objective(1, title="Raise retention"), objective(2, title="Cut churn"))
    ),
    "two trees": lambda: of_plan(
        plan(
            objective(1, title="Customers stay"),
            objective(2, title="Customers stay", unit_id=2),
            units=(COMPANY, PlannedUnit(2, "Sister")),
        )
    ),
}


@pytest.mark.parametrize("case", FINDS_NOT)
def test_what_just_does_not_break_a_rule(case):
    """The other side of each boundary."""
    assert codes(FINDS_NOT[case]()) == []


def test_a_goal_is_supported_from_any_depth_and_a_closed_objective_supports_none():
    closed = replace(chain(2), objectives=(objective(1, is_active=False), objective(2)))
    assert codes(of_plan(closed)) == []
    nothing = plan(objective(1, is_active=False))
    assert codes(of_plan(nothing)) == ["UNSUPPORTED_GOAL"]


def test_a_company_needs_three_objectives_in_each_cycle():
    later = [objective(n, cycle=NEXT, ends_on=NEXT.ends_on) for n in (4, 5)]
    both = plan(*(objective(n) for n in (1, 2, 3)), *later)
    (found,) = of_plan(replace(both, units=(replace(COMPANY, is_company=True),)))
    assert (found.reason, found.message_values) == ("few", {"count": 2})


@pytest.mark.parametrize(
    ("apart", "unit", "expected"),
    [(0, 1, True), (7, 1, True), (-7, 1, True), (8, 1, False), (-8, 1, False), (0, 2, False)],
)
def test_targets_conflict_within_a_week_and_a_unit_tree(apart, unit, expected):
    """Whichever ends first, the later of the plan is named."""
    middle = CYCLE.starts_on + 40 * DAY
    first, second = (
        objective(n, unit_id=n if unit == 2 else 1, key_results=(kr, key_result(500 + n)))
        for n, kr in (
            (1, key_result(1, metric_id=9, ends_on=middle)),
            (2, key_result(2, metric_id=9, ends_on=middle + apart * DAY, target=75.0)),
        )
    )
    found = of_plan(plan(first, second, units=(COMPANY, PlannedUnit(2, "Sister"))))
    named = [f.subject.id for f in found if f.rule == "CONFLICT_TARGET"]
    assert named == ([2] if expected else [])


def test_the_same_metric_in_the_same_words_is_told_once():
    twice = [key_result(n, title="Retention from 61 % to 70 %") for n in (1, 2)]
    (found,) = of_plan(on_metric(*twice))
    assert (found.rule, found.reason) == ("DUPLICATE", "metric")


def test_a_circle_is_named_and_the_rest_of_the_plan_still_judged():
    whole = plan(
        *(objective(n) for n in range(1, 5)), links=(linked(1, 2), linked(2, 3), linked(3, 1))
    )
    found = of_plan(whole)
    assert codes(found) == ["CYCLE", *["ORPHAN"] * 4, "UNSUPPORTED_GOAL"]
    named = {found[0].subject, *found[0].related}
    assert named == {Ref(SubjectKind.OBJECTIVE, n) for n in (1, 2, 3)}
    assert found[0].message_values == {"count": 3}


def test_a_goal_reached_directly_and_by_a_detour_is_a_link_too_many():
    whole = plan(objective(1), objective(2), links=(*in_one_unit(2).links, linked(2, 1)))
    (found,) = of_plan(whole)
    assert (found.rule, found.related) == ("REDUNDANT_EDGE", (TO_GOAL,))
    assert "Lead in care" in found.message


def test_a_key_result_against_its_kpi_names_the_key_result():
    """A KPI with an aim of its own comes first."""
    metric = PlannedMetric(9, "Discount", 1, direction=-1, target=5, target_on=CYCLE.ends_on)
    against = of_plan(on_metric(key_result(1), metrics=(metric,), cycles=(CYCLE,)))
    assert codes(against) == ["CONFLICT_DIRECTION"]
    assert against[0].subject == Ref(SubjectKind.KEY_RESULT, 1)
    assert against[0].related == (Ref(SubjectKind.METRIC, 9),)
    other = replace(metric, direction=1)
    apart = of_plan(on_metric(key_result(1), metrics=(other,), cycles=(CYCLE,)))
    assert codes(apart) == ["CONFLICT_TARGET"]


def test_published_examples_are_judged_as_expected(shared_data: Path):
    """All expectations that need no reading of the text."""
    cases = json.loads((shared_data / "lint_cases.json").read_text("utf-8"))["cases"]
    seen = set()
    for case in cases:
        given = case["input"]
        owners = (1,) if given["owner"] else ()
        if case["level"] == "objective":
            one, kind = objective(title=given["text"], owner_ids=owners), SubjectKind.OBJECTIVE
        else:
            one, kind = (
                with_key_result(
                    title=given["text"],
                    kind=given["kind"],
                    start=given.get("start"),
                    target=given.get("target"),
                    owner_ids=owners,
                ),
                SubjectKind.KEY_RESULT,
            )
        expected = sorted(set(case["expect"]) & set(all_rules()))
        assert codes([f for f in of_one(one) if f.subject_kind == kind]) == expected, given["text"]
        seen.update(expected)
    assert seen >= {"NO_OWNER", "KR_START_EQ_TARGET", "KR_DIRECTION_MISMATCH"}


def test_natural_spread_is_that_of_the_process_behaviour_chart(shared_data: Path):
    """Checked against limits that R's qcc confirms."""
    cases = json.loads((shared_data / "spc_cases.json").read_text("utf-8"))["cases"]
    for case in cases:
        points = case["series"][: case["baseline_points"]]
        mean, sigma = natural_spread(points)
        assert mean == pytest.approx(case["limits_published"]["centre"], abs=1e-6)
        assert sigma == pytest.approx(case["limits_published"]["sigma"], abs=1e-6)


def test_without_a_kpi_alike_titles_show_that_two_pull_apart():
    """Key results of different units that say the same and want opposite things are in conflict,
    and so are two with different targets for the same day; the later one is named."""
    down = key_result(1, title="Median wait on the phone line", kind="decrease", start=9, target=4)
    up = key_result(2, title="Median wait on the phone line, 2027", kind="increase")
    same = key_result(3, title="The median wait on the phone line", kind="decrease", target=3)
    against = of_plan(plan(objective(1, key_results=(down,)), objective(2, key_results=(up,))))
    assert {"CONFLICT_DIRECTION", "DUPLICATE"} <= set(codes(against))
    assert next(f for f in against if f.rule == "CONFLICT_DIRECTION").subject.id == 2
    apart = of_plan(plan(objective(1, key_results=(down,)), objective(2, key_results=(same,))))
    assert "CONFLICT_TARGET" in codes(apart)
    assert "CONFLICT_DIRECTION" not in codes(apart)
