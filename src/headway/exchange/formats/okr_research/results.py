"""Published scores and states, as check-ins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from headway.core.kinds import KeyResultKind
from headway.exchange.formats.document import as_date
from headway.exchange.formats.entries import ImportedCheckIn, ImportedCycle
from headway.exchange.formats.okr_research.metrics import Definition, number_text
from headway.exchange.formats.records import Record

UNFINISHED = {"in_progress", "not_started", "blocked"}
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
