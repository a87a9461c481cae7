"""The alignment of one objective: what it serves, what serves it, what each link does to numbers,
and what of it deserves a second look (docs/methods 2.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from headway.core.alignment import (
    DEEP,
    Drag,
    RolledUp,
    depths,
    dominant,
    redundant_edges,
    weights_of,
    worst,
)
from headway.okrs.models import Objective
from headway.okrs.queries.arithmetic import shares_of
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id, shares_then
from headway.okrs.queries.link_explanations import explain_score, explain_value, explain_voices
from headway.okrs.queries.links import LinkRow, ancestors, links_down, links_up
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.past import Moment, moment_for
from headway.okrs.queries.say import Voice, unreadable, voices
from headway.people.access import Actor
from headway.web.explanation import Explanation


@dataclass(frozen=True, slots=True)
class Aligned:
    """A link with its figures. ``part`` is the normalised weight in the score above, or the share
    of the child's value that counts above; None where the link moves no number. ``arithmetic``
    opens it. ``influence`` is the say of the child's own key results (on the way down). ``score``
    opens the score of the objective at the other end, where there is one."""

    link: LinkRow
    part: float | None = None
    arithmetic: Explanation | None = None
    influence: float | None = None
    score: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Caution:
    """Something worth a word: dominant, redundant or deep. ``titles`` and ``figure`` fill it in."""

    kind: str
    titles: tuple[str, ...] = ()
    figure: float = 0.0
    counts_twice: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """``score`` and ``say`` open how the objective's score comes about, and who has how much of
    the say where others drive it; ``counts`` are the statuses of what serves it, ``worst`` the one
    that costs the score most."""

    up: list[Aligned]
    down: list[Aligned]
    hidden_up: int
    hidden_down: int
    score: Explanation
    coverage: float
    own_part: float | None
    say: Explanation | None
    counts: Mapping[str, int]
    worst: Drag | None
    worst_title: str
    cautions: list[Caution]


def alignment_of(
    actor: Actor, stored: Objective, row: ObjectiveRow, *, as_of: date, today: date
) -> Alignment:
    """The alignment section of an objective's page. About eight queries, one more for each level
    above, and where numbers are linked one for each level below and three to six more."""
    up = links_up(actor, stored, as_of=as_of, today=today)
    down = links_down(actor, stored, as_of=as_of, today=today)
    links, day = [*up.rows, *down.rows], row.seen_on(as_of)
    values = _values(links, as_of=as_of, today=today)
    hidden = _hidden(actor, row, links, values)
    said = voices(row, hidden, as_of=as_of, today=today)
    figures = _Figures(
        row=row,
        weights=_weights(row),
        shares=_shares(actor, stored.pk, links, as_of=as_of, today=today) if values else {},
        values=values,
        influences={voice.objective_id: voice.influence for voice in said or ()},
        hidden=hidden,
        as_of=as_of,
    )
    drag, title = _worst(row, figures.weights, hidden)
    return Alignment(
        up=[figures.up(link) for link in up.rows],
        down=[figures.down(link) for link in down.rows],
        hidden_up=up.hidden,
        hidden_down=down.hidden,
        score=explain_score(row, day, hidden),
        coverage=row.coverage,
        own_part=figures.weights.get(None) if row.drivers else None,
        say=explain_voices(row, said, day) if said else None,
        counts=Counter(
            str(link.objective.status.code)
            for link in {link.id: link for link in down.rows}.values()
            if link.objective and link.objective.status
        ),
        worst=drag,
        worst_title=title,
        cautions=[
            *_dominant(row, said),
            *_from_above(row, up.rows, moment_for(actor, as_of) if as_of < today else None),
        ],
    )


@dataclass(frozen=True, slots=True)
class _Figures:
    """What puts numbers on a link."""

    row: ObjectiveRow
    weights: Mapping[int | None, float]
    shares: Mapping[tuple[int, int], float]
    values: Mapping[int, KeyResultRow]
    influences: Mapping[int, float]
    hidden: frozenset[int]
    as_of: date

    def up(self, link: LinkRow) -> Aligned:
        above = link.objective
        if link.drives and above is not None:
            part, score = _weights(above).get(self.row.id), self._score(link)
            return Aligned(link, part, score, score=score)
        return self._contribution(link, link.id)

    def down(self, link: LinkRow) -> Aligned:
        if link.drives:
            explanation = explain_score(self.row, self.row.seen_on(self.as_of), self.hidden)
            part = self.weights.get(link.id)
            say = self.influences.get(link.id)
            return Aligned(link, part, explanation, say, self._score(link))
        return self._contribution(link, link.key_result_id)

    def _score(self, link: LinkRow) -> Explanation | None:
        other = link.objective
        return explain_score(other, other.seen_on(self.as_of), self.hidden) if other else None

    def _contribution(self, link: LinkRow, into: int | None) -> Aligned:
        if not link.contributes or into not in self.values:
            return Aligned(link, score=self._score(link))
        part = self.shares.get((link.child_key_result_id or 0, into or 0))
        row = self.values[into or 0]
        explanation = explain_value(row, row.seen_on(self.as_of), self.hidden)
        return Aligned(link, part, explanation, score=self._score(link))


def _hidden(
    actor: Actor,
    row: ObjectiveRow,
    links: Sequence[LinkRow],
    values: Mapping[int, KeyResultRow],
) -> frozenset[int]:
    """Whose names the actor may not read among all that moves a number shown here."""
    rows = [row, *(link.objective for link in links if link.objective)]
    ids = {driver.child_id for one in rows for driver in one.drivers}
    ids |= {added.objective_id for one in values.values() for added in one.contributions}
    return unreadable(actor, ids)


def _weights(row: ObjectiveRow) -> dict[int | None, float]:
    """The normalised weights in the score of an objective, its own key results' under None."""
    return weights_of(
        RolledUp(row.own_score, 1.0),
        row.own_weight,
        [(d.child_id, d.weight, RolledUp(d.score, d.coverage)) for d in row.drivers],
    )


