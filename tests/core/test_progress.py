"""Progress of a key result: published ground truth, worked numbers, and laws that hold for all."""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from headway.core.bands import band
from headway.core.cadence import Cadence, periods
from headway.core.definitions import definition_problems
from headway.core.errors import DefinitionError, ReadingError
from headway.core.kinds import KeyResultKind
from headway.core.progress import (
    aggregate,
    due_period_values,
    interpolate,
    key_result_progress,
    period_grade,
    stated_progress,
)

numbers = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-6)
MONDAY = date(2026, 10, 5)


def test_ground_truth_cases_hold_to_six_digits(ground_truth) -> None:
    """Every published case: raw, score and both bands."""
    cases = ground_truth("kr_score_cases")
    assert len(cases) >= 19
    for case in cases:
        found = key_result_progress(case["kind"], **case["input"])
        assert found.raw == pytest.approx(case["raw"], abs=1e-6), case["name"]
        assert found.score == pytest.approx(case["score"], abs=1e-6), case["name"]
        assert band(found.score, "aspirational") == case["band_aspirational"], case["name"]
        assert band(found.score, "committed") == case["band_committed"], case["name"]


@given(start=numbers, target=numbers, value=numbers)
def test_progress_of_a_change_is_the_exact_ratio(start, target, value):
    """raw equals (value − start) / (target − start), recomputed in exact fractions."""
    assume(abs(target - start) > 1e-3)
    exact = Fraction(value - start) / Fraction(target - start)
    found = key_result_progress("increase", start=start, target=target, value=value)
    assert found.raw == pytest.approx(float(exact), rel=1e-12, abs=1e-12)


@given(start=numbers, target=numbers, value=numbers)
def test_turning_the_sign_turns_increase_into_decrease(start, target, value):
    """Mirroring all numbers at zero changes nothing."""
    assume(start != target)
    up = key_result_progress("increase", start=start, target=target, value=value)
    down = key_result_progress("decrease", start=-start, target=-target, value=-value)
    assert up.raw == down.raw


@given(
    start=st.floats(-1e3, 1e3),
    way=st.floats(1, 1e3),
    share=st.floats(-2, 3),
    scale=st.floats(0.1, 100),
    shift=st.floats(-1e3, 1e3),
)
def test_progress_does_not_depend_on_the_measure(start, way, share, scale, shift):
    """Scaling and shifting the measure (euros to cents, Celsius to Fahrenheit) changes nothing."""

    def raw(factor: float, offset: float) -> float:
        def turn(x: float) -> float:
            return x * factor + offset

        found = key_result_progress(
            "increase", start=turn(start), target=turn(start + way), value=turn(start + share * way)
        ).raw
        assert found is not None
        return found

    assert raw(scale, shift) == pytest.approx(raw(1, 0), abs=1e-6)


@given(start=numbers, target=numbers, values=st.lists(numbers, min_size=2, max_size=2))
def test_nearer_to_the_target_is_never_worse(start, target, values):
    """raw grows in the direction of the target."""
    assume(start != target)
    first, second = sorted(values, key=lambda v: (v - start) * (1 if target > start else -1))
    one = key_result_progress("increase", start=start, target=target, value=first).raw
    two = key_result_progress("increase", start=start, target=target, value=second).raw
    assert one <= two


@given(raw=st.floats(-1e9, 1e9))
def test_score_is_raw_held_between_0_and_1(raw):
    """Also for progress that somebody stated."""
    assert stated_progress(raw).score == min(1.0, max(0.0, raw))


@given(st.floats(0.01, 1e6), st.floats(1.01, 100), st.floats(0.01, 1e6))
def test_on_a_log_scale_equal_factors_are_equal_progress(start, factor, value):
    """Progress of the geometric middle is one half."""
    middle = key_result_progress(
        "increase", start=start, target=start * factor, value=start * math.sqrt(factor), scale="log"
    )
    assert middle.raw == pytest.approx(0.5)


def test_worked_numbers_of_the_method():
    cases = [
        ({"start": 8, "target": 5, "value": 6}, 2 / 3),
        ({"start": -20, "target": 10, "value": -5}, 0.5),
        ({"start": 40, "target": 60, "value": 70}, 1.5),
    ]
    for given_, raw in cases:
        assert key_result_progress("increase", **given_).raw == pytest.approx(raw)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_reading_that_is_no_number_is_refused_never_zero(bad):
    with pytest.raises(ReadingError):
        key_result_progress("increase", start=0, target=1, value=bad)
    with pytest.raises(ReadingError):
        key_result_progress("stay_below", target=1, values=[0.5, bad])


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("field", ["start", "target"])
def test_a_goal_post_that_is_no_number_is_refused_never_zero(field, bad):
    with pytest.raises(DefinitionError) as refused:
        key_result_progress("increase", **({"start": 0, "target": 1, "value": 0.5} | {field: bad}))
    assert (refused.value.code, refused.value.field) == ("NOT_FINITE", field)
    with pytest.raises(DefinitionError):
        key_result_progress("stay_above", target=bad, values=[0.5])


