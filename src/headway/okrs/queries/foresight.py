"""What was foreseen on the way, by model and owner, against what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from headway.core.bands import TOLERANCE
from headway.core.calibration import Told, told
from headway.core.forecast import Outlook, shown
from headway.core.goalposts import Plan
from headway.core.pace import elapsed_share
from headway.okrs.queries.arithmetic import contributed
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.measures import Measured, measure, planned_at
from headway.okrs.queries.objectives import ObjectiveRow
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
    now. It follows from the check-ins up to the day and from the definition of the day, so that an
    objective that was read with its readings needs no query."""
    half = row.starts_on + (row.ends_on - row.starts_on) / 2
    days = [(_("At the start"), row.starts_on + EARLY), (_("Half-way"), half)]
    return {
        one.id: [
            _foresight(name, on, measured_on(one, on), is_reached(one))
            for name, on in days
            if on < today and (one.added_on is None or one.added_on <= on)
        ]
        for one in row.key_results
    }


def measured_on(row: KeyResultRow, day: date) -> Measured:
    """The key result by what was read up to a day, and by its goal posts of then."""
    tau = elapsed_share(row.cycle_starts_on, row.cycle_ends_on, day)
    definition, steps = planned_at(row, row.steps, row.changes, tau)
    return measure(
        definition,
        row.readings,
        steps,
        starts_on=row.cycle_starts_on,
        ends_on=row.cycle_ends_on,
        as_of=day,
        contributed=contributed(row.contributions),
        ambition=row.ambition,
    )


def is_reached(row: KeyResultRow) -> bool:
    """Whether it came to its target in full, by the plan of record."""
    raw = counted_by(Plan.OF_RECORD, row).raw
    return raw is not None and raw >= 1 - TOLERANCE


def _foresight(name: str, on: date, then: Measured, reached: bool) -> Foresight:
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
