"""Gather a pack: read once what each of its pages shows, in the words of the live pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from headway.packs.formats.document import Document, Page, Prose
from headway.packs.models import PageKind
from headway.packs.queries.gathering import cards, goals, kpis, objectives
from headway.packs.queries.gathering.looking import Asked, Looking, Place, Tell, Told

__all__ = ["Asked", "Looking", "Place", "gather"]


def _text(_looking: Looking, asked: Asked) -> Told:
    """Somebody's own words."""
    return Told(_("Words"), asked.title or _("Words"), ())


_TELL: Mapping[str, Tell] = {
    PageKind.SUMMARY: cards.summary,
    PageKind.SCORECARD: cards.scorecard_page,
    PageKind.MAP: goals.strategy_map,
    PageKind.GOAL: goals.goal,
    PageKind.KPI: kpis.one,
    PageKind.KPIS: kpis.asking,
    PageKind.OBJECTIVES: objectives.objectives,
    PageKind.CHANGES: objectives.changes,
    PageKind.TEXT: _text,
}


def gather(
    looking: Looking,
    pages: Iterable[tuple[str, Asked]],
    *,
    title: str,
    organisation: str,
    made_at: datetime,
) -> Document:
    """The document of pages, each with its key. What several pages show is read once; pages of a
    goal or KPI read some twenty times each, every other page as often however much is on it."""
    return Document(
        title=title,
        organisation=organisation,
        scope=looking.place.name,
        day=looking.day,
        made_at=made_at,
        pages=tuple(_page(looking, key, asked) for key, asked in pages),
    )


def _page(looking: Looking, key: str, asked: Asked) -> Page:
    told = _TELL[asked.kind](looking, asked)
    note = tuple(line.strip() for line in asked.note.splitlines() if line.strip())
    blocks = (Prose(note), *told.blocks) if note else told.blocks
    return Page(
        key=key,
        kind=asked.kind,
        title=told.title,
        lead=told.lead,
        blocks=blocks,
        href=told.href,
        name=told.name,
    )