def test_progress_that_no_number_holds_is_refused():
    with pytest.raises(ReadingError, match="too large"):
        key_result_progress("increase", start=0, target=1e-300, value=1e15)


@pytest.mark.parametrize(
    ("kind", "definition", "code"),
    [
        ("within", {"low": 50, "high": 30}, "RANGE"),
        ("within", {"low": 30, "high": 50, "fail": -5}, "FAIL_SIDE"),
        ("stay_above", {"target": 98, "fail": 99}, "FAIL_SIDE"),
        ("stay_below", {"target": 98, "fail": 98}, "FAIL_SIDE"),
    ],
)
def test_a_limit_that_contradicts_itself_earns_no_grade(kind, definition, code):
    """A tolerance below 0 would have graded each miss 1."""
    with pytest.raises(DefinitionError) as refused:
        key_result_progress(kind, values=[60], **definition)
    assert refused.value.code == code


def test_an_unknown_scale_is_not_taken_for_a_linear_one():
    with pytest.raises(DefinitionError, match="linear or a log"):
        key_result_progress("increase", start=1, target=10, value=5, scale="logarithmic")


def test_a_log_scale_refuses_zero():
    with pytest.raises(ReadingError, match="above 0"):
        key_result_progress("increase", start=1, target=10, value=0, scale="log")
    with pytest.raises(DefinitionError):
        key_result_progress("increase", start=0, target=10, value=5, scale="log")


def test_progress_without_a_start_asks_for_one():
    with pytest.raises(DefinitionError) as refused:
        key_result_progress("increase", target=10, value=5)
    assert (refused.value.code, refused.value.field) == ("KR_NO_BASELINE", "start")
    with pytest.raises(DefinitionError) as refused:
        key_result_progress("increase", start=10, value=5)
    assert refused.value.field == "target"


@given(
    values=st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=1, max_size=30),
    floor=st.floats(1, 99),
    width=st.floats(0.5, 50),
)
def test_period_progress_is_the_mean_grade_and_its_parts_add_up(values, floor, width):
    """Between 0 and 1; contributions of the periods sum to it; a missing one adds nothing."""
    found = key_result_progress("stay_above", target=floor, fail=floor - width, values=values)
    assert found.raw is not None
    assert 0 <= found.raw <= 1
    assert math.fsum(part.contribution for part in found.parts) == pytest.approx(found.raw)
    for part in found.parts:
        if part.value is None:
            assert part.grade == 0
        elif part.value >= floor:
            assert part.grade == 1


@given(value=st.floats(-100, 200), low=st.floats(0, 50), width=st.floats(0, 50))
def test_within_grades_both_sides_alike(value, low, width):
    """Mirroring a value at the middle of the range gives the same grade."""
    high = low + width
    mirrored = low + high - value
    one = period_grade("within", value, low=low, high=high, fail=10)
    two = period_grade("within", mirrored, low=low, high=high, fail=10)
    assert one == pytest.approx(two, abs=1e-9)


def test_period_kinds_need_their_limits():
    with pytest.raises(DefinitionError):
        period_grade("within", 1, low=0)
    with pytest.raises(DefinitionError):
        period_grade("stay_above", 1)


@given(
    weights=st.lists(st.floats(0.1, 10), min_size=1, max_size=12),
    factor=st.floats(0.1, 10),
    data=st.data(),
)
def test_milestone_weights_count_only_in_proportion(weights, factor, data):
    """Multiplying every weight by the same factor changes nothing; all done is 1, none is 0."""
    done = data.draw(st.lists(st.booleans(), min_size=len(weights), max_size=len(weights)))
    one = key_result_progress("milestone", weights=weights, done=done)
    two = key_result_progress("milestone", weights=[w * factor for w in weights], done=done)
    assert one.raw == pytest.approx(two.raw)
    assert key_result_progress("milestone", weights=weights, done=[True] * len(weights)).raw == 1
    assert key_result_progress("milestone", weights=weights, done=[False] * len(weights)).raw == 0


def test_milestones_refuse_weights_that_cannot_weigh():
    for weights, done in (([1], [1, 0]), ([0, 0], [1, 0]), ([-1, 2], [1, 0])):
        with pytest.raises(DefinitionError):
            key_result_progress("milestone", weights=weights, done=done)
    assert key_result_progress("milestone", weights=[1]).raw is None
    assert key_result_progress("milestone", done=[1, 0]).raw == 0.5


