"""Packs, their pages, comments and sends as plain rows, and the only doors to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.problems import NotFound
from headway.packs.models import Pack, PackComment, PackPage, PackSend, PageKind
from headway.people.access import Actor
from headway.people.models import Organisation, Unit


@dataclass(frozen=True, slots=True)
class PackRow:
    """A pack without what is on it. ``unit_id`` and ``unit_name`` are None for all; ``place_id``,
    ``place_name`` and ``place_path`` are then those of the root. ``comments`` counts open ones.
    ``make_error`` is why its last send could not be made, which is tried again at ``make_at``, or
    given up where that is None."""

    id: int
    title: str
    unit_id: int | None
    unit_name: str | None
    maker_id: int | None
    maker_name: str | None
    created_at: datetime
    day: date | None
    is_as_known: bool
    cadence: str
    send_day: int
    with_file: bool
    next_on: date | None
    make_at: datetime | None
    make_error: str
    source_id: int | None
    frozen_at: datetime | None
    frozen_by_name: str | None
    digest: str
    archived_at: datetime | None
    version: int
    pages: int
    comments: int
    place_id: int
    place_name: str
    place_path: str

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    @property
    def path(self) -> str:
        """What its pages are narrowed to; empty for all."""
        return self.place_path if self.unit_id is not None else ""


_COLUMNS = (
    "id", "title", "unit_id", "unit__name", "maker_id", "maker__name", "created_at", "day",
    "is_as_known", "cadence", "send_day", "with_file", "next_on", "make_at", "make_error",
    "source_id", "frozen_at", "frozen_by__name", "digest", "archived_at", "version",
)  # fmt: skip


def pack_rows(
    actor: Actor, *, archived: bool = False, limit: int | None = None, offset: int = 0
) -> list[PackRow]:
    """Live packs first, then frozen ones, the latest first. Two queries."""
    packs = Pack.objects.filter(
        organisation_id=actor.organisation_id, archived_at__isnull=not archived
    )
    ordered = packs.order_by(F("frozen_at").desc(nulls_first=True), "-id")
    return _rows(actor, ordered[offset : offset + limit] if limit else ordered)


def pack_row(actor: Actor, pack_id: int) -> PackRow:
    """The pack, archived or not. Two queries. Raises NotFound."""
    packs = Pack.objects.filter(organisation_id=actor.organisation_id, pk=pack_id)
    for row in _rows(actor, packs):
        return row
    raise NotFound(_("There is no such board pack. Choose one from the list of packs."))


def _rows(actor: Actor, packs: QuerySet[Pack]) -> list[PackRow]:
    counted = packs.annotate(
        page_count=Count("pages", distinct=True),
        open_comments=Count(
            "pages__comments", filter=Q(pages__comments__resolved_at__isnull=True), distinct=True
        ),
    )
    found = list(counted.values_list(*_COLUMNS, "page_count", "open_comments", "unit__path"))
    if not found:
        return []
    root_id, root_name, root_path = root_of(actor.organisation_id)
    rows = []
    for *values, path in found:
        unit_id, unit_name = values[2], values[3]
        place = (root_id, root_name, root_path) if unit_id is None else (unit_id, unit_name, path)
        rows.append(PackRow(*values, *place))
    return rows


def root_of(organisation_id: int) -> tuple[int, str, str]:
    """Id, name and path of the topmost unit. One query."""
    top = Unit.objects.filter(organisation_id=organisation_id, parent=None).order_by("id")
    found: tuple[int, str, str] = top.values_list("id", "name", "path")[:1].get()
    return found


def organisation_of_pack(actor: Actor) -> Organisation:
    """The organisation whose packs they are. One query."""
    return Organisation.objects.get(pk=actor.organisation_id)


def last_frozen_day(actor: Actor, row: PackRow, day: date) -> date | None:
    """The latest day before ``day`` that a frozen pack of the same unit tells of. One query."""
    same = Q(unit__isnull=True) if row.unit_id is None else Q(unit_id=row.unit_id)
    found = Pack.objects.filter(
        same,
        organisation_id=actor.organisation_id,
        frozen_at__isnull=False,
        archived_at__isnull=True,
        day__lt=day,
    )
    return found.exclude(pk=row.id).order_by("-day").values_list("day", flat=True).first()


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of a pack as its author chose it."""

    id: int
    pack_id: int
    position: int
    kind: str
    subject_id: int | None
    title: str
    note: str

    @property
    def kind_words(self) -> str:
        return str(PageKind(self.kind).label)


