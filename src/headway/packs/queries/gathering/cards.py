"""Pages of the scorecard: what to look at first, the card itself, the strategy map, one goal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
from headway.kit.problems import NotFound
from headway.kpis.queries.lists.answered import answered_of, answered_then
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.words import told
from headway.okrs.queries.objectives import ObjectiveRow
from headway.packs.formats.document import (
    Block,
    CardGoal,
    CardKpi,
    CardPerspective,
    CardScore,
    Cell,
    Column,
    MapPicture,
    Prose,
    ScoreCard,
    Table,
)
from headway.packs.queries.gathering.looking import Asked, Looking, Told, score_colour
from headway.packs.queries.gathering.objectives import objective_table
from headway.reports.queries.standing import serving, serving_then
from headway.strategy.models.measures import Scoring
from headway.strategy.queries.goal_page import GoalPage, goal_page
from headway.strategy.queries.insights import insights
from headway.strategy.queries.kpi_scores import KpiScore
from headway.strategy.queries.map_picture import picture
from headway.strategy.queries.map_words import heading as map_heading
from headway.strategy.queries.map_words import hypothesis, standing_word, warnings
from headway.strategy.queries.scorecard import GoalScore, PerspectiveScore, ScoreKey
from headway.strategy.queries.scorecard_words import (
    change_words,
    colour_word,
    facts,
    heading,
    lack_word,
    wanted_words,
)
from headway.web.formats import day as day_words
from headway.web.formats import number, percent, short_day, signed

MOVES = 6
"""Goals whose scores moved most."""


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
    return Told(_("Summary"), heading(card), (*prose, *tables), href=_card_href(looking))


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
    address = reverse("strategy:scorecard")
    if not looking.kept_day:
        return address
    known = "&known=then" if looking.is_as_known else ""
    return f"{address}?as_of={looking.kept_day}{known}"


def scorecard_page(looking: Looking, _asked: Asked) -> Told:
    """The scorecard, with all that its scores are made of."""
    card = looking.card
    blocks = (score_card(looking),) if card.goals else ()
    title = _moved_title(looking) or heading(card)
    return Told(_("Scorecard"), title, blocks, href=_card_href(looking))


def _moved_title(looking: Looking) -> str:
    """How far the whole moved, which the summary does not say; empty without a score."""
    now, then = looking.card.score.score, looking.before.score.score
    if now is None:
        return ""
    if then is None:
        return _("The scorecard stands at %(now)s of 100.") % {"now": number(rounded(now))}
    told = {"now": number(rounded(now)), "then": number(rounded(then)),
            "day": day_words(looking.before.day)}  # fmt: skip
    if rounded(now) == rounded(then):
        return _("The scorecard stands at %(now)s of 100, as on %(day)s.") % told
    if now > then:
        return _("The scorecard rose to %(now)s of 100, from %(then)s on %(day)s.") % told
    return _("The scorecard fell to %(now)s of 100, from %(then)s on %(day)s.") % told


def score_card(looking: Looking) -> ScoreCard:
    """The card of the day beside that of the day it is compared with."""
    card, then = looking.card, looking.before.scores
    before = looking.before.score.score
    known = _("as known now")
    if card.as_known:
        known = _("as known on %(day)s") % {"day": day_words(card.day)}
    return ScoreCard(
        day=card.day,
        known=known,
        mean="geometric" if card.mean is Mean.GEOMETRIC else "arithmetic",
        score=_score(card.score, before),
        perspectives=tuple(_perspective(looking, one, then) for one in card.perspectives),
        compared_with=looking.before.day,
    )


def _score(found: Score, before: float | None) -> CardScore:
    change = None
    if found.score is not None and before is not None:
        change = float(rounded(found.score) - rounded(before))
    return CardScore(found.score, found.coverage, found.least, found.reds, change)


def _perspective(
    looking: Looking, one: PerspectiveScore, then: dict[ScoreKey, float]
) -> CardPerspective:
    return CardPerspective(
        one.name or _("Without a perspective"),
        one.weight,
        one.share,
        _score(one.score, then.get(("perspective", one.id))),
        tuple(_goal(looking, goal, then) for goal in one.goals),
    )


def _goal(looking: Looking, one: GoalScore, then: dict[ScoreKey, float]) -> CardGoal:
    return CardGoal(
        one.goal.title,
        one.goal.owner_name or "",
        one.weight,
        one.share,
        _score(one.score, then.get(("goal", one.goal.id))),
        tuple(_kpi(looking, kpi) for kpi in one.kpis),
        looking.href("goal", one.goal.id),
    )


def _kpi(looking: Looking, one: KpiScore) -> CardKpi:
    row = one.row
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


def strategy_map(looking: Looking, _asked: Asked) -> Told:
    """Does one thing lead to the next, as we believe?"""
    found = looking.map
    drawn = picture(found, kept_day=looking.kept_day, then=looking.before.scores)
    # Here the sentences below tell every arrow, not a table.
    label = drawn.label.replace(_("The table below lists every arrow."), "").strip()
    arrows = tuple(f"{hypothesis(one)} {standing_word(one)}." for one in found.links)
    asks = tuple(warnings(found))
    blocks: list[Block] = []
    if found.card.goals:
        blocks.append(MapPicture(replace(drawn, label=label), arrows))
    if asks:
        blocks.append(Prose(asks))
    address = reverse("strategy:map")
    href = f"{address}?as_of={looking.kept_day}" if looking.kept_day else address
    return Told(_("Strategy map"), map_heading(found), tuple(blocks), href=href)


def goal(looking: Looking, asked: Asked) -> Told:
    """How one mid-term goal stands."""
    name = _("Mid-term goal")
    try:
        page = goal_page(looking.actor, asked.subject_id or 0, day=looking.day, today=looking.today)
    except NotFound as gone:
        return Told(name, str(gone.detail), ())
    stored = page.goal
    lead = _("%(perspective)s. Owner: %(owner)s. %(first)s to %(last)s.") % {
        "perspective": stored.perspective_name or _("Without a perspective"),
        "owner": stored.owner_name or _("not named"),
        "first": day_words(stored.starts_on),
        "last": day_words(stored.ends_on),
    }
    blocks = (*_measured(looking, page), *_arrows(looking, page), *_served(looking, stored.id))
    return Told(name, _goal_title(looking, page), blocks, lead, looking.href("goal", stored.id))


def _goal_title(looking: Looking, page: GoalPage) -> str:
    found, title = page.card.goal, page.goal.title
    if not found.kpis:
        return _("“%(name)s”: no KPI measures it.") % {"name": title}
    now = found.score.score
    if now is None:
        words = _("“%(name)s”: nobody can tell, too few of its KPIs have a fresh value.")
        return words % {"name": title}
    said = _("“%(name)s” scores %(score)s of 100, %(colour)s.") % {
        "name": title, "score": number(rounded(now)), "colour": colour_word(now).lower(),
    }  # fmt: skip
    then = looking.before.scores.get(("goal", page.goal.id))
    if then is None or rounded(then) == rounded(now):
        return said
    told = {"change": change_words(now, then), "day": short_day(looking.before.day)}
    return f"{said} " + _("Since %(day)s: %(change)s.") % told


def _measured(looking: Looking, page: GoalPage) -> tuple[Table, ...]:
    kpis = page.card.goal.kpis
    rows = tuple(
        (
            Cell(one.row.name, href=looking.href("kpi", one.row.id)),
            Cell(told(one.row, one.value) or "–", one.value),
            Cell(wanted_words(one) or "–"),
            Cell(number(rounded(one.score)) if one.score is not None else "–", one.score),
            Cell(percent(one.share), one.share),
            Cell(lack_word(one, looking.calendar) or colour_word(one.score),
                 colour=score_colour(one.score)),
        )
        for one in kpis
    )  # fmt: skip
    columns = (Column(_("KPI")), Column(_("Value"), True), Column(_("Wanted")),
               Column(_("Score"), True), Column(_("Share"), True), Column(_("Status")))  # fmt: skip
    return (Table(_("KPIs that measure it"), columns, rows),) if rows else ()


def _arrows(looking: Looking, page: GoalPage) -> tuple[Table, ...]:
    rows = tuple(
        (Cell(hypothesis(one)), Cell(standing_word(one))) for one in (*page.causes, *page.effects)
    )
    columns = (Column(_("What is believed")), Column(_("What data say")))
    return (Table(_("Arrows of the strategy map"), columns, rows),) if rows else ()


def _served(looking: Looking, goal_id: int) -> tuple[Table, ...]:
    """Objectives behind it, as far as the reader may see them."""
    actor, day, today = looking.actor, looking.day, looking.today
    found = (
        serving_then(actor, goal_id, day, today)
        if looking.is_past
        else serving(actor, goal_id, today)
    )
    rows: list[ObjectiveRow] = found.now
    if not rows:
        return ()
    more = ""
    if found.hidden:
        more = ngettext(
            "%(num)s more is not for everybody to read.",
            "%(num)s more are not for everybody to read.",
            found.hidden,
        ) % {"num": number(found.hidden)}
    return (objective_table(looking, rows, _("Objectives behind it"), more=more),)
