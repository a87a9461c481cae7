"""A period that still runs is not final yet, unless somebody says that it is."""

from __future__ import annotations

from datetime import date

import pytest

from headway.kit.testing.pages import html_of, text_of
from headway.kit.testing.world import World
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.models import Frequency, Kpi, Measurement
from headway.kpis.tests.test_entry_refused import sent_of
from headway.kpis.tests.values import by_region, first_pass_yield, month

pytestmark = pytest.mark.django_db

NOV = month(22)


def stored(kpi: Kpi, day: date = NOV, key: str = "") -> tuple[float | None, str]:
    found = Measurement.objects.get(series__kpi=kpi, series__key=key, starts_on=day)
    return found.value, found.state


def take(world: World, kpi: Kpi, **reading) -> None:
    record_measurements(world.actor("mate"), kpi.pk, [Reading(NOV, **reading)])


class TestByAction:
    @pytest.mark.parametrize("origin", ["hand", "api", "file"])
    def test_a_value_without_a_state_is_an_estimate(self, world, kpi, origin):
        record_measurements(world.actor("mate"), kpi.pk, [Reading(NOV, 94.0)], origin=origin)
        assert stored(kpi) == (94.0, "estimated")

    def test_the_first_value_of_all_is_one_too(self, world):
        made = first_pass_yield(world)
        take(world, made, value=94.0)
        assert stored(made) == (94.0, "estimated")

    def test_what_is_said_to_be_final_is(self, world, kpi):
        take(world, kpi, value=94.0, state="final")
        assert stored(kpi) == (94.0, "final")

    def test_another_value_for_a_final_one_restates_it_and_for_an_estimate_is_one(self, world, kpi):
        take(world, kpi, value=94.0)
        take(world, kpi, value=94.5)
        assert stored(kpi) == (94.5, "estimated")
        take(world, kpi, value=94.5, state="final")
        take(world, kpi, value=94.7)
        assert stored(kpi) == (94.7, "restated")

    @pytest.mark.parametrize(("today", "state"), [("30", "estimated"), ("31", "final")])
    def test_its_last_day_still_runs(self, world, kpi, monkeypatch, today, state):
        """November has thirty days; the first of December is another period."""
        day = date(2026, 11, 30) if today == "30" else date(2026, 12, 1)
        monkeypatch.setattr("headway.kit.clock.today", lambda _zone: day)
        take(world, kpi, value=94.0)
        assert stored(kpi) == (94.0, state)

    def test_the_whole_of_segments_that_are_said_to_be_final_is_final(self, world):
        parted = by_region(world)
        for name, value in (("north", 40.0), ("south", 60.0)):
            reading = Reading(NOV, value, state="final", segment=name)
            record_measurements(world.actor("mate"), parted.pk, [reading])
        assert stored(parted) == (100.0, "final")

    def test_the_whole_of_segments_whose_period_runs_is_an_estimate(self, world):
        parted = by_region(world)
        for name, value in (("north", 40.0), ("south", 60.0)):
            record_measurements(world.actor("mate"), parted.pk, [Reading(NOV, value, segment=name)])
        assert stored(parted, key="north") == (40.0, "estimated")
        assert stored(parted) == (100.0, "estimated")


class TestInTheGrid:
    def test_its_column_says_until_when_it_runs(self, world):
        made = first_pass_yield(world, frequency=Frequency.WEEKLY)
        page = html_of(world.client("mate").get("/kpis/enter"))
        assert text_of(world.client("mate").get("/kpis/enter")).count("runs until Sun 29 Nov") == 1
        assert f'aria-label="{made.name}, wk 48, 23 Nov to 29 Nov, runs until Sun 29 Nov"' in page

    def test_so_does_its_cell_where_a_phone_has_no_columns(self, world):
        first_pass_yield(world, frequency=Frequency.WEEKLY)
        page = html_of(world.client("mate").get("/kpis/enter"))
        assert (page.count('data-l="wk 48, still runs"'), page.count('data-l="wk 47"')) == (1, 1)

    def test_a_number_is_kept_as_an_estimate_and_shown_as_one(self, world, kpi):
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m11="94.2"))
        assert stored(kpi) == (94.2, "estimated")
        assert 'value="~94.2"' in html_of(client.get("/kpis/enter"))

    def test_an_equals_sign_says_that_it_is_final(self, world, kpi):
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m11="= 94.2"))
        assert stored(kpi) == (94.2, "final")
        assert 'value="94.2"' in html_of(client.get("/kpis/enter"))

    def test_an_equals_sign_says_nothing_new_of_what_is_settled(self, world, kpi):
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m10="94.2"))
        sent = sent_of(kpi, m10="=94.4") | {f"was-v-{kpi.pk}-2026-10-01": "94.2"}
        client.post("/kpis/enter", sent)
        assert stored(kpi, month(21)) == (94.4, "restated")
