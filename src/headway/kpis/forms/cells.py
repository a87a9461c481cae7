"""The cells of the entry grid: numbers as people write them, estimates, and why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from headway.kpis.actions.measurements import Reading
from headway.kpis.forms.slips import doubt, sign_error
from headway.kpis.models import MeasurementState
from headway.kpis.queries.entry.grid import (
    Cell,
    EntryPage,
    EntryRow,
)
from headway.kpis.queries.entry.texts import ESTIMATE, FINAL, NOT_APPLICABLE, WEIGHS
from headway.web.posted import read_number

_WITH_WHY = re.compile(rf"{re.escape(NOT_APPLICABLE)}\b[\s:,]*(.*)", re.IGNORECASE | re.DOTALL)

_STATES = {ESTIMATE: MeasurementState.ESTIMATED.value, FINAL: MeasurementState.FINAL.value}


@dataclass(slots=True)
class Typed:
    """The changed cells of one KPI: the readings to enter, each with the name of its field, and
    by the field's name what could not be read, and what is asked first. ``sure`` is the text of
    those about which something was or is asked: the same text again is the answer."""

    kpi_name: str = ""
    readings: list[Reading] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    asks: dict[str, str] = field(default_factory=dict)
    sure: dict[str, str] = field(default_factory=dict)


def read_cells(sent: Mapping[str, str], page: EntryPage) -> dict[int, Typed]:
    """What was changed, by KPI. A cell that was not sent, or says what it said when the page was
    drawn, is left alone, even where somebody else has changed it since."""
    found: dict[int, Typed] = {}
    for grid in page.grids:
        for row in grid.rows:
            if row.is_made:
                continue
            typed = found.get(row.kpi.id, Typed(row.kpi.name))
            for cell in row.cells:
                if cell.name not in sent:
                    continue
                text = sent.get(cell.name, "").replace("\x00", "").strip()
                if text == sent.get(f"was-{cell.name}", cell.text).strip():
                    continue
                _take(typed, row, cell, text, sent.get(f"sure-{cell.name}", "").strip())
            if typed.readings or typed.errors:
                found[row.kpi.id] = typed
    return found


def _take(typed: Typed, row: EntryRow, cell: Cell, text: str, sure: str) -> None:
    """One changed cell; ``sure`` is what somebody said they meant when they were asked."""
    read = read_cell(cell.start, text, sign_error(row.kpi), in_words=bool(row.kpi.levels))
    if isinstance(read, str):
        typed.errors[cell.name] = read
        return
    if read.state == MeasurementState.FINAL and not cell.is_open:
        read = replace(read, state="")  # as it is anyway; what is settled is restated
    typed.readings.append(replace(read, segment=row.segment.key if row.segment else ""))
    typed.names.append(cell.name)
    if asked := doubt(row, cell, read, text):
        typed.sure[cell.name] = text
        if sure != text:
            typed.asks[cell.name] = asked


def typed_of(sent: Mapping[str, str], cells: Iterable[Typed]) -> dict[str, str]:
    """What somebody typed there and what the cells said before, to show it again. Whatever nobody
    changed is shown as it is stored now."""
    names = [name for typed in cells for name in (*typed.names, *typed.errors)]
    wanted = {each for name in names for each in (name, f"was-{name}")}
    return {name: text for name, text in sent.items() if name in wanted}


def read_cell(start: date, text: str, sign: str = "", *, in_words: bool = False) -> Reading | str:
    """A reading, or the sentence that says why it is none; ``sign`` is the one for a sign of per
    cent where there is to be none. What is told ``in_words`` may be a level's name.

    >>> day = date(2026, 10, 1)
    >>> read_cell(day, "~92,5").value, read_cell(day, "~92,5").state
    (92.5, 'estimated')
    >>> read_cell(day, "=92.5").value, read_cell(day, "=92.5").state
    (92.5, 'final')
    >>> read_cell(day, "n/a plant closed").reason
    'plant closed'
    >>> read_cell(day, "470/500").numerator
    470.0
    >>> read_cell(day, "4.2 of 120").denominator
    120.0
    """
    if not text:
        return _("A value stays once it is entered. Correct it, or write n/a and why.")
    absent = _WITH_WHY.fullmatch(text)
    if absent:
        return Reading(start, state=MeasurementState.NOT_APPLICABLE, reason=absent[1].strip())
    if sign and "%" in text and not in_words:
        return sign
    state = _STATES.get(text[0], "")
    text = text[1:] if state else text
    if in_words and read_number(text) is None:
        return Reading(start, state=state, word=text.strip())
    value, is_weighed, weight = text.partition(WEIGHS)
    if is_weighed:
        numbers = [read_number(value), read_number(weight)]
        if None not in numbers:
            return Reading(start, numbers[0], denominator=numbers[1], state=state)
    numbers = [read_number(part) for part in text.split("/")]
    if len(numbers) == 2 and None not in numbers:
        return Reading(start, numerator=numbers[0], denominator=numbers[1], state=state)
    if len(numbers) == 1 and numbers[0] is not None:
        return Reading(start, value=numbers[0], state=state)
    return _("Enter a number, such as 12.5.")


def refused_cells(typed: Typed, errors: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The errors of an action (``readings.0.value``) by the names of the cells."""
    found: dict[str, str] = {}
    for where, message in errors:
        parts = where.split(".")
        if len(parts) > 1 and parts[0] == "readings" and parts[1].isdigit():
            found.setdefault(typed.names[int(parts[1])], message)
    return found