def _shares(
    actor: Actor, objective_id: int, links: Sequence[LinkRow], *, as_of: date, today: date
) -> Mapping[tuple[int, int], float]:
    if as_of >= today:
        return shares_of(_contributing(links))
    below = {link.id for link in links if link.contributes and link.kind == "objective"}
    return shares_then(moment_for(actor, as_of), below | {objective_id})


def _contributing(links: Sequence[LinkRow]) -> set[int]:
    return {link.child_key_result_id for link in links if link.child_key_result_id is not None}


def _values(links: Sequence[LinkRow], *, as_of: date, today: date) -> dict[int, KeyResultRow]:
    """The key results into which values are linked, with what is added to them."""
    into = {
        link.id if link.kind == "key_result" else link.key_result_id
        for link in links
        if link.contributes
    } - {None}
    if not into:
        return {}
    found = rows_by_id(
        [key for key in into if key is not None], as_of=as_of, today=today, with_readings=True
    )
    return {row.id: row for row in found}


def _worst(
    row: ObjectiveRow, weights: Mapping[int | None, float], hidden: Collection[int]
) -> tuple[Drag | None, str]:
    """The child that costs the score most, and its title; empty where it may not be read."""
    drag = worst((d.child_id, weights.get(d.child_id, 0.0), d.score) for d in row.drivers)
    if drag is None or drag.node in hidden:
        return drag, ""
    return drag, next(d.title for d in row.drivers if d.child_id == drag.node)


def _dominant(row: ObjectiveRow, said: Sequence[Voice] | None) -> list[Caution]:
    """One objective with more than half of the say in a company's objective."""
    is_company = row.unit_path.count("/") == 1
    found = dominant({v.objective_id: v.influence for v in said or ()}, row.id)
    if not is_company or found is None:
        return []
    title = next(voice.title for voice in said or () if voice.objective_id == found[0])
    return [Caution("dominant", (title,), found[1])]


def _from_above(
    row: ObjectiveRow, up: Sequence[LinkRow], on: Moment | None = None
) -> list[Caution]:
    """Links that say nothing new, and a long way up. One query for each level above."""
    if not up:
        return []
    parents = ancestors(row.id, on=on)
    if any(node == row.id for above in parents.values() for node in above):
        return []  # an imported circle: the import's report names it
    found = []
    by_node = {_node(link): link for link in up}
    for child, above in redundant_edges({row.id: parents[row.id], **parents}):
        if child == row.id and above in by_node:
            link = by_node[above]
            through = _through(row.id, above, parents, by_node)
            found.append(Caution("redundant", (link.title, through), 0.0, link.drives))
    depth = depths({n: [p for p in above if p > 0] for n, above in parents.items() if n > 0})
    if depth[row.id] > DEEP:
        found.append(Caution("deep", (), depth[row.id]))
    return found


def _node(link: LinkRow) -> int:
    """The node of a link's upper end, as ``ancestors`` names them."""
    return -link.id if link.objective is None else link.objective.id


def _through(
    child: int, above: int, parents: Mapping[int, list[int]], by_node: Mapping[int, LinkRow]
) -> str:
    """The title of another parent that leads to the same node; empty for one that is not shown."""
    for parent in parents[child]:
        waiting, seen = list(parents.get(parent, ())), set[int]()
        while waiting:
            node = waiting.pop()
            if node == above:
                return by_node[parent].title if parent in by_node else ""
            if node not in seen:
                seen.add(node)
                waiting += parents.get(node, ())
    return ""
