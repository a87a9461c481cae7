"""How numbers that others move came about: scores that are driven, values that are contributed to,
and who has how much of the say. What the reader may not read counts without its name."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.alignment import RolledUp, weights_of
from headway.okrs.queries.explanations import explain_objective
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.say import Voice
from headway.web.explanation import Explanation
from headway.web.formats import day, measured, number, percent, score

SHOWN = 20
"""Rows of a table in a popover; what comes after is summed up in one."""


def explain_score(row: ObjectiveRow, as_of: date, hidden: Collection[int] = ()) -> Explanation:
    """The score of an objective: its own key results where nothing drives it, else the weighted
    mean of its own score and those of the objectives that drive it."""
    if not row.drivers:
        return explain_objective(row, as_of)
    weights = weights_of(
        RolledUp(row.own_score, 1.0),
        row.own_weight,
        [(d.child_id, d.weight, RolledUp(d.score, d.coverage)) for d in row.drivers],
    )
    lines = [_line(_("Its own key results"), weights.get(None), row.own_score)]
    if not row.key_results:
        lines = []
    lines += [
        _line(
            _("An objective you may not read") if d.child_id in hidden else d.title,
            weights.get(d.child_id),
            d.score,
        )
        for d in row.drivers
    ]
    title = _("There is no score yet") if row.score is None else _("Score %(score)s") % {
        "score": score(row.score)
    }  # fmt: skip
    notes = [_("Coverage %(share)s: the part of the weight that is known.") % {
        "share": percent(row.coverage)
    }]  # fmt: skip
    if row.score is None:
        notes.append(_("Less than half of the weight is known: not enough data for a score."))
    if row.is_closed:
        notes.append(_("It was closed with this score, which stands whatever moves below."))
    notes.append(_("As of %(day)s. Rule: method 2.2.") % {"day": day(as_of)})
    return Explanation(
        title=title,
        value=row.score,
        rule=_("Weighted mean of its own score and of the objectives that drive it, over what is "
               "known."),
        columns=(_("What"), _("Weight"), _("Score"), _("Part")),
        rows=tuple(lines),
        total=(_("Score"), percent(1) if weights else "–", "", score(row.score) or "–"),
        notes=tuple(notes),
        as_of=as_of,
    )  # fmt: skip


def _line(title: str, weight: float | None, value: float | None) -> tuple[str, str, str, str]:
    if weight is None or value is None:
        return title, "–", _("not known"), "–"
    return title, percent(weight), score(value), score(weight * value)


def explain_value(row: KeyResultRow, as_of: date, hidden: Collection[int] = ()) -> Explanation:
    """The value of a key result that others contribute to."""
    added = math.fsum(c.amount for c in row.contributions if c.amount is not None)
    own = None if row.value is None else row.value - added
    lines = [(_("Its own readings"), "", measured(own, row.measure) or "–")]
    lines += [
        (
            _("An objective you may not read") if c.objective_id in hidden else c.title,
            _("%(share)s of %(value)s")
            % {"share": percent(c.share), "value": measured(c.value, row.measure)}
            if c.value is not None
            else percent(c.share),
            measured(c.amount, row.measure) or _("not read yet"),
        )
        for c in row.contributions
    ]
    return Explanation(
        title=_("Value %(value)s") % {"value": measured(row.value, row.measure) or "–"},
        value=row.value,
        rule=_("Its own readings, and the share of the value of each key result that contributes."),
        columns=(_("What"), _("Share"), _("Counts")),
        rows=tuple(lines),
        total=(_("Value"), "", measured(row.value, row.measure) or "–"),
        notes=(_("As of %(day)s. Rule: method 2.2.") % {"day": day(as_of)},),
        as_of=as_of,
    )


def explain_voices(row: ObjectiveRow, said: Sequence[Voice], as_of: date) -> Explanation:
    """Who has how much of the say in a score, over all paths; the parts come to the score."""
    shown = said[:SHOWN] if len(said) > SHOWN + 1 else said
    rest = said[len(shown) :]
    lines = [
        (
            _("Its own key results")
            if voice.objective_id == row.id
            else voice.title or _("An objective you may not read"),
            percent(voice.influence),
            score(voice.own_score),
            number(voice.part, 3),
        )
        for voice in shown
    ]
    if rest:
        lines.append(
            (
                ngettext("%(count)d other", "%(count)d others", len(rest)) % {"count": len(rest)},
                percent(math.fsum(voice.influence for voice in rest)),
                "",
                number(math.fsum(voice.part for voice in rest), 3),
            )
        )
    return Explanation(
        title=ngettext(
            "%(num)d objective has a say", "%(num)d objectives have a say", len(said)
        ) % {"num": len(said)},
        value=row.score,
        rule=_("Influence: over all paths from an objective up to this one, the product of the "
               "weights. Its own score times its influence is its part."),
        columns=(_("Whose own score"), _("Influence"), _("Own score"), _("Part")),
        rows=tuple(lines),
        total=(_("Score"), percent(1), "", score(row.score) or "–"),
        notes=(_("As of %(day)s. Rule: method 2.2.") % {"day": day(as_of)},),
        as_of=as_of,
    )  # fmt: skip
