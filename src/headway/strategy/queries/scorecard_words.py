"""The scorecard in words, and every score of it opened, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.calendars import Calendar
from headway.core.scorecard import FLOOR, LEAST_COVERAGE, Anchors, Mean, Score, colour_of, rounded
from headway.core.spc import Colour
from headway.kpis.queries.page.pictures import target_words
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.words import told
from headway.strategy.models.measures import Scoring
from headway.strategy.queries.curve_words import curve_rows
from headway.strategy.queries.kpi_scores import ARCHIVED, NO_TARGET, NO_VALUE, KpiScore
from headway.strategy.queries.scorecard import Card, GoalCard, GoalScore, PerspectiveScore
from headway.strategy.queries.side_words import side_notes
from headway.web.explanation import Explanation
from headway.web.formats import number, percent, signed


def hidden_words(score: Score) -> str:
    """What the mean of several KPIs hides: the lowest of them, where that is not the mean, and how
    many are red; else empty."""
    if score.least is None or score.score is None or rounded(score.least) == rounded(score.score):
        return ""
    words = _("lowest KPI %(score)s") % {"score": number(rounded(score.least))}
    if not score.reds:
        return words
    reds = ngettext("%(num)d red", "%(num)d red", score.reds) % {"num": score.reds}
    return f"{words}, {reds}"


def colour_word(score: float | None) -> str:
    """The colour of a score by its name."""
    return {
        Colour.GREEN: _("Green"),
        Colour.AMBER: _("Amber"),
        Colour.RED: _("Red"),
        Colour.GREY: _("No score"),
    }[colour_of(score)]


def change_words(now: float | None, then: float | None) -> str:
    """How far a score moved, "+3 from 78", of the scores as they are written; empty where there
    is none now."""
    if now is None:
        return ""
    if then is None:
        return _("none then")
    before = rounded(then)
    moved = rounded(now) - before
    if not moved:
        return _("as before")
    words = {"change": signed(moved, 0), "before": number(before)}
    return _("%(change)s from %(before)s") % words


def lack_word(one: KpiScore, calendar: Calendar) -> str:
    """Why a KPI has no score; empty where it has."""
    if not one.lack:
        return ""
    if one.lack == NO_VALUE:
        return _("no value yet")
    if one.lack == NO_TARGET:
        return _("no target")
    if one.lack == ARCHIVED:
        return _("archived")
    period = period_name(one.at, one.row.frequency, calendar) if one.at else ""
    return _("too old: %(period)s") % {"period": period}


def coverage_word(one: PerspectiveScore) -> str:
    """How much of what counts in a perspective is there."""
    if not any(goal.kpis for goal in one.goals):
        return _("no KPI measures it")
    return _("%(share)s covered") % {"share": percent(one.score.coverage)}


def explain_kpi(one: KpiScore, card: Card | GoalCard, calendar: Calendar) -> Explanation:
    """A KPI's score: its value, and what it was scored by."""
    row, target = one.row, one.target

    def said(value: float | None) -> str:
        return told(row, value) or "–"

    rows = [(_("Value, %(period)s") % {
        "period": period_name(one.at, row.frequency, calendar) if one.at else "–"
    }, said(one.value))]  # fmt: skip
    if one.measure.scoring == Scoring.SMOOTHED and not row.levels:
        rows.append((_("Mean of the last four periods, which is scored"), said(one.scored_value)))
    if row.levels:
        rows += [(_("Level that scores %(score)s") % {"score": number(score)}, str(name))
                 for name, score in row.levels]  # fmt: skip
    elif target is not None and target.curve is not None:
        rows += curve_rows(one, said)
    elif target is not None:
        for value, words in (
            (target.worst, _("Worst: 0")),
            (target.red, _("Red: 33⅓")),
            (target.low, _("Wanted, at least")),
            (target.high, _("Wanted, at most")),
            (target.best, _("Best: 100")),
        ):
            if value is not None:
                rows.append((words, said(value)))
    if one.scored is not None and one.scored.by is Anchors.BASE:
        rows.append((_("Where it was before the target held: 0"), said(one.base)))
    return Explanation(
        title=_("%(name)s: %(score)s of 100") % {
            "name": row.name, "score": number(one.score, 1) if one.score is not None else "–"},
        value=one.score,
        rule=_rule(one),
        columns=(_("Made of"), _("Value")),
        rows=tuple(rows),
        total=(_("Score"), number(one.score, 1) if one.score is not None else "–"),
        notes=tuple(filter(None, [lack_word(one, calendar).capitalize()])),
        as_of=card.day,
    )  # fmt: skip


