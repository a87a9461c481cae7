"""Whoever has just saved values may take them back, as long as nobody has gone on with them."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.testing.pages import html_of
from headway.kit.testing.world import NOW
from headway.kpis.actions.measurements import Written
from headway.kpis.actions.undoing import undo_values
from headway.kpis.models import Measurement, Revision
from headway.kpis.tests.test_entry_refused import sent_of
from headway.kpis.tests.values import by_region, enter, first_pass_yield, measure, month

pytestmark = pytest.mark.django_db

UNDO = {"undo": "1"}


def of(kpi, at: int, key: str = "") -> list[float | None]:
    found = Measurement.objects.filter(
        series__kpi=kpi, series__key=key, starts_on__gte=month(at)
    ).order_by("starts_on")
    return list(found.values_list("value", flat=True))


def written(kpi) -> list[Written]:
    rows = Measurement.objects.filter(series__kpi=kpi, series__key="")
    return [Written("", *row) for row in rows.values_list("starts_on", "revision", "entered_at")]


class TestUndo:
    def test_the_values_go_and_what_they_replaced_and_signalled_is_as_before(self, world, kpi):
        measure(world, kpi, [94.5], first=20)
        client = world.client("mate")
        sent = sent_of(kpi, m9="94.9", m10="92.0")
        page = html_of(client.post("/kpis/enter", sent, follow=True))
        assert ("1 signal appeared" in page, ">Undo</button>" in page) == (True, True)
        page = html_of(client.post("/kpis/enter", UNDO, follow=True))
        assert "2 values taken back." in page
        assert ">Undo</button>" not in page
        assert (of(kpi, 20), kpi.signals.filter(withdrawn_at=None).count()) == ([94.5], 0)
        assert not Revision.objects.filter(series__kpi=kpi).exists()
        told = Event.objects.filter(verb="kpi.values_taken_back").get()
        assert json.loads(told.before) == {"values": 2, "first": "2026-09-01", "last": "2026-10-01"}

    def test_several_kpis_and_segments_are_one_undo(self, world, kpi):
        parted = by_region(world, name="Orders")
        enter(world, parted, "north", [40.0], first=21)
        south = parted.series.get(key="south").pk
        client = world.client("mate")
        sent = sent_of(kpi, m10="94.2") | {f"v-{parted.pk}-{south}-2026-10-01": "60"}
        client.post("/kpis/enter", sent)
        assert of(parted, 21) == [100.0]
        page = html_of(client.post("/kpis/enter", UNDO, follow=True))
        assert "2 values taken back." in page
        assert (of(kpi, 20), of(parted, 21), of(parted, 21, "south")) == ([], [], [])
        assert of(parted, 21, "north") == [40.0]

    def test_what_somebody_has_corrected_since_stays(self, world, kpi):
        other = first_pass_yield(world, name="Scrap")
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m10="94.2") | sent_of(other, m10="94.4"))
        measure(world, kpi, [94.3], first=21, by="owner")
        page = html_of(client.post("/kpis/enter", UNDO, follow=True))
        assert "First-pass yield has been changed since. Nothing was taken back." in page
        assert (of(kpi, 21), of(other, 21)) == ([94.3], [94.4])

    def test_what_was_entered_again_after_an_undo_is_not_taken_by_an_older_page(self, world, kpi):
        """Both have the same number, since the first one is gone."""
        older, newer = world.client("mate"), world.client("mate")
        older.post("/kpis/enter", sent_of(kpi, m10="94.2"))
        done = {kpi.pk: [*written(kpi)]}
        undo_values(world.actor("mate"), done)
        with clock.frozen(NOW + timedelta(minutes=5)):
            newer.post("/kpis/enter", sent_of(kpi, m10="94.9"))
            page = html_of(older.post("/kpis/enter", UNDO, follow=True))
        assert "has been changed since. Nothing was taken back." in page
        assert of(kpi, 20) == [94.9]

    def test_it_is_there_once_and_for_nobody_else(self, world, kpi):
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m10="94.2"))
        page = html_of(world.client("owner").post("/kpis/enter", UNDO, follow=True))
        assert "There is nothing to take back." in page
        assert of(kpi, 21) == [94.2]
        client.post("/kpis/enter", UNDO)
        assert "There is nothing to take back." in html_of(
            client.post("/kpis/enter", UNDO, follow=True)
        )

    def test_who_may_no_longer_enter_values_takes_none_back(self, world, kpi):
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m10="94.2"))
        kpi.updater_id = None
        kpi.save()
        page = html_of(client.post("/kpis/enter", UNDO, follow=True))
        assert "may enter values here" in page
        assert of(kpi, 21) == [94.2]


class TestHowLong:
    def test_it_stays_when_a_later_save_fails(self, world, kpi):
        """The refused save took it away, though nothing of it was saved."""
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m10="94.2"))
        page = html_of(client.post("/kpis/enter", sent_of(kpi, m9="abc")))
        assert ("One cell needs a look." in page, ">Undo</button>" in page) == (True, True)
        assert re.search(r"1 value saved at \d\d:\d\d\.", page)
        page = html_of(client.post("/kpis/enter", UNDO, follow=True))
        assert "1 value taken back." in page
        assert of(kpi, 21) == []

    def test_saving_again_what_is_there_takes_nothing_away_either(self, world, kpi):
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m10="94.2"))
        page = html_of(client.post("/kpis/enter", sent_of(kpi, m10="94.2"), follow=True))
        assert ("Nothing was changed." in page, ">Undo</button>" in page) == (True, True)

    @pytest.mark.parametrize(("hours", "is_there"), [(11, True), (13, False)])
    def test_it_is_there_for_twelve_hours(self, world, kpi, hours, is_there):
        """Days later it still took values away that others had worked with."""
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m10="94.2"))
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            page = html_of(client.get("/kpis/enter"))
            assert (">Undo</button>" in page) is is_there

    def test_a_page_that_was_left_open_is_told_that_it_is_too_late(self, world, kpi):
        client = world.client("mate")
        client.post("/kpis/enter", sent_of(kpi, m10="94.2"))
        with clock.frozen(clock.now() + timedelta(hours=13)):
            page = html_of(client.post("/kpis/enter", UNDO, follow=True))
        assert "Values can be taken back for 12 hours. Correct them, or write n/a and why." in page
        assert ">Undo</button>" not in page
        assert of(kpi, 21) == [94.2]

    def test_the_action_keeps_the_limit_itself(self, world, kpi):
        done = measure(world, kpi, [94.2], first=21)
        with (
            clock.frozen(clock.now() + timedelta(hours=13)),
            pytest.raises(Conflict) as refused,
        ):
            undo_values(world.actor("mate"), {kpi.pk: done.written})
        assert refused.value.code == "too_late"
        assert of(kpi, 21) == [94.2]
