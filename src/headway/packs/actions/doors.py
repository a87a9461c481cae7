"""The door to a pack that is to be changed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.kit.problems import Outdated
from headway.packs.access import refuse_archived, refuse_frozen, require_edit
from headway.packs.models import Pack
from headway.packs.queries.rows import PackRow, pack_row
from headway.people.access import Actor

TITLE_LIMIT = 200
PAGES_AT_MOST = 40
"""Of one pack: nobody reads more, and pages of KPIs cost twenty queries each."""


def editable(
    actor: Actor, pack_id: int, *, version: int | None = None, live: bool = True
) -> tuple[Pack, PackRow]:
    """The pack, its row locked until the transaction ends, for somebody who may change it;
    ``live``: neither frozen nor archived. Raises NotFound, NotAllowed, Conflict, Outdated."""
    Pack.objects.select_for_update(no_key=True).filter(pk=pack_id).only("pk").first()
    row = pack_row(actor, pack_id)
    require_edit(actor, row)
    if live:
        refuse_frozen(row)
        refuse_archived(row)
    if version is not None and version != row.version:
        raise Outdated(
            _("Somebody changed this pack since you opened it. Load it again."),
            extra={"version": row.version},
        )
    return Pack.objects.get(pk=pack_id), row


def changed(pack: Pack) -> None:
    """Count a change of the pack or of its pages."""
    pack.version += 1
    pack.save(update_fields=["version"])
