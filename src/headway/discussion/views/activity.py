"""What has happened: in a unit, on one subject, or everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from headway.core.cadence import local_date
from headway.discussion.queries.feed import (
    Asked,
    Feed,
    Happening,
    feed_of_subject,
    feed_of_unit,
)
from headway.discussion.queries.feed_parts import Only
from headway.discussion.queries.subjects import Subject
from headway.discussion.views.request import subject_here
from headway.kit import clock
from headway.kit.choices import whole_id
from headway.people.access import actor_of, organisation_of
from headway.people.queries import PeopleChoices
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day, the latest first."""

    day: date
    items: tuple[Happening, ...]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What has happened here? ``about`` and ``id`` name one subject, else it is the unit that is
    looked at."""
    actor = actor_of(request)
    posted, people = Posted(request.GET), PeopleChoices(actor)
    person_id = posted.chosen_id("person", people)
    only = request.GET.get("only", "")
    asked = Asked(
        only=Only(only) if only in list(Only) else None,
        person_id=person_id,
        cursor=request.GET.get("cursor") or None,
    )
    subject = _subject(request)
    if subject is not None:
        found, name = feed_of_subject(actor, subject, asked), subject.title
    else:
        unit = cast(Any, request).scope.unit
        found = feed_of_unit(actor, unit.path if unit else "", asked)
        name = unit.name if unit else organisation_of(request).name
    return render(
        request,
        "discussion/activity.html",
        {
            "subject": subject,
            "name": name,
            "heading": _heading(found, asked, name, clock.today(actor.time_zone), actor.time_zone),
            "days": list(_by_day(found.items, actor.time_zone)),
            "more": _with(request, cursor=found.following) if found.following else None,
            "segments": _segments(request, asked.only),
            "people": finder(people, {"person": person_id or ""}, "person"),
            "person_id": person_id or "",
            "kept": [(key, value) for key, value in request.GET.items()
                     if key in ("about", "id", "only", "unit")],
        },
        fragment="discussion/_feed.html",
    )  # fmt: skip


def _subject(request: HttpRequest) -> Subject | None:
    kind, subject_id = request.GET.get("about", ""), whole_id(request.GET.get("id", ""))
    return subject_here(request, kind, subject_id or 0) if kind else None


def _by_day(items: Sequence[Happening], time_zone: str) -> Iterator[Day]:
    for day, found in groupby(items, lambda one: local_date(one.at, time_zone)):
        yield Day(day, tuple(found))


def _heading(feed: Feed, asked: Asked, name: str, today: date, time_zone: str) -> str:
    """How much happened in the last seven days, as far as the page tells."""
    if asked.cursor:
        return _("Earlier: %(name)s") % {"name": name}
    if not feed.items:
        return _("Nothing has happened yet: %(name)s") % {"name": name}
    recent = [one for one in feed.items if local_date(one.at, time_zone) > today - WEEK]
    if not recent:
        return _("Quiet for a week: %(name)s") % {"name": name}
    if len(recent) == len(feed.items) and feed.following:
        return _("More than %(count)d things happened this week: %(name)s") % {
            "count": len(recent), "name": name,
        }  # fmt: skip
    said = sum(one.comment is not None for one in recent)
    if said == len(recent):
        words = ngettext(
            "%(count)d comment in the last seven days: %(name)s",
            "%(count)d comments in the last seven days: %(name)s",
            len(recent),
        )
    else:
        words = ngettext(
            "%(count)d thing happened in the last seven days: %(name)s",
            "%(count)d things happened in the last seven days: %(name)s",
            len(recent),
        )
    return words % {"count": len(recent), "name": name}


def _segments(request: HttpRequest, only: Only | None) -> list[tuple[str, str, bool]]:
    labels = {
        None: _("Everything"),
        Only.COMMENTS: _("Comments"),
        Only.CHECK_INS: _("Check-ins"),
        Only.CHANGES: _("Changes"),
    }
    return [
        (label, _with(request, only=kind, cursor=None), kind is only)
        for kind, label in labels.items()
    ]


def _with(request: HttpRequest, **changed: str | None) -> str:
    query: QueryDict = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"
