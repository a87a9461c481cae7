"""The tree as rows for the template: what stands in each cell, and where each toggle leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.pace import Status
from headway.kit.keeping import said_once
from headway.okrs.models import Ambition, Outcome, State
from headway.okrs.queries.objectives import ObjectiveRow
from headway.reports.queries.places import address, of_object
from headway.reports.queries.sight import (
    LOCAL,
    MISSION,
    ORPHANS,
    UNSEEN,
    Graph,
    Node,
    Source,
    branch_title,
)
from headway.strategy.queries import GoalRow
from headway.strategy.queries.whose import goal_words
from headway.web.formats import day, difference

ROWS_AT_MOST = 200
TREES_KEPT = 32
"""Each holds a graph, and up to 200 rows of half a kB."""
OPEN_WHOLLY = 12
"""Up to so many objectives in scope are shown with their key results at once."""

_KEPT = ("unit", "cycle", "as_of", "status", "perspective", "compare")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where toggles lead: the page with one branch more or less open, or just the branch.
    ``kept`` is the beginning of a query string, from the page's own address."""

    kept: str
    open: frozenset[str]

    @classmethod
    def of(cls, query: QueryDict, opened: frozenset[str]) -> Addresses:
        kept = urlencode({name: str(query[name]) for name in _KEPT if query.get(name)})
        return cls(f"{kept}&" if kept else "", opened)

    def toggled(self, key: str) -> str:
        """The page with that branch folded the other way."""
        chosen = self.open ^ {key}
        return f"?{self.kept}" + urlencode({"open": ",".join(sorted(chosen - {MISSION}))})

    def branch(self, key: str, level: int, after: int = 0) -> str:
        """The rows below a node, as a fragment."""
        place = {"node": key, "level": str(level)} | ({"after": str(after)} if after else {})
        return f"/line-of-sight/branch?{self.kept}" + urlencode(place)

    def further(self, key: str, after: int) -> str:
        """The page with that branch shown from a later row on."""
        opened = ",".join(sorted((self.open | {key}) - {MISSION}))
        return f"?{self.kept}" + urlencode({"open": opened, "after": f"{key}:{after}"})


@dataclass(slots=True)
class SightRow:
    """A row of the tree. ``kind`` is mission, goal, branch, objective, key_result, more
    or none."""

    key: str
    kind: str
    level: int
    title: str
    sub: str = ""
    url: str = ""
    unit: str = ""
    owner: str = ""
    share: float | None = None
    expected: float | None = None
    points: float | None = None
    status: Status | None = None
    words: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    confidence: int | None = None
    previous_confidence: int | None = None
    read_on: date | None = None
    in_scope: bool = True
    has_children: bool = False
    is_open: bool = False
    toggle_url: str = ""
    branch_url: str = ""


@dataclass(frozen=True, slots=True, eq=False)  # itself is the key of what is drawn of it
class Tree:
    """The rows of the page; ``is_cut`` when more are open than are shown at once."""

    rows: list[SightRow]
    is_cut: bool


def default_open(source: Source) -> frozenset[str]:
    """Goals are open where the graph is known; objectives too in a small scope, and where a filter
    would else hide what it found."""
    if not isinstance(source, Graph):
        return frozenset({MISSION})
    opened = {MISSION, ORPHANS, *(f"g{goal.id}" for goal in source.goals)}
    if source.view.status or len(source.scope_ids) <= OPEN_WHOLLY:
        opened |= {f"o{objective_id}" for objective_id in source.objectives}
        opened |= {f"k{key_result_id}" for key_result_id in source.key_results}
    return frozenset(opened)


@said_once(TREES_KEPT)
def tree_rows(source: Source, addresses: Addresses, after: tuple[str, int]) -> Tree:
    """Mission, then what stands under no goal, folded out as far as ``addresses.open`` says."""
    rows: list[SightRow] = []
    for top in (MISSION, ORPHANS, LOCAL, UNSEEN):
        node = source.node(top)
        if node is None or (top != MISSION and not node.has_children):
            continue
        for row in _walk(source, node, 1, addresses, after):
            if len(rows) == ROWS_AT_MOST:
                return Tree(rows, is_cut=True)
            rows.append(row)
    return Tree(rows, is_cut=False)


def _walk(
    source: Source, node: Node, level: int, addresses: Addresses, after: tuple[str, int]
) -> Iterator[SightRow]:
    row = _row(source, node, level, addresses)
    yield row
    if not row.is_open:
        return
    found = source.children(node.key, after[1] if after[0] == node.key else 0)
    if not found.nodes:
        yield _nothing(node.key, level + 1)
    for child in found.nodes:
        yield from _walk(source, child, level + 1, addresses, after)
    if found.more is not None:
        yield _more(node.key, level + 1, found.more, addresses)


