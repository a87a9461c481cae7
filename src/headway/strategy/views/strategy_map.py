"""The strategy map: drawn, tested against data, and each of its arrows."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.core.scorecard import colour_of, rounded
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.models import Frequency
from headway.kpis.queries.choices import KpiChoices
from headway.kpis.queries.doors import calendar_of
from headway.people.access import Permission, actor_of, decide
from headway.strategy import actions
from headway.strategy.models import Strength
from headway.strategy.queries.card_days import card_days
from headway.strategy.queries.links import (
    LinkRow,
    declared_before,
    evidence_of,
    get_link,
    trials_of,
)
from headway.strategy.queries.map_picture import picture, scatter_of
from headway.strategy.queries.map_words import (
    answer,
    explain_trial,
    heading,
    hypothesis,
    lag_words,
    meaning,
    on_the_line,
    same_since,
    sameness,
    standing_word,
    standing_words,
    strength_word,
    tested_words,
    verdict_word,
    warnings,
)
from headway.strategy.queries.strategy_map import MapOfDay, map_of, standing_of
from headway.strategy.queries.whose import Whose, may_edit, whose_card
from headway.strategy.views.reading import reading_words
from headway.strategy.views.whose import whose_words
from headway.web.charts.strategy_map import strategy_map_file
from headway.web.choosing import finder
from headway.web.posted import Posted, fields_again
from headway.web.render import render

LOOK = {
    "supported": "supported",
    "untested": "untested",
    "not_testable": "untested",
    "not_seen": "unseen",
    "contradicted": "contradicted",
}
"""How ``ui.causal`` draws an arrow."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Does one thing lead to the next, as we believe?"""
    return _page(request)


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    scope = cast(Any, request).scope
    whose, found = _asked(request)
    calendar = calendar_of(actor.organisation_id)
    words = whose_words(request, whose, is_past=scope.is_past)
    may_test = decide(actor, Permission.STRATEGY_EDIT).allowed and not scope.is_past
    return render(
        request,
        "strategy/map.html",
        {
            "map": found,
            "days": card_days(
                actor, of=whose.unit_id, day=found.card.day, today=scope.today, calendar=calendar
            ),
            **reading_words("strategy:map", [one.goal for one in found.card.goals],
                            as_known=found.card.as_known),
            **words,
            "heading": heading(found, words["named"]),
            "picture": picture(found, kept_day=scope.kept_day),
            "legend": [(one, word, found.counts[one]) for one, word in standing_words().items()],
            "warnings": warnings(found),
            "colour_of": colour_of,
            "rounded": rounded,
            **_words(),
            "calendar": calendar,
            "goals": [(goal.goal.id, goal.goal.title) for goal in found.card.goals],
            **_choices(),
            "typed": _typed(request, problem),
            "kept_day": scope.kept_day,
            "may_test": may_test,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )  # fmt: skip


def _asked(request: HttpRequest) -> tuple[Whose, MapOfDay]:
    """Whose map of which day, and as known when."""
    actor, scope = actor_of(request), cast(Any, request).scope
    how: dict[str, Any] = {
        "today": scope.today, "as_known": request.GET.get("known") == "then",
    }  # fmt: skip
    whose = whose_card(actor, scope.unit, scope.as_of, **how)
    return whose, map_of(actor, scope.as_of, of=whose.unit_id, **how)


@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The map as a picture to keep: SVG."""
    whose, found = _asked(request)
    named = whose_words(request, whose, is_past=cast(Any, request).scope.is_past)["named"]
    drawn = strategy_map_file(picture(found), heading(found, named))
    headers = {"Content-Disposition": 'attachment; filename="strategy-map.svg"'}
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8", headers=headers)


def _words() -> dict[str, Any]:
    return {
        "LOOK": LOOK,
        "standing_of": standing_of,
        "standing_word": standing_word,
        "lag_words": lag_words,
        "meaning": meaning,
        "on_the_line": on_the_line,
        "same_since": same_since,
        "sameness": sameness,
        "strength_word": strength_word,
        "tested_words": tested_words,
        "verdict_word": verdict_word,
        "explain": explain_trial,
    }


def _choices() -> dict[str, Any]:
    return {
        "signs": [("1", _("gets better")), ("-1", _("gets worse"))],
        "pers": [
            (Frequency.DAILY, _("days")),
            (Frequency.WEEKLY, _("weeks")),
            (Frequency.MONTHLY, _("months")),
            (Frequency.QUARTERLY, _("quarters")),
            (Frequency.YEARLY, _("years")),
        ],
        "strengths": Strength.choices,
    }


def _typed(request: HttpRequest, problem: Problem | None) -> dict[str, Any]:
    """What was sent and refused; else the two goals that a hand on the picture chose."""
    if problem is not None:
        return request.POST.dict()
    chosen = {name: request.GET.get(name, "") for name in ("cause_id", "effect_id")}
    return {**chosen, "lag": "1", "per": Frequency.MONTHLY, "strength": Strength.MEDIUM}


@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """Add an arrow, or hold all of them against data, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        match posted.text("do"):
            case "add":
                ends = posted.integer("cause_id"), posted.integer("effect_id")
                fields = _declared(posted)
                posted.require("cause_id", "effect_id")
                posted.refuse()
                actions.add_link(actor, cause_id=ends[0] or 0, effect_id=ends[1] or 0, **fields)
            case "test":
                actions.test_links(actor)
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the map."))
    except Refused as problem:
        return _page(request, problem)
    return redirect("strategy:map")


def _declared(posted: Posted) -> dict[str, Any]:
    lag = posted.integer("lag")
    return {
        "sign": posted.integer("sign") or 0,
        "lag": -1 if lag is None else lag,
        "per": posted.text("per"),
        "strength": posted.text("strength"),
        "rationale": posted.text("rationale"),
    }


def link(request: HttpRequest, link_id: int) -> HttpResponse:
    """Is this arrow borne out by data?"""
    actor = actor_of(request)
    scope = cast(Any, request).scope
    day = scope.as_of if scope.is_past else None
    found = get_link(actor, link_id, day)
    problem: Problem | None = None
    kpis = KpiChoices(actor, also=[found.cause_kpi_id, found.effect_kpi_id])
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            if posted.text("do") == "end":
                actions.end_link(actor, link_id, why=posted.text("why"))
                return redirect("strategy:map")
            fields = {
                **_declared(posted),
                "cause_kpi_id": posted.chosen_id("cause_kpi_id", kpis),
                "effect_kpi_id": posted.chosen_id("effect_kpi_id", kpis),
            }
            posted.refuse()
            made = actions.update_link(actor, link_id, **fields)
        except Refused as refused:
            problem = refused
        else:
            return redirect("strategy:link", made.pk)
    typed = fields_again(request, problem) or _stored(found)
    evidence = evidence_of(actor, [found])[found.id]
    calendar = calendar_of(actor.organisation_id)
    return render(
        request,
        "strategy/link.html",
        {
            "link": found,
            "said": hypothesis(found),
            "answer": answer(found),
            "evidence": evidence,
            "scatter": scatter_of(actor, found, evidence),
            "trials": trials_of(actor, found.id, day),
            "earlier": declared_before(actor, found),
            "calendar": calendar,
            **_words(),
            **_choices(),
            "typed": typed,
            "kpis": finder(kpis, typed, "cause_kpi_id", "effect_kpi_id", problem=problem),
            "may_edit": may_edit(actor, found.unit_id, found.unit_path)
            and not scope.is_past and found.until is None,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )  # fmt: skip


def _stored(found: LinkRow) -> dict[str, Any]:
    return {
        "sign": str(found.sign),
        "lag": str(found.lag),
        "per": found.per,
        "strength": found.strength,
        "rationale": found.rationale,
        "cause_kpi_id": found.cause_kpi_id,
        "effect_kpi_id": found.effect_kpi_id,
    }
