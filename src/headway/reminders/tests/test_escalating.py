"""What waits too long goes to the lead, then to the coach, once each, and back when it is done."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from headway.activity.models import Event, Notice
from headway.kit import clock
from headway.kit.problems import InvalidInput, NotAllowed
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Objective, Visibility
from headway.people.actions import deactivate_person, set_lead
from headway.people.models import Person
from headway.reminders.actions.wishes import choose_reminders
from headway.reminders.actions.working import add_absence, agree_on_escalation
from headway.reminders.jobs import enqueue_rounds, enqueue_withdrawals
from headway.reminders.models import Escalation, How
from headway.reminders.queries.reminded import owners_escalated
from headway.reminders.tests.working import done_last_week, work
from headway.rituals.models import ActionItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(world: World) -> World:
    """Both check-ins are due on Sunday, 29 November."""
    done_last_week(world)
    work(enqueue_rounds, enqueue_rounds)
    return world


def days(*numbers: int) -> None:
    """The rounds of these days of December, one after the other."""
    for number in numbers:
        with clock.frozen(datetime(2026, 12, number, 8, tzinfo=UTC)):
            work(enqueue_rounds)


def told(world: World, name: str) -> list[str]:
    notices = Notice.objects.filter(person=world.people[name], kind="escalation")
    return list(notices.order_by("pk").values_list("title", flat=True))


def test_the_lead_hears_after_three_working_days_and_the_coach_after_five(late: World):
    days(1)
    assert told(late, "lead") == []
    days(2)
    assert told(late, "lead") == [
        "Owner Person is late since 29 Nov 2026: Searches that end in a purchase",
        "Owner Person is late since 29 Nov 2026: Minutes until the answer",
    ]
    assert told(late, "coach") == []
    days(3)
    assert len(told(late, "lead")) == 2
    days(4)
    assert len(told(late, "coach")) == 2
    event = Event.objects.filter(verb="key_result.escalated").first()
    assert event is not None
    assert event.person is None


def test_what_is_done_is_taken_back(late: World):
    days(2)
    [first, second] = late.key_results
    with clock.frozen(datetime(2026, 12, 2, 10, tzinfo=UTC)):
        check_in(late.actor("owner"), first.pk, value=50.0, confidence=6)
        work(enqueue_withdrawals)
    unread = Notice.objects.filter(kind="escalation", read_at__isnull=True)
    assert [one.title.rpartition(": ")[2] for one in unread] == [second.title]
    assert Escalation.objects.filter(withdrawn_at__isnull=True).count() == 1
    days(4)
    assert told(late, "coach") == [f"Owner Person is late since 29 Nov 2026: {second.title}"]


def test_it_is_taken_back_of_everybody_however_many(world: World):
    """Each round looked at the same five hundred, the oldest accounts."""
    people = Person.objects.bulk_create(
        Person(
            organisation=world.organisation, name=f"Person {number}",
            email=f"p{number}@aster.example", created_at=NOW,
        )
        for number in range(501)
    )  # fmt: skip
    Escalation.objects.bulk_create(
        Escalation(
            organisation=world.organisation, owner=one, key="action:1", level="lead",
            due_on=NOW.date(), told_at=NOW,
        )
        for one in people
    )  # fmt: skip
    assert owners_escalated() == [one.pk for one in people]


def test_who_leads_the_unit_and_is_late_is_told_of_above(late: World):
    set_lead(late.system, late.units["blue"].pk, person_id=late.people["owner"].pk)
    days(2)
    assert len(told(late, "lead")) == 2
    assert told(late, "owner") == []


def test_days_away_do_not_count(late: World):
    add_absence(late.actor("owner"), first=date(2026, 11, 30), last=date(2026, 12, 1))
    work(enqueue_rounds)
    days(2, 3)
    assert told(late, "lead") == []
    days(4)
    assert len(told(late, "lead")) == 2


def test_what_was_agreed_holds(late: World):
    agree_on_escalation(late.actor("admin"), lead_after=1, coach_after=None)
    days(1, 2, 3, 4)
    assert len(told(late, "lead")) == 2
    assert told(late, "coach") == []
    with pytest.raises(InvalidInput, match="after the lead"):
        agree_on_escalation(late.actor("admin"), lead_after=3, coach_after=2)
    with pytest.raises(NotAllowed):
        agree_on_escalation(late.actor("lead"), lead_after=3, coach_after=5)


def test_what_the_coach_may_not_read_is_not_told_to_them(late: World):
    update_objective(late.actor("owner"), late.objective.pk, visibility="people", viewer_ids=[])
    days(2, 4)
    assert len(told(late, "lead")) == 2
    assert told(late, "coach") == []


def test_of_who_left_it_is_told_too(late: World):
    deactivate_person(late.system, late.people["owner"].pk)
    work(enqueue_rounds)
    days(2)
    assert len(told(late, "lead")) == 2


def test_actions_are_escalated_as_well(late: World):
    item = ActionItem.objects.create(
        organisation=late.organisation, unit=late.units["blue"], title="Call the supplier",
        owner=late.people["mate"], due_on=date(2026, 11, 25), created_at=clock.now(),
    )  # fmt: skip
    with clock.frozen(datetime(2026, 11, 30, 8, tzinfo=UTC)):
        work(enqueue_rounds)
    assert told(late, "lead") == ["Mate Person is late since 25 Nov 2026: Call the supplier"]
    [notice] = Notice.objects.filter(person=late.people["mate"], kind="action_due")
    assert notice.url == f"/actions/{item.pk}"


def test_who_wants_no_reminders_is_escalated_all_the_same(late: World):
    """What one does not want to hear does not make it done."""
    choose_reminders(late.actor("owner"), kinds={"due": How.OFF})
    days(1, 2)
    assert not Notice.objects.filter(person=late.people["owner"], kind="due").exists()
    assert len(told(late, "lead")) == 2


def test_a_lead_who_is_away_is_passed_over(late: World):
    """The next above who is there hears of it; where nobody is, the nearest does when they are
    back."""
    set_lead(late.system, late.units["blue"].pk, person_id=late.people["mate"].pk)
    add_absence(late.actor("mate"), first=date(2026, 12, 1), last=date(2026, 12, 11))
    days(2)
    assert told(late, "mate") == []
    assert len(told(late, "lead")) == 2


def test_where_all_leads_are_away_the_nearest_hears(late: World):
    set_lead(late.system, late.units["blue"].pk, person_id=late.people["mate"].pk)
    for name in ("mate", "lead"):
        add_absence(late.actor(name), first=date(2026, 12, 1), last=date(2026, 12, 11))
    days(2)
    assert len(told(late, "mate")) == 2
    assert told(late, "lead") == []


def test_who_leads_no_more_reads_no_title_of_a_hidden_goal(late: World):
    Objective.objects.update(visibility=Visibility.UNIT)
    days(2)
    title = late.key_results[0].title
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        assert title in late.client("lead").get("/inbox").content.decode()
        set_lead(late.system, late.units["root"].pk, person_id=late.people["admin"].pk)
        assert title not in late.client("lead").get("/inbox").content.decode()


def test_what_is_no_goal_is_read_on(late: World):
    action = ActionItem.objects.create(
        organisation=late.organisation, unit=late.units["blue"], title="Call them",
        owner=late.people["owner"], due_on=date(2026, 11, 24), created_at=clock.now(),
    )  # fmt: skip
    days(2)
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        assert action.title in late.client("lead").get("/inbox").content.decode()
