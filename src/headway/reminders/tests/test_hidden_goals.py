"""What the inbox reminds of names no goal that its reader may not read any more."""

from __future__ import annotations

import pytest

from headway.activity.models import Notice
from headway.kit import clock
from headway.kit.testing.world import World
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import update_objective
from headway.reminders.actions.rounds import make_round
from headway.reminders.jobs import enqueue_rounds
from headway.reminders.models import Reminded
from headway.reminders.queries.inbox import unread_of
from headway.reminders.tests.working import THURSDAY, done_last_week, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(world: World) -> World:
    """Everybody has their round; the check-ins of this week are due."""
    done_last_week(world)
    work(enqueue_rounds, enqueue_rounds)
    return world


def look() -> None:
    with clock.frozen(THURSDAY):
        work(enqueue_rounds)


def test_a_reminder_names_no_goal_that_was_hidden_since(planned: World):
    """The one who checked in for its owner does so no more, and may not read it."""
    first, second = planned.key_results
    mate = planned.people["mate"]
    update_key_result(planned.system, first.pk, updater_id=mate.pk)
    look()
    assert first.title in planned.client("mate").get("/inbox").content.decode()
    update_key_result(planned.system, second.pk, updater_id=mate.pk)
    with clock.frozen(THURSDAY):
        Notice.objects.filter(person=mate).delete()
        Reminded.objects.filter(person=mate).delete()
        make_round(mate.pk)
    assert Notice.objects.get(person=mate).title.endswith("2 key results")
    for one in planned.key_results:
        update_key_result(planned.system, one.pk, updater_id=None)
    update_objective(planned.system, planned.objective.pk, visibility="people", viewer_ids=[])
    inbox = planned.client("mate").get("/inbox").content.decode()
    assert first.title not in inbox
    assert second.title not in inbox


def test_nor_does_one_of_a_single_check_in(planned: World):
    first, mate = planned.key_results[0], planned.people["mate"]
    update_key_result(planned.system, first.pk, updater_id=mate.pk)
    look()
    update_key_result(planned.system, first.pk, updater_id=None)
    update_objective(planned.system, planned.objective.pk, visibility="people", viewer_ids=[])
    assert first.title not in planned.client("mate").get("/inbox").content.decode()
    assert unread_of(planned.actor("mate")).total == 0
