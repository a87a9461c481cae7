"""Comments: written by members, changed by their author, taken away by them or the leads.

A closed objective or cycle is talked about most, so nothing closes the talk on it; what is archived
is put away, and takes no new comment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, Told, notify, record
from headway.activity.models import NoticeKind
from headway.discussion.formats.markdown import said_of, typed_of
from headway.discussion.models import Comment, Mention
from headway.discussion.queries.comments import is_author, no_such_comment, removal_facts
from headway.discussion.queries.follows import listeners
from headway.discussion.queries.mentions import resolve
from headway.discussion.queries.subjects import Subject, get_subject, readers_among
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotAllowed
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require
from headway.rituals.models import MeetingKind

LONGEST = 5_000
EXCERPT = 400
"""Of a comment in a notice."""


@dataclass(frozen=True, slots=True)
class Written:
    """A comment as it was written. ``untold`` are names of people whom it names and who may not
    read it: they heard nothing."""

    comment: Comment
    untold: tuple[str, ...] = ()


@transaction.atomic
def add_comment(
    actor: Actor, subject_type: str, subject_id: int, *, text: str, reply_to_id: int | None = None
) -> Written:
    """Say something of a subject, or in reply to a comment on it. Those who are named and may read
    it hear of it, and those who follow the subject. Raises NotAllowed, NotFound, InvalidInput,
    Conflict (archived)."""
    require(actor, Permission.COMMENT_WRITE)
    subject = get_subject(actor, subject_type, subject_id)
    if actor.person_id is None:
        raise NotAllowed(_("Only people comment."))
    if subject.is_archived:
        raise Conflict(_("This is archived. Restore it to go on talking."), code="archived")
    above = _root(subject, reply_to_id) if reply_to_id is not None else None
    stored, names = _read(actor, text, {})
    comment = Comment.objects.create(
        organisation_id=actor.organisation_id,
        subject_type=subject.kind,
        subject_id=subject.id,
        reply_to=above,
        author_id=actor.person_id,
        text=stored,
        created_at=clock.now(),
    )
    readable = readers_among(
        actor.organisation_id, subject, {*names, *listeners(subject, actor.organisation_id)}
    )
    _name(comment, names, readable)
    _tell_named(actor, subject, comment, names.keys() & readable.keys(), said_of(stored, names))
    _tell(actor, subject, comment, readable.keys() - names.keys(), said_of(stored, names))
    after = {**_about(subject), **_words(subject, typed_of(stored, names))}
    if above is not None:
        after["reply_to_id"] = above.pk
    record(actor, Entry("comment.added", "comment", comment.pk, subject.title, after=after))
    return Written(comment, _untold(actor, names, readable))


@transaction.atomic
def edit_comment(actor: Actor, comment_id: int, *, text: str) -> Written:
    """Say it in other words; what it said before stays in the audit trail. Who is named for the
    first time hears of it. Raises NotFound, NotAllowed, InvalidInput."""
    comment, subject = _locked(actor, comment_id)
    require(actor, Permission.COMMENT_WRITE)
    if not is_author(actor, comment.author_id):
        raise NotAllowed(_("Only its author may change a comment."))
    known = dict(comment.mentions.values_list("person_id", "person__name"))
    stored, names = _read(actor, text, known)
    if stored == comment.text:
        return Written(comment)
    before = typed_of(comment.text, known)
    comment.text, comment.edited_at = stored, clock.now()
    comment.save(update_fields=["text", "edited_at"])
    fresh = {pk: name for pk, name in names.items() if pk not in known}
    comment.mentions.exclude(person_id__in=names).delete()
    readable = readers_among(actor.organisation_id, subject, fresh)
    _name(comment, fresh, readable)
    _tell_named(actor, subject, comment, readable, said_of(stored, names))
    record(
        actor,
        Entry(
            "comment.edited", "comment", comment.pk, subject.title,
            before=_words(subject, before),
            after={**_about(subject), **_words(subject, typed_of(stored, names))},
        ),
    )  # fmt: skip
    return Written(comment, _untold(actor, fresh, readable))


@transaction.atomic
def remove_comment(actor: Actor, comment_id: int, *, reason: str = "") -> Comment:
    """Take a comment away: one's own, or as lead of the unit or administrator with a reason, which
    its author hears. What it said stays in the audit trail. Raises NotFound, NotAllowed,
    InvalidInput."""
    comment, subject = _locked(actor, comment_id)
    require(actor, Permission.COMMENT_REMOVE, removal_facts(comment.author_id, subject))
    reason = reason.strip()
    is_own = is_author(actor, comment.author_id)
    if not is_own and not reason:
        said = _("Say why, so that its author knows.")
        raise InvalidInput.on("reason", said, code="required")
    if len(reason) > LONGEST:
        raise InvalidInput.on("reason", _too_long(), code="too_long")
    comment.removed_at, comment.removed_by_id = clock.now(), actor.person_id
    comment.save(update_fields=["removed_at", "removed_by"])
    if not is_own:
        _tell_removed(actor, subject, comment, reason)
    people = dict(comment.mentions.values_list("person_id", "person__name"))
    before = {**_about(subject), **_words(subject, typed_of(comment.text, people))}
    record(
        actor,
        Entry("comment.removed", "comment", comment.pk, subject.title, before=before, why=reason),
    )
    return comment


def _read(actor: Actor, text: str, known: Mapping[int, str]) -> tuple[str, dict[int, str]]:
    """What is stored of a text, and the people whom it names. Raises InvalidInput."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput.on("text", _("Write the comment first."), code="required")
    if len(text) > LONGEST:
        raise InvalidInput.on("text", _too_long(), code="too_long")
    found = resolve(actor, text, known)
    refuse(_each_once(found.errors))
    return found.text, found.names


