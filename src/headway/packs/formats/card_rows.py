"""A scorecard row by row, as it is read rather than computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.scorecard import colour_of, rounded
from headway.packs.formats.document import CardKpi, CardScore, Colour, ScoreCard
from headway.packs.formats.look import colour_word
from headway.web.formats import day, number, partly, percent, signed, with_measure

WHOLE, PERSPECTIVE, GOAL, KPI = range(4)


@dataclass(frozen=True, slots=True)
class CardRow:
    """A line of a card. ``depth`` is that of the whole (0) to KPIs (3); ``sub`` says more in small
    letters; ``points`` are the score, None without one, and ``score`` is it in words."""

    depth: int
    name: str
    sub: str
    value: str
    target: str
    share: str
    points: float | None
    score: str
    colour: Colour
    word: str
    change: str
    href: str = ""


def card_rows(card: ScoreCard) -> Iterator[CardRow]:
    """The whole, its perspectives, their goals and their KPIs."""
    yield _together(WHOLE, _("Whole"), "", "", card.score)
    for perspective in card.perspectives:
        share = percent(perspective.share)
        yield _together(PERSPECTIVE, perspective.name, "", share, perspective.score)
        for goal in perspective.goals:
            share = percent(goal.share)
            yield _together(GOAL, goal.title, goal.owner, share, goal.score, goal.href)
            for kpi in goal.kpis:
                yield _kpi(kpi)


def card_words(card: ScoreCard) -> str:
    """What a card is of: "Scorecard of 31 March 2026, as known on it"."""
    return _("Scorecard of %(day)s, %(known)s") % {"day": day(card.day), "known": card.known}


def _together(
    depth: int, name: str, owner: str, share: str, score: CardScore, href: str = ""
) -> CardRow:
    hidden = [owner] if owner else []
    if score.coverage and (covered := partly(score.coverage)):
        hidden.append(_("%(share)s covered") % {"share": covered})
    if score.least is not None and depth < GOAL:
        hidden.append(_("lowest KPI %(score)s") % {"score": number(rounded(score.least))})
    if score.reds and depth < GOAL:
        words = ngettext("%(num)s KPI red", "%(num)s KPIs red", score.reds)
        hidden.append(words % {"num": number(score.reds)})
    return CardRow(
        depth, name, ", ".join(hidden), "", "", share, *_said(score.score),
        signed(score.change, 0), href,
    )  # fmt: skip


def _kpi(kpi: CardKpi) -> CardRow:
    """Its period, and what the score is of where that is not the value."""
    sub = kpi.lack or kpi.period
    if len(kpi.smoothed) > 1 and not kpi.lack and kpi.scored is not None:
        scored = with_measure(number(kpi.scored, kpi.places), kpi.unit)
        words = _("%(period)s; scored: %(value)s, the mean of %(num)s")
        sub = words % {"period": kpi.period, "value": scored, "num": number(len(kpi.smoothed))}
    value = number(kpi.value, kpi.places)
    points, score, colour, word = _said(kpi.score)
    if kpi.state:  # as on its own page, so that one document has one colour for it
        colour, word = kpi.state_colour, kpi.state
    return CardRow(
        KPI, kpi.name, sub, with_measure(value, kpi.unit) if value else "–", kpi.target,
        percent(kpi.share), points, score, colour, word, "", kpi.href,
    )  # fmt: skip


def _said(score: float | None) -> tuple[float | None, str, Colour, str]:
    found = colour_of(score)
    colours: tuple[Colour, ...] = ("green", "amber", "red", "grey")
    colour = next(one for one in colours if one == found)
    return score, "–" if score is None else number(rounded(score)), colour, colour_word(colour)
