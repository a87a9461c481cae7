"""What readers say of the pages of a pack, live or frozen."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import FieldError, NotAllowed
from headway.kit.refusing import refuse
from headway.packs.access import may_edit, refuse_archived
from headway.packs.models import PackComment
from headway.packs.queries.rows import comment_row, pack_row, page_row
from headway.people.access import Actor, Permission, require

LONGEST = 2_000


@transaction.atomic
def add_comment(actor: Actor, page_id: int, *, text: str) -> PackComment:
    """Say something of a page. Raises NotAllowed, NotFound, InvalidInput, Conflict (archived)."""
    require(actor, Permission.PACK_COMMENT)
    page = page_row(actor, page_id)
    pack = pack_row(actor, page.pack_id)
    refuse_archived(pack)
    text = text.strip()
    refuse(_errors(text))
    made = PackComment.objects.create(
        page_id=page.id, author_id=actor.person_id, text=text, created_at=clock.now()
    )
    after = {"page": page.position, "text": text}
    record(actor, Entry("pack.commented", "pack", pack.id, pack.title, after=after))
    return made


@transaction.atomic
def resolve_comment(actor: Actor, comment_id: int, *, is_resolved: bool = True) -> PackComment:
    """Say that a comment is dealt with, or take that back: its author, and who may change the
    pack. Raises NotAllowed, NotFound."""
    require(actor, Permission.PACK_COMMENT)
    row = comment_row(actor, comment_id)
    page = page_row(actor, row.page_id)
    pack = pack_row(actor, page.pack_id)
    is_author = actor.person_id is not None and actor.person_id == row.author_id
    if not is_author and not may_edit(actor, pack):
        said = _("Only its author and who may change the pack may resolve a comment.")
        raise NotAllowed(said)
    made = PackComment.objects.get(pk=comment_id)
    if (made.resolved_at is not None) != is_resolved:
        made.resolved_at = clock.now() if is_resolved else None
        made.resolved_by_id = actor.person_id if is_resolved else None
        made.save(update_fields=["resolved_at", "resolved_by"])
        verb = "pack.comment_resolved" if is_resolved else "pack.comment_reopened"
        after = {"page": page.position, "text": row.text}
        record(actor, Entry(verb, "pack", pack.id, pack.title, after=after))
    return made


def _errors(text: str) -> list[FieldError]:
    if not text:
        return [FieldError("text", "required", _("Write the comment first."))]
    if len(text) > LONGEST:
        return [FieldError("text", "too_long", _("Use at most 2000 characters."))]
    return []
