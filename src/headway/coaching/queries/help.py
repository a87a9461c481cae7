"""Questions to the coach, their threads, and suggestions, for those who take part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, Min, QuerySet, When
from django.utils.translation import gettext as _

from headway.coaching.models import HelpMessage, HelpRequest, HelpState
from headway.coaching.queries.parties import is_coach, is_party
from headway.core.cadence import local_date
from headway.kit import clock
from headway.kit.prepared import Fixed, prepared
from headway.kit.problems import NotFound
from headway.okrs.queries.visibility import readable_title
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A question; ``about`` is the title of what it is about, empty where that is the unit as a
    whole or the reader may not read it. ``is_mine`` to answer, as its coach or
    as who stands in."""

    id: int
    unit_id: int
    unit_name: str
    objective_id: int | None
    key_result_id: int | None
    objective_title: str
    key_result_title: str
    question: str
    asked_by_id: int | None
    asked_by: str | None
    asked_at: datetime
    state: str
    waits_since: datetime | None
    closed_at: datetime | None
    version: int
    is_mine: bool = False
    days: int = 0

    @property
    def about(self) -> str:
        return self.key_result_title or self.objective_title

    @property
    def about_url(self) -> str:
        if not self.objective_title:
            return ""
        if self.key_result_id is not None:
            return f"/key-results/{self.key_result_id}"
        return f"/objectives/{self.objective_id}"

    @property
    def url(self) -> str:
        return f"/coach/help/{self.id}"


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A line of a thread."""

    id: int
    author_id: int | None
    author_name: str | None
    text: str
    written_at: datetime


SHOWN = 50
"""Lines of a thread that its page shows; the earlier ones are a click away."""


@dataclass(frozen=True, slots=True)
class HelpThread:
    """The latest lines below a question, or those before one, the oldest first. ``older`` is the
    id before which more stand."""

    rows: tuple[MessageRow, ...]
    older: int | None


def help_requests(
    actor: Actor,
    *,
    as_coach: bool = False,
    unit_id: int | None = None,
    closed: bool | None = False,
    waits: bool = False,
    after: int = 0,
    limit: int = 50,
) -> list[HelpRow]:
    """The questions that the actor reads, or only those that are theirs to answer; those that wait
    longest first. ``closed`` None: whatever their state. One query."""
    found = _questions(actor, as_coach, unit_id, closed, waits, after, Fixed(limit))
    return _rows(actor, found)


@prepared
def _questions(
    actor: Actor, as_coach: bool, unit_id: int | None, closed: bool | None, waits: bool, after: int,
    limit: Fixed,
) -> QuerySet[HelpRequest, tuple[Any, ...]]:  # fmt: skip
    found = _readable(actor, as_coach=as_coach).filter(pk__gt=after)
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    if closed is not None:
        found = found.filter(state=HelpState.CLOSED) if closed else found.exclude(
            state=HelpState.CLOSED)  # fmt: skip
    if waits:
        found = found.filter(state=HelpState.OPEN)
    ordered = found.order_by(F("waits_since").asc(nulls_last=True), "-asked_at", "-id")
    return _values(actor, ordered)[:limit]


def help_after(
    actor: Actor, *, unit_id: int | None, state: str, after: int, limit: int
) -> list[HelpRow]:
    """The same in the order of their numbers, for lists in pages. One query."""
    found = _readable(actor, as_coach=False).filter(pk__gt=after)
    if unit_id is not None:
        found = found.filter(unit_id=unit_id)
    if state:
        found = found.filter(state=state)
    return _rows(actor, _values(actor, found.order_by("id"))[:limit])


def help_request(actor: Actor, request_id: int) -> HelpRow:
    """One of them. Raises NotFound, also where it is not the actor's to read."""
    found = _rows(actor, _values(actor, _readable(actor, as_coach=False).filter(pk=request_id)))
    if not found:
        raise NotFound(_("There is no such question, or it is not yours to read."))
    return found[0]


def thread_of(actor: Actor, request_id: int, *, before: int | None = None) -> HelpThread:
    """The latest of the thread below a question, or those before one. Two queries. Raises
    NotFound."""
    help_request(actor, request_id)
    rows = _latest(request_id, before, Fixed(SHOWN + 1))
    shown = [MessageRow(*row) for row in reversed(rows[:SHOWN])]
    return HelpThread(tuple(shown), shown[0].id if len(rows) > SHOWN else None)


def messages_after(
    actor: Actor, request_id: int, *, after: int = 0, limit: int
) -> list[MessageRow]:
    """The thread below a question, the oldest first. Two queries. Raises NotFound."""
    help_request(actor, request_id)
    return [MessageRow(*row) for row in _following(request_id, after, Fixed(limit))]


@prepared
def _latest(
    request_id: int, before: int | None, limit: Fixed
) -> QuerySet[HelpMessage, tuple[Any, ...]]:
    found = HelpMessage.objects.filter(request_id=request_id).order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    return found.values_list(*_MESSAGE)[:limit]


@prepared
def _following(request_id: int, after: int, limit: Fixed) -> QuerySet[HelpMessage, tuple[Any, ...]]:
    found = HelpMessage.objects.filter(request_id=request_id, pk__gt=after).order_by("id")
    return found.values_list(*_MESSAGE)[:limit]


_MESSAGE = ("id", "author_id", "author__name", "text", "written_at")


def waiting_since(actor: Actor, unit_ids: Collection[int]) -> Mapping[int, date]:
    """Since when somebody waits for the coach in these units, as far as it is the actor's to
    answer. One query."""
    return {
        unit_id: local_date(at, actor.time_zone)
        for unit_id, at in _waiting(actor, unit_ids)
        if at is not None
    }


@prepared
def _waiting(
    actor: Actor, unit_ids: Collection[int]
) -> QuerySet[HelpRequest, tuple[int, datetime | None]]:
    open_ones = _readable(actor, as_coach=True).filter(unit_id__in=unit_ids, state=HelpState.OPEN)
    first = open_ones.order_by().values("unit_id").annotate(first=Min("waits_since"))
    return first.values_list("unit_id", "first")


def _readable(actor: Actor, *, as_coach: bool) -> QuerySet[HelpRequest]:
    door = is_coach(actor) if as_coach else is_party(actor)
    return HelpRequest.objects.filter(
        door, organisation_id=actor.organisation_id, unit__archived_at__isnull=True
    )


def _values(actor: Actor, found: QuerySet[HelpRequest]) -> QuerySet[HelpRequest, tuple[Any, ...]]:
    return found.annotate(
        readable=readable_title(actor, "objective__"),
        theirs=Case(When(is_coach(actor), then=True), default=False),
    ).values_list(
        "id", "unit_id", "unit__name", "objective_id", "key_result_id", "readable",
        "key_result__title", "question", "asked_by_id", "asked_by__name", "asked_at", "state",
        "waits_since", "closed_at", "version", "theirs",
    )  # fmt: skip


def _rows(actor: Actor, values: Iterable[tuple[Any, ...]]) -> list[HelpRow]:
    today = clock.today(actor.time_zone)
    return [_row(actor, row, today) for row in values]


def _row(actor: Actor, row: tuple[Any, ...], today: date) -> HelpRow:
    values = list(row)
    values[5] = values[5] or ""
    values[6] = (values[6] or "") if values[5] else ""
    since = values[12]
    days = max((today - local_date(since, actor.time_zone)).days, 0) if since else 0
    values[15] = values[15] and values[8] != actor.person_id
    return HelpRow(*[*values, days])
