"""Load the demo organisation. Every record is written by the action a person would have used, on
the day it would have happened, so that the audit trail tells the same story."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from headway.activity.actions import settle_notices
from headway.exchange.demo.cycles import tell_past, tell_planning, tell_running
from headway.exchange.demo.founding import found, set_strategy
from headway.exchange.demo.meetings import plan_meetings
from headway.exchange.demo.stage import SLUG, WEEKS, Progress, Stage, read
from headway.exchange.demo.talk import tell_questions, tell_talk
from headway.kit.problems import Conflict
from headway.people.models import Organisation
from headway.strategy.actions import test_links


def load_demo(today: date, *, progress: Progress | None = None) -> Organisation:
    """Create the demo organisation as of ``today``; the same day gives the same organisation.

    Raises Conflict when it is there already.
    """
    story, rituals = read("tidewell.yaml"), read("rituals.yaml")
    if Organisation.objects.filter(slug=SLUG).exists():
        raise Conflict("The demo organisation is loaded already.")
    with transaction.atomic():
        return _tell(Stage(story, rituals, today, progress or (lambda *_: None)))


def _tell(stage: Stage) -> Organisation:
    with stage.on(stage.running_start - timedelta(weeks=WEEKS * 3 + 2)):
        found(stage)
        set_strategy(stage)
    for back in stage.story["past"]:
        tell_past(stage, back["name_back"], back["objectives"])
    running = tell_running(stage)
    tell_planning(stage)
    plan_meetings(stage, running)
    tell_talk(stage)
    tell_questions(stage)
    with stage.on(stage.today - timedelta(days=1), minute=20 * 60):
        test_links(stage.system)
    settle_notices(stage.organisation.pk)
    return stage.organisation
