"""Milestones, and what is done or not: binary, baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence

from headway.core.errors import DefinitionError
from headway.core.kinds import KeyResultKind
from headway.core.progress.results import Part, Progress, finite, nothing, result
from headway.core.texts import gettext_noop as _


def milestones(
    weights: Sequence[float] | None, done: bool | Sequence[bool | int] | None
) -> Progress:
    """The share of the weight that is done; without weights every milestone counts alike. Raises
    DefinitionError. Source: docs/methods 1.2.

    >>> milestones([2, 3, 5], [True, True, False]).raw
    0.5
    """
    if done is None or isinstance(done, bool):
        return nothing("milestones")
    weights = [1.0] * len(done) if weights is None else weights
    if len(weights) != len(done):
        raise DefinitionError(
            _("Each milestone needs a weight."), code="WEIGHTS", field="milestones"
        )
    total = math.fsum(finite(weight, "milestones") for weight in weights)
    if total <= 0 or min(weights) < 0:
        raise DefinitionError(
            _("Milestone weights are numbers from 0 up, and not all 0."),
            code="WEIGHTS",
            field="milestones",
        )
    parts = tuple(
        Part(weight, 1.0 if is_done else 0.0, weight / total if is_done else 0.0)
        for weight, is_done in zip(weights, done, strict=True)
    )
    earned = math.fsum(w for w, is_done in zip(weights, done, strict=True) if is_done)
    return result(earned / total, "milestones", parts)


def yes_no(kind: KeyResultKind, done: bool | Sequence[bool | int] | None) -> Progress:
    """1 when it is done, 0 when it is not. Source: docs/methods 1.2.

    >>> yes_no(KeyResultKind.BINARY, True).raw, yes_no(KeyResultKind.BINARY, None).raw
    (1.0, None)
    """
    if done is None:
        return nothing(str(kind))
    return result(1.0 if done else 0.0, str(kind))
