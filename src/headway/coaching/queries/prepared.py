"""How well a meeting is prepared: are the numbers in before the weekly, are goals graded before the
review, is anything drafted before planning?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, Objective, Phase, State
from headway.okrs.queries.answers import check_in_due_on, is_number_in
from headway.okrs.queries.due import OPEN
from headway.rituals.models import ActionItem, ItemState, MeetingKind, MeetingState

Wanted = tuple[int, str, date]
"""A unit, what it meets for, and the last day of the week in which it meets."""


WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Week:
    """The week of a meeting: its last day, and the day of it from which one looks, today at the
    earliest."""

    seen_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Prepared:
    """Of ``all`` things, how many are ready; ``words`` say so, and ``tone`` is on, watch, off or
    empty where nothing is to be prepared."""

    ready: int
    all: int
    words: str
    tone: str


def prepared_for(meetings: Collection[Wanted], today: date) -> dict[tuple[int, str], Prepared]:
    """By unit and kind; of several meetings of a kind the first counts. One query for each kind
    that occurs."""
    first: dict[tuple[int, str], date] = {}
    for unit_id, kind, day in meetings:
        key = (unit_id, kind)
        first[key] = min(first.get(key, day), day)
    by_kind: dict[str, dict[int, date]] = defaultdict(dict)
    for (unit_id, kind), day in first.items():
        by_kind[kind][unit_id] = day
    found: dict[tuple[int, str], Prepared] = {}
    for kind, days in by_kind.items():
        weeks = {unit_id: Week(max(today, end - WEEK), end) for unit_id, end in days.items()}
        for unit_id, one in _READ[MeetingKind(kind)](weeks).items():
            found[unit_id, kind] = one
    return found


def _numbers(weeks: Mapping[int, Week]) -> dict[int, Prepared]:
    """Which numbers are in for the weekly: none of them is due by the end of its week, by the rule
    of the weekly itself."""
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for unit_id, kpi_id, cadence, added_on, read_on, valued_on, starts_on, ends_on in _due(
        set(weeks)
    ):
        week = weeks[unit_id]
        due_on = check_in_due_on(
            kpi_id, cadence, read_on, valued_on,
            starts_on=added_on or starts_on, ends_on=ends_on, as_of=week.seen_on,
        )  # fmt: skip
        counts[unit_id][1] += 1
        counts[unit_id][0] += is_number_in(kpi_id, due_on, week.ends_on)
    return {unit_id: _numbers_in(ready, total) for unit_id, (ready, total) in counts.items()}


@prepared
def _due(unit_ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    rows = KeyResult.objects.filter(OPEN, is_health=False, objective__unit_id__in=unit_ids)
    return rows.values_list(
        "objective__unit_id", "kpi_id", "cadence", "added_on", "read_on", "valued_on",
        "objective__cycle__starts_on", "objective__cycle__ends_on",
    )  # fmt: skip


def _numbers_in(ready: int, total: int) -> Prepared:
    if ready == total:
        return Prepared(ready, total, _("All numbers in"), "on")
    words = ngettext("%(ready)d of %(all)d number in", "%(ready)d of %(all)d numbers in", total)
    return Prepared(
        ready,
        total,
        words % {"ready": ready, "all": total},
        "off" if 2 * ready < total else "watch",
    )


def _graded(weeks: Mapping[int, Week]) -> dict[int, Prepared]:
    """How many goals of cycles in review are closed."""
    states = _in_review(set(weeks))
    words = _("%(ready)d of %(all)d goals graded")
    return _shares(
        ((unit, state == State.CLOSED) for unit, state in states), words, _("All goals graded")
    )


@prepared
def _in_review(unit_ids: Collection[int]) -> QuerySet[Objective, tuple[int, str]]:
    rows = Objective.objects.filter(
        unit_id__in=unit_ids,
        archived_at__isnull=True,
        cycle__phase=Phase.REVIEW,
        state__in=(State.AGREED, State.RUNNING, State.CLOSED),
    )
    return rows.values_list("unit_id", "state")


def _changes(weeks: Mapping[int, Week]) -> dict[int, Prepared]:
    """How many changes of earlier retrospectives are settled."""
    states = _earlier_changes(set(weeks))
    words = _("%(ready)d of %(all)d earlier changes settled")
    return _shares(
        ((unit, state != ItemState.OPEN) for unit, state in states),
        words,
        _("Earlier changes are settled"),
    )


@prepared
def _earlier_changes(unit_ids: Collection[int]) -> QuerySet[ActionItem, tuple[int, str]]:
    rows = ActionItem.objects.filter(
        unit_id__in=unit_ids,
        meeting__kind=MeetingKind.RETROSPECTIVE,
        meeting__state=MeetingState.CLOSED,
    )
    return rows.values_list("unit_id", "state")


def _drafts(weeks: Mapping[int, Week]) -> dict[int, Prepared]:
    """How many objectives of cycles in planning are proposed or agreed, of those begun."""
    states = _planned(set(weeks))
    words = _("%(ready)d of %(all)d objectives proposed")
    return _shares(
        ((unit, state != State.DRAFT) for unit, state in states),
        words,
        _("All objectives proposed"),
    )


@prepared
def _planned(unit_ids: Collection[int]) -> QuerySet[Objective, tuple[int, str]]:
    rows = Objective.objects.filter(
        unit_id__in=unit_ids, archived_at__isnull=True, cycle__phase=Phase.PLANNING
    )
    return rows.values_list("unit_id", "state")


def _shares(found: Iterable[tuple[int, bool]], words: str, all_words: str) -> dict[int, Prepared]:
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for unit_id, is_ready in found:
        counts[unit_id][0] += is_ready
        counts[unit_id][1] += 1
    return {
        unit_id: Prepared(
            ready,
            total,
            all_words if ready == total else words % {"ready": ready, "all": total},
            "on" if ready == total else "off" if 2 * ready < total else "watch",
        )
        for unit_id, (ready, total) in counts.items()
    }


_READ = {
    MeetingKind.WEEKLY: _numbers,
    MeetingKind.REVIEW: _graded,
    MeetingKind.RETROSPECTIVE: _changes,
    MeetingKind.PLANNING: _drafts,
}
