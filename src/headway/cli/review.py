"""`headway review FILE`: what a coach would say to a plan's words, offline. Needs no Django."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import click

from headway.cli.errors import Unusable
from headway.cli.review_evaluation import evaluation_text, read_labelled
from headway.cli.review_files import Text, read_texts
from headway.cli.score_files import content_of
from headway.core.review import AnyRule, Finding, Severity, all_rules, review_text
from headway.core.review.evaluation import evaluation

WORDS = {Severity.BLOCKS: "block", Severity.WARNS: "warn", Severity.INFORMS: "inform"}


class Reviewed(NamedTuple):
    """A text of the file with what was found in it."""

    text: Text
    findings: list[Finding]


@click.command()
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--exit-zero", is_flag=True, help="End with 0 also when something blocks.")
@click.option("--rules", is_flag=True, help="Print every rule with its condition.")
@click.option("--explain", metavar="CODE", help="Print one rule with its reason and examples.")
@click.option(
    "--evaluate",
    is_flag=True,
    help="FILE holds labelled sentences: print how often the rules agree with people.",
)
def review(
    file: Path | None,
    as_json: bool,
    exit_zero: bool,
    rules: bool,
    explain: str | None,
    evaluate: bool,
) -> None:
    """Say what is weak in objectives and key results, offline.

    FILE is YAML, JSON or CSV as for `headway score`, or text: a heading or a line at the margin is
    an objective, what is listed or indented below it are its key results. Ends with 1 when
    something blocks. docs/methods says what each rule looks at.

    For --evaluate, FILE is CSV with the columns text, kind (objective, key_result), measurable
    (yes, no), outcome_or_output (outcome, output), vague (yes, no) and organisation.
    """
    if rules or explain:
        click.echo(_explained(explain) if explain else "\n".join(map(_line, all_rules().values())))
        return
    if file is None:
        raise click.UsageError("Name a file, or ask for --rules or --explain.")
    if evaluate:
        click.echo(evaluation_text(evaluation(read_labelled(file, content_of(file)))))
        return
    reviewed = [_review(text) for text in read_texts(file, content_of(file))]
    click.echo(_as_json(reviewed) if as_json else _as_text(file, reviewed))
    if not exit_zero and any(f.severity is Severity.BLOCKS for one in reviewed for f in one[1]):
        raise click.exceptions.Exit(1)


def _review(text: Text) -> Reviewed:
    return Reviewed(text, review_text(text.text, level=text.level, **text.facts))


def _as_text(file: Path, reviewed: Iterable[Reviewed]) -> str:
    lines: list[str] = []
    counts: Counter[str] = Counter()
    severities: Counter[Severity] = Counter()
    texts = 0
    for text, findings in reviewed:
        texts += 1
        if findings:
            lines.append(f"{file.name}:{text.where}: {text.text}")
        for found in findings:
            counts[found.code] += 1
            severities[found.severity] += 1
            lines.append(f"  {found.severity} {found.code}: {found.message}")
            if found.suggestion:
                lines.append(f"    {found.suggestion}")
    if counts:
        lines += ["", *(f"{count:5}  {code}" for code, count in counts.most_common()), ""]
    told = ", ".join(f"{severities[severity]} {word}" for severity, word in WORDS.items())
    return "\n".join([*lines, f"{texts} texts, {sum(counts.values())} findings: {told}."])


def _as_json(reviewed: Iterable[Reviewed]) -> str:
    return json.dumps([_told(one) for one in reviewed], indent=2, ensure_ascii=False)


def _told(one: Reviewed) -> dict[str, Any]:
    return {
        "where": one.text.where,
        "level": one.text.level,
        "text": one.text.text,
        "findings": [
            {
                "code": found.code,
                "severity": found.severity,
                "message": found.message,
                "suggestion": found.suggestion,
            }
            for found in one.findings
        ],
    }


def _line(rule: AnyRule) -> str:
    return f"{rule.severity} {rule.code}: {rule.title}\n    {rule.condition}"


def _explained(code: str) -> str:
    rule = all_rules().get(code.upper())
    if rule is None:
        raise Unusable(f"There is no rule {code}. `headway review --rules` prints them all.")
    return "\n".join(
        (
            _line(rule),
            f"Why:  {rule.why}",
            f"Bad:  {rule.bad}",
            f"Good: {rule.good}",
            f"Source: {rule.source}",
        )
    )
