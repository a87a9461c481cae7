"""When packs go out, and what keeps them from it: nothing is sent twice, nobody waits in vain, and
who must know is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.jobs import queue
from headway.kit.problems import Conflict, InvalidInput, Outdated
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World, on
from headway.packs import actions
from headway.packs.actions.sending import HOLD_EVERY, TRIES, due_packs, post_letters, send_due
from headway.packs.jobs import enqueue_letters, enqueue_packs
from headway.packs.models import Pack, PackPage, PackSend
from headway.packs.queries.rows import pack_row, sends_of
from headway.packs.tests.test_email import SEVEN, mailbox, pack, received
from headway.people.actions import deactivate_person
from headway.people.models import Organisation, Person
from headway.people.tests.test_entrance import Mailbox

__all__ = ["mailbox", "pack"]

pytestmark = pytest.mark.django_db


def work() -> list[str]:
    """What a worker does with all that is due; the errors of jobs, which it logs and passes by."""
    errors = []
    for regular in (enqueue_packs, enqueue_letters):
        regular()
        while (held := queue.take("one")) is not None:
            given = held.task_result
            try:
                held.task.call(*given.args, **given.kwargs)
            except KeyError as error:
                errors.append(str(error))
            queue.done(held)
    return errors


def unmakeable(pack: Pack) -> None:
    """A page of a kind that this version does not know."""
    PackPage.objects.filter(pack=pack, position=1).update(kind="hologram")


def test_what_cannot_be_made_is_tried_less_and_less_and_told(
    world: World, pack: Pack, mailbox: Mailbox
):
    unmakeable(pack)
    lead, at, tries = world.client("lead"), SEVEN, 0
    while at < SEVEN + timedelta(days=3):
        with clock.frozen(at):
            tries += bool(work())
        at += timedelta(minutes=10)
        if tries == 2 and at < SEVEN + timedelta(hours=1):
            told = text_of(lead.get(f"/packs/{pack.pk}/email"))
            assert "It was due on 1 Dec" in told
            assert "could not be made (KeyError). It is tried again on" in told
            assert "was due by e-mail and could not be made (KeyError)" in text_of(lead.get("/"))
    assert tries == TRIES
    pack.refresh_from_db()
    assert (pack.next_on, pack.make_at) == (date(2027, 1, 1), None)
    event = Event.objects.get(verb="pack.not_sent")
    assert '"error": "KeyError"' in (event.after or "")
    assert '"due_on": "2026-12-01"' in (event.after or "")
    assert "and was given up. The next is that of 1 Jan 2027" in text_of(
        lead.get(f"/packs/{pack.pk}/email")
    )
    assert "not made" in text_of(lead.get("/packs?unit=all"))
    PackPage.objects.filter(pack=pack, position=1).update(kind="summary")
    with on(date(2027, 1, 1)):
        assert work() == []
        received(mailbox, 2)
        assert pack.title not in text_of(lead.get("/"))
    assert pack_row(world.actor("lead"), pack.pk).make_error == ""


def test_home_tells_its_maker_of_letters_that_were_given_up(
    world: World, pack: Pack, mailbox: Mailbox, settings
):
    port, settings.EMAIL_PORT, at = settings.EMAIL_PORT, 1, SEVEN
    lead, mate = world.client("lead"), world.client("mate")
    for _ in range(TRIES):
        with clock.frozen(at):
            work()
            [row] = sends_of(pack.pk)
            at = row.next_at or at
    with clock.frozen(at):
        said = "Its letters did not get through (ConnectionRefusedError), and were given up."
        assert said in text_of(lead.get("/"))
        assert said not in text_of(mate.get("/"))
        settings.EMAIL_PORT = port
        actions.send_pack(world.actor("lead"), pack.pk)
        work()
        assert said not in text_of(lead.get("/"))


def test_a_pack_that_waits_to_be_made_is_not_enqueued_again(world: World, pack: Pack):
    with clock.frozen(SEVEN):
        enqueue_packs()
        enqueue_packs()
    with clock.frozen(SEVEN + timedelta(minutes=1)):
        enqueue_packs()
        assert queue.take("one") is not None
        assert queue.take("one") is None


def test_packs_of_a_zone_where_it_is_night_hide_none_where_it_is_morning(world: World, pack: Pack):
    """Many were due before it where the sun rises later."""
    Organisation.objects.filter(pk=world.other.pk).update(time_zone="America/Los_Angeles")
    for _ in range(3):
        Pack.objects.create(
            organisation=world.other, title="Early", created_at=SEVEN, cadence="monthly",
            next_on=date(2026, 12, 1),
        )  # fmt: skip
    Pack.objects.filter(title="Early").update(next_on=date(2026, 12, 1))
    Pack.objects.filter(pk=pack.pk).update(next_on=date(2026, 12, 1))
    with clock.frozen(SEVEN):
        assert [due.pack_id for due in due_packs(limit=1)] == [pack.pk]


@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", 7), ("Europe/Berlin", 6), ("America/Los_Angeles", 15)]
)
def test_it_is_seven_where_the_organisation_lives(world: World, pack: Pack, zone: str, hour: int):
    Organisation.objects.filter(pk=world.organisation.pk).update(time_zone=zone)
    at = datetime(2026, 12, 1, hour, tzinfo=UTC)
    with clock.frozen(at - timedelta(seconds=1)):
        assert due_packs() == []
    with clock.frozen(at):
        assert [due.pack_id for due in due_packs()] == [pack.pk]


def test_a_server_that_was_off_for_months_sends_one_and_goes_on_from_today(
    world: World, pack: Pack, mailbox: Mailbox
):
    with clock.frozen(datetime(2027, 3, 15, 9, tzinfo=UTC)):
        assert work() == work() == []
        received(mailbox, 2)
    pack.refresh_from_db()
    assert pack.next_on == date(2027, 4, 1)


def test_the_letter_is_in_the_language_of_the_organisation(
    world: World, pack: Pack, mailbox: Mailbox
):
    Organisation.objects.filter(pk=world.organisation.pk).update(language="de")
    with clock.frozen(SEVEN):
        work()
        mate, _viewer = received(mailbox, 2)
    assert "1. Dez" in str(mate["Subject"])


@contextmanager
def deaf_server() -> Iterator[tuple[int, list[int]]]:
    """Listens, and hangs up at once: its port, and each connection that came."""
    came: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            while True:
                try:
                    talk, _address = listening.accept()
                except OSError:
                    return
                came.append(1)
                talk.close()

        thread = Thread(target=hang_up, daemon=True)
        thread.start()
        yield listening.getsockname()[1], came
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_a_dead_mail_server_is_asked_once_a_try_and_not_for_each_letter(
    world: World, pack: Pack, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with deaf_server() as (port, came), clock.frozen(SEVEN):
        settings.EMAIL_PORT = port
        work()
    assert len(came) == 1
    [row] = sends_of(pack.pk)
    assert (row.state, row.letters, row.sent, row.failures) == ("waiting", 2, 0, 1)


def test_a_letter_that_is_refused_does_not_keep_the_others(
    world: World, pack: Pack, mailbox: Mailbox
):
    mate = world.people["mate"]
    type(mate).objects.filter(pk=mate.pk).update(email="refused@aster.example")
    mailbox.refuses = "refused@aster.example"
    with clock.frozen(SEVEN):
        work()
        [viewer] = received(mailbox, 1)
    assert str(viewer["To"]) == "viewer@aster.example"
    [row] = sends_of(pack.pk)
    assert (row.state, row.sent, row.error) == ("waiting", 1, "SMTPRecipientsRefused")


def test_a_worker_at_many_letters_says_so_and_counts_a_failure_once(
    world: World, pack: Pack, mailbox: Mailbox, settings
):
    """Two workers that find nobody listening are one failure of the send."""
    settings.EMAIL_PORT = 1
    with clock.frozen(SEVEN):
        send = send_due(due_packs()[0])
        assert send is not None
        first = PackSend.objects.get(pk=send.pk)
        post_letters(send.pk)
        PackSend.objects.filter(pk=send.pk).update(next_at=first.next_at)
    assert sends_of(pack.pk)[0].failures == 1
    assert timedelta(minutes=10) > HOLD_EVERY


def test_what_was_archived_before_it_left_stays(world: World, pack: Pack, mailbox: Mailbox):
    with clock.frozen(SEVEN):
        send = send_due(due_packs()[0])
        assert send is not None
        actions.archive_pack(world.actor("lead"), pack.pk)
        post_letters(send.pk)
    assert mailbox.messages == []
    assert "nobody: all had left" in text_of(world.client("lead").get(f"/packs/{pack.pk}"))
    with pytest.raises(Conflict, match="archived"):
        actions.send_pack(world.actor("lead"), pack.pk)


def test_two_clicks_send_once(world: World, pack: Pack, mailbox: Mailbox):
    client, last = world.client("lead"), {"do": "send", "last_send_id": "0"}
    page = client.get(f"/packs/{pack.pk}").content.decode()
    assert 'name="last_send_id" value="0"' in page
    assert client.post(f"/packs/{pack.pk}/step", last).status_code == 302
    again = client.post(f"/packs/{pack.pk}/step", last)
    assert again.status_code == 412
    assert "since you opened this page" in text_of(again)
    assert PackSend.objects.count() == 1
    sent = PackSend.objects.get()
    with pytest.raises(Outdated):
        actions.send_pack(world.actor("lead"), pack.pk, last_send_id=sent.pk - 1)
    actions.send_pack(world.actor("lead"), pack.pk, last_send_id=sent.pk)


def test_a_send_is_one_event_that_tells_what_went_out(world: World, pack: Pack):
    count = Event.objects.count()
    send = actions.send_pack(world.actor("lead"), pack.pk)
    assert Event.objects.count() == count + 1
    event = Event.objects.latest("sequence")
    assert (event.verb, event.subject_id) == ("pack.sent", pack.pk)
    assert f'"frozen_id": {send.frozen_id}' in (event.after or "")
    assert send.frozen.digest in (event.after or "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kinds": []}, "Choose one page at least."),
        ({"kinds": ["text"]}, "Choose among"),
        ({"kinds": ["map"] * 41}, "at most 40 pages"),
        ({"title": "November\nBcc: all"}, "in one line"),
        ({"title": "\x01"}, "in one line"),
    ],
)
def test_a_pack_that_no_form_makes_is_refused_of_everybody(
    world: World, given: dict[str, Any], said: str
):
    with pytest.raises(InvalidInput) as refused:
        actions.add_pack(world.actor("lead"), **given)
    assert said in refused.value.errors[0].message
    assert not Pack.objects.exists()


def test_nothing_more_is_said_of_an_archived_pack(world: World, pack: Pack):
    page = pack.pages.first()
    assert page is not None
    actions.archive_pack(world.actor("lead"), pack.pk)
    with pytest.raises(Conflict, match="archived"):
        actions.add_comment(world.actor("mate"), page.pk, text="Late.")


def test_a_pack_that_always_tells_of_one_day_says_so_where_it_is_scheduled(
    world: World, pack: Pack
):
    lead = world.client("lead")
    assert "whenever it goes out" not in text_of(lead.get(f"/packs/{pack.pk}/email"))
    actions.update_pack(world.actor("lead"), pack.pk, day=date(2026, 9, 30), is_as_known=True)
    told = text_of(lead.get(f"/packs/{pack.pk}/email"))
    assert "This pack tells of 30 Sep 2026, whenever it goes out." in told
    copy = actions.copy_pack(world.actor("lead"), pack.pk)
    assert (copy.day, copy.is_as_known) == (None, True)


def test_who_leaves_the_organisation_is_not_sent_for(world: World, pack: Pack, mailbox: Mailbox):
    with clock.frozen(SEVEN):
        send = send_due(due_packs()[0])
        assert send is not None
        deactivate_person(world.system, world.people["mate"].pk)
        post_letters(send.pk)
        [only] = received(mailbox, 1)
    assert str(only["To"]) == "viewer@aster.example"


class TestWhatWasKept:
    @pytest.fixture
    def frozen(self, world: World, pack: Pack) -> Pack:
        return actions.freeze_pack(world.actor("lead"), pack.pk, as_copy=True)

    @pytest.mark.parametrize("content", ['{"title": "Broken', '{"title": "Another"}', "[]"])
    @pytest.mark.parametrize("with_digest", [False, True])
    def test_what_was_changed_outside_is_not_shown_as_what_was_frozen(
        self, world: World, frozen: Pack, content: str, with_digest: bool
    ):
        from headway.packs.formats.stored import digest_of

        changed = {"content": content} | ({"digest": digest_of(content)} if with_digest else {})
        Pack.objects.filter(pk=frozen.pk).update(**changed)
        for address in (f"/packs/{frozen.pk}", f"/packs/{frozen.pk}/present"):
            answer = world.client("lead").get(address)
            assert answer.status_code == 409
            assert "was changed outside of Headway" in text_of(answer)
        schedule_of = Pack.objects.get(pk=frozen.pk)
        schedule_of.recipients.add(world.people["mate"])
        with pytest.raises(Conflict, match="changed outside"):
            actions.send_pack(world.actor("lead"), frozen.pk)

    def test_one_number_that_was_changed_is_seen(self, world: World, frozen: Pack):
        content = frozen.content.replace("Aster", "Astra", 1)
        assert content != frozen.content
        Pack.objects.filter(pk=frozen.pk).update(content=content)
        assert world.client("viewer").get(f"/packs/{frozen.pk}").status_code == 409


def test_an_address_that_cannot_be_written_to_stops_nobody_else(
    world: World, pack: Pack, mailbox: Mailbox
):
    """Such as an old import may have left it: no server says so, our own mail library does."""
    mate = world.people["mate"]
    Person.objects.filter(pk=mate.pk).update(email="mate@@aster.example")
    with clock.frozen(SEVEN):
        work()
    [only] = received(mailbox, 1)
    assert str(only["To"]) == "viewer@aster.example"
    [told] = sends_of(pack.pk)
    assert (told.state, told.failures, told.error) == ("waiting", 1, "ValueError")
    for hours in range(TRIES):
        with clock.frozen(SEVEN + timedelta(hours=7 * (hours + 1))):
            work()
    assert [one.state for one in sends_of(pack.pk)] == ["failed"]
    assert Event.objects.get(verb="pack.not_sent").after is not None
    received(mailbox, 1)


def test_a_file_that_cannot_be_made_is_counted_and_told(
    world: World, pack: Pack, mailbox: Mailbox, monkeypatch
):
    made = []

    def broken(*_asked: object, **_named: object) -> bytes:
        made.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr("headway.packs.actions.letters.write_apart", broken)
    Pack.objects.filter(pk=pack.pk).update(with_file=True)
    with clock.frozen(SEVEN):
        work()
    assert made == [1]  # for the others it would break as well
    [told] = sends_of(pack.pk)
    assert (told.state, told.failures, told.error) == ("waiting", 1, "ZeroDivisionError")
    assert mailbox.messages == []
