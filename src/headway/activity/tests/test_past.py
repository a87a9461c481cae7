"""What the events tell of the past: differences between two moments, and values at one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from headway.activity.actions import Entry, record
from headway.activity.queries import EventRow
from headway.activity.queries.past import (
    Difference,
    Told,
    differences,
    events_between,
    values_at,
)
from headway.kit import clock
from headway.kit.testing.world import NOW
from headway.okrs.actions.key_results import update_key_result
from headway.people.actions import update_organisation

NAMES = ("title", "target")
TOLD = {"thing": Told(NAMES, {"thing.made", "thing.changed", "thing.gone"})}
THING = ("thing", 1)

Values = dict[str, int]


def events_of(steps: list[Values | None]) -> list[EventRow]:
    """The events of a thing that goes through these states; None: it is not there."""
    found = []
    for number, (before, after) in enumerate(pairwise(steps), start=1):
        if before == after:
            continue
        verb = (
            "thing.made" if before is None else "thing.gone" if after is None else "thing.changed"
        )
        found.append(event(number, verb, before, after))
    return found


def event(
    number: int, verb: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> EventRow:
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number)
    return EventRow(number, at, "Ada", verb, "thing", 1, "A thing", before, after, "")


def ends(found: dict[Any, Difference]) -> tuple[Values, Values]:
    difference = found.get(THING)
    return (dict(difference.before), dict(difference.after)) if difference else ({}, {})


state = st.none() | st.fixed_dictionaries({name: st.integers(0, 3) for name in NAMES})


class TestLaws:
    @given(st.lists(state, min_size=1, max_size=8))
    def test_a_difference_is_between_the_first_state_and_the_last(self, states):
        before, after = states[0] or {}, states[-1] or {}
        differ = [name for name in NAMES if before.get(name) != after.get(name)]
        assert ends(differences(events_of(states), TOLD)) == (
            {name: before[name] for name in differ if name in before},
            {name: after[name] for name in differ if name in after},
        )

    @given(st.lists(state, min_size=1, max_size=5), st.lists(state, max_size=5))
    def test_two_stretches_come_to_the_same_as_one(self, first, second):
        whole = differences(events_of([*first, *second]), TOLD).get(THING)
        one = differences(events_of(first), TOLD).get(THING)
        two = differences(events_of([first[-1], *second]), TOLD).get(THING)
        for name in NAMES:
            telling = [d for d in (one, two) if d is not None and name in d.fields]
            if not telling:
                assert whole is None or name not in whole.fields
                continue
            then, now = telling[0].before.get(name), telling[-1].after.get(name)
            told = whole is not None and name in whole.fields
            assert told == (then != now)
            if whole is not None and told:
                assert (whole.before.get(name), whole.after.get(name)) == (then, now)

    @given(st.lists(state, min_size=1, max_size=8))
    def test_what_differs_has_events_whose_ends_are_the_values(self, states):
        for difference in differences(events_of(states), TOLD).values():
            assert set(difference.fields) == {*difference.before, *difference.after}
            for name, events in difference.by_field.items():
                assert (events[0].before or {}).get(name) == difference.before.get(name)
                assert (events[-1].after or {}).get(name) == difference.after.get(name)


def test_an_event_that_uses_the_same_word_for_something_else_moves_nothing():
    asked = event(1, "thing.asked", {"target": 1}, {"target": 2})
    found = differences([asked], TOLD)[THING]
    assert (found.before, found.after, found.events) == ({}, {}, (asked,))


def test_a_field_nobody_told_of_before_is_known_from_its_first_change_on():
    found = differences([event(1, "thing.changed", {"title": 1}, {"title": 1, "target": 5})], TOLD)
    assert (found[THING].before, found[THING].after) == ({}, {"target": 5})


class TestStored:
    def test_events_are_found_by_type_and_time(self, world):
        with clock.frozen(NOW + timedelta(hours=1)):
            record(world.system, Entry("a.done", "a", 1, "A"))
            record(world.system, Entry("a.done", "a", 2, "A"))
            record(world.system, Entry("b.done", "b", 1, "B"))
        with clock.frozen(NOW + timedelta(hours=2)):
            record(world.system, Entry("a.undone", "a", 1, "A"))

        def between(since: int, until: int, **more: Any) -> list[tuple[str, int]]:
            rows = events_between(
                world.organisation.pk, NOW + timedelta(hours=since), NOW + timedelta(hours=until),
                **more,
            )  # fmt: skip
            return [(row.verb, row.subject_id) for row in rows]

        assert between(0, 1, of={"a": [1], "b": None}) == [("a.done", 1), ("b.done", 1)]
        assert between(1, 2, of={"a": [1]}) == [("a.undone", 1)]  # after the first, up to the last
        assert between(0, 2, of={"a": None}, without={"a.undone"}) == [("a.done", 1), ("a.done", 2)]
        assert between(0, 2, of={"a": []}) == []

    def test_another_organisation_has_its_own(self, world):
        since, until = NOW - timedelta(weeks=20), NOW
        assert events_between(world.organisation.pk, since, until, of={"objective": None})
        assert not events_between(world.other.pk, since, until, of={"objective": None})

    def test_a_definition_is_known_for_any_moment(self, world):
        update_organisation(world.actor("admin"), goal_posts_need_approval=False)
        owner, first = world.actor("owner"), world.key_results[0]
        for hours, target in ((1, 65.0), (2, 70.0)):
            with clock.frozen(NOW + timedelta(hours=hours)):
                update_key_result(owner, first.pk, target=target, reason="The market grew.")

        def then(hours: float) -> dict[int, dict[str, Any]]:
            return values_at(
                world.organisation.pk, "key_result", [first.pk], NOW + timedelta(hours=hours),
                {"target", "title"}, verbs={"key_result.changed"},
            )  # fmt: skip

        assert then(0)[first.pk]["target"] == 60.0
        assert then(1.5)[first.pk]["target"] == 65.0
        assert then(2) == {}  # as it stands

    def test_a_story_told_out_of_order_is_read_by_time(self, world):
        for hours, before, after in ((2, "b", "c"), (1, "a", "b")):
            with clock.frozen(NOW + timedelta(hours=hours)):
                record(world.system, Entry("thing.changed", "thing", 1, "A thing",
                                           {"title": before}, {"title": after}))  # fmt: skip
        rows = events_between(
            world.organisation.pk, NOW, NOW + timedelta(hours=3), of={"thing": [1]}
        )
        assert ends(differences(rows, TOLD)) == ({"title": "a"}, {"title": "c"})
