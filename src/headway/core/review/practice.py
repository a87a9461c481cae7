"""What check-ins and grades show while a cycle runs and when it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from headway.core.bands import TOLERANCE
from headway.core.cadence import is_stale
from headway.core.confidence import doubted
from headway.core.forecast import disagrees, shown
from headway.core.pace import StatusCode, status
from headway.core.planning.plan import (
    CheckInPoint,
    PlannedKeyResult,
    PlannedObjective,
    Ref,
    SubjectKind,
)
from headway.core.review.registry import Hit, Setting, Value, informs, warns
from headway.core.review.subjects import OBJECTIVE_RULES, PLAN_RULES, IndexedPlan, key_result
from headway.core.scoring import grade_pattern
from headway.core.texts import gettext_noop as _

FROZEN_DAYS = 28
FROZEN_MOVE = 0.15


@OBJECTIVE_RULES.add(
    "STALE",
    title=_("No value for too long"),
    condition="a running key result's last value (or the start) is older than 1.5 × cadence",
    why=_(
        "A number that nobody has looked at cannot be acted on. Most goals are not missed, "
        "they are forgotten."
    ),
    bad=_("Last value 5 weeks old, due weekly"),
    good=_("Checked in last Monday, with a note"),
    source="docs/methods 1.8 and 6",
    reasons={
        "never": warns(_("It never got a value. What is it today?")),
        "old": warns(_("The last value is of {last}. What is it today?")),
        "kpi_never": warns(_("Its KPI has given no value yet. Who enters it?")),
        "kpi_old": warns(_("The last value of its KPI is of {last}. Who enters it?")),
    },
)
def unread(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results whose value nobody knows any more."""
    as_of = min(setting.as_of, one.cycle.ends_on)
    for kr in _running(one):
        valued = (point.on for point in reversed(kr.course.checkins) if point.raw is not None)
        last = kr.course.valued_on or next(valued, None)
        start = kr.starts_on or one.cycle.starts_on
        if not is_stale(kr.cadence, start=start, last_read_on=last, as_of=as_of):
            continue
        source = "" if kr.metric_id is None else "kpi_"
        of = () if kr.metric_id is None else (Ref(SubjectKind.METRIC, kr.metric_id),)
        if last is None:
            yield Hit(key_result(kr), f"{source}never", related=of)
        else:
            yield Hit(key_result(kr), f"{source}old", {"last": last}, of)


