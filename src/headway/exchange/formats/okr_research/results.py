"""Published scores and states, as check-ins and closures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from headway.core.bands import held, proposed_outcome
from headway.core.kinds import KeyResultKind
from headway.core.progress import stated_progress
from headway.core.scoring import KeyResultTerm, objective_score
from headway.exchange.formats.document import as_date
from headway.exchange.formats.okr_research.metrics import Definition, number_text
from headway.exchange.formats.plan import ImportedCheckIn, ImportedClosure, ImportedCycle
from headway.exchange.formats.records import Record

OUTCOMES = {
    "done": "achieved",
    "achieved": "achieved",
    "partly": "partly",
    "missed": "missed",
    "dropped": "dropped",
    "carried_over": "carried_over",
}
UNFINISHED = {"in_progress", "not_started", "blocked"}
_BY_SCORE = {
    "aspirational": lambda: _(
        "A score without a word: from 0.7 achieved, from 0.4 partly, below that missed."
    ),
    "committed": lambda: _(
        "A score without a word: committed, so 1 achieved, from 0.7 partly, below that missed."
    ),
}
_MIDDLE = {"mid-quarter", "mid-cycle", "mid-year"}
_AT_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Published:
    """What a file says of how an objective or key result ended."""

    score: float | None
    status: str | None
    text: str | None
    line: int
    weight: float = 1.0
    is_health: bool = False

    @classmethod
    def read(cls, entry: Record) -> Published:
        """From ``score``, ``status`` and ``result_text``."""
        score, status = entry.number("score"), entry.text("status")
        told = "score" if score is not None else "status" if status else "result_text"
        return cls(score, status, entry.text("result_text"), entry.line_of(told))

    def words(self) -> list[str]:
        """All of it, in words."""
        words = []
        if self.score is not None:
            words.append(_("Published score: %(score)s") % {"score": number_text(self.score)})
        if self.status:
            spoken = self.status.replace("_", " ")
            words.append(_("Published status: %(status)s") % {"status": spoken})
        if self.text:
            words.append(_("Published result: %(text)s") % {"text": self.text})
        return words


@dataclass(slots=True)
class CheckIns:
    """The check-ins of one key result, and what was assumed for them."""

    entries: list[ImportedCheckIn] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)


def read_check_ins(
    entry: Record, definition: Definition, published: Published, *, key: str, cycle: ImportedCycle
) -> CheckIns:
    """Check-ins from ``checkins``, ``metric.current`` and the published result, in that order."""
    found = CheckIns()
    _read_on_the_way(found, entry, definition, key, cycle)
    if definition.current is not None:
        found.entries.append(_published_value(entry, definition, key, cycle))
    if words := published.words():
        found.entries.append(
            _check_in(
                f"{key}#final",
                published.line,
                definition,
                published.score,
                "\n".join(words),
                cycle.ends_on,
            )
        )
        found.assumed.append(_("A published result holds on the last day of its cycle."))
        found.assumed += _told_beyond(published.score)
    return found


def _told_beyond(score: float | None) -> list[str]:
    """A score above 1 or below 0 is kept and shown, yet one key result must not hide another."""
    if score is None or 0 <= score <= 1:
        return []
    said = {"score": number_text(score), "counted": "1" if score > 1 else "0"}
    words = _("The published score %(score)s is kept and shown; in means it counts as %(counted)s.")
    return [words % said]


@dataclass(slots=True)
class _Moment:
    """All that is said of one moment: a score and a projection are one check-in."""

    line: int
    day: str
    scores: list[float] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    value: float | None = None
    more: dict[str, float] = field(default_factory=dict)


def _read_on_the_way(
    found: CheckIns, entry: Record, definition: Definition, key: str, cycle: ImportedCycle
) -> None:
    moments: dict[str, _Moment] = {}
    for node in entry.items("checkins"):
        if not isinstance(node.value, dict):
            entry.fault(node.line, _("A check-in must have fields."))
            continue
        record = entry.inner(node)
        at = record.text("at", required=True, limit=_AT_LIMIT)
        day = None if at is None else _day_of(at, cycle)
        if at is None or day is None:
            if at is not None:
                record.fault(
                    record.line_of("at"),
                    _("“at” must be mid-quarter or a day of the cycle, not “%(at)s”.") % {"at": at},
                )
            continue
        if at in _MIDDLE and at not in moments:
            found.assumed.append(_("A mid-quarter score holds on the middle day of its cycle."))
        _add(moments.setdefault(at, _Moment(node.line, day)), record, definition)
    for at, moment in moments.items():
        for number, score in enumerate(moment.scores or [None], start=1):
            name = f"{key}#{at}" if number == 1 else f"{key}#{at}~{number}"
            words = "\n".join(moment.words) if number == 1 else ""
            read = _check_in(name, moment.line, definition, score, words, moment.day)
            if number == 1:
                value = read.value if moment.value is None else moment.value
                read = replace(read, value=value, more=moment.more)
            found.entries.append(read)


def _add(moment: _Moment, record: Record, definition: Definition) -> None:
    score, projected = record.number("score"), record.number("projected_final")
    value, confidence = record.number("value"), record.number("confidence")
    if value is not None and (score is not None or moment.scores or moment.value is not None):
        record.fault(record.line_of("value"), _("Give one value or one score of a day."))
    elif value is not None and definition.kind == KeyResultKind.MILESTONE:
        words = _("What has milestones has no value: give a “score”, the share that is done.")
        record.fault(record.line_of("value"), words)
    elif value is not None and definition.yes_no and value not in (0, 1):
        record.fault(record.line_of("value"), _("It is done, 1, or not, 0."))
    elif value is not None and definition.lacks_ends:
        words = _("A value says nothing without “start” and “target” of the metric.")
        record.fault(record.line_of("value"), words)
    moment.value = value if moment.value is None else moment.value
    if confidence is not None and confidence not in range(11):
        words = _("Confidence is a whole number from 0 to 10.")
        record.fault(record.line_of("confidence"), words)
    elif confidence is not None:
        moment.more["confidence"] = int(confidence)
    if score is not None:
        moment.scores.append(score)
    if projected is not None:
        text = _("Projected final score: %(score)s") % {"score": number_text(projected)}
        moment.words.append(text)
    if note := record.text("note"):
        moment.words.append(note)
    moment.words += record.unread_words()


def _day_of(at: str, cycle: ImportedCycle) -> str | None:
    starts_on, ends_on = date.fromisoformat(cycle.starts_on), date.fromisoformat(cycle.ends_on)
    if at in _MIDDLE:
        return (starts_on + timedelta(days=(ends_on - starts_on).days // 2)).isoformat()
    day = as_date(at)
    return day.isoformat() if day is not None and starts_on <= day <= ends_on else None


def _check_in(
    external_id: str,
    line: int,
    definition: Definition,
    score: float | None,
    note: str,
    day: str,
) -> ImportedCheckIn:
    """A score is a value where the key result is measured by it, else progress stated outright."""
    return ImportedCheckIn(
        external_id=external_id,
        line=line,
        key_result=external_id.rpartition("#")[0],
        value=score if definition.scored else None,
        stated_progress=None if definition.scored else score,
        note=note,
        effective_on=day,
    )


def _published_value(
    entry: Record, definition: Definition, key: str, cycle: ImportedCycle
) -> ImportedCheckIn:
    """A value beside a score. It can be measured only where the key result has a start."""
    measurable = definition.start is not None and definition.target is not None
    return ImportedCheckIn(
        external_id=f"{key}#current",
        line=entry.line_of("metric"),
        key_result=key,
        value=definition.current if measurable else None,
        stated_progress=None,
        note=_("Published value: %(value)s %(measure)s")
        % {"value": number_text(definition.current), "measure": definition.measure},
        effective_on=cycle.ends_on,
    )


@dataclass(slots=True)
class Ending:
    """How an objective ended, where the file says so; else what it says, in words."""

    closure: ImportedClosure | None = None
    words: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)


def read_ending(
    published: Published,
    key_results: Sequence[Published | None],
    *,
    key: str,
    ends_on: str,
    ambition: str,
    is_over: bool,
) -> Ending:
    """An objective is closed where its end is published in a word; once its cycle is over also
    where a score is, its own or one for each of its key results."""
    ending = Ending()
    outcome = _outcome(ending, published, key_results, ambition, is_over=is_over)
    if outcome is None:
        ending.words = published.words()
        return ending
    _tell_unscored(ending, key_results)
    score = published.score
    ending.closure = ImportedClosure(
        external_id=f"{key}#closure",
        line=published.line,
        objective=key,
        outcome=outcome,
        self_grade=None if score is None else held(score),
        grade_comment="" if score is None else published.words()[0],
        closing_word="\n".join(published.words()),
        closed_at=f"{ends_on}T12:00:00+00:00",
    )
    return ending


def _tell_unscored(ending: Ending, key_results: Sequence[Published | None]) -> None:
    """How the computed score will stand beside the published one."""
    counted = [result for result in key_results if result is None or not result.is_health]
    scored = sum(result is not None and result.score is not None for result in counted)
    if scored == 0:
        ending.assumed.append(
            _("Closed, and no key result has a published score: none is computed.")
        )
    elif scored < len(counted):
        ending.assumed.append(
            _("Closed, and some key results have no published score: those count 0, as always.")
        )


def _outcome(
    ending: Ending,
    published: Published,
    key_results: Sequence[Published | None],
    ambition: str,
    *,
    is_over: bool,
) -> str | None:
    if published.status is not None or not is_over:
        return OUTCOMES.get(published.status or "")
    if published.score is not None:
        ending.assumed.append(_BY_SCORE[ambition]())
        return proposed_outcome(published.score, ambition)
    mean = _mean(key_results)
    if mean is None:
        return None
    ending.assumed.append(
        _("All key results have a final score and the objective has none: closed with theirs.")
    )
    return proposed_outcome(mean, ambition)


def _mean(key_results: Sequence[Published | None]) -> float | None:
    """The score the core will compute, when every key result has a final one."""
    terms = []
    for number, published in enumerate(key_results):
        if published is not None and published.is_health:
            continue
        if published is None or published.score is None or published.status in UNFINISHED:
            return None
        progress = stated_progress("increase", published.score)
        ended = 1.0 if published.status == "dropped" else None
        terms.append(
            KeyResultTerm(
                number,
                "",
                "increase",
                published.weight,
                progress.raw,
                progress.score,
                cancelled_at=ended,
            )
        )
    return objective_score(terms).score
