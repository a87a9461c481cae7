"""What an outlook says, and the reasons why there may be none (docs/methods 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from headway.core.forecast.walk import Forecast


class Reason(StrEnum):
    """Why there is no outlook."""

    TOO_FEW = "too_few"  # fewer than four periods have a reading
    NO_MODEL = "no_model"  # milestone, binary, baseline: only the owner's confidence
    NO_TARGET = "no_target"
    NO_START = "no_start"
    NOT_POSITIVE = "not_positive"  # a log scale, and a number not above 0
    ENDED = "ended"  # the window was over before it began
    UNUSABLE = "unusable"  # numbers that cannot be reckoned with


class Basis(StrEnum):
    """What an outlook rests on."""

    DRIFT = "drift"
    MOMENTUM = "momentum"
    COUNTER = "counter"
    PERIODS = "periods"
    SETTLED = "settled"  # the end is reached: probabilities are 0 or 1


@dataclass(frozen=True, slots=True)
class NoOutlook:
    """There is none, for this reason."""

    reason: Reason


class FanPoint(NamedTuple):
    """Where the forecast stands on a day: the mean, and the ends of the 80 and 50 % intervals."""

    on: date
    mean: float
    low80: float
    high80: float
    low50: float
    high50: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a key result leads to, in its own measure.

    ``probability`` is that of reaching ``aim`` (what the status goes by), ``probability_full`` that
    of the full ``target``; both are held between 0.03 and 0.97 unless decided, which is 0 or 1.
    ``low`` and ``high`` hold 80 % of the outcomes, ``low50`` and ``high50`` the middle half; on a
    log scale ``mean`` is the middle outcome. ``value`` is what counts on ``read_on``, the day of
    the last reading, from which ``periods_left`` are counted. ``expected_score`` is the mean of the
    final score. Period kinds have probabilities and an expected score only.

    ``aimed`` and ``full`` are the forecasts behind it, as computed: in logarithms on a log scale,
    None for period kinds and when settled.
    """

    basis: Basis
    read_on: date
    periods_read: int
    periods_left: int
    probability: float
    probability_full: float
    expected_score: float
    value: float | None = None
    target: float | None = None
    aim: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    low50: float | None = None
    high50: float | None = None
    fan: tuple[FanPoint, ...] = ()
    aimed: Forecast | None = None
    full: Forecast | None = None
