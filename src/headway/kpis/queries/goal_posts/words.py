"""Goal posts of KPIs in words: what a target was, how often it moved, the index line by line."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.goalposts import Direction, KpiTarget
from headway.kpis.queries.goal_posts.posts import KpiPosts, PostMove, PostsOfUnit
from headway.kpis.queries.target_words import red_words
from headway.kpis.queries.words import shown
from headway.web.explanation import Explanation
from headway.web.formats import count_at_start, count_word, day, number, sentence, signed


def target_said(target: KpiTarget, measure: str) -> str:
    """ "at least 95 %, red from 92 %"; "nothing" where nothing is wanted."""
    if target.is_none:
        return _("nothing")
    low, high = shown(target.low, measure, None), shown(target.high, measure, None)
    if low and high:
        words = [_("%(low)s to %(high)s") % {"low": low, "high": high}]
    else:
        words = [(_("at least %(value)s") if low else _("at most %(value)s"))
                 % {"value": low or high}]  # fmt: skip
    if red := red_words(target.red, target.curve, target.kind):
        words.append(red)
    if target.by is not None:
        words.append(_("by %(day)s") % {"day": day(date.fromordinal(target.by))})
    if target.curve is not None:
        told = ", ".join(f"{number(value)} → {number(score)}" for value, score in target.curve)
        words.append(_("scored by points (%(points)s)") % {"points": told})
    return ", ".join(words)


def move_said(move: PostMove, measure: str) -> tuple[str, str]:
    """What a target was and what it became; nothing for limits that began anew."""
    if move.before is None or move.after is None:
        return "", ""
    return target_said(move.before, measure), target_said(move.after, measure)


def posts_said(posts: KpiPosts) -> str:
    """ "The target moved twice in twelve months: once made easier, once when its value was
    known." """
    words = []
    if posts.targets:
        said = ngettext(
            "The target moved once in twelve months",
            "The target moved %(count)s times in twelve months",
            len(posts.targets),
        )
        words.append(said % {"count": count_word(len(posts.targets))} + _how(posts))
    if posts.rebases:
        said = ngettext(
            "limits began anew once", "limits began anew %(count)s times", posts.rebases
        )
        words.append(said % {"count": count_word(posts.rebases)})
    return sentence("; ".join(words)) + "."


def _how(posts: KpiPosts) -> str:
    only = len(posts.targets) == 1
    parts = []
    for count, alone, one, many in (
        (posts.eased, _("made easier"), _("once made easier"), _("%(count)s times made easier")),
        (
            sum(move.direction is Direction.TIGHTENED for move in posts.targets),
            _("made harder"),
            _("once made harder"),
            _("%(count)s times made harder"),
        ),
        (
            posts.knowing,
            _("when its value was known"),
            _("once when its value was known"),
            _("%(count)s times when its value was known"),
        ),
    ):
        if count:
            words = alone if only else one if count == 1 else many
            parts.append(words % {"count": count_word(count)} if "%" in words else words)
    return f", {', '.join(parts)}" if parts else ""


def explain_posts(posts: KpiPosts, as_of: date) -> Explanation:
    """The goal-post index of a KPI, move by move."""
    rows = []
    for move in reversed(posts.moves):
        was, now = move_said(move, posts.measure)
        words = f"{was} → {now}" if now else _("limits began anew")
        when = _("its value was known") if move.is_known else _("its value was not known yet")
        told = f"{day(move.made_on)}: {words}" + (f" ({when})" if now else "")
        rows.append((told, number(move.movement or 0.0, 2), _way(move)))
    return Explanation(
        title=_("Goal-post index %(value)s") % {"value": number(posts.index.movement, 2)},
        value=posts.index.movement,
        rule=_(
            "Each move in units of the way from the target to red, or of the target itself; twice "
            "as much when a value it judges was known."
        ),
        columns=(_("Within twelve months"), _("Moved"), _("Which way")),
        rows=tuple(rows),
        total=(
            _("Together"),
            number(posts.index.movement, 2),
            _("eased %(value)s") % {"value": signed(posts.index.easing, 2)},
        ),
        notes=(_("Its colour would be worse under the target as it was before."),)
        if posts.is_rescued
        else (),
        as_of=as_of,
    )


def _way(move: PostMove) -> str:
    return {
        Direction.EASED: _("easier"),
        Direction.TIGHTENED: _("harder"),
        Direction.CHANGED: _("changed"),
    }[move.direction]


def heading_of(found: PostsOfUnit) -> str:
    """How often the goal posts of a unit's KPIs moved, in a sentence."""
    targets = [move for one in found.kpis for move in one.targets]
    if not found.kpis:
        return _("No target of a KPI moved within twelve months.")
    eased = sum(move.direction is Direction.EASED for move in targets)
    known = sum(move.is_known for move in targets)
    words = ngettext(
        "%(count)s target of a KPI moved within twelve months",
        "%(count)s targets of KPIs moved within twelve months",
        len(targets),
    ) % {"count": count_at_start(len(targets))}
    more = []
    if eased:
        more.append(_("%(count)s made easier") % {"count": count_word(eased)})
    if known:
        more.append(_("%(count)s when the value was known") % {"count": count_word(known)})
    return f"{words}: {', '.join(more)}." if more else f"{words}."
