"""What was read of key results: the check-ins that count, and the milestones that are done."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from headway.core.cadence import local_date
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.okrs.models import CheckIn, Milestone
from headway.okrs.models.checkins import SAYS


@dataclass(frozen=True, slots=True)
class Reading:
    """A check-in that counts: not superseded."""

    id: int
    key_result_id: int
    effective_on: date
    entered_at: datetime
    value: float | None
    milestones_done: list[int] | None
    stated_progress: float | None
    confidence: int | None
    supersedes_id: int | None = None

    @property
    def has_value(self) -> bool:
        """Whether it tells where the key result stands; one of confidence alone does not."""
        told = (self.value, self.milestones_done, self.stated_progress)
        return any(one is not None for one in told)


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone's weight and title."""

    id: int
    title: str
    weight: float


def done_by(readings: Sequence[Reading]) -> list[int] | None:
    """The ids of the milestones that are done by the latest reading that tells; one of confidence
    alone does not. None where none does."""
    told = (reading.milestones_done for reading in reversed(readings))
    return next((done for done in told if done is not None), None)


def day_of_entry(readings: Sequence[Reading], starts_on: date, time_zone: str) -> date:
    """The day whose figures are stored: that of the latest entry where the organisation lives,
    which is what readings alone tell, so that computing them again gives the same. ``starts_on``
    where nothing was entered."""
    if not readings:
        return starts_on
    entered = local_date(max(reading.entered_at for reading in readings), time_zone)
    return max(entered, readings[-1].effective_on)


def readings_of(
    key_result_ids: Iterable[int], *, as_of: date | None = None
) -> dict[int, list[Reading]]:
    """Readings by key result, oldest first: by effective date, then by order of entry. Check-ins
    that a correction superseded are left out; the correction stands where they stood. One query,
    and where a day has several readings with corrections among them one for each generation,
    whatever the number of key results."""
    found: dict[int, list[Reading]] = defaultdict(list)
    for reading in _readings(tuple(key_result_ids), as_of):
        found[reading.key_result_id].append(reading)
    _put_in_place(
        [
            readings
            for readings in found.values()
            if len(readings) > 1 and any(reading.supersedes_id for reading in readings)
        ]
    )
    return found


def _put_in_place(corrected_ones: Sequence[list[Reading]]) -> None:
    """Order the readings of each key result so that a correction does not pass what was entered
    after the reading it corrects, on the same day."""
    place: dict[int, int] = {}
    for readings in corrected_ones:
        days = Counter(reading.effective_on for reading in readings)
        place |= {
            reading.id: reading.supersedes_id
            for reading in readings
            if reading.supersedes_id and days[reading.effective_on] > 1
        }
    asked = set(place.values())
    while asked:
        before = CheckIn.objects.filter(pk__in=asked, supersedes_id__isnull=False)
        corrected = dict(before.values_list("id", "supersedes_id"))
        place = {key: corrected.get(first, first) for key, first in place.items()}
        asked = set(corrected.values())
    for readings in corrected_ones:
        readings.sort(key=lambda one: (one.effective_on, place.get(one.id, one.id)))


@prepared(rows=Kept(Reading))
def _readings(
    key_result_ids: tuple[int, ...], as_of: date | None
) -> QuerySet[CheckIn, tuple[Any, ...]]:
    checkins = CheckIn.objects.filter(
        SAYS, key_result_id__in=key_result_ids, superseded_by__isnull=True
    )
    if as_of is not None:
        checkins = checkins.filter(effective_on__lte=as_of)
    return checkins.order_by("key_result_id", "effective_on", "id").values_list(*Reading.__slots__)


def milestones_of(key_result_ids: Iterable[int]) -> dict[int, list[Step]]:
    """Milestones by key result, in order. One query."""
    found: dict[int, list[Step]] = defaultdict(list)
    for key_result_id, step in _milestones(tuple(key_result_ids)):
        found[key_result_id].append(step)
    return found


def _step(key_result_id: int, step_id: int, title: str, weight: float) -> tuple[int, Step]:
    return key_result_id, Step(step_id, title, weight)


@prepared(rows=Kept(_step))
def _milestones(key_result_ids: tuple[int, ...]) -> QuerySet[Milestone, tuple[Any, ...]]:
    return (
        Milestone.objects.filter(key_result_id__in=key_result_ids)
        .order_by("key_result_id", "position", "id")
        .values_list("key_result_id", "id", "title", "weight")
    )


def earlier(readings: Sequence[Reading], day: date, *, replaces: int | None) -> list[Reading]:
    """The readings before a check-in that is entered for a day, or that corrects one of them."""
    before = [reading for reading in readings if reading.effective_on <= day]
    for at, reading in enumerate(before):
        if reading.id == replaces:
            return before[:at]
    return before


def last_confidence(readings: Sequence[Reading]) -> int | None:
    """The confidence given last."""
    known = (r.confidence for r in reversed(readings) if r.confidence is not None)
    return next(known, None)


def added_up(readings: Sequence[Reading]) -> float:
    """What a counter has come to: the sum of its entries."""
    return math.fsum(r.value for r in readings if r.value is not None)
