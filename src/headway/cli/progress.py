"""A progress bar for anything that takes over a second: on standard error, for people only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 1.0  # seconds before a bar appears


class Bar:
    """Appears after a second of work; without a terminal, or when told to be quiet, never."""

    def __init__(self, label: str, *, quiet: bool) -> None:
        self.label = label
        self.quiet = quiet or not sys.stderr.isatty()
        self._since = time.monotonic()
        self._shown: Any = None
        self._task: Any = None

    def update(self, done: int, total: int, label: str | None = None) -> None:
        """``done`` of ``total`` steps are made; ``label`` names the present one."""
        if self.quiet:
            return
        if self._shown is None:
            if time.monotonic() - self._since < PATIENCE:
                return
            self._appear()
        self._shown.update(
            self._task, completed=done, total=total or None, description=label or self.label
        )

    def close(self) -> None:
        """Take the bar away; what the command prints follows."""
        if self._shown is not None:
            self._shown.stop()

    def _appear(self) -> None:
        """Imports rich only now: it costs a tenth of a second."""
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TaskProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )

        self._shown = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._shown.add_task(self.label, total=None)
        self._shown.start()


@contextmanager
def bar(label: str, *, quiet: bool = False) -> Iterator[Bar]:
    """A bar for the block."""
    shown = Bar(label, quiet=quiet)
    try:
        yield shown
    finally:
        shown.close()
