"""What a room costs: a poll for news, a look at all of a room and at what news puts in place there,
for each kind of meeting, and the pages around them, against bare handlers; and what a hundred rooms
of eight people ask of a machine."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command

from benchmarks.measure import (
    Side,
    Visitor,
    bare,
    line,
    recorded,
    replay,
    replay_by_driver,
    side_by_side,
)
from headway.exchange.demo import load_demo
from headway.kit import clock
from headway.okrs.models import Cycle, Objective, Phase, State
from headway.people.access import Actor, actor_for
from headway.people.models import Person, Unit, User
from headway.rituals.actions import cards
from headway.rituals.actions.lines import write_line
from headway.rituals.actions.rooms import (
    move_to_stage,
    open_meeting,
    schedule_meeting,
)
from headway.rituals.actions.sessions.beginning import begin_session
from headway.rituals.models import Meeting
from headway.rituals.queries.rooms.news import news_key
from headway.rituals.queries.rooms.rows import meeting_row

ROOMS, PEOPLE = 100, 8
LINES = 10

AROUND = ("/planning?unit={unit}", "/coach", "/coach/units/{unit}", "/inbox", "/activity",
          "/meetings", "/actions", "/learnings")  # fmt: skip
"""Pages that lead to meetings and tell what came of them."""


def main() -> None:
    """Load the demo, open a room of each kind, then compare."""
    call_command("migrate", verbosity=0)
    load_demo(clock.today())
    person = Person.objects.select_related("organisation").get(name="Rui Falcão")
    person.user = User.objects.create_user(person.email)
    person.save()
    actor = actor_for(person)
    visitor = Visitor(person.user)
    row = meeting_row(actor, weekly_of(actor).pk)
    poll = _measure(visitor, f"/news/{row.id}?key={news_key(actor, row)}&since={row.version}")
    _measure(visitor, f"/weekly?unit={row.unit_id}")
    _room(visitor, "weekly", row.id)
    for name, meeting in sessions_of(actor):
        _room(visitor, name, meeting.pk)
    for path in AROUND:
        _measure(visitor, path.format(unit=row.unit_id))
    share = ROOMS * PEOPLE * poll.median / 1000
    print(
        f"  {ROOMS} rooms of {PEOPLE} people, each asking once a second:"
        f" {share * 100:.0f} % of one core"
    )


def weekly_of(actor: Actor) -> Meeting:
    """A weekly of the unit that the actor leads, with some minutes; of a later week, for the demo
    holds this week's when its day comes."""
    planned = schedule_meeting(
        actor, unit_id=Unit.objects.get(lead_id=actor.person_id).pk, kind="weekly",
        planned_at=clock.now() + timedelta(weeks=3),
    )  # fmt: skip
    meeting = open_meeting(actor, planned.pk)
    for number in range(LINES):
        write_line(actor, meeting.pk, f"Decision: number {number + 1}")
    return meeting


def sessions_of(actor: Actor) -> Iterator[tuple[str, Meeting]]:
    """The other rooms of that unit: its review, planning session and retrospective."""
    unit = Unit.objects.get(lead_id=actor.person_id)
    running = Objective.objects.filter(unit=unit, state=State.RUNNING).latest("id").cycle
    Cycle.objects.filter(pk=running.pk).update(ends_on=clock.today() + timedelta(days=7))
    yield "review", begin_session(actor, kind="review", unit_id=unit.pk, cycle_id=running.pk)
    planning = Cycle.objects.filter(phase=Phase.PLANNING).first()
    if planning is not None:
        session = begin_session(actor, kind="planning", unit_id=unit.pk, cycle_id=planning.pk)
        yield "planning session", move_to_stage(actor, session.pk, 3)
    planned = schedule_meeting(
        actor, unit_id=unit.pk, kind="retrospective", cycle_id=running.pk,
        planned_at=clock.now(), format="keep_stop_start", is_anonymous=False,
    )  # fmt: skip
    held = move_to_stage(actor, open_meeting(actor, planned.pk).pk, 1)
    for number in range(LINES):
        cards.write_card(actor, held.pk, column="keep", text=f"Card {number + 1}")
    yield "retrospective", held


def _room(visitor: Visitor, name: str, meeting_id: int) -> None:
    _measure(visitor, f"/meetings/{meeting_id}", name=f"room of a {name}")
    _measure(visitor, f"/meetings/{meeting_id}", name=f"its news, {name}", is_htmx=True)


def _measure(visitor: Visitor, path: str, *, name: str = "", is_htmx: bool = False) -> Side:
    """Print what an address costs; what ours takes."""
    page = visitor.page(path, is_htmx=is_htmx)
    page()
    body, statements = recorded(page)
    handlers = (bare(statements, body, run) for run in (replay, replay_by_driver))
    ours, *bare_ones = side_by_side(page, *(visitor.page(path, handler) for handler in handlers))
    size = len(gzip.compress(body)) / 1024
    extra = f"{len(statements)} statements, {size:.1f} kB gzip"
    line(name or path.partition("?")[0], ours, *bare_ones, extra=extra)
    return ours


if __name__ == "__main__":
    main()
