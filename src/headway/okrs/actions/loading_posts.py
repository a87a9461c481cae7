"""The goal posts of locked plans that a file moves: entered in the ledger like any other, with
where they come from for a reason.

What comes with a file as a whole is no part of a plan yet: of an objective that the same load
writes, nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from headway.okrs.actions.goalposts import is_locked, write_changes, write_membership
from headway.okrs.actions.joining import late_on, refuse_too_late
from headway.okrs.actions.key_results.milestones import current_milestones
from headway.okrs.actions.link_posts import link_post, scores_from, write_below
from headway.okrs.models import (
    GoalPostChange,
    KeyResult,
    LinkKind,
    Objective,
    ObjectiveLink,
    State,
)
from headway.okrs.queries.arithmetic import moved_by
from headway.okrs.queries.goal_post_words import LINK
from headway.okrs.queries.goalposts import OBJECTIVE_POSTS, key_result_posts
from headway.okrs.queries.link_page import above_of
from headway.people.access import Actor

Fields = Mapping[str, Any]

_OBJECTIVE = (*OBJECTIVE_POSTS, "own_weight")
"""Pages change the weight of an objective's own key results with a link."""


@dataclass(slots=True)
class _LinkMoved:
    """The objective above a link, and the terms of the link before and after."""

    above: Objective
    child_key_result_id: int | None
    before: Fields
    after: Fields


