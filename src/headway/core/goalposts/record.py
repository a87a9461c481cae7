"""Which plan a result is measured against: as locked, as it stands, and the one that counts
(docs/methods 1.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from headway.core.bands import TOLERANCE

PLANNING_CORRECTION = 1 / 3
"""A change approved up to this share of the time mends the plan; later it moves the goal post."""


class Plan(StrEnum):
    """One of the plans a score can be of: as it was locked, as it stands now, and of record."""

    ORIGINAL = "original"
    CURRENT = "current"
    OF_RECORD = "of_record"


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a definition that changed after plan lock, in force since the share ``tau`` of the
    cycle: when it was approved, or made where nobody has to."""

    field: str
    before: Any
    after: Any
    tau: float


def is_planning_correction(tau: float) -> bool:
    """Whether a change at this share of the time becomes part of the plan that counts.

    >>> is_planning_correction(1 / 3), is_planning_correction(0.34)
    (True, False)
    """
    return tau <= PLANNING_CORRECTION + TOLERANCE


def number_of_record(original: Any, current: Any, *, tau: float) -> Any:
    """The figure that counts after one change: the original, unless the change was approved in the
    first third of the time.

    >>> number_of_record(0.6, 0.8, tau=0.2), number_of_record(0.6, 0.8, tau=0.5)
    (0.8, 0.6)

    Source: docs/methods 1.8.
    """
    return current if is_planning_correction(tau) else original


def fields_under(changes: Sequence[Change], plan: Plan) -> Mapping[str, Any]:
    """The fields in which a plan differs from the definition as it stands, with its values there.

    Parameters
    ----------
    changes
        Everything that changed after plan lock, the oldest first.
    plan
        ``original``: as locked. ``of_record``: as locked with what was corrected in the first
        third; what was changed later does not count. ``current``: as it stands, so empty.

    Returns
    -------
    Mapping
        Values by field, only of fields that changed.

    Examples
    --------
    A target is corrected early and eased late:

    >>> changes = [Change("target", 60, 58, 0.2), Change("target", 58, 50, 0.6)]
    >>> fields_under(changes, Plan.ORIGINAL), fields_under(changes, Plan.OF_RECORD)
    ({'target': 60}, {'target': 58})

    References
    ----------
    docs/methods 1.8.
    """
    if plan is Plan.CURRENT:
        return {}
    fields: dict[str, Any] = {}
    for change in changes:
        fields.setdefault(change.field, change.before)
        if plan is Plan.OF_RECORD:
            fields[change.field] = number_of_record(
                fields[change.field], change.after, tau=change.tau
            )
    return fields
