"""What may lie in the repository: our own text, for any machine, with every exception explained."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Written so that none of the patterns matches this file.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|root|Users)/\w|/home/(?!user\b|headway\b)\w")
REGISTRY_HOST = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|registry[.]yarnpkg|deb[.]debian[.]org", re.I
)
FOREIGN_LICENCE = re.compile(
    r"@licen[sc]e|copyright\s+(?:\(c\)|©)|permission is hereby granted|redistribution and use in",
    re.I,
)
CONFLICT = re.compile(r"^(?:<{7,}|>{7,}|[|]{7,})\s", re.M)
BUILT = re.compile(r"(?:^|/)(?:node_modules|vendor|dist|site-packages)/|[.]min[.](?:js|css)$")
FOREIGN_BINARY = {".woff", ".woff2", ".ttf", ".otf", ".eot", ".whl", ".jar", ".so", ".dll", ".exe"}
CODE = {".py", ".js", ".mjs", ".css", ".html", ".jinja", ".sh"}
LONGEST_LINE = 1500  # a minified file has lines of thousands
LONGEST_TEMPLATE_LINE = 160  # what can be read beside its older self

# A silenced tool says which rule, and why, on the same line.
SILENCED = re.compile(
    r"#\s*(?:(?:ruff:\s*|flake8:\s*)?noqa|(?:type|mypy|pyright):\s*ignore|pragma:\s*no\s*cover|nosec)"
    r"(?P<rest>[^\n]*)",
    re.I,
)
LEAVES_OUT = {"skip", "skipif", "skipIf", "skipUnless", "importorskip", "xfail"}
EXPLAINED = re.compile(r"(?>:\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*|\[[\w\s,-]+\])?+\W+\w+\W+\w+.*")


@pytest.fixture(scope="module")
def texts(tracked_files: list[Path]) -> dict[str, str]:
    """The text of every tracked file, by its path in the repository."""
    found: dict[str, str] = {}
    for path in tracked_files:
        content = path.read_bytes()
        if b"\0" not in content:
            found[str(path.relative_to(ROOT))] = content.decode("utf-8")
    return found


def test_no_file_knows_the_machine_it_was_written_on(texts: dict[str, str]) -> None:
    assert _lines_matching(MACHINE_PATH, texts) == []


def test_no_file_names_a_package_registry(texts: dict[str, str]) -> None:
    assert _lines_matching(REGISTRY_HOST, texts) == []


def test_no_merge_is_left_half_done(texts: dict[str, str]) -> None:
    """Markers of a conflict once stood in two decision records."""
    assert [name for name, text in texts.items() if CONFLICT.search(text)] == []


def test_no_built_or_downloaded_file_is_tracked(tracked_files: list[Path]) -> None:
    names = [str(path.relative_to(ROOT)) for path in tracked_files]
    assert [name for name in names if BUILT.search(name)] == []
    assert [name for name in names if Path(name).suffix in FOREIGN_BINARY] == []


def test_templates_have_lines_that_can_be_read_and_compared(texts: dict[str, str]) -> None:
    templates = [name for name in texts if "/jinja2/" in name]
    assert len(templates) > 80
    too_long = [
        f"{name}:{number}: {len(line)} characters; break it inside a tag or an expression, or let "
        "a function say the sentence"
        for name in templates
        for number, line in enumerate(texts[name].splitlines(), 1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]
    assert too_long == []


def test_no_code_of_others_is_tracked(texts: dict[str, str]) -> None:
    """A heuristic: other people's files carry their licence, or are minified."""
    code = {name: text for name, text in texts.items() if Path(name).suffix in CODE}
    ours = {name: text for name, text in code.items() if name != _own_name()}
    assert _lines_matching(FOREIGN_LICENCE, ours) == []
    assert [name for name, text in ours.items() if _longest(text) > LONGEST_LINE] == []


def test_every_silenced_rule_says_which_and_why(texts: dict[str, str]) -> None:
    bare = [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts.items()
        if name.endswith(".py") and name != _own_name()
        for number, line in enumerate(text.splitlines(), 1)
        for match in [SILENCED.search(line)]
        if match and not EXPLAINED.fullmatch(match["rest"])
    ]
    assert bare == [], "Write `# noqa: S608 (why)` or `# type: ignore[code]  # why`."


