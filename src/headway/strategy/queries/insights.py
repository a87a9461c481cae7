"""What to look at first on a scorecard, each with the rule that brings it up."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _

from headway.core.scorecard import BAND, Sides, rounded
from headway.core.spc import Colour, Variation
from headway.strategy.queries.map_words import on_the_line
from headway.strategy.queries.scorecard import Card
from headway.strategy.queries.strategy_map import MapOfDay, Standing, standing_of
from headway.web.formats import number, short_day, signed

FELL = 10
"""Points that a score has to move to be worth a word; more than a value that wiggles moves it."""
MOST = 7
MANY = 25
"""Goals without a score that are no longer named one by one."""


class Rule(StrEnum):
    """Why something is brought up, the gravest first."""

    UNANSWERED = "unanswered"
    CONTRADICTED = "contradicted"
    FELL = "fell"
    APART = "apart"
    UNSCORED = "unscored"
    ROSE = "rose"


@dataclass(frozen=True, slots=True)
class Insight:
    """One thing to look at: what it is, in a sentence, why it is here, and where to go."""

    rule: Rule
    words: str
    why: str
    url: str


def insights(
    card: Card, before: Card, arrows: MapOfDay, answered: Collection[int] = ()
) -> list[Insight]:
    """The gravest first, seven at most; ``before`` is the card to compare with, ``answered`` are
    KPIs whose signal was answered and still shows. No query."""
    found = [
        *_unanswered(card, answered),
        *_contradicted(arrows),
        *_moved(card, before),
        *_apart(card),
        *_unscored(card),
    ]
    order = list(Rule)
    return sorted(found, key=lambda one: order.index(one.rule))[:MOST]


def _unanswered(card: Card, answered: Collection[int]) -> Iterator[Insight]:
    seen = set(answered)
    for one in card.kpis:
        row = one.row
        asks = row.variation == Variation.WORSENING and row.colour == Colour.RED
        if asks and row.response_id is None and row.id not in seen:
            seen.add(row.id)
            yield Insight(
                Rule.UNANSWERED,
                _("“%(name)s” got worse, and nobody is at work on it.") % {"name": row.name},
                _("A red signal that nobody has answered."),
                f"/kpis/{row.id}#response",
            )


def _contradicted(arrows: MapOfDay) -> Iterator[Insight]:
    for link in arrows.links:
        if standing_of(link) == Standing.CONTRADICTED:
            words = _("Data contradict that “%(cause)s” moves “%(effect)s” (%(found)s).")
            told = {"cause": link.cause, "effect": link.effect, "found": on_the_line(link)}
            yield Insight(
                Rule.CONTRADICTED,
                words % told,
                _("An arrow whose test is significant with the other sign."),
                reverse("strategy:link", args=(link.id,)),
            )


def _moved(card: Card, before: Card) -> Iterator[Insight]:
    then = before.scores
    moves = []
    for goal in card.goals:
        was, now = then.get(("goal", goal.goal.id)), goal.score.score
        if was is not None and now is not None:
            moves.append((rounded(now) - rounded(was), goal.goal, rounded(now)))
    moves.sort(key=lambda move: (-abs(move[0]), move[1].title))
    for change, row, now in moves:
        if abs(change) < FELL:
            return
        words = _("“%(name)s” scores %(score)s, %(change)s since %(day)s.") % {
            "name": row.title, "score": number(now), "change": signed(change, 0),
            "day": short_day(before.day),
        }  # fmt: skip
        yield Insight(
            Rule.FELL if change < 0 else Rule.ROSE,
            words,
            _("A goal whose score moved by %(points)d points or more.") % {"points": FELL},
            reverse("strategy:goal", args=(row.id,)),
        )


def _apart(card: Card) -> Iterator[Insight]:
    """Where leading and lagging KPIs tell different stories: of the whole, and of goals, the
    widest apart first."""
    goals = [(one.goal.title, one.sides, one.goal.id) for one in card.goals]
    goals.sort(key=lambda one: (-abs(one[1].gap or 0.0), one[0]))
    whole = [(_("The whole scorecard"), card.sides, None)]
    for name, sides, goal_id in [*whole, *goals] if len(goals) > 1 else goals:
        gap = sides.gap
        if gap is None or abs(gap) < BAND:
            continue
        yield Insight(
            Rule.APART,
            _apart_words(gap) % {"name": name, **_points(sides)},
            _("Leading and lagging KPIs that score the width of a colour or more apart."),
            reverse("strategy:map")
            if goal_id is None
            else reverse("strategy:goal", args=(goal_id,)),
        )


def _apart_words(gap: float) -> str:
    """No forecast: whether the outcome follows is what the arrows of the map are tested for."""
    if gap > 0:
        return _(
            "“%(name)s”: leading KPIs score %(leading)s, lagging ones %(lagging)s. What should "
            "bring the outcome is there, and the outcome is not, or not yet."
        )
    return _(
        "“%(name)s”: lagging KPIs score %(lagging)s, leading ones %(leading)s. The outcome is "
        "still there, and what should keep it is not."
    )


def _points(sides: Sides) -> dict[str, str]:
    told = {"leading": sides.leading, "lagging": sides.lagging}
    return {
        side: number(rounded(one.score)) if one and one.score is not None else "–"
        for side, one in told.items()
    }


def _unscored(card: Card) -> Iterator[Insight]:
    """Goals that nothing says anything of; red ones are brought up by their KPIs. Of many it is
    said once."""
    count = sum(goal.score.score is None for goal in card.goals)
    if count > MANY:
        words = _("Nobody can tell how %(count)s of %(all)s goals stand.")
        yield Insight(
            Rule.UNSCORED,
            words % {"count": number(count), "all": number(len(card.goals))},
            _("Goals without a score, for want of KPIs or of fresh values."),
            reverse("strategy:index"),
        )
        return
    for goal in card.goals:
        if goal.score.score is None:
            words = (
                _("Nobody can tell how “%(name)s” stands: too few of its KPIs have a fresh value.")
                if goal.kpis
                else _("Nobody can tell how “%(name)s” stands: no KPI measures it.")
            )
            yield Insight(
                Rule.UNSCORED,
                words % {"name": goal.goal.title},
                _("A goal without a score."),
                reverse("strategy:measures", args=(goal.goal.id,)),
            )


def is_grave(one: Insight) -> bool:
    """Whether it asks for somebody, rather than to be known."""
    return one.rule in (Rule.UNANSWERED, Rule.CONTRADICTED, Rule.FELL)