def _too_long() -> str:
    return _("Use at most %(limit)d characters.") % {"limit": LONGEST}


def _each_once(errors: Collection[FieldError]) -> list[FieldError]:
    return list({error.message: error for error in errors}.values())


def _root(subject: Subject, comment_id: int) -> Comment:
    """The comment that a reply stands below: a reply to a reply stands below the same."""
    found = Comment.objects.filter(
        pk=comment_id, subject_type=subject.kind, subject_id=subject.id, removed_at__isnull=True
    ).select_related("reply_to").first()  # fmt: skip
    if found is None:
        raise no_such_comment()
    return found.reply_to or found


def _locked(actor: Actor, comment_id: int) -> tuple[Comment, Subject]:
    """A comment that stands, to be changed. Raises NotFound."""
    found = (
        Comment.objects.select_for_update(no_key=True)
        .filter(organisation_id=actor.organisation_id, pk=comment_id, removed_at__isnull=True)
        .first()
    )
    if found is None:
        raise no_such_comment()
    return found, get_subject(actor, found.subject_type, found.subject_id)


def _name(comment: Comment, names: Collection[int], readable: Collection[int]) -> None:
    Mention.objects.bulk_create(
        Mention(comment=comment, person_id=pk, is_told=pk in readable) for pk in names
    )


def _untold(actor: Actor, names: Mapping[int, str], readable: Collection[int]) -> tuple[str, ...]:
    return tuple(name for pk, name in names.items() if pk not in readable and pk != actor.person_id)


def _about(subject: Subject) -> dict[str, Any]:
    return {"subject_type": subject.kind, "subject_id": subject.id}


def _words(subject: Subject, text: str) -> dict[str, str]:
    """What the trail keeps of a comment: of one on the minutes of a retrospective no word, as of
    what is said there (docs/adr/0041)."""
    met = subject.meeting
    return {} if met is not None and met.kind == MeetingKind.RETROSPECTIVE else {"text": text}


def _tell_named(
    actor: Actor, subject: Subject, comment: Comment, people: Collection[int], body: str
) -> None:
    title = _("%(who)s mentions you on “%(title)s”") % {"who": actor.name, "title": subject.title}
    notify(actor, people, _told(NoticeKind.MENTION, subject, comment, title, body))


def _tell(
    actor: Actor, subject: Subject, comment: Comment, people: Collection[int], body: str
) -> None:
    words = (
        _("%(who)s comments on “%(title)s”")
        if comment.reply_to_id is None
        else _("%(who)s answers a comment on “%(title)s”")
    )
    title = words % {"who": actor.name, "title": subject.title}
    notify(actor, people, _told(NoticeKind.COMMENT, subject, comment, title, body))


def _tell_removed(actor: Actor, subject: Subject, comment: Comment, reason: str) -> None:
    """To its author, where they may still read what it was about."""
    author = {comment.author_id} if comment.author_id else set()
    people = readers_among(actor.organisation_id, subject, author)
    said = {"who": actor.name, "title": subject.title}
    title = _("%(who)s removed your comment on “%(title)s”") % said
    told = _told(NoticeKind.COMMENT, subject, comment, title, reason, key="removed")
    notify(actor, people, told)


def _told(
    kind: str, subject: Subject, comment: Comment, title: str, body: str, *, key: str = "comment"
) -> Told:
    subject_type, subject_id = subject.part_of or (subject.kind, subject.id)
    return Told(
        kind,
        title,
        f"{subject.url}#comment-{comment.pk}",
        body=body if len(body) <= EXCERPT else f"{body[:EXCERPT].rstrip()} …",
        subject_type=subject_type,
        subject_id=subject_id,
        key=f"{key}:{comment.pk}",
    )