def _rule(one: KpiScore) -> str:
    if one.scored is None:
        return _("It has no score, and is left out (method 5.3).")
    return {
        Anchors.LEVEL: _("What its level says that it scores (method 5.2)."),
        Anchors.CURVE: _(
            "Straight lines between the points that the target says; constant outside (method 5.2)."
        ),
        Anchors.THRESHOLDS: _(
            "Straight lines between worst, red, green and best, which come to 0, 33⅓, 66⅔ and 100 "
            "(method 5.2)."
        ),
        Anchors.BASE: _(
            "How much of the way to the target is done, since nothing says where red begins "
            "(method 5.2)."
        ),
        Anchors.MET: _(
            "100 while the target is met, else 0: it was there already, and nothing says where red "
            "begins (method 5.2)."
        ),
    }[one.scored.by]


def explain_goal(goal: GoalScore, card: Card | GoalCard) -> Explanation:
    """A goal's score: its KPIs and their weights."""
    lines = [(one.row.name, one.measure.weight, one.share, one.score) for one in goal.kpis]
    links = tuple(f"/kpis/{one.row.id}" for one in goal.kpis)
    notes = side_notes(goal.sides, goal.kpis)
    return _together(goal.goal.title, goal.score, lines, card, links, notes)


def explain_perspective(one: PerspectiveScore, card: Card) -> Explanation:
    """A perspective's score: its goals and their weights."""
    lines = [(goal.goal.title, goal.weight, goal.share, goal.score.score) for goal in one.goals]
    links = tuple(f"/strategy/goals/{goal.goal.id}" for goal in one.goals)
    name = one.name or _("Without a perspective")
    return _together(name, one.score, lines, card, links, side_notes(one.sides))


def explain_whole(card: Card) -> Explanation:
    """The whole: its perspectives and their weights."""
    lines = [(one.name or _("Without a perspective"), one.weight, one.share, one.score.score)
             for one in card.perspectives]  # fmt: skip
    links = tuple(f"#perspective-{one.id or 0}" for one in card.perspectives)
    return _together(_("Scorecard"), card.score, lines, card, links, side_notes(card.sides))


def _together(
    name: str,
    score: Score,
    lines: Sequence[tuple[str, float, float, float | None]],
    card: Card | GoalCard,
    links: tuple[str, ...],
    sides: Sequence[str],
) -> Explanation:
    told = number(score.score, 1) if score.score is not None else "–"
    rule = _("The mean of what is there, by weight (method 5.3).")
    if card.mean is Mean.GEOMETRIC:
        rule = _("The geometric mean of what is there, by weight: a low score is not made up for "
                 "(method 5.3).")  # fmt: skip
    notes = [_("%(share)s of the weights are there.") % {"share": percent(score.coverage)}]
    if score.score is None and lines:
        notes.append(_("Below %(least)s there is no score.") % {"least": percent(LEAST_COVERAGE)})
    if score.least is not None:
        words = ngettext(
            "The lowest KPI scores %(least)s; %(count)s scores below 33⅓, which is red.",
            "The lowest KPI scores %(least)s; %(count)s score below 33⅓, which is red.",
            score.reds,
        )
        notes.append(words % {"least": number(score.least, 1), "count": number(score.reds)})
    return Explanation(
        title=_("%(name)s: %(score)s of 100") % {"name": name, "score": told},
        value=score.score,
        rule=rule,
        columns=(
            _("Made of"), _("Weight"), _("Share"), _("Score"),
            _("Factor") if card.mean is Mean.GEOMETRIC else _("Gives"),
        ),
        rows=tuple(
            (
                label,
                number(weight),
                percent(share, 1),
                number(part, 1) if part is not None else _("left out"),
                number(_given(part, share, card.mean), 1) if part is not None else "–",
            )
            for label, weight, share, part in lines
        ),
        total=(_("Together"), "", percent(sum(line[2] for line in lines), 0), told, told),
        notes=(*notes, *sides),
        as_of=card.day,
        links=links,
    )  # fmt: skip


def _given(score: float, share: float, mean: Mean) -> float:
    """What a part gives: a summand of the mean, a factor of the geometric one."""
    return max(score, FLOOR) ** share if mean is Mean.GEOMETRIC else share * score


def wanted_words(one: KpiScore) -> str:
    """What is wanted of the KPI in the period that is scored."""
    return target_words(one.row, one.target)
