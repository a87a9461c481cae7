"""Courses go into profiles and come back as what they were."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.courses import Course, course_of, own_points, own_profile, profile_of
from headway.core.definitions import profile_problems
from headway.core.errors import DefinitionError
from headway.core.pace import expected_progress

START, END = date(2026, 10, 5), date(2027, 1, 3)


@pytest.mark.parametrize("course", ["linear", "back_loaded", "front_loaded"])
def test_a_named_course_is_known_again(course):
    """What the form offers is what it shows again."""
    assert course_of(profile_of(course)) == (Course(course), None)


@given(st.integers(2, 24))
def test_steps_are_known_again_by_their_number(steps):
    """A stepped profile keeps how many steps it has."""
    assert course_of(profile_of("stepped", steps=steps)) == (Course.STEPPED, steps)


@given(
    st.lists(
        st.tuples(st.integers(1, 89), st.integers(1, 99)), max_size=8, unique_by=lambda p: p[0]
    )
)
def test_days_and_shares_make_a_valid_profile_and_come_back(points):
    """Whatever rises is a profile, and its inner points are the days that were given."""
    days = sorted(day for day, _ in points)
    shares = sorted(share / 100 for _, share in points)
    given_points = [(START + timedelta(days=d), s) for d, s in zip(days, shares, strict=True)]
    profile = own_profile(given_points, start=START, end=END)
    assert profile_problems(profile) == []
    assert own_points(profile, start=START, end=END) == given_points
    for day, share in given_points:
        tau = (day - START).days / (END - START).days
        assert expected_progress(tau, profile) == pytest.approx(share)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([(START - timedelta(days=1), 0.1)], "Choose days"),
        ([(START + timedelta(days=9), 1.1)], "between 0 and 100"),
        ([(START + timedelta(days=9), 0.5), (START + timedelta(days=20), 0.4)], "must not fall"),
        ([(START + timedelta(days=9), 0.5), (START + timedelta(days=9), 0.4)], "each day once"),
        ([(START, 0.2)], "begins at 0"),
        ([(END, 0.9)], "ends at 100"),
    ],
)
def test_what_is_no_course_is_refused_with_the_reason(points, words):
    """The sentence says what to change."""
    with pytest.raises(DefinitionError, match=words):
        own_profile(points, start=START, end=END)


@pytest.mark.parametrize("steps", [None, 1, 25])
def test_a_number_of_steps_is_needed(steps):
    """One step is no stair, and more than two a week are no plan."""
    with pytest.raises(DefinitionError, match="how many steps"):
        profile_of("stepped", steps=steps)
