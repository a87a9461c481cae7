"""Values are kept by the first day of their period, so the calendar stays where there are any."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.tests.values import first_pass_yield
from headway.people.actions import update_organisation
from headway.people.models import Organisation

pytestmark = pytest.mark.django_db

TYPED = {"name": "Aster", "time_zone": "UTC", "fiscal_year_start": "1", "week_start": "0"}


@pytest.mark.parametrize(
    ("frequency", "field", "value"),
    [("weekly", "week_start", 6), ("quarterly", "fiscal_year_start", 4),
     ("yearly", "fiscal_year_start", 4)],
)  # fmt: skip
def test_a_week_or_year_that_holds_values_stays(world: World, frequency, field, value):
    kpi = first_pass_yield(world, frequency=frequency)
    update_organisation(world.system, **{field: value})
    update_organisation(world.system, **{field: int(TYPED[field])})
    record_measurements(
        world.system,
        kpi.pk,
        [Reading(date(2025, 1, 6) + timedelta(weeks=53 * n), 9.0) for n in (0, 1)],
    )
    page = world.client("admin").post("/settings/organisation", {**TYPED, field: value})
    assert page.status_code == 422
    assert "1 KPI has values by" in text_of(page)
    stored = Organisation.objects.get(pk=world.organisation.pk)
    assert str(getattr(stored, field)) == TYPED[field]
    update_organisation(world.system, time_zone="Europe/Berlin")


def test_a_period_that_does_not_apply_is_kept_by_its_first_day_too(world: World):
    kpi = first_pass_yield(world, frequency="weekly")
    record_measurements(
        world.system, kpi.pk, [Reading(date(2026, 3, 17), state="na", reason="A strike.")]
    )
    with pytest.raises(InvalidInput) as refused:
        update_organisation(world.system, week_start=6)
    assert [(one.field, one.code) for one in refused.value.errors] == [("week_start", "in_use")]


def test_months_and_days_are_the_same_in_every_calendar(world: World):
    kpi = first_pass_yield(world)
    record_measurements(world.system, kpi.pk, [Reading(date(2026, 3, 17), 94.0)])
    update_organisation(world.system, week_start=6, fiscal_year_start=4)
