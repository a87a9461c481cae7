"""Every score that a check-in moved: its objective's, and those of the objectives above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from headway.okrs.queries.link_explanations import explain_score
from headway.okrs.queries.objectives import ObjectiveRow, hidden_from, objective_rows_by_id
from headway.okrs.queries.say import unreadable
from headway.people.access import Actor
from headway.web.explanation import Explanation

Move = tuple[int, float | None]
"""An objective, and its score before."""


@dataclass(frozen=True, slots=True)
class ScoreMove:
    """A score before and now, with what it is made of."""

    objective_id: int
    title: str
    before: float | None
    now: float | None
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Moves:
    """What moved, as far as the reader may see it; ``hidden`` more scores moved."""

    shown: Sequence[ScoreMove] = ()
    hidden: int = 0


NONE = Moves()


def explained(actor: Actor, rows: Iterable[ObjectiveRow], as_of: date) -> dict[int, Explanation]:
    """What the scores of objectives are made of, by id. One query, none where nothing drives
    them."""
    rows = list(rows)
    hidden = unreadable(actor, {driver.child_id for row in rows for driver in row.drivers})
    return {row.id: explain_score(row, row.seen_on(as_of), hidden) for row in rows}


def moves_of(actor: Actor, moved: Sequence[Move], today: date) -> Moves:
    """The scores above that went along, in their order. At most eight queries, none for none."""
    return moves_by_key(actor, {0: moved}, today).get(0, NONE)


def moves_by_key(
    actor: Actor, moved: Mapping[int, Sequence[Move]], today: date
) -> dict[int, Moves]:
    """The same for several check-ins at once, each under a key of its own."""
    ids = {objective_id for moves in moved.values() for objective_id, _before in moves}
    rows = objective_rows_by_id(ids, as_of=today, today=today) if ids else {}
    hidden = hidden_from(actor, rows.values())
    why = explained(actor, (row for row in rows.values() if row.id not in hidden), today)
    found = {}
    for key, moves in moved.items():
        known = [(rows[id_], before) for id_, before in moves if id_ in rows]
        shown = [
            ScoreMove(row.id, row.title, before, row.score, why[row.id])
            for row, before in known
            if row.id not in hidden
        ]
        found[key] = Moves(shown, len(known) - len(shown))
    return found
