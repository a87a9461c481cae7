"""What a line of the inbox is about: a key result alone, or several of a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from headway.activity.models import Notice
from headway.kit import clock
from headway.kit.testing.world import World
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import cancel_key_result
from headway.reminders.jobs import enqueue_rounds
from headway.reminders.tests.working import FRIDAY, THURSDAY, done_last_week, work

pytestmark = pytest.mark.django_db


def on(moment: datetime) -> None:
    with clock.frozen(moment):
        work(enqueue_rounds)


def test_a_key_result_that_comes_later_has_a_line_of_its_own(world: World) -> None:
    """Lines of a day were one, named for the first: where that was hidden, the second was gone."""
    first, second = world.key_results
    done_last_week(world)
    cancel_key_result(world.system, second.pk, reason="Not ours")
    work(enqueue_rounds, enqueue_rounds)
    on(THURSDAY)
    other = world.add_objective("Another").key_results.get()
    with clock.frozen(THURSDAY):
        check_in(world.system, other.pk, value=1, effective_on=date(2026, 11, 18))
    on(FRIDAY)
    lines = Notice.objects.filter(person=world.people["owner"], subject_type="reminder")
    assert [one.subject_id for one in lines.order_by("pk")] == [first.pk, None]
    assert "2 key results" in lines.latest("pk").title


def test_a_line_of_several_goes_once_the_last_of_them_has_its_own(world: World) -> None:
    """It stayed unread beside the new one for as long as anything of that day was due."""
    first, second = world.key_results
    done_last_week(world)
    work(enqueue_rounds, enqueue_rounds)
    unread = Notice.objects.filter(
        person=world.people["owner"], subject_type="reminder", read_at__isnull=True
    )
    on(THURSDAY)
    on(FRIDAY)
    with clock.frozen(FRIDAY):
        check_in(world.system, first.pk, value=46, effective_on=date(2026, 11, 27))
    on(FRIDAY + timedelta(days=3))
    assert "2 key results" in unread.get().title, "nothing else says that one waits"
    on(FRIDAY + timedelta(days=4))
    assert [one.subject_id for one in unread] == [second.pk]
