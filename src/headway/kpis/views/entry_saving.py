"""Save the cells of the grid, and say truly what was saved and what was not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit.problems import Problem
from headway.kpis.actions.deriving import Recomputed
from headway.kpis.actions.measurements import Recorded, Written, record_many, refusals
from headway.kpis.forms.cells import Typed, refused_cells
from headway.kpis.queries.known.patterns import moved_patterns
from headway.kpis.queries.target_words import level_words
from headway.kpis.queries.words import state_words
from headway.people.access import Actor

NAMED = 3
"""KPIs whose names a sentence takes; of more it says how many there are."""


@dataclass(slots=True)
class Outcome:
    """What became of the cells: errors by cell, of which some are only asked about (``sure`` is
    their text, to send along with the answer), those of no cell, the names of the KPIs of which
    nothing was saved, the number of values that were, those themselves, and what they moved."""

    errors: dict[str, str] = field(default_factory=dict)
    asks: set[str] = field(default_factory=set)
    sure: dict[str, str] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    held: dict[int, str] = field(default_factory=dict)
    saved: int = 0
    written: dict[int, list[Written]] = field(default_factory=dict)
    moved: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether something of it was not saved."""
        return bool(self.held)

    @property
    def sentence(self) -> str:
        """What was saved and what was not."""
        said = [saved_words(self.saved)] if self.saved else []
        return " ".join([*said, self._held(), *self.general])

    def _held(self) -> str:
        count = len(self.errors)
        if not self.saved:
            if not count:
                return _("Nothing was saved.")
            words = ngettext(
                "Nothing was saved: one cell needs a look.",
                "Nothing was saved: %(num)d cells need a look.",
                count,
            )
            return words % {"num": count}
        names = ", ".join(self.held.values())
        if len(self.held) > NAMED:
            names = _("%(num)d KPIs") % {"num": len(self.held)}
        if not count:
            return _("Nothing of %(names)s was saved.") % {"names": names}
        words = ngettext(
            "Nothing of %(names)s was saved: one cell needs a look.",
            "Nothing of %(names)s was saved: %(num)d cells need a look.",
            count,
        )
        return words % {"num": count, "names": names}


def saved_words(count: int) -> str:
    """How many values were saved."""
    words = ngettext("%(num)d value saved.", "%(num)d values saved.", count)
    return words % {"num": count}


def save_cells(actor: Actor, cells: Mapping[int, Typed]) -> Outcome:
    """A KPI is saved whole or not at all. Of one that has a cell that cannot be read, or is asked
    about, the others are looked at too, so that every error is told at once."""
    outcome = Outcome()
    waiting = {key for key, typed in cells.items() if typed.errors or typed.asks}
    given = {key: typed.readings for key, typed in cells.items() if typed.readings}
    wanted = {key: readings for key, readings in given.items() if key not in waiting}
    looked = {key: readings for key, readings in given.items() if key in waiting}
    answers: dict[int, Recorded | Problem] = dict(record_many(actor, wanted)) if wanted else {}
    answers |= refusals(actor, looked) if looked else {}
    for kpi_id, typed in cells.items():
        done = answers.get(kpi_id)
        if isinstance(done, Recorded):
            outcome.saved += len(done.created) + len(done.changed)
            if done.written:
                outcome.written[kpi_id] = done.written
            outcome.moved += [_moved(done), *map(_moved, done.derived)]
            continue
        outcome.held[kpi_id] = typed.kpi_name
        found = typed.errors
        if done is not None:
            refused = refused_cells(typed, [(one.field, one.message) for one in done.errors])
            if not refused:
                outcome.general.append(done.detail)
            found = refused | found
        outcome.errors |= typed.asks | found
        outcome.asks |= typed.asks.keys() - found.keys()
        outcome.sure |= typed.sure
    return outcome


def _moved(done: Recorded | Recomputed) -> dict[str, Any]:
    """What the values of a KPI led to, as plain data that a session keeps; of a derived one what
    those it is made of led to."""
    judged = done.judged
    told: dict[str, Any] = {
        "kpi_id": done.kpi.pk,
        "name": done.kpi.name,
        "values": len(done.days),
        "variation": "common",
        "colour": "grey",
        "state": "",
        "signals": 0,
        "withdrawn": 0,
        "response": None,
    }
    if judged is None:
        return told
    state, stretch = judged.standing.state, judged.standing.stretch
    came, went = moved_patterns(judged.standing, judged.appeared, judged.vanished)
    told |= {
        "variation": str(state.variation),
        "colour": str(state.colour),
        "state": level_words(state.colour, state.advice)
        if done.kpi.levels
        else state_words(
            state.advice,
            str(stretch.stage) if stretch else "none",
            done.kpi.form,
            judged.standing.misses,
        ),
        "signals": came,
        "withdrawn": went,
        "response": judged.response.number if judged.response and judged.appeared else None,
    }
    return told
