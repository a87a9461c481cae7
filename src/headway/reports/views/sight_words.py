"""The sentence on top of the line of sight, and the line below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.pace import StatusCode
from headway.kit.keeping import said_once
from headway.okrs.queries.explanations import explain_cycle, hidden_words
from headway.reports.queries.sight import Graph, Source, Summary
from headway.reports.queries.sight.graph import AT_MOST
from headway.reports.views.sight_rows import TREES_KEPT
from headway.web.explanation import Explanation
from headway.web.formats import count_word, percent, score, sentence


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts of key results by status, short sentences, and the mean score with its arithmetic."""

    counts: Mapping[str, int]
    sentences: tuple[str, ...]
    score: str = ""
    explanation: Explanation | None = None


@said_once(TREES_KEPT)
def heading(source: Source, hidden: int) -> str:
    """The answer to "how does our work lead to the mission?"."""
    if not isinstance(source, Graph):
        goals = ngettext(
            "More than %(most)d objectives serve %(count)s mid-term goal.",
            "More than %(most)d objectives serve %(count)s mid-term goals.",
            len(source.goals),
        )
        return goals % {"most": AT_MOST, "count": count_word(len(source.goals))}
    summary = source.summary
    if not summary.objectives:
        return _nothing(source)
    return " ".join([_who_serves(source, summary), *_what_is_wrong(source, summary, hidden)])


def _nothing(source: Graph) -> str:
    said = {"cycle": source.view.cycle.name}
    if source.view.unit is not None:
        said["unit"] = source.view.unit.name
        return _("%(unit)s has no objective in %(cycle)s.") % said
    return _("No objective leads to the mission in %(cycle)s yet.") % said


def _who_serves(source: Graph, summary: Summary) -> str:
    if not summary.goals:
        return sentence(
            ngettext(
                "%(count)s objective, and none has a path to a mid-term goal.",
                "%(count)s objectives, and none has a path to a mid-term goal.",
                summary.objectives,
            )
            % {"count": count_word(summary.objectives)}
        )
    unit = source.view.unit
    whose = _(" of %(unit)s") % {"unit": unit.name} if unit else ""
    results = ngettext("%(count)s key result", "%(count)s key results", summary.key_results)
    goals = ngettext("%(count)s mid-term goal", "%(count)s mid-term goals", summary.goals)
    serve = ngettext(
        "%(results)s%(whose)s serves %(goals)s.",
        "%(results)s%(whose)s serve %(goals)s.",
        summary.key_results,
    )
    return sentence(
        serve
        % {
            "results": results % {"count": count_word(summary.key_results)},
            "whose": whose,
            "goals": goals % {"count": count_word(summary.goals)},
        }
    )


def _what_is_wrong(source: Graph, summary: Summary, hidden: int) -> list[str]:
    """At most two short sentences, the gravest first. Where some are ``hidden``, a goal that
    nothing readable leads to may have an objective."""
    found = []
    off = summary.counts.get(StatusCode.OFF_TRACK, 0)
    if off:
        found.append(ngettext("%(count)s is off track.", "%(count)s are off track.", off) % _n(off))
    empty = summary.empty_goals if source.view.unit is None else 0
    if empty:
        words = ngettext(
            "%(count)s goal has no objective", "%(count)s goals have no objective", empty
        ) % _n(empty)
        found.append(_("%(goals)s for you to read.") % {"goals": words} if hidden else f"{words}.")
    if summary.orphans and summary.goals:
        words = ngettext(
            "%(count)s objective leads to no goal.",
            "%(count)s objectives lead to no goal.",
            summary.orphans,
        )
        found.append(words % _n(summary.orphans))
    return [sentence(words) for words in found[:2]]


def _n(count: int) -> dict[str, str]:
    return {"count": count_word(count)}


@said_once(TREES_KEPT)
def facts(source: Source, hidden: int) -> Facts:
    """Shares and scores of what is in scope; ``hidden`` more would count that the reader may not
    read."""
    if not isinstance(source, Graph):
        return Facts({}, (_("Choose a unit at the top to see how its key results stand."),))
    summary, left_out = source.summary, (hidden_words(hidden),) if hidden else ()
    if not summary.objectives:
        return Facts({}, left_out)
    shares = (
        _("%(share)s bottom-up") % {"share": percent(summary.bottom_up_share)},
        _("%(share)s lead to a mid-term goal") % {"share": percent(summary.aligned_share)},
        *left_out,
    )
    if summary.score is None or summary.score.mean is None:
        return Facts(summary.counts, shares)
    words = ngettext(
        "Mean score %(score)s of %(count)d objective",
        "Mean score %(score)s of %(count)d objectives",
        summary.score.scored,
    ) % {
        "score": score(summary.score.mean),
        "count": summary.score.scored,
    }
    if summary.expected is not None:
        words = _("%(score)s, expected %(expected)s") % {
            "score": words,
            "expected": score(summary.expected),
        }
    explanation = explain_cycle(summary.score, source.view.as_of, hidden=hidden)
    return Facts(summary.counts, shares, words, explanation)
