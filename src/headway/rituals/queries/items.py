"""Actions and blockers as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor, Facts, Permission, decide
from headway.rituals.models import ActionItem, Blocker, ItemState, MeetingKind


@dataclass(frozen=True, slots=True)
class ActionRow:
    """Something agreed; ``about`` is the key result or objective that it is for, where the reader
    may read it; ``is_veiled``: it is for one that they may not."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    meeting_id: int | None
    blocker_id: int | None
    objective_id: int | None
    key_result_id: int | None
    about: str | None
    title: str
    owner_id: int | None
    owner_name: str | None
    due_on: date | None
    state: str
    created_at: datetime
    ended_at: datetime | None
    closing_word: str
    version: int
    times_put_off: int
    put_off_why: str
    author_id: int | None
    facilitator_id: int | None
    is_veiled: bool = False

    @property
    def is_open(self) -> bool:
        return self.state == ItemState.OPEN

    @property
    def facts(self) -> Facts:
        """What decisions about it need to know."""
        return action_facts(
            (self.unit_id, self.unit_path), self.owner_id, self.author_id, self.facilitator_id
        )

    def is_late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.is_open and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class BlockerRow:
    """What is in the way; ``about`` as in :class:`ActionRow`."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    meeting_id: int | None
    objective_id: int | None
    key_result_id: int | None
    about: str | None
    title: str
    owner_id: int | None
    owner_name: str | None
    due_on: date | None
    raised_at: datetime
    resolved_at: datetime | None
    resolution: str
    version: int

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


_ACTION = (
    "pk", "unit_id", "unit__name", "unit__path", "meeting_id", "blocker_id",
    "objective_id", "key_result_id", "title", "owner_id", "owner__name", "due_on", "state",
    "created_at", "ended_at", "closing_word", "version", "times_put_off", "put_off_why",
    "created_by_id", "meeting__facilitator_id", "objective__title", "key_result__title",
    "key_result__objective_id",
)  # fmt: skip
_BLOCKER = (
    "pk", "unit_id", "unit__name", "unit__path", "meeting_id", "objective_id", "key_result_id",
    "title", "owner_id", "owner__name", "due_on", "raised_at", "resolved_at",
    "resolution", "version", "objective__title", "key_result__title", "key_result__objective_id",
)  # fmt: skip


def action_facts(
    unit: tuple[int, str],
    owner_id: int | None,
    author_id: int | None,
    facilitator_id: int | None,
) -> Facts:
    """What decisions about an action of a unit (id, path) need to know: who has it, who wrote it
    down and who facilitated there may change it, beside those who lead the unit."""
    theirs = {owner_id, author_id, facilitator_id} - {None}
    return Facts(unit[0], unit[1], frozenset(pk for pk in theirs if pk is not None))


def may_change(actor: Actor, row: ActionRow) -> bool:
    """Whether the actor may give an action away, put it off or say it better."""
    return row.is_open and decide(actor, Permission.ACTION_CHANGE, row.facts).allowed


def action_row(actor: Actor, action_id: int) -> ActionRow:
    """An action of the actor's organisation, open or settled. Two queries. Raises NotFound."""
    rows = action_rows(actor, ActionItem.objects.filter(pk=action_id))
    if not rows:
        raise NotFound(_("There is no such action."))
    return rows[0]


def action_rows(
    actor: Actor, found: QuerySet[ActionItem], limit: int | None = None
) -> list[ActionRow]:
    """Actions of the actor's organisation, in the query set's order. Two queries."""
    mine = found.filter(organisation_id=actor.organisation_id)
    return _actions(actor, list(mine.values_list(*_ACTION)[:limit]))


def blocker_rows(
    actor: Actor, found: QuerySet[Blocker], limit: int | None = None
) -> list[BlockerRow]:
    """Blockers of the actor's organisation, in the query set's order. Two queries."""
    mine = found.filter(organisation_id=actor.organisation_id)
    return _blockers(actor, list(mine.values_list(*_BLOCKER)[:limit]))


def _actions(actor: Actor, rows: Sequence[tuple[Any, ...]]) -> list[ActionRow]:
    seen = _readable(actor, ((row[6], row[23]) for row in rows))
    made = []
    for row in rows:
        about = _about(seen, row[6], row[7], row[21:])
        is_veiled = about[-1] is None and (row[6] or row[7]) is not None
        values: tuple[Any, ...] = (*row[:6], *about, *row[8:21], is_veiled)
        made.append(ActionRow(*values))
    return made


def _blockers(actor: Actor, rows: Sequence[tuple[Any, ...]]) -> list[BlockerRow]:
    seen = _readable(actor, ((row[5], row[17]) for row in rows))
    made = []
    for row in rows:
        values: tuple[Any, ...] = (*row[:5], *_about(seen, row[5], row[6], row[15:]), *row[7:15])
        made.append(BlockerRow(*values))
    return made


def _readable(actor: Actor, ids: Iterable[tuple[int | None, int | None]]) -> set[int]:
    asked = {pk for pair in ids for pk in pair if pk is not None}
    return visible_ids(actor, asked) if asked else set()


