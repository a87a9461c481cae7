"""How the numbers of a review came about, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.calibration import ENOUGH_KEY_RESULTS, REFERENCE, Calibration, Grading
from headway.core.scoring import GRADES_FOR_A_PATTERN
from headway.core.spread import Bin, Spread
from headway.web.explanation import Explanation
from headway.web.formats import day, number, percent, score, signed


def bin_words(one: Bin) -> str:
    """The bin as people say it: "exactly 0", "0.1 to 0.2"."""
    if one.low == one.high:
        return _("exactly %(score)s") % {"score": number(one.low, 0)}
    return _("%(low)s to %(high)s") % {"low": number(one.low, 1), "high": number(one.high, 1)}


def explain_spread(found: Spread, as_of: date, *, hidden: int = 0) -> Explanation:
    """The mean of scores: how many lie where, and how many have none. ``hidden`` objectives are
    left out, as the reader may not read them."""
    title = (
        _("There is no score yet")
        if found.mean is None
        else ngettext(
            "Mean %(score)s of %(count)d score", "Mean %(score)s of %(count)d scores", found.scored
        )
        % {"score": score(found.mean), "count": found.scored}
    )
    notes = [_("As of %(day)s. Rule: method 1.1.") % {"day": day(as_of)}]
    if found.scored < found.total:
        unscored = found.total - found.scored
        left = ngettext(
            "%(n)d without a score is left out.", "%(n)d without a score are left out.", unscored
        )
        notes.insert(0, left % {"n": unscored})
    if hidden:
        notes.insert(0, hidden_objectives_words(hidden))
    return Explanation(
        title=title,
        value=found.mean,
        rule=_("The sum of the scores over their number; each held between 0 and 1."),
        columns=(_("Score"), _("How many"), _("Share")),
        rows=tuple(
            (bin_words(one), number(one.count), percent(one.count / found.scored))
            for one in found.bins
            if one.count
        ),
        total=(_("Median %(score)s") % {"score": score(found.median) or "–"},
               number(found.scored), percent(found.coverage)),
        notes=tuple(notes),
        as_of=as_of,
    )  # fmt: skip


def hidden_objectives_words(hidden: int) -> str:
    """That figures of a cycle leave objectives out which are not for the reader."""
    words = ngettext(
        "%(n)d objective is left out: it is not for you to read.",
        "%(n)d objectives are left out: they are not for you to read.",
        hidden,
    )
    return words % {"n": hidden}


def explain_brier(found: Calibration, as_of: date) -> Explanation:
    """How far what was said lay from what happened."""
    return Explanation(
        title=_("Brier score %(score)s") % {"score": score(found.brier)}
        if found.is_enough
        else _("Too few key results to say"),
        value=found.brier,
        rule=_("Mean of (confidence / 10 − 1 if reached, else 0)², over every weekly word."),
        columns=(_("What"), _("Value")),
        rows=_counted(found),
        total=(_("Always saying 5 of 10 would get"), score(REFERENCE)),
        notes=_calibration_notes(found, as_of),
        as_of=as_of,
    )


def explain_bias(found: Calibration, as_of: date) -> Explanation:
    """Whether people were too sure, or not sure enough."""
    return Explanation(
        title=_("Bias %(bias)s") % {"bias": signed(found.bias, 2)}
        if found.is_enough
        else _("Too few key results to say"),
        value=found.bias,
        rule=_("What was said on average less what happened: above 0 is too optimistic."),
        columns=(_("What"), _("Value")),
        rows=(
            *_counted(found),
            (_("Said on average"), percent(found.said) or "–"),
            (_("Reached"), percent(found.reached) or "–"),
        ),
        total=(_("Said less reached"), signed(found.bias, 2) or "–"),
        notes=_calibration_notes(found, as_of),
        as_of=as_of,
    )


def _counted(found: Calibration) -> tuple[tuple[str, str], ...]:
    return (
        (_("Key results"), number(found.key_results)),
        (_("Weekly words"), number(found.words)),
    )


def _calibration_notes(found: Calibration, as_of: date) -> tuple[str, ...]:
    notes = [_("As of %(day)s. Rule: method 1.5.") % {"day": day(as_of)}]
    if not found.is_enough:
        least = _("Nothing is said of fewer than %(n)d key results.") % {"n": ENOUGH_KEY_RESULTS}
        notes.insert(0, least)
    return tuple(notes)


def explain_grading(
    found: Grading, pairs: Sequence[tuple[float, float]], as_of: date
) -> Explanation:
    """Own grades beside computed scores."""
    notes = [_("As of %(day)s. Rule: method 1.4.") % {"day": day(as_of)}]
    if found.mean is None:
        least = _("Nothing is said of fewer than %(n)d own grades.") % {"n": GRADES_FOR_A_PATTERN}
        notes.insert(0, least)
    count = len(pairs)
    return Explanation(
        title=_("Own grades %(mean)s on average") % {"mean": signed(found.mean, 2)}
        if found.mean is not None
        else _("Too few own grades to say"),
        value=found.mean,
        rule=_("Own grade less computed score, averaged over the key results that have both."),
        columns=(_("What"), _("Mean")),
        rows=(
            (_("Own grades"), score(sum(own for _c, own in pairs) / count) if count else "–"),
            (_("Computed"), score(sum(c for c, _own in pairs) / count) if count else "–"),
        ),
        total=(_("Difference of %(n)d") % {"n": count}, signed(found.mean, 2) or "–"),
        notes=tuple(notes),
        as_of=as_of,
    )
