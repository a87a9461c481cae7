"""Progress of a key result of any kind."""

from __future__ import annotations

from collections.abc import Sequence

from headway.core.definitions import Anchors
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.core.progress.anchored import anchored
from headway.core.progress.change import change
from headway.core.progress.holding import holding
from headway.core.progress.results import Progress
from headway.core.progress.steps import milestones, yes_no


def key_result_progress(
    kind: str,
    *,
    start: float | None = None,
    target: float | None = None,
    value: float | None = None,
    values: Sequence[float | None] | None = None,
    low: float | None = None,
    high: float | None = None,
    fail: float | None = None,
    scale: str = "linear",
    weights: Sequence[float] | None = None,
    done: bool | Sequence[bool | int] | None = None,
    anchors: Anchors | None = None,
    n_min: int | None = None,
) -> Progress:
    """Progress of one key result.

    Parameters
    ----------
    kind
        One of :class:`KeyResultKind`.
    start, target, value
        For increase and decrease, in the key result's measure. ``target`` is also the floor of
        stay_above and the cap of stay_below; ``value`` is also the reading of anchored.
    values
        For the period kinds: one reading per due period, None where a due period has none.
    low, high
        The range of within.
    fail
        Where a missed period earns nothing: a value for stay_above and stay_below, a distance from
        the range for within. Without it a missed period earns 0.
    scale
        "linear", or "log" for growth by factors (start, target and value above 0).
    weights, done
        The milestones: a weight and whether it is done, for each. For binary and baseline ``done``
        is a single truth value.
    anchors
        (value, score) pairs agreed in advance, at least two.
    n_min
        For a baseline: how many readings (``values``) it takes. Without it ``done`` decides.

    Returns
    -------
    Progress
        ``raw`` and ``score`` are None when nothing was read.

    Raises
    ------
    DefinitionError
        The definition lacks something, contradicts itself, or holds what is no number.
    ReadingError
        A reading is not finite, not above 0 on a log scale, or so large that raw would not be
        finite.

    Examples
    --------
    >>> key_result_progress("increase", start=40, target=60, value=52).raw
    0.6
    >>> key_result_progress("decrease", start=8, target=5, value=9).score
    0.0
    >>> key_result_progress("stay_above", target=98, fail=96, values=[99, 98, 97, 95]).raw
    0.625
    >>> key_result_progress("baseline", values=[41, 43, 40], n_min=4).raw
    0.0
    >>> key_result_progress("milestone", weights=[2, 3, 2, 2, 1], done=[1, 1, 1, 0, 0]).raw
    0.7

    Notes
    -----
    A start equal to the target is refused on entry (``core.definitions``) but possible in imported
    data; it is read as "hold": 1 when the value meets the target, else 0.

    References
    ----------
    docs/methods 1.2. Holding the score between 0 and 1 before averaging follows Perdoo's published
    reasoning; period grades extend ServiceNow's compliance share.
    """
    kind = KeyResultKind(kind)
    if kind in CHANGE_KINDS:
        return change(kind, start, target, value, scale)
    if kind in PERIOD_KINDS:
        return holding(kind, target, low, high, fail, values)
    if kind is KeyResultKind.MILESTONE:
        return milestones(weights, done)
    if kind is KeyResultKind.ANCHORED:
        return anchored(anchors, value)
    if kind is KeyResultKind.BASELINE and n_min is not None:
        done = None if values is None else len(values) >= n_min
    return yes_no(kind, done)
