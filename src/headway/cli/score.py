"""`headway score FILE`: the arithmetic alone, offline. Needs no database and no Django."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from headway.cli.errors import Unusable
from headway.cli.score_files import KeyResult, Objective, content_of, read_plan
from headway.core.bands import band
from headway.core.errors import MethodError
from headway.core.progress import Progress, key_result_progress, stated_progress
from headway.core.scoring import (
    KeyResultTerm,
    ObjectiveScore,
    ScoringStandard,
    objective_score,
    round_half_up,
)


@dataclass(frozen=True, slots=True)
class Scored:
    """An objective with its key results' progress and its own score."""

    objective: Objective
    progress: list[Progress]
    result: ObjectiveScore


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--standard",
    type=click.Choice([standard.value for standard in ScoringStandard]),
    help="How key results make an objective's score. Default: what the file says, else mwm.",
)
@click.option("--final", is_flag=True, help="Grade: what was never measured counts as 0.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON with unrounded numbers.")
def score(file: Path, standard: str | None, final: bool, as_json: bool) -> None:
    """Score a file of key results, offline.

    FILE is YAML, JSON or CSV: key results with a kind (increase, decrease, stay_above, …), its
    numbers (start, target, value, …), a weight and, if wanted, the objective they belong to.
    docs/methods says how the numbers come about.
    """
    plan = read_plan(file, content_of(file))
    chosen = standard or plan.standard or ScoringStandard.MWM
    if chosen not in list(ScoringStandard):
        raise Unusable(f"standard must be one of {', '.join(ScoringStandard)}.")
    scored = [_score(objective, chosen, final) for objective in plan.objectives]
    click.echo(_as_json(scored, chosen) if as_json else _as_text(scored, chosen))


def _score(objective: Objective, standard: str, final: bool) -> Scored:
    progress = [_progress(key_result) for key_result in objective.key_results]
    terms = [
        KeyResultTerm(number, k.title, k.kind, k.weight, p.raw, p.score)
        for number, (k, p) in enumerate(zip(objective.key_results, progress, strict=True))
    ]
    try:
        result = objective_score(terms, standard=standard, grading=final)
    except (MethodError, OverflowError) as error:
        raise Unusable(f"“{objective.title}”: {error}") from error
    return Scored(objective, progress, result)


def _progress(key_result: KeyResult) -> Progress:
    try:
        if key_result.progress is not None:
            return stated_progress(key_result.progress)
        return key_result_progress(key_result.kind, **key_result.arguments)
    except (MethodError, OverflowError) as error:
        raise Unusable(f"{key_result.where} ({key_result.title}): {error}") from error


def _as_json(scored: list[Scored], standard: str) -> str:
    return json.dumps(
        {"standard": standard, "objectives": [_objective(item) for item in scored]},
        indent=2,
        ensure_ascii=False,
    )


def _objective(item: Scored) -> dict[str, Any]:
    return {
        "title": item.objective.title,
        "ambition": item.objective.ambition,
        "score": item.result.score,
        "band": band(item.result.score, item.objective.ambition),
        "coverage": item.result.coverage,
        "key_results": [
            {
                "title": key_result.title,
                "kind": key_result.kind,
                "raw": progress.raw,
                "score": progress.score,
                "rule": progress.rule,
                "weight": term.weight,
                "counted": term.score if term.included else None,
                "note": term.note,
            }
            for key_result, progress, term in zip(
                item.objective.key_results, item.progress, item.result.terms, strict=True
            )
        ],
    }


def _as_text(scored: list[Scored], standard: str) -> str:
    lines: list[str] = []
    for item in scored:
        verdict = band(item.result.score, item.objective.ambition)
        title = item.objective.title or "Key results"
        lines.append(f"{_two(item.result.score)}  {verdict:<6}  {title}")
        for key_result, progress, term in zip(
            item.objective.key_results, item.progress, item.result.terms, strict=True
        ):
            note = f"  ({term.note.replace('_', ' ')})" if term.note else ""
            lines.append(
                f"    {_two(progress.score)}  raw {_two(progress.raw):>5}  "
                f"weight {key_result.weight:g}  {key_result.title}{note}"
            )
        if item.result.coverage < 1:
            lines.append(f"    {round_half_up(100 * item.result.coverage, 0)} % of weight counted")
    lines.append(f"Scored by {standard}.")
    return "\n".join(lines)


def _two(number: float | None) -> str:
    return "none" if number is None else str(round_half_up(number, 2))
