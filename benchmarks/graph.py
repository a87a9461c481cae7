"""A random alignment graph of very many objectives: refusal of a circle, one leaf's way up, and the
recompute of all of it beside reading and writing the same rows."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.measure import Statement, recorded, replay
from headway.core.alignment import sweep
from headway.exchange.seed.tables import bulk_writer, without_foreign_key_checks
from headway.kit.bulk import change_unmoved, read_rows
from headway.kit.problems import InvalidInput
from headway.okrs.actions import recomputing
from headway.okrs.actions.cycles import create_cycle
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.scores import move_above
from headway.okrs.models import Objective, ObjectiveLink
from headway.people.access import system_actor
from headway.people.actions import create_organisation
from headway.people.models import Unit

BELOW = 8
"""Objectives below one on average: eight levels hold a million."""
TRIED = 15


def main() -> None:
    """Write the graph, then time each part and print its ratio."""
    nodes = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    started = time.monotonic()
    organisation, links = _write(nodes)
    print(
        f"  {connection.vendor}: wrote {nodes:,} objectives and {links:,} driving links in "
        f"{time.monotonic() - started:.0f} s",
        flush=True,
    )
    dice = random.Random(2)
    leaves = [dice.randrange(nodes - nodes // 10, nodes) + 1 for _ in range(TRIED)]
    _recompute(organisation)
    _way_up(leaves)
    _circle(organisation, leaves)


def _write(nodes: int) -> tuple[Any, int]:
    """A tree in which every second node has another parent at random among those above it."""
    organisation = create_organisation(
        name="Graph", slug="graph", admin_name="Ada", admin_email="ada@graph.example"
    )
    actor = system_actor(organisation)
    start = date(2026, 10, 5)
    cycle = create_cycle(
        actor, name="Q4", starts_on=start, ends_on=start + timedelta(weeks=13, days=-1)
    )
    unit, now = Unit.objects.get(organisation=organisation), datetime(2026, 11, 24, tzinfo=UTC)
    dice, writer, count = random.Random(1), bulk_writer(), 0

    def objectives() -> Iterator[tuple[Any, ...]]:
        for number in range(1, nodes + 1):
            yield (
                number, organisation.pk, cycle.pk, unit.pk, f"Objective {number}", "",
                "aspirational", "bottom_up", "running", False, number, dice.random(), 1.0, None,
                0.0, now, now, 1,
            )  # fmt: skip

    def links() -> Iterator[tuple[Any, ...]]:
        nonlocal count
        for child in range(2, nodes + 1):
            parent = (child - 2) // BELOW + 1
            other = dice.randrange(max(1, parent - 500), parent + 1) if child % 2 else parent
            for above in {parent, other}:
                count += 1
                yield count, organisation.pk, child, above, "drives_score", dice.uniform(0.5, 2)

    with transaction.atomic(), without_foreign_key_checks():
        writer.write(
            Objective,
            (
                "id", "organisation_id", "cycle_id", "unit_id", "title", "description",
                "ambition", "origin", "state", "is_local", "position", "own_score",
                "own_coverage", "score", "coverage", "created_at", "updated_at", "version",
            ),
            objectives(),
        )  # fmt: skip
        writer.write(
            ObjectiveLink,
            ("id", "organisation_id", "child_id", "objective_id", "kind", "weight"),
            links(),
        )
        writer.finish(Objective)
        writer.finish(ObjectiveLink)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return organisation, count


def _recompute(organisation: Any) -> None:
    """The whole graph from stored own scores, and the same rows read and written bare; in turns.
    Every row changes in every round."""
    ours, bare = [], []
    for _turn in range(2):
        bare.append(_timed(lambda: _bare(organisation.pk)))
        ours.append(_timed(lambda: recomputing.roll_up_stored(organisation.pk)))
    assert recomputing.roll_up_stored(organisation.pk, write=False) == []
    _print("recompute of all of it", min(ours), min(bare), "the same rows read and written")
    _arithmetic(organisation.pk)


def _bare(organisation_id: int) -> None:
    """What the recompute reads and writes, without what it computes in between."""
    rows = read_rows(recomputing._open(organisation_id))
    read_rows(recomputing._closed_drivers(organisation_id))
    read_rows(recomputing._driving(organisation_id))
    change_unmoved(
        Objective,
        ("own_score", "own_coverage", "score", "coverage"),
        ((row[0], row[1], row[2], 2.0, 0.5, row[1], row[4], row[5]) for row in rows),
        guard=("own_score", "score", "coverage"),
    )


def _arithmetic(organisation_id: int) -> None:
    rows = read_rows(recomputing._open(organisation_id))
    links = read_rows(recomputing._driving(organisation_id))
    place = {row[0]: number for number, row in enumerate(rows)}
    _ids, own, shares, weights, _scores, _coverages = zip(*rows, strict=True)
    children, parents = [place[link[0]] for link in links], [place[link[1]] for link in links]
    parts = [link[2] for link in links]
    taken = _timed(lambda: sweep(own, shares, weights, children, parents, parts))
    print(f"    of which arithmetic {taken:.2f} s", flush=True)


def _way_up(leaves: list[int]) -> None:
    """One leaf's new score up to the top, in one transaction."""

    def move(leaf: int) -> None:
        with transaction.atomic():
            move_above(leaf)

    for leaf in leaves:
        Objective.objects.filter(pk=leaf).update(score=0.123)
        move(leaf)
        Objective.objects.filter(pk=leaf).update(score=0.456)
    _beside("one leaf up its ancestors", move, leaves)


def _circle(organisation: Any, leaves: list[int]) -> None:
    """The root shall serve a leaf: refused, naming the way round."""
    actor = system_actor(organisation)

    def refuse(leaf: int) -> None:
        try:
            link_objective(actor, 1, parent_objective_id=leaf)
        except InvalidInput as refused:
            if refused.errors[0].code != "circle":
                raise
        else:
            raise SystemExit("A circle was not refused.")

    _beside("refusal of a circle from root to leaf", refuse, leaves)


def _beside(label: str, call: Callable[[int], None], leaves: list[int]) -> None:
    """CPU time of ours and of the same SQL bare, the median over the leaves."""
    ours, bare, counts, walls = [], [], [], []
    for leaf in leaves:
        _answer, statements = recorded(partial(call, leaf))
        counts.append(len(statements))
        began = time.monotonic()
        ours.append(_cpu(partial(call, leaf)))
        walls.append(time.monotonic() - began)
        bare.append(_cpu(partial(_run, statements)))
    label = f"{label} ({statistics.median(counts):.0f} statements)"
    _print(label, statistics.median(ours), statistics.median(bare), "CPU, the same SQL bare")
    print(f"    with the database {statistics.median(walls) * 1000:.1f} ms", flush=True)


def _run(statements: list[Statement]) -> None:
    with transaction.atomic():
        replay(statements)


def _cpu(call: Callable[[], Any]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def _timed(call: Callable[[], Any]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


def _print(label: str, ours: float, bare: float, beside: str) -> None:
    shown = (f"{n:.2f} s" if n >= 1 else f"{n * 1000:.1f} ms" for n in (ours, bare))
    first, second = shown
    print(
        f"  {label:<52} {first:>10}   {beside} {second:>10}   ratio {ours / bare:5.2f}", flush=True
    )


if __name__ == "__main__":
    main()
