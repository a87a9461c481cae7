"""Frames: what leaders ask of units before they plan, and what the units made of it.

Everybody in the organisation may read frames: what is asked of whom is told openly. The objective
above and the one drafted from a frame are named only to whom may read them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.prepared import Fixed, prepared
from headway.kit.problems import NotFound
from headway.okrs.models import Phase
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor, Facts, Permission, decide
from headway.rituals.models import Frame, FrameState

SHOWN = 200


@dataclass(frozen=True, slots=True)
class FrameRow:
    """A frame as lists and its page need it. ``parent_*`` and ``objective_*`` are None where there
    is none, or none that the reader may see; ``is_made`` tells whether the unit made something."""

    id: int
    cycle_id: int
    cycle_name: str
    cycle_phase: str
    unit_id: int
    unit_name: str
    unit_path: str
    lead_id: int | None
    title: str
    why: str
    goal_id: int | None
    goal_title: str | None
    parent_id: int | None
    parent_title: str | None
    author_id: int | None
    author_name: str | None
    created_at: datetime
    state: str
    answered_by: str | None
    answered_at: datetime | None
    answer: str
    objective_id: int | None
    objective_title: str | None
    is_made: bool

    @property
    def is_open(self) -> bool:
        return self.state == FrameState.OPEN

    def waits_for(self, actor: Actor) -> bool:
        """Whether the answer is offered to somebody: to those who may give it, but not to whoever
        asked while the unit has a lead of its own."""
        if not self.is_open or self.cycle_phase == Phase.CLOSED:
            return False
        if self.author_id == actor.person_id and self.lead_id not in (None, actor.person_id):
            return False
        facts = Facts(unit_id=self.unit_id, unit_path=self.unit_path)
        return decide(actor, Permission.FRAME_ANSWER, facts).allowed


_COLUMNS = (
    "id", "cycle_id", "cycle__name", "cycle__phase", "unit_id", "unit__name", "unit__path",
    "unit__lead_id", "title", "why", "goal_id", "goal__title", "parent_id", "parent__title",
    "author_id", "author__name", "created_at", "state", "answered_by__name", "answered_at",
    "answer", "objective_id", "objective__title", "is_made",
)  # fmt: skip


def get_frame(actor: Actor, frame_id: int, *, lock: bool = False) -> Frame:
    """The frame with its cycle and unit. Raises NotFound."""
    frames = _frames(actor)
    if lock:
        list(frames.select_for_update(no_key=True).filter(pk=frame_id).values_list("pk"))
    frame = frames.select_related("cycle", "unit").filter(pk=frame_id).first()
    if frame is None:
        raise NotFound(_("There is no such frame."))
    return frame


def frame_row(actor: Actor, frame_id: int) -> FrameRow:
    """One frame. Raises NotFound. At most two queries."""
    found = _rows(actor, _frames(actor).filter(pk=frame_id))
    if not found:
        raise NotFound(_("There is no such frame."))
    return found[0]


def frames_of(
    actor: Actor, cycle_id: int, *, unit_id: int | None = None, unit_path: str = ""
) -> list[FrameRow]:
    """The frames of one unit, or of a unit with all below it; those that wait come first. At most
    two queries, and 200 frames."""
    values = _of_cycle(actor.organisation_id, cycle_id, unit_id, unit_path, Fixed(SHOWN))
    return sorted(_seen_by(actor, values), key=lambda frame: not frame.is_open)


@prepared
def _of_cycle(
    organisation_id: int, cycle_id: int, unit_id: int | None, unit_path: str, limit: Fixed
) -> QuerySet[Frame, tuple[Any, ...]]:
    frames = Frame.objects.filter(organisation_id=organisation_id, cycle_id=cycle_id)
    if unit_id is not None:
        frames = frames.filter(unit_id=unit_id)
    elif unit_path:
        frames = frames.filter(unit__path__startswith=unit_path)
    return _values(frames.order_by("unit__path", "id")[:limit])


def frames_after(
    actor: Actor, cycle_id: int, unit_path: str, *, last_id: int, limit: int
) -> list[FrameRow]:
    """The frames of a unit with all below it that come after one, in the order in which they were
    handed down. At most two queries."""
    frames = _frames(actor).filter(
        cycle_id=cycle_id, unit__path__startswith=unit_path, pk__gt=last_id
    )
    return _rows(actor, frames.order_by("id")[:limit])


def frames_waiting_for(actor: Actor, today: date, limit: int) -> list[FrameRow]:
    """Open frames that the actor is the one to answer: as the unit's own lead or, where a unit has
    none, as an administrator. And what others declined of the frames that the actor wrote, until
    the plan is locked or the unit has been asked again. At most two queries."""
    return _seen_by(actor, _waiting(actor, today, Fixed(limit)))


@prepared
def _waiting(actor: Actor, today: date, limit: Fixed) -> QuerySet[Frame, tuple[Any, ...]]:
    mine = Q(unit__lead_id=actor.person_id)
    if actor.is_admin:
        mine |= Q(unit__lead__isnull=True)
    asked_again = Frame.objects.filter(
        author_id=OuterRef("author_id"),
        unit_id=OuterRef("unit_id"),
        cycle_id=OuterRef("cycle_id"),
        created_at__gt=OuterRef("answered_at"),
    )
    declined = (
        Q(author_id=actor.person_id or 0, state=FrameState.DECLINED)
        & ~Q(answered_by_id=actor.person_id or 0)
        & Q(cycle__locked_at__isnull=True, cycle__plan_lock_on__gt=today)
        & ~Exists(asked_again)
    )
    frames = _frames(actor).exclude(cycle__phase=Phase.CLOSED)
    found = frames.filter((mine & Q(state=FrameState.OPEN)) | declined)
    return _values(found.order_by("created_at", "id")[:limit])


def _frames(actor: Actor) -> QuerySet[Frame]:
    return Frame.objects.filter(organisation_id=actor.organisation_id)


def _rows(actor: Actor, frames: QuerySet[Frame]) -> list[FrameRow]:
    return _seen_by(actor, _values(frames))


def _values(frames: QuerySet[Frame]) -> QuerySet[Frame, tuple[Any, ...]]:
    return frames.annotate(is_made=Q(objective__isnull=False)).values_list(*_COLUMNS)


def _seen_by(actor: Actor, values: Iterable[tuple[Any, ...]]) -> list[FrameRow]:
    """Without the objectives that the reader may not see."""
    rows = [FrameRow(*row) for row in values]
    wanted = {pk for row in rows for pk in (row.parent_id, row.objective_id) if pk is not None}
    if not wanted:
        return rows
    visible = visible_ids(actor, wanted)
    return [_seen(row, visible) for row in rows]


def _seen(row: FrameRow, visible: Iterable[int]) -> FrameRow:
    if row.parent_id is not None and row.parent_id not in visible:
        row = replace(row, parent_id=None, parent_title=None)
    if row.objective_id is not None and row.objective_id not in visible:
        row = replace(row, objective_id=None, objective_title=None)
    return row
