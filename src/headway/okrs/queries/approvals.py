"""Goal posts that wait to be moved: what is asked, by whom, and who may say yes.

A lead above is asked: the lead of the unit, or of the nearest unit above, who neither answers for
the objective nor asked for the change; an administrator where there is none. Nobody says yes to
what they asked for, unless there is nobody else in the organisation who could.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.okrs.models import Answer, GoalPostRequest, KeyResult, Objective, State
from headway.okrs.queries.goal_post_words import LINK, MEMBERSHIP
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor, Facts, Permission, decide
from headway.people.models import Organisation, Person, Role
from headway.people.queries.leads import Leads, leads_on

AT_MOST = 200

Names = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A goal post that somebody asks to move. ``asked`` are (id, name) pairs of whom the answer is
    asked while it waits; nobody named: of the administrators. Of a link ``link_was`` and
    ``link_of`` tell its ends by id, as it stands and as it would, and ``child`` is the objective
    below, as (id, title) where the reader may read it."""

    id: int
    objective_id: int
    objective_title: str
    objective_owner_id: int | None
    objective_state: str
    key_result_id: int | None
    key_result_title: str | None
    key_result_owner_id: int | None
    measure: str | None
    unit_id: int
    unit_name: str
    unit_path: str
    cycle_id: int
    cycle_name: str
    changes: dict[str, Any]
    before: dict[str, Any]
    reason: str
    author_id: int | None
    author_name: str | None
    created_at: datetime
    state: str
    answered_by: str | None
    answered_at: datetime | None
    answer: str
    asked: Names = ()
    link_was: Mapping[str, Any] | None = None
    link_of: Mapping[str, Any] | None = None
    child: tuple[int, str] | None = None
    is_past: bool = False  # as it waited on an earlier day: nobody is asked any more

    @property
    def title(self) -> str:
        """Of what would move: the key result, or the objective's own words."""
        return self.key_result_title or self.objective_title

    @property
    def moves(self) -> list[tuple[str, Any, Any]]:
        """(field, before, after) of everything that is asked for, in order of the fields."""
        return [(name, self.before[name], self.changes[name]) for name in sorted(self.changes)]

    @property
    def is_membership(self) -> bool:
        """Whether a key result is to be added, cancelled or resumed."""
        return bool(MEMBERSHIP & set(self.changes))

    @property
    def is_link(self) -> bool:
        """Whether a link that counts is to come, change or go."""
        return LINK in self.changes

    @property
    def is_waiting(self) -> bool:
        """Whether it waits, or waited on the day looked at."""
        return self.is_open or (self.is_past and self.state == Answer.WAITING)

    @property
    def is_open(self) -> bool:
        is_asked = self.state == Answer.WAITING and not self.is_past
        return is_asked and self.objective_state != State.CLOSED

    @property
    def answerable_by(self) -> frozenset[int]:
        """Who answers for what would move or be added, and so is not asked."""
        added = (self.changes.get("added") or {}).get("owner_id")
        ids = (self.objective_owner_id, self.key_result_owner_id, added)
        return frozenset(person_id for person_id in ids if person_id is not None)

    @property
    def facts(self) -> Facts:
        return Facts(unit_id=self.unit_id, unit_path=self.unit_path, owner_ids=self.answerable_by)


_COLUMNS = (
    "id", "objective_id", "objective__title", "objective__owner_id", "objective__state",
    "key_result_id", "key_result__title", "key_result__owner_id", "key_result__measure",
    "objective__unit_id", "objective__unit__name", "objective__unit__path", "objective__cycle_id",
    "objective__cycle__name", "changes", "before", "reason", "author_id", "author__name",
    "created_at", "state", "answered_by__name", "answered_at", "answer",
)  # fmt: skip
_Columns = tuple[Any, ...]


def get_request(actor: Actor, request_id: int, *, lock: bool = False) -> GoalPostRequest:
    """The request, for whoever reads its objective. Raises NotFound."""
    found = _readable(actor).filter(pk=request_id)
    if lock:
        found = found.select_for_update(of=("self",), no_key=True)
    request = found.select_related("objective").first()
    if request is None:
        raise NotFound(_("There is no such request to move a goal post."))
    return request


def request_row(actor: Actor, request_id: int) -> RequestRow:
    """One, as a row. Raises NotFound. Two queries."""
    found = _rows(actor, _readable(actor).filter(pk=request_id).values_list(*_COLUMNS))
    if not found:
        raise NotFound(_("There is no such request to move a goal post."))
    return found[0]


def requests_below(
    actor: Actor, objective_id: int, *, key_result_id: int | None = None
) -> list[RequestRow]:
    """What was asked to move below an objective, or of one key result of it, the newest first.
    One query, two where any waits."""
    return _rows(actor, _below(actor, objective_id, key_result_id))


@prepared
def _below(
    actor: Actor, objective_id: int, key_result_id: int | None
) -> QuerySet[GoalPostRequest, _Columns]:
    found = _readable(actor).filter(objective_id=objective_id)
    if key_result_id is not None:
        found = found.filter(key_result_id=key_result_id)
    return found.order_by("-id").values_list(*_COLUMNS)[:AT_MOST]


