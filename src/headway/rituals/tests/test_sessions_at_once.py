"""Two people at once in a review and a planning session lose nothing of each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from headway.kit.testing.world import World, on
from headway.okrs.models import Assessment, Objective
from headway.rituals.actions import cards, rooms
from headway.rituals.actions.sessions.beginning import begin_session
from headway.rituals.actions.sessions.planning import draft_from_groups, vote_confidence
from headway.rituals.actions.sessions.reviewing import assess_in_review
from headway.rituals.models import Meeting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


def together(*steps: Callable[[], object]) -> list[Exception]:
    """All of them at once, each in a connection of its own; what was refused."""
    refused: list[Exception] = []
    gate = threading.Barrier(len(steps))

    def take(step: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            step()
        except Exception as error:  # noqa: BLE001 - the caller judges it
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(step,)) for step in steps]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return refused


def test_two_grades_at_once_are_both_kept(world: World):
    with on(date(2026, 12, 28)):
        made = begin_session(
            world.actor("owner"), kind="review", unit_id=world.units["blue"].pk,
            cycle_id=world.cycle.pk,
        )  # fmt: skip
        owner, lead = world.actor("owner"), world.actor("lead")
        first, second = (one.pk for one in world.key_results)
        before = Meeting.objects.get().version
        said: dict[str, Any] = {"self_grade": 0.4, "comment": "Hm."}
        assert not together(
            lambda: assess_in_review(owner, made.pk, key_result_id=first, **said),
            lambda: assess_in_review(lead, made.pk, key_result_id=second, **said),
        )
        assert Assessment.objects.count() == 2
        assert Meeting.objects.get().version == before + 2


def test_a_session_begun_twice_at_once_is_one(world: World):
    cycle, blue = world.next_cycle().pk, world.units["blue"].pk
    people = [world.actor("owner"), world.actor("mate")]
    together(
        *(
            lambda actor=one: begin_session(actor, kind="planning", unit_id=blue, cycle_id=cycle)
            for one in people
        )
    )
    assert Meeting.objects.filter(state="open").count() == 1


def test_cut_twice_at_once_drafts_once_and_no_vote_is_lost(world: World):
    owner, mate = world.actor("owner"), world.actor("mate")
    made = begin_session(
        owner, kind="planning", unit_id=world.units["blue"].pk, cycle_id=world.next_cycle().pk
    )
    rooms.join_meeting(mate, made.pk)
    rooms.move_to_stage(owner, made.pk, 2)
    cards.write_card(owner, made.pk, column="drafts", text="Found at once")
    cards.reveal_cards(owner, made.pk)
    group = made.groups.get().pk
    for one in (owner, mate):
        cards.vote_for(one, made.pk, group, 1)
    cards.count_votes(owner, made.pk)
    assert not together(*[lambda: draft_from_groups(owner, made.pk, [group])] * 2)
    draft = Objective.objects.get(cycle=world.next_cycle())
    rooms.move_to_stage(owner, made.pk, 6)
    assert not together(
        lambda: vote_confidence(owner, made.pk, {draft.pk: 8}),
        lambda: vote_confidence(mate, made.pk, {draft.pk: 2}),
    )
    counted = Meeting.objects.get(pk=made.pk).content
    assert counted["confidence"] == {str(draft.pk): [2, 8]}
