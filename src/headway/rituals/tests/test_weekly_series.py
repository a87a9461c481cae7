"""A weekly that is planned once may be one of many."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from headway.kit import clock
from headway.kit.testing.world import NOW, World
from headway.people.actions import create_token, deactivate_person
from headway.rituals.actions.rooms import cancel_meeting, deadlines
from headway.rituals.actions.rooms.deadlines import begin_of_series, series_to_begin
from headway.rituals.actions.series import change_series, end_series, start_series
from headway.rituals.jobs import begin_series, turn_due
from headway.rituals.models import Meeting, MeetingSeries


def plan(world: World, who: str, **fields: str) -> int:
    unit = world.units["blue"].pk
    sent = {"on": "2026-11-26", "at": "10:00", "mode": "live", **fields}
    return world.client(who).post(f"/weekly/plan?unit={unit}", sent).status_code


class TestPlanIt:
    @pytest.mark.parametrize(
        ("how_often", "words"),
        [("1", "Every Thursday, 10:00"), ("2", "Thursday, 10:00, every 2 weeks")],
    )
    def test_every_week_or_two(self, world: World, how_often: str, words: str) -> None:
        assert plan(world, "coach", every_weeks=how_often) == 302
        series, meeting = MeetingSeries.objects.get(), Meeting.objects.get()
        assert (series.weekday, series.at, series.weeks) == (3, time(10), int(how_often))
        assert meeting.series_id == series.pk
        unit = world.units["blue"].pk
        assert words in world.client("mate").get(f"/weekly?unit={unit}").content.decode()

    def test_once_begins_no_series(self, world: World) -> None:
        assert plan(world, "coach", every_weeks="") == 302
        assert not MeetingSeries.objects.exists()

    def test_in_ones_own_time_each_is_open_as_long(self, world: World) -> None:
        sent = {"mode": "async", "ends_on": "2026-11-27", "ends_at": "16:00"}
        assert plan(world, "coach", every_weeks="1", **sent) == 302
        assert MeetingSeries.objects.get().open_hours == 30

    def test_it_takes_who_leads_there(self, world: World) -> None:
        unit = world.units["blue"].pk
        form = 'name="every_weeks"'
        assert form in world.client("coach").get(f"/weekly?unit={unit}").content.decode()
        assert form not in world.client("mate").get(f"/weekly?unit={unit}").content.decode()
        assert plan(world, "mate", every_weeks="1") == 403
        assert not Meeting.objects.exists()

    def test_a_second_series_is_refused_and_plans_nothing(self, world: World) -> None:
        start_series(world.actor("lead"), unit_id=world.units["blue"].pk, weekday=1, at=time(9))
        assert plan(world, "coach", every_weeks="1") == 409
        assert not Meeting.objects.exists()

    @pytest.mark.parametrize("how_often", ["0", "99", "often"])
    def test_what_is_no_rhythm_is_refused(self, world: World, how_often: str) -> None:
        assert plan(world, "coach", every_weeks=how_often) == 422
        assert not Meeting.objects.exists()


class TestInOnesOwnTime:
    def test_each_of_the_series_opens_by_itself(self, world: World) -> None:
        """It was never planned by anybody, so it never opened."""
        start_series(
            world.actor("lead"), unit_id=world.units["blue"].pk, weekday=1, at=time(8),
            mode="async", open_hours=48,
        )  # fmt: skip
        for week in range(2):
            with clock.frozen(NOW + timedelta(weeks=week)):
                for _worker in range(2):
                    begin_series()
                    turn_due()
            with clock.frozen(NOW + timedelta(weeks=week, days=3)):
                begin_series()
                turn_due()
        found = Meeting.objects.order_by("planned_at")
        assert [one.state for one in found] == ["closed", "closed"]
        assert [one.ends_at - one.planned_at for one in found if one.ends_at] == [
            timedelta(hours=48)
        ] * 2

    def test_one_that_was_cancelled_stays_so(self, world: World) -> None:
        start_series(
            world.actor("lead"), unit_id=world.units["blue"].pk, weekday=1, at=time(8),
            mode="async",
        )  # fmt: skip
        begin_series()
        cancel_meeting(world.actor("lead"), Meeting.objects.get().pk)
        begin_series()
        assert Meeting.objects.get().state == "cancelled"

    def test_a_live_one_waits_for_people(self, world: World) -> None:
        start_series(world.actor("lead"), unit_id=world.units["blue"].pk, weekday=1, at=time(8))
        begin_series()
        assert not Meeting.objects.exists()


class TestOneThatHasNotBegun:
    """It ended the day before, on a day on which it was not there yet."""

    def planned(self, world: World) -> MeetingSeries:
        assert plan(world, "coach", every_weeks="1") == 302  # on Thursday
        return MeetingSeries.objects.get()

    def test_is_not_ended_and_says_what_to_do(self, world: World) -> None:
        series = self.planned(world)
        sent = {"do": "end_series", "series_id": series.pk, "version": series.version}
        answer = world.client("coach").post("/coach/calendar/step", sent)
        assert answer.status_code == 409
        assert "begins on 26 Nov 2026" in answer.content.decode()
        _token, secret = create_token(world.actor("coach"), name="x", scopes=["write", "read"])
        said = world.client(None).post(
            f"/api/v1/meeting-series/{series.pk}/end", content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        ).json()  # fmt: skip
        assert (said["status"], said["code"]) == (409, "series_not_begun")
        assert "Change it until then, or end it on that day." in said["detail"]
        series.refresh_from_db()
        assert series.ended_on is None

    def test_may_be_changed_and_ended_on_its_day(self, world: World) -> None:
        series, coach = self.planned(world), world.actor("coach")
        change_series(coach, series.pk, weekday=4)
        with clock.frozen(NOW + timedelta(days=2)):
            end_series(coach, series.pk)
        series.refresh_from_db()
        assert series.ended_on is not None


def test_scripts_begin_a_series_too(world: World) -> None:
    _token, secret = create_token(world.actor("coach"), name="x", scopes=["write", "read"])
    sent = {"unit_id": world.units["blue"].pk, "planned_at": "2026-11-26T10:00:00Z",
            "every_weeks": 1}  # fmt: skip
    made = world.client(None).post(
        "/api/v1/meetings", sent, "application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    assert made.status_code == 201, made.content
    assert Meeting.objects.get().series_id == MeetingSeries.objects.get().pk


class TestWhatHappensMeanwhile:
    def test_a_facilitator_who_left_is_no_reason_to_refuse_another_day(self, world: World) -> None:
        unit, coach = world.units["blue"].pk, world.actor("coach")
        mate = world.people["mate"].pk
        series = start_series(coach, unit_id=unit, weekday=1, at=time(9), facilitator_id=mate)
        deactivate_person(world.actor("admin"), mate)
        sent = {"do": "change_series", "series_id": series.pk, "weekday": 3, "at": "10:00"}
        assert world.client("coach").post("/coach/calendar/step", sent).status_code == 302
        series.refresh_from_db()
        assert (series.weekday, series.facilitator_id) == (3, mate)

    @pytest.mark.parametrize("changes", [{"weekday": 3}, {"mode": "live"}, None])
    def test_what_was_changed_or_ended_begins_no_more(
        self, world: World, changes: dict[str, Any] | None
    ) -> None:
        coach = world.actor("coach")
        series = start_series(
            coach, unit_id=world.units["blue"].pk, weekday=1, at=time(9), mode="async"
        )
        with clock.frozen(NOW + timedelta(hours=2)):
            [(pk, day)] = series_to_begin()
            if changes is None:
                end_series(coach, series.pk)
            else:
                change_series(coach, series.pk, **changes)
            assert begin_of_series(pk, day) is None
        assert not Meeting.objects.exists()

    def test_of_very_many_series_each_begins(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """They are read part by part."""
        monkeypatch.setattr(deadlines, "SERIES_AT_ONCE", 1)
        for unit in ("blue", "green"):
            start_series(
                world.system, unit_id=world.units[unit].pk, weekday=1, at=time(9), mode="async"
            )
        with clock.frozen(NOW + timedelta(hours=2)):
            begin_series()
        units = Meeting.objects.order_by("pk").values_list("unit__name", flat=True)
        assert list(units) == ["Blue", "Green"]