def list_requests(
    actor: Actor,
    *,
    unit_path: str = "",
    cycle_id: int | None = None,
    state: str = "",
    limit: int = AT_MOST,
) -> list[RequestRow]:
    """What was asked to move in a unit and those below it, the newest first. Two queries."""
    found = _readable(actor).filter(
        objective__unit__path__startswith=unit_path, objective__archived_at__isnull=True
    )
    if cycle_id is not None:
        found = found.filter(objective__cycle_id=cycle_id)
    if state:
        found = found.filter(state=state)
    return _rows(actor, found.order_by("-id").values_list(*_COLUMNS)[:limit])


def waiting_for(actor: Actor, limit: int) -> list[RequestRow]:
    """What waits for the actor's answer, the longest-waiting first. Two queries, and two more for
    every two hundred that wait for leads further down; none for who neither leads nor
    administers."""
    mine: list[RequestRow] = []
    after = 0
    while (actor.led_paths or actor.is_admin) and len(mine) < limit:
        rows = _rows(actor, _waiting_below(actor, after))
        mine += [row for row in rows if _is_asked(actor, row)]
        if len(rows) < AT_MOST:
            break
        after = rows[-1].id
    return mine[:limit]


@prepared
def _waiting_below(actor: Actor, after: int) -> QuerySet[GoalPostRequest, _Columns]:
    found = _readable(actor).filter(
        state=Answer.WAITING, objective__archived_at__isnull=True, pk__gt=after
    ).exclude(objective__state=State.CLOSED).exclude(author_id=actor.person_id)  # fmt: skip
    if not actor.is_admin:
        led = Q()
        for path in actor.led_paths:
            led |= Q(objective__unit__path__startswith=path)
        found = found.filter(led)
    return found.order_by("id").values_list(*_COLUMNS)[:AT_MOST]


def may_answer(actor: Actor, row: RequestRow) -> bool:
    """Whether the actor may say yes or no: a lead above or an administrator, and not who asked
    unless nobody else could."""
    allowed = decide(actor, Permission.GOAL_POST_APPROVE, row.facts).allowed
    if not allowed or actor.person_id is None or actor.person_id != row.author_id:
        return allowed
    return not somebody_else_may(actor, row.unit_path, row.answerable_by)


def somebody_else_may(actor: Actor, unit_path: str, answering: Iterable[int]) -> bool:
    """Whether anybody but the actor could approve: a lead above who does not answer for it, or an
    administrator. At most two queries."""
    if leads_on([unit_path]).nearest(unit_path, without={*answering, actor.person_id}):
        return True
    admins = Person.objects.filter(
        organisation_id=actor.organisation_id, role=Role.ADMIN, is_active=True
    )
    return admins.exclude(pk=actor.person_id or 0).exists()


def waits_for_somebody(actor: Actor, unit_path: str, answering: Iterable[int]) -> bool:
    """Whether what the actor moves after plan lock waits: the organisation asks for an approval,
    and somebody else could give it. Up to three queries, none for the system."""
    if actor.person_id is None:
        return False
    wanted = Organisation.objects.filter(pk=actor.organisation_id, goal_posts_need_approval=True)
    return wanted.exists() and somebody_else_may(actor, unit_path, answering)


def answering_for(objective: Objective, key_result: KeyResult | None) -> frozenset[int]:
    """The owners of what moves."""
    ids = (objective.owner_id, key_result.owner_id if key_result else None)
    return frozenset(person_id for person_id in ids if person_id is not None)


def _is_asked(actor: Actor, row: RequestRow) -> bool:
    if not row.asked:
        return actor.is_admin
    return any(person_id == actor.person_id for person_id, _name in row.asked)


def _readable(actor: Actor) -> QuerySet[GoalPostRequest]:
    return GoalPostRequest.objects.filter(
        visible_to(actor, "objective__"), organisation_id=actor.organisation_id
    )


def _rows(actor: Actor, requests: Iterable[_Columns]) -> list[RequestRow]:
    rows = [RequestRow(*row) for row in requests]
    leads = leads_on(row.unit_path for row in rows if row.is_open)
    rows = [replace(row, asked=_asked(leads, row)) if row.is_open else row for row in rows]
    return _with_links(actor, rows) if any(row.is_link for row in rows) else rows


def _with_links(actor: Actor, rows: Iterable[RequestRow]) -> list[RequestRow]:
    """With the objectives below, of those that are about a link. One query."""
    of = {row.id: row.changes[LINK]["of"] for row in rows if row.is_link}
    children = Objective.objects.filter(
        visible_to(actor),
        organisation_id=actor.organisation_id,
        pk__in={one["child_id"] for one in of.values()},
    )
    titles = dict(children.values_list("id", "title"))
    return [_with_link(row, of[row.id], titles) if row.id in of else row for row in rows]


def _with_link(row: RequestRow, of: Mapping[str, Any], titles: Mapping[int, str]) -> RequestRow:
    child = of["child_id"]
    return replace(
        row,
        changes=told_of(row.changes),
        before=told_of(row.before),
        link_was=row.before[LINK]["of"],
        link_of=of,
        child=(child, titles[child]) if child in titles else None,
    )


def told_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a request holds, as those read it who may not read what is linked below: without the
    ids."""
    if LINK not in fields:
        return dict(fields)
    shown = {name: value for name, value in fields[LINK].items() if name != "of"}
    return {**fields, LINK: shown}


def _asked(leads: Leads, row: RequestRow) -> Names:
    found = leads.nearest(row.unit_path, without={*row.answerable_by, row.author_id})
    return (found,) if found else ()