def test_anchored_scores_run_straight_between_anchors_and_level_outside():
    anchors = [(0, 0), (10, 0.3), (15, 0.7), (20, 1)]
    at = {-5: 0, 0: 0, 5: 0.15, 13: 0.54, 20: 1, 99: 1}
    for value, score in at.items():
        found = key_result_progress("anchored", anchors=anchors, value=value)
        assert found.raw == pytest.approx(score)
    falling = key_result_progress("anchored", anchors=[(0, 1), (10, 0)], value=2.5)
    assert falling.raw == 0.75
    assert key_result_progress("anchored", anchors=anchors).raw is None
    with pytest.raises(DefinitionError):
        key_result_progress("anchored", anchors=[(0, 0)], value=1)


@given(
    points=st.lists(st.tuples(numbers, numbers), min_size=2, max_size=8, unique_by=lambda p: p[0])
)
def test_interpolation_passes_through_its_points(points):
    ordered = sorted(points)
    for x, y in ordered:
        assert interpolate(ordered, x) == pytest.approx(y, rel=1e-9, abs=1e-6)


def test_yes_no_kinds():
    assert key_result_progress("binary", done=True).raw == 1
    assert key_result_progress("baseline", done=False).raw == 0
    assert key_result_progress("binary").raw is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_aggregation_rules(values):
    """last, sum, mean, max and min are what they say, and lie where they must."""
    assert aggregate(values, "last") == values[-1]
    assert aggregate(values, "sum") == pytest.approx(math.fsum(values))
    assert min(values) - 1e-6 <= aggregate(values, "mean") <= max(values) + 1e-6
    assert aggregate(values, "max") == max(values)
    assert aggregate(values, "min") == min(values)


def test_aggregation_refuses_nothing_and_the_unknown():
    with pytest.raises(ReadingError):
        aggregate([], "last")
    with pytest.raises(ReadingError):
        aggregate([1], "median")


@given(
    days=st.lists(st.integers(0, 90), max_size=20, unique=True).map(sorted),
    as_of=st.integers(0, 120),
)
def test_due_periods_keep_order_and_count_gaps_only_when_due(days, as_of):
    """As many periods as are due; each reading sits in its own period; nothing after as_of."""
    end = MONDAY + timedelta(days=90)
    today = MONDAY + timedelta(days=as_of)
    readings = [(MONDAY + timedelta(days=d), float(d)) for d in days]
    found = due_period_values(readings, cadence=Cadence.WEEKLY, start=MONDAY, end=end, as_of=today)
    spans = periods(Cadence.WEEKLY, start=MONDAY, end=end)
    assert len(found) <= len(spans)
    for span, value in zip(spans, found, strict=False):
        inside = [v for d, v in readings if span.start <= d <= min(span.end, today)]
        assert value == (inside[-1] if inside else None)
    for span in spans[len(found) :]:
        assert not any(span.start <= d <= min(span.end, today) for d, _ in readings)


def test_a_period_is_not_missed_before_it_is_overdue():
    """The current week, and the week before it, wait for their reading."""
    end = MONDAY + timedelta(weeks=13, days=-1)
    week2 = MONDAY + timedelta(days=8)
    assert due_period_values([], cadence=Cadence.WEEKLY, start=MONDAY, end=end, as_of=week2) == []
    week3 = MONDAY + timedelta(days=15)
    found = due_period_values([], cadence=Cadence.WEEKLY, start=MONDAY, end=end, as_of=week3)
    assert found == [None]
    after = due_period_values(
        [], cadence=Cadence.WEEKLY, start=MONDAY, end=end, as_of=end + timedelta(days=1)
    )
    assert after == [None] * 13


DEFINITIONS = [
    ("increase", {"start": 5, "target": 5}, ["KR_START_EQ_TARGET"]),
    ("decrease", {"start": 5, "target": 7}, ["KR_DIRECTION_MISMATCH"]),
    ("increase", {}, ["KR_NO_BASELINE", "KR_NO_NUMBER"]),
    ("increase", {"start": -1, "target": 7, "scale": "log"}, ["NOT_POSITIVE"]),
    ("increase", {"start": 1, "target": 7, "scale": "cubic"}, ["UNKNOWN"]),
    ("increase", {"start": math.nan, "target": 7}, ["NOT_FINITE"]),
    ("stay_above", {}, ["KR_NO_NUMBER"]),
    ("stay_above", {"target": 5, "fail": 6}, ["FAIL_SIDE"]),
    ("stay_below", {"target": 5, "fail": 4}, ["FAIL_SIDE"]),
    ("within", {"low": 5}, ["KR_NO_NUMBER"]),
    ("within", {"low": 5, "high": 4}, ["RANGE"]),
    ("within", {"low": 4, "high": 5, "fail": 0}, ["FAIL_SIDE"]),
    ("milestone", {}, ["NO_MILESTONE"]),
    ("milestone", {"weights": [0, 0]}, ["WEIGHTS"]),
    ("anchored", {"anchors": [(0, 0)]}, ["ANCHORS"]),
    ("anchored", {"anchors": [(0, 0), (0, 1)]}, ["ANCHORS"]),
    ("anchored", {"anchors": [(0, 0), (1, 2)]}, ["ANCHORS"]),
    ("anchored", {"anchors": [(0, 0), (1, 0.8), (2, 0.5)]}, ["ANCHORS"]),
    ("increase", {"start": 0, "target": 1, "profile": [(0, 0), (0.5, 2), (1, 1)]}, ["PROFILE"]),
    ("increase", {"start": 0, "target": 1, "profile": [(0, 0)]}, ["PROFILE"]),
    ("increase", {"start": 0, "target": 1, "profile": [(0, 0.1), (1, 1)]}, ["PROFILE"]),
]


