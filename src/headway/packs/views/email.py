"""Who gets a pack by e-mail, and to get it no more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from headway.kit.choices import whole_ids
from headway.kit.problems import Problem, Refused, messages_of
from headway.packs import actions
from headway.packs.access import refuse_archived, refuse_frozen, require_edit
from headway.packs.models import PackCadence
from headway.packs.queries.periods import LATEST_DAY
from headway.packs.queries.rows import pack_row, recipients_of
from headway.people.access import actor_of
from headway.people.queries import PeopleChoices
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render


def schedule(request: HttpRequest, pack_id: int) -> HttpResponse:
    """When a pack goes out, and to whom."""
    actor = actor_of(request)
    row = pack_row(actor, pack_id)
    require_edit(actor, row)
    refuse_frozen(row)
    refuse_archived(row)
    problem: Problem | None = None
    people = PeopleChoices(actor)
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            kept = whole_ids(posted.choices("recipient_ids"))
            added = posted.chosen_id("person_id", people)
            send_day = posted.integer("send_day")
            version = posted.integer("version")
            posted.refuse()
            actions.schedule_pack(
                actor,
                pack_id,
                cadence=posted.text("cadence"),
                send_day=0 if send_day is None else send_day,
                with_file=posted.text("with_file") == "file",
                recipient_ids=list(dict.fromkeys([*kept, *([added] if added else [])])),
                version=version,
            )
        except Refused as refused:
            problem = refused
        else:
            another = posted.text("do") == "another"
            return redirect("packs:email" if another else "packs:pack", pack_id)
    typed: dict[str, Any] = {
        "cadence": row.cadence,
        "send_day": str(row.send_day),
        "with_file": "file" if row.with_file else "link",
        **(request.POST.dict() if problem else {}),
    }
    known = recipients_of(pack_id)
    chosen = set(whole_ids(request.POST.getlist("recipient_ids"))) if problem else None
    return render(
        request,
        "packs/email.html",
        {
            "pack": row,
            "typed": typed,
            "recipients": [(pk, name, chosen is None or pk in chosen) for pk, name in known],
            "people": finder(people, typed, "person_id", problem=problem),
            "cadences": [(value, label, None) for value, label in PackCadence.choices],
            "latest": LATEST_DAY,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def leave(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Get a pack by e-mail no more; the link in each e-mail leads here."""
    actor = actor_of(request)
    row = pack_row(actor, pack_id)
    if request.method == "POST":
        actions.leave_recipients(actor, pack_id)
        messages.success(request, _("You get this pack by e-mail no more."))
        return redirect("packs:pack", pack_id)
    gets_it = any(pk == actor.person_id for pk, _name in recipients_of(pack_id))
    return render(request, "packs/leave.html", {"pack": row, "gets_it": gets_it})
