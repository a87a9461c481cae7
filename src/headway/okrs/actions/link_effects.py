"""What a link that is written, changed or taken away does to the numbers above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from headway.okrs.actions.goalposts import Approval
from headway.okrs.actions.link_posts import link_post, scores_from, write_link_post
from headway.okrs.actions.scores import remeasure
from headway.okrs.models import LinkKind, Objective, ObjectiveLink
from headway.okrs.queries.doors import lock_upwards
from headway.okrs.queries.link_page import above_of
from headway.people.access import Actor


class Effect:
    """The numbers above a link, before and after it is written. ``before`` and ``after`` are what
    its event tells of them. With an ``approval`` the actor is who approved."""

    def __init__(self, actor: Actor, link: ObjectiveLink, approval: Approval | None = None) -> None:
        self.actor = actor
        self.approval = approval
        self.objective = above_of(link)
        self.own_weight = None if self.objective is None else self.objective.own_weight
        self.objective_ids: set[int] = set()
        self.key_result_ids: set[int] = set()
        self.before: dict[str, Any] = {}
        self.after: dict[str, Any] = {}
        self._scores: tuple[Mapping[int, float | None], Mapping[int, float | None]] = {}, {}
        self.touch(link)

    def touch(self, link: ObjectiveLink) -> None:
        """Take in what the link moves as it is now: its parent, and where it contributes every
        other parent too, since shares that were left open change with it."""
        if link.kind == LinkKind.ALIGNED or self.objective is None:
            return
        self.objective_ids.add(self.objective.pk)
        if link.child_key_result_id is None:
            return
        into = ObjectiveLink.objects.filter(child_key_result_id=link.child_key_result_id)
        ends: Iterable[tuple[int | None, int | None]] = [
            *into.values_list("key_result_id", "key_result__objective_id"),
            (link.key_result_id, self.objective.pk),
        ]
        for key_result_id, objective_id in ends:
            if key_result_id is not None and objective_id is not None:
                self.key_result_ids.add(key_result_id)
                self.objective_ids.add(objective_id)

    def write(self, own_weight: float | None) -> None:
        """Recompute what moves, and note the scores of everything above before and after."""
        above = self.objective
        if above is None or not self.objective_ids:
            return
        lock_upwards(self.actor, *self.objective_ids)
        if own_weight is not None and own_weight != self.own_weight:
            Objective.objects.filter(pk=above.pk).update(own_weight=own_weight)
            self.before["own_weight"], self.after["own_weight"] = self.own_weight, own_weight
        before = scores_from(self.objective_ids)
        remeasure(self.objective_ids, self.key_result_ids)
        self._scores = before, scores_from(self.objective_ids)
        self.before["parent_score"], self.after["parent_score"] = (
            scores[above.pk] for scores in self._scores
        )

    def post_of(self, link: ObjectiveLink) -> dict[str, Any]:
        """The terms of the link as the ledger keeps them, as things stand."""
        return link_post(link, self.after.get("own_weight", self.own_weight))

    def enter(self, before: dict[str, Any], after: dict[str, Any], why: str) -> None:
        """Enter what was written in the ledgers of what it moved."""
        write_link_post(
            self.actor, self.objective, self.objective_ids, before, after, self._scores, why,
            self.approval,
        )  # fmt: skip
