"""Every definition of the organisation: found, followed in place, and used in another unit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.core.kpi_quality import Gap
from headway.core.spc import Better
from headway.kit.choices import whole_id, whole_ids
from headway.kit.problems import InvalidInput
from headway.kpis.actions.remarks import follow
from headway.kpis.models import Nature
from headway.kpis.queries.definitions.library import LibraryFilters, Place, library_rows
from headway.kpis.queries.definitions.library_words import gap_choices, library_page
from headway.kpis.queries.doors import get_kpi, may_define_in
from headway.kpis.queries.words import better_words
from headway.kpis.views.request import actor_of, scope_of
from headway.people.access import Actor, organisation_of
from headway.people.queries import PeopleChoices
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import own_page_before, render


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is measured here, and does each definition still hold?"""
    actor, scope = actor_of(request), scope_of(request)
    asked = Posted(request.GET)
    people = PeopleChoices(actor)
    unit = scope.unit if asked.text("within") == "unit" else None
    filters = _filters(actor, asked, people, unit.path if unit else "")
    page = library_page(actor, filters, scope.today, after=_cursor(asked.text("after")))
    typed = request.GET.dict()
    return render(
        request,
        "kpis/library.html",
        {
            "page": page,
            "place": organisation_of(request).name,
            "typed": typed,
            "is_filtered": any(value for name, value in typed.items() if name in _NAMES),
            "whose": _whose(actor),
            "measures": [(one, one) for one in page.measures],
            "betters": [(str(one), better_words(one)) for one in Better],
            "natures": Nature.choices,
            "gaps": gap_choices(),
            "unit": scope.unit,
            "people": finder(people, typed, "owner_id"),
            "may_follow": actor.person_id is not None,
            "may_define": may_define_in(actor, None, ""),
            "more": _next_address(request, page.after),
            "errors": {error.field: error.message for error in asked.errors},
        },
    )


_NAMES = frozenset(
    {"q", "measure", "better", "nature", "owner_id", "owner_id-text", "whose", "lacks", "within",
     "copied"}
)  # fmt: skip


def _filters(actor: Actor, asked: Posted, people: PeopleChoices, unit_path: str) -> LibraryFilters:
    whose, lacks = asked.text("whose"), asked.text("lacks")
    better, nature = asked.text("better"), asked.text("nature")
    owner_id = asked.chosen_id("owner_id", people)
    return LibraryFilters(
        words=asked.text("q"),
        measure=asked.text("measure"),
        better=better if better in tuple(Better) else "",
        nature=nature if nature in Nature.values else "",
        unit_path=unit_path,
        owner_id=actor.person_id if whose == "mine" else owner_id,
        follower_id=actor.person_id if whose == "followed" else None,
        copied_from_id=whole_id(asked.text("copied")),
        lacks=lacks if lacks in tuple(Gap) else "",
        archived=whose == "archived",
    )


def _whose(actor: Actor) -> list[tuple[str, str]]:
    mine = [("mine", _("mine")), ("followed", _("followed by me"))]
    return [*(mine if actor.person_id else []), ("archived", _("archived"))]


@require_POST
def step(request: HttpRequest, kpi_id: int) -> HttpResponse:
    """Follow a definition, or stop, without leaving the library."""
    actor, posted = actor_of(request), Posted.of(request)
    wanted = posted.text("do")
    if wanted not in ("follow", "unfollow"):
        raise InvalidInput.on("do", _("Choose to follow it, or to stop."))
    follow(actor, kpi_id, wanted=wanted == "follow")
    name = get_kpi(actor, kpi_id).name
    words = _("You follow %(name)s.") if wanted == "follow" else _("You no longer follow %(name)s.")
    said = words % {"name": name}
    if not getattr(request, "htmx", None):
        messages.success(request, said)
        return redirect(f"{own_page_before(request) or reverse('kpis:library')}#kpi-{kpi_id}")
    [row] = library_rows(actor, [kpi_id])
    context: dict[str, Any] = {"row": row, "said": said}
    return render(request, "kpis/_follow.html", context)


def _cursor(text: str) -> Place | None:
    name, found, kpi_id = text.rpartition("~")
    ids = whole_ids([kpi_id])
    return (name, ids[0]) if found and ids else None


def _next_address(request: HttpRequest, after: Place | None) -> str | None:
    if after is None:
        return None
    query = request.GET.copy()
    query["after"] = f"{after[0]}~{after[1]}"
    return f"?{query.urlencode()}"
