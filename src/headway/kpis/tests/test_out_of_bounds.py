"""Days beyond every calendar and texts that cannot be stored are refused at their field."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from headway.kit.problems import InvalidInput
from headway.kit.testing.world import World
from headway.kpis.actions.definitions import create_kpi, update_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.rebases import rebase
from headway.kpis.actions.remarks import annotate
from headway.kpis.actions.responses import record_action, record_cause
from headway.kpis.actions.targets import set_target
from headway.kpis.models import Annotation, Frequency, Kpi, KpiVersion, Measurement, Target
from headway.kpis.tests.values import STEADY, first_pass_yield, raised

pytestmark = pytest.mark.django_db

BEYOND = [
    date.min, date(1, 1, 5), date(1899, 12, 31), date(3000, 1, 1), date(9999, 12, 1), date.max,
]  # fmt: skip
ANSWERS = dict.fromkeys(("different", "reason", "wanted", "lasting"), "Yes.")


def refuse_everywhere(world: World, kpi: Kpi, day: date) -> None:
    writes = {
        "readings.0.on": lambda: record_measurements(world.system, kpi.pk, [Reading(day, 94.0)]),
        "effective_on": lambda: set_target(
            world.system, kpi.pk, kind="at_least", low=90.0, effective_on=day
        ),
        "by": lambda: set_target(world.system, kpi.pk, kind="at_least", low=90.0, by=day),
        "starts_on": lambda: rebase(world.system, kpi.pk, starts_on=day, **ANSWERS),
        "on": lambda: annotate(world.system, kpi.pk, on=day, text="A strike"),
        "review_by": lambda: update_kpi(world.system, kpi.pk, review_by=day),
    }
    for field, write in writes.items():
        with pytest.raises(InvalidInput) as refused:
            write()
        errors = [(error.field, error.code) for error in refused.value.errors]
        assert errors == [(field, "out_of_calendar")], field
    with pytest.raises(InvalidInput) as refused:
        update_kpi(world.system, kpi.pk, formula="Another", why="So", effective_on=day)
    assert [error.field for error in refused.value.errors] == ["effective_on"]


@pytest.mark.parametrize("frequency", Frequency.values)
def test_no_calendar_has_the_day(world: World, frequency: str):
    world.organisation.fiscal_year_start = 2
    world.organisation.save()
    kpi = first_pass_yield(world, frequency=frequency)
    for day in BEYOND:
        refuse_everywhere(world, kpi, day)
    for model in (Measurement, Target, Annotation):
        assert not model.objects.exists()
    assert KpiVersion.objects.filter(kpi=kpi).count() == 1


def test_an_action_ends_on_a_day_of_the_calendar(world: World):
    response = raised(world, first_pass_yield(world), [*STEADY, 92.0])
    record_cause(world.system, response.pk, cause="The jig.")
    with pytest.raises(InvalidInput) as refused:
        record_action(
            world.system,
            response.pk,
            action="Raise it.",
            owner_id=world.people["owner"].pk,
            ends_on=date.max,
        )
    assert [error.code for error in refused.value.errors] == ["out_of_calendar"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_pages_name_the_field_of_such_a_day_and_keep_what_was_typed(world: World, day: str):
    kpi = first_pass_yield(world, frequency="yearly")
    record_measurements(world.system, kpi.pk, [Reading(date(2026, 1, 1), 94.0)])
    client = world.client("owner")
    for address, sent in (
        (f"/kpis/{kpi.pk}/target", {"kind": "at_least", "low": "90", "effective_on": day}),
        (f"/kpis/{kpi.pk}/target", {"kind": "at_least", "low": "90", "by": day}),
        (f"/kpis/{kpi.pk}/rebase", {"starts_on": day, **ANSWERS}),
        (f"/kpis/{kpi.pk}/edit", {"name": "FPY", "review_by": day}),
        (f"/kpis/{kpi.pk}/step", {"do": "remark", "on": day, "text": "A strike"}),
    ):
        page = client.post(address, sent)
        assert page.status_code == 422, (address, page.status_code)
        assert "Choose a day from 1900 to 2999." in page.content.decode(), address


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_texts_that_no_database_keeps_are_refused_at_their_field(world: World, text: str):
    kpi = first_pass_yield(world)
    change: dict[str, Any]
    for field in ("name", "question", "limitations", "source"):
        change = {field: text}
        with pytest.raises(InvalidInput) as refused:
            update_kpi(world.system, kpi.pk, **change)
        assert [(e.field, e.code) for e in refused.value.errors] == [(field, "unstorable")]
    with pytest.raises(InvalidInput):
        create_kpi(
            world.system,
            unit_id=world.units["blue"].pk,
            name="Scrap",
            owner_id=world.people["owner"].pk,
            external_id=text,
        )
    with pytest.raises(InvalidInput) as refused:
        record_measurements(
            world.system, kpi.pk, [Reading(date(2026, 1, 1), state="na", reason=text)]
        )
    assert [(e.field, e.code) for e in refused.value.errors] == [
        ("readings.0.reason", "unstorable")
    ]
    assert Kpi.objects.count() == 1


def test_the_first_and_the_last_day_of_the_calendar_can_be_used(world: World):
    for frequency in Frequency.values:
        kpi = first_pass_yield(world, name=frequency, frequency=frequency)
        for day in (date(1900, 1, 1), date(2999, 12, 31)):
            set_target(
                world.system, kpi.pk, kind="at_least", low=90.0, by=day, effective_on=day, why="So"
            )
        record_measurements(world.system, kpi.pk, [Reading(date(2026, 1, 1), 94.0)])
        update_kpi(world.system, kpi.pk, review_by=date(2999, 12, 31) - timedelta(days=1))
        page = world.client("owner").get(f"/kpis/{kpi.pk}")
        assert page.status_code == 200
