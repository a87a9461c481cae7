"""Parents of objectives, once every id of the file is known."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from headway.core.alignment import path_between, topological_order
from headway.exchange.formats.okr_research.reading import Reading
from headway.exchange.formats.plan import ImportedLink


def read_links(reading: Reading) -> list[ImportedLink]:
    """A link for every parent that exists, overlaps in time and does not lead back to its child.
    The others are rejected; their objectives stay, without a parent."""
    above: dict[str, str] = {}
    for child, parent in reading.parents.items():
        why = _fault(reading, child, parent.id)
        if why is None:
            above[child] = reading.objective_of[parent.id]
        else:
            reading.reject(parent.line, child, why, "link")
    for child in _on_circles(above):
        parent = reading.parents[child]
        reading.reject(
            parent.line,
            child,
            _("The parent “%(id)s” leads back to this objective.") % {"id": parent.id},
            "link",
        )
        del above[child]
    return [_link(reading, child) for child in above]


def _fault(reading: Reading, child: str, parent: str) -> str | None:
    objective = reading.objective_of.get(parent)
    if objective is None and parent in reading.seen:
        return _("The parent “%(id)s” was rejected.") % {"id": parent}
    if objective is None:
        return _("There is no parent “%(id)s” in the file.") % {"id": parent[:60]}
    one, other = reading.cycle_of[child], reading.cycle_of[objective]
    if one.starts_on > other.ends_on or other.starts_on > one.ends_on:
        return _("Its parent is of %(parent)s, which does not overlap with %(child)s.") % {
            "parent": other.name,
            "child": one.name,
        }
    return None


def _on_circles(above: Mapping[str, str]) -> list[str]:
    """The objectives whose link is part of a circle; those merely below one keep theirs."""
    numbers = {key: n for n, key in enumerate(dict.fromkeys([*above, *above.values()]))}
    graph = {n: [numbers[above[key]]] if key in above else [] for key, n in numbers.items()}
    unresolved = set(topological_order(graph).unresolved)
    return [
        child
        for child, parent in above.items()
        if numbers[child] in unresolved
        and path_between(graph, numbers[child], numbers[parent]) is not None
    ]


def _link(reading: Reading, child: str) -> ImportedLink:
    parent = reading.parents[child]
    is_objective = reading.objective_of[parent.id] == parent.id
    return ImportedLink(
        external_id=f"{child}#parent",
        line=parent.line,
        child=child,
        objective=parent.id if is_objective else None,
        key_result=None if is_objective else parent.id,
    )