def rows_below(
    source: Source, key: str, level: int, addresses: Addresses, *, after: int = 0
) -> list[SightRow]:
    """The children of a node, folded, and the way to the next ones."""
    found = source.children(key, after)
    rows = [_row(source, node, level + 1, addresses) for node in found.nodes]
    if not found.nodes:
        rows.append(_nothing(key, level + 1))
    if found.more is not None:
        rows.append(_more(key, level + 1, found.more, addresses))
    return rows


def _nothing(key: str, level: int) -> SightRow:
    """What a branch shows that turned out to be empty when it was opened."""
    return SightRow(key=key, kind="none", level=level, title=_("Nothing stands here."))


def _more(key: str, level: int, after: int, addresses: Addresses) -> SightRow:
    return SightRow(
        key=key,
        kind="more",
        level=level,
        title=_("Show more"),
        toggle_url=addresses.further(key, after),
        branch_url=addresses.branch(key, level - 1, after),
    )


def _row(source: Source, node: Node, level: int, addresses: Addresses) -> SightRow:
    if node.key_result is not None:
        row = _key_result(node, level)
    elif node.objective is not None:
        row = _objective(node, node.objective, level, source)
    elif node.goal is not None:
        row = _goal(node.goal, level)
    else:
        row = _fixed(source, node, level)
    row.in_scope = node.in_scope
    row.has_children = node.has_children
    row.is_open = node.has_children and node.key in addresses.open
    row.counts = dict(node.counts or {})
    if node.has_children:
        row.toggle_url = addresses.toggled(node.key)
        row.branch_url = addresses.branch(node.key, level)
    if row.kind == "goal" and source.is_counted and not row.counts:
        row.words = _("No key result in this cycle") if row.has_children else _("No objective")
    return row


def _fixed(source: Source, node: Node, level: int) -> SightRow:
    if node.key != MISSION:
        return SightRow(node.key, "branch", level, branch_title(node.key), _about(node.key))
    strategy = address("strategy:index") or ""
    if source.mission is None:
        return SightRow(node.key, "mission", level, _("No mission is written yet"), url=strategy)
    said = _("Mission, version %(version)d, since %(day)s") % {
        "version": source.mission.version,
        "day": day(source.mission.effective_on),
    }
    return SightRow(node.key, "mission", level, source.mission.text, said, strategy)


def _about(key: str) -> str:
    return {
        ORPHANS: _("Link them to what they serve, or mark them as local."),
        LOCAL: _("Work of a unit that need not serve a mid-term goal."),
        UNSEEN: _("What they serve is not open to you."),
    }[key]


def _goal(goal: GoalRow, level: int) -> SightRow:
    return SightRow(
        key=f"g{goal.id}",
        kind="goal",
        level=level,
        title=goal_words(goal),
        sub=", ".join(
            part
            for part in (
                _("Mid-term goal %(year)d") % {"year": goal.ends_on.year},
                goal.perspective_name,
            )
            if part
        ),
        url=of_object("goal", goal.id),
        owner=goal.owner_name or "",
    )


def _objective(node: Node, row: ObjectiveRow, level: int, source: Source) -> SightRow:
    parts = [_("Objective"), str(Ambition(row.ambition).label).lower()]
    if row.cycle_id != source.view.cycle.id:
        parts.append(row.cycle_name)
    if node.also:
        also = _("“%(title)s”") % {"title": node.also[0]}
        rest = len(node.also) - 1
        others = ngettext(" and %(count)d more", " and %(count)d more", rest) if rest else ""
        parts.append(_("also under ") + also + (others % {"count": rest} if others else ""))
    return SightRow(
        key=node.key,
        kind="objective",
        level=level,
        title=row.title,
        sub=", ".join(parts),
        url=of_object("objective", row.id),
        unit=row.unit_name,
        owner=row.owner_name or "",
        share=row.score,
        expected=row.expected,
        points=_points(row.score, node),
        status=row.status,
        words=_state_words(row),
        confidence=row.confidence,
        read_on=row.read_on,
    )


def _state_words(row: ObjectiveRow) -> str:
    """What stands instead of a verdict while, and once, there is nothing to judge."""
    if row.standing == "unclosed":
        return _("Ended, to be closed")
    return str(_STANDING.get(row.standing, ""))


_STANDING = {**dict(State.choices), **dict(Outcome.choices)}


def _key_result(node: Node, level: int) -> SightRow:
    row, objective = node.key_result, node.objective
    if row is None or objective is None:
        raise ValueError("A key result's node holds the key result and its objective.")
    return SightRow(
        key=node.key,
        kind="key_result",
        level=level,
        title=row.title,
        url=of_object("key_result", row.id),
        unit=objective.unit_name,
        owner=row.owner_name or "",
        share=row.raw,
        expected=row.expected,
        points=_points(row.raw, node),
        status=row.status,
        confidence=row.confidence,
        previous_confidence=row.previous_confidence,
        read_on=row.read_on,
    )


def _points(now: float | None, node: Node) -> float | None:
    """Progress since the day compared with, in points of a hundred."""
    step = difference(now, node.before)
    return None if step is None else 100 * step
