"""What a file may not change of plans that are locked here, and what of them waits for an approval:
the rules of the pages, asked before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.formats.entries import (
    Entry,
    ImportedKeyResult,
    ImportedLink,
    ImportedMilestone,
)
from headway.exchange.queries.stored import Known, batches
from headway.okrs.models import Cycle, KeyResult, LinkKind, Objective, State
from headway.okrs.queries.approvals import waits_for_somebody
from headway.okrs.queries.goal_post_words import field_words
from headway.okrs.queries.goalposts import OBJECTIVE_POSTS, key_result_posts
from headway.people.access import Actor

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """An objective in its cycle, as far as its promises go."""

    id: int
    state: str
    owner_id: int | None
    unit_path: str
    cycle_id: int
    cycle_name: str
    starts_on: date
    ends_on: date
    plan_lock_on: date
    locked_at: datetime | None


_PLAN = (
    "id", "state", "owner_id", "unit__path", "cycle_id", "cycle__name", "cycle__starts_on",
    "cycle__ends_on", "cycle__plan_lock_on", "cycle__locked_at",
)  # fmt: skip
_NEVER_PROMISED = (State.DRAFT, State.PROPOSED, State.CLOSED)


class Promises:
    """Answers for single entries. ``actor`` is who brings the file in; None, as for the command
    line, waits for nobody. Reads what the file's entries stand for once, in three queries for every
    five hundred of them, when the first is asked for."""

    def __init__(
        self,
        organisation_id: int | None,
        known: Mapping[tuple[str, str], Known],
        *,
        today: date,
        actor: Actor | None,
    ) -> None:
        self._organisation_id = organisation_id
        self._known = known
        self._today = today
        self._actor = actor
        self._waits: dict[tuple[str, frozenset[int]], bool] = {}

    def refusal(self, entry: Entry, fields: Fields, before: Fields, *, is_new: bool) -> str:
        """Why what a file says of an entry cannot be written; "" where it can."""
        if self._organisation_id is None:
            return ""
        match entry.KIND:
            case "cycle":
                return self._cycle(entry, fields)
            case "objective":
                return "" if is_new else self._objective(entry, fields)
            case "key_result":
                return self._key_result(entry, fields, before, is_new=is_new)
            case "milestone":
                return self._milestone(entry, fields, before, is_new=is_new)
            case "link":
                return self._link(entry, fields, before, is_new=is_new)
        return ""

    def _cycle(self, entry: Entry, fields: Fields) -> str:
        cycle_id = self._id("cycle", entry.external_id)
        if not {"starts_on", "ends_on"} & set(fields) or cycle_id is None:
            return ""
        cycle = Cycle.objects.filter(pk=cycle_id).first()
        if cycle is None or not cycle.is_locked(self._today):
            return ""
        words = _("The plan of %(cycle)s is locked here: its dates stay as agreed.")
        return words % {"cycle": cycle.name}

    def _objective(self, entry: Entry, fields: Fields) -> str:
        plan = self._plan(self._id("objective", entry.external_id))
        if plan is not None and "cycle" in fields:
            words = _(
                "The plan of %(cycle)s is locked here, and this is part of it. Close it as "
                "dropped, or carry it over."
            )
            return words % {"cycle": plan.cycle_name}
        posts = (*OBJECTIVE_POSTS, "own_weight")
        return self._waiting(plan, [name for name in posts if name in fields])

    def _key_result(self, entry: Entry, fields: Fields, before: Fields, *, is_new: bool) -> str:
        if not isinstance(entry, ImportedKeyResult):
            return ""
        plan = self._plan(self._id("objective", entry.objective))
        if is_new:
            if plan is None or entry.more.get("is_health"):
                return ""
            if plan.starts_on < self._today and self._today >= plan.ends_on:
                words = _("The last day of %(cycle)s has come: what is added could not count.")
                return words % {"cycle": plan.cycle_name}
            return self._waiting(plan, ["added"], entry.external_id)
        stored = self._id("key_result", entry.external_id)
        was = self._plan(self._objective_of.get(stored or 0))
        if "objective" in fields and (plan or was) is not None:
            words = _(
                "The plan of %(cycle)s is locked here: a key result stays where it was promised. "
                "Cancel it here, and give the other one an id of its own."
            )
            return words % {"cycle": (was or plan).cycle_name}  # type: ignore[union-attr]  # one is
        kinds = {entry.kind, str(before.get("kind", entry.kind))}
        moved = [name for name in key_result_posts(*kinds) if name in fields]
        ends = [bool(values.get("cancelled_on")) for values in (before, fields)]
        if "cancelled_on" in fields and ends[0] != ends[1]:
            moved.append("cancelled" if ends[1] else "resumed")
        return self._waiting(was, moved, entry.external_id)

    def _milestone(self, entry: Entry, fields: Fields, before: Fields, *, is_new: bool) -> str:
        if not isinstance(entry, ImportedMilestone):
            return ""
        if not is_new and not {"title", "weight", "key_result"} & set(fields):
            return ""
        keys = {entry.key_result, before.get("key_result", entry.key_result)}
        for key in sorted(keys):
            stored = self._id("key_result", key)
            plan = self._plan(self._objective_of.get(stored or 0))
            if why := self._waiting(plan, ["milestones"], key):
                return why
        return ""

    def _link(self, entry: Entry, fields: Fields, before: Fields, *, is_new: bool) -> str:
        if not isinstance(entry, ImportedLink):
            return ""
        kinds = {entry.kind} if is_new else {entry.kind, str(before.get("kind", entry.kind))}
        if kinds == {LinkKind.ALIGNED} or not (is_new or fields):
            return ""
        ends = [(entry.objective, entry.key_result)]
        if not is_new:
            names = ("objective", "key_result")
            was = [before.get(name, getattr(entry, name)) for name in names]
            ends.append((was[0], was[1]))
        for objective, key_result in ends:
            of = self._id("objective", objective or "")
            if key_result:
                of = self._objective_of.get(self._id("key_result", key_result) or 0)
            if why := self._waiting(self._plan(of), ["link"]):
                return why
        return ""

    def _waiting(self, plan: _Plan | None, moved: Collection[str], key_result: str = "") -> str:
        """Why these goal posts do not move with a file, where an approval is asked for."""
        actor = self._actor
        if plan is None or not moved or actor is None:
            return ""
        owners = {plan.owner_id, self._owners.get(self._id("key_result", key_result) or 0)}
        answering = frozenset(pk for pk in owners if pk is not None)
        asked = plan.unit_path, answering
        if asked not in self._waits:
            self._waits[asked] = waits_for_somebody(actor, *asked)
        if not self._waits[asked]:
            return ""
        words = _(
            "The plan of %(cycle)s is locked here, and a lead above approves what moves "
            "(%(fields)s). Ask for it on its page; once it is approved, the file finds it so."
        )
        said = ", ".join(field_words(name) for name in moved)
        return words % {"cycle": plan.cycle_name, "fields": said}

    def _plan(self, objective_id: int | None) -> _Plan | None:
        """The objective where its plan is locked; None where nothing is promised."""
        plan = self._plans.get(objective_id or 0)
        if plan is None or plan.state in _NEVER_PROMISED:
            return None
        is_locked = plan.locked_at is not None or self._today >= plan.plan_lock_on
        return plan if is_locked else None

    def _id(self, kind: str, key: str) -> int | None:
        known = self._known.get((kind, key))
        return None if known is None else known.object_id

    def _ids(self, kind: str) -> list[int]:
        return sorted(one.object_id for (of, _key), one in self._known.items() if of == kind)

    @cached_property
    def _key_results(self) -> list[tuple[int, int, int | None]]:
        found: list[tuple[int, int, int | None]] = []
        for part in batches(self._ids("key_result")):
            rows = KeyResult.objects.filter(pk__in=part)
            found += rows.values_list("id", "objective_id", "owner_id")
        return found

    @cached_property
    def _objective_of(self) -> dict[int, int]:
        return {pk: objective_id for pk, objective_id, _owner in self._key_results}

    @cached_property
    def _owners(self) -> dict[int, int | None]:
        return {pk: owner_id for pk, _objective, owner_id in self._key_results}

    @cached_property
    def _plans(self) -> dict[int, _Plan]:
        ids = {*self._ids("objective"), *self._objective_of.values()}
        found: dict[int, _Plan] = {}
        for part in batches(sorted(ids)):
            for row in Objective.objects.filter(pk__in=part).values_list(*_PLAN):
                found[row[0]] = _Plan(*row)
        return found
