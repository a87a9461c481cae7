"""Actions as rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.prepared import Fixed, prepared
from headway.kit.problems import NotFound
from headway.people.access import Actor, Facts, Permission, decide
from headway.rituals.models import ActionItem, ItemState, MeetingKind
from headway.rituals.queries.about import about, readable_among
from headway.rituals.queries.first import IN_A_ROOM, ONE_MORE, FirstOf, first_of


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


_ACTION = (
    "pk", "unit_id", "unit__name", "unit__path", "meeting_id", "blocker_id",
    "objective_id", "key_result_id", "title", "owner_id", "owner__name", "due_on", "state",
    "created_at", "ended_at", "closing_word", "version", "times_put_off", "put_off_why",
    "created_by_id", "meeting__facilitator_id", "objective__title", "key_result__title",
    "key_result__objective_id",
)  # fmt: skip
_STATE = _ACTION.index("state")

BY_DAY = F("due_on").asc(nulls_last=True)
"""What is due first, first; at the end what has no day: on both databases."""


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


def may_take(actor: Actor, row: ActionRow) -> bool:
    """Whether nobody has an action yet, and the actor may say that they see to it."""
    if not row.is_open or row.owner_id is not None or actor.person_id is None:
        return False
    facts = Facts(unit_id=row.unit_id, unit_path=row.unit_path)
    return decide(actor, Permission.MEETING_TAKE_PART, facts).allowed


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


def _actions(actor: Actor, rows: Sequence[tuple[Any, ...]]) -> list[ActionRow]:
    seen = readable_among(actor, ((row[6], row[23]) for row in rows))
    made = []
    for row in rows:
        told = about(seen, row[6], row[7], row[21:])
        is_veiled = told[-1] is None and (row[6] or row[7]) is not None
        values: tuple[Any, ...] = (*row[:6], *told, *row[8:21], is_veiled)
        made.append(ActionRow(*values))
    return made


def open_actions(actor: Actor, unit_id: int) -> FirstOf[ActionRow]:
    """What a unit still has to do, what is due first, as much as a room shows. Two queries, three
    where there is more."""
    found = _open_actions(unit_id, ONE_MORE)
    return first_of(found, partial(_actions, actor), lambda: _to_do(unit_id).count())


@prepared
def _open_actions(unit_id: int, most: Fixed) -> QuerySet[ActionItem, tuple[Any, ...]]:
    found = _actions_of(unit_id=unit_id, state=ItemState.OPEN)
    return found.order_by(BY_DAY, "pk")[:most]


def actions_to_do(
    actor: Actor, unit_path: str, owner_id: int | None, most: Fixed
) -> list[ActionRow]:
    """What a unit (all units, where the path is empty) and all below it still have to do, or
    ``owner_id`` alone; what is due first. Two queries."""
    return _actions(actor, _of_units(actor.organisation_id, unit_path, owner_id, most))


@prepared
def _of_units(
    organisation_id: int, unit_path: str, owner_id: int | None, most: Fixed
) -> QuerySet[ActionItem, tuple[Any, ...]]:
    found = to_do(organisation_id, unit_path, owner_id).order_by(BY_DAY, "pk")
    return found.values_list(*_ACTION)[:most]


def to_do(organisation_id: int, unit_path: str, owner_id: int | None) -> QuerySet[ActionItem]:
    """What is open of a unit and all below it, or only what one person has."""
    found = ActionItem.objects.filter(organisation_id=organisation_id, state=ItemState.OPEN)
    if unit_path:
        found = found.filter(unit__path__startswith=unit_path)
    return found if owner_id is None else found.filter(owner_id=owner_id)


def _to_do(unit_id: int) -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(unit_id=unit_id, state=ItemState.OPEN)


def blockers_acted_on(blocker_ids: Collection[int]) -> set[int]:
    """Those of blockers of which an action came that is to do. One query, none for no blocker."""
    return set(_acted_on(blocker_ids)) if blocker_ids else set()


@prepared
def _acted_on(blocker_ids: Collection[int]) -> QuerySet[ActionItem, int]:
    found = ActionItem.objects.filter(blocker_id__in=blocker_ids, state=ItemState.OPEN)
    return found.values_list("blocker_id", flat=True)


def actions_before(
    actor: Actor, unit_id: int, meeting_id: int, since: datetime
) -> tuple[FirstOf[ActionRow], int]:
    """What a unit agreed on before a meeting, as much as a room shows: still to do, or settled
    since it last met; and how many are settled. Those that are open first, what is due first. Two
    queries, four where there is more."""
    found = _actions_before(unit_id, meeting_id, since, ONE_MORE)
    settled = sum(row[_STATE] != ItemState.OPEN for row in found)
    if len(found) <= IN_A_ROOM:
        return FirstOf(tuple(_actions(actor, found))), settled
    ours = ActionItem.objects.filter(unit_id=unit_id)
    settled = ours.filter(ended_at__gt=since).exclude(meeting_id=meeting_id).count()
    waiting = _to_do(unit_id).exclude(meeting_id=meeting_id).count()
    return first_of(found, partial(_actions, actor), lambda: waiting + settled), settled


@prepared
def _actions_before(
    unit_id: int, meeting_id: int, since: datetime, most: Fixed
) -> QuerySet[ActionItem, tuple[Any, ...]]:
    found = _actions_of(unit_id=unit_id).exclude(meeting_id=meeting_id)
    return found.filter(Q(state=ItemState.OPEN) | Q(ended_at__gt=since)).order_by(
        F("ended_at").asc(nulls_first=True), BY_DAY, "pk"
    )[:most]


def actions_agreed(
    actor: Actor, unit_id: int, without: int, last_id: int, before: datetime
) -> list[ActionRow]:
    """What a unit agreed in its last retrospective, and what is still open of those before a
    moment; in the order of :func:`actions_before`. Two queries."""
    return _actions(actor, _agreed(unit_id, without, last_id, before))


@prepared
def _agreed(
    unit_id: int, without: int, last_id: int, before: datetime
) -> QuerySet[ActionItem, tuple[Any, ...]]:
    wanted = Q(meeting_id=last_id) | Q(
        meeting__kind=MeetingKind.RETROSPECTIVE, meeting__closed_at__lt=before, state=ItemState.OPEN
    )
    found = _actions_of(unit_id=unit_id).exclude(meeting_id=without)
    return found.filter(wanted).order_by(F("ended_at").asc(nulls_first=True), BY_DAY, "pk")


def actions_of_meeting(actor: Actor, meeting_id: int) -> list[ActionRow]:
    """What was agreed in a meeting, in order. Two queries."""
    return _actions(actor, _actions_of_meeting(meeting_id))


@prepared
def _actions_of_meeting(meeting_id: int) -> QuerySet[ActionItem, tuple[Any, ...]]:
    return _actions_of(meeting_id=meeting_id).order_by("pk")


def _actions_of(**wanted: Any) -> QuerySet[ActionItem, tuple[Any, ...]]:
    """Of a unit or a meeting that somebody was let in to."""
    found = ActionItem.objects.filter(**wanted)
    return found.values_list(*_ACTION)
