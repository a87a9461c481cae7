"""What may be a slip of the hand: a value far from what is usual, a sign of per cent."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from headway.core.definitions import is_ordinary
from headway.core.measurements import ratio
from headway.core.spc import Form, is_far, places
from headway.kpis.actions.readings import Reading
from headway.kpis.queries.entry.grid import Cell, EntryRow
from headway.kpis.queries.lists.rows import KpiRow
from headway.kpis.queries.words import in_measure
from headway.web.formats import number
from headway.web.posted import plain_number

_PER_CENT = re.compile(r"%|\bper ?cent|\bpct\b", re.IGNORECASE)
_OF_A_HUNDRED = 100.0
_TWO_WAYS = re.compile(r"[~=]?\s*-?[1-9]\d{0,2},\d{3}")
"""Twelve hundred, or a little more than one."""
_FIGURES = 12
"""Of a value as it was read; of a ratio no more would be of use."""


def sign_error(kpi: KpiRow) -> str:
    """Why its values take no sign of per cent; empty for those that are percentages."""
    if kpi.measure:
        words = _("This KPI is measured %(in_measure)s: enter the number without %%.")
        return (
            "" if _PER_CENT.search(kpi.measure) else words % {"in_measure": in_measure(kpi.measure)}
        )
    is_share = kpi.scale == _OF_A_HUNDRED
    return "" if is_share else _("This KPI is no percentage: enter the number without %.")


def doubt(row: EntryRow, cell: Cell, reading: Reading, text: str) -> str:
    """What is asked about a value before it is saved, and as what its text was read; empty for
    most. The limits are those of the
    whole at its last period: of a season, and of a segment, they are those of something else."""
    kpi = row.kpi
    value = ratio(reading.numerator, reading.denominator, kpi.scale)
    value = reading.value if value is None else value
    if value is None or not is_ordinary(value):
        return ""
    has_limits = row.segment is None and kpi.form == Form.LEVEL
    lower, upper = (kpi.lower, kpi.upper) if has_limits else (None, None)
    beside = _beside(row, cell)
    told = {"read": plain_number(float(f"{value:.{_FIGURES}g}"))}
    if not is_far(value, centre=kpi.centre, lower=lower, upper=upper, beside=beside):
        is_alone = beside is None and lower is upper is None
        if not is_alone or not _TWO_WAYS.fullmatch(text):
            return ""
        told["other"] = text.lstrip("~=").replace(",", ".")
        return _("Read as %(read)s, not as %(other)s. Save again to confirm it.") % told
    if lower is not None and upper is not None and lower != upper:
        words = _(
            "Read as %(read)s: far from the usual %(lower)s to %(upper)s. Save again to confirm it."
        )
        to = places(kpi.decimals, None)
        return words % {**told, "lower": number(lower, to), "upper": number(upper, to)}
    words = _("Read as %(read)s: far from %(value)s beside it. Save again to confirm it.")
    return words % {**told, "value": number(beside)}


def _beside(row: EntryRow, cell: Cell) -> float | None:
    """The value of the period nearest to a cell, of two the earlier one."""
    at = row.cells.index(cell)
    others = [(abs(each - at), one.value) for each, one in enumerate(row.cells) if each != at]
    there = [(away, value) for away, value in others if value is not None]
    return min(there, key=lambda found: found[0])[1] if there else None
