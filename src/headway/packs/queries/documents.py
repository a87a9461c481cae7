"""What a pack shows: gathered now, or as it was frozen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from headway.core.cadence import Cadence
from headway.core.calendars import last_ends
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kpis.queries.doors import calendar_of
from headway.packs.formats.document import Document
from headway.packs.formats.stored import digest_of, from_text
from headway.packs.models import Pack
from headway.packs.queries.gathering import Asked, Looking, Place, day_before, gather
from headway.packs.queries.rows import PackRow, PageRow, last_frozen_day, organisation_of_pack
from headway.people.access import Actor


def document_of(
    actor: Actor, row: PackRow, pages: Sequence[PageRow], *, as_of: date | None = None
) -> Document:
    """What the reader may see of a live pack, of the day that is set for it, else of ``as_of``,
    else of today; of a frozen one what it showed. The key of a page is its position."""
    if row.is_frozen:
        return frozen_document(row.id)
    today = clock.today(actor.time_zone)
    day = min(row.day or as_of or today, today)
    calendar = calendar_of(actor.organisation_id)
    [quarter_end] = last_ends(day, 1, Cadence.QUARTERLY, calendar)
    organisation = organisation_of_pack(actor)
    looking = Looking(
        actor,
        place_of(row, organisation.name),
        day=day,
        today=today,
        since=day_before(day, last_frozen_day(actor, row, day), quarter_end),
        is_as_known=row.is_as_known,
    )
    asked = [
        (str(page.position), Asked(page.kind, page.subject_id, page.title, page.note))
        for page in pages
    ]
    return gather(
        looking, asked, title=row.title, organisation=organisation.name, made_at=clock.now()
    )


def frozen_document(pack_id: int) -> Document:
    """What a frozen pack shows, whatever happened since. One query. Raises Conflict where it is not
    what was frozen."""
    content, digest = Pack.objects.values_list("content", "digest").get(pk=pack_id)
    try:
        if digest_of(content) == digest:
            return from_text(content)
    except ValueError:  # it was changed, and its digest with it
        pass
    said = _(
        "What this frozen pack kept was changed outside of Headway, so nothing of it is shown. Ask"
        " who runs the server to bring it back from a backup; “headway doctor” tells which event"
        " says what it was."
    )
    raise Conflict(said, code="pack_damaged")


def place_of(row: PackRow, organisation: str) -> Place:
    """The unit that a pack is of; all is called by the organisation."""
    if row.unit_id is None:
        return Place(organisation)
    return Place(row.unit_name or "", row.path, row.unit_id)
