"""The line of sight as a map: what shows is read, however large the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from headway.kit.problems import InvalidInput, NotFound, messages_of
from headway.okrs.queries.choices import ParentChoices
from headway.people.access import Actor
from headway.reports.queries.sight import LOCAL, MISSION, ORPHANS, View, branch_title
from headway.reports.queries.sight.chart import read_layout, rows_of
from headway.reports.queries.sight.layout import CARD, TOP, Block, Layout
from headway.reports.shell import actor_of, scope_for
from headway.reports.views.map_cards import Card, Way, cards_of, ways_among, ways_of
from headway.reports.views.map_window import USUAL, Window, asked_window, whole, window_of
from headway.reports.views.sight_views import number_of, view_of
from headway.strategy.queries import GoalRow, current_statements, perspectives
from headway.web.choosing import finder
from headway.web.formats import count_word, sentence
from headway.web.posted import Posted
from headway.web.render import render

SHOWN = 700
"""Cards in one part; what is beyond shows when one comes nearer."""
READABLE = 2_400
"""How wide a part may be for its cards to be read in full; wider, what fits of their titles is."""
TITLED = 3_600
"""How wide it may be for that; wider, cards are a mark and a score."""
RELATIVES = 3_000
SIZES = (20, 28, 40, 64, 100, 160)
LARGEST = 28
"""Of a title above cards; where they are too far away to be shown it may be larger."""


@dataclass(frozen=True, slots=True)
class Head:
    """A goal on the map, or what stands under none."""

    key: str
    x: int
    y: int
    width: int
    height: int
    title: str
    url: str
    count: str
    size: int


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The map, as far as it shows at first; ``map.js`` moves it, links do without."""
    actor, scope = actor_of(request), scope_for(request)
    common: dict[str, Any] = {
        "scope": scope,
        "perspectives": perspectives(actor),
        "perspective": number_of(request, "perspective"),
    }
    view = view_of(request, scope)
    if view is None:
        return render(request, "reports/no_cycle.html", common)
    found = read_layout(actor, view)
    if found is None:
        return render(request, "reports/map.html", {**common, "layout": None, "heading": _large()})
    layout, goals = found
    source = ParentChoices(actor)
    focus, problem = _asked(request, source, layout)
    window = window_of(request, layout, focus)
    cards, ways, is_close = _part(layout, window, view)
    near = layout.relatives(focus) if focus else (set[int](), set[int]())
    return render(
        request,
        "reports/map.html",
        {
            **common,
            "layout": layout,
            "heading": _heading(layout, goals),
            "mission": current_statements(actor, view.as_of).get(MISSION),
            "heads": _heads(layout, goals, window, alone=not cards),
            "size": _size(window, layout.width, alone=True),
            "window": window,
            "cards": cards,
            "ways": ways,
            "is_close": is_close,
            "distance": _distance(window),
            "focus": focus,
            "near": near[0] | near[1] | ({focus} if focus else set()),
            "places": finder(source, request.GET, "at", problem=problem),
            "typed": request.GET,
            "errors": messages_of(problem),
            "moves": _moves(request, window, layout),
            "kept": urlencode(_kept(request)),
            "card": CARD,
            "top": TOP,
        },
    )


@require_safe
def part(request: HttpRequest) -> HttpResponse:
    """The cards of a rectangle, as a fragment of the drawing."""
    layout, view = _layout_of(request, actor_of(request))
    window = asked_window(request)
    if window is None:
        raise InvalidInput(_("Name the part of the map: x, y, w and h."))
    cards, ways, is_close = _part(layout, window, view, is_tile=True)
    shown = {"cards": cards, "ways": ways, "is_close": is_close, "focus": None, "near": ()}
    return render(request, "reports/_map_part.html", {**shown, "card": CARD})


@require_safe
def relatives(request: HttpRequest) -> HttpResponse:
    """What stands above and below an objective, and the ways between."""
    layout, _view = _layout_of(request, actor_of(request))
    node = number_of(request, "node") or 0
    if node not in layout.places:
        raise NotFound(_("This objective is not on the map any more. Load the page again."))
    above, below = layout.relatives(node)
    ids = {node, *above, *sorted(below)[:RELATIVES]}
    ways = [{"d": way.path, "kind": way.kind} for way in ways_among(layout, ids)]
    return JsonResponse({"above": sorted(above), "below": sorted(below), "ways": ways})


def _layout_of(request: HttpRequest, actor: Actor) -> tuple[Layout, View]:
    view = view_of(request, scope_for(request))
    found = read_layout(actor, view) if view else None
    if view is None or found is None:
        raise NotFound(_("There is no map here any more. Load the page again."))
    return found[0], view


