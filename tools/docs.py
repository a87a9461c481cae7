"""Write the reference pages that the code itself knows: settings, the command line, review rules.

python tools/docs.py           writes them into docs/
python tools/docs.py --check   says which ones are out of date and writes nothing
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from headway.cli.main import main as headway
from headway.core.review import FAMILIES, all_rules
from headway.kit.configuration import SETTINGS

DOCS = Path(__file__).resolve().parent.parent / "docs"
MARK = "<!-- Written by `make docs`; change the code instead. -->"
RULES_MARK = "<!-- rules: written by `make docs`; change the code instead. -->"
RULES_END = "<!-- end of rules -->"


def settings_page() -> str:
    """Every environment variable that Headway reads."""
    lines = [
        "# Settings",
        "",
        MARK,
        "",
        "Headway is configured by environment variables, read once at start. A value that cannot",
        "be used stops the server with a sentence that says what is accepted.",
        "",
        "| Variable | Default | Meaning |",
        "|---|---|---|",
    ]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else "empty"
        secret = " Secret: never written to logs or exports." if setting.secret else ""
        lines.append(f"| `{setting.name}` | {default} | {_cell(setting.help)}{secret} |")
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """Every command with its own help text."""
    context = click.Context(headway, info_name="headway")
    parts = ["# Command line", MARK, f"```text\n{_help(context)}\n```"]
    for command in _commands(context):
        parts += [f"## `{command.command_path}`", f"```text\n{_help(command)}\n```"]
    return "\n\n".join(parts) + "\n"


def goal_quality_page() -> str:
    """The page on goal-quality rules, with the table of the rules that exist between its marks."""
    page = (DOCS / "methods" / "goal-quality.md").read_text(encoding="utf-8")
    before, _, rest = page.partition(RULES_MARK)
    _, _, after = rest.partition(RULES_END)
    return f"{before}{RULES_MARK}\n\n{_rules_tables()}\n\n{RULES_END}{after}"


def _rules_tables() -> str:
    """One table per family of rules."""
    tables = []
    for family in FAMILIES:
        name = family.__name__.rpartition(".")[2]
        lines = [f"**{name.capitalize()}.** {(family.__doc__ or '').strip()}", ""]
        lines += ["| Code | | Finding | When exactly |", "|---|---|---|---|"]
        for rule in all_rules().values():
            if rule.family == name:
                severities = " / ".join(dict.fromkeys(r.severity for r in rule.reasons.values()))
                cells = (f"`{rule.code}`", severities, rule.title, _cell(rule.condition))
                lines.append(f"| {' | '.join(cells)} |")
        tables.append("\n".join(lines))
    return "\n\n".join(tables)


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "cli.md": cli_page,
    "methods/goal-quality.md": goal_quality_page,
}


def main(arguments: list[str]) -> int:
    """Write all pages, or with ``--check`` compare them."""
    stale = []
    for name, write in PAGES.items():
        path = DOCS / name
        text = write()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in arguments:
        print(f"Out of date in docs/: {', '.join(stale)}. Run make docs.", file=sys.stderr)
        return 1
    return 0


def _commands(context: click.Context) -> Iterator[click.Context]:
    """The commands below ``context``, depth first, hidden ones left out."""
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        child = click.Context(command, info_name=name, parent=context)
        yield child
        yield from _commands(child)


def _help(context: click.Context) -> str:
    """The help text at a width that does not depend on the terminal."""
    context.terminal_width = context.max_content_width = 88
    return context.get_help()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
