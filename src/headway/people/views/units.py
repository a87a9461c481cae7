"""Units: the tree, one unit, and its staff."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit.choices import whole_ids
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.people.access import Actor, Facts, Permission, actor_of, decide
from headway.people.actions import (
    archive_unit,
    assign,
    create_unit,
    move_unit,
    restore_unit,
    set_lead,
    unassign,
    update_unit,
)
from headway.people.models import Unit, UnitKind
from headway.people.queries import (
    PeopleChoices,
    UnitChoices,
    UnitRow,
    ancestors_of,
    get_unit,
    members_of,
    unit_rows,
    unit_totals,
)
from headway.people.views.words import units_heading
from headway.web.choosing import finder
from headway.web.panels import panels_of
from headway.web.posted import Posted
from headway.web.render import render


def index(request: HttpRequest) -> HttpResponse:
    """The tree of units, opened as far as asked: ``?open=`` lists the ids of open branches."""
    actor = actor_of(request)
    opened = set(whole_ids(request.GET.get("open", "").split("-")))
    roots = unit_rows(actor)
    tree: list[tuple[UnitRow, bool]] = []
    waiting = list(reversed(roots))
    while waiting and len(tree) < 400:
        unit = waiting.pop()
        is_open = unit.id in opened or unit.parent_id is None
        tree.append((unit, is_open))
        if is_open and unit.has_children:
            waiting += reversed(unit_rows(actor, parent_id=unit.id))
    return render(
        request,
        "people/units.html",
        {
            "tree": tree,
            "opened": sorted(opened),
            "heading": units_heading(unit_totals(actor)),
            "may_manage": decide(actor, Permission.UNIT_MANAGE).allowed,
        },
    )


def detail(request: HttpRequest, unit_id: int) -> HttpResponse:
    """A unit: its place, lead, members, coaches and the units below."""
    return _page(request, unit_id)


def _page(
    request: HttpRequest, unit_id: int, problem: Problem | None = None, part: str = ""
) -> HttpResponse:
    actor = actor_of(request)
    unit = get_unit(actor, unit_id)
    members = members_of(actor, unit.pk)
    may = decide(actor, Permission.UNIT_MANAGE).allowed
    return render(
        request,
        "people/unit.html",
        {
            "unit": unit,
            "row": next((u for u in unit_rows(actor, unit_ids=[unit.pk])), None),
            "trail": ancestors_of(actor, unit.path)[:-1],
            "children": unit_rows(actor, parent_id=unit.pk),
            "members": [m for m in members if m.kind == "member"],
            "coaches": [m for m in members if m.kind == "coach"],
            "kinds": UnitKind.choices,
            **(_fields_to_change(actor, unit, problem, part, request) if may else {}),
            "panels": panels_of(request, "unit", unit.pk),
            "tools": panels_of(request, "unit:tools", unit.pk),
            "talk": panels_of(request, "unit:talk", unit.pk),
            "may_manage": may,
            "may_add": decide(
                actor,
                Permission.OBJECTIVE_CREATE,
                Facts(unit_id=unit.pk, unit_path=unit.path),
            ).allowed,
            "problem": problem,
            "part": part,
            "errors": messages_of(problem),
            "typed": request.POST,
        },
        status=problem.status if problem else 200,
    )


def _fields_to_change(
    actor: Actor, unit: Unit, problem: Problem | None, part: str, request: HttpRequest
) -> dict[str, object]:
    """What the forms of the page choose from, each filled as it was sent or as it is stored."""
    people, units = PeopleChoices(actor), UnitChoices(actor, without=unit.path)
    lead = request.POST.dict() if part == "lead" else {"person": unit.lead_id}
    staff = request.POST.dict() if part == "assign" else {}
    place = request.POST.dict() if part == "move" else {"parent_id": unit.parent_id}
    return {
        "lead": {"person": lead.get("person", "")},
        "leads": finder(people, lead, "person", problem=problem if part == "lead" else None),
        "staff": staff,
        "staffers": finder(people, staff, "person", problem=problem if part == "assign" else None),
        "place": {"parent_id": place.get("parent_id", "")},
        "units": finder(units, place, "parent_id", problem=problem if part == "move" else None),
    }


@require_POST
def change(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One of the small changes of a unit, named by the field ``do``."""
    posted, actor = Posted.of(request), actor_of(request)
    step = posted.text("do")
    try:
        person_id = posted.chosen_id("person", PeopleChoices(actor))
        above = UnitChoices(actor, without=get_unit(actor, unit_id).path)
        parent_id = posted.chosen_id("parent_id", above)
        posted.refuse()
        match step:
            case "add":
                new = create_unit(
                    actor, parent_id=unit_id, name=posted.text("name"), kind=posted.text("kind")
                )
                return redirect("people:unit", new.pk)
            case "change":
                update_unit(actor, unit_id, name=posted.text("name"), kind=posted.text("kind"))
            case "lead":
                set_lead(actor, unit_id, person_id=person_id)
            case "move":
                move_unit(actor, unit_id, parent_id=parent_id or 0)
            case "archive":
                archive_unit(actor, unit_id)
            case "restore":
                restore_unit(actor, unit_id)
            case "assign" | "unassign":
                act = assign if step == "assign" else unassign
                act(actor, unit_id, person_id=person_id or 0, kind=posted.text("kind"))
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the unit."))
    except Refused as problem:
        return _page(request, unit_id, problem, step)
    return redirect("people:unit", unit_id)
