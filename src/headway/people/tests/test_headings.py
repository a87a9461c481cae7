"""What the lists of people, units and events answer at their top, in every form."""

from __future__ import annotations

import pytest

from headway.activity.queries import ChainCheck
from headway.people.queries import PersonTotals, UnitTotals
from headway.people.views.words import audit_heading, people_heading, units_heading


@pytest.mark.parametrize(
    ("totals", "may_manage", "said"),
    [
        (PersonTotals(1, 1), False, "One person."),
        (PersonTotals(3, 0), True, "Three people. Everybody has an account."),
        (PersonTotals(3, 1), True, "Three people. One has no account yet."),
        (PersonTotals(3, 2), True, "Three people. Two have no account yet."),
    ],
)
def test_only_who_manages_people_hears_who_cannot_sign_in(
    totals: PersonTotals, may_manage: bool, said: str
) -> None:
    assert people_heading(totals, may_manage=may_manage) == said


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        (UnitTotals(1, 1), "One unit. It has no lead yet."),
        (UnitTotals(2, 2), "Two units. No unit has a lead yet."),
        (UnitTotals(2, 1), "Two units. One has no lead."),
        (UnitTotals(2, 0), "Two units. Each has a lead."),
    ],
)
def test_units_say_who_is_not_led(totals: UnitTotals, said: str) -> None:
    assert units_heading(totals) == said


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        (None, "Every change, newest first."),
        (ChainCheck(1, None), "1 event, and the chain is intact."),
        (ChainCheck(1200, None), "1,200 events, and the chain is intact."),
        (ChainCheck(7, 4, "It is missing."), "The chain is broken at event 4. It is missing."),
    ],
)
def test_the_audit_trail_says_what_came_of_verifying(checked: ChainCheck | None, said: str) -> None:
    assert audit_heading(checked) == said
