"""The line of sight of a large unit: each branch is read when it is opened, fifty at a time."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from headway.okrs.models import KeyResult, Objective, ObjectiveLink
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.key_results import rows as key_result_rows
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.reports.queries.sight.nodes import (
    LOCAL,
    MISSION,
    ORPHANS,
    PAGE,
    Children,
    Node,
    View,
)
from headway.reports.queries.sight.scope import in_scope
from headway.strategy.queries import GoalRow, StatementRow


class Stored:
    """A :class:`nodes.Source` over the database: three to five short queries a branch, each
    over one page of objectives. It counts nothing."""

    is_counted = False
    is_empty = False

    def __init__(
        self, actor: Actor, view: View, mission: StatementRow | None, goals: list[GoalRow]
    ) -> None:
        self.actor = actor
        self.view = view
        self.mission = mission
        self.goals = [
            goal
            for goal in goals
            if goal.starts_on <= view.goal_day <= goal.ends_on
            and view.perspective_id in (None, goal.perspective_id)
        ]

    def node(self, key: str) -> Node | None:
        if key == MISSION:
            return Node(key, has_children=bool(self.goals))
        if key in (ORPHANS, LOCAL):
            return self._roots_node(key)
        number = int(key[1:]) if key[1:].isdecimal() else 0
        if key[:1] == "g":
            return next((self._goal(goal) for goal in self.goals if goal.id == number), None)
        if key[:1] == "o":
            return next(iter(self._objectives(self._any().filter(pk=number))), None)
        if key[:1] == "k":
            return next(iter(self._key_results(self._krs().filter(pk=number))), None)
        return None

    def children(self, key: str, after: int = 0, limit: int = PAGE) -> Children:
        number = int(key[1:]) if key[1:].isdecimal() else 0
        if key == MISSION:
            return Children([self._goal(goal) for goal in self.goals])
        if key in (ORPHANS, LOCAL):
            return self._page([], self._roots(key), after, limit)
        if key[0] == "g":
            linked = in_scope(self.actor, self.view).filter(parent_links__goal_id=number)
            return self._page([], linked, after, limit)
        if key[0] == "k":
            linked = self._any().filter(parent_links__key_result_id=number)
            return self._page([], linked, after, limit)
        own = self._krs().filter(objective_id=number)
        linked = self._any().filter(parent_links__objective_id=number)
        return self._page([] if after else self._key_results(own), linked, after, limit)

    def _any(self) -> QuerySet[Objective]:
        """Objectives of any unit in the cycles in view: what serves a unit may stand outside it."""
        return Objective.objects.filter(
            visible_to(self.actor),
            organisation_id=self.actor.organisation_id,
            cycle_id__in=self.view.cycle_ids,
            archived_at__isnull=True,
        )

    def _krs(self) -> QuerySet[KeyResult]:
        return KeyResult.objects.filter(
            visible_to(self.actor, "objective__"), organisation_id=self.actor.organisation_id
        )

    def _roots(self, key: str) -> QuerySet[Objective]:
        linked = ObjectiveLink.objects.filter(child_id=OuterRef("pk"))
        return in_scope(self.actor, self.view).filter(~Exists(linked), is_local=key == LOCAL)

    def _roots_node(self, key: str) -> Node | None:
        """Whether something stands there shows when it is opened: to know would mean to look at
        every objective."""
        return None if self.view.perspective_id is not None else Node(key, has_children=True)

    def _page(
        self, first: Sequence[Node], objectives: QuerySet[Objective], after: int, limit: int
    ) -> Children:
        ids = list(
            objectives.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[: limit + 1]
        )
        page = self._objectives(Objective.objects.filter(pk__in=ids[:limit]).order_by("pk"))
        return Children([*first, *page], ids[limit - 1] if len(ids) > limit else None)

    def _goal(self, goal: GoalRow) -> Node:
        return Node(f"g{goal.id}", goal=goal, has_children=True)

    def _objectives(self, objectives: QuerySet[Objective]) -> list[Node]:
        rows = objective_rows(objectives, as_of=self.view.as_of, today=self.view.today)
        parents = self._parents(rows)
        return [
            Node(
                f"o{row.id}",
                objective=row,
                in_scope=self._holds(row),
                has_children=bool(row.key_results) or row.id in parents,
            )
            for row in rows
        ]

    def _holds(self, row: ObjectiveRow) -> bool:
        return self.view.unit is None or row.unit_path.startswith(self.view.unit.path)

    def _parents(self, rows: Sequence[ObjectiveRow]) -> set[int]:
        """Which of the objectives others are linked to. One query."""
        return set(
            ObjectiveLink.objects.filter(objective_id__in=[row.id for row in rows]).values_list(
                "objective_id", flat=True
            )
        ) - {None}

    def _key_results(self, key_results: QuerySet[KeyResult]) -> list[Node]:
        rows: list[KeyResultRow] = key_result_rows(
            key_results, as_of=self.view.as_of, today=self.view.today
        )
        linked = set(
            ObjectiveLink.objects.filter(key_result_id__in=[row.id for row in rows]).values_list(
                "key_result_id", flat=True
            )
        )
        owners = {
            row.id: row
            for row in objective_rows(
                Objective.objects.filter(pk__in={row.objective_id for row in rows}),
                as_of=self.view.as_of,
                today=self.view.today,
            )
        }
        return [
            Node(
                f"k{row.id}",
                objective=owners[row.objective_id],
                key_result=row,
                in_scope=self._holds(owners[row.objective_id]),
                has_children=row.id in linked,
            )
            for row in rows
        ]
