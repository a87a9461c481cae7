"""`headway forecast FILE`: will it reach its target? Offline; needs no database and no Django."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from headway.cli.dated_files import Line, first_day, read_lines, usual_cadence
from headway.cli.errors import Unusable
from headway.cli.forecast_charts import HALF, MOST, READING, TARGET, chart, decimals
from headway.core.cadence import Cadence
from headway.core.forecast import (
    Basis,
    NoOutlook,
    Outlook,
    Reason,
    blend,
    disagrees,
    outlook,
    shown,
)
from headway.core.forecast.walk import HUGE
from headway.core.pace import LIKELY, UNLIKELY

AUTO = "auto"
_NO_FORECAST = {
    Reason.TOO_FEW: "Readings in four different periods are needed; there are fewer.",
    Reason.UNUSABLE: "These numbers are too large for a forecast.",
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--target", type=float, required=True, help="The value to reach.")
@click.option(
    "--end",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="The last day, such as 2026-12-31.",
)
@click.option(
    "--direction",
    type=click.Choice([AUTO, "increase", "decrease"]),
    default=AUTO,
    show_default=True,
    help="Whether more or less is better; auto goes by where the target lies.",
)
@click.option(
    "--counter",
    is_flag=True,
    help="The values are running totals that cannot fall, such as customers won so far.",
)
@click.option(
    "--sum",
    "adds_up",
    is_flag=True,
    help="The values are amounts to add up, such as customers won in a week.",
)
@click.option("--start", type=float, help="Where it started. Default: the first value; 0 for sums.")
@click.option(
    "--cadence",
    type=click.Choice([AUTO, *(cadence.value for cadence in Cadence)]),
    default=AUTO,
    show_default=True,
    help="How often it is read; auto goes by the days between readings.",
)
@click.option(
    "--confidence",
    type=click.IntRange(0, 10),
    help="How sure you are, 0 to 10, to see it beside the forecast.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON with unrounded numbers.")
def forecast(
    file: Path,
    target: float,
    end: datetime,
    direction: str,
    counter: bool,
    adds_up: bool,
    start: float | None,
    cadence: str,
    confidence: int | None,
    as_json: bool,
) -> None:
    """Say how likely a series of readings reaches its target, offline.

    FILE is CSV with a column of dates (2026-11-24) and one of values, separated by commas,
    semicolons or tabs. A missing week is a gap; leave it out or its value empty. At least four
    readings are needed. docs/methods says how the numbers come about.
    """
    if counter and adds_up:
        raise Unusable("Choose one of --counter (running totals) and --sum (amounts to add up).")
    if any(not abs(number) <= HUGE for number in (target, start or 0.0)):
        raise Unusable("--target and --start must be ordinary numbers.")
    lines = read_lines(file, file.read_bytes())
    _check(lines, end.date(), counter)
    rhythm = usual_cadence([line.day for line in lines]) if cadence == AUTO else Cadence(cadence)
    began, kind = _way(lines[0].value if not adds_up else 0.0, start, target, direction)
    found = outlook(
        kind,
        start=began,
        target=target,
        readings=[(line.day, line.value) for line in lines],
        cadence=rhythm,
        starts_on=first_day(rhythm, lines[0].day),
        ends_on=end.date(),
        ambition="committed",
        aggregation="sum" if adds_up else "last",
        counter=counter,
    )
    if isinstance(found, NoOutlook):
        raise Unusable(_NO_FORECAST.get(found.reason, f"There is no forecast: {found.reason}."))
    told = _told(found, kind, rhythm, end.date(), len(lines), confidence)
    if as_json:
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo(_as_text(told, found, _drawn(lines, adds_up)))


def _check(lines: Sequence[Line], end: date, counter: bool) -> None:
    late = next((line for line in lines if line.day > end), None)
    if late:
        raise Unusable(f"{late.place}: {late.day} lies after the end, {end}.")
    huge = next((line for line in lines if abs(line.value) > HUGE), None)
    if huge:
        raise Unusable(f"{huge.place}: {huge.value:g} is too large for a forecast.")
    if not counter:
        return
    for before, after in pairwise(lines):
        if after.value < before.value:
            raise Unusable(
                f"{after.place}: a running total cannot fall, from {before.value:g} to "
                f"{after.value:g}. For amounts to add up use --sum; else leave --counter out."
            )


def _way(first: float, start: float | None, target: float, direction: str) -> tuple[float, str]:
    """Where it started, and increase or decrease."""
    began = first if start is None else start
    if direction == AUTO:
        if began == target:
            raise Unusable("It starts at the target. Say --direction increase or decrease.")
        return began, "increase" if target > began else "decrease"
    if (target - began) * (1 if direction == "increase" else -1) < 0:
        if start is not None:
            raise Unusable(f"From {start:g} to {target:g} is no {direction}. Turn one of them.")
        return target, direction  # it was there from the beginning, and must hold
    return began, direction


def _told(
    found: Outlook,
    kind: str,
    cadence: Cadence,
    end: date,
    count: int,
    confidence: int | None,
) -> dict[str, Any]:
    p = found.probability
    model = found.aimed
    raw = p if model is None else model.probability_raw
    together = None if confidence is None else blend(p, confidence)
    return {
        "verdict": _verdict(found),
        "probability": p,
        "probability_raw": raw,
        "target": found.target,
        "direction": kind,
        "end": end.isoformat(),
        "basis": found.basis,
        "mean": found.mean,
        "sd": None if model is None else model.sd,
        "df": None if model is None else model.df,
        "low": found.low,
        "high": found.high,
        "low50": found.low50,
        "high50": found.high50,
        "expected_score": found.expected_score,
        "value": found.value,
        "read_on": found.read_on.isoformat(),
        "readings": count,
        "cadence": cadence,
        "periods_read": found.periods_read,
        "periods_left": found.periods_left,
        "confidence": confidence,
        "blend": together,
        "disagrees": None if confidence is None else disagrees(p, confidence),
        "fan": [{**point._asdict(), "on": point.on.isoformat()} for point in found.fan],
    }


def _verdict(found: Outlook) -> str:
    if found.basis is Basis.SETTLED or found.probability in (0.0, 1.0):
        return "reached" if found.probability else "missed"
    if found.probability >= LIKELY:
        return "likely"
    return "unlikely" if found.probability < UNLIKELY else "open"


def _drawn(lines: Sequence[Line], adds_up: bool) -> list[tuple[date, float]]:
    """The readings as they count."""
    drawn, total = [], 0.0
    for line in lines:
        total = total + line.value if adds_up else line.value
        drawn.append((line.day, total))
    return drawn


def _as_text(told: dict[str, Any], found: Outlook, readings: list[tuple[date, float]]) -> str:
    drawn = [value for _, value in readings] + [told["target"]]
    drawn += [value for point in found.fan for value in (point.low80, point.high80)]
    places = decimals(max(drawn) - min(drawn))
    labels = [f"{value:.{places}f}" for value in (max(drawn), told["target"], min(drawn))]
    lines = [_headline(told, places), ""]
    if found.fan:
        mean, low, high = (f"{told[name]:.{places}f}" for name in ("mean", "low", "high"))
        lines.append(f"  In the end  {mean}; in 8 of 10 cases between {low} and {high}")
    left = told["periods_left"]
    lines.append(
        f"  Read        {told['readings']} values up to {told['read_on']}, {told['cadence']}; "
        f"{left} {'period' if left == 1 else 'periods'} left"
    )
    if told["confidence"] is not None:
        apart = " The two are far apart: worth a word." if told["disagrees"] else ""
        lines.append(
            f"  You say     {told['confidence']} of 10; half model, half you is "
            f"{_percent(told['blend'])}.{apart}"
        )
    lines += ["", chart(readings, found, labels), ""]
    lines.append(f"  {READING} read  {HALF} half of the cases  {MOST} 8 of 10  {TARGET} target")
    return "\n".join(lines)


def _headline(told: dict[str, Any], places: int) -> str:
    side = "least" if told["direction"] == "increase" else "most"
    wanted = f"at {side} {told['target']:.{places}f}"
    verdict = told["verdict"].capitalize()
    if told["verdict"] in ("reached", "missed"):
        return f"{verdict}: {told['value']:.{places}f} on {told['read_on']}, for {wanted}."
    return f"{verdict}: {_percent(told['probability'])} for {wanted} by {told['end']}."


def _percent(probability: float) -> str:
    return f"{100 * shown(probability):.0f} %"
