"""What the palette can do: go somewhere, add something, change how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from headway.people.access import Actor
from headway.reports.queries.find import rank
from headway.reports.queries.places import address, of_object
from headway.reports.shell import Scope
from headway.reports.shell.frame import new_links
from headway.web.finding import Item


@dataclass(frozen=True, slots=True)
class _Action:
    """Something to do. ``also`` are other words people look for; without ``url`` there is no such
    page."""

    label: str
    url: str | None
    icon: str = "go"
    also: str = ""

    def fit(self, words: list[str]) -> float:
        """How well it fits, the label before the other words; 0 for not at all."""
        return rank(self.label, words) or rank(f"{self.label} {self.also}", words) / 2


def actions(actor: Actor, scope: Scope, words: list[str]) -> list[Item]:
    """The actions that fit the words, the best first, as far as this person may do them."""
    fitting = [(action.fit(words), action) for action in _all(actor, scope)]
    chosen = [pair for pair in fitting if pair[0]]
    chosen.sort(key=lambda pair: -pair[0])
    return [Item(action.label, action.url or "/", icon=action.icon) for _fit, action in chosen]


def _all(actor: Actor, scope: Scope) -> Iterator[_Action]:
    yield _Action(_("Check in"), "/", "check", _("due update value confidence"))
    yield _Action(
        _("Start the weekly"), address("rituals:weekly"), "week", _("meeting join agenda")
    )
    yield _Action(
        _("Open actions"), address("rituals:actions"), "check", _("blockers to do agreed")
    )
    for link in new_links(actor, scope):
        what = link.label if link.label.isupper() else link.label.lower()
        label = _("New: %(what)s") % {"what": what}
        yield _Action(label, link.url, "plus", _("add create write"))
    yield from (action for action in _pages(scope) if action.url is not None)


def _pages(scope: Scope) -> Iterator[_Action]:
    """Every page with a place of its own."""
    cycle = of_object("cycle", scope.cycle.id) if scope.cycle else None
    settings = address("people:settings")
    yield _Action(_("Go to Home"), address("reports:home"), "home", _("due mine"))
    yield _Action(_("Go to Objectives"), address("okrs:objectives"), "obj", _("list key results"))
    yield _Action(_("Go to Line of sight"), address("reports:line_of_sight"), "obj", _("tree"))
    yield _Action(_("Go to the cycle"), cycle, "cycle", _("planning review scores close"))
    yield _Action(
        _("Go to the planning board"),
        address("rituals:planning"),
        "cycle",
        _("plan draft propose publish ready missing"),
    )
    yield _Action(
        _("Go to the alignment board"),
        address("rituals:alignment"),
        "cycle",
        _("conflicts duplicates orphans frames dependencies"),
    )
    meetings = address("rituals:meetings")
    yield _Action(_("Go to all meetings"), meetings, "week", _("minutes review planning session"))
    yield _Action(_("Go to Retrospectives"), address("rituals:retrospectives"), "week")
    yield _Action(_("Learnings"), address("rituals:learnings"), "week", _("what we learned"))
    yield _Action(_("Coach desk"), address("coaching:desk"), "coach", _("practice help habits"))
    rituals = address("coaching:calendar")
    yield _Action(_("Calendar of rituals"), rituals, "coach", _("plan series meeting when"))
    yield _Action(_("Go to all cycles"), address("okrs:cycles"), "cycle")
    yield _Action(
        _("See what changed since a day"),
        address("reports:changes"),
        "go",
        _("compare two dates difference diff history before"),
    )
    yield _Action(
        _("Go to Activity"),
        address("discussion:activity"),
        "go",
        _("feed comments what has happened news"),
    )
    yield _Action(_("Go to KPIs"), address("kpis:kpis"), "kpi", _("limits signals responses"))
    library = address("kpis:library")
    yield _Action(_("Go to the KPI library"), library, "kpi", _("definitions formula copy follow"))
    yield _Action(_("Enter values of KPIs"), address("kpis:enter"), "kpi", _("measure grid paste"))
    posts = address("okrs:goal_posts")
    yield _Action(_("Go to Goal posts"), posts, "flag", _("ledger moved targets changed approve"))
    yield _Action(_("Go to Strategy"), address("strategy:index"), "goal", _("mission vision goals"))
    yield _Action(
        _("Go to Board packs"),
        address("packs:packs"),
        "score",
        _("board review report present slides freeze PDF PowerPoint Excel"),
    )
    yield _Action(_("Go to Units"), address("people:units"), "unit", _("teams departments tree"))
    yield _Action(_("Go to People"), address("people:people"), "person", _("members directory"))
    yield _Action(_("Go to Settings"), settings, "settings", _("account tokens"))
    yield _Action(_("Switch to dark or light"), settings, "settings", _("theme colours mode"))