@OBJECTIVE_RULES.add(
    "CONFIDENCE_FROZEN",
    title=_("Confidence does not move, progress does"),
    condition="the same confidence for 4 weeks or more while raw progress moved by 0.15 or more",
    why=_(
        "Confidence is the one thing that only the owner knows. Copied from week to week it "
        "tells nothing."
    ),
    bad=_("Confidence 7 for six weeks while progress went from 0.2 to 0.6"),
    good=_("Confidence 5, then 6, then 8, each with a word why"),
    source="docs/methods 6",
    reasons=informs(
        _("Confidence has been {confidence} for {days} days while progress moved. Ask anew.")
    ),
)
def with_frozen_confidence(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results whose confidence is copied from week to week."""
    for kr in _running(one):
        same = same_confidence(kr.course.checkins)
        if not same:
            continue
        read = [point.raw for point in same if point.raw is not None]
        days = (same[-1].on - same[0].on).days
        moved = abs(read[-1] - read[0]) if read else 0.0
        if days >= FROZEN_DAYS and moved >= FROZEN_MOVE - TOLERANCE:
            values = {"confidence": same[-1].confidence or 0, "days": days}
            yield Hit(key_result(kr), values=values)


def same_confidence(checkins: Sequence[CheckInPoint]) -> list[CheckInPoint]:
    """The latest check-ins that all give the same confidence, oldest first; check-ins that give
    none are passed over.

    >>> from datetime import date
    >>> given = [CheckInPoint(date(2027, 1, day), None, c) for day, c in ((4, 6), (11, 7), (18, 7))]
    >>> [point.on.day for point in same_confidence(given)]
    [11, 18]
    """
    given = [point for point in reversed(checkins) if point.confidence is not None]
    return list(takewhile(lambda point: point.confidence == given[0].confidence, given))[::-1]


@OBJECTIVE_RULES.add(
    "CONFIDENCE_FALLING",
    title=_("Progress is fine, confidence falls"),
    condition="on track by forecast or pace while confidence fell by 2 or more within 28 days, and "
    "not up again",
    why=_(
        "The owner sees what the figures do not show yet: people leave, a customer hesitates."
        " It is the earliest warning there is."
    ),
    bad=_("On track, and confidence fell from 8 to 5: nobody asked"),
    good=_("The lead asked, and a second supplier was found"),
    source="docs/methods 6",
    reasons=informs(
        _("Confidence fell from {before} to {now} since {since} though progress is fine. Ask why.")
    ),
)
def with_falling_confidence(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results whose owner doubts what the figures say."""
    for kr in _running(one):
        given = [(p.on, p.confidence) for p in kr.course.checkins if p.confidence is not None]
        found = doubted(_verdict(one, kr, setting), given, as_of=setting.as_of)
        if found:
            values: dict[str, Value] = {
                "before": found.before,
                "now": found.now,
                "since": found.since,
            }
            yield Hit(key_result(kr), values=values)


def _verdict(one: PlannedObjective, kr: PlannedKeyResult, setting: Setting) -> StatusCode | None:
    """What its page says, else where the latest progress stands by the same rule."""
    if kr.course.status is not None:
        return kr.course.status
    read = [point for point in kr.course.checkins if point.raw is not None]
    if not read:
        return None
    return status(
        kind=kr.kind,
        raw=read[-1].raw,
        start=kr.starts_on or one.cycle.starts_on,
        end=kr.ends_on or one.cycle.ends_on,
        as_of=setting.as_of,
        cadence=kr.cadence,
        last_read_on=read[-1].on,
        probability=kr.course.probability,
    ).code


@OBJECTIVE_RULES.add(
    "DISAGREE",
    title=_("Forecast and owner disagree"),
    condition="|forecast probability of the whole target − confidence / 10| ≥ 0.4",
    why=_(
        "Either the owner knows something that the readings do not show, or hopes. Both are "
        "worth a question."
    ),
    bad=_("Forecast 20 %, confidence 8 in 10, no word about it"),
    good=_("“The two large orders are signed and will be counted in June.”"),
    source="docs/methods 4.4 and 6",
    reasons={
        "owner_hopes": informs(
            _("The numbers say {forecast} %, the owner {confidence} in 10. What do they not show?")
        ),
        "owner_doubts": informs(
            _("The numbers say {forecast} %, the owner {confidence} in 10. What is the worry?")
        ),
    },
)
def seen_differently(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results that the model and the owner see very differently."""
    for kr in _running(one):
        same = same_confidence(kr.course.checkins)
        chance = kr.course.probability_full
        if not same or chance is None:
            continue
        confidence = same[-1].confidence or 0
        if disagrees(chance, confidence):
            values = {"forecast": round(shown(chance) * 100), "confidence": confidence}
            hopes = confidence / 10 > chance
            yield Hit(key_result(kr), "owner_hopes" if hopes else "owner_doubts", values)


def _running(one: PlannedObjective) -> tuple[PlannedKeyResult, ...]:
    return one.active_key_results if one.is_running else ()


@PLAN_RULES.add(
    "GRADE_INFLATION",
    title=_("Own grades above the computed scores"),
    condition="a unit's own grades exceed the computed scores by more than 0.10 on average over at "
    "least 8 key results",
    why=_(
        "Grades are for learning. Grades above what was measured teach that everything went well."
    ),
    bad=_("Computed 0.5 on average, graded 0.8"),
    good=_("Graded 0.5, and a note on what was learned"),
    source="docs/methods 1.4 and 6",
    reasons=warns(
        _("Own grades lie {difference} above the computed scores on average ({count} key results).")
    ),
)
def generous_grades(plan: IndexedPlan, setting: Setting) -> Iterator[Hit]:
    """Units that grade themselves up."""
    for unit in plan.plan.units:
        pairs = [(kr.score, kr.self_grade) for kr in unit.past if kr.self_grade is not None]
        if grade_pattern(pairs) == "GRADE_INFLATION":
            difference = sum(own - computed for computed, own in pairs) / len(pairs)
            yield Hit(
                Ref(SubjectKind.UNIT, unit.id),
                values={"difference": round(difference, 2), "count": len(pairs)},
            )
