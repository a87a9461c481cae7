"""Progress that an imported file states outright reads the same wherever it stands."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.pages import text_of
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import CheckIn, KeyResult, Objective

DAY = date(2026, 11, 20)


def stated(world, progress, kind="binary", **definition):
    """A key result of which a file says how far it is, and no value."""
    made = add_key_result(
        world.system, objective_id=world.objective.pk, title="Move in", kind=kind, reason="Needed",
        owner_id=world.people["owner"].pk, **definition,
    ).key_result  # fmt: skip
    KeyResult.objects.filter(pk=made.pk).update(added_on=None)
    CheckIn.objects.create(
        key_result=made, organisation=world.organisation, effective_on=DAY,
        entered_at=world.objective.created_at, stated_progress=progress,
    )  # fmt: skip
    recompute(world.organisation.pk)
    return made.pk


def now_of(world, key_result):
    page = text_of(world.client("viewer").get(f"/key-results/{key_result}"))
    return page.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("progress", "says"), [(0.5, "Now 50 % stated"), (1.0, "Now done"), (0.0, "Now open")]
)
def test_half_of_what_is_done_or_not_is_not_done(world, progress, says):
    page = now_of(world, stated(world, progress))
    assert says in page
    assert "no reading yet" not in page.lower()


def test_a_number_of_which_only_progress_is_stated_is_drawn_in_percent(world):
    key_result = stated(world, 0.5, "increase", start=0.0, target=10.0)
    page = now_of(world, key_result)
    assert "Now 50 % stated" in page
    assert "no reading yet" not in page.lower()
    drawn = world.client("viewer").get(f"/key-results/{key_result}").content.decode()
    assert 'text-anchor="end">0</text>' in drawn  # the scale begins where progress does


def test_a_closed_objective_stands_by_its_days_and_not_by_today(world):
    key_result = stated(world, 0.5)
    Objective.objects.filter(pk=world.objective.pk).update(state="closed")
    page = now_of(world, key_result)
    assert "today, week" not in page
    assert "Next check-in –" in page
    whole = text_of(world.client("viewer").get(f"/objectives/{world.objective.pk}"))
    assert "20 Nov 2026" in whole
