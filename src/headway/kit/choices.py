"""One of many: what a form offers to choose from, and how a typed name becomes a choice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

FEW = 30
"""Up to here everything is listed: choosing from a short list is quicker than typing."""

CANDIDATES = 20
"""At most this many are offered when a typed name fits several."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose. ``note`` tells it from others of the same name."""

    id: str
    label: str
    note: str = ""

    @property
    def full(self) -> str:
        """Label and note in one line."""
        return f"{self.label}, {self.note}" if self.note else self.label


class Source(Protocol):
    """Where choices come from: only what the reader may choose, of their organisation."""

    @property
    def kind(self) -> str:
        """What the finder asks the server for."""

    def few(self) -> list[tuple[str, str]] | None:
        """Everything as (id, label), None when there is too much to list."""

    def by_ids(self, ids: Collection[str]) -> dict[str, Choice]:
        """Those of these ids that may be chosen."""

    def named(self, text: str) -> list[Choice]:
        """What a typed text names: an address or id; a full name; else what begins so. One more
        than ``CANDIDATES`` at most."""

    def none_fits(self, text: str) -> str:
        """The sentence when nothing has that name."""

    def several_fit(self, count: int, text: str) -> str:
        """The sentence when several have it."""


def whole_id(text: str) -> int | None:
    """The id that an address or a form names; None when it is no number a database can hold.

    >>> [whole_id(t) for t in ("12", "-1", "²", "9" * 30)]
    [12, None, None, None]
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def whole_ids(ids: Iterable[str]) -> list[int]:
    """Those that are ids."""
    return [found for text in ids if (found := whole_id(text)) is not None]
