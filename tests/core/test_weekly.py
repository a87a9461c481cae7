"""What a weekly is made of: its agenda, lines as people type them, days in words, the pulse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.core.pace import StatusCode
from headway.core.rituals import (
    WORDS,
    Doubt,
    DueFact,
    KeyResultFact,
    LineKind,
    Reason,
    day_meant,
    is_anonymous,
    pulse_shown,
    read_line,
    topics,
    worst_first,
)

TUESDAY = date(2026, 11, 24)
PEOPLE = [
    (1, "Priya Raghunathan"),
    (2, "Tomasz Wierzbicki"),
    (3, "Rosa Delgado Fuentes"),
    (4, "Rosa Delgado-Smith"),
    (5, "Björn Åkesson"),
]

SURE = st.none() | st.integers(0, 10)
STATUS = st.none() | st.sampled_from(list(StatusCode))
FACTS = st.lists(
    st.builds(KeyResultFact, st.integers(1, 999), SURE, SURE, STATUS, STATUS, SURE),
    unique_by=lambda fact: fact.id,
    max_size=12,
)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", TUESDAY),
        ("tomorrow", date(2026, 11, 25)),
        ("the day after tomorrow", date(2026, 11, 26)),
        ("Fri", date(2026, 11, 27)),
        ("friday", date(2026, 11, 27)),
        ("next Friday", date(2026, 11, 27)),
        ("Tue", date(2026, 12, 1)),
        ("Tues", date(2026, 12, 1)),
        ("next week", date(2026, 11, 30)),
        ("in 3 days", date(2026, 11, 27)),
        ("in 2 weeks", date(2026, 12, 8)),
        ("1 Dec", date(2026, 12, 1)),
        ("1st December", date(2026, 12, 1)),
        ("Dec 1", date(2026, 12, 1)),
        ("1 Dec 2027", date(2027, 12, 1)),
        ("2 Jan", date(2027, 1, 2)),
        ("1.12.", date(2026, 12, 1)),
        ("1.12.2027", date(2027, 12, 1)),
        ("2026-12-01", date(2026, 12, 1)),
        ("29 Feb", date(2028, 2, 29)),
        ("31 Feb", None),
        ("2026-13-01", None),
        ("Fr", None),
        ("Friends", None),
        ("phone", None),
        ("", None),
        ("in 999 weeks", TUESDAY + timedelta(weeks=999)),
    ],
)
def test_a_day_is_what_people_mean_by_it(words: str, day: date | None) -> None:
    """The table of what may be said."""
    assert day_meant(words, TUESDAY) == day


@given(st.text(max_size=30), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_words_are_a_day_or_none(words: str, today: date) -> None:
    """Nothing that is typed raises."""
    found = day_meant(words, today)
    assert found is None or isinstance(found, date)


@pytest.mark.parametrize(
    ("line", "kind", "text", "who", "due"),
    [
        ("decision: we stay", "decision", "we stay", None, None),
        ("D: we stay", "decision", "we stay", None, None),
        ("action: call @priya by Fri", "action", "call", 1, date(2026, 11, 27)),
        ("Action: by Friday @Tomasz split it", "action", "split it", 2, date(2026, 11, 27)),
        ("action: report @priya raghunathan until 1 Dec, please", "action",
         "report please", 1, date(2026, 12, 1)),
        ("todo: order by phone by tomorrow", "action", "order by phone", None,
         date(2026, 11, 25)),
        ("blocker: no rig @bjorn", "blocker", "no rig", 5, None),
        ("park: Saturdays?", "parked", "Saturdays?", None, None),
        ("just so: said", "note", "just so: said", None, None),
        ("mail to a@b.example", "note", "mail to a@b.example", None, None),
        ("action: mine @me", "action", "mine", 9, None),
        ("action: x @rosa delgado fuentes", "action", "x", 3, None),
        ("action: x @wierz", "action", "x", 2, None),
        ("", "note", "", None, None),
    ],
)  # fmt: skip
def test_a_line_is_read_as_it_is_meant(
    line: str, kind: str, text: str, who: int | None, due: date | None
) -> None:
    """The table of what people type."""
    found = read_line(line, PEOPLE, today=TUESDAY, me=9)
    assert (str(found.kind), found.text, found.person_id, found.due_on, found.doubt) == (
        kind, text, who, due, None,
    )  # fmt: skip


def test_who_is_not_clear_is_said_and_nothing_is_guessed() -> None:
    """Nobody, or several, are called so."""
    nobody = read_line("action: x @zebra by Fri", PEOPLE, today=TUESDAY)
    assert (nobody.doubt, nobody.said, nobody.person_id) == (Doubt.UNKNOWN, "zebra", None)
    several = read_line("action: x @rosa", PEOPLE, today=TUESDAY)
    assert several.doubt is Doubt.AMBIGUOUS
    assert several.names == ("Rosa Delgado Fuentes", "Rosa Delgado-Smith")


@given(st.sampled_from(sorted(WORDS)), st.text(max_size=60))
def test_any_line_is_read(word: str, text: str) -> None:
    """Whatever is typed, the kind is the word's and nothing raises."""
    found = read_line(f"{word}: {text}", PEOPLE, today=TUESDAY, me=1)
    assert found.kind == WORDS[word]
    assert isinstance(found.kind, LineKind)


