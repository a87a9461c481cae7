"""Pages and the check-in of the demo organisation against bare handlers."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import partial
from itertools import count

import django

django.setup()

from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.db.models import Count

from benchmarks.measure import (
    Statement,
    Visitor,
    bare,
    line,
    recorded,
    replay,
    replay_by_driver,
    side_by_side,
)
from headway.core.cadence import Cadence
from headway.core.forecast import outlook
from headway.exchange.demo import load_demo
from headway.kit import clock
from headway.okrs.actions.checkins import check_in
from headway.okrs.models import KeyResult
from headway.okrs.queries.readings import readings_of
from headway.people.access import actor_for
from headway.people.models import Person, User


def main() -> None:
    """Load the demo, then compare."""
    call_command("migrate", verbosity=0)
    load_demo(clock.today())
    person = Person.objects.get(name="Rui Falcão")
    person.user = User.objects.create_user(person.email)
    person.save()
    visitor = Visitor(person.user)
    objective = KeyResult.objects.filter(owner=person).order_by("-id")[0].objective_id
    for path in ("/", "/objectives?unit=all", f"/objectives/{objective}",
                 "/line-of-sight?unit=all", "/cycles", "/people"):  # fmt: skip
        page = visitor.page(path)
        page()
        body, statements = recorded(page)
        handlers = (bare(statements, body, run) for run in (replay, replay_by_driver))
        found = side_by_side(page, *(visitor.page(path, handler) for handler in handlers))
        size = len(gzip.compress(body)) / 1024
        line(path, *found, extra=f"{len(statements)} statements, {size:.0f} kB gzip")
    _check_in(person)
    _check_in_on_home(visitor, person)
    _forecast()


def _kept_by(person: Person) -> int:
    """A key result that the person checks in on."""
    return KeyResult.objects.filter(owner=person, objective__state="running")[0].pk


def _check_in(person: Person) -> None:
    actor = actor_for(Person.objects.select_related("organisation").get(pk=person.pk))
    key_result_id = _kept_by(person)
    values = count(61.0, 0.001)  # a new reading each time, as check-ins bring

    def ours() -> None:
        with transaction.atomic():
            check_in(actor, key_result_id, value=next(values), confidence=6)
            transaction.set_rollback(True)

    _answer, statements = recorded(ours)

    def theirs(run: Callable[[list[Statement]], None]) -> None:
        with transaction.atomic():
            run(statements)
            transaction.set_rollback(True)

    bare_ones = (partial(theirs, run) for run in (replay, replay_by_driver))
    found = side_by_side(ours, *bare_ones, rounds=200)
    line("check-in, all it moves", *found, extra=f"{len(statements)} statements")


def _check_in_on_home(visitor: Visitor, person: Person) -> None:
    """The whole request as Home sends it: the form read, the check-in, and the row, the counts and
    what stands beside drawn anew. Rolled back on both sides, so that each is the first of its day.
    """
    for signal in (request_started, request_finished):  # would end a transaction around a request
        signal.disconnect(close_old_connections)
    key_result_id = _kept_by(person)
    values = count(61.0, 0.001)

    def typed() -> dict[str, object]:
        return {
            "save": key_result_id,
            f"value-{key_result_id}": f"{next(values):.3f}",
            f"confidence-{key_result_id}": 6,
        }

    def rolled_back(call: Callable[[], bytes]) -> bytes:
        with transaction.atomic():
            answer = call()
            transaction.set_rollback(True)
        return answer

    ours = partial(rolled_back, visitor.post("/check-ins", typed))
    ours()
    body, statements = recorded(ours)
    theirs = (
        partial(rolled_back, visitor.post("/check-ins", typed, bare(statements, body, run)))
        for run in (replay, replay_by_driver)
    )
    found = side_by_side(ours, *theirs)
    line("check-in, the request of Home", *found, extra=f"{len(statements)} statements")


def _forecast() -> None:
    """The outlook of one key result against reading its rows."""
    key_result = (
        KeyResult.objects.filter(kind="increase", aggregation="last")
        .annotate(readings=Count("checkins"))
        .select_related("objective__cycle")
        .order_by("-readings")[0]
    )
    read = partial(readings_of, [key_result.pk])
    readings = [(r.effective_on, r.value) for r in read()[key_result.pk] if r.value is not None]

    def ours() -> None:
        outlook(
            key_result.kind,
            start=key_result.start,
            target=key_result.target,
            readings=readings,
            cadence=Cadence(key_result.cadence),
            starts_on=key_result.objective.cycle.starts_on,
            ends_on=key_result.objective.cycle.ends_on,
            ambition=key_result.objective.ambition,
        )

    one, two = side_by_side(ours, read, rounds=200)
    line("forecast, against reading its rows", one, two, extra=f"{len(readings)} readings")


if __name__ == "__main__":
    main()
