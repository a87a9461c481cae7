"""Pages of mid-term goals: how they lead to each other, and one by itself."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.scorecard import rounded
from headway.kit.problems import NotFound
from headway.kpis.queries.words import told
from headway.okrs.queries.objectives import ObjectiveRow
from headway.packs.formats.document import Block, Cell, Column, MapPicture, Prose, Table
from headway.packs.queries.gathering.looking import Asked, Looking, Told, score_colour
from headway.packs.queries.gathering.objectives import objective_table
from headway.reports.queries.standing import serving, serving_then
from headway.strategy.queries.goal_page import GoalPage, goal_page
from headway.strategy.queries.map_picture import picture
from headway.strategy.queries.map_words import heading as map_heading
from headway.strategy.queries.map_words import hypothesis, standing_word, warnings
from headway.strategy.queries.scorecard_words import (
    change_words,
    colour_word,
    lack_word,
    wanted_words,
)
from headway.strategy.queries.written_words import written_word
from headway.web.formats import day as day_words
from headway.web.formats import number, percent, sentence, short_day


def strategy_map(looking: Looking, _asked: Asked) -> Told:
    """Does one thing lead to the next, as we believe?"""
    found = looking.map
    drawn = picture(found, kept_day=looking.kept_day, then=looking.before.scores, has_table=False)
    arrows = tuple(f"{hypothesis(one)} {standing_word(one)}." for one in found.links)
    asks = tuple(warnings(found))
    blocks: list[Block] = []
    if found.card.goals:
        blocks.append(MapPicture(drawn, arrows))
    if asks:
        blocks.append(Prose(asks))
    return Told(
        _("Strategy map"),
        map_heading(found, looking.named),
        tuple(blocks),
        looking.card_words,
        looking.place_href("strategy:map"),
    )


def goal(looking: Looking, asked: Asked) -> Told:
    """How one mid-term goal stands."""
    name = _("Mid-term goal")
    try:
        page = goal_page(
            looking.actor,
            asked.subject_id or 0,
            day=looking.day,
            today=looking.today,
            as_known=looking.is_as_known,
        )
    except NotFound as gone:
        return Told(name, str(gone.detail), ())
    stored = page.goal
    lead = _("%(perspective)s. Owner: %(owner)s. %(first)s to %(last)s.") % {
        "perspective": stored.perspective_name or _("Without a perspective"),
        "owner": stored.owner_name or _("not named"),
        "first": day_words(stored.starts_on),
        "last": day_words(stored.ends_on),
    }
    if written := written_word(stored):
        lead += f" {sentence(written)}."
    if looking.is_past and looking.is_as_known:  # the live page has no such look
        known = _("Values as known on %(day)s; the live page has them as known now.")
        lead += " " + known % {"day": day_words(looking.day)}
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
