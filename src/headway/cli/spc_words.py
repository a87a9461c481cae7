"""What `headway spc` says: sentences for a terminal, and the same as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from headway.cli.forecast_charts import decimals
from headway.cli.spc_charts import LEGEND, chart, extent
from headway.cli.spc_patterns import patterns
from headway.cli.spc_series import Answer, Question, Series
from headway.core.spc import (
    Assurance,
    Check,
    Doubt,
    Form,
    Lack,
    RunChart,
    Stage,
    Stretch,
    Variation,
)
from headway.core.spc.false_alarms import HORIZONS
from headway.core.spc.forms import season_cycles
from headway.core.spc.states import Advice, Target

MOST_SHOWN = 12
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_STAGES = {
    Stage.TRIAL: "trial: signals are hints until there are more values",
    Stage.USABLE: "usable: computed again with each value",
    Stage.LOCKED: "locked: new values do not move them",
}
_DOUBTS = {
    Doubt.AUTOCORRELATED: "neighbours resemble each other; take a longer period",
    Doubt.SKEWED: "some values lie far above the others; take the logarithm if all are above 0",
    Doubt.FEW_COUNTS: "counts are below five on average; take a longer period",
    Doubt.GROWING_SEASON: "it grows or shrinks and has a season; take --form year-on-year",
}
_FIGURES = {
    Doubt.AUTOCORRELATED: "autocorrelation", Doubt.SKEWED: "skewness", Doubt.FEW_COUNTS: "mean",
    Doubt.GROWING_SEASON: "strength",
}  # fmt: skip
_SKEWED_DOWN = "some values lie far below the others; take a longer period"
_ASSURANCES = {
    Assurance.ALWAYS: "an unchanged process always meets it",
    Assurance.SOMETIMES: "an unchanged process hits and misses it by chance",
    Assurance.NEVER: "an unchanged process never meets it",
}
_ADVICE = {
    Advice.FIND_CAUSE: "find the cause",
    Advice.ACT: "find the cause and answer it",
    Advice.ESCALATE: "find the cause, answer it, and tell those who can help",
    Advice.NOTHING: "nothing to do",
    Advice.CHANGE_PROCESS: "do not chase single values; change the process or the target",
    Advice.RAISE_OBJECTIVE: "the process cannot do it as it is: make its change an objective",
    Advice.LEARN: "learn what helped, and keep it",
    Advice.KEEP_ON: "it gets better: keep on",
    Advice.IS_IT_ENOUGH: "it gets better: is it enough?",
    Advice.SET_TARGET: "set a target (--at-least, --at-most) to judge it",
    Advice.LOOK: "look at what changed",
}
_HEADS = {
    Variation.IMPROVING: "Better",
    Variation.WORSENING: "Worse",
    Variation.CHANGED: "Changed",
}


def as_text(answer: Answer) -> str:
    """The answer as a sentence, its parts, and a picture."""
    bottom, top = extent(answer)
    places = decimals(top - bottom)
    rows = [("Read", _read(answer.series))]
    rows += _limits(answer, places)
    rows += _signals(answer)
    rows += _judged(answer)
    rows += _chances(answer)
    rows += [("Doubt", _doubt(check, answer.question)) for check in answer.doubts]
    lines = [f"  {name:<12}{text}" for name, text in _once(rows)]
    legend = f"  {LEGEND}"
    return "\n".join([_headline(answer, places), "", *lines, "", chart(answer, places), "", legend])


def _chances(answer: Answer) -> list[tuple[str, str]]:
    if answer.chances is None:
        return []
    near, middle, far = map(_percent, answer.chances)
    text = f"{near} that a process that does not change signals in its next {HORIZONS[0]} values, "
    return [("False alarm", f"{text}{middle} in {HORIZONS[1]}, {far} in {HORIZONS[2]}")]


def _doubt(check: Check, question: Question) -> str:
    words, below = _DOUBTS[check.doubt], check.doubt is Doubt.FEW_COUNTS
    edge = check.limit
    if check.doubt is Doubt.SKEWED and check.value < 0:
        words, below, edge = _SKEWED_DOWN, True, -check.limit
    if check.doubt is Doubt.AUTOCORRELATED and question.settings.form == Form.LEVEL:
        words += ", or --form trend"
    side = "below" if below else "above"
    return f"{words} ({_FIGURES[check.doubt]} {check.value:.2f}, {side} {edge:.2f})"


def _once(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each name on the first of its lines only."""
    return [
        ("" if at and rows[at - 1][0] == name else name, text)
        for at, (name, text) in enumerate(rows)
    ]


