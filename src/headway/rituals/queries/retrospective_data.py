"""What the data say before people write: how good the words were, which goal posts moved, what
nobody touched, what came of what was agreed (docs/methods 10.2)."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.bands import TOLERANCE
from headway.core.cadence import local_date
from headway.core.calibration import Calibration, SaidBand
from headway.core.goalposts import ChangeRate
from headway.core.rhythm import Kept
from headway.core.rituals import FollowThrough, follow_through, kept_by_next, measured_minutes
from headway.kit import clock
from headway.kit.prepared import prepared
from headway.okrs.queries.cycle_review import cycle_review
from headway.okrs.queries.cycles import CycleRow, cycle_among, list_cycles
from headway.okrs.queries.figures import left_out_of
from headway.okrs.queries.key_results import KeyResultRow, rows_read_by
from headway.okrs.queries.learning import Learned, learn
from headway.okrs.queries.ledgers import UnitLedger, unit_ledger
from headway.okrs.queries.objectives import Filters, objective_rows, scoped
from headway.people.access import Actor
from headway.rituals.models import ItemState, Meeting, MeetingKind, MeetingState
from headway.rituals.queries.agreed import agreed_in
from headway.rituals.queries.items import ActionRow, actions_agreed
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.web.formats import number, percent, signed

UNTOUCHED = timedelta(weeks=3)
"""A key result of which nobody said anything for so long is named."""
EASY_BEFORE = 0.6
"""Reached in full before this share of the cycle: the target was low (docs/methods 6,
SANDBAG_HISTORY)."""
FAR_BEYOND, FAR_BELOW = 1.2, 0.3
"""Raw progress from which on a target was low, and below which it was out of reach in the end
(docs/methods 6, SANDBAG_HISTORY and OVERREACH_HISTORY)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with what it means, in words."""

    title: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Untouched:
    """A key result and for how many days at most nobody said anything about it."""

    id: int
    title: str
    owner: str | None
    days: int


@dataclass(frozen=True, slots=True)
class Reach:
    """A key result whose target turned out too low or too high."""

    id: int
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class RetrospectiveData:
    """Of the unit and those below it in the cycle, as far as the reader may read; ``hidden``
    objectives are in none of it."""

    cycle: str
    facts: tuple[Fact, ...]
    ledger: UnitLedger
    untouched: tuple[Untouched, ...]
    reach: tuple[Reach, ...]
    earlier: tuple[ActionRow, ...]
    kept_promises: FollowThrough
    hidden: int

    @property
    def still_open(self) -> list[ActionRow]:
        """What was agreed before and comes back."""
        return [one for one in self.earlier if one.is_open]


def retrospective_data(actor: Actor, row: MeetingRow) -> RetrospectiveData:
    """About two dozen queries, however much happened."""
    cycle = cycle_among(list_cycles(actor), row.cycle_id)
    today = clock.today(actor.time_zone)
    as_of = min(today, cycle.ends_on)
    wanted = scoped(actor, Filters(unit_path=row.unit_path)).filter(cycle_id=cycle.id)
    rows = objective_rows(wanted.order_by("id"), as_of=as_of, today=today)
    learned = learn(actor, rows, as_of=as_of, habits=True)
    review = cycle_review(learned)
    ledger = unit_ledger(
        actor, unit_path=row.unit_path, cycle_id=cycle.id, until=as_of, today=today, limit=50
    )
    earlier, promises = agreed_before(actor, row)
    return RetrospectiveData(
        cycle=cycle.name,
        facts=(
            _confidence(review.confidence),
            _rhythm(learned.kept()),
            _moved(ledger.rate),
            _halfway(review.halfway),
            _weeklies(row),
            promise_fact(promises),
        ),
        ledger=ledger,
        untouched=tuple(_untouched(learned, as_of)),
        reach=tuple(_reach(learned, _reached_early(learned, cycle, as_of))),
        earlier=tuple(earlier),
        kept_promises=promises,
        hidden=len(left_out_of(actor, row.unit_path, [cycle.id], as_of=as_of, today=today)),
    )


def agreed_before(actor: Actor, row: MeetingRow) -> tuple[list[ActionRow], FollowThrough]:
    """What the retrospective before agreed on and what is still open of those before that, with
    how much of the last one's was done by now, or by its end. Five queries."""
    moment = row.held_at
    last_id = next(iter(_last_before(row.unit_id, row.id, moment)), None)
    if last_id is None:
        return [], FollowThrough(0, 0)
    rows = actions_agreed(actor, row.unit_id, row.id, last_id, moment)
    until = local_date(row.closed_at or clock.now(), actor.time_zone)
    done_on = [
        local_date(one.ended_at, actor.time_zone)
        if one.state == ItemState.DONE and one.ended_at
        else None
        for one in rows
        if one.meeting_id == last_id
    ]
    return rows, follow_through(done_on, until=until)


