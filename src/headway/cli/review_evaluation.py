"""Labelled sentences, and how often the rules agree with the people who labelled them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from headway.cli.errors import Unusable
from headway.cli.score_files import readable_rows, rows_of
from headway.core.review.evaluation import MOST_MISTAKES, Agreement, Labelled, Split

COLUMNS = ("text", "kind", "measurable", "outcome_or_output", "vague", "organisation")


def read_labelled(path: Path, content: bytes) -> list[Labelled]:
    """The sentences of a CSV file. Raises Unusable, naming the line."""
    try:
        rows = rows_of(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unusable(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    with readable_rows(path):
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise Unusable(f"{path.name} lacks the columns {', '.join(missing)}.")
        return [_sentence(row, line) for line, row in enumerate(rows, 2)]


def _sentence(row: dict[str, str], line: int) -> Labelled:
    if row["kind"] not in ("objective", "key_result"):
        raise Unusable(f"line {line}: kind must be objective or key_result, not “{row['kind']}”.")
    return Labelled(
        row["text"],
        row["kind"],
        row["measurable"] == "yes",
        row["outcome_or_output"] == "output",
        row["vague"] == "yes",
        row["organisation"],
    )


def evaluation_text(splits: Iterable[Split]) -> str:
    """A table with a line for each question and organisation, and the first mistakes of each."""
    lines = [f"{'':34}{'precision':>10}{'recall':>8}{'F1':>7}{'right':>7}{'wrong':>7}{'missed':>8}"]
    mistakes: list[str] = []
    for split in splits:
        lines.append(_row(split.question, split.overall))
        for name, found in split.by_organisation.items():
            lines.append(_row(f"  {name} alone", found))
            lines.append(_row(f"  all without {name}", split.without[name]))
        mistakes += ["", f"{split.question}: where rule and people differ"]
        for one in split.overall.mistakes[:MOST_MISTAKES]:
            found_or_not = f"found: {one.found}" if one.found else "not found"
            mistakes.append(f"  {one.text}\n    {found_or_not}")
    return "\n".join([*lines, *mistakes])


def _row(name: str, found: Agreement) -> str:
    shares = "".join(
        f"{'none' if share is None else format(share, '.2f'):>{width}}"
        for share, width in ((found.precision, 10), (found.recall, 8), (found.f1, 7))
    )
    return f"{name:34}{shares}{found.hits:>7}{found.wrong:>7}{found.missed:>8}"
