"""The agenda of a weekly, built from what changed: the worst first, and what did not change not at
all (docs/methods 10.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from headway.core.pace import StatusCode

LOW = 3
"""A confidence up to here is asked about in the round even where it did not fall."""


class Reason(StrEnum):
    """Why something is on the agenda, in the order in which it is talked about."""

    CONFIDENCE_FELL = "confidence_fell"
    STATUS_WORSE = "status_worse"
    STALE = "stale"
    KPI_RESPONSE = "kpi_response"
    BLOCKER = "blocker"
    ACTION_LATE = "action_late"
    ACTION_DUE = "action_due"
    PRIORITY_LEFT = "priority_left"
    BETTER = "better"


STAGE_OF = {
    Reason.CONFIDENCE_FELL: "moved",
    Reason.STATUS_WORSE: "moved",
    Reason.STALE: "moved",
    Reason.KPI_RESPONSE: "moved",
    Reason.BETTER: "moved",
    Reason.BLOCKER: "obstacles",
    Reason.ACTION_LATE: "obstacles",
    Reason.ACTION_DUE: "obstacles",
    Reason.PRIORITY_LEFT: "week",
}
"""The stage of the weekly in which each is talked about."""

_ORDER = {reason: place for place, reason in enumerate(Reason)}
_WORSE = {
    StatusCode.DONE: 0,
    StatusCode.ON_TRACK: 1,
    StatusCode.WATCH: 2,
    StatusCode.OFF_TRACK: 3,
}


@dataclass(frozen=True, slots=True)
class KeyResultFact:
    """What a weekly knows of a key result: confidence and status now and when the unit last met;
    None where there is none. ``days_stale`` counts from its last value where that is too old."""

    id: int
    confidence: int | None = None
    confidence_before: int | None = None
    status: StatusCode | None = None
    status_before: StatusCode | None = None
    days_stale: int | None = None

    @property
    def change(self) -> int | None:
        """By how much confidence moved; None where one of the two is not known."""
        if self.confidence is None or self.confidence_before is None:
            return None
        return self.confidence - self.confidence_before


@dataclass(frozen=True, slots=True)
class DueFact:
    """Something open: since when, and until when it is due, where it is."""

    id: int
    since: date
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A point of the agenda. ``size`` says how bad it is: points of confidence that fell or rose,
    steps of status, days."""

    stage: str
    reason: Reason
    id: int
    size: int


def topics(
    key_results: Iterable[KeyResultFact],
    *,
    responses: Iterable[DueFact] = (),
    blockers: Iterable[DueFact] = (),
    actions: Iterable[DueFact] = (),
    priorities: Iterable[int] = (),
    today: date,
    until: date | None = None,
) -> tuple[Topic, ...]:
    """The agenda: what changed, waits or is in the way, the worst first.

    Parameters
    ----------
    key_results
        Of the unit; what neither fell nor rose nor is stale is left out.
    responses, blockers, actions
        That are open: KPI signals under treatment, what is in the way, what was agreed.
    priorities
        Ids of last week's that were not done.
    today, until
        An action is on the agenda when it is due by ``until``, today by default, or has no day.

    Returns
    -------
    tuple of Topic
        Biggest confidence drops, status that got worse, stale ones, KPI responses, blockers, late
        actions, actions due, priorities left over; at last what got better. A key result is there
        once, for the worst that can be said of it.

    Examples
    --------
    >>> from datetime import date
    >>> found = topics(
    ...     [KeyResultFact(1, 6, 7), KeyResultFact(2, 3, 5), KeyResultFact(3, 9, 9)],
    ...     actions=[DueFact(7, date(2026, 11, 12), date(2026, 11, 20))],
    ...     today=date(2026, 11, 24))
    >>> [(topic.stage, str(topic.reason), topic.id, topic.size) for topic in found]
    [('moved', 'confidence_fell', 2, 2), ('moved', 'confidence_fell', 1, 1), \
('obstacles', 'action_late', 7, 4)]

    References
    ----------
    docs/methods 10.1.
    """
    last = until or today
    found = [one for fact in key_results if (one := _of_key_result(fact)) is not None]
    found += [_topic(Reason.KPI_RESPONSE, one.id, _days_late(one, today)) for one in responses]
    found += [_topic(Reason.BLOCKER, one.id, (today - one.since).days) for one in blockers]
    found += [_of_action(one, today) for one in actions if one.due_on is None or one.due_on <= last]
    kept = [_topic(Reason.PRIORITY_LEFT, pk, 0) for pk in priorities]
    in_order = sorted(found, key=lambda one: (_ORDER[one.reason], -one.size, one.id))
    better = [one for one in in_order if one.reason is Reason.BETTER]
    return (*(one for one in in_order if one.reason is not Reason.BETTER), *kept, *better)


def worst_first(key_results: Sequence[KeyResultFact]) -> list[KeyResultFact]:
    """The confidence round: the biggest drop first, among equals the lowest; whose confidence
    nobody said comes after those that fell.

    >>> facts = [KeyResultFact(1, 9, 9), KeyResultFact(2), KeyResultFact(3, 4, 4)]
    >>> [fact.id for fact in worst_first([*facts, KeyResultFact(4, 6, 8)])]
    [4, 2, 3, 1]

    Source: docs/methods 10.1.
    """

    def place(fact: KeyResultFact) -> tuple[int, int, int]:
        change = fact.change or 0
        said = -1 if fact.confidence is None else fact.confidence
        return (min(change, 0), said, fact.id)

    return sorted(key_results, key=place)


def is_spoken_of(fact: KeyResultFact) -> bool:
    """Whether the confidence round asks about it: it fell, it is low, or nobody said.

    >>> is_spoken_of(KeyResultFact(1, 8, 9)), is_spoken_of(KeyResultFact(1, 8, 8))
    (True, False)
    """
    fell = fact.change is not None and fact.change < 0
    return fell or fact.confidence is None or fact.confidence <= LOW


def _of_key_result(fact: KeyResultFact) -> Topic | None:
    change, steps = fact.change or 0, _steps(fact)
    if change < 0:
        return _topic(Reason.CONFIDENCE_FELL, fact.id, -change)
    if steps > 0:
        return _topic(Reason.STATUS_WORSE, fact.id, steps)
    if fact.days_stale is not None:
        return _topic(Reason.STALE, fact.id, fact.days_stale)
    if change > 0 or steps < 0:
        return _topic(Reason.BETTER, fact.id, max(change, -steps))
    return None


def _steps(fact: KeyResultFact) -> int:
    """By how many steps the status got worse; 0 where one of the two is no verdict."""
    now, before = fact.status, fact.status_before
    if now not in _WORSE or before not in _WORSE:
        return 0
    return _WORSE[now] - _WORSE[before]


def _of_action(one: DueFact, today: date) -> Topic:
    late = _days_late(one, today)
    return _topic(Reason.ACTION_LATE if late > 0 else Reason.ACTION_DUE, one.id, late)


def _days_late(one: DueFact, today: date) -> int:
    """Days since it was due, below 0 before that; 0 without a day."""
    return (today - one.due_on).days if one.due_on is not None else 0


def _topic(reason: Reason, subject_id: int, size: int) -> Topic:
    return Topic(STAGE_OF[reason], reason, subject_id, size)