@prepared
def _last_before(unit_id: int, without: int, moment: datetime) -> QuerySet[Meeting, int]:
    found = _retrospectives(unit_id).exclude(pk=without).filter(closed_at__lte=moment)
    return found.order_by("-closed_at").values_list("pk", flat=True)[:1]


def follow_through_of(actor: Actor, unit_path: str, *, last: int = 4) -> FollowThrough:
    """Of what the last retrospectives of a unit and those below it agreed on, how much was done by
    the end of the next one of the same unit; of the last one, of what one can tell by now
    (docs/methods 10.2). Two queries."""
    closed = Meeting.objects.filter(
        organisation_id=actor.organisation_id, unit__path__startswith=unit_path,
        kind=MeetingKind.RETROSPECTIVE, state=MeetingState.CLOSED, closed_at__isnull=False,
    )  # fmt: skip
    held: dict[int, list[tuple[int, date]]] = {}
    for pk, unit_id, at in closed.order_by("-closed_at").values_list("pk", "unit_id", "closed_at"):
        of_unit = held.setdefault(unit_id, [])
        if at is not None and len(of_unit) < last:
            of_unit.append((pk, local_date(at, actor.time_zone)))
    agreed = agreed_in(actor, [pk for of_unit in held.values() for pk, _on in of_unit])
    found, today = FollowThrough(0, 0), clock.today(actor.time_zone)
    for of_unit in held.values():
        in_order = [(on, [one.change for one in agreed[pk]]) for pk, on in reversed(of_unit)]
        found = sum(kept_by_next(in_order, until=today), found)
    return found


def promise_fact(found: FollowThrough) -> Fact:
    """How much of what was agreed before was done."""
    title = _("Agreed last time and done")
    if found.share is None:
        return Fact(
            title, _("none"), _("The last retrospective agreed on nothing, or there was none.")
        )
    words = _("%(done)d of %(agreed)d changes; 70 %% or more is good.")
    return Fact(title, percent(found.share), words % {"done": found.done, "agreed": found.agreed})


def _retrospectives(unit_id: int) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        unit_id=unit_id, kind=MeetingKind.RETROSPECTIVE, state=MeetingState.CLOSED
    )


def _confidence(found: Calibration) -> Fact:
    title = _("Confidence, Brier score")
    if found.brier is None or found.bias is None:
        words = _("%(num)d key results that are over; it takes %(more)d more.")
        return Fact(title, _("too few"), words % {"num": found.key_results, "more": found.missing})
    if abs(found.bias) <= 0.1:
        words = _("Bias %(bias)s: as sure as you had reason to be.")
    elif found.bias > 0:
        words = _("Bias %(bias)s: surer than what happened.")
    else:
        words = _("Bias %(bias)s: less sure than what happened.")
    return Fact(title, number(found.brier, 2), words % {"bias": signed(found.bias, 2)})


