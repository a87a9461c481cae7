"""What the inbox reminds of names no goal that its reader may not read any more."""

from __future__ import annotations

import pytest

from headway.activity.models import Notice, NoticeKind
from headway.kit import clock
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.key_results import update_key_result
from headway.okrs.actions.objectives import update_objective
from headway.people.actions import create_token
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


def test_nor_does_a_line_of_an_earlier_version(planned: World):
    """Those named the key result of one check-in without saying which it is, and listed those of
    several. They stand in the inbox until they are read."""
    mate, first = planned.people["mate"], planned.key_results[0]
    told = {"person": mate, "organisation": planned.organisation, "created_at": NOW,
            "kind": NoticeKind.DUE, "subject_type": "reminder"}  # fmt: skip
    Notice.objects.create(
        **told, title=f"Check in by 29 Nov 2026: {first.title}", body="Blue",
        url=f"/key-results/{first.pk}", key="check_in-2026-11-29",
    )  # fmt: skip
    Notice.objects.create(
        **told, title="Check in by 6 Dec 2026: 2 key results", url="/", key="check_in-2026-12-06",
        body="\n".join(one.title for one in planned.key_results),
    )  # fmt: skip
    Notice.objects.create(
        **told, title="Enter values by 6 Dec 2026: 2 KPIs", url="/kpis/entry",
        key="value-2026-12-06", body="Churn\nMargin",
    )  # fmt: skip
    page = text_of(planned.client("mate").get("/inbox"))
    assert first.title not in page
    assert "2 key results" in page
    assert "Churn" in page
    assert unread_of(planned.actor("mate")).total == 2
    _token, secret = create_token(planned.system, name="x", scopes=("read",), person_id=mate.pk)
    said = planned.client(None).get(
        "/api/v1/notices", headers={"Authorization": f"Bearer {secret}"}
    )
    assert first.title not in said.content.decode()
