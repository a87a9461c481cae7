"""What the core says to people is marked for translators, whole sentences at a time."""

from __future__ import annotations

import ast
from pathlib import Path

CORE = Path(__file__).resolve().parents[2] / "src" / "headway" / "core"
REFUSALS = {"DefinitionError", "ReadingError", "_wrong"}


def unmarked(code: str) -> list[int]:
    """The lines on which a refusal says a text of its own that no translator finds: a literal that
    is not marked, or one that is put together."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in REFUSALS
        and node.args
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr | ast.BinOp)
    ]


def test_an_unmarked_text_is_seen() -> None:
    code = 'raise ReadingError("No.", code="A")\nraise ReadingError(f"No {x}.", code="A")\n'
    assert unmarked(code + 'raise ReadingError(_("No."), code="A")\n') == [1, 2]


def test_every_refusal_of_the_core_can_be_translated() -> None:
    found = [
        f"{path.name}:{line}"
        for path in sorted(CORE.rglob("*.py"))
        for line in unmarked(path.read_text("utf-8"))
    ]
    assert not found, f"Mark them with core.texts.gettext_noop: {found}"
