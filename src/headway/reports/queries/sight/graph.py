"""The whole line of sight of a unit in memory: up to 500 objectives and everything above them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache

from headway.core.spread import spread
from headway.okrs.queries.figures import summarise
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import (
    ObjectiveRow,
    objective_rows_by_id,
    readable_rows,
)
from headway.okrs.queries.past import moment_for
from headway.people.access import Actor
from headway.reports.queries.sight.links import Link, climb
from headway.reports.queries.sight.nodes import (
    LOCAL,
    MISSION,
    ORPHANS,
    PAGE,
    UNSEEN,
    Children,
    Node,
    Summary,
    View,
)
from headway.reports.queries.sight.scope import ids_in_scope
from headway.strategy.queries import GoalRow, StatementRow

AT_MOST = 500
GRAPHS_KEPT = 32
"""Of 500 objectives each takes 0.3 MB."""


def read_graph(
    actor: Actor, view: View, mission: StatementRow | None, goals: list[GoalRow]
) -> Graph | None:
    """The graph of the view, None when more than 500 objectives are in scope. Three queries and one
    for each level that links climb; two more for kinds measured per period, and about fifty more on
    a past day, however much is in scope."""
    scope_ids = set(ids_in_scope(actor, view, AT_MOST + 1))
    if len(scope_ids) > AT_MOST:
        return None
    ids, links = climb(scope_ids, on=moment_for(actor, view.as_of) if view.is_past else None)
    rows = readable_rows(actor, ids, as_of=view.as_of, today=view.today)
    made = Graph if view.compare or view.is_past else _graph_once
    graph = made(view, mission, tuple(goals), tuple(rows), tuple(links), frozenset(scope_ids))
    if view.compare is not None:
        graph.before = _progress_on(view, ids)
    return graph


def _progress_on(view: View, ids: set[int]) -> dict[str, float | None]:
    """Progress by node on the day compared with. Four queries."""
    rows = objective_rows_by_id(ids, as_of=view.compare or view.as_of, today=view.today)
    found = {f"o{row.id}": row.score for row in rows.values()}
    return found | {f"k{kr.id}": kr.raw for row in rows.values() for kr in row.key_results}


class Graph:
    """A :class:`nodes.Source` that holds everything. It follows from what was read and is not
    changed, so that whoever reads the same looks at the same graph."""

    is_counted = True

    def __init__(
        self,
        view: View,
        mission: StatementRow | None,
        goals: Sequence[GoalRow],
        objectives: Sequence[ObjectiveRow],
        links: Iterable[Link],
        scope_ids: Collection[int],
    ) -> None:
        self.view = view
        self.mission = mission
        self.objectives = {row.id: row for row in objectives}
        self.scope_ids = set(scope_ids) & set(self.objectives)
        self.key_results = {kr.id: (row, kr) for row in objectives for kr in row.key_results}
        self.served_unseen: set[int] = set()
        self.below, self.above = self._place(links)
        self.goals = [goal for goal in goals if self._is_goal_shown(goal)]
        self.titles = {f"g{goal.id}": goal.title for goal in goals}
        self.before: dict[str, float | None] = {}
        self._branches: dict[str, frozenset[int]] = {}
        self.connected = self._reached(key for key in list(self.below) if key[0] == "g")
        self._place_roots()

    def _place(self, links: Iterable[Link]) -> tuple[dict[str, list[int]], dict[int, list[str]]]:
        """Who stands under whom, each once, in order of unit depth, unit and position."""
        below: dict[str, list[int]] = defaultdict(list)
        above: dict[int, list[str]] = defaultdict(list)
        for link in dict.fromkeys(links):
            is_known = link.above is None or link.above in self.objectives
            if link.child in self.objectives and is_known:
                below[link.parent].append(link.child)
                above[link.child].append(link.parent)
            elif link.child in self.objectives:
                self.served_unseen.add(link.child)
        for children in below.values():
            children.sort(key=self._order)
        return below, above

    def _order(self, objective_id: int) -> tuple[int, str, int, int]:
        row = self.objectives[objective_id]
        return row.unit_path.count("/"), row.unit_path, row.position, row.id

    def _is_goal_shown(self, goal: GoalRow) -> bool:
        if self.view.perspective_id not in (None, goal.perspective_id):
            return False
        return goal.starts_on <= self.view.goal_day <= goal.ends_on or f"g{goal.id}" in self.below

    def _place_roots(self) -> None:
        """What stands under no goal: by intent, or for want of a link."""
        roots = [i for i in self.objectives if not self.above[i] and i not in self.connected]
        roots.sort(key=self._order)
        if self.view.perspective_id is None:
            self.below[UNSEEN] = [i for i in roots if i in self.served_unseen]
            known = [i for i in roots if i not in self.served_unseen]
            self.below[ORPHANS] = [i for i in known if not self.objectives[i].is_local]
            self.below[LOCAL] = [i for i in known if self.objectives[i].is_local]

    @property
    def is_empty(self) -> bool:
        return not self.goals and not self.objectives

    # -- as a source -----------------------------------------------------------------------------

    def node(self, key: str) -> Node | None:
        if key in (MISSION, ORPHANS, LOCAL, UNSEEN):
            return self._branch_node(key)
        number = int(key[1:]) if key[1:].isdecimal() else 0
        if key[:1] == "g":
            return next((self._goal_node(goal) for goal in self.goals if goal.id == number), None)
        if key[:1] == "o" and number in self.objectives:
            return self._objective_node(number)
        if key[:1] == "k" and number in self.key_results:
            return self._key_result_node(*self.key_results[number])
        return None

    def children(self, key: str, after: int = 0, limit: int = PAGE) -> Children:
        if key == MISSION:
            goals = [goal for goal in self.goals if self._is_shown(f"g{goal.id}")]
            return Children([self._goal_node(goal) for goal in goals])
        key_results = [] if after else self._shown_key_results(key)
        objectives = [child for child in self.below.get(key, ()) if self._is_shown(f"o{child}")]
        page = objectives[after : after + limit]
        return Children(
            [self._key_result_node(*self.key_results[number]) for number in key_results]
            + [self._objective_node(child, under=key) for child in page],
            after + limit if len(objectives) > after + limit else None,
        )

    def _shown_key_results(self, key: str) -> list[int]:
        if key[:1] != "o" or not key[1:].isdecimal():
            return []
        row = self.objectives.get(int(key[1:]))
        own = row.key_results if row else []
        return [key_result.id for key_result in own if self._is_shown(f"k{key_result.id}")]

    def _has_children(self, key: str) -> bool:
        return bool(self._shown_key_results(key)) or any(
            self._is_shown(f"o{child}") for child in self.below.get(key, ())
        )

    def _branch_node(self, key: str) -> Node:
        goal_keys = [f"g{goal.id}" for goal in self.goals]
        has_children = bool(goal_keys) if key == MISSION else self._has_children(key)
        counts = self._counts(goal_keys if key == MISSION else [key])
        return Node(key, counts=counts, has_children=has_children)

    def _goal_node(self, goal: GoalRow) -> Node:
        key = f"g{goal.id}"
        return Node(
            key, goal=goal, counts=self._counts([key]), has_children=self._has_children(key)
        )

    def _objective_node(self, objective_id: int, under: str = "") -> Node:
        key = f"o{objective_id}"
        others = [above for above in self.above[objective_id] if under and above != under]
        return Node(
            key,
            objective=self.objectives[objective_id],
            also=[self._title(other) for other in others],
            in_scope=objective_id in self.scope_ids,
            has_children=self._has_children(key),
            before=self.before.get(key),
        )

    def _key_result_node(self, row: ObjectiveRow, key_result: KeyResultRow) -> Node:
        key = f"k{key_result.id}"
        return Node(
            key,
            objective=row,
            key_result=key_result,
            in_scope=row.id in self.scope_ids,
            has_children=self._has_children(key),
            before=self.before.get(key),
        )

    def _title(self, key: str) -> str:
        number = int(key[1:])
        if key[0] == "g":
            return self.titles.get(key, "")
        row = self.objectives[number] if key[0] == "o" else self.key_results[number][1]
        return row.title

    # -- counts and filters ----------------------------------------------------------------------

    def _reached(self, keys: Iterable[str]) -> set[int]:
        """Every objective below the nodes, each once."""
        found: set[int] = set()
        waiting = [child for key in keys for child in self.below.get(key, ())]
        while waiting:
            objective_id = waiting.pop()
            if objective_id in found:
                continue
            found.add(objective_id)
            waiting += self.below.get(f"o{objective_id}", ())
            for key_result in self.objectives[objective_id].key_results:
                waiting += self.below.get(f"k{key_result.id}", ())
        return found

    def _branch(self, key: str) -> frozenset[int]:
        """The objectives in scope below a node; an objective is in its own branch."""
        if key not in self._branches:
            found = self._reached([key])
            if key[0] == "o" and key[1:].isdecimal():
                found.add(int(key[1:]))
                own = self.objectives[int(key[1:])].key_results
                found |= self._reached(f"k{key_result.id}" for key_result in own)
            self._branches[key] = frozenset(found & self.scope_ids)
        return self._branches[key]

    def _counts(self, keys: Iterable[str]) -> Counter[str]:
        ids = frozenset[int]().union(*(self._branch(key) for key in keys))
        counts: Counter[str] = Counter()
        for objective_id in ids:
            counts.update(self.objectives[objective_id].counts)
        return counts

    def _is_shown(self, key: str) -> bool:
        """Whether the filters leave the node: something of the unit is below its goal, a key result
        of the status is in its branch or is the node itself."""
        wanted = self.view.status
        if key[0] == "g" and self.view.unit is not None and not self._branch(key):
            return False
        if not wanted:
            return True
        if key[0] == "k":
            row, key_result = self.key_results[int(key[1:])]
            is_it = key_result.status is not None and key_result.status.code == wanted
            if is_it and row.id in self.scope_ids:
                return True
        return any(self.objectives[i].counts.get(wanted) for i in self._branch(key))

    @cached_property
    def summary(self) -> Summary:
        """What the heading and the line below it say."""
        rows = [self.objectives[i] for i in self.scope_ids]
        figures = summarise(rows)
        return Summary(
            counts=self._counts(f"g{goal.id}" for goal in self.goals),
            goals=sum(bool(self._branch(f"g{goal.id}")) for goal in self.goals),
            empty_goals=sum(not self.below.get(f"g{goal.id}") for goal in self.goals),
            objectives=len(rows),
            aligned=len(self.connected & self.scope_ids),
            bottom_up_share=figures.by_origin.share,
            orphans=len(self._branch(ORPHANS)),
            score=figures.score,
            expected=spread(row.expected for row in rows).mean,
        )


_graph_once = lru_cache(maxsize=GRAPHS_KEPT)(Graph)
