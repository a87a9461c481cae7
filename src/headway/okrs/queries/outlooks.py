"""Will it get there? What model and owner say of a key result, in words and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.forecast import (
    Basis,
    NoOutlook,
    Outlook,
    Reason,
    blend,
    disagrees,
    shown,
)
from headway.kit.keeping import said_once
from headway.okrs.models import State
from headway.okrs.queries.explanations import SAID_KEPT
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.tallies import tally, tally_lines, tally_words
from headway.web import charts
from headway.web.explanation import Explanation
from headway.web.formats import day, measured, number, percent


@dataclass(frozen=True, slots=True)
class Opinion:
    """A line of "who says what about the end": ``aim`` and ``full`` are probabilities as people
    read them, to the nearest 0.05, None where nobody was asked; ``aim_why`` and ``full_why`` open
    them."""

    who: str
    note: str
    aim: float | None
    full: float | None
    aim_why: Explanation | None = None
    full_why: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Prospects:
    """What is said about the end of a key result. ``reason`` says why there is no model, "" where
    there is one; ``disagrees`` when model and owner are far apart."""

    opinions: tuple[Opinion, ...]
    reason: str
    disagrees: bool
    explanation: Explanation | None

    @property
    def probability(self) -> float | None:
        """The model's, of what the key result aims for, as people read it."""
        return self.opinions[0].aim if not self.reason else None


@said_once(SAID_KEPT)
def prospects(row: KeyResultRow, as_of: date) -> Prospects:
    """Model, owner and their mean, for a row that was read with its readings. Costs no query."""
    if not isinstance(row.outlook, Outlook):
        reason = no_model(row)
        return Prospects(
            (_owner(row, as_of),), reason_words(reason), disagrees=False, explanation=None
        )
    found = row.outlook
    model = Opinion(
        ngettext(
            "Model, from %(count)d period with a reading",
            "Model, from %(count)d periods with a reading",
            found.periods_read,
        )
        % {"count": found.periods_read},
        "",
        shown(found.probability),
        shown(found.probability_full),
        explain_outlook(row, found, as_of),
        explain_outlook(row, found, as_of, in_full=True),
    )
    opinions = [model, _owner(row, as_of)]
    if row.confidence is not None:
        opinions.append(
            Opinion(
                _("Mean of both"),
                _("half the weight each"),
                None,
                shown(blend(found.probability_full, row.confidence)),
                full_why=_explain_blend(found.probability_full, row.confidence, as_of),
            )
        )
    return Prospects(
        tuple(opinions),
        "",
        disagrees=row.confidence is not None and disagrees(found.probability_full, row.confidence),
        explanation=model.aim_why,
    )


def _explain_blend(probability: float, confidence: int, as_of: date) -> Explanation:
    """The mean of both, from figures that are not rounded yet."""
    mean = blend(probability, confidence)
    return Explanation(
        title=_("Mean of both %(share)s") % {"share": percent(shown(mean))},
        value=mean,
        rule=_("Half the weight each, of the figures before they are rounded."),
        columns=(_("Who"), _("Shown"), _("Before rounding")),
        rows=(
            (_("Model"), percent(shown(probability)), percent(probability, 1)),
            (_("Owner"), percent(confidence / 10), percent(confidence / 10, 1)),
        ),
        total=(_("Mean"), percent(shown(mean)), percent(mean, 1)),
        notes=(
            _("Shown to the nearest 5 %, halves up."),
            _("As of %(day)s. Rule: method 4.4.") % {"day": day(as_of)},
        ),
        as_of=as_of,
    )


def _owner(row: KeyResultRow, as_of: date) -> Opinion:
    if row.confidence is None:
        return _opinion_of(row, None)
    said = percent(row.confidence / 10)
    lines = [(_("Confidence, 0 to 10"), number(row.confidence))]
    if row.previous_confidence is not None:
        lines.append((_("The time before"), number(row.previous_confidence)))
    return _opinion_of(
        row,
        Explanation(
            title=_("The owner says %(share)s") % {"share": said},
            value=row.confidence / 10,
            rule=_("Confidence of 0 to 10 is meant as tenths of the probability to reach the "
                   "target in full by the end."),
            columns=(_("What"), _("Value")),
            rows=tuple(lines),
            total=(_("Probability"), said),
            notes=(_("As of %(day)s. Rule: method 1.5.") % {"day": day(as_of)},),
            as_of=as_of,
        ),
    )  # fmt: skip