@dataclass(slots=True)
class MovedPosts:
    """What a load moves in plans that are locked. ``entries`` are the lines of the ledger that are
    written already."""

    actor: Actor
    why: str
    entries: list[GoalPostChange] = field(default_factory=list)
    _new: set[tuple[type[Any], int]] = field(default_factory=set)
    _members: list[tuple[int, str]] = field(default_factory=list)
    _links: list[_LinkMoved] = field(default_factory=list)
    _steps: dict[int, list[list[Any]]] = field(default_factory=dict)
    _before: dict[int, float | None] = field(default_factory=dict)

    def comes(self, key_results: Sequence[KeyResult]) -> None:
        """Before they are stored: key results of objectives that were there and whose plan is
        locked count from today, as those that somebody adds. Raises Conflict on the cycle's last
        day. One query, none for what comes as a whole."""
        there = [one for one in key_results if (Objective, one.objective_id) not in self._new]
        _read_objectives(there)
        for one in there:
            if not one.is_health and self._stands(one.objective):
                day = late_on(self.actor, one.objective.cycle)
                refuse_too_late(one.objective.cycle, day)
                one.added_on = day

    def came(self, instances: Iterable[Any]) -> None:
        """What the load adds, once it is stored."""
        for one in instances:
            if isinstance(one, KeyResult) and one.added_on is not None:
                self._members.append((one.pk, "added"))
            elif isinstance(one, Objective) or (
                isinstance(one, KeyResult) and (Objective, one.objective_id) in self._new
            ):
                self._new.add((type(one), one.pk))
            elif isinstance(one, ObjectiveLink) and one.kind != LinkKind.ALIGNED:
                self._link(one, link_post(None))

    def changed(self, instances: Sequence[Any], before: Sequence[Fields]) -> None:
        """What the load changed, with the values until then of the fields that it gave. One query
        for key results."""
        _read_objectives([one for one in instances if isinstance(one, KeyResult)])
        for one, was in zip(instances, before, strict=True):
            now = {name: getattr(one, name) for name in was}
            if isinstance(one, Objective):
                self._enter(one, None, _OBJECTIVE, was, now)
            elif isinstance(one, KeyResult):
                kinds = (str(one.kind), str(was.get("kind", one.kind)))
                self._enter(one.objective, one, key_result_posts(*kinds), was, now)
                ended = [values.get("cancelled_on") is not None for values in (was, now)]
                if ended[0] != ended[1] and not one.is_health and self._stands(one.objective):
                    self._members.append((one.pk, "cancelled" if ended[1] else "resumed"))

    def link_changed(self, stored: ObjectiveLink, link: ObjectiveLink) -> None:
        """Another one is stored than was; one that leads elsewhere now goes there and comes
        here."""
        posts = [link_post(one, _own_weight(one)) for one in (stored, link)]
        ends = [(one.objective_id, one.key_result_id) for one in (stored, link)]
        values = [one.child_key_result_id for one in (stored, link)]
        if ends[0] != ends[1]:
            if stored.kind != LinkKind.ALIGNED:
                self._link(stored, posts[0], link_post(None))
            if link.kind != LinkKind.ALIGNED:
                self._link(link, link_post(None), posts[1])
        elif posts[0] != posts[1] or values[0] != values[1]:
            self._link(link, *posts)

    def _link(self, link: ObjectiveLink, before: Fields, after: Fields | None = None) -> None:
        ends = ((Objective, link.objective_id), (KeyResult, link.key_result_id))
        if any(pair in self._new for pair in ends):
            return
        above = above_of(link)
        if above is not None and self._stands(above):
            post = link_post(link, above.own_weight) if after is None else after
            self._links.append(_LinkMoved(above, link.child_key_result_id, before, post))

    def keep_steps(self, key_result_ids: Iterable[int]) -> None:
        """The milestones of these key results, before any of them is written. One query, and one
        for each key result of a locked plan."""
        came = {pk for pk, name in self._members if name == "added"}
        there = [pk for pk in key_result_ids if (KeyResult, pk) not in self._new and pk not in came]
        for one in _with_cycles(there):
            if self._stands(one.objective):
                self._steps[one.pk] = _told(one)

    def enter_steps(self) -> None:
        """Enter the milestones that are others now. Before scores are computed, since the plan as
        it was locked is told by the ledger; keeps those that stand."""
        for one in _with_cycles(self._steps):
            before, after = {"milestones": self._steps[one.pk]}, {"milestones": _told(one)}
            self._enter(one.objective, one, ("milestones",), before, after)
        of = [one.objective_id for one in _with_cycles([pk for pk, _name in self._members])]
        if seeds := {*of, *self._linked()}:
            self._before = scores_from(seeds)

    def enter_scores(self) -> None:
        """Once scores are computed: enter what came, went or was linked, with both of them, and
        what moved further up with the links."""
        members = {one.pk: one for one in _with_cycles([pk for pk, _name in self._members])}
        for pk, name in self._members:
            score = self._before[members[pk].objective_id]
            self.entries += write_membership(self.actor, members[pk], name, score, self.why)
        if not self._links:
            return
        now, direct = scores_from(self._before), {one.above.pk for one in self._links}
        for one in self._links:
            pk = one.above.pk
            before = {**one.before, "objective_score": self._before[pk]}
            after = {**one.after, "objective_score": now[pk]}
            self.entries += write_changes(
                self.actor, one.above, None, {LINK: before}, {LINK: after}, [LINK], self.why
            )
        beyond = set(moved_by(sorted(self._linked()))) - direct
        old = {pk: score for pk, score in self._before.items() if pk in beyond}
        self.entries += write_below(self.actor, old, now, self.why)

    def _linked(self) -> set[int]:
        """The objectives above the links that moved, and those to which the same values go too:
        shares that were left open change with each."""
        values = {one.child_key_result_id for one in self._links} - {None}
        others = ObjectiveLink.objects.filter(child_key_result_id__in=values)
        found = others.values_list("key_result__objective_id", flat=True) if values else ()
        return {one.above.pk for one in self._links} | {pk for pk in found if pk is not None}

    def _stands(self, objective: Objective) -> bool:
        """Whether its goal posts stand: it was there, is not closed, and its plan is locked."""
        is_there = (Objective, objective.pk) not in self._new and objective.state != State.CLOSED
        return is_there and is_locked(self.actor, objective)

    def _enter(
        self,
        objective: Objective,
        key_result: KeyResult | None,
        posts: Iterable[str],
        before: Fields,
        after: Fields,
    ) -> None:
        moved = [name for name in posts if name in before and before[name] != after[name]]
        if moved and self._stands(objective):
            self.entries += write_changes(
                self.actor, objective, key_result, before, after, moved, self.why
            )


def _read_objectives(key_results: Sequence[KeyResult]) -> None:
    """Put the objectives on key results, with their cycles. One query."""
    ids = {one.objective_id for one in key_results}
    if ids:
        found = Objective.objects.select_related("cycle").in_bulk(ids)
        for one in key_results:
            one.objective = found[one.objective_id]


def _with_cycles(key_result_ids: Iterable[int]) -> list[KeyResult]:
    ids = set(key_result_ids)
    found = KeyResult.objects.select_related("objective__cycle").filter(pk__in=ids)
    return list(found.order_by("pk")) if ids else []


def _told(key_result: KeyResult) -> list[list[Any]]:
    return [[step.title, step.weight] for step in current_milestones(key_result)]


def _own_weight(link: ObjectiveLink) -> float | None:
    above = above_of(link)
    return None if above is None else above.own_weight