@pytest.mark.parametrize(
    ("comment", "accepted"),
    [
        ("# noqa", False),
        ("# noqa: S608", False),
        ("# noqa: S608, S603", False),
        ("# noqa: S608 (names come from our own table)", True),
        ("# type: ignore", False),
        ("# type: ignore[arg-type]", False),
        ("# type: ignore[arg-type]  # the stubs miss the tuple form", True),
        ("# ruff: noqa", False),
        ("# NOQA: S608", False),
        ("# pragma: no cover", False),
        ("# pragma: no cover - only without a browser", True),
    ],
)
def test_the_rule_on_silencing_knows_a_reason_from_none(comment: str, accepted: bool) -> None:
    match = SILENCED.search(comment)
    assert match is not None
    assert bool(EXPLAINED.fullmatch(match["rest"])) is accepted


def test_every_test_that_is_left_out_says_why(texts: dict[str, str]) -> None:
    bare = [
        f"{name}:{line}"
        for name, text in texts.items()
        if name.endswith(".py") and name != _own_name()
        for line in _left_out_without_reason(text)
    ]
    assert bare == [], "Give a sentence as the reason."


@pytest.mark.parametrize(
    ("code", "accepted"),
    [
        ("pytest.skip()", False),
        ("pytest.skip('later')", False),
        ("pytest.skip('There is no browser here.')", True),
        ("message = 'There is no browser here.'\npytest.skip(message)", True),
        ("pytest.importorskip('scipy')", False),
        ("pytest.importorskip('scipy', reason='the oracle is not here')", True),
        ("@pytest.mark.skip\ndef test_it(): ...", False),
        ("@pytest.mark.skipif(FAST, reason='')\ndef test_it(): ...", False),
        ("@pytest.mark.skipif(FAST, reason='takes an hour')\ndef test_it(): ...", True),
        ("@pytest.mark.xfail(strict=True)\ndef test_it(): ...", False),
        ("pytest.param(1, marks=pytest.mark.xfail)", False),
        ("@unittest.skipUnless(LINUX, 'only Linux has it')\ndef test_it(): ...", True),
    ],
)
def test_the_rule_on_leaving_out_knows_a_reason_from_none(code: str, accepted: bool) -> None:
    assert (_left_out_without_reason(code) == []) is accepted


def _left_out_without_reason(text: str) -> list[int]:
    """The lines where a test is skipped, or is let fail, without at least three words of why."""
    nodes = list(ast.walk(ast.parse(text)))
    named = {
        target.id: node.value
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    said = {id(node.func): _texts(node, named) for node in nodes if isinstance(node, ast.Call)}
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Attribute)
        and node.attr in LEAVES_OUT
        and not any(len(text.split()) >= 3 for text in said.get(id(node), ()))
    ]


def _texts(call: ast.Call, named: dict[str, ast.expr]) -> list[str]:
    reason = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
    given = reason or call.args
    found = [named.get(one.id, one) if isinstance(one, ast.Name) else one for one in given]
    return [str(one.value) for one in found if isinstance(one, ast.Constant)]


def test_every_rule_switched_off_in_pyproject_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    configuration: dict[str, Any] = tomllib.loads(text)
    lint = configuration["tool"]["ruff"]["lint"]
    for switched_off in [*lint["ignore"], *lint["per-file-ignores"]]:
        line = next(
            line for line in text.splitlines() if line.strip().startswith(f'"{switched_off}"')
        )
        assert re.search(r"#\s+\S+\s+\S+", line), f"{switched_off} is ignored without a reason"


def test_the_licence_is_apache_2() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def _own_name() -> str:
    return str(Path(__file__).resolve().relative_to(ROOT))


def _lines_matching(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def _longest(text: str) -> int:
    return max(map(len, text.splitlines()), default=0)


def test_rows_are_locked_so_that_no_foreign_key_waits_for_them(texts: dict[str, str]) -> None:
    """A plain ``FOR UPDATE`` waits for, and holds up, every write that refers to the row: linking
    objectives while others checked in ended in deadlocks and error pages on PostgreSQL. Nothing
    here changes a key, so every lock leaves the keys alone."""
    strict = [
        f"{name}:{number}"
        for name, text in texts.items()
        if name.startswith("src/headway/") and name.endswith(".py")
        for number, line in enumerate(text.splitlines(), 1)
        if "select_for_update(" in line and "no_key=True" not in line
    ]
    assert strict == [], "Write select_for_update(no_key=True)."