def _opinion_of(row: KeyResultRow, explanation: Explanation | None) -> Opinion:
    return Opinion(
        _("Owner, %(name)s") % {"name": row.owner_name or _("not named")},
        "",
        None,
        None if row.confidence is None else row.confidence / 10,
        full_why=explanation,
    )


def no_model(row: KeyResultRow) -> Reason:
    """Why a key result without a forecast has none."""
    return row.outlook.reason if isinstance(row.outlook, NoOutlook) else Reason.NO_MODEL


def reason_words(reason: Reason) -> str:
    """Why there is no forecast, as a sentence."""
    return {
        Reason.TOO_FEW: _("No forecast yet: it takes readings of four periods."),
        Reason.NO_MODEL: _("No model sees this coming: go by the owner's confidence."),
        Reason.NO_TARGET: _("No forecast: it has no target."),
        Reason.NO_START: _("No forecast: nobody said where it starts."),
        Reason.NOT_POSITIVE: _("No forecast: growth by factors needs numbers above 0."),
        Reason.ENDED: _("No forecast: its time was over before it began."),
        Reason.UNUSABLE: _("No forecast: these numbers cannot be reckoned with."),
    }[reason]


def explain_outlook(
    row: KeyResultRow, found: Outlook, as_of: date, *, in_full: bool = False
) -> Explanation:
    """The probability opened, of the aim or (``in_full``) of the whole target: what went in, the
    rule, the range it comes from."""
    value = found.probability_full if in_full else found.probability
    needs = []
    if found.value is None:  # measured per period; of anything else there is nothing to count
        needs = [tally_words(tally(row, found.read_on), "committed" if in_full else row.ambition)]
    return Explanation(
        title=_("Probability %(share)s") % {"share": percent(shown(value))},
        value=value,
        rule=_rule(found),
        columns=(_("What"), _("Value")),
        rows=tuple(_lines(row, found, in_full=in_full)),
        total=(_("Probability"), percent(shown(value))),
        notes=(
            *needs,
            _("Before rounding %(share)s.") % {"share": percent(value, 1)},
            _("Shown to the nearest 5 %, and never below 3 % or above 97 % unless decided."),
            _("As of the reading of %(read)s, seen on %(day)s. Rule: method 4.3 and 4.4.")
            % {"read": day(found.read_on), "day": day(as_of)},
        ),
        as_of=as_of,
    )


def _rule(found: Outlook) -> str:
    return {
        Basis.DRIFT: _("It goes on as on average so far, give or take what its steps scattered."),
        Basis.MOMENTUM: _("As on average so far; part of the latest step carries over."),
        Basis.COUNTER: _("It keeps adding as on average so far, give or take its scatter."),
        Basis.PERIODS: _("Periods to come are met as often as those so far, with doubt for few."),
        Basis.SETTLED: _("The end is reached: it is met or it is not."),
    }[found.basis]


def _lines(row: KeyResultRow, found: Outlook, *, in_full: bool) -> list[tuple[str, str]]:
    if found.value is None:
        return tally_lines(tally(row, found.read_on))
    aim = (_("Aim, 0.7 of the way"), found.aim)
    if in_full or row.ambition == "committed":
        aim = (_("Target"), found.target)
    lines = [
        (_("Periods with a reading"), number(found.periods_read)),
        (_("Periods left"), number(found.periods_left)),
    ]
    figures = (
        (_("Now"), found.value),
        aim,
        (_("Likely at the end"), found.mean),
        (_("Four fifths of outcomes from"), found.low),
        (_("to"), found.high),
    )
    lines += [
        (label, measured(_neat(value), row.measure))
        for label, value in figures
        if value is not None
    ]
    return lines


def _neat(value: float) -> float:
    """As many digits as a reader can use."""
    return float(f"{value:.3g}") if abs(value) < 1000 else float(round(value))


def fan_of(row: KeyResultRow) -> tuple[charts.Outlook, ...]:
    """The forecast as the chart draws it, from the last reading to the end. What is closed has
    none."""
    if row.objective_state == State.CLOSED:
        return ()
    found = row.outlook
    if not isinstance(found, Outlook) or not found.fan or found.value is None:
        return ()
    now = charts.Outlook(found.read_on, *(found.value,) * 5)
    return (
        now,
        *(
            charts.Outlook(at.on, at.mean, at.low50, at.high50, at.low80, at.high80)
            for at in found.fan
        ),
    )
