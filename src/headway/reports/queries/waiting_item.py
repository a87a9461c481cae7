"""One thing that waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headway.reports.queries.places import of_object


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One thing to do: what it is about (``id`` of its ``kind``; 0 where it is about several), why
    by this person, since when, and the words of the button that leads there; ``part``: the place on
    that page, where it is a long one."""

    kind: str
    id: int
    title: str
    reason: str
    why_you: str
    since: date
    action: str
    part: str = ""

    @property
    def url(self) -> str:
        page = of_object(self.kind, self.id)
        return f"{page}#{self.part}" if self.part else page
