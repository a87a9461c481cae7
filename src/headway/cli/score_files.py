"""Read key results for `headway score` from YAML, JSON or CSV. Imports nothing but the core."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from headway.cli.errors import Unusable
from headway.core.kinds import KeyResultKind

DEFINITION = ("start", "target", "low", "high", "fail", "scale", "anchors", "weights")
READINGS = ("value", "values", "done")
NUMBERS = {"start", "target", "low", "high", "fail", "value", "weight", "progress"}
LISTS = {"values", "done", "weights"}
LARGEST_FILE = 5_000_000  # bytes
LARGEST = 1e300  # so that no sum of numbers is beyond what a number can be
FIELDS = {"title", "kind", "weight", "objective", "ambition", "progress", *DEFINITION, *READINGS}
_YES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class KeyResult:
    """A key result as the file gives it; ``where`` names its place for error messages."""

    where: str
    title: str
    kind: str
    weight: float
    progress: float | None
    arguments: Mapping[str, Any]


@dataclass(slots=True)
class Objective:
    """An objective and its key results; title "" holds those that name no objective."""

    title: str
    ambition: str = "aspirational"
    key_results: list[KeyResult] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file holds, and the scoring standard it asks for, if any."""

    objectives: list[Objective]
    standard: str | None


def read_plan(path: Path, content: bytes) -> Plan:
    """The plan in a file, by its suffix. Raises Unusable, naming the place."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    suffix = path.suffix.lower()
    if suffix == ".csv":
        with readable_rows(path):
            return _from_rows(rows_of(text))
    if suffix == ".json":
        return _from_document(parsed_json(path, text))
    if suffix in (".yaml", ".yml"):
        return _from_document(parsed_yaml(path, text))
    raise Unusable(f"{path.name} must end in .yaml, .json or .csv.")


def content_of(path: Path) -> bytes:
    """What a file holds. Raises Unusable for one that no plan needs to be as large as: it would
    take minutes and all the memory there is."""
    with path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        most = LARGEST_FILE // 1_000_000
        raise Unusable(f"{path.name} is larger than {most} MB. Divide it into several files.")
    return content


@contextmanager
def readable_rows(path: Path) -> Iterator[None]:
    """Raises Unusable where the rows of a CSV file, which are read as they are taken, are none."""
    try:
        yield
    except csv.Error as error:
        raise Unusable(f"{path.name} is no valid CSV: {error}.") from error


def rows_of(text: str) -> csv.DictReader[str]:
    """The rows of a CSV text, whichever way its lines end."""
    return csv.DictReader(io.StringIO(text, newline=""))


def parsed_json(path: Path, text: str) -> Any:
    """The document in a JSON text. Raises Unusable."""
    try:
        document = json.loads(text)
        if "\\u" in text:  # half of a pair of signs can be written like this, and never printed
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Unusable(
            f"{path.name} holds half a character: \\u{ord(error.object[error.start]):x}."
        ) from error
    except ValueError as error:
        raise Unusable(f"{path.name} is no valid JSON: {error}.") from error
    except RecursionError as error:
        raise Unusable(f"{path.name} is nested too deeply.") from error
    return document


def parsed_yaml(path: Path, text: str) -> Any:
    """The document in a YAML text. Raises Unusable."""
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise Unusable(f"{path.name} is no valid YAML: {error}.") from error
    except RecursionError as error:
        raise Unusable(f"{path.name} is nested too deeply.") from error
    except ValueError as error:  # "2019-13-45" is read as a day that there is not
        raise Unusable(f"{path.name} holds a value that there is not: {error}.") from error


def _from_document(document: Any) -> Plan:
    """A list of key results; or an object with ``objectives``, ``key_results`` and ``standard``."""
    if isinstance(document, list):
        document = {"key_results": document}
    if not isinstance(document, dict) or not {"objectives", "key_results"} & document.keys():
        raise Unusable("The file must hold a list of key results, or an object with “objectives”.")
    objectives: dict[str, Objective] = {}
    for number, entry in enumerate(_entries(document, "objectives"), 1):
        where = f"objective {number}"
        objective = _objective(objectives, entry.get("title") or where, entry.get("ambition"))
        for position, given in enumerate(_entries(entry, "key_results", where), 1):
            objective.key_results.append(_key_result(given, f"{where}, key result {position}"))
    for position, given in enumerate(_entries(document, "key_results"), 1):
        objective = _objective(objectives, given.get("objective") or "", given.get("ambition"))
        objective.key_results.append(_key_result(given, f"key result {position}"))
    return Plan(list(objectives.values()), document.get("standard"))


def _entries(holder: Mapping[str, Any], name: str, where: str = "the file") -> list[dict[str, Any]]:
    entries = holder.get(name) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Unusable(f"“{name}” of {where} must be a list of objects.")
    return entries


def _from_rows(rows: Iterable[Mapping[str | None, Any]]) -> Plan:
    """One key result a row; lists are written with semicolons, anchors as ``value=score``."""
    objectives: dict[str, Objective] = {}
    for line, row in enumerate(rows, 2):
        where = f"line {line}"
        if None in row:
            raise Unusable(f"{where} has more cells than the first line has names.")
        given = {
            str(name).strip(): _cell(str(name).strip(), text.strip(), where)
            for name, text in row.items()
            if text and text.strip()
        }
        objective = _objective(objectives, given.get("objective", ""), given.get("ambition"))
        objective.key_results.append(_key_result(given, where))
    return Plan(list(objectives.values()), None)


def _cell(name: str, text: str, where: str) -> Any:
    if name == "anchors":
        return [[number_in(part, name, where) for part in pair.split("=")] for pair in _parts(text)]
    if name == "done":
        truths = [_truth(part, where) for part in _parts(text)]
        return truths[0] if len(truths) == 1 else truths
    if name in LISTS:
        return [number_in(part, name, where) if part else None for part in _parts(text)]
    return number_in(text, name, where) if name in NUMBERS else text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";")]


def _truth(text: str, where: str) -> bool:
    if text.lower() not in _YES:
        raise Unusable(f"{where}: “done” must be yes or no, not “{text}”.")
    return _YES[text.lower()]


def number_in(given: Any, name: str, where: str) -> float:
    """A number, also one that is written as text. Raises Unusable, naming the place."""
    try:
        number = float(given)
        if isinstance(given, bool) or not abs(number) <= LARGEST:
            raise ValueError
    except (TypeError, ValueError, OverflowError) as error:
        raise Unusable(f"{where}: “{name}” must be a number, not “{given}”.") from error
    return number


def _objective(objectives: dict[str, Objective], title: Any, ambition: Any) -> Objective:
    objective = objectives.setdefault(str(title), Objective(str(title)))
    if ambition is not None:
        if ambition not in ("aspirational", "committed"):
            raise Unusable(f"“{title}”: ambition must be aspirational or committed.")
        objective.ambition = ambition
    return objective


def _key_result(given: Mapping[str, Any], where: str) -> KeyResult:
    unknown = sorted(set(given) - FIELDS)
    if unknown:
        raise Unusable(f"{where}: there is no field {', '.join(unknown)}.")
    kind = given.get("kind", KeyResultKind.INCREASE)
    if kind not in list(KeyResultKind):
        raise Unusable(f"{where}: kind must be one of {', '.join(KeyResultKind)}.")
    arguments = {
        name: number_in(given[name], name, where) if name in NUMBERS else given[name]
        for name in (*DEFINITION, *READINGS)
        if given.get(name) is not None
    }
    for name in LISTS & arguments.keys():
        arguments[name] = _list(name, arguments[name], where)
    progress = given.get("progress")
    return KeyResult(
        where=where,
        title=str(given.get("title") or where),
        kind=str(kind),
        weight=number_in(given.get("weight", 1), "weight", where),
        progress=None if progress is None else number_in(progress, "progress", where),
        arguments=arguments,
    )


def _list(name: str, given: Any, where: str) -> Any:
    if name == "done" and isinstance(given, bool):
        return given
    if not isinstance(given, list):
        raise Unusable(f"{where}: “{name}” must be a list.")
    if name == "done":
        return [bool(item) for item in given]
    return [None if item is None else number_in(item, name, where) for item in given]
