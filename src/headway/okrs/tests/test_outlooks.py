"""Will it get there? Stored with the check-in, judged by it, shown beside the owner's word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.core.cadence import Cadence
from headway.core.forecast import Outlook, outlook, shown
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import START, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.actions.recomputing import recompute
from headway.okrs.models import KeyResult
from headway.okrs.queries.key_results import rows_by_id
from headway.okrs.queries.trajectories import trajectory_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
COURSE = (41, 42, 44, 45, 47, 48, 50)


@pytest.fixture
def read(world: World) -> KeyResult:
    """A key result with seven weekly readings and an owner who is sure of it."""
    key_result = world.key_results[0]
    for week, value in enumerate(COURSE):
        check_in(
            world.system,
            key_result.pk,
            value=value,
            confidence=9,
            effective_on=START + timedelta(weeks=week, days=2),
        )
    key_result.refresh_from_db()
    return key_result


def _expected(key_result: KeyResult, cycle_ends_on: date) -> float:
    found = outlook(
        "increase",
        start=40,
        target=60,
        readings=[(START + timedelta(weeks=w, days=2), v) for w, v in enumerate(COURSE)],
        cadence=Cadence.WEEKLY,
        starts_on=START,
        ends_on=cycle_ends_on,
        ambition="aspirational",
    )
    assert isinstance(found, Outlook)
    return found.probability


def test_a_check_in_stores_what_the_core_forecasts(world, read):
    assert read.probability == pytest.approx(_expected(read, world.cycle.ends_on))
    assert recompute(world.organisation.pk, write=False)[1] == []


def test_the_forecast_decides_the_status_before_pace(world, read):
    row = rows_by_id([read.pk], as_of=TODAY, today=TODAY)[0]
    assert (row.status.source, row.status.code) == ("forecast", "on_track")


def test_without_four_periods_pace_decides(world):
    key_result = world.key_results[0]
    check_in(world.system, key_result.pk, value=45)
    row = rows_by_id([key_result.pk], as_of=TODAY, today=TODAY)[0]
    assert row.probability is None
    assert row.status.source == "pace"


def test_a_past_day_has_the_forecast_of_its_own_readings(world, read):
    then = rows_by_id([read.pk], as_of=START + timedelta(weeks=4), today=TODAY)[0]
    assert then.outlook.periods_read == 4
    assert then.probability != read.probability


def test_a_stored_forecast_that_is_off_is_found_and_mended(world, read):
    KeyResult.objects.filter(pk=read.pk).update(probability=0.11)
    _count, differences = recompute(world.organisation.pk)
    assert [(d.kind, d.id) for d in differences] == [("key_result", read.pk)]
    read.refresh_from_db()
    assert read.probability == pytest.approx(_expected(read, world.cycle.ends_on))


@pytest.mark.parametrize("address", ["/objectives/{objective}", "/key-results/{key_result}"])
def test_model_and_owner_stand_side_by_side(world, read, address):
    address = address.format(objective=world.objective.pk, key_result=read.pk)
    page = world.client("mate").get(f"{address}?key_result={read.pk}")
    text = page.content.decode()
    percentage = f"{shown(read.probability) * 100:.0f} %".replace(" ", "\N{NO-BREAK SPACE}")
    assert "Who says what about" in text
    assert "Model and owner are far apart" in text
    assert percentage in text or percentage.replace("\N{NO-BREAK SPACE}", " ") in text


@pytest.mark.by_hand
def test_milestones_have_no_model_and_say_so(world):
    key_result = world.key_results[0]
    KeyResult.objects.filter(pk=key_result.pk).update(kind="binary")
    page = world.client("mate").get(f"/key-results/{key_result.pk}").content.decode()
    assert "go by the owner" in page


def test_the_chart_of_a_sum_ends_where_its_value_stands(world):
    key_result = world.key_results[0]
    KeyResult.objects.filter(pk=key_result.pk).update(aggregation="sum", start=10, target=60)
    for week, value in enumerate((5, 7, 4, 6, 8)):
        check_in(
            world.system, key_result.pk, value=value, effective_on=START + timedelta(weeks=week)
        )
    row = rows_by_id([key_result.pk], as_of=TODAY, today=TODAY, with_readings=True)[0]
    chart = trajectory_of(row, [], today=TODAY)
    assert chart.points[-1].value == row.value == 30
    assert chart.outlook[0].likely == 30


def test_agreed_scores_are_forecast_and_have_no_periods_to_count(world):
    measured = add_key_result(
        world.system, objective_id=world.objective.pk, title="Shops", kind="anchored",
        anchors=[[0, 0], [10, 0.3], [15, 0.7], [20, 1]], owner_id=world.people["owner"].pk,
        reason="It was missing.",
    ).key_result  # fmt: skip
    KeyResult.objects.filter(pk=measured.pk).update(added_on=None)
    for week in range(6):
        day = START + timedelta(weeks=week, days=2)
        check_in(world.system, measured.pk, value=2.0 * week, effective_on=day)
    for address in (f"/key-results/{measured.pk}", f"/objectives/{world.objective.pk}"):
        answer = world.client("viewer").get(address)
        assert answer.status_code == 200
        assert "Before rounding" in text_of(answer)
