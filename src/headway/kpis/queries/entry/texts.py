"""Values as the cells of the entry grid have them: as they are typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headway.core.levels import word_at
from headway.kpis.models import MeasurementState
from headway.web.posted import plain_number

ESTIMATE, FINAL, NOT_APPLICABLE, WEIGHS = "~", "=", "n/a", " of "
"""How a cell begins that is an estimate, that is final while its period runs still, or to which the
KPI does not apply; and what stands before the weight of a mean's segment."""


def in_words(levels: Sequence[Sequence[Any]], text: str, value: float | None) -> str:
    """With the word of a level instead of its number."""
    word = word_at(levels, value)
    if word is None:
        return text
    return f"{ESTIMATE}{word}" if text.startswith(ESTIMATE) else word


def cell_text(
    value: float | None,
    state: str,
    reason: str,
    numerator: float | None,
    denominator: float | None,
) -> str:
    """A measurement as it is typed: "92.5", "~92.5", "470/500", "4.2 of 120", "n/a plant
    closed"."""
    if state == MeasurementState.NOT_APPLICABLE:
        return f"{NOT_APPLICABLE} {reason}".strip()
    text = plain_number(value)
    if numerator is not None and denominator is not None:
        text = f"{plain_number(numerator)}/{plain_number(denominator)}"
    elif denominator is not None:
        text = f"{text}{WEIGHS}{plain_number(denominator)}"
    return f"{ESTIMATE}{text}" if state == MeasurementState.ESTIMATED else text
