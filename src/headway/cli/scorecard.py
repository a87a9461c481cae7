"""`headway scorecard`: the scorecard of a day, as a running server has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from headway.cli.remote.calls import Call, Json
from headway.cli.remote.options import server_at, server_options
from headway.cli.remote.units import unit_id_of
from headway.core.scorecard import rounded

WIDEST = 60
"""Letters of a name; what is longer is cut here, and whole in JSON."""
_LACKS = {
    "no_value": "no value",
    "too_old": "its last value is too old",
    "no_target": "no target",
    "archived": "archived",
}


@click.command()
@server_options
@click.option(
    "--day",
    "--as-of",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="A past day, with its goals, weights and targets; today when left out. Goals that were "
    "written down later for their own time count, and it is said.",
)
@click.option("--as-known", is_flag=True, help="As it was known then, not now.")
@click.option("--unit", help="That of a unit, by its name or id; else the organisation's.")
@click.option(
    "--units", is_flag=True, help="All scorecards in short: a line for each unit, with its id."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def scorecard(
    url: str,
    token: str | None,
    day: Any,
    as_known: bool,
    unit: str | None,
    units: bool,
    as_json: bool,
) -> None:
    """Print the scorecard of a day: perspectives, their mid-term goals and the KPIs of those.

    A score goes from 0 to 100; the share is what it counts for in what stands above it. Asks a
    running server, as `headway api` does.

    \b
    headway scorecard
    headway scorecard --day 2026-06-30 --as-known --json
    headway scorecard --units
    headway scorecard --unit "Field advice"
    """
    asked = [("as_of", f"{day:%Y-%m-%d}")] if day else []
    asked += [("as_known", "true")] if as_known else []
    server = server_at(url, token)
    unit_id = unit_id_of(server, unit)
    asked += [("unit_id", str(unit_id))] if unit_id is not None else []
    path = "/api/v1/scorecard/units" if units else "/api/v1/scorecard"
    found = server.send(Call("GET", path, asked))
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    click.echo("\n".join(lines_of_units(found) if units else lines_of(found)))


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    share: str
    score: str
    colour: str
    said: str = ""


def lines_of(card: Json) -> Iterator[str]:
    """The card as a table, a line each."""
    known = ", as it was known" if card["as_known"] else ""
    whose = f" of {card['unit_name']}" if card["unit_name"] else ""
    yield f"Scorecard{whose} of {date.fromisoformat(card['day']).isoformat()}{known}"
    if not card["perspectives"]:
        yield f"No mid-term goal{whose} is in force on this day."
        return
    yield from _written(card)
    rows = [_Line("", "share", "score", "colour"), *_rows(card)]
    name, share, score, colour = (
        max(len(getattr(row, column)) for row in rows)
        for column in ("name", "share", "score", "colour")
    )
    for row in rows:
        yield (
            f"{row.name:<{name}}  {row.share:>{share}}  {row.score:>{score}}  "
            f"{row.colour:<{colour}}  {row.said}"
        ).rstrip()


def _written(card: Json) -> Iterator[str]:
    """How many of its goals were written down later, and when, where any was."""
    goals = [goal for one in card["perspectives"] for goal in one["goals"]]
    days = sorted(goal["written_on"] for goal in goals if goal["written_on"])
    if days:
        when = f"on {days[0]}" if days[0] == days[-1] else f"from {days[0]} to {days[-1]}"
        yield f"{len(days)} of {len(goals)} goals written down later, {when}"


def lines_of_units(found: Json) -> Iterator[str]:
    """All scorecards in short as a table, a line each."""
    known = ", as it was known" if found["as_known"] else ""
    yield f"Scorecards of {date.fromisoformat(found['day']).isoformat()}{known}"
    if not found["units"]:
        yield "No mid-term goal is in force on this day."
        return
    columns: dict[str, None] = {}
    for unit in found["units"]:
        for one in unit["perspectives"]:
            columns[one["name"] or "Without a perspective"] = None
    rows = [["id", "unit", *columns, "whole"]]
    for unit in found["units"]:
        cells = {one["name"] or "Without a perspective": one for one in unit["perspectives"]}
        scores = [_cell(cells.get(name)) for name in columns]
        name = _cut(unit["unit_name"] or "The organisation")
        rows.append([str(unit["unit_id"] or ""), name, *scores, _cell(unit)])
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _cell(score: Json | None) -> str:
    """Its score with the colour as a word; nothing where there is no goal."""
    return "" if score is None else f"{_number(score['score'])} {score['colour']}"


def _rows(card: Json) -> Iterator[_Line]:
    yield _line("Whole", card, share="")
    for perspective in card["perspectives"]:
        yield _line(perspective["name"] or "Without a perspective", perspective)
        for goal in perspective["goals"]:
            yield _line(f"  {goal['title']}", goal)
            for kpi in goal["kpis"]:
                yield _kpi(kpi)


def _line(name: str, part: Json, share: str | None = None) -> _Line:
    said = []
    if part["coverage"] < 1:
        said.append(f"{part['coverage']:.0%} of its weights have a score")
    if part["reds"]:
        said.append(f"{part['reds']} red, the lowest {rounded(part['least'])}")
    if part["leading"] and part["lagging"]:
        leading, lagging = (_number(part[side]["score"]) for side in ("leading", "lagging"))
        said.append(f"leading {leading}, lagging {lagging}")
    share = _share(part) if share is None else share
    return _Line(_cut(name), share, _number(part["score"]), part["colour"], "; ".join(said))


def _kpi(kpi: Json) -> _Line:
    said = str(_LACKS.get(kpi["lack"], kpi["lack"]))
    if kpi["value"] is not None:
        said = ", ".join(filter(None, [f"{kpi['scored_value']:g} from {kpi['starts_on']}", said]))
    return _Line(_cut(f"    {kpi['kpi_name']}"), _share(kpi), _number(kpi["score"]), "", said)


def _share(part: Json) -> str:
    return f"{part['share']:.0%}"


def _number(score: float | None) -> str:
    return "–" if score is None else str(rounded(score))


def _cut(name: str) -> str:
    return name if len(name) <= WIDEST else f"{name[: WIDEST - 1]}…"
