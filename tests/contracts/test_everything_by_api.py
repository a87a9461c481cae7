"""What pages do, scripts do too: every action that a page uses is used by the API.

A new action fails here until it has its endpoint, or a reason why pages alone do it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "headway"

PAGES_ALONE = {
    "accept_invitation": "Whoever is invited has no token yet.",
    "find_invitation": "The page of an invitation, before anybody is signed in.",
    "find_leaver": "The page of a letter's link: its reader is not signed in, and has no token.",
    "leave_by_link": "As above; a script leaves by leave_recipients.",
    "open_link": "As above: a letter's link checks in once; a script has POST check-ins.",
    "check_in_by_link": "As above.",
    "open_feed": "A calendar program has an address and no token.",
    "make_feed": "A token that leaked must not be able to make an address that outlives it.",
    "enter_demo": "The role chooser of the demo, instead of a password.",
    "set_theme": "How the pages look for somebody.",
    "create_token": "A token that leaked must not be able to make another one.",
    "revoke_token": "As above; the command line revokes too.",
    "refusals": "A form shows every error at once; a script is told by the write itself.",
    "undo_values": "What a session has just typed; a script corrects a value by the next one.",
    "edit_measures": "One form for all KPIs of a goal: scripts change them in turn.",
    "draft_objective": "One form for an objective with its key results: scripts send them in turn.",
}


def _named(files: Iterable[Path]) -> set[str]:
    """Functions of actions modules that files use, by name or as ``actions.name``."""
    return {name for file in files for name in _of(ast.parse(file.read_text(encoding="utf-8")))}


def _of(tree: ast.AST) -> Iterator[str]:
    imported: dict[str, str] = {}
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("headway."):
            names = {alias.asname or alias.name: alias.name for alias in node.names}
            modules |= {name for name, real in names.items() if real == "actions"}
            if node.module.endswith(".actions"):
                modules |= set(names)
            if ".actions" in node.module:
                imported |= names
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in imported and imported[name].islower():
                yield imported[name]
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in modules:
                yield name


def _files(*patterns: str) -> list[Path]:
    return [file for pattern in patterns for file in SOURCE.glob(pattern)]


def test_every_action_of_a_page_is_one_of_the_api() -> None:
    pages = _named(_files("*/views/*.py", "*/views.py"))
    scripts = _named(_files("*/api/*.py", "*/api.py"))
    assert len(pages) > 60
    assert pages - scripts == set(PAGES_ALONE)
