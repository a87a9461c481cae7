"""Say what is wanted of a KPI, from a period on and for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.core.calendars import span_of
from headway.core.curves import Curve, curve_of, curve_problems
from headway.core.goalposts import is_later_day
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import FieldError
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import number_errors, refuse_archived, required_errors
from headway.kpis.actions.judging import judge
from headway.kpis.models import Kpi, Target, TargetKind
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts
from headway.kpis.queries.series.charts import TargetRow, target_at, targets_of
from headway.people.access import Actor, Permission, require
from headway.web.formats import number

NUMBERS = ("low", "high", "worst", "red", "best")


@one_write()
def set_target(
    actor: Actor,
    kpi_id: int,
    *,
    kind: str,
    low: float | None = None,
    high: float | None = None,
    worst: float | None = None,
    red: float | None = None,
    best: float | None = None,
    curve: Sequence[Sequence[float]] | None = None,
    by: date | None = None,
    effective_on: date | None = None,
    why: str = "",
) -> Target:
    """A target from the period of ``effective_on`` (today when left out) on; earlier periods keep
    theirs. Without any number and day there is none any more. A ``curve`` says points of value and
    score, by rising value: what is wanted, red, worst and best follow from them. To set one takes a
    reason where there is or was another, or one follows; the one that holds already changes
    nothing.

    Raises NotAllowed, NotFound, Conflict (archived), InvalidInput.
    """
    kpi = get_kpi(actor, kpi_id, lock=True)
    require(actor, Permission.KPI_DEFINE, kpi_facts(kpi))
    refuse_archived(kpi)
    day = effective_on or clock.today(actor.time_zone)
    refuse([*day_errors("effective_on", day), *day_errors("by", by)])
    start = span_of(day, kpi.frequency, calendar_of(actor.organisation_id)).start
    targets, now = targets_of(kpi.pk), clock.now()
    before = target_at(targets, start)
    target = Target(
        kpi=kpi,
        effective_on=start,
        kind=kind,
        low=low,
        high=high,
        worst=worst,
        red=red,
        best=best,
        curve=curve,
        by=by,
        why=why.strip(),
        moves=is_later_day(now, kpi.created_at, actor.time_zone)
        and any(one.effective_on <= start for one in targets),
        author_id=actor.person_id,
        created_at=now,
    )
    errors = _curve_errors(kpi, target) if curve is not None else _errors(kpi, target)
    if targets:  # one that ended, or begins later, was set for a reason too
        errors += required_errors("why", target.why, 4000)
    refuse(errors)
    if before is not None and _same(before, target):
        return kpi.targets.get(pk=before.id)
    target.save()
    judge(actor, kpi)
    record(
        actor,
        Entry(
            "target.changed" if before else "target.set",
            "kpi",
            kpi.pk,
            kpi.name,
            told(before) if before else None,
            told(target),
            target.why,
        ),
    )
    return target


def _same(before: TargetRow, target: Target) -> bool:
    """Whether a target wants what is wanted there already."""
    names = ("kind", *NUMBERS, "curve", "by")
    return all(getattr(before, name) == getattr(target, name) for name in names)


def told(target: Target | TargetRow) -> dict[str, Any]:
    """What the audit trail keeps of a target."""
    facts = {name: getattr(target, name) for name in ("kind", *NUMBERS, "by", "effective_on")}
    return facts if target.curve is None else {**facts, "curve": target.curve}


def _errors(kpi: Kpi, target: Target) -> list[FieldError]:
    errors = [e for name in NUMBERS for e in number_errors(name, getattr(target, name))]
    if target.kind not in TargetKind.values:
        errors.append(FieldError("kind", "unknown", _("Choose at least, at most or within.")))
    if errors or all(getattr(target, name) is None for name in (*NUMBERS, "by")):
        return errors
    if kpi.levels and (errors := _word_errors(kpi, target)):
        return errors
    needed = {
        TargetKind.AT_LEAST: ("low",),
        TargetKind.AT_MOST: ("high",),
        TargetKind.WITHIN: ("low", "high"),
    }[TargetKind(target.kind)]
    for name in ("low", "high"):
        given = getattr(target, name) is not None
        if name in needed and not given:
            errors.append(FieldError(name, "required", _("Enter the number that is wanted.")))
        if name not in needed and given:
            errors.append(FieldError(name, "not_used", _("This target has one number only.")))
    return errors or _order_errors(target)


def _word_errors(kpi: Kpi, target: Target) -> list[FieldError]:
    """A target of a KPI in words is a level to reach, or a score between two."""
    if target.kind != TargetKind.AT_LEAST:
        said = _("Levels rise: choose “at least”, and a level.")
        return [FieldError("kind", "not_used", said)]
    beside = _("A KPI in words is scored by its level: leave this empty.")
    errors = [
        FieldError(name, "not_used", beside)
        for name in ("worst", "best")
        if getattr(target, name) is not None
    ]
    lowest, highest = kpi.levels[0][1], kpi.levels[-1][1]
    said = _("It lies within the scores of its levels, from %(low)s to %(high)s.")
    told = said % {"low": number(lowest), "high": number(highest)}
    return errors + [
        FieldError(name, "range", told)
        for name in ("low", "red")
        if (value := getattr(target, name)) is not None and not lowest <= value <= highest
    ]


def _curve_errors(kpi: Kpi, target: Target) -> list[FieldError]:
    """What is wrong with a curve, and with what is said beside it; one that can be used gives the
    target its numbers."""
    beside = _("The points of the curve say it: leave this empty.")
    errors = [
        FieldError(name, "not_used", beside)
        for name in NUMBERS
        if getattr(target, name) is not None
    ]
    if kpi.levels:
        said = _("A KPI in words is scored by its level: it has no points.")
        return [*errors, FieldError("curve", "not_used", said)]
    problems = curve_problems(target.curve)
    if problems:
        return errors + [FieldError("curve", one.code.lower(), _(str(one))) for one in problems]
    found = curve_of(target.curve)
    if target.kind != found.wanted:
        label = TargetKind(found.wanted).label
        message = _("These points ask for “%(kind)s”: choose that.") % {"kind": label}
        errors.append(FieldError("kind", "shape", message))
    return errors or _take_from(found, target)


def _take_from(curve: Curve, target: Target) -> list[FieldError]:
    target.curve = [list(point) for point in curve.points]
    for name in NUMBERS:
        setattr(target, name, getattr(curve, name))
    return [error for name in NUMBERS for error in number_errors(name, getattr(target, name))]


def _order_errors(target: Target) -> list[FieldError]:
    """Worst, red, the target and best follow each other, up or down; within, red is a distance."""
    if target.kind == TargetKind.WITHIN:
        if target.low is not None and target.high is not None and target.low >= target.high:
            return [FieldError("high", "order", _("The highest must lie above the lowest."))]
        if target.red is not None and target.red <= 0:
            return [
                FieldError("red", "order", _("Say how far outside it is red, as a number above 0."))
            ]
        return []
    sign = 1 if target.kind == TargetKind.AT_LEAST else -1
    wanted = "low" if target.kind == TargetKind.AT_LEAST else "high"
    green = getattr(target, wanted)
    ladder = [
        (name, value * sign)
        for name, value in (
            ("worst", target.worst),
            ("red", target.red),
            (wanted, green),
            ("best", target.best),
        )
        if value is not None
    ]
    for (below, lower), (name, higher) in pairwise(ladder):
        if higher <= lower:
            return [
                FieldError(
                    below if name == wanted else name,
                    "order",
                    _("Worst, red, the target and best must follow each other in this order."),
                )
            ]
    return []
