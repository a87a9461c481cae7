"""The page on which one checks in, what it says after saving, and the list of check-ins."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import START, TODAY, World, on
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result


def after_saving(world: World, key_result_id: int, **fields: str) -> str:
    """What the page says after the owner's check-in."""
    saved = world.client("owner").post(
        f"/key-results/{key_result_id}/check-in", fields, follow=True
    )
    return text_of(saved).partition("Saved. This is what it moved")[2]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"value": "44", "effective_on": (TODAY - timedelta(days=4)).isoformat()},
            "It held on 20 Nov 2026; the reading of 23 Nov 2026 is later, and counts.",
        ),
        ({"confidence": "3", "note": "Two left."}, "Only confidence or a note was entered"),
        ({"value": "50"}, "By this reading it stands as before"),
        ({"value": "50.001"}, "It moved by less than a hundredth."),
    ],
)
def test_a_score_that_did_not_move_says_why(world: World, fields: dict[str, str], words: str):
    key_result = world.key_results[0]
    before = TODAY - timedelta(days=1)
    check_in(world.actor("owner"), key_result.pk, value=50, confidence=7, effective_on=before)
    assert words in after_saving(world, key_result.pk, **fields)


def test_no_score_leaves_0_to_1_and_no_health_metric_has_one(world: World):
    key_result = world.key_results[0]
    check_in(world.actor("owner"), key_result.pk, value=70, confidence=7)
    assert "no score is above 1." in after_saving(world, key_result.pk, value="71")
    health = add_key_result(
        world.system,
        objective_id=world.objective.pk,
        title="Complaints",
        kind="stay_below",
        target=5.0,
        owner_id=world.people["owner"].pk,
        is_health=True,
        reason="It must hold.",
    ).key_result
    assert "A health metric counts in no objective" in after_saving(world, health.pk, value="3")


def test_what_moved_needs_no_reason(world: World):
    text = after_saving(world, world.key_results[0].pk, value="55")
    assert "score of the key result" in text
    for words in ("By this reading", "counts in no", "less than a hundredth"):
        assert words not in text


@pytest.mark.parametrize("page", ["/key-results/{kr}", "/objectives/{o}"])
def test_check_ins_stand_by_their_day_and_the_earlier_ones_behind_a_link(world: World, page: str):
    key_result = world.key_results[0]
    days = [START + timedelta(days=n) for n in range(25)]
    for at in days:
        with on(at):
            check_in(world.actor("owner"), key_result.pk, value=50, confidence=7, note=str(at))
    late = days[10]
    check_in(world.actor("owner"), key_result.pk, value=51, note="late entry", effective_on=late)
    address = page.format(kr=key_result.pk, o=world.objective.pk)
    client = world.client("owner")
    text = text_of(client.get(address))
    assert notes(text) == [*map(str, reversed(days[11:])), "late entry", *map(str, days[10:5:-1])]
    assert "Show earlier check-ins" in text
    every = text_of(client.get(f"{address}?check_ins=all"))
    assert str(days[0]) in notes(every)
    assert "Show earlier check-ins" not in every


def notes(text: str) -> list[str]:
    """The notes of the list, in its order."""
    listed = text.partition("the latest day first")[2] or text.rpartition("Check-ins")[2]
    return re.findall(r"\d{4}-\d\d-\d\d|late entry", listed)