def _part(
    layout: Layout, window: Window, view: View, *, is_tile: bool = False
) -> tuple[list[Card], list[Way], bool]:
    """What shows; nothing from so far away that there would be more than 700 cards."""
    choose = layout.starting if is_tile else layout.within
    places = choose(window.x, window.y, window.width, window.height)
    is_close = window.width <= READABLE
    if len(places) > SHOWN:
        return [], [], is_close
    cards = cards_of(places, rows_of(places, view))
    return cards, ways_of(layout, places), is_close


def _distance(window: Window) -> str:
    """From how far one looks, as a class of the drawing; ``map.js`` does the same."""
    if window.width <= READABLE:
        return "is-close"
    return "is-far" if window.width <= TITLED else "is-far is-farther"


def _asked(
    request: HttpRequest, source: ParentChoices, layout: Layout
) -> tuple[int, InvalidInput | None]:
    """The objective to come to: named by ``focus``, or found by the field ``at``."""
    posted = Posted(request.GET)
    asked = number_of(request, "focus") or 0
    chosen = posted.chosen("at", source) if "at-text" in request.GET or "at" in request.GET else ""
    if chosen and chosen.startswith("objective-"):
        asked = int(chosen.partition("-")[2])
    if posted.errors:
        return 0, InvalidInput("", errors=posted.errors)
    return (asked if asked in layout.places else 0), None


def _kept(request: HttpRequest) -> dict[str, str]:
    names = ("unit", "cycle", "as_of", "perspective")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _moves(request: HttpRequest, window: Window, layout: Layout) -> list[tuple[str, str, str]]:
    """The buttons: (what it does, its words, where it leads without a script)."""
    steps = [
        ("in", _("Nearer"), window.moved(0, 0, 0.6)),
        ("out", _("Further away"), window.moved(0, 0, 1 / 0.6)),
        ("fit", _("The whole map"), whole(layout).moved(0, 0)),
        ("left", _("Left"), window.moved(-0.5, 0)),
        ("right", _("Right"), window.moved(0.5, 0)),
        ("up", _("Up"), window.moved(0, -0.5)),
        ("down", _("Down"), window.moved(0, 0.5)),
    ]
    return [(name, words, "?" + urlencode({**_kept(request), **to})) for name, words, to in steps]


def _heads(layout: Layout, goals: list[GoalRow], window: Window, *, alone: bool) -> list[Head]:
    by_key = {f"g{goal.id}": goal for goal in goals}
    heads = []
    for block in layout.blocks:
        goal = by_key.get(block.key)
        title = goal.title if goal else branch_title(block.key)
        heads.append(
            Head(
                key=block.key,
                x=block.x,
                y=block.y,
                width=block.width,
                height=block.height,
                title=title,
                url=f"/strategy/goals/{goal.id}" if goal else "/line-of-sight/loose-ends",
                count=_count(block),
                size=_size(window, block.width, alone=alone),
            )
        )
    return heads


def _count(block: Block) -> str:
    """How many objectives stand there, and how many more serve the goal and stand elsewhere."""
    here = ngettext("%(num)d objective", "%(num)d objectives", block.count) % {"num": block.count}
    more = {"num": block.elsewhere}
    if not block.elsewhere:
        return here if block.count else _("nobody works for it")
    if not block.count:
        words = ngettext(
            "%(num)d objective, drawn under another goal",
            "%(num)d objectives, drawn under other goals",
            block.elsewhere,
        )
        return words % more
    return _("%(here)s, %(num)d more under other goals") % {"here": here, **more}


def _size(window: Window, width: int, *, alone: bool = False) -> int:
    """How large a title is written so that it can be read from here, as far as it fits; ``map.js``
    does the same."""
    wanted = 14 * window.width / USUAL
    most = width / 9 if alone else LARGEST
    return max([s for s in SIZES if s <= min(wanted, most)], default=SIZES[0])


def _heading(layout: Layout, goals: list[GoalRow]) -> str:
    if not layout.places:
        return _("There is no objective to draw yet.")
    beside = {block.key: block.count for block in layout.blocks if block.key in (ORPHANS, LOCAL)}
    under = len(layout.places) - sum(beside.values())
    objectives = ngettext("%(count)s objective", "%(count)s objectives", under)
    ways = ngettext("%(count)s mid-term goal", "%(count)s mid-term goals", len(goals))
    found = _("%(objectives)s under %(goals)s") % {
        "objectives": objectives % {"count": count_word(under)},
        "goals": ways % {"count": count_word(len(goals))},
    }
    loose = ngettext(
        "%(count)s without a path to one", "%(count)s without a path to one", beside.get(ORPHANS, 0)
    )
    local = ngettext(
        "%(count)s local on purpose", "%(count)s local on purpose", beside.get(LOCAL, 0)
    )
    parts = [found]
    for key, words in ((ORPHANS, loose), (LOCAL, local)):
        if beside.get(key):
            parts.append(words % {"count": count_word(beside[key])})
    return sentence(", ".join(parts) + ".")


def _large() -> str:
    return _("More than 20 000 objectives are too many for one map. Choose a unit at the top.")