def _headline(answer: Answer, places: int) -> str:
    series, part = answer.series, answer.today
    value = f"{series.values[series.last]:.{places}f}"
    if part.fitted is None:
        return f"No limits yet: {_too_few(answer)}"
    now = [one for one in patterns(part, series) if one.last == series.last]
    if not now or answer.state is None:
        usual = "is what this process does by itself"
        return f"No sign of a change: {value} on {series.days[-1]} {usual}."
    head = _HEADS.get(answer.state.variation, "Changed")
    words = "; ".join(f"{one}, since {series.days[one.first]}" for one in now)
    hint = " The limits are on trial: a hint." if part.stage is Stage.TRIAL else ""
    return f"{head}: {words}.{hint}"


def _too_few(answer: Answer) -> str:
    settings, part = answer.question.settings, answer.today
    own = answer.series.values[part.first : part.end]
    if part.lack is Lack.CYCLES:
        cycles = season_cycles(own, settings.season)
        return f"a season of {settings.season} needs two full cycles, and there are {cycles}."
    count = f"{part.points} {'value' if part.points == 1 else 'values'}"
    if part.lack is Lack.NEIGHBOURS:
        return f"too few of the {count} are neighbours."
    return f"{count} since {answer.series.days[part.first]}; six are needed."


def _read(series: Series) -> str:
    gaps = len(series.values) - series.count
    rhythm = str(series.cadence)
    if 0 < len(series.weekdays) < 7:
        rhythm += f" ({', '.join(WEEKDAYS[day] for day in series.weekdays)})"
    missing = f"; {gaps} {'gap' if gaps == 1 else 'gaps'}" if gaps else ""
    count = f"{series.count} {'value' if series.count == 1 else 'values'}"
    return f"{count} from {series.days[0]} to {series.days[-1]}, {rhythm}{missing}"


def _limits(answer: Answer, places: int) -> list[tuple[str, str]]:
    rows = []
    for part in answer.parts:
        since = f"from {answer.series.days[part.first]}: " if len(answer.parts) > 1 else ""
        rows.append(("Limits", f"{since}{_limits_of(answer, part, places)}"))
        if part.fitted:
            rows.append(("Limits", f"{_made_of(answer.series, part)}; {_stage(answer, part)}"))
    rows += [("Bounds", text) for text in _silent(answer, answer.today)]
    return rows + _run_chart(answer.run)


def _run_chart(run: RunChart | None) -> list[tuple[str, str]]:
    if run is None:
        return []
    shift = "there was a shift" if run.shifted else "no sign of a shift"
    text = f"{shift}: {run.longest} in a row on one side of the median (usual: up to "
    text += f"{run.longest_usual}), which is crossed {run.crossings} times (usual: "
    return [("Run chart", f"{text}{run.crossings_usual} or more)")]


def _limits_of(answer: Answer, part: Stretch, places: int) -> str:
    if part.fitted is None:
        return "none yet"
    days, at = answer.series.days, part.end - 1
    numbers = (answer.lower[at], answer.upper[at], answer.centre[at])
    if None in numbers:
        span = "none at the last value, which has no value a cycle before"
    else:
        low, high, centre = (f"{number:.{places}f}" for number in numbers)
        span = f"{low} to {high} around {centre}"
    return span if part.fitted.form is Form.LEVEL else f"{span} on {days[at]}"


def _stage(answer: Answer, part: Stretch) -> str:
    chosen = (part.since, part.baseline) in answer.question.chosen
    return (
        f"{part.stage}: chosen, so new values do not move them" if chosen else _STAGES[part.stage]
    )


def _made_of(series: Series, part: Stretch) -> str:
    fitted = part.fitted
    count = fitted.limits.points if fitted else 0
    made = f"made of {count} values, {series.days[part.since]} to {series.days[part.baseline - 1]}"
    if fitted and fitted.yearly:
        return f"{made}, each against the one a cycle before"
    if fitted and fitted.form is Form.TREND:
        return f"{made}, around their line"
    return f"{made}, without their season" if fitted and fitted.cycles else made


