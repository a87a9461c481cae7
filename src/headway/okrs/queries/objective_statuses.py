"""Why an objective has the status it has: its score against what is expected, and its key results
(docs/methods 1.7). Takes rows that were read; costs no query."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.pace import NO_VERDICT_BEFORE, ON_TRACK_GAP, WATCH_GAP, Status, StatusCode
from headway.kit.keeping import said_once
from headway.okrs.queries.explanations import SAID_KEPT
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.status_explanations import as_of_words
from headway.okrs.queries.status_words import status_words, words_of
from headway.web.explanation import Explanation
from headway.web.formats import difference, number, percent, score, signed


@said_once(SAID_KEPT)
def explain_objective_status(row: ObjectiveRow, as_of: date) -> Explanation:
    """The status of an objective: score against what is expected, and the verdicts of its key
    results, which hold it down."""
    found = row.status or Status(StatusCode.UNKNOWN, "unread")
    on = row.seen_on(as_of)
    notes = [_held_words(found, row)] if found.pace or found.source == "key_results" else []
    if found.code is StatusCode.STALE:
        notes.append(_pace_words(row, found))
    notes.append(as_of_words(on, "1.7"))
    return Explanation(
        title=words_of(found),
        value=found.gap,
        rule=_objective_rule(row, found),
        columns=(_("Key result"), _("Status"), _("Weight"), _("Expected"), _("Score")),
        rows=_verdicts(row),
        total=(_("Objective"), words_of(found), "", score(row.expected) or "–",
               score(row.score) or "–"),
        notes=tuple(notes),
        as_of=on,
    )  # fmt: skip


def _verdicts(row: ObjectiveRow) -> tuple[tuple[str, ...], ...]:
    terms = {term.id: term for term in (row.result.terms if row.result else ()) if term.included}
    lines = []
    for one in row.key_results:
        term = terms.get(one.id)
        expected = 1.0 if one.expected is None else one.expected
        lines.append((
            one.title,
            words_of(one.status) if one.status else "–",
            number(term.weight) if term else "–",
            score(expected) if term and not one.is_cancelled else "–",
            score(term.score) if term else "–",
        ))  # fmt: skip
    return tuple(lines)


def _objective_rule(row: ObjectiveRow, found: Status) -> str:
    source = found.source
    if source in ("pace", "key_results") and found.gap is not None:
        return _pace_words(row, found)
    return {
        "done": _("Its score is 1."),
        "dates": _("Its cycle has not begun."),
        "unread": _("No reading yet: nobody has checked in on any of its key results."),
        "coverage": _("Less than half of the weight is known: not enough to say."),
        "stale": _("Every one of its running key results is stale."),
        "early": _("It is too early: there is no verdict before %(share)s of the time is over.")
        % {"share": percent(NO_VERDICT_BEFORE)},
        "waiting": _("All of its key results are done or not, and nothing is expected of them "
                     "before their end."),
    }.get(source, _("None of its key results can be judged yet."))  # fmt: skip


def _pace_words(row: ObjectiveRow, found: Status) -> str:
    gap = difference(row.expected, row.score)
    said = {"score": score(row.score) or "–",
            "gap": signed(found.gap or 0.0 if gap is None else gap, 2),
            "on": number(ON_TRACK_GAP, 2), "watch": number(WATCH_GAP, 2)}  # fmt: skip
    if row.expected is None:
        return (
            _(
                "Score %(score)s against the share of time gone: %(gap)s behind. Up to %(on)s is "
                "on track, up to %(watch)s watch, more off track."
            )
            % said
        )
    return _(
        "Score %(score)s against expected %(expected)s: %(gap)s behind. Up to %(on)s is on track, "
        "up to %(watch)s watch, more off track."
    ) % {**said, "expected": score(row.expected)}


def _held_words(found: Status, row: ObjectiveRow) -> str:
    """That pace alone would say something better, and what holds it down."""
    if found.pace is None:
        return _("None of its key results can be judged yet.")
    alone = {"pace": status_words(found.pace).lower()}
    verdicts = [one.status.was or one.status.code for one in row.key_results
                if one.status and not one.is_cancelled]  # fmt: skip
    off = verdicts.count(StatusCode.OFF_TRACK)
    fine = {StatusCode.ON_TRACK, StatusCode.DONE}
    if found.pace is StatusCode.ON_TRACK and fine.isdisjoint(verdicts):
        return _("Pace alone says %(pace)s; none of its key results is.") % alone
    if off and not fine.isdisjoint(verdicts):
        words = ngettext(
            "Pace alone says %(pace)s; all of it was promised, and %(num)d key result is off "
            "track.",
            "Pace alone says %(pace)s; all of it was promised, and %(num)d key results are off "
            "track.",
            off,
        )
        return words % {**alone, "num": off}
    return _("Pace alone says %(pace)s; none of its key results stands that well.") % alone