_PAGE = ("id", "pack_id", "position", "kind", "subject_id", "title", "note")


def pages_of(pack_id: int) -> list[PageRow]:
    """In their order. One query."""
    rows = PackPage.objects.filter(pack_id=pack_id).order_by("position", "id")
    return [PageRow(*row) for row in rows.values_list(*_PAGE)]


def page_row(actor: Actor, page_id: int) -> PageRow:
    """One page. One query. Raises NotFound."""
    rows = PackPage.objects.filter(pk=page_id, pack__organisation_id=actor.organisation_id)
    for row in rows.values_list(*_PAGE):
        return PageRow(*row)
    raise NotFound(_("There is no such page in any board pack."))


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What somebody said of a page."""

    id: int
    page_id: int
    author_id: int | None
    author_name: str | None
    text: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by_name: str | None


_COMMENT = (
    "id", "page_id", "author_id", "author__name", "text", "created_at", "resolved_at",
    "resolved_by__name",
)  # fmt: skip


def comments_of(page_ids: Collection[int]) -> dict[int, list[CommentRow]]:
    """By page, the oldest first. One query."""
    found: dict[int, list[CommentRow]] = {}
    rows = PackComment.objects.filter(page_id__in=page_ids).order_by("id")
    for row in _comments(rows):
        found.setdefault(row.page_id, []).append(row)
    return found


def comment_row(actor: Actor, comment_id: int) -> CommentRow:
    """One comment. One query. Raises NotFound."""
    mine = Q(page__pack__organisation_id=actor.organisation_id)
    for row in _comments(PackComment.objects.filter(mine, pk=comment_id)):
        return row
    raise NotFound(_("There is no such comment on any board pack."))


def _comments(rows: QuerySet[PackComment, Any]) -> list[CommentRow]:
    return [CommentRow(*row) for row in rows.values_list(*_COMMENT)]


@dataclass(frozen=True, slots=True)
class SendRow:
    """That a pack went out, or is on its way: to how many, of which how many e-mails left."""

    id: int
    pack_id: int
    frozen_id: int
    due_on: date | None
    created_at: datetime
    failures: int
    error: str
    next_at: datetime | None
    letters: int
    sent: int

    @property
    def state(self) -> str:
        """``sent``, ``waiting`` or ``failed``."""
        if self.sent == self.letters:
            return "sent"
        return "waiting" if self.next_at is not None else "failed"


def sends_of(pack_id: int) -> list[SendRow]:
    """The latest first. One query."""
    rows = PackSend.objects.filter(pack_id=pack_id).annotate(
        all_letters=Count("letters"),
        sent_letters=Count("letters", filter=Q(letters__sent_at__isnull=False)),
    )
    return [
        SendRow(*row)
        for row in rows.order_by("-id").values_list(
            "id", "pack_id", "frozen_id", "due_on", "created_at", "failures", "error", "next_at",
            "all_letters", "sent_letters",
        )
    ]  # fmt: skip


def recipients_of(pack_id: int) -> list[tuple[int, str]]:
    """Ids and names of the active people who get it by e-mail, by name. One query."""
    people = Pack.recipients.through.objects.filter(pack_id=pack_id, person__is_active=True)
    rows = people.order_by("person__name", "person_id")
    return list(rows.values_list("person_id", "person__name"))