def _silent(answer: Answer, part: Stretch) -> list[str]:
    """Where a bound lies within the limits, nothing can be beyond them."""
    low, high = answer.question.bounds
    limits = part.fitted.limits_at(part.end - 1 - part.first) if part.fitted else None
    found = []
    if limits and low is not None and limits.lower < low:
        found.append(f"nothing can lie below the lower limit, since {low:g} is the least")
    if limits and high is not None and limits.upper > high:
        found.append(f"nothing can lie above the upper limit, since {high:g} is the most")
    return found


def _signals(answer: Answer) -> list[tuple[str, str]]:
    days = answer.series.days
    found = [one for part in answer.parts for one in patterns(part, answer.series)]
    if not found:
        has_limits = any(part.fitted for part in answer.parts)
        return [("Signals", "none")] if has_limits else []
    rows = []
    if len(found) > MOST_SHOWN:
        rows.append(("Signals", f"{len(found) - MOST_SHOWN} earlier ones; --json lists all"))
    for one in found[-MOST_SHOWN:]:
        span = str(days[one.first])
        if one.last > one.first:
            span += f" to {days[one.last]}"
        rows.append(("Signals", f"{span:<24}  {one}"))
    return rows


def _judged(answer: Answer) -> list[tuple[str, str]]:
    if answer.state is None:
        return []
    rows = []
    if answer.assurance and answer.miss is not None:
        wanted = _wanted(answer.question.target)
        text = f"{wanted}: {_ASSURANCES[answer.assurance]}; {_percent(answer.miss)} of values miss"
        rows.append(("Target", text))
    rows.append(("State", f"{answer.state.colour}: {_ADVICE[answer.state.advice]}"))
    return rows


def _wanted(target: Target) -> str:
    if target.low is not None and target.high is not None:
        return f"within {target.low:g} and {target.high:g}"
    return f"at most {target.high:g}" if target.low is None else f"at least {target.low:g}"


def _percent(chance: float) -> str:
    if 0 < chance < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < chance < 1 else f"{100 * chance:.0f} %"


def told(answer: Answer) -> dict[str, Any]:
    """The answer for scripts, numbers unrounded."""
    series, question = answer.series, answer.question
    days = [day.isoformat() for day in series.days]
    return {
        "cadence": series.cadence,
        "form": question.settings.form,
        "rules": list(question.settings.rules),
        "values": [
            {"on": on, "value": value, "centre": centre, "lower": lower, "upper": upper}
            for on, value, centre, lower, upper in zip(
                days, series.values, answer.centre, answer.lower, answer.upper, strict=True
            )
        ],
        "stretches": [_stretch(part, series, days) for part in answer.parts],
        "variation": answer.state and answer.state.variation,
        "colour": answer.state and answer.state.colour,
        "advice": answer.state and answer.state.advice,
        "target": {"low": question.target.low, "high": question.target.high},
        "assurance": answer.assurance,
        "miss_chance": answer.miss,
        "doubts": [
            {"doubt": check.doubt, "value": check.value, "limit": check.limit}
            for check in answer.doubts
        ],
        "false_alarm_chances": answer.chances
        and {str(horizon): p for horizon, p in zip(HORIZONS, answer.chances, strict=True)},
    }


def _stretch(part: Stretch, series: Series, days: Sequence[str]) -> dict[str, Any]:
    limits = part.fitted.limits if part.fitted else None
    return {
        "first": days[part.first],
        "last": days[part.end - 1],
        "points": part.points,
        "stage": part.stage,
        "baseline": limits and {"first": days[part.since], "last": days[part.baseline - 1]},
        "limits": limits
        and {
            "centre": limits.centre,
            "sigma": limits.sigma,
            "lower": limits.lower,
            "upper": limits.upper,
            "mean_range": limits.mean_range,
            "range_upper": limits.range_upper,
            "points": limits.points,
        },
        "signals": [
            {"rule": s.rule, "on": days[s.index], "since": days[s.first], "side": s.side}
            for s in part.signals
        ],
        "patterns": [
            {"rule": p.rule, "first": days[p.first], "last": days[p.last], "says": str(p)}
            for p in patterns(part, series)
        ],
    }
