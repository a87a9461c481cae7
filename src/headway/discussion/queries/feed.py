"""What has happened: the events of the audit trail in the words of every history, with the comments
between them. The trail says what may be told; comments are read where they stand, so that one which
was changed or removed since is nowhere as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from headway.activity.queries import EventRow, rows_of_events
from headway.core.cadence import local_date
from headway.discussion.models import SubjectKind
from headway.discussion.queries.comments import CommentRow, comment_rows
from headway.discussion.queries.feed_parts import READ, Of, Only, comment_columns, event_columns
from headway.discussion.queries.feed_words import UNSAID, sentence_of
from headway.discussion.queries.subjects import Subject, page_of
from headway.kit.pagination import decode_cursor, encode_cursor
from headway.kit.prepared import Fixed
from headway.kpis.models import Kpi
from headway.okrs.models import Initiative, KeyResult, Objective
from headway.okrs.queries.telling import BARE, without_hidden_ends
from headway.people.access import Actor
from headway.people.models import Unit
from headway.people.queries.told import Change, tell
from headway.rituals.models import ActionItem, Meeting, MeetingKind
from headway.strategy.models import MidTermGoal

LIMIT = 30

_UNTOLD = frozenset({"meeting", "frame", "plan"})
"""Of these only that something happened: what they tell may name goals of others."""


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
    did: tuple[str, str] | None = None
    """The sentence that follows ``who``: what stands before and behind ``name``. None of a comment,
    and of what has no sentence."""
    name: str = ""
    shown: tuple[Change, ...] = ()
    """The changes that the sentence does not say."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The latest first; ``following`` is the cursor of what came before, None at the end."""

    items: tuple[Happening, ...]
    following: str | None


def feed_of_subject(actor: Actor, subject: Subject, asked: Asked) -> Feed:
    """Of one thing and its parts that the actor may read. At most ten queries."""
    if subject.kind == SubjectKind.UNIT:
        return feed_of_unit(actor, subject.unit_path, asked)
    return _feed(actor, Of(kind=SubjectKind(subject.kind), id=subject.id), asked)


def feed_of_unit(actor: Actor, unit_path: str, asked: Asked) -> Feed:
    """Of a unit and those below it (of everything where the path is empty), as far as the actor may
    read it. At most fourteen queries."""
    return _feed(actor, Of(unit_path=unit_path), asked)


def _feed(actor: Actor, of: Of, asked: Asked) -> Feed:
    """Comments and events merged by their moment; each goes on where it was left."""
    sequence, comment_id = decode_cursor(asked.cursor, int, int) if asked.cursor else (0, 0)
    items: list[Happening] = []
    if asked.only is not Only.COMMENTS:
        items += _events(actor, of, asked, sequence)
    if asked.only in (None, Only.COMMENTS):
        items += _comments(actor, of, asked, comment_id)
    items.sort(key=lambda one: (one.at, one.sequence is None, _place(one)), reverse=True)
    shown = tuple(items[: asked.limit])
    if len(items) <= asked.limit:
        return Feed(shown, None)
    last_event = next((one.sequence for one in reversed(shown) if one.sequence), sequence)
    last_said = next((one.comment.id for one in reversed(shown) if one.comment), comment_id)
    return Feed(shown, encode_cursor([last_event, last_said]))


def _place(one: Happening) -> int:
    return one.sequence or (one.comment.id if one.comment else 0)


def _events(actor: Actor, of: Of, asked: Asked, before: int) -> list[Happening]:
    limit = Fixed(asked.limit + 1)
    found = rows_of_events(
        event_columns(actor, of, asked.only, asked.person_id, before or None, limit)
    )
    rows = without_hidden_ends(actor, [_bare(actor, row) for row in found])
    told = [
        (row, one, _worth_telling(row, one.changes))
        for row, one in zip(rows, tell(actor.organisation_id, rows), strict=True)
    ]
    return [
        Happening(
            at=row.at, who=row.person_name, what=one.what, about=row.subject_label,
            about_url=_page(row.subject_type, row.subject_id),
            url=reverse("reports:event", args=(row.sequence,)),
            subject_type=row.subject_type, subject_id=row.subject_id, sequence=row.sequence,
            verb=row.verb, changes=changes, why=one.why, did=sentence_of(row.verb),
            name=_named(row), shown=_unsaid(actor, row, changes),
        )
        for row, one, changes in told
    ]  # fmt: skip


def _named(row: EventRow) -> str:
    """What the sentence calls it: "weekly of Blue", of a label "Weekly, Blue"; a plan by its unit
    and cycle, all else by its label."""
    kind, comma, unit = row.subject_label.partition(", ")
    if row.subject_type != "meeting" or not comma:
        return row.subject_label
    return _("%(kind)s of %(unit)s") % {"kind": kind[:1].lower() + kind[1:], "unit": unit}


def _unsaid(actor: Actor, row: EventRow, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Without what the sentence says, and the day of a value that was entered on that day."""
    silent = set(UNSAID)
    day = str((row.after or {}).get("effective_on", ""))[:10]
    if day == local_date(row.at, actor.time_zone).isoformat():
        silent.add("effective_on")
    return tuple(one for one in changes if one.key not in silent)


def _worth_telling(row: EventRow, changes: list[Change]) -> tuple[Change, ...]:
    """What is from one value to another, and what readings and answers say. What something new is
    made of stands on its page."""
    is_said = row.verb in READ or row.verb.startswith("response.")
    return tuple(one for one in changes if is_said or one.before)


def _bare(actor: Actor, row: EventRow) -> EventRow:
    is_bare = row.subject_type in _UNTOLD or any(part in row.verb for part in BARE)
    return replace(row, before=None, after=None) if is_bare and not actor.is_admin else row


def _comments(actor: Actor, of: Of, asked: Asked, before: int) -> list[Happening]:
    """Those that stand; what was removed has not happened here."""
    limit = Fixed(asked.limit + 1)
    rows = comment_rows(actor, comment_columns(actor, of, asked.person_id, before or None, limit))
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
