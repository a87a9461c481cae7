"""What a KPI's definition leaves open: worked cases and laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.kpi_quality import (
    Definition,
    Gap,
    foresight,
    gaps,
    is_computable,
    says_little,
    says_nothing,
)

DAY = date(2026, 11, 24)
WHOLE = Definition(
    has_owner=True,
    question="Does the line build a sound unit at once?",
    formula="units passed at the first test / units presented, reworked ones left out",
    response_plan="The head of manufacturing stops the line.",
    counter_metric="Scrap",
    is_lagging=False,
    is_led=False,
    is_share=True,
    review_by=DAY,
)


def test_a_whole_definition_leaves_nothing_open():
    """On the last day of its review nothing is overdue yet."""
    assert gaps(WHOLE, DAY) == ()
    assert gaps(WHOLE, DAY + timedelta(days=1)) == (Gap.REVIEW,)
    assert gaps(replace(WHOLE, review_by=None), date.max) == ()


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"has_owner": False}, Gap.OWNER),
        ({"name": "x"}, Gap.NAME),
        ({"question": " "}, Gap.QUESTION),
        ({"formula": ""}, Gap.FORMULA),
        ({"formula": "units passed at the first test"}, Gap.FORMULA),  # of what?
        ({"response_plan": ""}, Gap.RESPONSE_PLAN),
        ({"counter_metric": ""}, Gap.COUNTER),
        ({"is_lagging": True}, Gap.LEADING),
    ],
)
def test_each_gap_is_named(change, gap):
    assert gaps(replace(WHOLE, **change), DAY) == (gap,)


def test_an_outcome_that_another_leads_is_seen_ahead():
    assert gaps(replace(WHOLE, is_lagging=True, is_led=True), DAY) == ()


@pytest.mark.parametrize(
    "formula",
    [
        "passed / tested", "a ÷ b", "Units passed, divided by units tested", "% of calls answered",
        "Share of orders on time", "complaints per shipped unit", "answered out of all calls",
        "percentage of active users", "bestanden : geprüft",
    ],
)  # fmt: skip
def test_a_share_names_what_is_divided_by_what(formula):
    assert is_computable(formula, is_share=True)


@pytest.mark.parametrize("formula", ["", "Yield", "NPS, monthly", "Happy customers in per cent"])
def test_what_no_stranger_could_compute(formula):
    assert not is_computable(formula, is_share=True)


@given(st.text(max_size=80), st.text(alphabet="abc ", max_size=40))
def test_more_words_never_take_a_formula_away(formula, more):
    """Adding words after a formula that can be computed leaves it so."""
    if is_computable(formula):
        assert is_computable(f"{formula} {more}")


@given(st.text(max_size=80))
def test_a_share_needs_no_less_than_a_number(formula):
    assert is_computable(formula) or not is_computable(formula, is_share=True)


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_share_that_leads_lies_between_nothing_and_all(leading, others):
    found = foresight(leading, leading + others)
    if found.share is None:
        assert found.is_enough
    else:
        assert 0 <= found.share <= 1
        assert found.is_enough == (leading * 10 >= (leading + others) * 3)


@given(st.text(), st.text())
def test_more_words_never_say_nothing_where_fewer_said_something(text, more):
    if not says_nothing(text):
        assert not says_nothing(f"{text} {more}")
    if not says_little(text):
        assert not says_little(f"{text} {more}")
        assert not says_nothing(text)
