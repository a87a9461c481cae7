"""Of two people who settle the same thing the second is told; who clicks twice is not."""

from __future__ import annotations

import re
from datetime import time

import pytest

from headway.kit.testing.world import World
from headway.rituals.actions.blockers import raise_blocker, resolve_blocker
from headway.rituals.actions.changing_items import change_action
from headway.rituals.actions.items import add_action, settle_action
from headway.rituals.actions.rooms import open_weekly
from headway.rituals.actions.series import change_series, start_series
from headway.rituals.models import ActionItem, Blocker, MeetingSeries

pytestmark = pytest.mark.django_db
VERSION = re.compile(r'name="version" value="(\d+)"')


def test_the_page_of_actions_tells_who_comes_second(world: World) -> None:
    owner, mate, blue = world.actor("owner"), world.client("mate"), world.units["blue"].pk
    action = add_action(owner, title="Call", unit_id=blue)
    blocker = raise_blocker(owner, title="No data", unit_id=blue)
    shown = mate.get("/actions").content.decode()
    assert VERSION.findall(shown) == ["1"] * 3  # done, taken, resolved
    change_action(owner, action.pk, title="Write")
    resolve_blocker(owner, blocker.pk, word="Bought.")
    resolve_blocker(owner, blocker.pk, is_resolved=False)
    for sent in (
        {"do": "settle", "action_id": action.pk, "state": "done", "version": "1"},
        {"do": "take", "action_id": action.pk, "version": "1"},
        {"do": "resolve", "blocker_id": blocker.pk, "version": "1"},
    ):
        assert mate.post("/actions/step", sent).status_code == 412
    assert ActionItem.objects.get().state == "open"
    assert Blocker.objects.get().resolved_at is None


def test_so_does_the_room(world: World) -> None:
    owner, mate, blue = world.actor("owner"), world.client("mate"), world.units["blue"].pk
    action = add_action(owner, title="Call", unit_id=blue)
    blocker = raise_blocker(owner, title="No data", unit_id=blue)
    room = f"/meetings/{open_weekly(owner, blue).pk}"
    assert len(VERSION.findall(mate.get(room).content.decode())) == 2
    settle_action(owner, action.pk, state="dropped", word="Nobody needs it.")
    resolve_blocker(owner, blocker.pk, word="Bought.")
    settled = {"do": "settle", "action_id": action.pk, "state": "done", "version": "1"}
    resolved = {"do": "resolve", "blocker_id": blocker.pk, "word": "Sent.", "version": "1"}
    for sent in (settled, resolved):
        assert mate.post(f"{room}/step", sent).status_code == 412
    assert ActionItem.objects.get().closing_word == "Nobody needs it."
    assert Blocker.objects.get().resolution == "Bought."


def test_a_second_click_is_no_second_opinion(world: World) -> None:
    owner, blue = world.actor("owner"), world.units["blue"].pk
    action = add_action(owner, title="Call", unit_id=blue)
    blocker = raise_blocker(owner, title="No data", unit_id=blue)
    for _twice in range(2):
        settle_action(owner, action.pk, state="done", version=1)
        resolve_blocker(owner, blocker.pk, version=1)
    assert (ActionItem.objects.get().version, Blocker.objects.get().version) == (2, 2)


def test_terms_of_a_series_are_not_overwritten(world: World) -> None:
    blue, lead = world.units["blue"].pk, world.actor("lead")
    series = start_series(lead, unit_id=blue, weekday=0, at=time(9))
    shown = world.client("coach").get("/coach/calendar").content.decode()
    assert VERSION.findall(shown) == ["1"]
    change_series(lead, series.pk, weekday=2)
    sent = {"series_id": series.pk, "weekday": "4", "at": "10:00", "weeks": "1", "version": "1"}
    for do in ("change_series", "end_series"):
        answer = world.client("coach").post("/coach/calendar/step", {"do": do, **sent})
        assert answer.status_code == 412
    kept = MeetingSeries.objects.get()
    assert (kept.weekday, kept.ended_on) == (2, None)
