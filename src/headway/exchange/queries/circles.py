"""Links of a file that close a circle with those that are here."""

from __future__ import annotations

from collections.abc import Sequence

from headway.core.alignment import path_between
from headway.exchange.formats.entries import ImportedLink, ImportedObjective
from headway.exchange.queries.present import Present
from headway.exchange.queries.stored import batches
from headway.okrs.queries.linked_above import links_above


def closing_a_circle(present: Present, links: Sequence[ImportedLink]) -> list[ImportedLink]:
    """Those links that would close a circle together with what is linked here: by people, or by an
    earlier file that said more. Only a child that is here already can be part of one. One query for
    each batch of the file's objectives, none where no link can be part of one."""
    numbers = _numbers(present)
    possible = [link for link in links if link.goal is None and numbers[link.child] > 0]
    if not possible:
        return []
    parents: dict[int, list[int]] = {}
    for link in present.plan.entries:
        if isinstance(link, ImportedLink) and link.goal is None:
            above = numbers[present.above(link)]
            parents.setdefault(numbers[link.child], []).append(above)
    replaced = {
        present.known[key].object_id
        for link in links
        if (key := (link.KIND, link.external_id)) in present.known
    }
    for part in batches([number for number in numbers.values() if number > 0]):
        for stored in links_above(part):
            if stored.link_id not in replaced:
                parents.setdefault(stored.child_id, []).append(stored.parent_id)
    return [
        link
        for link in possible
        if path_between(parents, numbers[link.child], numbers[present.above(link)]) is not None
    ]


def _numbers(present: Present) -> dict[str, int]:
    """A number for every objective of the file: its id here, or a negative one of its own."""
    numbers = {}
    for place, entry in enumerate(present.plan.entries, start=1):
        if isinstance(entry, ImportedObjective):
            known = present.known.get(("objective", entry.external_id))
            is_here = known is not None and present.current(entry) is not None
            numbers[entry.external_id] = known.object_id if known and is_here else -place
    return numbers
