"""Packs by e-mail, over a real SMTP server: once a period, to those who may, as it was sent."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.activity.models import Event
from headway.core.calendars import Calendar, span_of
from headway.kit import clock
from headway.kit.jobs import queue
from headway.kit.problems import InvalidInput, NotFound, Outdated
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY, World, on
from headway.okrs.actions.objectives import update_objective
from headway.packs import actions
from headway.packs.actions.leaving import leave_address
from headway.packs.actions.sending import (
    TRIES,
    claim_send,
    due_packs,
    due_sends,
    post_letters,
    send_due,
)
from headway.packs.jobs import enqueue_letters, enqueue_packs
from headway.packs.models import Pack, PackLetter, PackSend
from headway.packs.queries.documents import frozen_document
from headway.packs.queries.periods import next_send
from headway.packs.queries.rows import sends_of
from headway.people.actions import deactivate_person
from headway.people.tests.test_entrance import Mailbox, mailbox

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db

SEVEN = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)


@pytest.fixture
def pack(world: World) -> Pack:
    """Goes out on the first of each month to the mate and the viewer, with a link."""
    made = actions.add_pack(world.actor("lead"), kinds=["summary", "objectives"])
    return schedule(world, made)


def schedule(world: World, pack: Pack, **changed: Any) -> Pack:
    asked = {
        "cadence": "monthly", "with_file": False,
        "recipient_ids": [world.people["mate"].pk, world.people["viewer"].pk], **changed,
    }  # fmt: skip
    return actions.schedule_pack(world.actor("lead"), pack.pk, **asked)


def work() -> None:
    """What a worker does when it looks after packs: everything that is due, job by job."""
    for regular in (enqueue_packs, enqueue_letters):
        regular()
        while (held := queue.take("one")) is not None:
            given = held.task_result
            held.task.call(*given.args, **given.kwargs)
            queue.done(held)


def received(mailbox: Mailbox, count: int) -> list[Any]:
    for _ in range(100):
        if len(mailbox.messages) >= count:
            break
        time.sleep(0.02)
    assert len(mailbox.messages) == count
    return sorted(mailbox.messages, key=lambda message: str(message["To"]))


def test_it_goes_out_at_seven_to_who_gets_it(world: World, pack: Pack, mailbox: Mailbox):
    assert pack.next_on == date(2026, 12, 1)
    with clock.frozen(SEVEN - timedelta(minutes=1)):
        work()
        assert mailbox.messages == []
    with clock.frozen(SEVEN):
        work()
        mate, viewer = received(mailbox, 2)
    assert (str(mate["To"]), str(viewer["To"])) == ("mate@aster.example", "viewer@aster.example")
    assert str(mate["Subject"]) == "Board pack of Aster: Aster, 1 Dec 2026"
    body = str(mate.get_content())
    send = PackSend.objects.get()
    assert f"http://testserver/packs/{send.frozen_id}" in body
    assert leave_address(pack.pk, world.people["mate"].pk) in body
    for page in frozen_document(send.frozen_id).pages:
        assert f"- {page.title}" in body
    pack.refresh_from_db()
    assert pack.next_on == date(2027, 1, 1)
    assert [one.state for one in sends_of(pack.pk)] == ["sent"]
    client = world.client("viewer")
    assert "Frozen" in text_of(client.get(f"/packs/{send.frozen_id}"))


def test_the_pdf_is_attached_where_that_was_chosen(world: World, pack: Pack, mailbox: Mailbox):
    schedule(world, pack, with_file=True, recipient_ids=[world.people["mate"].pk])
    with clock.frozen(SEVEN):
        work()
        [message] = received(mailbox, 1)
    [attached] = message.iter_attachments()
    assert attached.get_filename() == "board-pack-of-aster-2026-12-01.pdf"
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_content().startswith(b"%PDF-")


def test_a_title_of_several_lines_stops_no_letter(world: World, pack: Pack, mailbox: Mailbox):
    hostile = "November\nBcc: all@aster.example"
    with pytest.raises(InvalidInput, match="not saved") as refused:
        actions.update_pack(world.actor("lead"), pack.pk, title=hostile)
    assert "in one line" in refused.value.errors[0].message
    Pack.objects.filter(pk=pack.pk).update(title=hostile)  # as it could be saved once
    with clock.frozen(SEVEN):
        work()
        mate, _viewer = received(mailbox, 2)
    assert str(mate["Subject"]) == "November Bcc: all@aster.example: Aster, 1 Dec 2026"
    assert mate["Bcc"] is None


def test_each_period_is_sent_once_whoever_looks(world: World, pack: Pack, mailbox: Mailbox):
    with clock.frozen(SEVEN):
        [due] = due_packs()
        assert send_due(due) is not None
        assert send_due(due) is None
        work()
        work()
        [(mate), _viewer] = received(mailbox, 2)
        assert not due_packs()
        assert not due_sends()
        first = str(mate["Message-ID"])
    with on(date(2027, 1, 1)):
        work()
        received(mailbox, 4)
    assert str(mailbox.messages[-1]["Message-ID"]) != first
    assert list(PackSend.objects.order_by("pk").values_list("due_on", flat=True)) == [
        date(2026, 12, 1), date(2027, 1, 1)]  # fmt: skip


def test_a_send_is_claimed_by_one(world: World, pack: Pack):
    with clock.frozen(SEVEN):
        send_due(due_packs()[0])
        [(send_id, at)] = due_sends()
        assert claim_send(send_id, at)
        assert not claim_send(send_id, at)
        assert due_sends() == []


def test_what_does_not_get_through_is_tried_again_and_nothing_twice(
    world: World, pack: Pack, mailbox: Mailbox, settings
):
    port = settings.EMAIL_PORT
    with clock.frozen(SEVEN):
        settings.EMAIL_PORT = 1  # nobody listens there
        work()
        [row] = sends_of(pack.pk)
        assert (row.state, row.sent, row.failures) == ("waiting", 0, 1)
        assert row.error == "ConnectionRefusedError"
        assert row.next_at is not None
        assert timedelta(seconds=50) < row.next_at - SEVEN < timedelta(seconds=70)
        page = world.client("lead").get(f"/packs/{pack.pk}")
        assert "On its way" in text_of(page)
        PackLetter.objects.filter(person=world.people["mate"]).update(sent_at=SEVEN)
    settings.EMAIL_PORT = port
    with clock.frozen(row.next_at):
        work()
        [only] = received(mailbox, 1)
    assert str(only["To"]) == "viewer@aster.example"
    assert [one.state for one in sends_of(pack.pk)] == ["sent"]


def test_what_never_gets_through_is_given_up_and_told(world: World, pack: Pack, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    at = SEVEN
    for _ in range(TRIES):
        with clock.frozen(at):
            work()
            [row] = sends_of(pack.pk)
            at = row.next_at or at
    assert (row.state, row.failures, row.next_at) == ("failed", TRIES, None)
    event = Event.objects.get(verb="pack.not_sent")
    assert "Mate Person" in (event.after or "")
    with clock.frozen(SEVEN + timedelta(days=3)):
        assert due_sends() == []


def test_what_was_sent_stays_and_holds_only_what_all_may_see(
    world: World, pack: Pack, mailbox: Mailbox
):
    update_objective(world.actor("owner"), world.objective.pk, visibility="unit", reason="Ours.")
    with clock.frozen(SEVEN):
        work()
        received(mailbox, 2)
    send = PackSend.objects.get()
    found = frozen_document(send.frozen_id)
    assert world.objective.title not in repr(found)
    assert all(world.objective.title not in str(one.get_content()) for one in mailbox.messages)
    world.add_objective("Later")
    assert frozen_document(send.frozen_id) == found


def test_who_left_gets_no_more(world: World, pack: Pack, mailbox: Mailbox):
    deactivate_person(world.system, world.people["viewer"].pk)
    world.client("mate").post(f"/packs/{pack.pk}/leave")
    with pytest.raises(NotFound):
        actions.leave_recipients(world.actor("mate"), pack.pk)
    with clock.frozen(SEVEN):
        work()
    assert mailbox.messages == []
    pack.refresh_from_db()
    assert pack.next_on == date(2027, 1, 1)
    assert not PackSend.objects.exists()


def test_who_leaves_between_the_send_and_the_letter_gets_none(
    world: World, pack: Pack, mailbox: Mailbox
):
    with clock.frozen(SEVEN):
        send = send_due(due_packs()[0])
        assert send is not None
        actions.leave_recipients(world.actor("viewer"), pack.pk)
        post_letters(send.pk)
        [only] = received(mailbox, 1)
    assert str(only["To"]) == "mate@aster.example"
    assert [one.state for one in sends_of(pack.pk)] == ["sent"]


def test_it_is_sent_by_hand_too(world: World, mailbox: Mailbox):
    lead = world.actor("lead")
    pack = actions.add_pack(lead, kinds=["map"])
    with pytest.raises(InvalidInput, match="Choose who gets it first"):
        actions.send_pack(lead, pack.pk)
    schedule(world, pack, cadence="none")
    client = world.client("lead")
    sent = client.post(f"/packs/{pack.pk}/step", {"do": "send"}, follow=True)
    assert "It goes out to 2 people now." in text_of(sent)
    work()
    received(mailbox, 2)
    frozen = actions.freeze_pack(lead, pack.pk)
    actions.send_pack(lead, frozen.pk)
    assert PackSend.objects.latest("pk").frozen_id == frozen.pk


def test_the_form_adds_and_removes_people(world: World):
    lead, pack = world.client("lead"), actions.add_pack(world.actor("lead"), kinds=["map"])
    address = f"/packs/{pack.pk}/email"
    sent = {"cadence": "quarterly", "send_day": "5", "with_file": "link", "do": "another",
            "person_id": world.people["mate"].pk}  # fmt: skip
    assert lead.post(address, sent)["Location"] == address
    assert "Mate Person" in text_of(lead.get(address))
    sent |= {"recipient_ids": [world.people["mate"].pk], "do": "save",
             "person_id": world.people["viewer"].pk}  # fmt: skip
    assert lead.post(address, sent)["Location"] == f"/packs/{pack.pk}"
    pack.refresh_from_db()
    assert (pack.next_on, pack.recipients.count()) == (date(2027, 1, 5), 2)
    refused = lead.post(address, {"cadence": "monthly", "send_day": "31", "with_file": "file"})
    assert refused.status_code == 422
    said = text_of(refused)
    assert "Choose a day from 1 to 28." in said
    assert "Choose who gets it." in said
    assert "You get it by e-mail" in text_of(world.client("mate").get(f"/packs/{pack.pk}"))


def test_who_has_no_address_cannot_get_it(world: World):
    pack = actions.add_pack(world.actor("lead"), kinds=["map"])
    mate = world.people["mate"]
    type(mate).objects.filter(pk=mate.pk).update(email="")
    with pytest.raises(InvalidInput) as told:
        schedule(world, pack)
    assert "Without an e-mail address: Mate Person." in str(told.value.errors[0].message)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["monthly", "quarterly"]),
    st.integers(1, 28),
    st.integers(1, 12),
)
def test_the_next_day_is_the_first_of_its_kind(after: date, cadence: str, day: int, month: int):
    calendar = Calendar(first_month=month)
    found = next_send(after, cadence, day, calendar)
    assert found is not None
    assert found > after
    assert found.day == day
    assert found == span_of(found, cadence, calendar).start + timedelta(days=day - 1)
    between = next_send(found - timedelta(days=1), cadence, day, calendar)
    assert between == found
    assert (found - after).days <= (31 if cadence == "monthly" else 92)


def test_a_form_that_says_little_is_refused_with_what_was_stored(world: World, pack: Pack):
    answer = world.client("admin").post(f"/packs/{pack.pk}/email", {"cadence": "never"})
    assert answer.status_code == 422
    assert "What they get" in text_of(answer)


def test_a_send_that_is_due_stays_due_when_only_people_change(world: World, pack: Pack):
    lead, mate, viewer = (world.people[name].pk for name in ("lead", "mate", "viewer"))
    actor = world.actor("admin")
    actions.schedule_pack(actor, pack.pk, cadence="monthly", send_day=1, recipient_ids=[mate])
    Pack.objects.filter(pk=pack.pk).update(next_on=TODAY)
    actions.schedule_pack(
        actor, pack.pk, cadence="monthly", send_day=1, recipient_ids=[mate, viewer, lead]
    )
    pack.refresh_from_db()
    assert (pack.next_on, pack.recipients.count()) == (TODAY, 3)


def test_who_left_is_not_brought_back_by_a_form_of_before(world: World, pack: Pack):
    actor, mate = world.actor("admin"), world.people["mate"].pk
    actions.schedule_pack(actor, pack.pk, cadence="monthly", recipient_ids=[mate])
    opened = Pack.objects.get(pk=pack.pk).version
    actions.leave_recipients(world.actor("mate"), pack.pk)
    with pytest.raises(Outdated):
        actions.schedule_pack(
            actor, pack.pk, cadence="monthly", recipient_ids=[mate], version=opened
        )