def _rhythm(found: Kept | None) -> Fact:
    title = _("Check-ins on time")
    if found is None or found.rate is None:
        return Fact(title, _("none due"), _("Nothing was due, or it was entered afterwards."))
    words = _("%(kept)d of %(due)d; 90 %% or more is good.")
    return Fact(title, percent(found.rate), words % {"kept": found.on_time, "due": found.due})


def _moved(found: ChangeRate) -> Fact:
    title = _("Key results with a moved target")
    if found.share is None:
        return Fact(title, _("none"), _("There are no key results in this cycle."))
    return Fact(title, percent(found.share), _("10 % at most is good."))


def _halfway(bands: Sequence[SaidBand]) -> Fact:
    count, reached = bands[-1].count, bands[-1].reached
    title = _("Said to be on track half-way")
    if not count:
        return Fact(title, _("none"), _("Nobody was that sure half-way, or nothing is over yet."))
    words = _("%(reached)d of them were reached in full.")
    return Fact(title, str(count), words % {"reached": reached})


def _weeklies(row: MeetingRow) -> Fact:
    """How long a weekly took, in the middle."""
    title = _("A weekly took")
    met = Meeting.objects.filter(
        unit_id=row.unit_id, kind=MeetingKind.WEEKLY, mode="live", state=MeetingState.CLOSED,
        cycle_id=row.cycle_id or 0,
    ).values_list("stages", flat=True)  # fmt: skip
    found = (measured_minutes([stage["seconds"] for stage in stages]) for stages in met)
    lengths = [minutes for minutes in found if minutes is not None]
    if not lengths:
        return Fact(title, _("none"), _("There was no weekly in this cycle."))
    words = _("Median of %(num)d; 15 minutes or less is good.")
    value = _("%(min)s min") % {"min": number(median(lengths), 0)}
    return Fact(title, value, words % {"num": len(lengths)})


def _untouched(learned: Learned, as_of: date) -> list[Untouched]:
    found = []
    for row, key_result in learned.key_results():
        said = sorted(one.day for one in learned.said.get(key_result.id, ()))
        end = min(as_of, row.ends_on)
        days = [key_result.starts_on, *said, end]
        gap = max(after - before for before, after in pairwise(days))
        if gap >= UNTOUCHED:
            found.append(
                Untouched(key_result.id, key_result.title, key_result.owner_name, gap.days)
            )
    return sorted(found, key=lambda one: (-one.days, one.title))


def _reached_early(learned: Learned, cycle: CycleRow, as_of: date) -> set[int]:
    """Key results that are reached, and were before six tenths of the cycle had passed. Six
    queries, none where nothing is reached."""
    reached = [one.id for _row, one in learned.key_results() if _is_reached(one)]
    length = (cycle.ends_on - cycle.starts_on).days
    day = cycle.starts_on + timedelta(days=math.ceil(EASY_BEFORE * length) - 1)
    rows = rows_read_by(reached, min(day, as_of)) if reached else []
    return {one.id for one in rows if _is_reached(one)}


def _is_reached(one: KeyResultRow) -> bool:
    return one.raw is not None and one.raw >= 1 - TOLERANCE


def _reach(learned: Learned, early: Collection[int]) -> list[Reach]:
    """Targets that were reached early or missed by far: worth a word about how they were set."""
    found = []
    for row, one in learned.key_results():
        if one.raw is None:
            continue
        if one.raw >= FAR_BEYOND - TOLERANCE:
            words = _("reached %(share)s of its way: was it too easy?")
        elif one.id in early:
            words = _("reached before %(time)s of the cycle: was it too easy?")
        elif row.is_closed and one.raw < FAR_BELOW:
            words = _("ended at %(share)s of its way: was it out of reach?")
        else:
            continue
        said = {"share": percent(one.raw), "time": percent(EASY_BEFORE)}
        found.append(Reach(one.id, one.title, words % said))
    return found
