"""What the minutes of a weekly keep of its numbers, as they stood when it closed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.okrs.models import Objective, State, Visibility
from headway.okrs.queries.status_words import words_of
from headway.people.access import Actor
from headway.rituals.queries.rooms.minutes import Line, Section
from headway.rituals.queries.rooms.questions import question_words
from headway.rituals.queries.rooms.rows import MeetingRow
from headway.rituals.queries.weekly.facts import gather
from headway.rituals.queries.weekly.pulses import pulse_of
from headway.rituals.queries.weekly.rooms import answers_of, place_of_row
from headway.rituals.queries.weekly.square import FourSquare, square_of
from headway.web.formats import measured, number, short_day, signed


def sections_of(actor: Actor, row: MeetingRow) -> list[Section]:
    """Confidence, priorities, health and what comes; of an async one what each answered. Minutes
    are read by everybody of the organisation: what not all may read is left out. About fifty
    queries."""
    facts = gather(actor, place_of_row(actor, row))
    square = square_of(actor, facts, meeting_id=row.id, opened_at=row.opened_at)
    open_to_all = _open_to_all(one.row.objective_id for one in square.round)
    found = [
        *(_answers(row) if row.mode == "async" else ()),
        Section(_("Priorities of this week"), tuple(_priorities(square, open_to_all))),
        Section(_("Confidence"), tuple(_confidence(square, open_to_all))),
        Section(_("Health"), tuple(_health(square, open_to_all))),
        Section(_("Next four weeks"), tuple(_coming(square))),
        Section(_("Pulse"), tuple(_pulse(actor, row))),
    ]
    return [section for section in found if section.lines]


def _open_to_all(objective_ids: Iterable[int]) -> set[int]:
    found = Objective.objects.filter(
        pk__in=set(objective_ids), visibility=Visibility.ORGANISATION
    ).exclude(state=State.DRAFT)
    return set(found.values_list("pk", flat=True))


def _answers(row: MeetingRow) -> list[Section]:
    answers = answers_of(row)
    late = _("after the deadline")
    return [
        Section(
            words,
            tuple(
                Line(one.text, f"{one.name}, {late}" if one.is_late else one.name)
                for one in answers.of(key)
            ),
        )
        for key, words in question_words().items()
    ]


def _priorities(square: FourSquare, open_to_all: set[int]) -> Iterable[Line]:
    shown = {one.id for one in square.round if one.row.objective_id in open_to_all}
    for one in square.priorities:
        number_of = square.numbers.get(one.key_result_id or 0)
        about = (
            _("key result %(number)d") % {"number": number_of}
            if number_of is not None and one.key_result_id in shown
            else ""
        )
        state = "" if one.is_open else _("done")
        note = ", ".join(part for part in (one.person_name, about, state) if part)
        yield Line(one.title, note)


def _confidence(square: FourSquare, open_to_all: set[int]) -> Iterable[Line]:
    for one in square.round:
        if one.row.objective_id not in open_to_all:
            continue
        said = _("nobody said") if one.confidence is None else _("%(now)d of 10") % {
            "now": one.confidence
        }  # fmt: skip
        change = f" ({signed(one.change, 0)})" if one.change else ""
        status = words_of(one.row.status) if one.row.status else ""
        why = _("“%(words)s”") % {"words": one.said} if one.said else ""
        parts = (f"{said}{change}", status, one.owner_name, why)
        yield Line(one.title, ", ".join(part for part in parts if part))


def _health(square: FourSquare, open_to_all: set[int]) -> Iterable[Line]:
    health_of = _open_to_all(one.row.objective_id for one in square.health) | open_to_all
    for one in square.health:
        if one.row.objective_id in health_of and one.row.status is not None:
            value = measured(one.row.value, one.row.measure)
            words = words_of(one.row.status, is_health=True)
            yield Line(one.row.title, ", ".join(part for part in (value, words) if part))
    for kpi in square.signals:
        said = (kpi.value, kpi.state, kpi.waits_for, kpi.due)
        yield Line(kpi.name, ", ".join(part for part in said if part))


def _coming(square: FourSquare) -> Iterable[Line]:
    for one in square.coming:
        if one.url.startswith("/key-results"):
            continue
        yield Line(one.title, ", ".join(part for part in (short_day(one.on), one.note) if part))


def _pulse(actor: Actor, row: MeetingRow) -> Iterable[Line]:
    found = pulse_of(actor, row.id, closes=True)
    if found is None or found.shown.mean is None:
        return
    mean, count = found.shown.mean, found.shown.answered
    words = ngettext("%(mean)s of 5, %(count)d answer", "%(mean)s of 5, %(count)d answers", count)
    told = {"mean": number(mean, 0 if mean == int(mean) else 1), "count": count}
    yield Line(found.question, words % told)
