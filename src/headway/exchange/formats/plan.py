"""What every format is read into: a whole file, with what is to be told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.exchange.formats.entries import Entry


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell about an entry: why it was rejected, or what was assumed."""

    line: int
    external_id: str
    text: str
    kind: str = ""  # of a rejected entry; empty where only a part of one was rejected

    @property
    def where(self) -> str:
        """The line and the id, as far as they are known."""
        place = _("line %(line)d") % {"line": self.line} if self.line else ""
        return ", ".join(part for part in (place, self.external_id) if part)


@dataclass(slots=True)
class ImportedPlan:
    """A whole file, in the order in which its entries can be written."""

    format: str
    source: str
    """Names where the entries' ids come from: the same source and id is the same thing."""
    organisation_name: str
    organisation_slug: str
    fiscal_year_start: int = 1
    about: dict[str, Any] = field(default_factory=dict)
    """What the file says of itself, for the report."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many entries the file holds, usable or not."""
    counts_by_cycle: dict[str, dict[str, int]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    rejected: list[Finding] = field(default_factory=list)
    assumed: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be read. ``read`` takes the content and today, and raises InvalidInput
    when the file as a whole cannot be used."""

    name: str
    label: str
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, date], ImportedPlan]
