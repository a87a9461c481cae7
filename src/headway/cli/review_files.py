"""Read objectives and key results for `headway review`. Imports nothing but the core.

YAML and JSON: ``objectives`` with ``key_results``, as `headway score` takes them and as published
sets hold them (``metric`` with ``metric_type``, ``start``, ``target``, ``unit``). A metric that is
no milestone is a number that should rise, or fall where its direction says so; what it does not
state is not there. CSV: a row is a key result, with its objective beside it, or a sentence with its
level. Text and Markdown: a heading or a line at the margin is an objective, what is listed or
indented below it are its key results.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from headway.cli.errors import Unusable
from headway.cli.score_files import (
    number_in,
    parsed_json,
    parsed_yaml,
    readable_rows,
    rows_of,
)
from headway.core.definitions import is_ordinary
from headway.core.kinds import KeyResultKind

FACTS = ("kind", "start", "target", "unit", "owner", "deadline")
TITLES = ("title", "text", "key_result", "key result")
_ITEM = re.compile(r"^(?P<indent>\s*)(?:[-*•+]|\d+[.)])\s+(?P<text>.*)$")
_HEADING = re.compile(r"^\s*#{1,6}\s+(?P<text>.*)$")
_MARKS = re.compile(r"[*_`]{1,3}")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:[^()\[\]]|\([^()\[\]]*\))*\)")
_SAID = re.compile(r"^(?:objective|key results?|o|kr)\s*\d*\s*[:.–-]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a file, its place there, and what the file says beside it."""

    where: str
    level: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def read_texts(path: Path, content: bytes) -> list[Text]:
    """The texts of a file, by its suffix. Raises Unusable, naming the place."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    with readable_rows(path):
        found = list(_read(path, text))
    if not found:
        raise Unusable(f"{path.name} holds no objective and no key result.")
    return found


def _read(path: Path, text: str) -> Iterator[Text]:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _from_rows(rows_of(text))
    if suffix == ".json":
        return _from_document(parsed_json(path, text))
    if suffix in (".yaml", ".yml"):
        return _from_document(parsed_yaml(path, text))
    if suffix in (".txt", ".md", ".markdown"):
        return _from_lines(text)
    raise Unusable(f"{path.name} must end in .yaml, .json, .csv, .txt or .md.")


def _from_document(document: Any) -> Iterator[Text]:
    if isinstance(document, list):
        document = {"key_results": document}
    if not isinstance(document, dict) or not {"objectives", "key_results"} & document.keys():
        raise Unusable("The file must hold a list of key results, or an object with “objectives”.")
    for number, entry in enumerate(_entries(document, "objectives", "the file"), 1):
        where = str(entry.get("id") or f"objective {number}")
        yield Text(where, "objective", _title(entry, where), _facts(entry, where))
        yield from _key_results(entry, f"{where}, ")
    yield from _key_results(document, "")


def _key_results(holder: Mapping[str, Any], before: str) -> Iterator[Text]:
    for number, given in enumerate(_entries(holder, "key_results", before or "the file"), 1):
        where = str(given.get("id") or f"{before}key result {number}")
        yield Text(where, "key_result", _title(given, where), _facts(given, where))


def _entries(holder: Mapping[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    entries = holder.get(name) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Unusable(f"“{name}” of {where.removesuffix(', ')} must be a list of objects.")
    return entries


def _title(entry: Mapping[str, Any], where: str) -> str:
    title = entry.get("title") or entry.get("text")
    if not isinstance(title, str):
        raise Unusable(f"{where} has no title.")
    return title


def _facts(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What an entry says beside its text, each of its own type. Raises Unusable."""
    facts = _told(entry)
    for name in ("start", "target"):
        if facts.get(name) is not None:
            facts[name] = _number(facts[name], name, where)
    for name in ("kind", "unit"):
        if not isinstance(facts.get(name), str | None):
            raise Unusable(f"{where}: “{name}” must be a text.")
    return facts


def _told(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The terms of a published metric are all told there, or are not."""
    facts = {name: entry[name] for name in FACTS if name in entry}
    metric = entry.get("metric")
    if not isinstance(metric, dict):
        return facts
    if metric.get("metric_type") == KeyResultKind.MILESTONE:
        return {"kind": KeyResultKind.MILESTONE}
    falls = metric.get("direction") == KeyResultKind.DECREASE
    return {
        "kind": KeyResultKind.DECREASE if falls else KeyResultKind.INCREASE,
        "start": metric.get("start"),
        "target": metric.get("target"),
        "unit": metric.get("unit"),
    }


def _from_rows(rows: csv.DictReader[str]) -> Iterator[Text]:
    told: set[str] = set()
    for line, row in enumerate(rows, 2):
        given = {str(k).strip().lower(): (v or "").strip() for k, v in row.items() if k}
        where = f"line {line}"
        objective = given.get("objective", "")
        if objective and objective not in told:
            told.add(objective)
            yield Text(where, "objective", objective)
        title = next((given[name] for name in TITLES if given.get(name)), "")
        if title:
            yield _row(where, title, given)


def _row(where: str, title: str, given: Mapping[str, str]) -> Text:
    kind = given.get("level") or given.get("kind", "")
    if kind in ("objective", "key_result"):
        return Text(where, kind, title)
    facts: dict[str, Any] = {name: given[name] for name in ("unit", "owner") if name in given}
    if kind:
        facts["kind"] = kind
    for name in ("start", "target"):
        if given.get(name):
            facts[name] = _number(given[name], name, where)
    return Text(where, "key_result", title, facts)


def _number(given: Any, name: str, where: str) -> float:
    """As people write it: findings quote a whole one without a point."""
    number = number_in(given, name, where)
    return int(number) if is_ordinary(number) and number == int(number) else number


def _from_lines(text: str) -> Iterator[Text]:
    lines = text.splitlines()
    above = _only_above(lines)
    has_headings = any(_HEADING.match(line) for line in lines)
    for number, line in enumerate(lines, 1):
        if number in above:
            continue
        level, said = _line(line, has_headings=has_headings)
        plain = _SAID.sub("", " ".join(_without_marks(said).split()))
        if plain:
            yield Text(str(number), level, plain)


def _only_above(lines: Sequence[str]) -> set[int]:
    """The numbers of headings over headings, such as the name of a quarter: no item stands before
    the next one, or the end."""
    found = set()
    has_items = False
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if _HEADING.match(line):
            if not has_items:
                found.add(number)
            has_items = False
        elif _ITEM.match(line):
            has_items = True
    return found


def _without_marks(said: str) -> str:
    """Without stars and the like; of a link what it says."""
    return _MARKS.sub("", _LINK.sub(r"\1", said))


def _line(line: str, *, has_headings: bool) -> tuple[str, str]:
    """The level and the text of a line; prose between headings, quotes and tables are none."""
    if heading := _HEADING.match(line):
        return "objective", heading["text"].rstrip().rstrip("#")
    item = _ITEM.match(line)
    if item:
        below = has_headings or bool(item["indent"])
        return ("key_result" if below else "objective"), item["text"]
    if not line.strip() or has_headings or line.lstrip()[0] in ">|":
        return "objective", ""
    return ("key_result" if line[0].isspace() else "objective"), line.strip()
