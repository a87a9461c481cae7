"""What a room costs: a poll for news, a look at all of a weekly's room, against bare handlers; and
what a hundred rooms of eight people ask of a machine."""

from __future__ import annotations

import gzip
from itertools import count

import django

django.setup()

from django.core.management import call_command

from benchmarks.measure import (
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
from headway.people.access import actor_for
from headway.people.models import Person, Unit, User
from headway.rituals.actions.rooms import open_weekly
from headway.rituals.actions.rooms.lines import write_line
from headway.rituals.queries.rooms.news import news_key
from headway.rituals.queries.rooms.rows import meeting_row

ROOMS, PEOPLE = 100, 8


def main() -> None:
    """Load the demo, open a weekly, then compare."""
    call_command("migrate", verbosity=0)
    load_demo(clock.today())
    person = Person.objects.select_related("organisation").get(name="Rui Falcão")
    person.user = User.objects.create_user(person.email)
    person.save()
    actor = actor_for(person)
    meeting = open_weekly(actor, Unit.objects.get(lead=person).pk)
    for number in count(1):
        write_line(actor, meeting.pk, f"Decision: number {number}")
        if number == 10:
            break
    row = meeting_row(actor, meeting.pk)
    visitor = Visitor(person.user)
    news = f"/news/{row.id}?key={news_key(actor, row)}&since={row.version}"
    poll = 0.0
    for path in (news, f"/meetings/{row.id}", f"/weekly?unit={row.unit_id}"):
        page = visitor.page(path)
        page()
        body, statements = recorded(page)
        handlers = (bare(statements, body, run) for run in (replay, replay_by_driver))
        found = side_by_side(page, *(visitor.page(path, handler) for handler in handlers))
        size = len(gzip.compress(body)) / 1024
        name = path.partition("?")[0]
        line(name, *found, extra=f"{len(statements)} statements, {size:.1f} kB gzip")
        poll = poll or found[0].median
    share = ROOMS * PEOPLE * poll / 1000
    print(
        f"  {ROOMS} rooms of {PEOPLE} people, each asking once a second:"
        f" {share * 100:.0f} % of one core"
    )


if __name__ == "__main__":
    main()
