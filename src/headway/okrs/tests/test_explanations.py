"""An explanation lists what its number is made of, and the lines add up to it."""

from __future__ import annotations

from datetime import date

import pytest

from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.models import KeyResult
from headway.okrs.queries.explanations import explain_key_result
from headway.okrs.queries.key_result_page import key_result_rows_of

TODAY = date(2026, 11, 24)


def explained(world, readings, **definition):
    """The explanation of a key result that is there since the cycle began."""
    made = add_key_result(
        world.system,
        objective_id=world.objective.pk,
        title="Explained",
        owner_id=world.people["owner"].pk,
        reason="Needed",
        **definition,
    ).key_result
    KeyResult.objects.filter(pk=made.pk).update(added_on=None)
    for on, value in readings:
        check_in(world.system, made.pk, value=value, effective_on=on)
    rows = key_result_rows_of(world.objective.pk, as_of=TODAY, today=TODAY, with_readings=True)
    row = next(row for row in rows if row.id == made.pk)
    return row, dict(explain_key_result(row, TODAY).rows)


def test_every_due_period_stands_with_what_it_counts(world):
    row, lines = explained(
        world,
        [(date(2026, 10, 6), 99), (date(2026, 10, 13), 97), (date(2026, 10, 27), 95)],
        kind="stay_above",
        target=98.0,
        fail=96.0,
        cadence="weekly",
    )
    due = [text for label, text in lines.items() if label.startswith("Until")]
    counted = [float(text.split()[-1]) for text in due]
    assert counted[:4] == [1.0, 0.5, 0.0, 0.0]
    assert sum(counted) / len(counted) == pytest.approx(row.raw)


def test_a_sum_lists_what_was_added(world):
    days = [date(2026, 10, 6 + number) for number in range(14)]
    row, lines = explained(
        world, [(on, 1.5) for on in days], kind="increase", start=0.0, target=50.0,
        aggregation="sum",
    )  # fmt: skip
    assert lines["2 earlier entries"] == "+3"
    assert lines["Sum"] == "21"
    assert list(lines.values()).count("+1.5") == 12
    assert row.raw == pytest.approx(21 / 50)


def test_agreed_scores_stand_with_their_values(world):
    _row, lines = explained(
        world, [(date(2026, 10, 6), 13)], kind="anchored",
        anchors=[[0, 0], [10, 0.3], [15, 0.7], [20, 1]],
    )  # fmt: skip
    assert (lines["At 10"], lines["At 15"]) == ("worth 0.30", "worth 0.70")


def test_a_tolerance_is_named_as_a_distance(world):
    _row, lines = explained(
        world, [(date(2026, 10, 6), 55)], kind="within", low=30.0, high=50.0, fail=10.0
    )
    assert lines["Worth nothing when off by"] == "10"
