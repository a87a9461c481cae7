"""Read and unread."""

from __future__ import annotations

from django.utils.translation import gettext as _

from headway.activity.models import Notice
from headway.kit import clock
from headway.kit.problems import NotFound
from headway.people.access import Actor
from headway.reminders.access import require_choosing
from headway.reminders.queries.inbox import still_readable


def read_notice(actor: Actor, notice_id: int, *, is_read: bool = True) -> Notice:
    """Note that one read something, or (False) will again. No event: it changes nothing that
    others see. Raises NotFound, for what is in the inbox of somebody else too, and for what the
    actor may not read any more."""
    require_choosing(actor)
    mine = Notice.objects.filter(
        still_readable(actor), person_id=actor.person_id or 0, pk=notice_id
    )
    found = mine.first()
    if found is None:
        raise NotFound(_("There is no such notice."))
    if is_read and found.read_at is None:
        found.read_at = clock.now()
        mine.update(read_at=found.read_at)
    elif not is_read and found.read_at is not None:
        found.read_at = None
        mine.update(read_at=None)
    return found


def read_all(actor: Actor, *, kind: str = "", until: int | None = None) -> int:
    """Everything, or everything of a kind, is read; with ``until``, nothing that came after that
    notice. How many that were."""
    require_choosing(actor)
    unread = Notice.objects.filter(person_id=actor.person_id or 0, read_at__isnull=True)
    if kind:
        unread = unread.filter(kind=kind)
    if until is not None:
        unread = unread.filter(pk__lte=until)
    return unread.update(read_at=clock.now())
