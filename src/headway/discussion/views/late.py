"""What is late in a unit, and asking whose turn it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from headway.discussion import actions
from headway.discussion.actions.nudges import Asked
from headway.discussion.queries.late import (
    Late,
    Turn,
    late_in,
    may_nudge,
    may_nudge_all,
    nudged_today,
)
from headway.discussion.views.request import subject_here
from headway.kit import clock
from headway.kit.choices import whole_id
from headway.kit.problems import Refused
from headway.people.access import actor_of
from headway.people.queries import get_unit
from headway.web.posted import Posted
from headway.web.render import render


def page(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Who lets what wait? A POST asks all of them."""
    actor = actor_of(request)
    if request.method == "POST":
        messages.success(request, said_of(actions.nudge_all(actor, unit_id)))
        return redirect("discussion:late", unit_id)
    unit, today = get_unit(actor, unit_id), clock.today(actor.time_zone)
    lates = late_in(actor, (unit.path,), today)
    nudged = nudged_today(actor.organisation_id, lates, today)
    fresh = [
        one for one in lates
        if one.person_id not in (None, actor.person_id) and one.key not in nudged
    ]  # fmt: skip
    return render(
        request,
        "discussion/late.html",
        {
            "unit": unit,
            "lates": lates,
            "heading": heading(lates, unit.name),
            "nudged": {key: one.author_name or _("somebody") for key, one in nudged.items()},
            "me": actor.person_id,
            "people": len({one.person_id for one in fresh}),
            "may_nudge": may_nudge(actor),
            "may_nudge_all": may_nudge_all(actor, unit.pk, unit.path),
            "today": today,
        },
    )


@require_POST
def nudge_one(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """Ask whose turn it is on one subject; back to the list of a unit where that is asked."""
    subject = subject_here(request, kind, subject_id)
    back = whole_id(Posted.of(request).text("unit"))
    try:
        messages.success(request, said_of(actions.nudge(actor_of(request), kind, subject_id)))
    except Refused as problem:
        messages.warning(request, problem.detail)
    return redirect("discussion:late", back) if back else redirect(subject.url)


def heading(lates: list[Late], unit_name: str) -> str:
    """How much waits, and what it is."""
    if not lates:
        return _("Nothing is late in %(unit)s") % {"unit": unit_name}
    words = ngettext(
        "%(count)d thing is late in %(unit)s: %(kinds)s",
        "%(count)d things are late in %(unit)s: %(kinds)s",
        len(lates),
    )
    return words % {"count": len(lates), "unit": unit_name, "kinds": kinds_of(lates)}


def kinds_of(lates: list[Late]) -> str:
    """Check-ins, values and answers, each counted."""
    counts = {turn: sum(one.turn is turn for one in lates) for turn in Turn}
    said = {
        Turn.CHECK_IN: ngettext("%(count)d check-in", "%(count)d check-ins", counts[Turn.CHECK_IN]),
        Turn.VALUE: ngettext("%(count)d value", "%(count)d values", counts[Turn.VALUE]),
        Turn.ANSWER: ngettext("%(count)d answer", "%(count)d answers", counts[Turn.ANSWER]),
    }
    return ", ".join(said[turn] % {"count": count} for turn, count in counts.items() if count)


def said_of(asked: Asked) -> str:
    """Who was asked, and what for."""
    if not asked.lates:
        return _("Everybody whose turn it is was asked today already.")
    if asked.people == 1:
        return _("%(who)s is asked, and sees it in their notices.") % {
            "who": asked.lates[0].person_name
        }
    return _("%(count)d people are asked, and see it in their notices.") % {"count": asked.people}
