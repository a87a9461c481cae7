"""`headway spc FILE`: did a process change? Offline; needs no database and no Django."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import click

from headway.cli.dated_files import Line, read_lines, usual_cadence
from headway.cli.errors import Unusable
from headway.cli.spc_series import Question, Series, answered, in_periods
from headway.cli.spc_words import as_text, told
from headway.core.cadence import Cadence
from headway.core.definitions import is_ordinary
from headway.core.errors import MethodError
from headway.core.spc import DEFAULT, RULES, Lack, Settings, Spread
from headway.core.spc.false_alarms import RULE_SETS
from headway.core.spc.forms import Form
from headway.core.spc.states import Better, Target

AUTO = "auto"
SETS = {
    "default": DEFAULT,
    **{
        name: next(one.rules for one in RULE_SETS if one.name == known)
        for name, known in (
            ("xmr3", "XmR-3"),
            ("we4", "Western Electric"),
            ("nhs", "NHS"),
            ("nelson", "Nelson"),
        )
    },
}
SEASONS = {
    Cadence.DAILY: 7, Cadence.WEEKLY: 52, Cadence.BIWEEKLY: 26, Cadence.MONTHLY: 12,
    Cadence.QUARTERLY: 4, Cadence.YEARLY: 2,
}  # fmt: skip
"""Periods in the season that a rhythm usually has."""

_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
_DATE = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", help="The column of values, where the file has several.")
@click.option(
    "--rules",
    default="default",
    show_default=True,
    help=f"A set ({', '.join(SETS)}) or codes such as LIM,RUN8,TREND6.",
)
@click.option(
    "--baseline",
    help="What the limits are made of: so many first values, or days, such as "
    "2026-01-01..2026-06-30. Default: the first 20 values.",
)
@click.option(
    "--break",
    "breaks",
    type=_DATE,
    multiple=True,
    help="A day from which on limits begin anew, such as after a change of the formula. "
    "May be given several times.",
)
@click.option(
    "--form",
    type=click.Choice([form.value.replace("_", "-") for form in Form]),
    default="level",
    show_default=True,
    help="How the process behaves when nothing changes; season-ratio for swings that grow with it, "
    "year-on-year for a season on what grows.",
)
@click.option("--season", type=int, help="Periods in a season. Default: a year, of days a week.")
@click.option(
    "--spread",
    type=click.Choice([spread.value for spread in Spread]),
    default="mean",
    show_default=True,
    help="The average of the moving ranges; median for a baseline with an obvious outlier.",
)
@click.option("--screened", is_flag=True, help="Leave ranges above their limit out, once.")
@click.option("--at-least", type=float, help="The least that is wanted.")
@click.option("--at-most", type=float, help="The most that is wanted; with --at-least: within.")
@click.option(
    "--better",
    type=click.Choice(["up", "down"]),
    help="Which way is better. Default: what the target says.",
)
@click.option("--low-bound", type=float, help="Nothing can be less, such as 0.")
@click.option("--high-bound", type=float, help="Nothing can be more, such as 100.")
@click.option("--counts", is_flag=True, help="The values are counts; warns where they are few.")
@click.option(
    "--cadence",
    type=click.Choice([AUTO, *(cadence.value for cadence in Cadence)]),
    default=AUTO,
    show_default=True,
    help="How often there is a value; auto goes by the days between values.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON with unrounded numbers.")
def spc(
    file: Path,
    column: str | None,
    rules: str,
    baseline: str | None,
    breaks: Sequence[datetime],
    form: str,
    season: int | None,
    spread: str,
    screened: bool,
    at_least: float | None,
    at_most: float | None,
    better: str | None,
    low_bound: float | None,
    high_bound: float | None,
    counts: bool,
    cadence: str,
    as_json: bool,
) -> None:
    """Say when a process really changed: limits, signals and a chart, offline.

    FILE is CSV with a column of dates (2026-11-24) and one of values, or with a row of each,
    separated by commas, semicolons or tabs. A missing period is a gap. Limits begin with six values
    and stay as they are from 20 on. docs/methods/kpis.md says how the numbers come about.
    """
    _check(at_least, at_most, low_bound, high_bound)
    lines = read_lines(file, file.read_bytes(), column)
    rhythm = usual_cadence([line.day for line in lines]) if cadence == AUTO else Cadence(cadence)
    series = _series(lines, rhythm)
    starts = sorted({_place_of(series, day.date(), "--break") for day in breaks})
    target = Target(at_least, at_most)
    question = Question(
        starts=tuple(starts),
        chosen=tuple(_chosen(series, baseline, starts)),
        settings=Settings(
            form=form.replace("-", "_"),
            season=SEASONS[rhythm] if season is None else season,
            spread=spread,
            screened=screened,
            rules=_rules(rules),
        ),
        target=target,
        better=better or _better(target),
        bounds=(low_bound, high_bound),
        counts=counts,
    )
    try:
        answer = answered(series, question)
    except MethodError as refused:
        raise Unusable(str(refused)) from refused
    if any(part.lack is Lack.NOT_POSITIVE for part in answer.parts):
        raise Unusable("A season that multiplies needs values above 0. Take --form season.")
    if as_json:
        click.echo(json.dumps(told(answer), indent=2, ensure_ascii=False))
    else:
        click.echo(as_text(answer))


def _check(at_least: float | None, at_most: float | None, low: float | None, high: float | None) \
        -> None:  # fmt: skip
    given = [number for number in (at_least, at_most, low, high) if number is not None]
    if not all(map(is_ordinary, given)):
        raise Unusable("Targets and bounds must be ordinary numbers.")
    if at_least is not None and at_most is not None and at_least >= at_most:
        raise Unusable("--at-least must be less than --at-most.")
    if low is not None and high is not None and low >= high:
        raise Unusable("--low-bound must be less than --high-bound.")


def _series(lines: Sequence[Line], rhythm: Cadence) -> Series:
    huge = next((line for line in lines if not is_ordinary(line.value)), None)
    if huge:
        raise Unusable(f"{huge.place}: {huge.value:g} is too large to work with.")
    return in_periods(lines, rhythm)


def _rules(text: str) -> tuple[str, ...]:
    if text.lower() in SETS:
        return SETS[text.lower()]
    codes = tuple(dict.fromkeys(code.strip().upper() for code in text.split(",")))
    unknown = [code for code in codes if code not in RULES]
    if unknown:
        raise Unusable(
            f"There is no rule “{unknown[0]}”. Use a set ({', '.join(SETS)}) or some of: "
            f"{', '.join(RULES)}."
        )
    return codes


def _better(target: Target) -> Better:
    if target.low is not None and target.high is not None:
        return Better.WITHIN
    if target.low is not None:
        return Better.UP
    return Better.DOWN if target.high is not None else Better.NEITHER


def _place_of(series: Series, day: date, option: str) -> int:
    """The period that holds a day."""
    if not series.starts[0] <= day <= series.days[-1]:
        raise Unusable(f"{option}: {day} lies outside the file's days.")
    return max(at for at, start in enumerate(series.starts) if start <= day)


def _chosen(series: Series, baseline: str | None, starts: Sequence[int]) -> list[tuple[int, int]]:
    """The baselines asked for; of a number of values one in each stretch that has so many."""
    if baseline is None:
        return []
    span = _SPAN.fullmatch(baseline)
    if span:
        try:
            first, last = date.fromisoformat(span[1]), date.fromisoformat(span[2])
        except ValueError as error:
            raise Unusable(f"--baseline {baseline}: write days as 2026-01-01.") from error
        within = [at for at, day in enumerate(series.days) if first <= day <= last]
        if not within:
            raise Unusable(f"--baseline {baseline}: the file has no value there.")
        return [(within[0], within[-1] + 1)]
    if not (baseline.isascii() and baseline.isdecimal() and len(baseline) < 6):
        raise Unusable(
            f"--baseline {baseline}: give a number of values, or days as 2026-01-01..2026-06-30."
        )
    count = int(baseline)
    found = []
    cuts = [0, *(start for start in starts if start), len(series.values)]
    for begin, end in pairwise(cuts):
        present = [at for at in range(begin, end) if series.values[at] is not None]
        if 0 < count <= len(present):
            found.append((begin, present[count - 1] + 1))
    if not found:
        raise Unusable(f"--baseline {count}: no stretch of the file has so many values.")
    return found
