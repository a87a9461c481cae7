"""Files of packs as plain rows, and the only doors to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import Conflict, NotFound
from headway.packs.models import PackFile
from headway.people.access import Actor

FileState = Literal["waiting", "making", "made", "failed"]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of a pack that was asked for. ``size`` counts bytes, 0 until it is made; ``before`` is
    how many files are made before it."""

    id: int
    pack_id: int
    kind: str
    name: str
    day: date
    asked_at: datetime
    started_at: datetime | None
    made_at: datetime | None
    size: int
    error: str
    before: int = 0

    @property
    def state(self) -> FileState:
        """``waiting``, ``making``, ``made`` or ``failed``."""
        if self.made_at is not None:
            return "made"
        if self.error:
            return "failed"
        return "making" if self.started_at is not None else "waiting"

    @property
    def seconds(self) -> int:
        """How long it was drawn, or is drawn by now."""
        if self.started_at is None:
            return 0
        return max(0, int(((self.made_at or clock.now()) - self.started_at).total_seconds()))


_COLUMNS = (
    "id", "pack_id", "kind", "name", "day", "asked_at", "started_at", "made_at", "size", "error",
)  # fmt: skip


def file_row(actor: Actor, pack_id: int, file_id: int) -> FileRow:
    """A file that the actor may have. Two queries. Raises NotFound."""
    for row in _mine(actor, pack_id, file_id).values_list(*_COLUMNS):
        found = FileRow(*row)
        if found.state != "waiting":
            return found
        others = PackFile.objects.filter(made_at__isnull=True, error="", pk__lt=found.id)
        return replace(found, before=others.count())
    raise _gone()


def file_body(actor: Actor, pack_id: int, file_id: int) -> tuple[FileRow, bytes]:
    """A file with its content. One query. Raises NotFound, and Conflict while it is not made."""
    for *row, body in _mine(actor, pack_id, file_id).values_list(*_COLUMNS, "body"):
        found = FileRow(*row)
        if body is None:
            said = found.error or _("This file is still being made.")
            raise Conflict(said, code="file_failed" if found.error else "file_not_made")
        return found, bytes(body)
    raise _gone()


def _mine(actor: Actor, pack_id: int, file_id: int) -> QuerySet[PackFile, Any]:
    """What was gathered as everybody sees it, and what the actor asked for."""
    mine = Q(is_of_frozen=True)
    if actor.person_id is not None:
        mine |= Q(asked_by_id=actor.person_id)
    return PackFile.objects.filter(
        mine, pk=file_id, pack_id=pack_id, pack__organisation_id=actor.organisation_id
    )


def _gone() -> NotFound:
    return NotFound(_("This file is not kept any more. Download the pack once more."))
