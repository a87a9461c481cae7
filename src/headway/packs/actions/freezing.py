"""Keep exactly what a pack shows, and copy one to go on with."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kit.refusing import refuse
from headway.packs.access import everybody, refuse_archived, refuse_frozen, require_edit
from headway.packs.actions.doors import changed, editable
from headway.packs.actions.packs import title_errors
from headway.packs.formats.document import Document
from headway.packs.formats.stored import digest_of, to_text
from headway.packs.models import Pack, PackCadence, PackPage
from headway.packs.queries.documents import document_of
from headway.packs.queries.rows import PackRow, organisation_of_pack, pack_row, pages_of
from headway.people.access import Actor


def freeze_pack(
    actor: Actor,
    pack_id: int,
    *,
    version: int | None = None,
    as_copy: bool = False,
) -> Pack:
    """Keep what the pack shows everybody of the organisation; nothing changes it any more. With
    ``as_copy`` a copy is frozen, and the pack lives on. It is gathered before the transaction,
    which then finds the pack as it was read.

    Raises NotAllowed, NotFound, Conflict (frozen, archived, goes out by e-mail), Outdated.
    """
    row = pack_row(actor, pack_id)
    require_edit(actor, row)
    refuse_frozen(row)
    refuse_archived(row)
    if not as_copy and row.cadence != PackCadence.NONE:
        said = _("This pack goes out by e-mail. Freeze a copy of it, or end that first.")
        raise Conflict(said, code="pack_scheduled")
    found = shown_to_all(actor, row)
    expected = row.version if version is None else version
    with transaction.atomic():
        pack, _row = editable(actor, pack_id, version=expected)
        frozen = copied(actor, pack, pack.title) if as_copy else pack
        if as_copy:
            changed(pack)  # a second click finds another version, and makes no second copy
        keep(frozen, found, actor.person_id)
        record(actor, frozen_entry(frozen))
    return frozen


def shown_to_all(actor: Actor, row: PackRow) -> Document:
    """What everybody of the organisation may see of a pack now."""
    reader = everybody(organisation_of_pack(actor))
    return document_of(reader, row, pages_of(row.id))


def keep(pack: Pack, found: Document, person_id: int | None) -> None:
    """Store the document in the pack, which is frozen from now on."""
    pack.content = to_text(found)
    pack.digest = digest_of(pack.content)
    pack.day = found.day
    pack.frozen_at = found.made_at
    pack.frozen_by_id = person_id
    pack.version += 1
    pack.save()


def frozen_entry(pack: Pack) -> Entry:
    """The event of a freeze: by its SHA-256 somebody notices when the content was changed."""
    after = {"unit_id": pack.unit_id, "day": pack.day, "sha256": pack.digest}
    return Entry("pack.frozen", "pack", pack.pk, pack.title, after=after)


@transaction.atomic
def copy_pack(actor: Actor, pack_id: int, *, title: str = "") -> Pack:
    """A live pack with the same pages and notes, of today, without comments; for who may change the
    pack. Raises NotAllowed, NotFound, InvalidInput."""
    source, row = editable(actor, pack_id, live=False)
    title = title.strip() or row.title
    refuse(title_errors(title))
    made = copied(actor, source, title)
    after = {"title": title, "of": row.title}
    record(actor, Entry("pack.copied", "pack", made.pk, title, after=after))
    return made


def copied(actor: Actor, source: Pack, title: str) -> Pack:
    """The copy, inside a transaction that records it."""
    made = Pack.objects.create(
        organisation_id=source.organisation_id,
        unit_id=source.unit_id,
        title=title,
        maker_id=actor.person_id,
        created_at=clock.now(),
        source=source,
        is_as_known=source.is_as_known,
    )
    PackPage.objects.bulk_create(
        PackPage(
            pack=made,
            position=page.position,
            kind=page.kind,
            subject_id=page.subject_id,
            title=page.title,
            note=page.note,
        )
        for page in source.pages.order_by("position", "id")
    )
    return made
