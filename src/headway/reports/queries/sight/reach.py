"""Which mid-term goals the objectives of a unit lead to, on whatever way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from headway.okrs.models import Objective
from headway.okrs.queries.figures import left_out_of
from headway.okrs.queries.objectives import objective_rows, readable_then
from headway.okrs.queries.past import moment_for
from headway.people.access import Actor
from headway.reports.queries.sight.links import Link, climb
from headway.reports.queries.sight.nodes import View
from headway.reports.queries.sight.scope import in_scope

JUDGED = 2_000
"""Up to so many objectives are judged as their pages judge them; beyond that stored scores are
read, which are those of the last write."""
AT_MOST = 20_000
"""Objectives looked at in all; beyond that somebody has to choose a unit."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An objective in scope with the goals it leads to. ``is_accounted`` when it is local on
    purpose, or serves something that is."""

    id: int
    unit_path: str
    score: float | None
    ambition: str
    state: str
    goals: frozenset[int]
    is_accounted: bool

    @property
    def is_orphan(self) -> bool:
        return not self.goals and not self.is_accounted


def placed(actor: Actor, view: View) -> list[Placed] | None:
    """The objectives in scope, each once. None where there are more than 20 000, or on a past day
    more than 2 000. Three to eight queries and one for each level that links climb."""
    objectives = in_scope(actor, view)
    is_past = view.is_past
    ids = list(objectives.values_list("id", flat=True)[: AT_MOST + 1])
    if len(ids) > (JUDGED if is_past else AT_MOST):
        return None
    if len(ids) <= JUDGED:
        found = [
            (row.id, row.unit_path, row.score, row.ambition, row.state)
            for row in objective_rows(objectives, as_of=view.as_of, today=view.today)
        ]
    else:
        found = list(objectives.values_list("id", "unit__path", "score", "ambition", "state"))
    seen, links = climb(ids, on=moment_for(actor, view.as_of) if is_past else None)
    if is_past:
        local = {row.id for row in readable_then(actor, seen, view.as_of) if row.is_local}
    else:
        is_local = Objective.objects.filter(pk__in=seen, is_local=True)
        local = set(is_local.values_list("id", flat=True))
    reached = _reached(seen, links, local)
    return [
        Placed(id_, path, score, ambition, state, *reached[id_])
        for id_, path, score, ambition, state in found
    ]


def left_out(actor: Actor, view: View) -> list[Placed]:
    """The objectives in scope that count and that the actor may not read, with the goals they lead
    to: only to be counted, as they have no score for the reader. One query where there are none,
    as for administrators, and one for each level that links climb."""
    path = view.unit.path if view.unit else ""
    hidden = left_out_of(actor, path, view.cycle_ids, as_of=view.as_of, today=view.today)
    if not hidden:
        return []
    ids = [id_ for id_, _cycle, _path in hidden]
    seen, links = climb(ids, on=moment_for(actor, view.as_of) if view.is_past else None)
    is_local = Objective.objects.filter(pk__in=seen, is_local=True)
    reached = _reached(seen, links, set(is_local.values_list("id", flat=True)))
    return [Placed(id_, of, None, "", "", *reached[id_]) for id_, _cycle, of in hidden]


def _reached(
    ids: Iterable[int], links: Iterable[Link], local: set[int]
) -> Mapping[int, tuple[frozenset[int], bool]]:
    """The goals above each objective, and whether it or something above is local on purpose."""
    above: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        above[link.child].append(link)
    found: dict[int, tuple[frozenset[int], bool]] = {}

    def visit(node: int) -> tuple[frozenset[int], bool]:
        if node not in found:
            found[node] = frozenset(), node in local  # a circle from an import ends here
            goals, is_local = set[int](), node in local
            for link in above[node]:
                if link.above is None:
                    goals.add(int(link.parent[1:]))
                else:
                    more, also_local = visit(link.above)
                    goals |= more
                    is_local |= also_local
            found[node] = frozenset(goals), is_local
        return found[node]

    return {node: visit(node) for node in ids}
