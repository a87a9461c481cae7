"""Choose and order the pages of a pack, and say something on top of them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit.problems import Conflict, FieldError
from headway.kit.refusing import refuse
from headway.kpis.queries.doors import get_kpi
from headway.packs.actions.doors import PAGES_AT_MOST, TITLE_LIMIT, changed, editable
from headway.packs.models import Pack, PackPage, PageKind
from headway.packs.queries.rows import page_row
from headway.people.access import Actor
from headway.strategy.queries import get_goal

NOTE_LIMIT = 5_000
OF_SOMETHING = (PageKind.GOAL, PageKind.KPI)


@transaction.atomic
def add_page(
    actor: Actor,
    pack_id: int,
    *,
    kind: str,
    subject_id: int | None = None,
    title: str = "",
    note: str = "",
    version: int | None = None,
) -> PackPage:
    """Add a page at the end; of a goal or KPI with its id as ``subject_id``; ``title`` is that of
    words of one's own. Raises NotAllowed, NotFound (pack, goal, KPI), InvalidInput, Conflict
    (frozen, archived, full), Outdated."""
    pack, _row = editable(actor, pack_id, version=version)
    page = PackPage(
        pack=pack, kind=kind, subject_id=subject_id, title=title.strip(), note=note.strip()
    )
    refuse(_errors(page))
    label = _label(actor, page)
    pages = pack.pages.order_by("position")
    if pages.count() >= PAGES_AT_MOST:
        said = _("A pack has at most %(count)d pages. Remove one first.")
        raise Conflict(said % {"count": PAGES_AT_MOST}, code="pack_full")
    last = pages.last()
    page.position = last.position + 1 if last else 1
    page.save()
    changed(pack)
    after = {"kind": page.kind, "subject": label, "note": page.note}
    record(actor, Entry("pack.page_added", "pack", pack.pk, pack.title, after=after))
    return page


@transaction.atomic
def update_page(
    actor: Actor,
    page_id: int,
    *,
    title: str | None = None,
    note: str | None = None,
    version: int | None = None,
) -> PackPage:
    """Change title or note; None leaves it. Raises NotAllowed, NotFound, InvalidInput, Conflict,
    Outdated."""
    page, pack = _page(actor, page_id, version)
    before = {"title": page.title, "note": page.note}
    page.title = page.title if title is None else title.strip()
    page.note = page.note if note is None else note.strip()
    refuse(_errors(page))
    after = {"title": page.title, "note": page.note}
    if before != after:
        page.save()
        changed(pack)
        record(actor, Entry("pack.page_changed", "pack", pack.pk, pack.title, before, after))
    return page


@transaction.atomic
def move_page(actor: Actor, page_id: int, *, position: int, version: int | None = None) -> PackPage:
    """Put a page at a place, 1 on top; beyond the ends at the end. Raises NotAllowed, NotFound,
    Conflict, Outdated."""
    page, pack = _page(actor, page_id, version)
    pages = [one for one in pack.pages.order_by("position", "id") if one.pk != page.pk]
    before = page.position
    pages.insert(max(position, 1) - 1, page)
    moved = _numbered(pages)
    if moved:
        changed(pack)
        page.refresh_from_db()
        was, now = {"position": before}, {"position": page.position}
        record(actor, Entry("pack.page_moved", "pack", pack.pk, pack.title, was, now))
    return page


@transaction.atomic
def remove_page(actor: Actor, page_id: int, *, version: int | None = None) -> None:
    """Take a page out, with what was said of it. Raises NotAllowed, NotFound, Conflict (frozen,
    archived, the last one), Outdated."""
    page, pack = _page(actor, page_id, version)
    rest = [one for one in pack.pages.order_by("position", "id") if one.pk != page.pk]
    if not rest:
        raise Conflict(_("A pack has one page at least. Add another first."), code="last_page")
    before = {"kind": page.kind, "subject": _label(actor, page, gone=True), "note": page.note}
    page.delete()
    _numbered(rest)
    changed(pack)
    record(actor, Entry("pack.page_removed", "pack", pack.pk, pack.title, before, {}))


def _page(actor: Actor, page_id: int, version: int | None) -> tuple[PackPage, Pack]:
    pack, _row = editable(actor, page_row(actor, page_id).pack_id, version=version)
    return PackPage.objects.get(pk=page_id), pack


def _numbered(pages: list[PackPage]) -> list[PackPage]:
    """Number pages in their order; those that moved."""
    moved = [one for at, one in enumerate(pages, 1) if one.position != at]
    for at, one in enumerate(pages, 1):
        one.position = at
    PackPage.objects.bulk_update(moved, ["position"])
    return moved


def _errors(page: PackPage) -> list[FieldError]:
    errors = []
    if page.kind not in PageKind.values:
        errors.append(FieldError("kind", "unknown", _("Choose what the page is of.")))
    if page.kind in OF_SOMETHING and page.subject_id is None:
        errors.append(FieldError("subject_id", "required", _("Choose the goal or KPI.")))
    if page.kind not in OF_SOMETHING and page.subject_id is not None:
        said = _("Only a page of a mid-term goal or KPI is of something.")
        errors.append(FieldError("subject_id", "unknown", said))
    if len(page.title) > TITLE_LIMIT:
        errors.append(FieldError("title", "too_long", _("Use at most 200 characters.")))
    if len(page.note) > NOTE_LIMIT:
        errors.append(FieldError("note", "too_long", _("Use at most 5000 characters.")))
    if page.kind == PageKind.TEXT and not (page.title or page.note):
        errors.append(FieldError("note", "required", _("Write the words of the page.")))
    return errors


def _label(actor: Actor, page: PackPage, *, gone: bool = False) -> str:
    """What the page is of, by name. Raises NotFound, unless it may be ``gone``."""
    if page.subject_id is None or gone:
        return page.title
    if page.kind == PageKind.GOAL:
        return get_goal(actor, page.subject_id).title
    return get_kpi(actor, page.subject_id).name
