"""The same pages in an organisation of 1 000 people and in a very large one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.core.management import call_command

from benchmarks.measure import Visitor, recorded, side_by_side
from headway.exchange.seed import seed_organisation
from headway.okrs.models import KeyResult
from headway.people.models import Person, User


def main() -> None:
    """Seed both, sign a member of each in, and take pages in turns."""
    large, cycles = int(sys.argv[1]), int(sys.argv[2])
    call_command("migrate", verbosity=0)
    visitors, objectives, key_results = [], [], []
    for people in (1_000, large):
        started = time.monotonic()
        made = seed_organisation(people=people, cycles=cycles)
        print(
            f"  seeded {made.people:,} people, {made.key_results:,} key results, "
            f"{made.check_ins:,} check-ins in {time.monotonic() - started:.0f} s",
            flush=True,
        )
        person = Person.objects.filter(
            organisation_id=made.organisation_id, role="member"
        ).order_by("id")[5]
        person.user = User.objects.create_user(person.email)
        person.save()
        visitors.append(Visitor(person.user))
        newest = KeyResult.objects.filter(owner=person).order_by("-id")[0]
        objectives.append(newest.objective_id)
        key_results.append(newest.pk)
    pages = {
        "home": ("/", "/"),
        "objectives of my team": ("/objectives", "/objectives"),
        "objectives, whole organisation": ("/objectives?unit=all", "/objectives?unit=all"),
        "one objective": tuple(f"/objectives/{key}" for key in objectives),
        "one key result": tuple(f"/key-results/{key}" for key in key_results),
        "line of sight": ("/line-of-sight?unit=all", "/line-of-sight?unit=all"),
        "find": ("/find?q=measure+12", "/find?q=measure+12"),
        "people": ("/people", "/people"),
        "units": ("/units", "/units"),
        "cycles": ("/cycles", "/cycles"),
    }
    for label, (small_path, large_path) in pages.items():
        small, big = visitors[0].page(small_path), visitors[1].page(large_path)
        started = time.monotonic()
        big()
        cold = (time.monotonic() - started) * 1000
        _answer, statements = recorded(big)
        one, two = side_by_side(small, big, rounds=20)
        walls = _wall(small), _wall(big)
        print(f"  {label:<32} {one.median:8.1f} ms   large {two.median:8.1f} ms   ratio "
              f"{two.median / one.median:5.2f}   with the database {walls[0]:6.1f} ms, large "
              f"{walls[1]:6.1f} ms, ratio {walls[1] / walls[0]:5.2f}   first {cold:6.0f} ms, "
              f"{len(statements)} statements", flush=True)  # fmt: skip


def _wall(call: Callable[[], object]) -> float:
    """Wall time, database included: the median of five."""
    taken = []
    for _ in range(5):
        started = time.monotonic()
        call()
        taken.append((time.monotonic() - started) * 1000)
    return sorted(taken)[2]


if __name__ == "__main__":
    main()
