"""Which team needs me?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from headway.coaching.queries.calendar import this_week
from headway.coaching.queries.desk import Desk, read_desk
from headway.coaching.queries.figure_words import bands_words
from headway.coaching.queries.help import help_requests
from headway.coaching.queries.windows import Span
from headway.coaching.views.words import step_words
from headway.core.practice import METRICS
from headway.okrs.views.request import Scope, actor_of, scope_of
from headway.web.formats import count_at_start, number
from headway.web.render import render

REQUESTS = 6


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Units × habits in the order of need, questions that wait, and what is held this week."""
    actor, scope = actor_of(request), scope_of(request)
    span = span_of(request)
    with_mean = request.GET.get("mean") == "1"
    below = below_of(request, scope)
    found = read_desk(
        actor, below=below, span=span, cycle=scope.cycle,
        today=scope.today, with_mean=with_mean,
    )  # fmt: skip
    return render(
        request,
        "coaching/desk.html",
        {
            "desk": found,
            "span": span,
            "spans": spans(request, span),
            "with_mean": with_mean,
            "with_trend": request.GET.get("trend") == "1",
            "metrics": [
                (metric, _(shape.title), _(shape.short), _(shape.formula), bands_words(metric))
                for metric, shape in METRICS.items()
            ],
            "facts": _facts(found),
            "requests": help_requests(actor, limit=REQUESTS),
            "week": this_week(actor, scope.today, None if below else found.units),
            "steps": step_words(),
            "today": scope.today,
            "unit_asked": request.GET.get("unit", ""),
            "address": _address(request),
        },
    )


def span_of(request: HttpRequest) -> Span:
    """The window that the address asks for; 28 days otherwise."""
    asked = request.GET.get("window", "")
    return Span(asked) if asked in set(Span) else Span.DAYS


def below_of(request: HttpRequest, scope: Scope) -> str:
    """A part of the tree only where the address says so: a coach's units lie anywhere."""
    return scope.unit.path if scope.unit is not None and "unit" in request.GET else ""


def spans(request: HttpRequest, span: Span) -> list[tuple[str, str, bool]]:
    """The choice of windows."""
    words = {Span.DAYS: _("28 days"), Span.CYCLE: _("Cycle"), Span.CYCLES: _("4 cycles")}
    return [(words[one], with_asked(request, window=one), one is span) for one in Span]


def with_asked(request: HttpRequest, **changed: str) -> str:
    """This address with something else asked."""
    asked = request.GET.copy()
    for name, value in changed.items():
        if value:
            asked[name] = value
        else:
            asked.pop(name, None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _address(request: HttpRequest) -> dict[str, str]:
    """Where the switches of the table lead."""
    return {
        "trend": with_asked(request, trend="" if request.GET.get("trend") == "1" else "1"),
        "mean": with_asked(request, mean="" if request.GET.get("mean") == "1" else "1"),
    }


def _facts(found: Desk) -> list[str]:
    """What stands below the heading."""
    facts = []
    minutes = found.median_weekly
    if minutes is not None:
        words = ngettext(
            "Median weekly %(minutes)s minute", "Median weekly %(minutes)s minutes", minutes
        )
        facts.append(words % {"minutes": number(minutes)})
    if found.without:
        count = len(found.without)
        words = ngettext(
            "%(count)s unit has no objectives yet", "%(count)s units have no objectives yet", count
        )
        facts.append(words % {"count": count_at_start(count)})
    return facts
