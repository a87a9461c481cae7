"""A letter whose fate nobody knows: the server took it and said nothing, or the worker was killed
before it was noted. It comes again, once at most, and what is in the first one still works."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from headway.activity.models import Notice
from headway.kit import clock
from headway.kit.outbox import Outbox
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.reminders.actions import letters
from headway.reminders.jobs import enqueue_letters, enqueue_rounds
from headway.reminders.models import Letter
from headway.reminders.tests.working import THURSDAY, done_last_week, links_of, work

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What no code catches, as no code outlives a kill."""


class Rude:
    """An SMTP server that keeps what it is sent, and hangs up after DATA without a word as many
    times as it is told to."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.rude_times = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._server.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: Any) -> None:
        def say(line: bytes) -> None:
            stream.write(line + b"\r\n")
            stream.flush()

        say(b"220 rude")
        while line := stream.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                say(b"221 bye")
                return
            if verb != b"DATA":
                say(b"250 ok")
                continue
            say(b"354 go on")
            body = b""
            while (part := stream.readline()) not in (b".\r\n", b""):
                body += part
            self.messages.append(message_from_bytes(body, policy=policy.default))
            if self.rude_times:
                self.rude_times -= 1
                return
            say(b"250 taken")


@pytest.fixture
def rude(settings) -> Iterator[Rude]:
    server = Rude()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.BASE_URL = "http://testserver"
    yield server
    server.close()


@pytest.fixture
def planned(world: World) -> World:
    done_last_week(world)
    work(enqueue_rounds, enqueue_rounds)
    return world


def on_again(minutes: int) -> None:
    with clock.frozen(THURSDAY + timedelta(minutes=minutes)):
        work(enqueue_letters)


def test_a_server_that_hangs_up_after_the_letter_gets_it_once_more(
    planned: World, rude: Rude
) -> None:
    rude.rude_times = 1
    with clock.frozen(THURSDAY):
        work()
    letter = Letter.objects.get()
    assert (letter.sent_at, letter.error) == (None, "SMTPServerDisconnected")
    for minutes in (10, 20, 60, 120):
        on_again(minutes)
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert len(rude.messages) == 2, "once more, and never again"
    first, second = rude.messages
    assert first["Message-ID"] == second["Message-ID"], "mailboxes show it once"
    client = planned.client(None)
    for link in (*links_of(first), *links_of(second)):
        assert client.get(link).status_code == 200, "whichever of them is shown, its links work"


def test_a_worker_killed_before_it_noted_the_letter_sends_it_once_more(
    planned: World, rude: Rude, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Outbox.send

    def send_and_die(self: Any, message: Any) -> None:
        send(self, message)
        raise Killed

    with monkeypatch.context() as patch, clock.frozen(THURSDAY):
        patch.setattr(Outbox, "send", send_and_die)
        with pytest.raises(Killed):
            work()
    assert len(rude.messages) == 1
    assert Letter.objects.get().sent_at is None
    on_again(5)
    assert len(rude.messages) == 1, "whoever claimed it may still be at work"
    for minutes in (11, 25, 60):
        on_again(minutes)
    assert len(rude.messages) == 2
    assert Letter.objects.get().sent_at is not None


def test_what_is_done_between_the_claim_and_the_letter_is_not_in_it(
    planned: World, rude: Rude
) -> None:
    """A round found two check-ins due; both are done before its letter is made."""
    with clock.frozen(THURSDAY):
        work(enqueue_rounds)
        [(letter_id, at)] = letters.due_letters()
        until = THURSDAY + letters.QUEUED_FOR
        assert letters.claim_letter(letter_id, at, until)
        for one, value in zip(planned.key_results, (50.0, 6.0), strict=True):
            check_in(planned.actor("owner"), one.pk, value=value, confidence=6)
        letters.post_letters([letter_id], until)
    assert rude.messages == []
    assert Letter.objects.get().ended_at is not None


def test_of_two_workers_that_were_given_a_letter_one_posts_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is so slow that the claim of the first is over before it comes to the last."""
    for name in ("owner", "mate"):
        Notice.objects.create(
            organisation=world.organisation, person=world.people[name], kind="comment", url="/",
            title=f"For {name}", key=name, is_urgent=True, created_at=THURSDAY,
        )  # fmt: skip
    told: list[str] = []
    monkeypatch.setattr(Outbox, "send", lambda _self, message: told.append(message.subject))
    with clock.frozen(THURSDAY):
        letters.take_notices()
        until = THURSDAY + letters.QUEUED_FOR
        given = [pk for pk, at in letters.due_letters() if letters.claim_letter(pk, at, until)]
    with clock.frozen(until - timedelta(minutes=1)):
        letters.post_letters(given[:1], until)
    with clock.frozen(until + timedelta(minutes=1)):
        work(enqueue_letters)
        letters.post_letters(given, until)
    assert told == ["For owner", "For mate"]
