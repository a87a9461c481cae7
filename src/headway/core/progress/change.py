"""Increase and decrease: how far the value has come from its start to its target."""

from __future__ import annotations

import math

from headway.core.definitions import number_problems, scale_problems
from headway.core.errors import DefinitionError, ReadingError
from headway.core.kinds import KeyResultKind
from headway.core.progress.results import Progress, finite, nothing, refuse, result
from headway.core.texts import gettext_noop as _


def change(
    kind: KeyResultKind,
    start: float | None,
    target: float | None,
    value: float | None,
    scale: str,
) -> Progress:
    """The way come as a share of the way to go, in steps or, on a log scale, in factors. Raises
    DefinitionError, ReadingError. Source: docs/methods 1.2.

    >>> change(KeyResultKind.INCREASE, 100, 400, 200, "log").raw
    0.5
    """
    rule = "change_log" if scale == "log" else "change"
    if value is None:
        return nothing(rule)
    value = finite(value, "value")
    if start is None or target is None:
        raise DefinitionError(
            _("A start and a target are needed to measure progress."),
            code="KR_NO_BASELINE" if start is None else "KR_NO_NUMBER",
            field="start" if start is None else "target",
        )
    refuse(number_problems(start=start, target=target) or scale_problems(scale, start, target))
    if scale == "log" and value <= 0:
        raise ReadingError(
            _("On a log scale a value must be above 0."), code="NOT_POSITIVE", field="value"
        )
    if start == target or (scale == "log" and _log_ratio(target, start) == 0):
        met = value >= target if kind is KeyResultKind.INCREASE else value <= target
        return result(1.0 if met else 0.0, "hold")
    if scale == "log":
        return result(_log_ratio(value, start) / _log_ratio(target, start), rule)
    return result((value - start) / (target - start), rule)


def _log_ratio(a: float, b: float) -> float:
    """ln(a/b), also where the ratio itself is no ordinary number: definitions are bounded when
    they are entered, readings and what was stored before are not."""
    ratio = a / b if b > 1e-290 else 0.0
    return math.log(ratio) if 1e-290 < ratio < 1e290 else math.log(a) - math.log(b)
