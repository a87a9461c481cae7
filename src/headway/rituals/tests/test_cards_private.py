"""What was written in private stays private, and whoever wrote in an anonymous meeting is
forgotten: looked for in every table (docs/adr/0041)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.activity.models import Event
from headway.kit.testing.world import World
from headway.rituals.actions import cards
from headway.rituals.models import Card, Vote
from headway.rituals.tests.meeting import go, retrospective, reveal, write

pytestmark = pytest.mark.django_db

TEXTS = {
    "owner": ["Quince one", "Quince two", "Quince three"],
    "mate": ["Medlar one", "Medlar two"],
    "coach": ["Rowan one"],
}


def _rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of every table."""
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            quoted = connection.ops.quote_name
            cursor.execute(f"SELECT * FROM {quoted(model._meta.db_table)}")
            assert cursor.description
            names = [str(column[0]) for column in cursor.description]
            for values in cursor.fetchall():
                yield model._meta.db_table, dict(zip(names, values, strict=True))


def test_a_private_text_stands_in_one_row_of_one_table(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    cards.change_card(world.actor("coach"), Card.objects.get(text="Rowan one").pk, text="Rowan two")
    found = [table for table, row in _rows() if "Quince" in str(row)]
    assert found == ["rituals_card"] * 3


def test_no_event_of_an_anonymous_meeting_names_who_wrote_or_voted(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    mine = cards.write_card(world.actor("mate"), meeting.pk, column="keep", text="Wrong")
    cards.change_card(world.actor("mate"), mine.pk, text="Medlar four")
    cards.remove_card(world.actor("mate"), mine.pk)
    cards.set_cards(world.actor("coach"), meeting.pk, [("keep", "Rowan one")])
    group_id = reveal(world, meeting)[0].group_id
    go(world, meeting, "vote")
    cards.cast_votes(world.actor("mate"), meeting.pk, {group_id: 2})
    private = {
        f"meeting.{verb}" for verb in ("card_written", "card_changed", "card_removed", "voted")
    }
    events = Event.objects.filter(verb__in=private)
    assert {one.verb for one in events} == private
    assert {(one.person_id, one.person_name) for one in events} == {(None, "Somebody in the room")}
    assert {(one.before, one.after, one.subject_type) for one in events} == {
        (None, None, "meeting")
    }


def test_a_named_meeting_says_in_its_events_who_wrote_but_not_what(world: World) -> None:
    meeting = retrospective(world, is_anonymous=False)
    write(world, meeting, TEXTS)
    events = Event.objects.filter(verb="meeting.card_written")
    assert {one.person_name for one in events} == {"Owner Person", "Mate Person", "Coach Person"}
    assert {one.after for one in events} == {None}


def test_of_a_revealed_anonymous_card_no_table_knows_author_or_time(world: World) -> None:
    meeting = retrospective(world)
    write(world, meeting, TEXTS)
    before = set(Card.objects.values_list("pk", flat=True))
    reveal(world, meeting)
    told = [(table, row) for table, row in _rows() if any(k in str(row) for k in ("Quince", "Med"))]
    assert {table for table, _row in told} == {"rituals_card"}
    for _table, row in told:
        assert row["author_id"] is None
        assert row["written_at"] is None
        assert row["id"] not in before
    assert len({row["revealed_at"] for _table, row in told}) == 1
    for table, row in _rows():  # nothing points to the cards that knew
        if table.startswith("rituals_"):
            assert row.get("card_id") is None


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.randoms(use_true_random=False))
def test_order_and_numbers_of_revealed_cards_are_drawn_by_lot(world: World, drawn: Any) -> None:
    """Whatever the lot, numbers and places of cards and groups are the order of the lot alone."""
    Card.objects.all().delete()
    with pytest.MonkeyPatch.context() as patch:
        order: list[tuple[str, str]] = []

        def shuffle(texts: list[tuple[str, str]]) -> None:
            drawn.shuffle(texts)
            order[:] = texts

        patch.setattr("headway.rituals.actions.cards.revealing._shuffle", shuffle)
        from headway.rituals.actions.rooms import close_meeting

        meeting = retrospective(world)
        write(world, meeting, TEXTS)
        reveal(world, meeting)
        for key in ("pk", "position", "group_id", "group__position"):
            found = Card.objects.filter(meeting=meeting).order_by(key)
            assert list(found.values_list("column", "text")) == order
        close_meeting(world.actor("coach"), meeting.pk)


def test_of_counted_votes_no_table_knows_who_gave_them(world: World) -> None:
    meeting = retrospective(world, is_anonymous=False)
    write(world, meeting, TEXTS)
    group_id = reveal(world, meeting)[0].group_id
    go(world, meeting, "vote")
    cards.cast_votes(world.actor("mate"), meeting.pk, {group_id: 2})
    cards.cast_votes(world.actor("owner"), meeting.pk, {group_id: 1})
    cards.count_votes(world.actor("coach"), meeting.pk)
    assert not Vote.objects.exists()
    voted = Event.objects.filter(verb="meeting.voted").values_list("before", "after")
    assert list(voted) == [(None, None), (None, None)]
