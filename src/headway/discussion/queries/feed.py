"""What has happened: the events of the audit trail in the words of every history, with the comments
between them. The trail says what may be told; comments are read where they stand, so that one which
was changed or removed since is nowhere as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse

from headway.activity.models import Event
from headway.activity.queries import EventRow, event_rows
from headway.discussion.models import Comment, SubjectKind
from headway.discussion.queries.comments import CommentRow, comment_rows
from headway.discussion.queries.subjects import Subject, page_of
from headway.kit.pagination import decode_cursor, encode_cursor
from headway.kpis.models import Kpi
from headway.okrs.models import Initiative, KeyResult, Objective
from headway.okrs.queries.telling import BARE, without_hidden_ends
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Unit
from headway.people.queries.told import Change, tell
from headway.rituals.models import ActionItem, Frame, Meeting, MeetingKind, PublishedPlan
from headway.rituals.queries.rooms.confidential import OF_SOME
from headway.strategy.models import MidTermGoal

LIMIT = 30

QUIET = (
    "kpi.followed", "kpi.unfollowed", "kpi.computed", "unit.finding_acknowledged",
    "unit.finding_reopened",
)  # fmt: skip
"""Events that nobody looks for in a feed."""

_OF_MEETINGS = ("meeting.planned", "meeting.opened", "meeting.closed", "meeting.cancelled")
"""What of a meeting is told: who joined, and each step of its clock, would bury the rest."""

_READ = ("check_in.created", "kpi.measured")

_UNTOLD = frozenset({"meeting", "frame", "plan"})
"""Of these only that something happened: what they tell may name goals of others."""


class Only(StrEnum):
    """A part of what has happened."""

    COMMENTS = "comments"
    CHECK_INS = "check_ins"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a feed: ``only`` one kind, what one person did, and what follows a cursor."""

    only: Only | None = None
    person_id: int | None = None
    cursor: str | None = None
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Happening:
    """A comment, or an event in words. ``url`` leads to it; ``about`` is what it is about, ""
    where that is what the feed is of."""

    at: datetime
    who: str
    what: str
    about: str
    about_url: str
    url: str
    subject_type: str
    subject_id: int
    comment: CommentRow | None = None
    sequence: int | None = None
    verb: str = ""
    changes: tuple[Change, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """The latest first; ``following`` is the cursor of what came before, None at the end."""

    items: tuple[Happening, ...]
    following: str | None


def feed_of_subject(actor: Actor, subject: Subject, asked: Asked) -> Feed:
    """Of one thing and its parts that the actor may read. At most ten queries."""
    if subject.kind == SubjectKind.UNIT:
        return feed_of_unit(actor, subject.unit_path, asked)
    also: Mapping[str, Q] = {}
    if subject.kind == SubjectKind.OBJECTIVE:
        parts = KeyResult.objects.filter(objective_id=subject.id).values("pk")
        also = {SubjectKind.KEY_RESULT: Q(subject_id__in=parts)}
    wanted = {SubjectKind(subject.kind).value: Q(subject_id=subject.id), **also}
    return _feed(actor, wanted, wanted, asked)


def feed_of_unit(actor: Actor, unit_path: str, asked: Asked) -> Feed:
    """Of a unit and those below it (of everything where the path is empty), as far as the actor may
    read it. At most fourteen queries."""
    talked = _of_unit(actor, unit_path)
    below = Q(unit__path__startswith=unit_path)
    if not unit_path:  # what serves the organisation has no unit
        below |= Q(unit__isnull=True)
    mine = Q(organisation_id=actor.organisation_id) & below
    around = {
        "meeting": Q(subject_id__in=Meeting.objects.filter(mine).values("pk")),
        "frame": Q(subject_id__in=Frame.objects.filter(mine).values("pk")),
        "plan": Q(subject_id__in=PublishedPlan.objects.filter(mine).values("pk")),
    }
    return _feed(actor, {**talked, **_lines(actor, unit_path)}, {**talked, **around}, asked)


def _lines(actor: Actor, unit_path: str) -> dict[str, Q]:
    """The same of meetings, initiatives and actions: what is said there, not what happened. What is
    said of a retrospective or a planning session, where not all may read, is told there alone."""
    mine = Q(organisation_id=actor.organisation_id, unit__path__startswith=unit_path)
    initiatives = Initiative.objects.filter(
        visible_to(actor, "key_result__objective__"), organisation_id=actor.organisation_id,
        key_result__objective__unit__path__startswith=unit_path,
    )  # fmt: skip
    readable = Objective.objects.filter(
        visible_to(actor), organisation_id=actor.organisation_id
    ).values("pk")
    about = Q(objective_id__in=readable) | Q(key_result__objective_id__in=readable)
    free = Q(objective__isnull=True, key_result__isnull=True)
    actions = ActionItem.objects.filter(mine & (free | about))
    meetings = Meeting.objects.filter(mine).exclude(kind__in=OF_SOME)
    return {
        SubjectKind.MEETING.value: Q(subject_id__in=meetings.values("pk")),
        SubjectKind.INITIATIVE.value: Q(subject_id__in=initiatives.values("pk")),
        SubjectKind.ACTION.value: Q(subject_id__in=actions.values("pk")),
    }


def _of_unit(actor: Actor, unit_path: str) -> dict[str, Q]:
    """By type, which subjects people talk on are of a unit."""
    of = {"organisation_id": actor.organisation_id}
    objectives = Objective.objects.filter(visible_to(actor), unit__path__startswith=unit_path, **of)
    key_results = KeyResult.objects.filter(
        visible_to(actor, "objective__"), objective__unit__path__startswith=unit_path, **of
    )
    kpis = Kpi.objects.filter(unit__path__startswith=unit_path, **of)
    goals = MidTermGoal.objects.filter(**of)
    if unit_path:
        goals = goals.filter(unit__path__startswith=unit_path)
    units = Unit.objects.filter(path__startswith=unit_path, **of)
    return {
        SubjectKind.OBJECTIVE.value: Q(subject_id__in=objectives.values("pk")),
        SubjectKind.KEY_RESULT.value: Q(subject_id__in=key_results.values("pk")),
        SubjectKind.KPI.value: Q(subject_id__in=kpis.values("pk")),
        SubjectKind.GOAL.value: Q(subject_id__in=goals.values("pk")),
        SubjectKind.UNIT.value: Q(subject_id__in=units.values("pk")),
    }


def _feed(actor: Actor, talked: Mapping[str, Q], told: Mapping[str, Q], asked: Asked) -> Feed:
    """Comments and events merged by their moment; each goes on where it was left."""
    sequence, comment_id = decode_cursor(asked.cursor, int, int) if asked.cursor else (0, 0)
    items: list[Happening] = []
    if asked.only is not Only.COMMENTS:
        items += _events(actor, _any_of(told), asked, sequence)
    if asked.only in (None, Only.COMMENTS):
        items += _comments(actor, _any_of(talked), asked, comment_id)
    items.sort(key=lambda one: (one.at, one.sequence is None, _place(one)), reverse=True)
    shown = tuple(items[: asked.limit])
    if len(items) <= asked.limit:
        return Feed(shown, None)
    last_event = next((one.sequence for one in reversed(shown) if one.sequence), sequence)
    last_said = next((one.comment.id for one in reversed(shown) if one.comment), comment_id)
    return Feed(shown, encode_cursor([last_event, last_said]))


def _any_of(wanted: Mapping[str, Q]) -> Q:
    return reduce(or_, (Q(subject_type=kind) & which for kind, which in wanted.items()))


def _place(one: Happening) -> int:
    return one.sequence or (one.comment.id if one.comment else 0)


def _events(actor: Actor, wanted: Q, asked: Asked, before: int) -> list[Happening]:
    events = Event.objects.filter(wanted, organisation_id=actor.organisation_id)
    events = events.exclude(verb__in=QUIET).filter(
        ~Q(subject_type="meeting") | Q(verb__in=_OF_MEETINGS)
    )
    if asked.only is Only.CHECK_INS:
        events = events.filter(verb__in=_READ)
    elif asked.only is Only.CHANGES:
        events = events.exclude(verb__in=_READ)
    if asked.person_id is not None:
        events = events.filter(person_id=asked.person_id)
    if before:
        events = events.filter(sequence__lt=before)
    found = event_rows(events.order_by("-sequence")[: asked.limit + 1])
    rows = without_hidden_ends(actor, [_bare(actor, row) for row in found])
    return [
        Happening(
            at=row.at, who=row.person_name, what=one.what, about=row.subject_label,
            about_url=_page(row.subject_type, row.subject_id),
            url=reverse("reports:event", args=(row.sequence,)),
            subject_type=row.subject_type, subject_id=row.subject_id, sequence=row.sequence,
            verb=row.verb, changes=_worth_telling(row, one.changes), why=one.why,
        )
        for row, one in zip(rows, tell(actor.organisation_id, rows), strict=True)
    ]  # fmt: skip


def _worth_telling(row: EventRow, changes: list[Change]) -> tuple[Change, ...]:
    """What is from one value to another, and what readings and answers say. What something new is
    made of stands on its page."""
    is_said = row.verb in _READ or row.verb.startswith("response.")
    return tuple(one for one in changes if is_said or one.before)


def _bare(actor: Actor, row: EventRow) -> EventRow:
    is_bare = row.subject_type in _UNTOLD or any(part in row.verb for part in BARE)
    return replace(row, before=None, after=None) if is_bare and not actor.is_admin else row


def _comments(actor: Actor, wanted: Q, asked: Asked, before: int) -> list[Happening]:
    """Those that stand; what was removed has not happened here."""
    comments = Comment.objects.filter(
        wanted, organisation_id=actor.organisation_id, removed_at__isnull=True
    )
    if asked.person_id is not None:
        comments = comments.filter(author_id=asked.person_id)
    if before:
        comments = comments.filter(pk__lt=before)
    rows = comment_rows(actor, comments.order_by("-id")[: asked.limit + 1])
    titles = titles_of({(row.subject_type, row.subject_id) for row in rows})
    return [
        Happening(
            at=row.created_at, who=row.author_name or "", what="",
            about=titles.get((row.subject_type, row.subject_id), ""),
            about_url=page_of(row.subject_type, row.subject_id),
            url=f"{page_of(row.subject_type, row.subject_id)}#comment-{row.id}",
            subject_type=row.subject_type, subject_id=row.subject_id, comment=row,
        )
        for row in rows
    ]  # fmt: skip


def titles_of(subjects: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What subjects are called that the reader may read. One query for each kind among them."""
    models = {
        SubjectKind.OBJECTIVE: (Objective, "title"), SubjectKind.KEY_RESULT: (KeyResult, "title"),
        SubjectKind.KPI: (Kpi, "name"), SubjectKind.GOAL: (MidTermGoal, "title"),
        SubjectKind.UNIT: (Unit, "name"), SubjectKind.INITIATIVE: (Initiative, "title"),
        SubjectKind.ACTION: (ActionItem, "title"),
    }  # fmt: skip
    found: dict[tuple[str, int], str] = {}
    for kind, (model, name) in models.items():
        ids = {pk for of, pk in subjects if of == kind}
        if ids:
            rows = model.objects.filter(pk__in=ids).values_list("pk", name)  # type: ignore[attr-defined]  # of seven models
            found |= {(kind.value, pk): title for pk, title in rows}
    if met := {pk for of, pk in subjects if of == SubjectKind.MEETING}:
        meetings = Meeting.objects.filter(pk__in=met).values_list("pk", "kind", "unit__name")
        for pk, kind_of, unit in meetings:
            found[SubjectKind.MEETING.value, pk] = f"{MeetingKind(kind_of).label}, {unit}"
    return found


_PLACES = {"frame": "rituals:frame", "meeting": "rituals:meeting", "plan": "rituals:plan"}


def _page(kind: str, subject_id: int) -> str:
    if kind in SubjectKind.values:
        return page_of(kind, subject_id)
    return reverse(_PLACES[kind], args=(subject_id,)) if kind in _PLACES else ""
