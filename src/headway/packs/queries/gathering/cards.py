"""Pages of the scorecard: what to look at first, and the card itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.utils.translation import gettext as _

from headway.core.scorecard import (
    Anchors,
    Mean,
    Score,
    ScoreCurve,
    curve_of_target,
    rounded,
)
from headway.core.thresholds import FULL
from headway.kit.clock import end_of_day
from headway.kpis.queries.lists.answered import answered_of, answered_then
from headway.kpis.queries.lists.listed import listed
from headway.kpis.queries.periods import period_name
from headway.packs.formats.document import (
    CardGoal,
    CardKpi,
    CardPerspective,
    CardScore,
    Cell,
    Colour,
    Column,
    Prose,
    ScoreCard,
    Table,
)
from headway.packs.queries.gathering.looking import Asked, Looking, Told, colour, score_colour
from headway.strategy.models.measures import Scoring
from headway.strategy.queries.card_heading import facts, heading
from headway.strategy.queries.insights import insights
from headway.strategy.queries.kpi_scores import KpiScore
from headway.strategy.queries.scorecard import GoalScore, PerspectiveScore, ScoreKey
from headway.strategy.queries.scorecard_words import (
    colour_word,
    lack_word,
    wanted_words,
)
from headway.web.formats import day as day_words
from headway.web.formats import number, percent, signed

MOVES = 6
"""Goals whose scores moved most."""
Standing = Mapping[int, tuple[str, Colour]]
"""How KPIs stand by signal and target, in words and colour, by their ids."""


def summary(looking: Looking, _asked: Asked) -> Told:
    """Are we healthy on the way to the mission, and what to look at first?"""
    card, before = looking.card, looking.before
    said = [*facts(card)]
    if card.kpis:
        said.append(_("%(share)s of the weights are there") % {
            "share": percent(card.score.coverage)})  # fmt: skip
    first = insights(card, before, looking.map, _answered(looking))
    tables = []
    if first:
        tables.append(
            Table(
                _("Look at first"),
                (Column(_("What")), Column(_("Why it stands here"))),
                tuple((Cell(one.words, href=one.url), Cell(one.why)) for one in first),
            )
        )
    moved = tuple(_moves(looking))
    if moved:
        tables.append(
            Table(
                _("What moved most since %(day)s") % {"day": day_words(before.day)},
                (Column(_("Mid-term goal")), Column(_("Then"), True), Column(_("Now"), True),
                 Column(_("Change"), True), Column(_("Status"))),
                moved,
            )
        )  # fmt: skip
    prose = (Prose((" ".join(f"{words}." for words in said),)),) if said else ()
    return Told(
        _("Summary"),
        heading(card, looking.named),
        (*prose, *tables),
        looking.card_words,
        _card_href(looking),
    )


def _answered(looking: Looking) -> Collection[int]:
    """The KPIs of the card whose signal was answered, and still shows."""
    rows, actor = [one.row for one in looking.card.kpis], looking.actor
    if looking.is_past:
        return answered_then(actor, rows, end_of_day(looking.day, actor.time_zone)).ids
    return answered_of(rows)


def _moves(looking: Looking) -> Iterator[tuple[Cell, ...]]:
    """Goals with a score on both days, the farthest first, as the scores are written."""
    then = looking.before.scores
    found = []
    for goal in looking.card.goals:
        was, now = then.get(("goal", goal.goal.id)), goal.score.score
        if was is not None and now is not None and rounded(now) != rounded(was):
            found.append((rounded(now) - rounded(was), goal, was, now))
    found.sort(key=lambda move: (-abs(move[0]), move[1].goal.title))
    for change, goal, was, now in found[:MOVES]:
        yield (
            Cell(goal.goal.title, href=looking.href("goal", goal.goal.id)),
            Cell(number(rounded(was)), was),
            Cell(number(rounded(now)), now),
            Cell(signed(change, 0), float(change)),
            Cell(colour_word(now), colour=score_colour(now)),
        )


def _card_href(looking: Looking) -> str:
    known = "&known=then" if looking.is_as_known and looking.is_past else ""
    return looking.place_href("strategy:scorecard") + known


def scorecard_page(looking: Looking, _asked: Asked) -> Told:
    """The scorecard, with all that its scores are made of."""
    card = looking.card
    blocks = (score_card(looking),) if card.goals else ()
    title = _moved_title(looking) or heading(card, looking.named)
    return Told(_("Scorecard"), title, blocks, looking.card_words, _card_href(looking))


def _moved_title(looking: Looking) -> str:
    """How far the whole moved, which the summary does not say; empty without a score."""
    now, then = looking.card.score.score, looking.before.score.score
    if now is None:
        return ""
    of = _(" of %(name)s") % {"name": looking.named} if looking.named else ""
    told = {"of": of, "now": number(rounded(now))}
    if then is None:
        return _("The scorecard%(of)s stands at %(now)s of 100.") % told
    told |= {"then": number(rounded(then)), "day": day_words(looking.before.day)}
    if rounded(now) == rounded(then):
        return _("The scorecard%(of)s stands at %(now)s of 100, as on %(day)s.") % told
    if now > then:
        return _("The scorecard%(of)s rose to %(now)s of 100, from %(then)s on %(day)s.") % told
    return _("The scorecard%(of)s fell to %(now)s of 100, from %(then)s on %(day)s.") % told


def score_card(looking: Looking) -> ScoreCard:
    """The card of the day beside that of the day it is compared with."""
    card, then = looking.card, looking.before.scores
    before = looking.before.score.score
    known = _("as known now")
    if card.as_known:
        known = _("as known on %(day)s") % {"day": day_words(card.day)}
    stands = _standing(looking)
    return ScoreCard(
        day=card.day,
        known=known,
        mean="geometric" if card.mean is Mean.GEOMETRIC else "arithmetic",
        score=_score(card.score, before),
        perspectives=tuple(_perspective(looking, one, then, stands) for one in card.perspectives),
        compared_with=looking.before.day,
    )


def _score(found: Score, before: float | None) -> CardScore:
    change = None
    if found.score is not None and before is not None:
        change = float(rounded(found.score) - rounded(before))
    return CardScore(found.score, found.coverage, found.least, found.reds, change)


def _perspective(
    looking: Looking, one: PerspectiveScore, then: dict[ScoreKey, float], stands: Standing
) -> CardPerspective:
    return CardPerspective(
        one.name or _("Without a perspective"),
        one.weight,
        one.share,
        _score(one.score, then.get(("perspective", one.id))),
        tuple(_goal(looking, goal, then, stands) for goal in one.goals),
    )


def _goal(
    looking: Looking, one: GoalScore, then: dict[ScoreKey, float], stands: Standing
) -> CardGoal:
    return CardGoal(
        one.goal.title,
        one.goal.owner_name or "",
        one.weight,
        one.share,
        _score(one.score, then.get(("goal", one.goal.id))),
        tuple(_kpi(looking, kpi, stands) for kpi in one.kpis),
        looking.href("goal", one.goal.id),
    )


def _standing(looking: Looking) -> Standing:
    """Of each KPI of the card, as its own page has it; none of a past day, where the card tells by
    its scores alone."""
    if looking.is_past:
        return {}
    done, zone = _answered(looking), looking.actor.time_zone
    told = [
        listed(one.row, looking.calendar, looking.day, zone, is_answered=one.row.id in done)
        for one in looking.card.kpis
    ]
    return {one.id: (one.state, colour(one.colour)) for one in told}


def _kpi(looking: Looking, one: KpiScore, stands: Standing) -> CardKpi:
    row = one.row
    state, state_colour = stands.get(row.id, ("", ""))
    return CardKpi(
        name=row.name,
        unit=row.measure,
        places=row.decimals,
        period=period_name(one.at, row.frequency, looking.calendar) if one.at else "",
        value=one.value,
        scored=one.scored_value,
        smoothed=one.recent if one.measure.scoring == Scoring.SMOOTHED else (),
        curve=_curve(one),
        target=wanted_words(one),
        weight=one.measure.weight,
        share=one.share,
        score=one.score,
        lack=lack_word(one, looking.calendar),
        href=looking.href("kpi", row.id),
        state=state,
        state_colour=state_colour,
    )


def _curve(one: KpiScore) -> ScoreCurve | None:
    """How its value became its score; None where it has none."""
    target = one.target
    if one.scored is None:
        return None
    if one.scored.by is Anchors.LEVEL:
        return ScoreCurve(((0.0, 0.0), (FULL, FULL)))  # a level of a scale is its score
    if target is None:
        return None
    return curve_of_target(
        wanted=target.kind, low=target.low, high=target.high, red=target.red,
        worst=target.worst, best=target.best, base=one.base, curve=target.curve,
    )  # fmt: skip
