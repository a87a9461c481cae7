"""A pack as a file: asked for, made by a job, kept for a while."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from headway import __version__
from headway.kit import clock
from headway.kit.problems import Conflict, InvalidInput
from headway.packs.formats.apart import NotWritten, write_apart
from headway.packs.formats.document import Document
from headway.packs.formats.files import FILES
from headway.packs.formats.stored import to_text
from headway.packs.models import PackFile
from headway.packs.queries.documents import document_of
from headway.packs.queries.files import FileRow, file_row
from headway.packs.queries.rows import pack_row, pages_of
from headway.people.access import Actor

logger = logging.getLogger("headway.packs")

KEPT_FOR = timedelta(days=1)
"""A file of a live pack, from when it was asked for last."""
FROZEN_KEPT_FOR = timedelta(days=7)
"""The same of a frozen one, which many may want."""
LOST_AFTER = timedelta(hours=1)
"""When a file that nobody made is taken for one that nobody will."""
MOST_WAITING = 5
"""Files that one person may wait for at once."""


def ask_file(actor: Actor, pack_id: int, *, kind: str, as_of: date | None = None) -> FileRow:
    """Have the pack made as a file of a kind of ``FILES``, of what the actor may see of it now.

    Where the very same was made before, that is the answer: of a frozen pack for everybody, of a
    live one for the same reader, as long as not a word or number on it changed. Raises NotFound,
    InvalidInput (a kind that there is not), Conflict (too many are waited for).
    """
    row = pack_row(actor, pack_id)
    if kind not in FILES:
        said = _("A pack is written as %(kinds)s.") % {"kinds": ", ".join(FILES)}
        raise InvalidInput.on("kind", said)
    found = document_of(actor, row, pages_of(pack_id), as_of=as_of)
    language, zone = get_language() or "en-gb", get_current_timezone_name()
    key = _key(found, kind, language, zone, None if row.is_frozen else actor.person_id)
    now = clock.now()
    with transaction.atomic():
        kept, is_new = PackFile.objects.select_for_update(no_key=True).get_or_create(
            pack_id=pack_id,
            key=key,
            defaults={
                "asked_by_id": actor.person_id,
                "is_of_frozen": row.is_frozen,
                "kind": kind,
                "language": language,
                "time_zone": zone,
                "name": f"{_name(found)}.{FILES[kind].ending}",
                "day": found.day,
                "content": to_text(found),
                "asked_at": now,
            },
        )
        if kept.error:
            kept.error, kept.content, kept.asked_at = "", to_text(found), now
            kept.queued_at = kept.started_at = None
            kept.asked_by_id, is_new = actor.person_id, True  # who waits for it now
            kept.save()
        elif kept.made_at is not None:  # kept for longer; one that waits keeps its place
            PackFile.objects.filter(pk=kept.pk).update(asked_at=now)
        if is_new:
            _refuse_many(actor)
    return file_row(actor, pack_id, kept.pk)


def _refuse_many(actor: Actor) -> None:
    """The one that is asked for counts already; a refusal takes it back."""
    waiting = PackFile.objects.filter(asked_by_id=actor.person_id, made_at__isnull=True, error="")
    if waiting.count() > MOST_WAITING:
        said = _("You wait for %(num)d files already. Take those first.") % {"num": MOST_WAITING}
        raise Conflict(said, code="busy")


def _key(found: Document, kind: str, language: str, zone: str, reader: int | None) -> str:
    """What the file is made of, but for when that was gathered. Another version of Headway may draw
    it otherwise."""
    gathered = to_text(replace(found, made_at=datetime.min.replace(tzinfo=UTC)))
    parts = (__version__, kind, language, zone, "all" if reader is None else str(reader), gathered)
    return sha256("\0".join(parts).encode()).hexdigest()


def _name(found: Document) -> str:
    return slugify(f"{found.title} {found.day}")[:200] or "board-pack"


def waiting_files(limit: int = 50) -> list[int]:
    """Files that no worker found yet, the longest waiting first. One query."""
    waiting = PackFile.objects.filter(queued_at__isnull=True, made_at__isnull=True, error="")
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])


def claim_file(file_id: int) -> bool:
    """Whether it is for us to enqueue it: of several that found it, one."""
    mine = PackFile.objects.filter(pk=file_id, queued_at__isnull=True)
    return bool(mine.update(queued_at=clock.now()))


def make_file(file_id: int) -> None:
    """Draw a file that was asked for, in a process of its own; where it fails, that stands at the
    file. One that is made already, or gone with its pack, is left alone."""
    waiting = PackFile.objects.filter(pk=file_id, made_at__isnull=True, error="")
    if not waiting.update(started_at=clock.now()):
        return
    kept = waiting.first()
    if kept is None:
        return
    try:
        body = write_apart(
            kept.kind, kept.content, language=kept.language, time_zone=kept.time_zone
        )
    except NotWritten as failed:
        logger.error("No file of pack %d was made: %s", kept.pack_id, failed)
        with override(kept.language):
            said = failed.told or _(
                "It could not be drawn. Whoever runs the server finds why in its log."
            )
        waiting.update(error=said[:300], content="")
        return
    waiting.update(body=body, size=len(body), made_at=clock.now(), content="")


def tidy_files() -> None:
    """Remove what was kept long enough, and say of what nobody made that nobody will."""
    now = clock.now()
    PackFile.objects.filter(
        Q(is_of_frozen=False, asked_at__lt=now - KEPT_FOR) | Q(asked_at__lt=now - FROZEN_KEPT_FOR)
    ).delete()
    lost = PackFile.objects.filter(made_at__isnull=True, error="")
    since = Q(started_at__lt=now - LOST_AFTER) | Q(
        started_at__isnull=True, asked_at__lt=now - LOST_AFTER
    )
    for file_id, language in lost.filter(since).values_list("pk", "language"):
        with override(language):
            said = _("It was not made within an hour. Ask for it again.")
        PackFile.objects.filter(pk=file_id, made_at__isnull=True).update(error=said, content="")
