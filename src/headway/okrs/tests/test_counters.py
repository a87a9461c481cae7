"""Entries that add up, notes that are asked for before saving, and what is entered late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import HTMX, text_of
from headway.kit.testing.world import NOW, TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.key_results import add_key_result
from headway.okrs.models import CheckIn, KeyResult


@pytest.fixture
def counter(world):
    """Customers signed, of 60; 40 and 2 so far."""
    with clock.frozen(NOW - timedelta(weeks=7)):
        made = add_key_result(
            world.system, objective_id=world.objective.pk, title="Customers signed",
            kind="increase", start=0.0, target=60.0, aggregation="sum",
            owner_id=world.people["owner"].pk,
        ).key_result  # fmt: skip
    for weeks, value in ((2, 40), (1, 2)):
        check_in(
            world.system, made.pk, value=value, confidence=7,
            effective_on=TODAY - timedelta(weeks=weeks),
        )  # fmt: skip
    return made


def value_of(key_result):
    return KeyResult.objects.get(pk=key_result.pk).value


def test_either_what_was_added_or_the_total_is_entered(world, counter):
    owner = world.actor("owner")
    check_in(owner, counter.pk, value=3)
    assert value_of(counter) == 45
    made = check_in(owner, counter.pk, total=50)
    assert (made.check_in.value, value_of(counter)) == (5, 50)


def test_both_may_be_given_where_they_agree(world, counter):
    owner = world.actor("owner")
    check_in(owner, counter.pk, value=3, total=45)
    assert value_of(counter) == 45
    with pytest.raises(InvalidInput, match="45 and 3 make 48, not 47"):
        check_in(owner, counter.pk, value=3, total=47)


def test_a_total_of_an_earlier_day_counts_what_was_there_then(world, counter):
    made = check_in(
        world.actor("owner"), counter.pk, total=41, effective_on=TODAY - timedelta(days=9)
    )
    assert made.check_in.value == 1
    assert value_of(counter) == 43


def test_a_corrected_total_replaces_the_entry(world, counter):
    last = CheckIn.objects.filter(key_result=counter).latest("id")
    check_in(world.actor("owner"), counter.pk, total=44, supersedes_id=last.pk)
    assert value_of(counter) == 44


def test_a_level_has_no_total(world):
    with pytest.raises(InvalidInput) as refused:
        check_in(world.actor("owner"), world.key_results[0].pk, total=50)
    assert list(refused.value.messages_by_field()) == ["total"]


def test_pages_say_both_what_was_added_and_what_it_comes_to(world, counter):
    owner = world.client("owner")
    address = f"/key-results/{counter.pk}/check-in"
    form = text_of(owner.get(address))
    assert "Added since last time" in form
    assert "So far: 42" in form
    sent = {"do": "preview", "value": "3", "total": "", "confidence": "", "note": ""}
    assert "42 +3 = 45" in text_of(owner.post(address, sent, headers=HTMX))
    assert "42 +8 = 50" in text_of(
        owner.post(address, sent | {"value": "", "total": "50"}, headers=HTMX)
    )
    history = text_of(owner.get(f"/key-results/{counter.pk}"))
    assert "+2 total 42" in history
    assert "+2, total 42" in text_of(owner.get(f"/objectives/{world.objective.pk}"))
    home = owner.get(f"/check-ins/{counter.pk}/preview", {f"value-{counter.pk}": "3"})
    assert "42 +3 = 45" in text_of(home)


def test_a_fall_is_told_before_it_is_saved_and_nothing_is_lost(world, counter):
    owner = world.client("owner")
    address = f"/key-results/{counter.pk}/check-in"
    sent = {"value": "3", "confidence": "3", "note": "", "effective_on": TODAY.isoformat()}
    told = text_of(owner.post(address, sent | {"do": "preview"}, headers=HTMX))
    assert "Confidence falls from 7 to 3" in told
    fields = {f"value-{counter.pk}": "3", f"confidence-{counter.pk}": "3"}
    assert "Falls from 7 to 3" in text_of(owner.get(f"/check-ins/{counter.pk}/preview", fields))
    refused = owner.post(address, sent)
    assert refused.status_code == 422
    assert 'value="3"' in refused.content.decode()
    assert CheckIn.objects.filter(key_result=counter).count() == 2


def test_a_late_entry_is_judged_by_the_confidence_of_its_day(world, counter):
    owner = world.actor("owner")
    check_in(owner, counter.pk, confidence=4, note="The fair was cancelled.")
    early = TODAY - timedelta(days=10)
    with pytest.raises(InvalidInput, match="from 7 to 4"):
        check_in(owner, counter.pk, confidence=4, effective_on=early)
    check_in(owner, counter.pk, confidence=5, effective_on=early)


def test_a_correction_is_judged_by_what_held_before_it(world, counter):
    owner = world.actor("owner")
    wrong = check_in(owner, counter.pk, confidence=6).check_in
    with pytest.raises(InvalidInput, match="from 7 to 3"):
        check_in(owner, counter.pk, confidence=3, supersedes_id=wrong.pk)
    check_in(owner, counter.pk, confidence=3, note="Seen late.", supersedes_id=wrong.pk)
