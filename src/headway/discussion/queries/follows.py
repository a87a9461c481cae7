"""Who hears of a subject: who owns, wrote or keeps it, who commented, and who asked to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from headway.discussion.models import Comment, Follow, SubjectKind
from headway.discussion.queries.subjects import Subject
from headway.kit.prepared import prepared
from headway.kpis.models import Follow as KpiFollow
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class Following:
    """Whether somebody hears of a subject. ``by_itself``: since they own, wrote, keep or commented
    on it, and have not said that they do not want to."""

    is_on: bool
    by_itself: bool


def following(actor: Actor, subject: Subject) -> Following:
    """How it is for the actor. One query, two for a KPI; one more for who said nothing."""
    if actor.person_id is None:
        return Following(is_on=False, by_itself=False)
    said = list(_said(actor.person_id, subject.kind, subject.id))
    if subject.kind == SubjectKind.KPI and list(_of_kpi(subject.id, actor.person_id)):
        return Following(is_on=True, by_itself=False)
    if said:
        return Following(is_on=said[0], by_itself=False)
    by_itself = actor.person_id in subject.hearing or _has_commented(actor, subject)
    return Following(is_on=by_itself, by_itself=by_itself)


def listeners(subject: Subject, organisation_id: int) -> set[int]:
    """Everybody who hears of it, whether they may read it or not. Two queries, three for a KPI."""
    said = dict(
        Follow.objects.filter(subject_type=subject.kind, subject_id=subject.id).values_list(
            "person_id", "is_on"
        )
    )
    talking = Comment.objects.filter(
        organisation_id=organisation_id, subject_type=subject.kind, subject_id=subject.id,
        removed_at__isnull=True, author__isnull=False,
    )  # fmt: skip
    found = set(subject.hearing) | set(talking.values_list("author_id", flat=True).distinct())
    found = {pk for pk in found if pk is not None and said.get(pk, True)}
    found |= {pk for pk, is_on in said.items() if is_on}
    if subject.kind == SubjectKind.KPI:
        followers = KpiFollow.objects.filter(kpi_id=subject.id)
        found |= set(followers.values_list("person_id", flat=True))
    return found


@dataclass(frozen=True, slots=True)
class FollowRow:
    """Something that somebody asked to hear of, or not to."""

    id: int
    subject_type: str
    subject_id: int
    is_following: bool
    since: datetime


def follows_of(actor: Actor, *, after: int = 0, limit: int) -> list[FollowRow]:
    """What the actor said of subjects, KPIs that they follow left out. One query."""
    found = Follow.objects.filter(person_id=actor.person_id or 0, pk__gt=after).order_by("id")
    columns = ("id", "subject_type", "subject_id", "is_on", "since")
    return [FollowRow(*row) for row in found.values_list(*columns)[:limit]]


def _has_commented(actor: Actor, subject: Subject) -> bool:
    return bool(
        list(_comments_of(actor.organisation_id, subject.kind, subject.id, actor.person_id or 0))
    )


@prepared
def _said(person_id: int, kind: str, subject_id: int) -> QuerySet[Follow, bool]:
    found = Follow.objects.filter(person_id=person_id, subject_type=kind, subject_id=subject_id)
    return found.values_list("is_on", flat=True)


@prepared
def _of_kpi(kpi_id: int, person_id: int) -> QuerySet[KpiFollow, int]:
    found = KpiFollow.objects.filter(kpi_id=kpi_id, person_id=person_id)
    return found.values_list("pk", flat=True)


@prepared
def _comments_of(
    organisation_id: int, kind: str, subject_id: int, person_id: int
) -> QuerySet[Comment, tuple[Any, ...]]:
    found = Comment.objects.filter(
        organisation_id=organisation_id, subject_type=kind, subject_id=subject_id,
        author_id=person_id, removed_at__isnull=True,
    )  # fmt: skip
    return found.values_list("pk")[:1]