def _about(
    seen: set[int],
    objective_id: int | None,
    key_result_id: int | None,
    told: Sequence[Any],
) -> tuple[int | None, int | None, str | None]:
    """What it is about, nothing where the reader may not read that."""
    objective, key_result, objective_of = told
    if key_result_id is not None and objective_of in seen:
        return None, key_result_id, key_result
    if objective_id is not None and objective_id in seen:
        return objective_id, None, objective
    return None, None, None


def open_actions(actor: Actor, unit_id: int) -> list[ActionRow]:
    """What a unit still has to do, what is due first. Two queries."""
    return _actions(actor, _open_actions(actor.organisation_id, unit_id))


@prepared
def _open_actions(organisation_id: int, unit_id: int) -> QuerySet[ActionItem, tuple[Any, ...]]:
    return _actions_of(organisation_id, unit_id=unit_id, state=ItemState.OPEN).order_by(
        "due_on", "pk"
    )


def actions_before(actor: Actor, unit_id: int, meeting_id: int, since: datetime) -> list[ActionRow]:
    """What a unit agreed on before a meeting: still to do, or settled since it last met. Those that
    are open first, what is due first. Two queries."""
    return _actions(actor, _actions_before(actor.organisation_id, unit_id, meeting_id, since))


@prepared
def _actions_before(
    organisation_id: int, unit_id: int, meeting_id: int, since: datetime
) -> QuerySet[ActionItem, tuple[Any, ...]]:
    found = _actions_of(organisation_id, unit_id=unit_id).exclude(meeting_id=meeting_id)
    return found.filter(Q(state=ItemState.OPEN) | Q(ended_at__gt=since)).order_by(
        F("ended_at").asc(nulls_first=True), "due_on", "pk"
    )


def actions_agreed(
    actor: Actor, unit_id: int, without: int, last_id: int, before: datetime
) -> list[ActionRow]:
    """What a unit agreed in its last retrospective, and what is still open of those before a
    moment; in the order of :func:`actions_before`. Two queries."""
    return _actions(actor, _agreed(actor.organisation_id, unit_id, without, last_id, before))


@prepared
def _agreed(
    organisation_id: int, unit_id: int, without: int, last_id: int, before: datetime
) -> QuerySet[ActionItem, tuple[Any, ...]]:
    wanted = Q(meeting_id=last_id) | Q(
        meeting__kind=MeetingKind.RETROSPECTIVE, meeting__closed_at__lt=before, state=ItemState.OPEN
    )
    found = _actions_of(organisation_id, unit_id=unit_id).exclude(meeting_id=without)
    return found.filter(wanted).order_by(F("ended_at").asc(nulls_first=True), "due_on", "pk")


def actions_of_meeting(actor: Actor, meeting_id: int) -> list[ActionRow]:
    """What was agreed in a meeting, in order. Two queries."""
    return _actions(actor, _actions_of_meeting(actor.organisation_id, meeting_id))


@prepared
def _actions_of_meeting(
    organisation_id: int, meeting_id: int
) -> QuerySet[ActionItem, tuple[Any, ...]]:
    return _actions_of(organisation_id, meeting_id=meeting_id).order_by("pk")


def _actions_of(organisation_id: int, **wanted: Any) -> QuerySet[ActionItem, tuple[Any, ...]]:
    found = ActionItem.objects.filter(organisation_id=organisation_id, **wanted)
    return found.values_list(*_ACTION)


def open_blockers(actor: Actor, unit_id: int) -> list[BlockerRow]:
    """What is in a unit's way, the oldest first. Two queries."""
    return _blockers(actor, _open_blockers(actor.organisation_id, unit_id))


@prepared
def _open_blockers(organisation_id: int, unit_id: int) -> QuerySet[Blocker, tuple[Any, ...]]:
    return _blockers_of(organisation_id, unit_id=unit_id, resolved_at__isnull=True).order_by(
        "raised_at", "pk"
    )


def blockers_in_room(actor: Actor, unit_id: int, since: datetime) -> list[BlockerRow]:
    """What is in a unit's way, and what went out of it since a moment; the open ones first. Two
    queries."""
    return _blockers(actor, _blockers_in_room(actor.organisation_id, unit_id, since))


@prepared
def _blockers_in_room(
    organisation_id: int, unit_id: int, since: datetime
) -> QuerySet[Blocker, tuple[Any, ...]]:
    found = _blockers_of(organisation_id, unit_id=unit_id)
    return found.filter(Q(resolved_at__isnull=True) | Q(resolved_at__gt=since)).order_by(
        F("resolved_at").asc(nulls_first=True), "raised_at", "pk"
    )


def blockers_of_meeting(actor: Actor, meeting_id: int) -> list[BlockerRow]:
    """What was raised in a meeting, in order. Two queries."""
    return _blockers(actor, _blockers_of_meeting(actor.organisation_id, meeting_id))


@prepared
def _blockers_of_meeting(
    organisation_id: int, meeting_id: int
) -> QuerySet[Blocker, tuple[Any, ...]]:
    return _blockers_of(organisation_id, meeting_id=meeting_id).order_by("pk")


def _blockers_of(organisation_id: int, **wanted: Any) -> QuerySet[Blocker, tuple[Any, ...]]:
    found = Blocker.objects.filter(organisation_id=organisation_id, **wanted)
    return found.values_list(*_BLOCKER)
