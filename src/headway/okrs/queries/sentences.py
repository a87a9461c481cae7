"""A definition in words, with an example that the core has computed: what a form shows while one
types."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.definitions import definition_problems
from headway.core.errors import MethodError
from headway.core.health import health
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.core.pace import AT_THE_END, StatusCode, expected_progress, waits_for_its_end
from headway.core.progress import key_result_progress, period_grade
from headway.okrs.queries.trajectories import course_points
from headway.web.charts import Trajectory
from headway.web.formats import measured, number, percent, score, short_day

SHARE = 0.6
"""How far along the example of a change stands."""


@dataclass(frozen=True, slots=True)
class DefinitionInWords:
    """``words`` say how it is scored; ``missing`` says what stops that. ``course`` says what is
    expected by when, ``chart`` draws it; both are empty for kinds without one."""

    words: tuple[str, ...]
    missing: str
    course: str
    chart: Trajectory | None


def in_words(
    fields: Mapping[str, Any],
    *,
    window: tuple[date, date],
    today: date,
    is_health: bool = False,
    tried: float | None = None,
) -> DefinitionInWords:
    """``fields`` as ``add_key_result`` takes them; ``tried`` is the value whose score is asked for,
    without it one is chosen. Costs no query."""
    kind = str(fields.get("kind", ""))
    if kind not in list(KeyResultKind):
        return DefinitionInWords((), _("Choose how it is measured."), "", None)
    defined: dict[str, Any] = {
        name: fields.get(name)
        for name in ("start", "target", "low", "high", "fail", "anchors", "profile", "n_min")
    }
    defined["scale"] = fields.get("scale", "linear")
    weights = [step.weight for step in fields.get("milestones", ())]
    problems = definition_problems(kind, weights=weights, **defined)
    blocking = [problem for problem in problems if problem.field != "profile"]
    if blocking:
        return DefinitionInWords((), _(str(blocking[0])), "", None)
    try:
        words = _words(kind, {**defined, "weights": weights}, fields, tried, is_health=is_health)
    except MethodError as problem:
        return DefinitionInWords((), _(str(problem)), "", None)
    if kind in PERIOD_KINDS or any(problem.field == "profile" for problem in problems):
        return DefinitionInWords(tuple(words), "", "", None)
    course = _course_words(kind, defined["profile"], window)
    chart = _course_chart(kind, defined, fields, window, today)
    return DefinitionInWords(tuple(words), "", course, chart)


def _words(
    kind: str,
    defined: Mapping[str, Any],
    fields: Mapping[str, Any],
    tried: float | None,
    *,
    is_health: bool,
) -> Sequence[str]:
    measure = fields.get("measure", "")
    if kind in CHANGE_KINDS:
        return _change_words(kind, defined, fields, tried, measure)
    if kind in PERIOD_KINDS:
        tell = _health_words if is_health else _period_words
        return tell(kind, defined, tried, measure)
    if kind == KeyResultKind.MILESTONE:
        return _milestone_words(defined["weights"])
    if kind == KeyResultKind.ANCHORED:
        return _anchored_words(defined, tried, measure)
    if kind == KeyResultKind.BASELINE and defined["n_min"] is not None:
        return [
            ngettext(
                "Score 1 once %(count)d reading is in, 0 until then.",
                "Score 1 once %(count)d readings are in, 0 until then.",
                defined["n_min"],
            )
            % {"count": defined["n_min"]},
            _("The baseline is their mean; next cycle sets a target on it."),
        ]
    return [_("Score 1 once it is done, 0 until then.")]


def _change_words(
    kind: str,
    defined: Mapping[str, Any],
    fields: Mapping[str, Any],
    tried: float | None,
    measure: str,
) -> list[str]:
    start, target, scale = defined["start"], defined["target"], defined["scale"]
    if tried is None:
        is_log = scale == "log"
        tried = math.sqrt(start * target) if is_log else start + SHARE * (target - start)
        tried = _neat(tried)
    found = key_result_progress(kind, start=start, target=target, value=tried, scale=scale)
    words = [
        _("From %(start)s to %(target)s: at %(value)s the score is %(score)s.")
        % {
            "start": number(start),
            "target": measured(target, measure),
            "value": measured(tried, measure),
            "score": score(found.score),
        }
    ]
    if found.raw is not None and found.raw != found.score:
        raw = {"progress": percent(found.raw)}
        words.append(_("Progress is then %(progress)s and shown as such.") % raw)
    if scale == "log":
        words.append(_("Each doubling counts the same, wherever it starts."))
    how = {
        "sum": _("Entries add up: each says what came since the last."),
        "mean": _("Its value is the mean of all entries."),
        "max": _("Its value is the highest entry."),
        "min": _("Its value is the lowest entry."),
    }.get(fields.get("aggregation", "last"))
    return [*words, how] if how else words


def _period_words(
    kind: str, defined: Mapping[str, Any], tried: float | None, measure: str
) -> list[str]:
    limits = {name: defined[name] for name in ("target", "low", "high", "fail")}
    words = [
        _("The score is the share of check-ins due that hold: %(limit)s.")
        % {"limit": _limit(kind, defined, measure)}
    ]
    if tried is None and defined["fail"] is not None:
        tried = _between(kind, defined)
    if tried is not None:
        grade = period_grade(kind, tried, **limits)
        words.append(
            _("One at %(value)s counts %(grade)s.")
            % {"value": measured(tried, measure), "grade": score(grade)}
        )
    elif defined["fail"] is None:
        words.append(_("One that misses counts nothing, however narrowly."))
    return words


def _health_words(
    kind: str, defined: Mapping[str, Any], tried: float | None, measure: str
) -> list[str]:
    words = [_("Holds: %(limit)s.") % {"limit": _limit(kind, defined, measure)}]
    words.append(_edge_words(kind, defined["fail"], measure))
    if tried is not None:
        limits = {name: defined[name] for name in ("target", "low", "high", "fail")}
        said = {
            StatusCode.ON_TRACK: _("At %(value)s it holds."),
            StatusCode.WATCH: _("At %(value)s it is strained."),
            StatusCode.OFF_TRACK: _("At %(value)s it is broken."),
        }[health(kind, tried, **limits)]
        words.append(said % {"value": measured(tried, measure)})
    return words


def _edge_words(kind: str, fail: float | None, measure: str) -> str:
    if fail is None:
        return _("Anything else is broken.")
    edge = {"edge": measured(fail, measure)}
    if kind == KeyResultKind.WITHIN:
        return _("Broken from %(edge)s outside, strained before.") % edge
    if kind == KeyResultKind.STAY_ABOVE:
        return _("Broken at %(edge)s or below, strained between.") % edge
    return _("Broken at %(edge)s or above, strained between.") % edge


def _limit(kind: str, defined: Mapping[str, Any], measure: str) -> str:
    if kind == KeyResultKind.WITHIN:
        return _("between %(low)s and %(high)s") % {
            "low": number(defined["low"]),
            "high": measured(defined["high"], measure),
        }
    target = {"target": measured(defined["target"], measure)}
    if kind == KeyResultKind.STAY_ABOVE:
        return _("at least %(target)s") % target
    return _("at most %(target)s") % target


def _between(kind: str, defined: Mapping[str, Any]) -> float:
    """A value half-way to where nothing is earned."""
    if kind == KeyResultKind.WITHIN:
        return _neat(defined["high"] + defined["fail"] / 2)
    return _neat((defined["target"] + defined["fail"]) / 2)


def _milestone_words(weights: Sequence[float]) -> list[str]:
    done = [order < max(len(weights) // 2, 1) for order in range(len(weights))]
    found = key_result_progress(KeyResultKind.MILESTONE, weights=weights, done=done)
    return [
        ngettext(
            "With the first of %(all)d done the score is %(score)s.",
            "With the first %(count)d of %(all)d done the score is %(score)s.",
            sum(done),
        )
        % {"count": sum(done), "all": len(weights), "score": score(found.score)},
        _("A milestone is done or not, never half."),
    ]


def _anchored_words(defined: Mapping[str, Any], tried: float | None, measure: str) -> list[str]:
    pairs = sorted((float(v), float(s)) for v, s in defined["anchors"])
    if tried is None:
        tried = _neat((pairs[-2][0] + pairs[-1][0]) / 2)
    found = key_result_progress(KeyResultKind.ANCHORED, anchors=pairs, value=tried)
    agreed = ", ".join(f"{measured(value, measure)}: {score(points)}" for value, points in pairs)
    return [
        _("Agreed scores, straight lines between them: %(agreed)s.") % {"agreed": agreed},
        _("At %(value)s the score is %(score)s.")
        % {"value": measured(tried, measure), "score": score(found.score)},
    ]


def _course_words(kind: str, profile: Any, window: tuple[date, date]) -> str:
    start, end = window
    if waits_for_its_end(kind, profile):
        return _("Expected: done by %(end)s, nothing before.") % {"end": short_day(end)}
    marks = []
    for tau in (0.25, 0.5, 0.75):
        day = start + timedelta(days=round((end - start).days * tau))
        share = {"share": percent(expected_progress(tau, profile)), "day": short_day(day)}
        marks.append(_("%(share)s by %(day)s") % share)
    return _("Expected: %(marks)s, all of it by %(end)s.") % {
        "marks": ", ".join(marks),
        "end": short_day(end),
    }


def _course_chart(
    kind: str,
    defined: Mapping[str, Any],
    fields: Mapping[str, Any],
    window: tuple[date, date],
    today: date,
) -> Trajectory:
    """The expected course in the key result's own measure; in percent where it has none."""
    is_change = kind in CHANGE_KINDS
    low, high = (defined["start"], defined["target"]) if is_change else (0.0, 100.0)
    scale = defined["scale"] if is_change else "linear"
    profile = defined["profile"]
    if waits_for_its_end(kind, profile):
        profile = AT_THE_END
    points = course_points(profile, low, high, window, scale=scale)
    return Trajectory(
        start=window[0],
        end=window[1],
        today=today,
        expected=tuple(points),
        targets=((window[0], high),),
        measure=fields.get("measure", "") if is_change else "%",
        is_plan=True,
    )


def _neat(value: float) -> float:
    """As few digits as tell it apart."""
    return float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))
