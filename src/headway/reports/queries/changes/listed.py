"""All differences of a comparison as one list, numbers among them: how programs read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from headway.core.bands import TOLERANCE
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.explanations import hidden_words
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import ObjectiveRow
from headway.people.access import Actor
from headway.reports.queries.changes import Change, Changes, Section, what_made
from headway.reports.queries.changes.numbers import NumberGroup, Pair
from headway.reports.queries.changes.rows import Subject
from headway.web.formats import measured, number, percent, score

Value = float | int | str | None


def listed(found: Changes, cycle: CycleRow | None, section: Section | None = None) -> list[Change]:
    """Every difference in the order of the page; of one section, where one is named. The mean of
    the ``cycle`` comes first, where one is looked at."""
    mean = _mean(found, cycle) if cycle is not None else ()
    changes = [*mean, *_numbers(found.numbers.groups), *found.others]
    return [one for one in changes if section is None or one.section is section]


def with_events(actor: Actor, found: Changes, changes: Sequence[Change]) -> list[Change]:
    """The same with the events behind numbers: of a key result its own, of an objective those of
    its key results. Three queries, none where no number is among them."""
    wanted = {one.subject.group_id for one in changes if one.section is Section.NUMBERS}
    groups = [group for group in found.numbers.groups if group.id in wanted]
    if not groups:
        return list(changes)
    made = what_made(actor, found.span, groups, found.events, explained=False)
    below = {group.id: [pair.row.id for pair in group.pairs] for group in groups}

    def with_own(one: Change) -> Change:
        if one.section is not Section.NUMBERS or one.subject.kind == "cycle":
            return one
        ids = [one.subject.id] if one.subject.is_part else below.get(one.subject.id, [])
        return replace(one, events=made.events(ids))

    return [with_own(one) for one in changes]


def _mean(found: Changes, cycle: CycleRow) -> Iterator[Change]:
    then, now = found.numbers.then.score.mean, found.numbers.now.score.mean
    if then is None and now is None:
        return
    if then is not None and now is not None and abs(then - now) <= TOLERANCE:
        return
    about = Subject("cycle", cycle.id, cycle.name, "cycle", cycle.id, cycle.name)
    label = "; ".join(filter(None, (_("Mean score"), left_out_of_both(found))))
    yield _difference(about, "mean", label, (then, now), score(then), score(now))


def left_out_of_both(found: Changes) -> str:
    """What the means of the two days leave out, as the reader may not read it; "" where nothing."""
    then, now = found.numbers.then.hidden, found.numbers.now.hidden
    if then == now:
        return hidden_words(now) if now else ""
    return _("%(then)d left out then and %(now)d now: not for you to read") % {
        "then": then, "now": now,
    }  # fmt: skip


def _numbers(groups: Sequence[NumberGroup]) -> Iterator[Change]:
    for group in groups:
        row = group.now
        about = Subject("objective", row.id, row.title, "objective", row.id, row.title)
        for what in group.differing:
            yield _of(about, what, group.then, row)
        for pair in group.pairs:
            key = pair.row
            below = Subject("key_result", key.id, key.title, "objective", row.id, row.title)
            for what in pair.differing:
                yield _of_pair(below, what, pair)


def _of(about: Subject, what: str, then: ObjectiveRow, now: ObjectiveRow) -> Change:
    if what == "score":
        return _difference(about, what, _("Score"), (then.score, now.score), score(then.score),
                           score(now.score))  # fmt: skip
    if what == "status":
        was, is_ = (row.standing or _code(row) for row in (then, now))
        return _difference(about, what, _("Status"), (was, is_), _words(was), _words(is_))
    return _sure(about, then.confidence, now.confidence)


def _of_pair(about: Subject, what: str, pair: Pair) -> Change:
    then, now = pair.then, pair.now
    if what == "value":
        values = _value(then), _value(now)
        said = [measured(value, pair.row.measure) for value in values]
        return _difference(about, what, _("Value"), values, *said)
    if what == "score":
        raws = tuple(None if row is None else row.raw for row in (then, now))
        return _difference(about, "progress", _("Progress"), (raws[0], raws[1]), percent(raws[0]),
                           percent(raws[1]))  # fmt: skip
    if what == "status":
        was, is_ = (_code(row) for row in (then, now))
        return _difference(about, what, _("Status"), (was, is_), _words(was), _words(is_))
    sure = [None if row is None else row.confidence for row in (then, now)]
    return _sure(about, sure[0], sure[1])


def _sure(about: Subject, then: int | None, now: int | None) -> Change:
    return _difference(about, "confidence", _("Confidence"), (then, now), number(then), number(now))


def _value(row: KeyResultRow | None) -> float | None:
    return None if row is None else row.value


def _code(row: ObjectiveRow | KeyResultRow | None) -> str | None:
    return None if row is None or row.status is None else str(row.status.code)


def _words(code: str | None) -> str:
    return "" if code is None else _(code.replace("_", " "))


def _difference(
    about: Subject, what: str, label: str, values: tuple[Value, Value], before: str, after: str
) -> Change:
    return Change(Section.NUMBERS, what, about, label, before, after, (), values=values)
