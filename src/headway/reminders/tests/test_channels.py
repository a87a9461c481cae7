"""Channels, posted to over a real HTTP server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.problems import InvalidInput, NotAllowed, NotFound
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.okrs.actions.objectives import update_objective
from headway.reminders.actions.channels import add_channel, remove_channel, try_channel
from headway.reminders.formats.messages import Line, Message, Part, payload
from headway.reminders.jobs import enqueue_channels
from headway.reminders.models import Channel
from headway.reminders.queries.channels import message_for
from headway.reminders.tests.working import done_last_week, work
from headway.rituals.actions.rooms import add_minute, close_meeting
from headway.rituals.models import Meeting, Minute
from headway.rituals.tests.meeting import retrospective

pytestmark = pytest.mark.django_db

SATURDAY = datetime(2026, 11, 28, 8, 30, tzinfo=UTC)


class Room:
    """What a program was posted; ``status`` is what it answers."""

    def __init__(self) -> None:
        self.posted: list[Any] = []
        self.status = 200
        self.url = ""


@pytest.fixture
def room(settings) -> Iterator[Room]:
    """An incoming webhook on this machine, to which the server may post."""
    found = Room()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            found.posted.append(json.loads(self.rfile.read(length)))
            self.send_response(found.status)
            self.send_header("Content-Length", "0")
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_what: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.url = f"http://127.0.0.1:{server.server_port}/services/top-secret"
    settings.CHANNEL_HOSTS = frozenset({"127.0.0.1"})
    settings.SOURCE_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.SOURCE_PLAIN = True
    yield found
    server.shutdown()
    server.server_close()


def added(world: World, room: Room, kind: str = "slack", **changed: Any) -> Channel:
    fields: dict[str, Any] = {
        "unit_id": world.units["blue"].pk, "name": "#blue", "kind": kind, "url": room.url,
        "topics": ["due", "meetings", "decisions"], **changed,
    }  # fmt: skip
    return add_channel(world.actor("coach"), **fields)


def at(moment: datetime) -> None:
    with clock.frozen(moment):
        work(enqueue_channels)


def test_the_digest_is_posted_on_working_days_when_something_waits(world: World, room: Room):
    done_last_week(world)
    channel = added(world, room)
    at(datetime(2026, 11, 25, 8, 30, tzinfo=UTC))
    assert room.posted == []  # nothing is due by tomorrow
    at(datetime(2026, 11, 27, 8, 30, tzinfo=UTC))
    at(SATURDAY)
    assert room.posted == []
    at(datetime(2026, 11, 30, 8, 29, tzinfo=UTC))
    assert room.posted == []
    monday = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
    at(monday)
    at(monday)
    [posted] = room.posted
    assert posted["text"].startswith("Blue today: 2 check-ins are due")
    [due] = [
        one["text"]["text"] for one in posted["blocks"] if "Check-ins due" in one["text"]["text"]
    ]
    address = f"http://localhost:8000/key-results/{world.key_results[0].pk}"
    assert f"<{address}|Searches that end in a purchase> (Owner Person, " in due
    channel.refresh_from_db()
    assert (channel.posted_at, channel.error) == (monday, "")


def test_teams_gets_a_card(world: World, room: Room):
    added(world, room, "teams")
    at(datetime(2026, 11, 25, 8, 30, tzinfo=UTC))
    [posted] = room.posted
    [attachment] = posted["attachments"]
    card = attachment["content"]
    assert (posted["type"], attachment["contentType"], card["type"]) == (
        "message", "application/vnd.microsoft.card.adaptive", "AdaptiveCard",
    )  # fmt: skip
    assert any("Searches that end" in one["text"] for one in card["body"])
    assert card["actions"][0]["url"].endswith(f"/units/{world.units['blue'].pk}")


def test_what_people_typed_is_no_markup(world: World, room: Room):
    type(world.key_results[0]).objects.update(title="<!channel> *all* | [x](y)")
    added(world, room)
    at(datetime(2026, 11, 25, 8, 30, tzinfo=UTC))
    assert "&lt;!channel&gt; *all* / [x](y)" in room.posted[0]["text"]
    assert "<!channel>" not in json.dumps(room.posted[0])


def test_objectives_that_are_not_for_everybody_are_not_told(world: World, room: Room):
    update_objective(world.actor("owner"), world.objective.pk, visibility="unit")
    added(world, room)
    at(datetime(2026, 11, 25, 8, 30, tzinfo=UTC))
    assert room.posted == []


def test_decisions_are_told_once(world: World, room: Room):
    done_last_week(world)
    added(world, room)
    with clock.frozen(datetime(2026, 11, 24, 12, tzinfo=UTC)):
        meeting = Meeting.objects.create(
            organisation=world.organisation, unit=world.units["blue"], kind="review",
            state="closed", planned_at=clock.now(), closed_at=clock.now(), created_at=clock.now(),
        )  # fmt: skip
        Minute.objects.create(
            meeting=meeting, kind="decision", text="We go on", written_at=clock.now()
        )
    at(datetime(2026, 11, 25, 8, 30, tzinfo=UTC))
    assert "We go on" in room.posted[0]["text"]
    at(datetime(2026, 11, 26, 8, 30, tzinfo=UTC))
    assert len(room.posted) == 1


def test_what_is_not_taken_is_tried_again(world: World, room: Room):
    channel = added(world, room)
    room.status = 503
    eight = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    at(eight)
    channel.refresh_from_db()
    assert (channel.failures, "answers 503" in channel.error) == (1, True)
    room.status = 200
    at(eight + timedelta(minutes=2))
    channel.refresh_from_db()
    assert (len(room.posted), channel.failures, channel.error) == (2, 0, "")


def test_an_answer_leads_nowhere(world: World, room: Room):
    channel = added(world, room)
    room.status = 307
    assert "answers 307" in try_channel(world.actor("coach"), channel.pk)


def test_it_can_be_tried(world: World, room: Room):
    channel = added(world, room)
    client = world.client("coach")
    address = f"/settings/channels/{channel.pk}/step"
    page = client.post(address, {"do": "try"}, follow=True)
    assert "It was taken" in text_of(page)
    assert room.posted[0]["text"] == "Coach Person tries this channel of Blue. It works."
    room.status = 404
    assert "Is the address right?" in text_of(client.post(address, {"do": "try"}, follow=True))


def test_its_address_is_a_secret(world: World, room: Room):
    channel = added(world, room)
    assert "top-secret" not in channel.secrets
    event = Event.objects.get(verb="channel.added")
    assert "top-secret" not in f"{event.after}"
    assert "top-secret" not in world.client("admin").get("/settings/channels").content.decode()
    remove_channel(world.actor("coach"), channel.pk)
    channel.refresh_from_db()
    assert channel.secrets == ""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://example.org/hook", "HEADWAY_CHANNEL_HOSTS"),
        ("no address", "no web address"),
        ("https://name:word@127.0.0.1/x", "Leave the name and password"),
    ],
)
def test_other_hosts_are_refused(world: World, room: Room, url: str, said: str):
    with pytest.raises(InvalidInput) as refused:
        added(world, room, url=url)
    assert said in refused.value.errors[0].message


def test_the_inside_is_not_posted_to(world: World, room: Room, settings):
    settings.SOURCE_NETWORKS = ()
    channel = added(world, room)
    assert "not on the public internet" in try_channel(world.actor("coach"), channel.pk)
    assert room.posted == []


def test_who_leads_or_coaches_may(world: World, room: Room):
    channel = added(world, room)
    for name in ("mate", "viewer", "stranger"):
        with pytest.raises(NotAllowed):
            try_channel(world.actor(name), channel.pk)
    with pytest.raises(NotFound):
        try_channel(world.actor("outsider"), channel.pk)


def test_what_is_decided_in_a_retrospective_stays_there(world: World) -> None:
    start = clock.now()
    channel = add_channel(
        world.actor("coach"), unit_id=world.units["blue"].pk, name="#blue", kind="slack",
        topics=["decisions"], url="https://hooks.slack.com/services/x",
    )  # fmt: skip
    with clock.frozen(start + timedelta(minutes=1)):
        talk = retrospective(world)
        add_minute(world.actor("mate"), talk.pk, kind="decision", text="We say it to her face")
        close_meeting(world.actor("coach"), talk.pk)
    assert message_for(channel, "Europe/Berlin", start + timedelta(minutes=2)) is None


EIGHT = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


def test_workers_that_were_busy_post_the_digest_of_a_day_once(world: World, room: Room):
    """The claim of a job that waits too long is over, so another one is queued; then both run."""
    added(world, room)
    for minutes in (0, 31):
        with clock.frozen(EIGHT + timedelta(minutes=minutes)):
            enqueue_channels()
    at(EIGHT + timedelta(minutes=40))
    assert len(room.posted) == 1


@pytest.mark.parametrize("status", [404, 413])
def test_what_refuses_for_good_is_asked_once(world: World, room: Room, status: int):
    channel = added(world, room)
    room.status = status
    for hours in range(0, 120, 3):
        at(EIGHT + timedelta(hours=hours))
    assert len(room.posted) == 1
    client = world.client("coach")
    said = "Nothing is posted by itself until it takes a test message."
    assert said in text_of(client.get("/settings/channels"))
    room.status = 200
    tried_at = EIGHT + timedelta(days=5)  # Monday
    with clock.frozen(tried_at):
        assert try_channel(world.actor("coach"), channel.pk) == ""
    assert said not in text_of(client.get("/settings/channels"))
    at(tried_at + timedelta(days=1))
    assert len(room.posted) == 3


def test_a_unit_that_was_archived_is_silent(world: World, room: Room):
    added(world, room)
    blue = type(world.units["blue"]).objects.filter(pk=world.units["blue"].pk)
    blue.update(archived_at=clock.now())
    at(EIGHT)
    assert room.posted == []
    blue.update(archived_at=None)
    at(EIGHT + timedelta(days=1))
    assert len(room.posted) == 1


@pytest.mark.parametrize(("kind", "most"), [("teams", 28_000), ("slack", 40_000)])
@pytest.mark.parametrize("sign", ["we ", "\\\\*", "😀", "&"])
def test_what_is_posted_is_as_long_as_programs_take(kind: str, most: int, sign: str):
    """Whole lines, and how many there are besides."""
    lines = [
        Line(f"{number} {sign * 2_000}", "https://a.example/1", sign * 200) for number in range(30)
    ]
    found = payload(kind, Message("Blue today", [Part(name, lines) for name in "abc"]))
    body = json.dumps(found, ensure_ascii=False)  # Teams counts bytes, Slack signs
    assert (len(body) if kind == "slack" else len(body.encode())) < most
    texts = [one["text"]["text"] for one in found["blocks"]] if kind == "slack" else [
        one["text"] for one in found["attachments"][0]["content"]["body"]
    ]  # fmt: skip
    assert all(len(text) <= 3_000 for text in texts)
    assert "\n".join(texts).count(" more") == 3
    assert "0 " in "\n".join(texts)


def test_few_lines_are_told_in_full():
    lines = [Line(f"We decide {number}", "https://a.example/1") for number in range(20)]
    for kind in ("teams", "slack"):
        told = json.dumps(payload(kind, Message("Blue", [Part("Decisions", lines)])))
        assert told.count("We decide") == 20 * (2 if kind == "slack" else 1)
        assert " more" not in told