def test_the_agenda_has_the_worst_first() -> None:
    """The order of the issue: drops, stale, KPI responses, blockers, actions, priorities."""
    found = topics(
        [
            KeyResultFact(1, 6, 7),
            KeyResultFact(2, 3, 5),
            KeyResultFact(3, 9, 9, StatusCode.STALE, StatusCode.WATCH, 17),
            KeyResultFact(4, 8, 8, StatusCode.OFF_TRACK, StatusCode.ON_TRACK),
            KeyResultFact(5, 9, 6),
            KeyResultFact(6, 7, 7),
        ],
        responses=[DueFact(20, TUESDAY, TUESDAY)],
        blockers=[DueFact(30, TUESDAY), DueFact(31, TUESDAY - timedelta(days=9))],
        actions=[
            DueFact(40, TUESDAY, TUESDAY + timedelta(days=20)),
            DueFact(41, TUESDAY, TUESDAY),
            DueFact(42, TUESDAY, TUESDAY - timedelta(days=4)),
        ],
        priorities=[50],
        today=TUESDAY,
    )
    assert [topic.id for topic in found] == [2, 1, 4, 3, 20, 31, 30, 42, 41, 50, 5]
    assert [str(topic.stage) for topic in found][4:7] == ["moved", "obstacles", "obstacles"]


@given(FACTS)
def test_a_key_result_is_on_the_agenda_once_and_only_where_something_changed(
    facts: list[KeyResultFact],
) -> None:
    """Once, and never where neither confidence, status nor freshness gives a reason."""
    found = topics(facts, today=TUESDAY)
    ids = [topic.id for topic in found]
    assert len(ids) == len(set(ids))
    for fact in facts:
        if not fact.change and fact.days_stale is None and fact.status == fact.status_before:
            assert fact.id not in ids
    drops = [topic.size for topic in found if topic.reason is Reason.CONFIDENCE_FELL]
    assert drops == sorted(drops, reverse=True)


@given(FACTS)
def test_the_round_is_in_order_of_drops_and_leaves_nobody_out(
    facts: list[KeyResultFact],
) -> None:
    """A permutation, drops descending."""
    found = worst_first(facts)
    assert sorted(fact.id for fact in found) == sorted(fact.id for fact in facts)
    falls = [min(fact.change or 0, 0) for fact in found]
    assert falls == sorted(falls)


@given(st.lists(st.integers(0, 9), min_size=5, max_size=5), st.booleans())
def test_a_pulse_is_shown_from_five_on_and_its_mean_is_one_of_the_scale(
    counts: list[int],
    anonymous: bool,
) -> None:
    """Of an anonymous one nothing below five answers."""
    found = pulse_shown(counts, anonymous=anonymous)
    assert found.answered == sum(counts)
    if found.mean is None:
        assert found.counts is None
        assert found.missing > 0
    else:
        assert 1 <= found.mean <= 5
        assert not anonymous or found.answered >= 5
    assert is_anonymous(5)
    assert not is_anonymous(4)
