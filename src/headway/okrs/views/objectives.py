"""Objectives of a unit and cycle, and the one-page form for a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from headway.core.kinds import KeyResultKind
from headway.kit import clock
from headway.kit.choices import whole_id, whole_ids
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.queries.choices import KpiChoices
from headway.okrs.actions.drafts import draft_objective
from headway.okrs.forms import KEY_RESULTS_PER_FORM, described_key_results, objective_fields
from headway.okrs.forms.key_results import recovery_typed
from headway.okrs.models import Ambition, Origin, Phase, State, Visibility
from headway.okrs.queries.choices import may_write_somewhere, units_to_write_in
from headway.okrs.queries.cycles import current_cycle, list_cycles
from headway.okrs.queries.figures import (
    Figures,
    explain_figures,
    figures,
    left_out,
    left_out_words,
    summarise,
)
from headway.okrs.queries.goal_choices import GoalChoices
from headway.okrs.queries.objectives import (
    Cursor,
    Filters,
    grouped_by_unit,
    list_objectives,
)
from headway.okrs.queries.objectives_heading import objectives_heading
from headway.okrs.queries.recovery import improvement_of, recovery_of
from headway.okrs.views.request import Scope, actor_of, scope_of
from headway.people.access import (
    Actor,
    Facts,
    Permission,
    decide,
    organisation_of,
    require,
)
from headway.people.models import line_of
from headway.people.queries import PeopleChoices
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render


def index(request: HttpRequest) -> HttpResponse:
    """The list, by unit; narrowed by owner, state and words."""
    actor, scope = actor_of(request), scope_of(request)
    unit, cycle = scope.unit, scope.cycle
    people, asked = PeopleChoices(actor), Posted(request.GET)
    owner_id = asked.chosen_id("owner", people)
    unclear = InvalidInput("", errors=asked.errors) if asked.errors else None
    filters = Filters(
        cycle_id=cycle.id if cycle else None,
        unit_path=unit.path if unit else "",
        owner_id=owner_id,
        state=asked.text("state"),
        q=asked.text("q"),
    )
    after = _cursor(request)
    rows, more = list_objectives(actor, filters, as_of=scope.as_of, today=scope.today, after=after)
    is_all = filters.is_whole and after is None and more is None
    above = (
        summarise(rows, hidden=_hidden(actor, scope, filters))
        if is_all
        else _figures(actor, scope, filters)
    )
    return render(
        request,
        "okrs/objectives.html",
        {
            "groups": grouped_by_unit(rows),
            "figures": above if cycle else None,
            "explanation": explain_figures(above, scope.as_of) if above and cycle else None,
            "left_out": left_out_words(above) if above else "",
            "heading": objectives_heading(
                above if cycle else None,
                unit.name if unit else organisation_of(request).name,
                is_over=cycle is not None and cycle.ends_on < scope.today,
            ),
            "cycle": cycle,
            "filters": filters,
            "people": finder(people, request.GET, "owner", problem=unclear),
            "errors": messages_of(unclear),
            "states": State.choices,
            "more": _next_address(request, more),
            "today": scope.as_of,
            "kept_day": scope.kept_day,
            "may_add": scope.kept_day is None
            and _may_add(actor, unit.id if unit else None, unit.path if unit else ""),
        },
    )


def _hidden(actor: Actor, scope: Scope, filters: Filters) -> int:
    if scope.cycle is None:
        return 0
    return left_out(actor, filters, as_of=scope.as_of, today=scope.today)


def _figures(actor: Actor, scope: Scope, filters: Filters) -> Figures | None:
    cycle, path = scope.cycle, filters.unit_path
    if cycle is None:
        return None
    return figures(actor, cycle, path, as_of=scope.as_of, today=scope.today, now=clock.now())


def _may_add(actor: Actor, unit_id: int | None, path: str) -> bool:
    if unit_id is None:
        return may_write_somewhere(actor)
    facts = Facts(unit_id=unit_id, unit_path=path)
    return decide(actor, Permission.OBJECTIVE_CREATE, facts).allowed


def _cursor(request: HttpRequest) -> Cursor | None:
    parts = request.GET.get("after", "").split("~")
    ids = whole_ids(parts[1:])
    return (parts[0], ids[0], ids[1]) if len(parts) == 3 and len(ids) == 2 else None


def _next_address(request: HttpRequest, more: Cursor | None) -> str | None:
    if more is None:
        return None
    query = request.GET.copy()
    query["after"] = "~".join(map(str, more))
    return f"?{query.urlencode()}"


def new(request: HttpRequest) -> HttpResponse:
    """Draft an objective with up to five key results on one page. Without a script it is sent once
    more to show the fields of the kinds that were chosen."""
    actor = actor_of(request)
    if not may_write_somewhere(actor):
        require(actor, Permission.OBJECTIVE_CREATE)
    problem: Problem | None = None
    if request.method == "POST" and request.POST.get("do") != "choose":
        posted = Posted.of(request)
        try:
            people = PeopleChoices(actor)
            fields = objective_fields(posted, people)
            key_results = described_key_results(
                posted, people, fields["owner_id"], kpis=KpiChoices(actor)
            )
            cycle_id = posted.integer("cycle_id")
            unit_id = posted.chosen_id("unit_id", units_to_write_in(actor))
            goal_id = posted.chosen_id("goal_id", GoalChoices(actor))
            posted.refuse()
            made = draft_objective(
                actor,
                cycle_id=cycle_id or 0,
                unit_id=unit_id or 0,
                goal_id=goal_id,
                key_results=key_results,
                propose=posted.text("do") == "propose",
                focus_reason=posted.text("focus_reason"),
                recovers_id=posted.integer("recovers_id"),
                **fields,
            )
        except Refused as refused:
            problem = refused
        else:
            return redirect("okrs:objective", made.pk)
    context = _new_context(request, actor, problem)
    if not context["cycles"]:
        may_open = decide(actor, Permission.CYCLE_MANAGE).allowed
        return render(request, "okrs/no_open_cycle.html", {"may_open": may_open})
    status = problem.status if problem else 200
    return render(request, "okrs/objective_new.html", context, status=status)


def _usual_origin(actor: Actor, unit_id: str) -> Origin:
    """What the one who leads the whole organisation writes for it comes from above."""
    is_theirs = any([unit_id] == list(map(str, line_of(path))) for path in actor.led_paths)
    return Origin.TOP_DOWN if is_theirs else Origin.BOTTOM_UP


def _new_context(request: HttpRequest, actor: Actor, problem: Problem | None) -> dict[str, object]:
    scope = scope_of(request)
    typed = request.POST.dict()
    answered = whole_id(request.GET.get("response", ""))
    wanting = whole_id(request.GET.get("kpi", ""))
    recovery = recovery_of(actor, answered) if answered else None
    if recovery is None and wanting:
        recovery = improvement_of(actor, wanting)
    if recovery is not None and not typed:
        typed = recovery_typed(recovery)
    typed.setdefault("goal_id", request.GET.get("goal", ""))
    open_cycles = [c for c in list_cycles(actor) if c.phase != Phase.CLOSED]
    is_open = scope.cycle is not None and scope.cycle.phase != Phase.CLOSED
    chosen = scope.cycle if is_open else current_cycle(open_cycles, scope.today)
    typed.setdefault("cycle_id", str(chosen.id) if chosen else "")
    typed.setdefault("unit_id", str(scope.unit.id) if scope.unit else _own_unit(actor))
    typed.setdefault("goal_id", request.GET.get("goal", ""))
    typed.setdefault("owner_id", str(actor.person_id or ""))
    typed.setdefault("origin", _usual_origin(actor, typed["unit_id"]))
    filled = [n for n in range(1, KEY_RESULTS_PER_FORM + 1) if typed.get(f"kr{n}-title")]
    return {
        "typed": typed,
        "recovery": recovery,
        "problem": problem,
        "errors": messages_of(problem),
        "cycles": [(cycle.id, cycle.name) for cycle in open_cycles],
        "units": finder(units_to_write_in(actor), typed, "unit_id", problem=problem),
        "people": finder(PeopleChoices(actor), typed, *_owner_names(), problem=problem),
        "goals": finder(
            GoalChoices(actor, open_cycles, typed["cycle_id"], today=scope.today),
            typed,
            "goal_id",
            problem=problem,
        ),
        "ambitions": Ambition.choices,
        "origins": Origin.choices,
        "visibilities": Visibility.choices,
        "kinds": kind_choices(),
        "numbers": range(1, KEY_RESULTS_PER_FORM + 1),
        "shown": max(filled, default=1) if problem else max(3, max(filled, default=1)),
    }


def _own_unit(actor: Actor) -> str:
    """A unit one works in, else one that one leads."""
    own = sorted(actor.member_unit_ids)
    led = (line_of(path)[-1] for path in actor.led_paths)
    return str(own[0] if own else next(led, ""))


def _owner_names() -> list[str]:
    return ["owner_id", *(f"kr{n}-owner_id" for n in range(1, KEY_RESULTS_PER_FORM + 1))]


def kind_choices() -> list[tuple[str, str]]:
    """Kinds of key result in the words of the form."""
    return [
        (KeyResultKind.INCREASE, _("Increase")),
        (KeyResultKind.DECREASE, _("Decrease")),
        (KeyResultKind.STAY_ABOVE, _("Stay above")),
        (KeyResultKind.STAY_BELOW, _("Stay below")),
        (KeyResultKind.WITHIN, _("Stay within")),
        (KeyResultKind.MILESTONE, _("Milestones")),
        (KeyResultKind.BINARY, _("Done or not")),
        (KeyResultKind.BASELINE, _("Find the baseline")),
        (KeyResultKind.ANCHORED, _("Agreed scores")),
    ]
