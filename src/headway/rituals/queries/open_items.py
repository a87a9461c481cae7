"""Open actions and blockers of a unit with all below it, or of a person; what is late first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.prepared import Fixed
from headway.people.access import Actor, Facts, Permission, acts_as_owner, decide
from headway.rituals.models import ActionItem, ItemState
from headway.rituals.queries.blockers import (
    BlockerRow,
    blocker_rows,
    blockers_standing,
    standing,
)
from headway.rituals.queries.items import (
    BY_DAY,
    ActionRow,
    action_rows,
    actions_to_do,
    may_change,
    may_take,
    to_do,
)
from headway.web.formats import count_at_start, count_word

AT_MOST = Fixed(200)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class OpenItems:
    """What is open; ``late`` counts actions whose day has passed, ``mine`` are kinds and
    ids of what the reader may settle, and of actions that they may change. ``all_actions`` and
    ``all_blockers`` count those too that found no room, as ``late`` does."""

    actions: tuple[ActionRow, ...]
    blockers: tuple[BlockerRow, ...]
    late: int
    mine: frozenset[tuple[str, int]]
    all_actions: int
    all_blockers: int


def open_items(
    actor: Actor, today: date, *, unit_path: str = "", only_mine: bool = False
) -> OpenItems:
    """At most two hundred of each. Four queries, up to three more where there are as many."""
    owner_id = actor.person_id or 0 if only_mine else None
    tasks = actions_to_do(actor, unit_path, owner_id, AT_MOST)
    ways = blockers_standing(actor, unit_path, owner_id, AT_MOST)
    all_actions, all_blockers = len(tasks), len(ways)
    late = sum(one.is_late(today) for one in tasks)
    if all_actions == AT_MOST:
        every = to_do(actor.organisation_id, unit_path, owner_id)
        all_actions = every.count()
        late = every.filter(due_on__lt=today).count() if late == AT_MOST else late
    if all_blockers == AT_MOST:
        all_blockers = standing(actor.organisation_id, unit_path, owner_id).count()
    mine = {("action", one.id) for one in tasks if may_settle(actor, one)}
    mine |= {("change", one.id) for one in tasks if may_change(actor, one)}
    mine |= {("take", one.id) for one in tasks if may_take(actor, one)}
    mine |= {("blocker", one.id) for one in ways if may_settle(actor, one)}
    return OpenItems(tuple(tasks), tuple(ways), late, frozenset(mine), all_actions, all_blockers)


def actions_after(
    actor: Actor, *, unit_path: str, only_mine: bool, cursor: str | None, limit: int
) -> Page[ActionRow]:
    """A page of the open actions, what is due first, first. Two queries. Raises InvalidInput."""
    owner_id = actor.person_id or 0 if only_mine else None
    found = to_do(actor.organisation_id, unit_path, owner_id).order_by(BY_DAY, "pk")
    if cursor is not None:
        due_on, last = decode_cursor(cursor, date, int)
        behind = Q(due_on__isnull=True, pk__gt=last)
        if due_on != date.max:
            behind = Q(due_on__isnull=True) | Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=last)
        found = found.filter(behind)
    rows = action_rows(actor, found, limit + 1)
    return _page(rows, limit, lambda row: (row.due_on or date.max, row.id))


def blockers_after(
    actor: Actor, *, unit_path: str, cursor: str | None, limit: int
) -> Page[BlockerRow]:
    """A page of the open blockers, the oldest first. Two queries. Raises InvalidInput."""
    found = standing(actor.organisation_id, unit_path, None).order_by("raised_at", "pk")
    if cursor is not None:
        at, last = decode_cursor(cursor, datetime, int)
        found = found.filter(Q(raised_at__gt=at) | Q(raised_at=at, pk__gt=last))
    return _page(blocker_rows(actor, found, limit + 1), limit, lambda row: (row.raised_at, row.id))


def _page(rows: list[Row], limit: int, key: Callable[[Row], tuple[Any, ...]]) -> Page[Row]:
    shown = rows[:limit]
    return Page(shown, encode_cursor(key(shown[-1])) if len(rows) > limit else None)


def my_open_actions(actor: Actor, until: date) -> list[ActionRow]:
    """Actions of one's own that are late or due by a day, and behind them those without a day,
    of which nothing else would remind. Two queries."""
    if actor.person_id is None:
        return []
    found = ActionItem.objects.filter(
        Q(due_on__lte=until) | Q(due_on__isnull=True),
        owner_id=actor.person_id, state=ItemState.OPEN,
    ).order_by(F("due_on").asc(nulls_last=True), "pk")  # fmt: skip
    return action_rows(actor, found, AT_MOST)


def heading_of(found: OpenItems) -> str:
    """What is to do, in a sentence."""
    if not found.actions and not found.blockers:
        return _("Nothing is left to do.")
    parts = []
    if found.actions:
        words = ngettext("%(count)s open action", "%(count)s open actions", found.all_actions)
        parts.append(words % {"count": count_word(found.all_actions)})
    if found.blockers:
        words = ngettext("%(count)s blocker", "%(count)s blockers", found.all_blockers)
        parts.append(words % {"count": count_word(found.all_blockers)})
    said = _(" and ").join(parts)
    if not found.late:
        return _("%(what)s, nothing late.") % {"what": said[:1].upper() + said[1:]}
    late = ngettext("%(count)s is late", "%(count)s are late", found.late)
    return _("%(late)s, of %(what)s.") % {
        "late": late % {"count": count_at_start(found.late)},
        "what": said,
    }


def may_settle(actor: Actor, one: ActionRow | BlockerRow) -> bool:
    """Whether the actor may say what became of it."""
    if acts_as_owner(actor, one.owner_id):
        return True
    facts = Facts(unit_id=one.unit_id, unit_path=one.unit_path)
    return decide(actor, Permission.MEETING_TAKE_PART, facts).allowed
