"""What the reasons are about, by name, as far as the reader may read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from headway.coaching.queries.reading import Practised
from headway.core.practice import Code, Reason
from headway.okrs.queries.learning import MoveRow
from headway.okrs.queries.objectives import ObjectiveRow, hidden_from
from headway.people.access import Actor
from headway.web.formats import measured, number

NAMED = 3
"""Things that a reason names at most; the page of the unit has all."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a reason is about: its title and page, and a word more ("64 to 52 features")."""

    title: str
    url: str
    note: str = ""


NAMED = 2
"""Things that a line of the desk names."""


@dataclass(frozen=True, slots=True)
class Said:
    """A reason in words, with what it is about."""

    code: Code
    text: str
    things: tuple[Thing, ...] = ()

    @property
    def named(self) -> tuple[Thing, ...]:
        """The first of them, by name; ``more`` are not named."""
        return self.things[:NAMED]

    @property
    def more(self) -> int:
        return len(self.things) - len(self.named)


class Names:
    """Titles by id, without those of objectives that the reader may not read. One query, none
    where all are open."""

    def __init__(self, actor: Actor, read: Practised) -> None:
        hidden = hidden_from(actor, read.rows)
        self._rows: dict[int, ObjectiveRow] = {r.id: r for r in read.rows if r.id not in hidden}
        self._of_key_result = {
            k.id: (k.title, row) for row in self._rows.values() for k in row.key_results
        }
        self._moves: dict[int, MoveRow] = {}
        for move in reversed(read.learned.moves):
            if move.key_result_id is not None and move.field == "target":
                self._moves[move.key_result_id] = move

    def said(self, reason: Reason) -> Said:
        """A reason translated and named."""
        values = {name: number(value) for name, value in reason.values.items()}
        text = _(reason.said).format_map(values)
        return Said(reason.code, text, tuple(self.things(reason)))

    def things(self, reason: Reason) -> Iterable[Thing]:
        """Everything readable that it is about."""
        if reason.code is Code.EASY:
            return self._easy(reason.about)
        if reason.of_objectives:
            return [Thing(r.title, objective_url(r.id)) for r in self._known(reason.about)]
        return [
            self._key_result(pk, reason.code) for pk in reason.about if pk in self._of_key_result
        ]

    def _known(self, ids: Collection[int]) -> list[ObjectiveRow]:
        return [self._rows[pk] for pk in ids if pk in self._rows]

    def _easy(self, ids: Sequence[int]) -> list[Thing]:
        """The aspirational goals of now, those that are nearly there first."""
        now = [row for row in self._known(ids) if row.ambition == "aspirational"]
        now.sort(key=lambda row: -(row.score or 0.0))
        return [
            Thing(row.title, objective_url(row.id), _("score %(score)s") % {
                "score": number(row.score, 2)} if row.score is not None else "")
            for row in now
        ]  # fmt: skip

    def _key_result(self, key_result_id: int, code: Code) -> Thing:
        title, _row = self._of_key_result[key_result_id]
        move = self._moves.get(key_result_id) if code is Code.MOVED else None
        note = ""
        if move is not None:
            note = _("%(before)s to %(after)s") % {
                "before": number(move.before), "after": measured(move.after, move.measure)
            }  # fmt: skip
        return Thing(title, key_result_url(key_result_id), note)


def objective_url(pk: int) -> str:
    return f"/objectives/{pk}"


def key_result_url(pk: int) -> str:
    return f"/key-results/{pk}"


def by_unit(rows: Iterable[ObjectiveRow]) -> Mapping[int, list[ObjectiveRow]]:
    """Objectives by unit."""
    found: dict[int, list[ObjectiveRow]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(row)
    return found
