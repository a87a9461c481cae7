"""What ``ui.finder`` draws: a short list to choose from, or a field that finds while one types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headway.kit.choices import CANDIDATES, Source
from headway.kit.problems import Problem


@dataclass(frozen=True, slots=True)
class Finder:
    """The choices of some fields of a form. ``options`` is None when there are too many to list;
    then ``texts`` says what stands in each field, and ``candidates`` what a name fitted that was
    typed there and fits several."""

    kind: str
    options: list[tuple[str, str]] | None
    texts: Mapping[str, str]
    candidates: Mapping[str, list[tuple[str, str]]]


def finder(
    source: Source, typed: Mapping[str, Any], *names: str, problem: Problem | None = None
) -> Finder:
    """The fields ``names`` of a form as it is filled or was sent. One query for a short list; for a
    long one a second, and one for each name that was not clear."""
    options = source.few()
    if options is not None:
        return Finder(source.kind, options, {}, {})
    values = {name: str(typed.get(name) or "") for name in names}
    chosen = source.by_ids({value for value in values.values() if value})
    texts = {}
    for name, value in values.items():
        sent = typed.get(f"{name}-text")
        texts[name] = str(sent) if sent is not None else _label(chosen, value)
    unclear = {e.field for e in problem.errors if e.code == "ambiguous"} if problem else set()
    candidates = {
        name: [(choice.id, choice.full) for choice in source.named(texts[name])[:CANDIDATES]]
        for name in names
        if name in unclear
    }
    return Finder(source.kind, options, texts, candidates)


def _label(chosen: Mapping[str, Any], value: str) -> str:
    return str(chosen[value].label) if value in chosen else ""
