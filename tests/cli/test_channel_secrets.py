"""The addresses of channels are secrets: sealed anew with other keys, missed where no key fits, and
shown nowhere."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.sealed import unseal
from headway.kit.testing.world import World
from headway.people.actions import create_token
from headway.reminders.actions.channel_secrets import seal_channels_again, unreadable_channels
from headway.reminders.actions.channels import remove_channel, try_channel, update_channel
from headway.reminders.jobs import enqueue_channels
from headway.reminders.models import Channel
from headway.reminders.tests.test_channels import Room, added, room
from headway.reminders.tests.working import done_last_week, work
from tests.cli.conftest import Terminal

__all__ = ["room"]

pytestmark = pytest.mark.django_db

KEY, NEXT = "an encryption key of 32 letters A", "an encryption key of 32 letters B"
SECRET = "top-secret"


def test_a_key_is_replaced_without_entering_addresses_again(
    world: World, room: Room, settings: Any
) -> None:
    added(world, room)  # by the key that follows from the secret key
    remove_channel(world.actor("coach"), added(world, room, name="#gone").pk)
    settings.ENCRYPTION_KEYS = [KEY]
    assert seal_channels_again() == (1, [])
    settings.SECRET_KEY = "renewed"
    settings.ENCRYPTION_KEYS = [NEXT, KEY]
    assert seal_channels_again() == (1, [])
    settings.ENCRYPTION_KEYS = [NEXT]
    channel = Channel.objects.get(removed_at=None)
    assert unseal(channel.secrets) == {"url": room.url}
    assert try_channel(world.actor("coach"), channel.pk) == ""
    settings.ENCRYPTION_KEYS = []
    assert seal_channels_again() == (0, ["#blue"])
    assert unreadable_channels() == ["#blue"]


def test_the_command_line_seals_and_misses_them(
    world: World, room: Room, settings: Any, terminal: Terminal
) -> None:
    added(world, room)
    settings.ENCRYPTION_KEYS = [KEY]
    done = terminal.run("secrets", "rotate")
    assert done.exit_code == 0, done.output
    assert "channels: 1." in done.output
    assert terminal.doctor()["Secrets"]["state"] == "ok"
    settings.ENCRYPTION_KEYS, settings.SECRET_KEY = [], "renewed"
    missed = terminal.doctor()["Secrets"]
    assert missed["state"] == "fail"
    assert "#blue" in missed["detail"]
    lost = terminal.run("secrets", "rotate")
    assert lost.exit_code == 1
    assert "#blue" in lost.output


def test_a_channel_that_takes_nothing_is_noted_by_the_doctor(
    world: World, room: Room, terminal: Terminal
) -> None:
    channel = added(world, room)
    assert terminal.doctor()["Channels"] == {
        "name": "Channels", "state": "ok", "detail": "1 channel takes what is posted.",
    }  # fmt: skip
    room.status = 404
    assert try_channel(world.actor("coach"), channel.pk)
    noted = terminal.doctor()["Channels"]
    assert noted["state"] == "warn"
    assert "#blue" in noted["detail"]
    assert SECRET not in noted["detail"]


def test_the_address_is_in_no_log_event_or_answer(
    world: World, room: Room, caplog: pytest.LogCaptureFixture, tmp_path: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    done_last_week(world)
    coach = world.actor("coach")
    channel = added(world, room)
    update_channel(coach, channel.pk, url=f"{room.url}-2", name="#blue-2")
    try_channel(coach, channel.pk)
    for room.status in (200, 302, 404, 500):
        Channel.objects.filter(pk=channel.pk).update(next_at=datetime(2026, 11, 27, 8, tzinfo=UTC))
        with clock.frozen(datetime(2026, 11, 27, 8, 30, tzinfo=UTC)):
            work(enqueue_channels)
        try_channel(coach, channel.pk)
    assert room.posted
    told = [str(vars(event)) for event in Event.objects.all()]
    rows = [str(vars(row)) for row in Channel.objects.all()]
    page = world.client("coach").get("/settings/channels").content.decode()
    _token, key = create_token(coach, name="x", scopes=["read", "write"])
    bearer = Client(headers={"Authorization": f"Bearer {key}"})
    answer = bearer.get("/api/v1/channels").content.decode()
    assert "#blue-2" in page
    assert "#blue-2" in answer
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "reminders", "activity", output=str(dump), verbosity=0)
    for text in (*told, *rows, page, answer, caplog.text, dump.read_text()):
        assert SECRET not in text