@pytest.mark.parametrize(("kind", "definition", "codes"), DEFINITIONS)
def test_a_definition_that_cannot_be_measured_says_all_that_is_wrong(kind, definition, codes):
    assert [problem.code for problem in definition_problems(kind, **definition)] == codes


@pytest.mark.parametrize(
    ("kind", "definition"),
    [
        ("increase", {"start": 0, "target": 10, "profile": [(0, 0), (0.5, 0.2), (1, 1)]}),
        ("decrease", {"start": 10, "target": 0}),
        ("stay_above", {"target": 5, "fail": 4}),
        ("stay_below", {"target": 5}),
        ("within", {"low": 4, "high": 4}),
        ("milestone", {"weights": [1, 0]}),
        ("anchored", {"anchors": [[10, 0], [5, 1]]}),
        ("binary", {}),
        ("baseline", {}),
    ],
)
def test_a_sound_definition_has_no_problem(kind, definition):
    assert definition_problems(kind, **definition) == []


@given(kind=st.sampled_from(list(KeyResultKind)))
def test_nothing_read_gives_no_progress(kind):
    """None, never 0: what that means is for the objective to say."""
    found = key_result_progress(kind, start=0, target=1, low=0, high=1)
    assert (found.raw, found.score) == (None, None)


any_number = st.floats(allow_nan=True, allow_infinity=True, allow_subnormal=True)


@given(
    kind=st.sampled_from(["increase", "decrease"]),
    scale=st.sampled_from(["linear", "log"]),
    start=any_number,
    target=any_number,
    value=any_number,
)
def test_what_may_be_entered_can_be_reckoned_with(kind, scale, start, target, value):
    """Property: whatever floats a start and a target are, they are refused when they are entered or
    every reading that is accepted gives a finite progress."""
    if definition_problems(kind, start=start, target=target, scale=scale):
        return
    try:
        found = key_result_progress(kind, start=start, target=target, scale=scale, value=value)
    except ReadingError as refused:
        assert not math.isfinite(value) or abs(value) > 1e15 or (scale == "log" and value <= 0), (
            refused
        )
    else:
        assert math.isfinite(found.raw)


@given(
    start=st.floats(0, 1e15, exclude_min=True),
    target=st.floats(0, 1e15, exclude_min=True),
    value=st.floats(0, 1e15, exclude_min=True),
)
def test_a_log_scale_that_was_stored_before_is_still_read(start, target, value):
    """Property: a definition that nobody may enter any more, such as a start of 1e-320, still has a
    finite progress for every reading."""
    kind = "increase" if target >= start else "decrease"
    found = key_result_progress(kind, start=start, target=target, scale="log", value=value)
    assert math.isfinite(found.raw)


@given(
    values=st.lists(any_number, min_size=2, max_size=4),
    scores=st.lists(any_number, min_size=2, max_size=4),
    value=st.floats(-1e15, 1e15),
)
def test_anchors_that_may_be_entered_give_a_score(values, scores, value):
    """Property: whatever floats stand in anchors, they are refused or every reading has a score
    from 0 to 1."""
    anchors = list(zip(values, scores, strict=False))
    if not definition_problems("anchored", anchors=anchors):
        raw = key_result_progress("anchored", anchors=anchors, value=value).raw
        assert -1e-9 <= raw <= 1 + 1e-9


@pytest.mark.parametrize(
    ("start", "target", "code"),
    [(1e-320, 1.0, "TOO_SMALL"), (5e-324, 1.0, "TOO_SMALL"), (1e10, 1e10 + 2e-6, None)],
)
def test_a_log_scale_starts_from_a_number_one_can_divide_by(start, target, code):
    """A start that is nearly 0 is refused with a sentence, and so are two that are one factor."""
    codes = [
        p.code for p in definition_problems("increase", start=start, target=target, scale="log")
    ]
    assert codes == [code or "KR_START_EQ_TARGET"]
