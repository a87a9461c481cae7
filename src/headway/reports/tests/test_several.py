"""Everything of an objective is checked in on one page: all of it, or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit.testing.pages import text_of
from headway.kit.testing.world import TODAY
from headway.okrs.models import CheckIn, KeyResult


@pytest.fixture
def address(world):
    return f"/objectives/{world.objective.pk}/check-ins"


def body(world, *values, **more):
    fields = {f"value-{k.pk}": v for k, v in zip(world.key_results, values, strict=True)}
    return fields | {"effective_on": TODAY.isoformat()} | more


def test_the_objective_leads_there(world, address):
    page = world.client("owner").get(f"/objectives/{world.objective.pk}").content.decode()
    assert f'href="{address}"' in page
    assert "Check in on all" not in text_of(
        world.client("mate").get(f"/objectives/{world.objective.pk}")
    )


def test_what_was_typed_is_entered_on_its_day(world, address):
    day = TODAY - timedelta(days=4)
    sent = body(world, "52", "", effective_on=day.isoformat())
    assert world.client("owner").post(address, sent).status_code == 302
    assert CheckIn.objects.get().effective_on == day


def test_with_one_mistake_nothing_is_saved_and_all_is_kept(world, address):
    first, second = world.key_results
    answer = world.client("owner").post(
        address, body(world, "52", "many", **{f"confidence-{first.pk}": "12"})
    )
    assert answer.status_code == 422
    assert CheckIn.objects.count() == 0
    page = answer.content.decode()
    assert 'value="52"' in page
    assert 'value="many"' in page
    assert f'id="e-{second.pk}-value"' in page
    answer = world.client("owner").post(
        address, body(world, "52", "6", **{f"confidence-{first.pk}": "12"})
    )
    assert f'id="e-{first.pk}-confidence"' in answer.content.decode()


def test_nothing_typed_is_told(world, address):
    answer = world.client("owner").post(address, body(world, "", ""))
    assert answer.status_code == 422
    assert "Nothing was entered yet" in text_of(answer)


def test_who_may_not_enters_nothing(world, address):
    mate = world.client("mate")
    assert "Nothing to check in on" in text_of(mate.get(address))
    assert mate.post(address, body(world, "52", "6")).status_code == 403
    assert CheckIn.objects.count() == 0


def test_an_updater_sees_what_is_theirs(world, address):
    KeyResult.objects.filter(pk=world.key_results[0].pk).update(updater=world.people["mate"])
    page = text_of(world.client("mate").get(address))
    assert world.key_results[0].title in page
    assert world.key_results[1].title not in page
