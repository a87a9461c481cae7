"""How a number came about, line by line: the same lines for the page's popover and the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.bands import TOLERANCE, Band
from headway.core.goalposts import Plan, fields_under
from headway.core.kinds import PERIOD_KINDS
from headway.core.scoring import CycleScore, ObjectiveScore, ScoringStandard, Term
from headway.kit.keeping import said_once
from headway.okrs.queries.explained_lines import lines_of
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import ObjectiveRow
from headway.web.explanation import Explanation
from headway.web.formats import day, number, percent, score

SAID_KEPT = 512
"""Explanations of each sort: a few kB each. They are of rows, which are there once."""


def _standard_words(standard: ScoringStandard) -> str:
    return {
        ScoringStandard.MWM: _("Weighted mean of the key results, each held between 0 and 1."),
        ScoringStandard.RADICAL_FOCUS: _("Weighted share of the key results that were hit."),
        ScoringStandard.STRETCH_TARGET_COMMIT: _(
            "Weighted mean of pre-agreed commit, target and stretch scores."
        ),
        ScoringStandard.WEAKEST: _("The lowest key result, for safety and compliance."),
    }[standard]


def _note_words(note: str) -> str:
    return {
        "unread": _("no reading: stands at its start"),
        "no_reading": _("no reading yet: left out"),
        "ungraded": _("never read: graded 0"),
        "not_due": _("nothing due yet: left out"),
        "cancelled": _("cancelled in time: left out"),
        "cancelled_late": _("cancelled late: counts as it stood"),
        "added_late": _("added under way: less weight"),
    }.get(note, "")


@said_once(SAID_KEPT)
def explain_objective(objective: ObjectiveRow, as_of: date) -> Explanation:
    """The score of an objective: each key result with its weight and score."""
    result = objective.result
    if result is None:
        raise ValueError("The row was not judged.")
    counted = sum(term.included for term in result.terms)
    title = (
        _("There is no score yet")
        if result.score is None
        else ngettext(
            "Score %(score)s from %(count)d key result",
            "Score %(score)s from %(count)d key results",
            counted,
        )
        % {"score": score(result.score), "count": counted}
    )
    by_id = {row.id: row for row in objective.key_results}
    lines = tuple(
        (
            term.label,
            _from_to(by_id[term.id]),
            number(term.weight, None if term.weight == int(term.weight) else 2),
            _term_score(term.score, _remark(term, by_id[term.id]), included=term.included),
        )
        for term in result.terms
    )
    return Explanation(
        title=title,
        value=result.score,
        rule=_standard_words(result.standard),
        columns=(_("Key result"), _("From, to, now"), _("Weight"), _("Score")),
        rows=lines,
        total=(_total_label(result), "", _counted_weight(result), score(result.score) or "–"),
        notes=(*_two_scores(objective), *_objective_notes(result, as_of)),
        as_of=as_of,
    )


def _remark(term: Term, row: KeyResultRow) -> str:
    """Why a line differs from an ordinary one, and by which plan it counts."""
    words = [_note_words(term.note)]
    if row.score_of_record != row.score:
        by = (
            _("by the plan as it was locked")
            if row.score_of_record == row.score_original
            else _("by the plan as it was locked and corrected")
        )
        words.append(
            _("%(plan)s; as it stands %(score)s") % {"plan": by, "score": score(row.score)}
        )
    return ", ".join(filter(None, words))


def _two_scores(objective: ObjectiveRow) -> tuple[str, ...]:
    """That two plans give two scores, and why one of them counts."""
    if not objective.has_two_scores:
        return ()
    said = {
        "original": score(objective.score_original) or "–",
        "current": score(objective.score_current) or "–",
    }
    both = _("By the plan as it was locked %(original)s, by the plan as it stands %(current)s.")
    why = _(
        "What was approved in the first third of the cycle corrects the plan and counts; what "
        "moved later does not (method 1.8)."
    )
    return both % said, why


def _term_score(value: float | None, words: str, *, included: bool) -> str:
    text = score(value) if value is not None else "–"
    if not included and value is not None:
        text = f"({text})"
    return f"{text}, {words}" if words else text


def _total_label(result: ObjectiveScore) -> str:
    counted = sum(term.included for term in result.terms)
    label = _("Lowest") if result.standard is ScoringStandard.WEAKEST else _("Mean")
    return _("%(label)s, coverage %(counted)d of %(all)d") % {
        "label": label,
        "counted": counted,
        "all": len(result.terms),
    }


def _counted_weight(result: ObjectiveScore) -> str:
    return number(sum(term.weight for term in result.terms if term.included), None)


def _objective_notes(result: ObjectiveScore, as_of: date) -> tuple[str, ...]:
    notes = []
    if result.with_cancelled is not None:
        notes.append(
            _("With what was cancelled it would be %(score)s.")
            % {"score": score(result.with_cancelled)}
        )
    notes.append(
        _("As of %(day)s. Rule: method 1.3, the standard was fixed at plan lock.")
        % {"day": day(as_of)}
    )
    return tuple(notes)


@said_once(SAID_KEPT)
def explain_key_result(row: KeyResultRow, as_of: date) -> Explanation:
    """The progress of a key result, or how far a health metric held: its definition, what was
    read, and the formula filled in."""
    label = _("Held so far") if row.is_health else _("Progress")
    title = f"{label} {percent(row.raw)}" if row.raw is not None else _("Nothing was read yet")
    notes = []
    if row.raw is not None and (row.raw > 1 + TOLERANCE or row.raw < -TOLERANCE):
        notes.append(
            _("Shown as it is; in means it counts as %(score)s.") % {"score": score(row.score)}
        )
    if row.expected is not None:
        notes.append(_("Expected today: %(share)s.") % {"share": percent(row.expected)})
    if row.has_moved:
        notes.append(
            _("By the plan as it was locked: %(original)s; of record: %(record)s.")
            % {"original": score(row.score_original), "record": score(row.score_of_record)}
        )
    notes.append(_("As of %(day)s. Rule: method 1.2.") % {"day": day(as_of)})
    return Explanation(
        title=title,
        value=row.raw,
        rule=_formula(row),
        columns=(_("What"), _("Value")),
        rows=tuple(lines_of(row, as_of)),
        total=(label, percent(row.raw) or "–"),
        notes=tuple(notes),
        as_of=as_of,
    )


def _formula(row: KeyResultRow) -> str:
    if row.raw is not None and row.value is None and row.kind in ("increase", "decrease"):
        return _("Stated outright by whoever reported it; there is no reading behind it.")
    if row.kind in ("increase", "decrease"):
        if None in (row.start, row.target, row.value):
            return _("(value − start) / (target − start)")
        if row.scale == "log":
            return _("ln(value / start) / ln(target / start)")
        return _("(%(value)s − %(start)s) / (%(target)s − %(start)s)") % {
            "value": number(row.value),
            "start": number(row.start),
            "target": number(row.target),
        }
    if row.kind in PERIOD_KINDS:
        return _("The share of due periods in which it held; a near miss counts in part.")
    if row.kind == "milestone":
        return _("Weight of the milestones done / weight of all.")
    if row.kind == "anchored":
        return _("Straight lines between scores agreed in advance.")
    if row.kind == "baseline" and row.n_min is not None:
        words = ngettext(
            "1 once %(count)d reading is in, else 0.",
            "1 once %(count)d readings are in, else 0.",
            row.n_min,
        )
        return words % {"count": row.n_min}
    return _("1 when done, else 0.")


def _from_to(row: KeyResultRow) -> str:
    """Start, target and value, by the plan that counts."""
    counts = fields_under(row.changes, Plan.OF_RECORD)
    start, target = counts.get("start", row.start), counts.get("target", row.target)
    parts: Sequence[float | None] = (start, target, row.value)
    return ", ".join(number(part) if part is not None else "–" for part in parts)


def explain_cycle(
    found: CycleScore, as_of: date, *, hidden: int = 0, is_for_all: bool = False
) -> Explanation:
    """The mean score of a cycle: how many objectives stand in each band, and what their scores
    come to. ``hidden`` are those left out as the reader may not read them, or (``is_for_all``) not
    everybody may."""
    title = (
        _("There is no score yet")
        if found.mean is None
        else ngettext(
            "Mean %(score)s of %(count)d objective",
            "Mean %(score)s of %(count)d objectives",
            found.scored,
        )
        % {"score": score(found.mean), "count": found.scored}
    )
    known = [name for name in reversed(Band) if name is not Band.NONE]
    total = sum(found.sums[name] for name in known)
    return Explanation(
        title=title,
        value=found.mean,
        rule=_("Each objective that has a score counts once; the sum over their number."),
        columns=(_("Band"), _("Objectives"), _("Sum of scores")),
        rows=tuple(
            (_band_words(name), number(found.bands[name]), number(found.sums[name], 2))
            for name in known
        ),
        total=(
            _("Mean %(score)s") % {"score": score(found.mean) or "–"},
            number(found.scored),
            number(total, 2),
        ),
        notes=(
            *_left_out(found, hidden, is_for_all=is_for_all),
            _("As of %(day)s. Rule: method 1.3; bands: method 1.1.") % {"day": day(as_of)},
        ),
        as_of=as_of,
    )


def _left_out(found: CycleScore, hidden: int, *, is_for_all: bool) -> Iterator[str]:
    """What the mean is not of, and why."""
    without = found.objectives - found.scored
    for count, words in (
        (without, ngettext(
            "%(n)d without a score is left out: too little of it was read yet.",
            "%(n)d without a score are left out: too little of them was read yet.", without)),
        (found.planned, ngettext(
            "%(n)d draft or proposal does not count before it is agreed.",
            "%(n)d drafts and proposals do not count before they are agreed.", found.planned)),
    ):  # fmt: skip
        if count:
            yield words % {"n": count}
    if hidden:
        yield hidden_words(hidden, is_for_all=is_for_all)


def hidden_words(hidden: int, *, is_for_all: bool = False) -> str:
    """That a figure leaves objectives out which are not for the reader, or not for everybody."""
    words = (
        ngettext("%(n)d is left out: it is not for everybody to read.",
                 "%(n)d are left out: they are not for everybody to read.", hidden)
        if is_for_all
        else ngettext("%(n)d is left out: it is not for you to read.",
                      "%(n)d are left out: they are not for you to read.", hidden)
    )  # fmt: skip
    return words % {"n": hidden}


def _band_words(name: Band) -> str:
    return {
        Band.GREEN: _("Green"),
        Band.AMBER: _("Amber"),
        Band.RED: _("Red"),
        Band.NONE: _("No score"),
    }[name]
