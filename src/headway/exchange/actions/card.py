"""Write what a file says of the scorecard and the map, by the actions that people use, and take it
back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.formats.card_entries import CARD_KINDS
from headway.exchange.formats.entries import ImportedGoal
from headway.exchange.models import ImportChange
from headway.exchange.queries.comparison import Action, Change
from headway.okrs.actions.plans import Written
from headway.okrs.actions.unloading import Unload
from headway.people.access import Actor
from headway.strategy.actions import (
    add_link,
    add_measure,
    set_weight,
    take_link_back,
    take_measure_back,
    take_weight_back,
    update_link,
    update_measure,
)
from headway.strategy.models import CauseEffectLink, Weight

Ids = Mapping[tuple[str, str], int]
Begun = Mapping[tuple[str, str], date]


def write_card(
    actor: Actor, changes: Sequence[Change], ids: Ids, begun: Begun, why: str
) -> list[Written]:
    """In the file's order, inside the caller's transaction. ``ids`` say what the goals,
    perspectives and KPIs of the file are here, ``begun`` is what :func:`begun_before` found.
    Raises Conflict, InvalidInput."""
    return [_write(actor, change, ids, begun, why) for change in changes if change.is_writing]


def begun_before(changes: Sequence[Change], today: date) -> Begun:
    """The goals that a file brings in after their time began, with their first days, and the
    perspectives that come with them, with the earliest: what the file says of them counts from
    there."""
    new = [change.entry for change in changes if change.action is Action.CREATED]
    days = {
        ("goal", entry.external_id): date.fromisoformat(entry.starts_on)
        for entry in new
        if isinstance(entry, ImportedGoal)
    }
    begun = {key: day for key, day in days.items() if day < today}
    if begun:
        first = min(begun.values())
        begun |= {
            (entry.KIND, entry.external_id): first for entry in new if entry.KIND == "perspective"
        }
    return begun


def _write(actor: Actor, change: Change, ids: Ids, begun: Begun, why: str) -> Written:
    references, values = change.entry.REFERENCES, change.entry.values()
    since = _since(change, begun)
    here = {name: ids[kind, values[name]] for name, kind in references.items() if values.get(name)}
    fields: dict[str, Any] = {
        f"{name}_id" if name in references else name: here.get(name, value)
        for name, value in change.fields.items()
    }
    match change.entry.KIND:
        case "measure":
            return _measure(actor, change, here["goal"], fields, since, why)
        case "arrow":
            return _arrow(actor, change, fields, since, why)
    [of] = references
    weighed: dict[str, Any] = {f"{of}_id": here[of]}
    made = set_weight(actor, weight=values["weight"], since=since, why=why, keep=True, **weighed)
    return _made(change, made.pk if made else 0)


def _since(change: Change, begun: Begun) -> date | None:
    """From which day on it counts; None: as by hand. An arrow does so from where both its goals
    have begun."""
    values = change.entry.values()
    ends = {
        (kind, values[name])
        for name, kind in change.entry.REFERENCES.items()
        if kind in ("goal", "perspective")
    }
    days = [begun[end] for end in ends if end in begun]
    return max(days) if days and len(days) == len(ends) else None


def _measure(
    actor: Actor,
    change: Change,
    goal_id: int,
    fields: dict[str, Any],
    since: date | None,
    why: str,
) -> Written:
    if change.object_id is None:
        fields.pop("goal_id")
        return _made(change, add_measure(actor, goal_id, since=since, **fields).pk)
    made = update_measure(actor, goal_id, change.object_id, why=why, keep=True, **fields)
    return _made(change, made.pk)


def _arrow(
    actor: Actor, change: Change, fields: dict[str, Any], since: date | None, why: str
) -> Written:
    if change.object_id is None:
        return _made(change, add_link(actor, since=since, **fields).pk)
    was = CauseEffectLink.objects.get(pk=change.object_id)
    made = update_link(actor, was.pk, why=why, keep=True, **fields)
    if made.pk != was.pk:
        return _made(change, made.pk)
    wording = {"strength": was.strength, "rationale": was.rationale}  # of the same hypothesis
    return Written(change.entry.KIND, change.entry.external_id, made.pk, False, wording)


def _made(change: Change, object_id: int) -> Written:
    """A row of its own, with the one that it takes the place of."""
    before = None if change.object_id is None else {"replaced": change.object_id}
    return Written(change.entry.KIND, change.entry.external_id, object_id, True, before)


def take_card_back(actor: Actor, changes: Sequence[ImportChange], why: str) -> None:
    """From the last to the first, what nobody has worked on since."""
    for change in reversed(changes):
        before = change.before or {}
        match change.kind:
            case "measure" if change.created:
                replaced = before.get("replaced")
                take_measure_back(actor, change.object_id, replaced=replaced, why=why)
            case "arrow" if change.created:
                replaced = before.get("replaced")
                take_link_back(actor, change.object_id, replaced=replaced, why=why)
            case "arrow" if before:
                take_link_back(actor, change.object_id, wording=before, why=why)
            case "goal_weight" | "perspective_weight" if change.created:
                take_weight_back(actor, change.object_id, why=why)


def without_card(unload: Unload) -> Unload:
    """What is left to take back once that is done."""
    rest = {kind: ids for kind, ids in unload.created.items() if kind not in CARD_KINDS}
    return replace(unload, created=rest)


def weighed_since(changes: Sequence[ImportChange]) -> Iterator[str]:
    """Goals and perspectives that were here before and were given another weight since."""
    new = {(change.kind, change.object_id) for change in changes if change.created}
    for kind in ("goal", "perspective"):
        own = [c.object_id for c in changes if c.kind == f"{kind}_weight" and c.created]
        for weight in Weight.objects.filter(pk__in=own).select_related(kind):
            of_id = getattr(weight, f"{kind}_id")
            later = Weight.objects.filter(**{f"{kind}_id": of_id}, pk__gt=weight.pk)
            if (kind, of_id) not in new and later.exists():
                yield _("“%(label)s” was given another weight") % {"label": str(weight)}
