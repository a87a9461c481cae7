"""The answer of a scorecard in a sentence, and what its mean hides."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.scorecard import colour_of, rounded
from headway.core.spc import Colour
from headway.strategy.queries.scorecard import Card, PerspectiveScore
from headway.strategy.queries.side_words import side_words
from headway.web.formats import count_word, number


def heading(card: Card, name: str = "") -> str:
    """The answer to "are we healthy on the way to the mission?"; of the unit with a ``name``, where
    it is not the whole organisation that one looks at."""
    of = _(" of %(name)s") % {"name": name} if name else ""
    if not card.goals:
        return _("No mid-term goal%(of)s is in force.") % {"of": of}
    if not card.kpis:
        return _("No KPI measures a mid-term goal%(of)s yet.") % {"of": of}
    score = card.score.score
    if score is None and not any(one.weight for one in card.perspectives):
        return _("Nobody can tell%(of)s: every weight is 0.") % {"of": of}
    if score is None:
        return _nobody_can_tell(card, of)
    ours = {
        Colour.GREEN: _("Yes: %(score)s of 100%(without)s."),
        Colour.AMBER: _("Mostly: %(score)s of 100%(without)s."),
        Colour.RED: _("No: %(score)s of 100%(without)s."),
    }
    theirs = {
        Colour.GREEN: _("%(name)s is healthy: %(score)s of 100%(without)s."),
        Colour.AMBER: _("%(name)s is mostly healthy: %(score)s of 100%(without)s."),
        Colour.RED: _("%(name)s is not healthy: %(score)s of 100%(without)s."),
    }
    words = (theirs if name else ours)[colour_of(score)]
    unscored = [_called(one) for one in card.perspectives if one.score.score is None and one.weight]
    without = _(", without %(names)s") % {"names": _(" and ").join(unscored)} if unscored else ""
    said = words % {"name": name, "score": number(rounded(score)), "without": without}
    scored = [one for one in card.perspectives if one.score.score is not None]
    if len(scored) < 2:
        return said
    weakest = min(scored, key=lambda one: one.score.score or 0.0)
    if not weakest.name:
        return f"{said} " + _("Goals without a perspective are weakest.")
    return f"{said} " + _("%(name)s is weakest.") % {"name": weakest.name}


def _nobody_can_tell(card: Card, of: str) -> str:
    """Why there is no score, although something weighs: KPIs without one, goals without a KPI."""
    why = [*filter(None, [_without_score(card), _without_kpi(card)])]
    told = _(", and ").join(why) or _("what has a score weighs nothing")
    return _("Nobody can tell%(of)s: %(why)s.") % {"of": of, "why": told}


def _without_score(card: Card) -> str:
    every, fresh = len(card.kpis), sum(one.score is not None for one in card.kpis)
    if fresh == every:
        return ""
    if every == 1:
        return _("the only KPI has no fresh value or no target")
    words = ngettext(
        "%(fresh)s of %(num)s KPIs has a fresh value and a target",
        "%(fresh)s of %(num)s KPIs have a fresh value and a target",
        fresh or 1,
    )
    told = count_word(fresh) if fresh else _("none")
    return words % {"fresh": told, "num": count_word(every)}


def _without_kpi(card: Card) -> str:
    goals = [goal for one in card.perspectives if one.weight for goal in one.goals if goal.weight]
    bare = sum(not goal.kpis for goal in goals)
    if not bare:
        return ""
    words = ngettext(
        "%(bare)s of %(num)s mid-term goals has no KPI",
        "%(bare)s of %(num)s mid-term goals have no KPI",
        bare,
    )
    return words % {"bare": count_word(bare), "num": count_word(len(goals))}


def _called(one: PerspectiveScore) -> str:
    """A perspective within a sentence."""
    return one.name or _("goals without a perspective")


def facts(card: Card) -> list[str]:
    """What the mean hides."""
    kpis = card.kpis
    if not kpis:
        return []
    fresh = [one for one in kpis if one.score is not None]
    scored = ngettext("%(fresh)s of %(all)s KPI", "%(fresh)s of %(all)s KPIs", len(kpis))
    words = ngettext("%(scored)s has a score", "%(scored)s have a score", len(fresh) or 1)
    told = {"fresh": number(len(fresh)), "all": number(len(kpis))}
    said = [words % {"scored": scored % told}]
    if fresh:
        least, name = min((one.score, one.row.name) for one in fresh if one.score is not None)
        told = {"name": name, "score": number(rounded(least))}
        said.append(_("Lowest: %(name)s, %(score)s") % told)
    reds = card.score.reds
    if reds:
        words = ngettext(
            "%(count)s KPI scores red, hidden in the mean",
            "%(count)s KPIs score red, hidden in the mean",
            reds,
        )
        said.append(words % {"count": number(reds)})
    return [*said, *filter(None, [side_words(card.sides)])]
