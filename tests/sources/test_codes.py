"""Every code that a source can refuse with is explained in the docs, and none else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from headway.kpis import sources
from headway.kpis.actions import connectors

SAYING = {"SourceError": 0, "LeftOut": 0, "_wrong": 1}
"""Functions that take a code, and where."""


def test_every_code_is_explained(repository: Path):
    page = (repository / "docs" / "sources.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`([a-z_]+)`", page.partition("| Code |")[2]))
    folders = (Path(module.__path__[0]) for module in (sources, connectors))
    assert told == set().union(*map(codes, folders))


def codes(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                at = SAYING.get(node.func.id, 99)
                if len(node.args) > at:
                    given = node.args[at]
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        found.add(given.value)
    return found
