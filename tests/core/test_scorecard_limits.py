"""Where a score ends to be one: the limits of method 5.3, by its own figures."""

from __future__ import annotations

import math

import pytest

from headway.core.scorecard import Part, put_together


@pytest.mark.parametrize(("there", "of", "has_score"), [
    (3, 5, True), (6, 10, True), (5, 9, False), (7, 12, False), (599, 1000, False),
    (60, 100, True), (59, 100, False),
])  # fmt: skip
def test_there_is_a_score_from_sixty_of_a_hundred_weights_on(there: int, of: int, has_score: bool):
    """“coverage < 60 % → no score”."""
    found = put_together([Part(50.0, there), Part(None, of - there)])
    assert found.coverage == pytest.approx(there / of)
    assert (found.score is not None) == has_score


def test_coverage_goes_all_the_way_down():
    """Three of five KPIs make a goal's score; of two such goals six of ten KPIs are there."""
    goal = put_together([Part(80.0), Part(40.0), Part(60.0), Part(None), Part(None)])
    assert goal.score == pytest.approx(60)
    whole = put_together([goal.part(), goal.part()])
    assert (whole.score, whole.coverage) == (pytest.approx(60), pytest.approx(0.6))
    less = put_together([goal.part(), Part(60.0), put_together([Part(None)]).part()])
    assert less.coverage == pytest.approx((0.6 + 1 + 0) / 3)
    assert less.score is None


def test_a_score_of_nothing_counts_as_one_in_a_geometric_mean():
    """“geometric (with floor 1)”: √(1 · 100) = 10."""
    assert put_together([Part(0.0), Part(100.0)], mean="geometric").score == pytest.approx(10)
    mean = put_together([Part(0.5), Part(64.0)], mean="geometric").score
    assert mean == pytest.approx(math.sqrt(64))
