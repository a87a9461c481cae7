"""A group whose commands are imported when asked for: `--help` and `score` stay fast."""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Mapping, Sequence
from typing import Any

import click

from headway.cli.errors import explained


class LazyGroup(click.Group):
    """Commands by name, each as "module:attribute" with one line of help.

    The help text stands here so that listing the commands imports none of them.
    """

    def __init__(
        self, *args: Any, places: Mapping[str, tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = dict(places or {})

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        module, _, attribute = self.places[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.places.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(_suggestion(args, list(self.places)), ctx) from error

    def invoke(self, ctx: click.Context) -> Any:
        with explained():
            return super().invoke(ctx)


def _suggestion(args: Sequence[str], names: Sequence[str]) -> str:
    wanted = args[0] if args else ""
    close = difflib.get_close_matches(wanted, names, n=2, cutoff=0.5)
    if close:
        return f"There is no command “{wanted}”. Did you mean {' or '.join(close)}?"
    return f"There is no command “{wanted}”. Use one of: {', '.join(names)}."
