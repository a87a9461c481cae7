"""The rituals of the demo: a weekly that is prepared, those before with their minutes, a
retrospective, and people who talk to each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db.models import DurationField, ExpressionWrapper, F, Q
from django.test import Client

from headway.activity.models import Event, Notice, NoticeKind
from headway.coaching.models import HelpRequest, HelpState, Suggestion, SuggestionState
from headway.discussion.models import Comment, Mention, Nudge, Reaction
from headway.exchange.demo import load_demo
from headway.kit import clock
from headway.kit.testing.pages import text_of
from headway.okrs.models import CheckIn, Cycle, Objective, State
from headway.okrs.queries.planned import planned_part
from headway.people.access import system_actor
from headway.people.models import Person, Unit, User
from headway.reminders.actions.letters import take_notices
from headway.reminders.models import Letter
from headway.rituals.models import (
    ActionItem,
    Blocker,
    CardGroup,
    ItemState,
    Learning,
    Meeting,
    MeetingKind,
    MeetingState,
    Minute,
)
from headway.rituals.queries.findings import finding_rows

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SATURDAY = date(2026, 3, 7)


def test_the_rituals_are_alive_at_first_sight():
    load_demo(SATURDAY)
    firmware = Unit.objects.get(name="Controller Firmware")
    _weeklies(firmware)
    _prepared(firmware)
    _retrospective(firmware)
    _talk()
    _lead_has_something_to_say()
    _hints_are_few()
    _no_old_news_is_mailed()
    assert Meeting.objects.filter(
        state=MeetingState.PLANNED, planned_at__date__gt=SATURDAY
    ).values("kind").distinct().count() == 3  # fmt: skip
    assert HelpRequest.objects.filter(state=HelpState.OPEN).exists()
    assert Suggestion.objects.filter(state=SuggestionState.OPEN).count() == 1
    draft = Objective.objects.get(title="Improve the quality of our firmware")
    assert draft.state == State.DRAFT
    # Nothing is there that nobody wrote: each meeting, line and comment left its event.
    for kind, count in (("meeting", Meeting.objects.count()), ("comment", Comment.objects.count())):
        about = Event.objects.filter(subject_type=kind)
        assert about.values("subject_id").distinct().count() == count


def _weeklies(unit: Unit) -> None:
    held = Meeting.objects.filter(
        unit=unit, kind=MeetingKind.WEEKLY, state=MeetingState.CLOSED
    ).order_by("planned_at")
    lengths = [sum(stage["seconds"] for stage in one.stages) // 60 for one in held]
    assert lengths == [24, 26, 21, 25, 28, 22]
    took = ExpressionWrapper(F("closed_at") - F("opened_at"), DurationField())
    spans = held.annotate(took=took).values_list("took", flat=True)
    assert [span.total_seconds() // 60 for span in spans] == lengths
    assert Minute.objects.filter(meeting__in=held).count() >= 6
    assert all(one.content["sections"] for one in held)


def _prepared(unit: Unit) -> None:
    """On a Saturday the weekly of Friday is still to be held."""
    [coming] = Meeting.objects.filter(unit=unit, kind=MeetingKind.WEEKLY, state="planned")
    assert coming.planned_at.date() == date(2026, 3, 6)
    said = CheckIn.objects.filter(key_result__title__startswith="Over-the-air").order_by("pk")
    assert list(said.values_list("confidence", flat=True))[-2:] == [6, 3]
    last = Meeting.objects.filter(unit=unit, kind=MeetingKind.WEEKLY, state="closed").latest("pk")
    assert ActionItem.objects.filter(meeting=last, state=ItemState.OPEN).count() == 3
    assert Blocker.objects.filter(meeting=last, resolved_at=None).count() == 1


def _lead_has_something_to_say() -> None:
    """The role of a lead that newcomers choose starts the weekly with one click, whatever day it
    is, and finds what moved and what is left."""
    client = Client()
    rui = Person.objects.get(name="Rui Falcão")
    rui.user = User.objects.create_user(rui.email)
    rui.save(update_fields=["user"])
    with clock.frozen(datetime.combine(SATURDAY, time(9), UTC)):
        client.force_login(rui.user)
        told = text_of(client.get("/weekly"))
    for words in ("Start the weekly", "Confidence 7 to 4", "Two seasonal colleagues", "Late since"):
        assert words in told


def _hints_are_few() -> None:
    """Owners move with the news, but for two whose confidence stands still, and two who see it
    otherwise than the figures do."""
    running = Cycle.objects.get(starts_on__lte=SATURDAY, ends_on__gte=SATURDAY)
    part = planned_part(system_actor(running.organisation), running.pk, Q(), today=SATURDAY)
    told: dict[str, set[str]] = {}
    for row in finding_rows(part.plan, running.pk, today=SATURDAY):
        told.setdefault(row.code, set()).add(row.subject_title)
    assert told["CONFIDENCE_FROZEN"] == {
        "Trial plots with complete soil and harvest records",
        "Teams whose lead has had the coaching course",
    }
    assert told["DISAGREE"] == {
        "Screens usable without a connection", "New recurring revenue from outside Iberia",
    }  # fmt: skip
    assert "Screens usable without a connection" in told["CONFIDENCE_FALLING"]
    assert len(told["CONFIDENCE_FALLING"]) <= 2


def _retrospective(unit: Unit) -> None:
    [held] = Meeting.objects.filter(unit=unit, kind="retrospective", state="closed")
    assert [one.votes for one in CardGroup.objects.filter(meeting=held).order_by("-votes")] == [
        5, 2, 2, 0,
    ]  # fmt: skip
    assert Learning.objects.filter(meeting=held).count() == 2
    assert sorted(held.action_items.values_list("state", flat=True)) == ["done", "open", "open"]


def _talk() -> None:
    administrator = Person.objects.get(role="admin")
    assert Mention.objects.filter(person=administrator, is_told=True).count() == 2
    unread = Notice.objects.filter(person=administrator, read_at=None)
    assert set(unread.values_list("kind", flat=True)) == {"mention", "comment"}
    assert Reaction.objects.count() >= 5
    assert Nudge.objects.count() == 1


def _no_old_news_is_mailed():
    """The minutes of nine weeks stand in the inbox; nobody gets them as letters of today."""
    assert Notice.objects.filter(kind=NoticeKind.MINUTES, read_at=None).exists()
    with clock.frozen(datetime.combine(SATURDAY, time(18), UTC)):
        take_notices()
    assert not Letter.objects.exists()
