"""How much fits into a cycle."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.bands import Band
from headway.core.cadence import Cadence
from headway.core.planning.focus import (
    MOST_KEY_RESULTS,
    MOST_OBJECTIVES,
    bottom_up_share,
    focus,
    owner_loads,
    two_sided_band,
)
from tests.core.plans import key_result, objective

counts = st.lists(st.integers(0, 12), max_size=12)


@given(st.lists(st.sampled_from(["bottom_up", "top_down"]), max_size=40))
def test_the_share_mirrors_when_origins_are_swapped(origins):
    found = bottom_up_share(origins)
    swapped = bottom_up_share(
        "top_down" if origin == "bottom_up" else "bottom_up" for origin in origins
    )
    assert found.bottom_up + found.top_down == len(origins)
    assert found.band == swapped.band
    assert (found.lean is None) == (swapped.lean is None)
    assert found.lean is None or found.lean != swapped.lean
    if origins:
        assert found.share + swapped.share == pytest.approx(1)


@pytest.mark.parametrize(
    ("below", "above", "band", "lean"),
    [
        (0, 0, Band.NONE, None),
        (2, 3, Band.GREEN, None),
        (3, 2, Band.GREEN, None),
        (1, 3, Band.AMBER, "top_down"),
        (3, 1, Band.AMBER, "bottom_up"),
        (1, 4, Band.RED, "top_down"),
        (4, 1, Band.RED, "bottom_up"),
    ],
)
def test_about_half_bottom_up_is_green(below, above, band, lean):
    found = bottom_up_share(["bottom_up"] * below + ["top_down"] * above)
    assert (found.band, found.lean) == (band, lean)
    if not below + above:
        assert found.share is None


def test_another_origin_is_refused():
    with pytest.raises(ValueError, match="sideways"):
        bottom_up_share(["bottom_up", "sideways"])


@given(st.floats(0, 1))
def test_a_two_sided_band_is_the_same_on_both_sides(value):
    green, amber = (0.4, 0.6), (0.25, 0.75)
    mirrored = two_sided_band(1 - value, green=green, amber=amber)
    assert two_sided_band(value, green=green, amber=amber) == mirrored


@given(counts)
def test_what_stays_after_the_excess_is_within_the_limits(key_results):
    found = focus(key_results)
    kept = found.key_results - found.excess_key_results
    assert 0 <= kept <= MOST_OBJECTIVES * MOST_KEY_RESULTS
    assert found.objectives - found.excess_objectives <= MOST_OBJECTIVES
    assert found.excess_objectives == 0 or found.room == 0
    within = len(key_results) <= MOST_OBJECTIVES and max(key_results, default=0) <= MOST_KEY_RESULTS
    if within:
        assert found.excess_key_results == found.excess_objectives == 0
        assert found.excess_hours == 0


@given(counts, st.floats(0, 60))
def test_costs_are_in_proportion(key_results, minutes):
    """Twice the key results cost twice the hours; half as often costs half."""
    once = focus(key_results, check_in_minutes=minutes)
    twice = focus(key_results * 2, check_in_minutes=minutes)
    seldom = focus(key_results, check_in_minutes=minutes, cadence=Cadence.BIWEEKLY)
    assert twice.check_in_hours == pytest.approx(2 * once.check_in_hours)
    assert twice.review_hours == pytest.approx(2 * once.review_hours)
    assert seldom.check_in_hours == pytest.approx(once.check_in_hours / 2)
    assert once.excess_hours <= once.check_in_hours + 1e-12
    if once.round_seconds is None:
        assert once.key_results == 0
    else:
        assert once.round_seconds * once.key_results == pytest.approx(240)


@pytest.mark.parametrize(
    ("key_results", "minutes"), [([-1], 5.0), ([1], -1.0), ([1], math.nan), ([1], math.inf)]
)
def test_numbers_that_are_none_are_refused(key_results, minutes):
    with pytest.raises(ValueError, match=r"or more|from 0 up"):
        focus(key_results, check_in_minutes=minutes)


@given(st.lists(st.lists(st.floats(0.1, 10), min_size=1, max_size=6), max_size=6), st.data())
def test_weights_of_all_owners_sum_to_the_objectives(weights, data):
    """Each key result with one owner: what people carry is what there is."""
    people = st.integers(1, 4)
    objectives = [
        objective(
            n,
            owner_ids=(data.draw(people),),
            key_results=tuple(
                key_result(10 * n + i, owner_ids=(data.draw(people),), weight=weight)
                for i, weight in enumerate(parts)
            ),
        )
        for n, parts in enumerate(weights, 1)
    ]
    loads = owner_loads(objectives)
    assert math.fsum(load.weight for load in loads.values()) == pytest.approx(len(weights))
    assert sum(load.objectives for load in loads.values()) == len(weights)
    assert sum(load.key_results for load in loads.values()) == sum(map(len, weights))
    assert all(loads[person].person_id == person for person in loads)


def test_closed_objectives_and_cancelled_key_results_weigh_nothing():
    active = objective(
        owner_ids=(7,),
        key_results=(
            key_result(1, owner_ids=(7,), weight=1),
            key_result(2, owner_ids=(7,), weight=3, is_active=False),
        ),
    )
    closed = objective(2, owner_ids=(7, 8), is_active=False)
    loads = owner_loads([active, closed])
    assert list(loads) == [7]
    assert (loads[7].objectives, loads[7].key_results, loads[7].weight) == (1, 1, 1.0)


def test_four_objectives_or_six_key_results_are_too_many_for_one_person():
    three = [objective(n, owner_ids=(7,)) for n in (1, 2, 3)]
    assert not owner_loads(three)[7].is_over
    assert owner_loads([*three, objective(4, owner_ids=(7,))])[7].is_over
    five = tuple(key_result(n, owner_ids=(7,)) for n in range(5))
    assert not owner_loads([objective(key_results=five)])[7].is_over
    six = (*five, key_result(5, owner_ids=(7,)))
    assert owner_loads([objective(key_results=six)])[7].is_over
