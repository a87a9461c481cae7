"""The core imports nothing but value code of the standard library, and its examples are true."""

from __future__ import annotations

import ast
import doctest
import importlib
from pathlib import Path

import pytest

import headway.core

FOLDER = Path(headway.core.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
ALLOWED = {
    "__future__", "bisect", "calendar", "collections", "collections.abc", "dataclasses",
    "datetime", "decimal", "enum", "fractions", "functools", "itertools", "math", "operator", "re",
    "typing", "unicodedata", "zoneinfo",
}  # fmt: skip


def parts_of(path):
    """A module's name inside the core, packages included."""
    return ".".join(path.relative_to(FOLDER).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=parts_of)
def test_imports_are_on_the_short_list(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert name in ALLOWED or name.startswith("headway.core"), f"{path.name}: {name}"


@pytest.mark.parametrize("path", MODULES, ids=parts_of)
def test_every_public_function_shows_an_example(path):
    """Rules of the review are found by their registry and shown in docs/methods instead."""
    functions = [
        node
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    shown = [f.name for f in functions if ">>>" in (ast.get_docstring(f) or "")]
    assert [f.name for f in functions if f.name not in shown and not f.decorator_list] == []


@pytest.mark.parametrize("path", MODULES, ids=parts_of)
def test_examples_in_docstrings_are_true(path):
    name = f"headway.core.{parts_of(path)}".removesuffix("__init__").rstrip(".")
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def test_worked_examples_of_the_methods_are_true(repository):
    pages = sorted((repository / "docs" / "methods").glob("*.md"))
    tried = 0
    for page in pages:
        result = doctest.testfile(str(page), module_relative=False)
        assert result.failed == 0, page.name
        tried += result.attempted
    assert tried > 15
