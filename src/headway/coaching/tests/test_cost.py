"""What the pages of coaching cost to read, and that neither statements nor weight run away with the
number of units, questions and meetings."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest

from headway.coaching.actions import ask_coach, suggest, write_message
from headway.coaching.models import HelpRequest
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.world import NOW, World
from headway.okrs.models import Objective
from headway.people.models import Membership, MembershipKind, Unit
from headway.rituals.actions.rooms import schedule_meeting
from headway.rituals.models import Meeting, MeetingSeries

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LIGHT = 100_000
"""Bytes of a page, compressed."""


@pytest.fixture
def made(world: World) -> dict[str, int]:
    """A question, a suggestion, a meeting and a series, so that every page has something."""
    asked = ask_coach(world.actor("owner"), question="How?", objective_id=world.objective.pk)
    write_message(world.actor("coach"), asked.pk, text="Like this.")
    suggested = suggest(
        world.actor("coach"), objective_id=world.objective.pk, changes={"title": "Found at once"}
    )
    schedule_meeting(
        world.actor("coach"), unit_id=world.units["blue"].pk, kind="weekly",
        planned_at=datetime(2026, 11, 26, 10, tzinfo=UTC),
    )  # fmt: skip
    return {
        "objective": world.objective.pk, "request": asked.pk, "suggestion": suggested.pk,
        "unit": world.units["blue"].pk,
    }  # fmt: skip


PAGES = {
    "coach's desk": "/coach",
    "coach's desk by cycles": "/coach?window=4c&trend=1&mean=1",
    "practice of a unit": "/coach/units/{unit}",
    "calendar of rituals": "/coach/calendar",
    "scripts": "/coach/scripts",
    "a script": "/coach/scripts/weekly",
    "requests for help": "/coach/help",
    "ask the coach": "/coach/help/new?unit_id={unit}",
    "a request for help": "/coach/help/{request}",
    "suggest a change": "/coach/suggestions/new?objective={objective}",
    "a suggestion": "/coach/suggestions/{suggestion}",
}


@pytest.mark.parametrize(("name", "address"), PAGES.items())
def test_pages_keep_their_budgets(
    world: World, made: dict[str, int], name: str, address: str
) -> None:
    coach, address = world.client("coach"), address.format(**made)
    assert coach.get(address).status_code == 200
    assert_budget(name, partial(coach.get, address))


def units(world: World, total: int) -> None:
    """Units up to a number of them, each coached, with an objective of two key results and a
    weekly series."""
    above = world.units["blue"].parent
    assert above is not None
    known = Unit.objects.filter(name__startswith="Team ").count()
    for number in range(known, total):
        unit = Unit.objects.create(
            organisation=world.organisation, parent=above, name=f"Team {number:03}",
            kind=world.units["blue"].kind, path=f"{above.path}{number + 5_000:06}/",
        )  # fmt: skip
        Membership.objects.create(
            unit=unit, person=world.people["coach"], kind=MembershipKind.COACH,
            organisation=world.organisation,
        )  # fmt: skip
        _copy_plan(world, unit)
        MeetingSeries.objects.create(
            organisation=world.organisation, unit=unit, kind="weekly", mode="live", weekday=1,
            at=time(9), since=(NOW - timedelta(weeks=6)).date(),
        )  # fmt: skip


def _copy_plan(world: World, unit: Unit) -> None:
    """As it stands, without the cost of writing it step by step."""
    objective = Objective.objects.get(pk=world.objective.pk)
    parts = list(objective.key_results.all())
    objective.pk, objective.unit = None, unit
    objective.save()
    for one in parts:
        one.pk, one.objective = None, objective
        one.save()


@pytest.mark.parametrize("address", ["/coach", "/coach?window=4c", "/coach/calendar"])
def test_statements_do_not_grow_with_units(world: World, address: str) -> None:
    coach = world.client("coach")
    assert_no_growth(partial(units, world), partial(coach.get, address))


def test_statements_do_not_grow_with_questions(world: World) -> None:
    def ask(total: int) -> None:
        for number in range(HelpRequest.objects.count(), total):
            asked = ask_coach(
                world.actor("owner"), question=f"{number}?", objective_id=world.objective.pk
            )
            write_message(world.actor("coach"), asked.pk, text="So.")

    for address in ("/coach", "/coach/help"):
        assert_no_growth(ask, partial(world.client("coach").get, address))


def test_statements_of_a_unit_do_not_grow_with_what_it_does(world: World) -> None:
    def grow(total: int) -> None:
        for number in range(Objective.objects.count(), total):
            world.add_objective(f"Objective {number}")
        for number in range(Meeting.objects.count(), total):
            Meeting.objects.create(
                organisation=world.organisation, unit=world.units["blue"], kind="weekly",
                state="closed", week=(NOW - timedelta(weeks=number)).date(),
                planned_at=NOW - timedelta(weeks=number), opened_at=NOW - timedelta(weeks=number),
                closed_at=NOW - timedelta(weeks=number), stages=[], created_at=NOW,
            )  # fmt: skip

    address = f"/coach/units/{world.units['blue'].pk}"
    assert_no_growth(grow, partial(world.client("coach").get, address))


@pytest.mark.parametrize(
    "address", ["/coach", "/coach?window=4c&trend=1&mean=1", "/coach/calendar"]
)
def test_three_hundred_units_are_light(world: World, address: str) -> None:
    units(world, 300)
    page = world.client("coach").get(address).content
    assert len(gzip.compress(page)) < LIGHT
