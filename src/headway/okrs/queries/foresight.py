"""What was foreseen on the way, by model and owner, against what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from headway.core.bands import TOLERANCE
from headway.core.calibration import Told, told
from headway.core.forecast import Outlook, shown
from headway.core.goalposts import Plan
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows_by_id
from headway.okrs.queries.scores import counted_by

EARLY = timedelta(weeks=3)
"""By then everybody has said how sure they are."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """What was said of a key result on a day: the owner's confidence (0 to 10) and the model's
    probability, and whether each was right, in words; None and "" where nothing was said."""

    name: str
    on: date
    confidence: int | None
    probability: float | None
    of_owner: str
    of_model: str


def foresights(row: ObjectiveRow, *, today: date) -> dict[int, list[Foresight]]:
    """What was foreseen of each key result of an objective early and half-way, against its score
    now. Ten to sixteen queries."""
    half = row.starts_on + (row.ends_on - row.starts_on) / 2
    days = [(_("At the start"), row.starts_on + EARLY), (_("Half-way"), half)]
    found: dict[int, list[Foresight]] = {one.id: [] for one in row.key_results}
    for name, on in days:
        if on >= today:
            continue
        then = objective_rows_by_id([row.id], as_of=on, today=today, with_readings=True)
        known = {one.id: one for one in then[row.id].key_results} if row.id in then else {}
        for one in row.key_results:
            if one.id in known:
                found[one.id].append(_foresight(name, on, known[one.id], is_reached(one)))
    return found


def is_reached(row: KeyResultRow) -> bool:
    """Whether it came to its target in full, by the plan of record."""
    raw = counted_by(Plan.OF_RECORD, row).raw
    return raw is not None and raw >= 1 - TOLERANCE


def _foresight(name: str, on: date, then: KeyResultRow, reached: bool) -> Foresight:
    said = then.confidence
    model = then.outlook.probability_full if isinstance(then.outlook, Outlook) else None
    return Foresight(
        name=name,
        on=on,
        confidence=said,
        probability=None if model is None else shown(model),
        of_owner="" if said is None else _words(told(said / 10, reached=reached)),
        of_model="" if model is None else _words(told(model, reached=reached)),
    )


def _words(found: Told) -> str:
    return {
        Told.RIGHT: _("was right"),
        Told.UNSURE: _("was unsure"),
        Told.TOO_SURE: _("was too sure"),
        Told.TOO_DOUBTFUL: _("was too doubtful"),
    }[found]
