"""Segments of a KPI: named, ordered, put away, brought back, and by whom."""

from __future__ import annotations

from datetime import date

import pytest

from headway.activity.models import Event
from headway.kit.problems import Conflict, InvalidInput, NotAllowed, NotFound
from headway.kpis.actions.definitions import update_kpi
from headway.kpis.actions.measurements import Reading, record_measurements
from headway.kpis.actions.removing import take_values_back
from headway.kpis.actions.segments import (
    add_segment,
    archive_segment,
    arrange_segments,
    restore_segment,
    update_segment,
)
from headway.kpis.tests.test_segments import codes, segment, whole
from headway.kpis.tests.values import (
    by_region,
    enter,
    month,
)

pytestmark = pytest.mark.django_db


class TestKeeping:
    def test_names_and_keys_are_unique_and_there_are_fifty_at_most(self, world, monkeypatch):
        kpi = by_region(world)
        owner = world.actor("owner")
        for fields, field in (
            ({"name": "NORTH"}, "name"),
            ({"name": ""}, "name"),
            ({"name": "x" * 121}, "name"),
            ({"name": "East", "key": "north"}, "key"),
            ({"name": "East", "key": "East 1"}, "key"),
            ({"name": "East", "key": "ſouth"}, "key"),
        ):
            with pytest.raises(InvalidInput) as refused:
                add_segment(owner, kpi.pk, **fields)
            assert [error.field for error in refused.value.errors] == [field]
        assert add_segment(owner, kpi.pk, name="!!").key == "segment"
        assert add_segment(owner, kpi.pk, name="??").key == "segment-2"
        monkeypatch.setattr("headway.kpis.actions.segments.MOST_SEGMENTS", 4)
        with pytest.raises(Conflict):
            add_segment(owner, kpi.pk, name="East")

    def test_no_name_is_the_key_of_another(self, world):
        """A source that tells the key of the one had its values stored in the other."""
        kpi, owner = by_region(world), world.actor("owner")
        update_segment(owner, kpi.pk, segment(kpi, "North"), name="Old north")
        with pytest.raises(InvalidInput) as refused:
            add_segment(owner, kpi.pk, name="North")
        assert codes(refused) == [("name", "taken")]
        assert "mean “Old north” by it" in refused.value.errors[0].message
        with pytest.raises(InvalidInput) as refused:
            update_segment(owner, kpi.pk, segment(kpi, "South"), name="NORTH")
        assert codes(refused) == [("name", "taken")]
        update_segment(owner, kpi.pk, segment(kpi, "Old north"), name="North")
        add_segment(owner, kpi.pk, name="west-2", key="w")
        assert add_segment(owner, kpi.pk, name="West 2").key == "west-2-2"

    @pytest.mark.parametrize("since", [date(1, 1, 1), date(9999, 12, 31)])
    def test_it_begins_on_a_day_that_calendars_know(self, world, since):
        kpi, owner = by_region(world, frequency="weekly"), world.actor("owner")
        with pytest.raises(InvalidInput) as refused:
            add_segment(owner, kpi.pk, name="East", since=since)
        assert codes(refused) == [("since", "out_of_calendar")]
        with pytest.raises(InvalidInput):
            update_segment(owner, kpi.pk, segment(kpi, "North"), since=since)

    def test_one_comes_back_where_there_is_room(self, world, monkeypatch):
        kpi, owner = by_region(world), world.actor("owner")
        north = segment(kpi, "North")
        archive_segment(owner, kpi.pk, north)
        monkeypatch.setattr("headway.kpis.actions.segments.MOST_SEGMENTS", 1)
        with pytest.raises(Conflict, match="1 segments at most"):
            restore_segment(owner, kpi.pk, north)

    def test_values_of_a_segment_that_is_none_are_not_taken_back(self, world):
        with pytest.raises(NotFound):
            take_values_back(
                world.system, by_region(world).pk, [month(0)], why="A slip.", segment="east"
            )

    def test_they_are_named_and_ordered_and_the_trail_tells(self, world):
        kpi = by_region(world)
        owner = world.actor("owner")
        north, south = segment(kpi, "North"), segment(kpi, "South")
        update_segment(owner, kpi.pk, north, name="Far north")
        arrange_segments(owner, kpi.pk, [south])
        names = kpi.series.exclude(key="").order_by("position").values_list("name", flat=True)
        assert list(names) == ["South", "Far north"]
        verbs = Event.objects.filter(subject_type="kpi", subject_id=kpi.pk).order_by("sequence")
        assert [event.verb for event in verbs][-2:] == ["segment.changed", "kpi.segments_arranged"]
        page = world.client("owner").get(f"/kpis/{kpi.pk}/history").content.decode()
        assert "Segment changed" in page
        with pytest.raises(InvalidInput):
            arrange_segments(owner, kpi.pk, [south, south])

    def test_only_who_may_define_it_and_nobody_from_elsewhere(self, world):
        kpi = by_region(world)
        with pytest.raises(NotAllowed):
            add_segment(world.actor("mate"), kpi.pk, name="East")
        with pytest.raises(NotFound):
            add_segment(world.actor("outsider"), kpi.pk, name="East")
        other = by_region(world, "East", name="Other")
        with pytest.raises(NotFound):
            update_segment(world.actor("owner"), kpi.pk, segment(other, "East"), name="Mine")

    def test_another_way_to_put_together_makes_the_whole_anew(self, world):
        kpi = by_region(world)
        enter(world, kpi, "north", [4.0])
        enter(world, kpi, "south", [6.0])
        update_kpi(world.system, kpi.pk, in_time="mean")
        assert whole(kpi)[month(0)] == (5.0, "restated", 2)
        with pytest.raises(InvalidInput) as refused:
            update_kpi(world.system, kpi.pk, in_time="ratio")
        assert [error.field for error in refused.value.errors] == ["in_time"]

    def test_another_scale_leaves_earlier_wholes_as_they_were(self, world):
        kpi = by_region(world, in_time="ratio")
        for name in ("north", "south"):
            reading = Reading(month(0), numerator=1, denominator=2, segment=name)
            record_measurements(world.system, kpi.pk, [reading])
        update_kpi(world.system, kpi.pk, scale=100.0, why="Per cent.")
        add_segment(world.system, kpi.pk, name="West")
        assert whole(kpi)[month(0)] == (0.5, "final", 1)
