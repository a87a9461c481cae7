"""The heading of a comparison: its answer, written from the data."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.okrs.models import Objective
from headway.reports.queries.changes import Changes, Section
from headway.web.formats import count_word, score, short_day


def section_titles() -> dict[Section, str]:
    """The sections after the numbers, in their order."""
    return {
        Section.STRUCTURE: _("Structure and agreement"),
        Section.GOAL_POSTS: _("Goal posts and texts"),
        Section.KPIS: _("KPIs"),
        Section.STRATEGY: _("Strategy"),
        Section.UNITS: _("Units and who works in them"),
    }


def heading(found: Changes | None, stored: Objective | None) -> str:
    """ "Since 1 Nov: two objectives added, one goal post moved, and the mean rose from 0.41 to
    0.48." """
    if found is None:
        return _("There is too much to compare at once. Choose a unit at the top.")
    span = found.span
    days = {"since": short_day(span.since), "until": short_day(span.until)}
    if span.since == span.until:
        return _("These are one and the same day: choose an earlier one to compare with.")
    clauses = list(_clauses(found)) or list(_smaller(found))
    said = _joined([*clauses, *_mean(found, bool(clauses), is_one=stored is not None)])
    said = said or _rest(found)
    if span.is_to_today:
        return _("Since %(since)s: %(said)s.") % {**days, "said": said}
    return _("From %(since)s to %(until)s: %(said)s.") % {**days, "said": said}


def _clauses(found: Changes) -> Iterator[str]:
    said = (
        (found.count("added"), _added),
        (found.count("carried_over"), _carried_over),
        (found.count("closed", "carried_on"), _closed),
        (found.count("dropped"), _dropped),
        (found.count("archived"), _put_away),
        (found.posts_moved, _posts_moved),
        (found.targets_moved, _targets_moved),
        (found.signals, _signals),
    )
    for count, words in said:
        if count:
            yield words(count) % {"n": count_word(count)}


def _added(count: int) -> str:
    return ngettext("%(n)s objective added", "%(n)s objectives added", count)


def _carried_over(count: int) -> str:
    return ngettext("%(n)s carried over", "%(n)s carried over", count)


def _closed(count: int) -> str:
    return ngettext("%(n)s objective closed", "%(n)s objectives closed", count)


def _dropped(count: int) -> str:
    return ngettext("%(n)s dropped", "%(n)s dropped", count)


def _put_away(count: int) -> str:
    return ngettext("%(n)s put away", "%(n)s put away", count)


def _posts_moved(count: int) -> str:
    return ngettext("%(n)s goal post moved", "%(n)s goal posts moved", count)


def _targets_moved(count: int) -> str:
    return ngettext(
        "the target or limits of %(n)s KPI moved", "targets or limits of %(n)s KPIs moved", count
    )


def _signals(count: int) -> str:
    return ngettext("%(n)s KPI signal raised", "%(n)s KPI signals raised", count)


def _mean(found: Changes, has_more: bool, *, is_one: bool) -> Iterator[str]:
    """How the mean moved, or the score of the one objective; that it stayed only beside more."""
    before, after = found.numbers.then.score.mean, found.numbers.now.score.mean
    if after is None:
        return
    if before is None:
        first = (
            _("the first values put the score at %(now)s"),
            _("the first values put the mean at %(now)s"),
        )
        yield first[not is_one] % {"now": score(after)}
        return
    said = {"then": score(before), "now": score(after)}
    if said["then"] == said["now"]:
        if has_more:
            stayed = _("the score stayed at %(now)s"), _("the mean stayed at %(now)s")
            yield stayed[not is_one] % said
    elif after > before:
        rose = (
            _("the score rose from %(then)s to %(now)s"),
            _("the mean rose from %(then)s to %(now)s"),
        )
        yield rose[not is_one] % said
    else:
        fell = (
            _("the score fell from %(then)s to %(now)s"),
            _("the mean fell from %(then)s to %(now)s"),
        )
        yield fell[not is_one] % said


def _smaller(found: Changes) -> Iterator[str]:
    """What else happened, where nothing of that did."""
    count = len(found.others)
    if count:
        words = ngettext("%(n)s smaller change", "%(n)s smaller changes", count)
        yield words % {"n": count_word(count)}


def _rest(found: Changes) -> str:
    if found.is_empty:
        return _("nothing changed")
    return _("only key results, verdicts and confidence moved")


def _joined(clauses: list[str]) -> str:
    if len(clauses) < 2:
        return "".join(clauses)
    said = {"first": ", ".join(clauses[:-1]), "last": clauses[-1]}
    return _("%(first)s, and %(last)s") % said
