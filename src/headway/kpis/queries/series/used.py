"""What the last value of a derived KPI was computed from: the inputs as they went in, which are not
always their last values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kpis.queries.series.computing import Computation, InputRow
from headway.kpis.queries.words import shown


@dataclass(frozen=True, slots=True)
class UsedInput:
    """An input; ``used`` says what went in and of which period, ``last`` its last value where that
    is another. Where nothing is computed yet, ``used`` is empty."""

    row: InputRow
    used: str
    last: str


def used_inputs(
    inputs: Sequence[InputRow], found: Computation | None, period: str
) -> list[UsedInput]:
    """The inputs of a value, in the order of the formula; ``found``: how it came about, in a
    ``period`` by its name. No query."""
    if found is None:
        return [UsedInput(row, "", _last(row)) for row in inputs]
    return [_used(row, found, period) for row in inputs]


def _used(row: InputRow, found: Computation, period: str) -> UsedInput:
    part = found.one.parts[row.name]
    told = shown(part.value, row.measure, row.decimals)
    words = {"value": told, "period": period, "num": part.present}
    if not told:
        used = _("none in %(period)s") % words
    elif part.expected > 1:
        used = (
            ngettext(
                "%(value)s in %(period)s, of %(num)d value",
                "%(value)s in %(period)s, of %(num)d values",
                part.present,
            )
            % words
        )
    else:
        used = _("%(value)s in %(period)s") % words
    is_last = part.value == row.value or not row.said
    return UsedInput(row, used, "" if is_last else _last(row))


def _last(row: InputRow) -> str:
    if not row.said:
        return _("no value yet")
    return _("last %(value)s") % {"value": row.said}
