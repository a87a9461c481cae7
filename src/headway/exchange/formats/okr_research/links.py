"""Links to parents, once every id of the file is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from headway.core.alignment import check_shares, knots
from headway.core.errors import ShareError
from headway.core.kinds import CHANGE_KINDS
from headway.exchange.formats.entries import ImportedKeyResult, ImportedLink
from headway.exchange.formats.okr_research.reading import Parent, Reading
from headway.okrs.models import LinkKind


@dataclass(frozen=True, slots=True)
class _Way:
    """A link in question, and the objective ``above`` that it leads to; None: to a goal."""

    child: str
    parent: Parent
    above: str | None


def read_links(reading: Reading) -> list[ImportedLink]:
    """A link for every parent that exists, overlaps in time, does not lead back to its child and
    can do to numbers what it says. The others are rejected; their objectives stay, without them."""
    ways: list[_Way] = []
    for child, parents in reading.parents.items():
        for parent in parents:
            why = _fault(reading, child, parent)
            if why is None:
                ways.append(_Way(child, parent, reading.objective_of.get(parent.id)))
            else:
                reading.reject(parent.line, child, why, "link")
    circular = _on_circles(ways)
    for way in circular:
        text = _("The parent “%(id)s” leads back to this objective.") % {"id": way.parent.id}
        reading.reject(way.parent.line, way.child, text, "link")
    ways = _without(ways, circular)
    beyond = _beyond_the_whole(ways)
    for way in beyond:
        text = _("With it, the shares of the value of “%(id)s” come to more than 1.")
        value_of = way.parent.more["child_key_result"]
        reading.reject(way.parent.line, way.child, text % {"id": value_of}, "link")
    ways = _without(ways, beyond)
    return [_link(way) for way in ways]


def _fault(reading: Reading, child: str, parent: Parent) -> str | None:
    if parent.id in reading.goals:
        return _goal_fault(reading, child, parent)
    objective = reading.objective_of.get(parent.id)
    if objective is None and parent.id in reading.seen:
        return _("The parent “%(id)s” was rejected.") % {"id": parent.id}
    if objective is None:
        return _("There is no parent “%(id)s” in the file.") % {"id": parent.id[:60]}
    one, other = reading.cycle_of[child], reading.cycle_of[objective]
    if one.starts_on > other.ends_on or other.starts_on > one.ends_on:
        return _("Its parent is of %(parent)s, which does not overlap with %(child)s.") % {
            "parent": other.name,
            "child": one.name,
        }
    match parent.more.get("kind"):
        case LinkKind.DRIVES_SCORE if objective != parent.id:
            return _("Only an objective's score can be driven, and “%(id)s” is a key result.") % {
                "id": parent.id
            }
        case LinkKind.CONTRIBUTES_VALUE:
            return _value_fault(reading, child, parent, objective)
    return None


def _goal_fault(reading: Reading, child: str, parent: Parent) -> str | None:
    """Why an objective cannot serve a mid-term goal."""
    cycle, goal = reading.cycle_of[child], reading.goals[parent.id]
    if parent.more.get("kind", LinkKind.ALIGNED) != LinkKind.ALIGNED:
        words = _("“%(id)s” is a mid-term goal, which has no number: say “kind: aligned”.")
        return words % {"id": parent.id}
    if cycle.starts_on > goal.ends_on or goal.starts_on > cycle.ends_on:
        words = _("The mid-term goal “%(id)s” is not in force in %(cycle)s.")
        return words % {"id": parent.id, "cycle": cycle.name}
    return None


def _value_fault(reading: Reading, child: str, parent: Parent, objective: str) -> str | None:
    """Why the value of one key result cannot count in another's."""
    if objective == parent.id:
        return _("A value counts towards a key result, and “%(id)s” is an objective.") % {
            "id": parent.id
        }
    value_of = parent.more["child_key_result"]
    if reading.objective_of.get(value_of) != child:
        words = _("“from” names a key result of this objective, which “%(id)s” is not.")
        return words % {"id": value_of[:60]}
    own, above = reading.key_results[value_of], reading.key_results[parent.id]
    for one in (own, above):
        if one.kind not in CHANGE_KINDS or one.more.get("scale") == "log":
            return _("“%(id)s” has no value that can be added up.") % {"id": one.external_id}
        if one.cancelled_on is not None:
            return _("“%(id)s” was dropped.") % {"id": one.external_id}
    if _sort(own) != _sort(above):
        words = _("“%(own)s” and “%(above)s” cannot be added: their units or aggregation differ.")
        return words % {"own": value_of, "above": parent.id}
    return None


def _sort(key_result: ImportedKeyResult) -> tuple[str, str]:
    return key_result.measure.casefold(), str(key_result.more.get("aggregation", "last"))


def _without(ways: Sequence[_Way], out: Sequence[_Way]) -> list[_Way]:
    rejected = {id(way) for way in out}
    return [way for way in ways if id(way) not in rejected]


def _on_circles(ways: Sequence[_Way]) -> list[_Way]:
    """The links that are part of a circle; those that merely lead to one stay."""
    ways = [way for way in ways if way.above is not None]
    keys = dict.fromkeys(key for way in ways for key in (way.child, str(way.above)))
    numbers = {key: n for n, key in enumerate(keys)}
    graph: dict[int, list[int]] = {n: [] for n in numbers.values()}
    for way in ways:
        graph[numbers[way.child]].append(numbers[str(way.above)])
    knot_of = knots(graph)
    return [way for way in ways if knot_of[numbers[way.child]] == knot_of[numbers[str(way.above)]]]


def _beyond_the_whole(ways: Iterable[_Way]) -> list[_Way]:
    """The links by which a key result would hand on more than its value, in the file's order."""
    stated: dict[str, dict[int, float | None]] = {}
    beyond = []
    for number, way in enumerate(ways):
        if way.parent.more.get("kind") != LinkKind.CONTRIBUTES_VALUE:
            continue
        shares = stated.setdefault(way.parent.more["child_key_result"], {})
        share = way.parent.more["share"]
        try:
            check_shares({**shares, number: share})
        except ShareError:
            beyond.append(way)
        else:
            shares[number] = share
    return beyond


def _link(way: _Way) -> ImportedLink:
    parent = way.parent
    is_objective, is_goal = way.above == parent.id, way.above is None
    return ImportedLink(
        external_id=parent.key,
        line=parent.line,
        child=way.child,
        objective=parent.id if is_objective else None,
        key_result=None if is_objective or is_goal else parent.id,
        goal=parent.id if is_goal else None,
        more=parent.more,
    )
