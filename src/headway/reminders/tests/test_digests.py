"""Digests over a real SMTP server: one a working day, at one's own hour, of what waits then."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from headway.activity.actions import Told, notify
from headway.activity.models import Notice, NoticeKind
from headway.discussion.actions import add_comment, follow
from headway.kit import clock
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.objectives import update_objective
from headway.people.tests.test_entrance import Mailbox, mailbox
from headway.reminders.actions.leaving import leave_address
from headway.reminders.actions.letters import take_notices
from headway.reminders.actions.rounds import make_round
from headway.reminders.actions.wishes import choose_reminders
from headway.reminders.actions.working import add_absence, add_holiday, set_hours
from headway.reminders.jobs import enqueue_letters, enqueue_rounds
from headway.reminders.models import How, Letter, QuickLink, Round
from headway.reminders.queries.digest import digest_of
from headway.reminders.queries.inbox import unread_of
from headway.reminders.queries.person import reached
from headway.reminders.tests.working import (
    FRIDAY,
    THURSDAY,
    done_last_week,
    html_of,
    links_of,
    received,
    text_of,
    work,
)

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OWNER = "owner@aster.example"


@pytest.fixture
def planned(world: World) -> World:
    """Everybody has their round; the check-ins of last week are done, those of this one are due."""
    done_last_week(world)
    work(enqueue_rounds, enqueue_rounds)
    return world


def on(moment: datetime) -> None:
    with clock.frozen(moment):
        work()


def test_a_digest_leaves_on_working_days_at_ones_hour(planned: World, mailbox: Mailbox):
    assert Round.objects.get(person=planned.people["owner"]).next_at == datetime(
        2026, 11, 25, 8, tzinfo=UTC
    )
    on(THURSDAY - timedelta(minutes=1))
    assert mailbox.messages == []
    on(THURSDAY)
    [letter] = received(mailbox, 1)
    assert str(letter["To"]) == OWNER
    assert str(letter["Subject"]) == "2 things to do"
    for said in (text_of(letter), html_of(letter)):
        for one in planned.key_results:
            assert one.title in said
    assert len(links_of(letter)) == 2
    assert (
        str(letter["List-Unsubscribe"]).strip() == f"<{leave_address(planned.people['owner'].pk)}>"
    )


def test_once_a_day_whoever_looks(planned: World, mailbox: Mailbox):
    for _again in range(3):
        on(THURSDAY)
    on(THURSDAY + timedelta(hours=3))
    received(mailbox, 1)
    on(FRIDAY)
    received(mailbox, 2)
    on(FRIDAY + 3 * DAY)  # Monday, when they are a day late: no reminder
    received(mailbox, 2)
    on(FRIDAY + 4 * DAY)
    *_before, late = received(mailbox, 3)
    assert str(late["Subject"]) == "2 things to do, 2 late"


def test_what_is_done_by_then_is_not_sent(planned: World, mailbox: Mailbox):
    first, second = planned.key_results
    with clock.frozen(THURSDAY):
        check_in(planned.actor("owner"), first.pk, value=50.0, confidence=6)
        work()
        [letter] = received(mailbox, 1)
    assert first.title not in text_of(letter)
    with clock.frozen(FRIDAY - timedelta(hours=1)):
        check_in(planned.actor("owner"), second.pk, value=6.0, confidence=6)
    on(FRIDAY)
    received(mailbox, 1)


def test_what_is_done_while_the_letter_waits_is_not_sent(planned: World, mailbox: Mailbox):
    with clock.frozen(THURSDAY):
        work(enqueue_rounds)
        assert Letter.objects.count() == 1
        for one, value in zip(planned.key_results, (50.0, 6.0), strict=True):
            check_in(planned.actor("owner"), one.pk, value=value, confidence=6)
        work(enqueue_letters)
    assert mailbox.messages == []
    assert Letter.objects.get().ended_at == THURSDAY


@pytest.mark.parametrize("off", ["holiday", "absence", "working week"])
def test_nobody_gets_one_when_they_do_not_work(planned: World, mailbox: Mailbox, off: str):
    admin, owner = planned.actor("admin"), planned.actor("owner")
    if off == "holiday":
        add_holiday(admin, on=THURSDAY.date(), name="Harvest", unit_id=planned.units["works"].pk)
        add_holiday(admin, on=THURSDAY.date() - DAY, name="Eve")
    elif off == "absence":
        add_absence(owner, first=date(2026, 11, 25), last=date(2026, 11, 26))
    else:
        set_hours(admin, weekdays=[0, 4], unit_id=planned.units["blue"].pk)
    work(enqueue_rounds)
    on(THURSDAY)
    assert mailbox.messages == []
    on(FRIDAY)
    [letter] = received(mailbox, 1)
    assert str(letter["To"]) == OWNER


def test_in_ones_own_time_zone_at_ones_own_time(planned: World, mailbox: Mailbox):
    choose_reminders(planned.actor("owner"), time_zone="Asia/Tokyo", at=time(9, 30))
    work(enqueue_rounds)
    half_past_nine = datetime(2026, 11, 26, 0, 30, tzinfo=UTC)
    on(half_past_nine - timedelta(minutes=1))
    assert mailbox.messages == []
    on(half_past_nine)
    received(mailbox, 1)


@pytest.mark.parametrize(
    "chosen",
    [{"kinds": {"due": "off"}}, {"kinds": {"due": "inbox"}}, {"by_email": False}],
    ids=["muted", "inbox only", "no e-mail"],
)
def test_who_chose_so_gets_none(planned: World, mailbox: Mailbox, chosen: dict[str, Any]):
    choose_reminders(planned.actor("owner"), **chosen)
    work(enqueue_rounds)
    on(THURSDAY)
    on(FRIDAY)
    assert mailbox.messages == []
    told = Notice.objects.filter(person=planned.people["owner"], kind="due")
    assert told.count() == (0 if chosen == {"kinds": {"due": "off"}} else 1)


def test_the_inbox_tells_once_and_forgets_what_is_done(planned: World, mailbox: Mailbox):
    on(THURSDAY)
    on(FRIDAY)
    [notice] = Notice.objects.filter(person=planned.people["owner"])
    assert notice.title == "Check in by 29 Nov 2026: 2 key results"
    assert notice.read_at is None
    with clock.frozen(FRIDAY):
        for one, value in zip(planned.key_results, (50.0, 6.0), strict=True):
            check_in(planned.actor("owner"), one.pk, value=value, confidence=6)
    on(FRIDAY + 3 * DAY)
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_server_that_is_away_is_waited_for_until_the_day_is_over(
    planned: World, mailbox: Mailbox, settings
):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with clock.frozen(THURSDAY):
        work()
        letter = Letter.objects.get()
        assert (letter.error, letter.failures) == ("ConnectionRefusedError", 1)
        assert not QuickLink.objects.exists()  # those of a letter that did not leave
    settings.EMAIL_PORT = port
    on(THURSDAY + timedelta(minutes=10))
    received(mailbox, 1)
    settings.EMAIL_PORT = 1
    on(FRIDAY)
    settings.EMAIL_PORT = port
    on(FRIDAY + DAY)
    assert Letter.objects.get(day=FRIDAY.date()).ended_at is not None
    received(mailbox, 1)


def test_after_days_without_a_worker_there_is_one(planned: World, mailbox: Mailbox):
    on(datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    [letter] = received(mailbox, 1)
    assert "2 late" in str(letter["Subject"])


def test_what_is_new_goes_with_the_digest_once(planned: World, mailbox: Mailbox):
    told = Told(NoticeKind.COMMENT, "Somebody said something", "/objectives/1")
    notify(planned.actor("owner"), [planned.people["mate"].pk], told)
    on(THURSDAY)
    mate, _owner = received(mailbox, 2)
    assert str(mate["Subject"]) == "1 thing is new"
    assert "http://testserver/objectives/1" in text_of(mate)
    on(FRIDAY)
    received(mailbox, 3)


def test_minutes_leave_at_once_and_mentions_when_one_works(planned: World, mailbox: Mailbox):
    mate = planned.people["mate"].pk
    choose_reminders(planned.actor("mate"), kinds={"mention": "at_once"})
    saturday = FRIDAY + DAY
    with clock.frozen(saturday):
        minutes = Told(NoticeKind.MINUTES, "Weekly, Blue", "/meetings/1", letter="We agreed.")
        notify(planned.actor("owner"), [mate], minutes)
        notify(planned.actor("owner"), [mate], Told(NoticeKind.MENTION, "Look here", "/x"))
        work()
        [first] = received(mailbox, 1)
        assert "We agreed." in text_of(first)
    on(saturday + 2 * DAY)
    _minutes, second, _digest_of_owner = received(mailbox, 3)
    assert (str(second["To"]), str(second["Subject"])) == ("mate@aster.example", "Look here")


def test_who_reads_first_gets_no_letter(planned: World, mailbox: Mailbox):
    mate = planned.people["mate"].pk
    notify(planned.actor("owner"), [mate], Told(NoticeKind.COMMENT, "Something", "/x"))
    Notice.objects.update(read_at=clock.now())
    on(datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert mailbox.messages == []


def test_muted_kinds_reach_nobody(planned: World):
    choose_reminders(planned.actor("mate"), kinds={"comment": "off"})
    people = [planned.people[name].pk for name in ("mate", "coach")]
    notify(planned.actor("owner"), people, Told(NoticeKind.COMMENT, "Something", "/x"))
    assert [one.person_id for one in Notice.objects.all()] == [planned.people["coach"].pk]


def test_one_click_in_the_mailbox_ends_it(planned: World, mailbox: Mailbox):
    address = leave_address(planned.people["owner"].pk).removeprefix("http://testserver")
    client = planned.client(None)
    assert "no more of these" in client.get(address).content.decode()
    on(THURSDAY)
    received(mailbox, 1)
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    on(FRIDAY)
    received(mailbox, 1)
    assert client.get("/reminders/leave/made-up").status_code == 404


def test_what_was_hidden_since_is_told_no_more(world: World, mailbox: Mailbox):
    follow(world.actor("stranger"), "objective", world.objective.pk, wanted=True)
    add_comment(world.actor("mate"), "objective", world.objective.pk, text="They will be let go")
    title, stranger = world.objective.title, world.people["stranger"]
    assert title in world.client("stranger").get("/inbox").content.decode()
    assert unread_of(world.actor("stranger")).total == 1
    found = reached(stranger.pk)
    assert found is not None
    assert digest_of(found, THURSDAY) is not None
    update_objective(world.system, world.objective.pk, visibility="people", viewer_ids=[])
    assert digest_of(found, THURSDAY) is None
    page = world.client("stranger").get("/inbox").content.decode()
    assert title not in page
    assert "let go" not in page
    assert unread_of(world.actor("stranger")).total == 0


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 10, 23, 12, tzinfo=UTC), [7, 7, 7]),
        (datetime(2026, 10, 22, 12, tzinfo=UTC), [6, 7, 7]),
        (datetime(2027, 3, 25, 12, tzinfo=UTC), [7, 6, 6]),
    ],
)
def test_eight_in_berlin_stays_eight_when_clocks_change(world: World, now: datetime, hours):
    """Clocks go back on 25 October 2026 and forward on 28 March 2027, both Sundays."""
    owner = world.people["owner"]
    choose_reminders(world.actor("owner"), time_zone="Europe/Berlin")
    seen: list[datetime] = []
    for _round in range(3):
        with clock.frozen(seen[-1] if seen else now):
            Round.objects.update_or_create(person=owner, defaults={"next_at": clock.now()})
            make_round(owner.pk)
        at = Round.objects.get(person=owner).next_at
        assert at is not None
        seen.append(at)
    assert [at.hour for at in seen] == hours
    assert {at.astimezone(ZoneInfo("Europe/Berlin")).time() for at in seen} == {time(8)}


def test_what_one_wants_at_once_waits_for_ones_own_morning(world: World, mailbox: Mailbox):
    """Quiet hours are those of the reader, not of the organisation, also over the change."""
    choose_reminders(world.actor("mate"), time_zone="Europe/Berlin", kinds={"comment": How.AT_ONCE})
    for said_at, opens_at in (
        (datetime(2026, 10, 23, 20, tzinfo=UTC), datetime(2026, 10, 26, 7, tzinfo=UTC)),
        (datetime(2027, 3, 26, 20, tzinfo=UTC), datetime(2027, 3, 29, 6, tzinfo=UTC)),
    ):
        with clock.frozen(said_at):
            told = Told(NoticeKind.COMMENT, "Somebody said something", "/", key=str(said_at))
            notify(world.actor("owner"), [world.people["mate"].pk], told)
            take_notices()
        assert Letter.objects.latest("pk").next_at == opens_at
    assert mailbox.messages == []
