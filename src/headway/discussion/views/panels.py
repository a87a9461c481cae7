"""What pages say of the talk about their subject: two zones each, tools in the head and the section
of comments at the end. Each page names them ``"objective:tools"`` and ``"objective:talk"``."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest

from headway.discussion.models import SubjectKind
from headway.discussion.queries.follows import following
from headway.discussion.queries.late import Turn, late_about, late_in, may_nudge, nudged_today
from headway.discussion.views.late import kinds_of
from headway.discussion.views.request import subject_here
from headway.discussion.views.talk import talk_of
from headway.kit import clock
from headway.people.access import actor_of
from headway.web.panels import panel


def register() -> None:
    """Once, at start."""
    for kind in SubjectKind.values:
        panel(f"{kind}:tools", _TOOLS[kind])
        panel(f"{kind}:talk", _TALK[kind])
    panel("unit", late_in_unit)


def _tools(kind: str, request: HttpRequest, subject_id: int) -> tuple[str, dict[str, object]]:
    """Follow, and ask for what is late. Three queries at least, up to eight."""
    actor = actor_of(request)
    subject = subject_here(request, kind, subject_id)
    today = clock.today(actor.time_zone)
    lates = late_about(actor, subject, today) if may_nudge(actor) else []
    others = [one for one in lates if one.person_id not in (None, actor.person_id)]
    nudged = nudged_today(actor.organisation_id, others, today)
    fresh = [
        one for one in others
        if one.key not in nudged
    ]  # fmt: skip
    return "discussion/_tools.html", {
        "subject": subject,
        "following": following(actor, subject),
        "lates": fresh,
        "for_value": all(one.turn is Turn.VALUE for one in fresh),
        "people": sorted({one.person_name or "" for one in fresh}),
        "nudged_by": sorted({one.author_name or "" for one in nudged.values()}),
        "may_follow": actor.person_id is not None,
    }


def _talk(kind: str, request: HttpRequest, subject_id: int) -> tuple[str, dict[str, object]]:
    """The latest comments. Two queries, two more where there are any."""
    subject = subject_here(request, kind, subject_id)
    return "discussion/_panel.html", talk_of(request, subject)


def late_in_unit(request: HttpRequest, unit_id: int) -> tuple[str, dict[str, object]]:
    """How much is late in a unit and below it. Four queries."""
    actor = actor_of(request)
    unit = subject_here(request, SubjectKind.UNIT, unit_id)
    lates = late_in(actor, (unit.unit_path,), clock.today(actor.time_zone))
    context = {"unit_id": unit_id, "count": len(lates), "kinds": kinds_of(lates)}
    return "discussion/_late_in_unit.html", context


_TOOLS = {kind: partial(_tools, kind) for kind in SubjectKind.values}
_TALK = {kind: partial(_talk, kind) for kind in SubjectKind.values}
