"""Find or do: what the command palette asks while one types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headway.core.pace import Status
from headway.okrs.models import Phase
from headway.okrs.queries.due import mine, turns
from headway.okrs.queries.key_results import rows_by_id
from headway.people.access import Actor, actor_of
from headway.reports.queries.find import KINDS, Result, find, words_of
from headway.reports.queries.places import address, of_object
from headway.reports.shell import Scope, scope_for
from headway.reports.views.find_actions import actions
from headway.web.finding import Group, Item, answer

LONGEST = 200
MINE_SHOWN = 5
ACTIONS = "actions"
_PREFIXES = {">": ACTIONS, "@": "people"}
_OBJECTS = {
    "units": "unit",
    "objectives": "objective",
    "key_results": "key_result",
    "kpis": "kpi",
    "people": "person",
    "cycles": "cycle",
    "goals": "goal",
    "learnings": "learning",
    "closings": "objective",
}
_ICONS = {"units": "unit", "kpis": "kpi", "people": "person", "cycles": "cycle", "goals": "goal"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What fits ``q``, of every kind or ``only`` of one: things first, then what one can do."""
    actor, scope = actor_of(request), scope_for(request)
    query, only = _asked(request)
    words = words_of(query)
    groups: list[Group] = []
    if only != ACTIONS:
        groups += _things(actor, scope, words, only)
    if only in ("", ACTIONS):
        groups.append(Group(_("Do"), actions(actor, scope, words)))
    return answer(request, query, groups)


def _asked(request: HttpRequest) -> tuple[str, str]:
    """What is looked for, and where: ">" at the beginning asks for actions, "@" for people."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    only = request.GET.get("only", "")
    if query[:1] in _PREFIXES:
        query, only = query[1:].strip(), _PREFIXES[query[0]]
    return query, only if only in (*KINDS, ACTIONS) else ""


def _things(actor: Actor, scope: Scope, words: list[str], only: str) -> list[Group]:
    if not words:
        return [] if only else [Group(_("Your key results"), _own(actor, scope))]
    found = find(actor, words, cycle=scope.cycle, cycles=scope.cycles, today=scope.today, only=only)
    work = [result for result in found if result.kind in ("objectives", "key_results")]
    work.sort(key=lambda result: -result.weight)
    titles = (
        ("kpis", _("KPIs")),
        ("units", _("Units")),
        ("people", _("People")),
        ("goals", _("Mid-term goals")),
        ("cycles", _("Cycles")),
    )
    groups = [Group(_("Objectives and key results"), [_item(result, only) for result in work])]
    groups += [
        Group(title, [_item(result, only) for result in found if result.kind == kind])
        for kind, title in titles
    ]
    learned = [result for result in found if result.kind in ("learnings", "closings")]
    learned.sort(key=lambda result: -result.weight)
    groups.append(Group(_("Learned"), [_item(result, only) for result in learned]))
    groups.append(Group(_("Check in"), [] if only else _check_ins(actor, work)))
    return groups


def _item(result: Result, only: str) -> Item:
    """Where a result leads: to its page; from a switcher, to the list of that unit or cycle."""
    url = of_object(_OBJECTS[result.kind], result.id)
    if only in ("units", "cycles"):
        url = f"{address('okrs:objectives')}?{only[:-1]}={result.id}"
    icon = _ICONS.get(result.kind, "obj")
    return Item(result.label, url, _note(result), icon, _code(result.status))


def _note(result: Result) -> str:
    if result.kind == "objectives":
        return _("objective, %(unit)s") % {"unit": result.about}
    if result.kind == "key_results":
        return _("key result, %(unit)s") % {"unit": result.about}
    return str(Phase(result.about).label).lower() if result.kind == "cycles" else result.about


def _code(status: Status | None) -> str:
    return str(status.code) if status else ""


def _check_ins(actor: Actor, work: list[Result]) -> list[Item]:
    """Of the key results found, those that the actor owns or updates. One query."""
    ids = [result.id for result in work if result.kind == "key_results"]
    own = set(mine(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    return [
        Item(result.label, address("okrs:check_in", result.id) or "/", icon="check")
        for result in work
        if result.kind == "key_results" and result.id in own
    ]


def _own(actor: Actor, scope: Scope) -> list[Item]:
    """Before anything is typed: the key results whose check-ins are due next. Two queries."""
    ids = [turn.key_result_id for turn in turns(actor, scope.today)[:MINE_SHOWN]]
    rows = rows_by_id(ids, as_of=scope.today, today=scope.today)
    by_id = {row.id: row for row in rows}
    return [
        Item(row.title, of_object("key_result", row.id), icon="obj", status=_code(row.status))
        for row in (by_id[i] for i in ids if i in by_id)
    ]
