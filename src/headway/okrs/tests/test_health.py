"""Health metrics guard and count in no score; falling confidence is flagged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.kit.testing.pages import HTMX, text_of
from headway.kit.testing.world import NOW, TODAY
from headway.okrs.actions.checkins import check_in
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.cycles import set_phase
from headway.okrs.actions.key_results import add_key_result, update_key_result
from headway.okrs.models import Grade, KeyResult, Objective
from headway.okrs.queries.objective_page import objective_page


@pytest.fixture
def metric(world):
    """At most 3 % of answers are corrected, broken at 6 %."""
    with clock.frozen(NOW - timedelta(weeks=7)):
        return add_key_result(
            world.system,
            objective_id=world.objective.pk,
            title="Answers corrected",
            kind="stay_below",
            target=3.0,
            fail=6.0,
            measure="%",
            owner_id=world.people["owner"].pk,
            is_health=True,
            paired_with_id=world.key_results[0].pk,
        ).key_result


@pytest.mark.parametrize(
    ("value", "words"), [(2, "Holds"), (3, "Holds"), (4, "Strained"), (6, "Broken")]
)
def test_its_limits_alone_say_how_it_is(world, metric, value, words):
    score = Objective.objects.get(pk=world.objective.pk).score
    check_in(world.actor("owner"), metric.pk, value=value)
    for address in (f"/objectives/{world.objective.pk}", f"/key-results/{metric.pk}"):
        assert words in text_of(world.client("viewer").get(address))
    assert Objective.objects.get(pk=world.objective.pk).score == score


def test_a_broken_one_is_told_on_top_of_its_objective(world, metric):
    check_in(world.actor("owner"), metric.pk, value=7)
    page = text_of(world.client("viewer").get(f"/objectives/{world.objective.pk}"))
    assert "Broken while we push: Answers corrected at 7 %." in page


def test_it_is_shown_with_what_it_guards(world, metric):
    page = text_of(world.client("viewer").get(f"/key-results/{world.key_results[0].pk}"))
    assert "Must not break meanwhile" in page
    assert "Answers corrected" in page
    page = text_of(world.client("viewer").get(f"/key-results/{metric.pk}"))
    assert f"Guards {world.key_results[0].title}" in page


def test_one_that_nobody_reads_is_grey_and_says_what_it_was(world, metric):
    check_in(world.actor("owner"), metric.pk, value=4)
    KeyResult.objects.filter(pk=metric.pk).update(added_on=None)
    with clock.frozen(NOW + timedelta(days=14)):
        page = text_of(world.client("viewer").get(f"/key-results/{metric.pk}"))
    assert "Stale, was strained" in page


def test_it_waits_for_its_owner_at_home(world, metric):
    home = world.client("owner")
    assert "Answers corrected Health" in text_of(home.get("/"))
    body = {f"value-{metric.pk}": "4", "save": metric.pk}
    row = text_of(home.post("/check-ins", body, headers=HTMX))
    assert "Strained" in row
    assert row.count("Held so far") == 3  # the figure, what it opens with, and its total
    assert "Progress" not in row
    since = (NOW - timedelta(days=7)).date()
    assert "Watch" not in text_of(home.get(f"/changes?since={since}&show=numbers"))
    preview = home.get(f"/check-ins/{metric.pk}/preview", {f"value-{metric.pk}": "7"})
    assert "Broken" in text_of(preview)


def test_it_is_added_by_its_own_form_and_needs_no_reason(world):
    owner = world.client("owner")
    address = f"/objectives/{world.objective.pk}/key-results/new?health=1"
    assert "What must not break" in text_of(owner.get(address))
    asked = {"do": "preview", "kind": "stay_below", "limit": "2", "fail": "4", "is_health": "1"}
    for tried, words in (("2", "it holds"), ("3", "it is strained"), ("4", "it is broken")):
        said = owner.post(address, asked | {"tried": tried}, headers=HTMX)
        assert f"At {tried} {words}." in text_of(said)
    sent = {
        "is_health": "1", "title": "Refunds", "kind": "stay_below", "limit": "2", "fail": "4",
        "owner_id": world.people["owner"].pk, "paired_with_id": world.key_results[1].pk,
    }  # fmt: skip
    assert owner.post(address, sent).status_code == 302
    made = KeyResult.objects.get(title="Refunds")
    assert (made.is_health, made.paired_with_id) == (True, world.key_results[1].pk)
    assert made.goal_post_changes.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"), [({"kind": "increase", "start": 0.0}, "kind"), ({}, "paired_with_id")]
)
def test_it_is_judged_by_limits_and_guards_its_own_objective(world, metric, changes, field):
    changes = changes or {"paired_with_id": world.add_objective().key_results.get().pk}
    with pytest.raises(InvalidInput) as refused:
        update_key_result(world.system, metric.pk, reason="Because.", **changes)
    assert field in refused.value.messages_by_field()


def test_closing_grades_it_not_and_carrying_over_keeps_it(world, metric):
    check_in(world.actor("owner"), metric.pk, value=2)
    later = world.next_cycle()
    set_phase(world.system, world.cycle.pk, phase="review", confirmed=True)
    close_objective(
        world.system, world.objective.pk, outcome="carried_over", carry_to_cycle_id=later.pk
    )
    assert not Grade.objects.filter(key_result=metric).exists()
    carried = KeyResult.objects.get(objective__cycle=later, is_health=True)
    assert carried.paired_with.title == world.key_results[0].title


def test_progress_fine_and_confidence_falling_is_flagged(world):
    owner, key_result = world.actor("owner"), world.key_results[0]
    for weeks, value, confidence in ((3, 48, 8), (2, 50, 7), (1, 52, 6), (0, 55, 5)):
        check_in(
            owner, key_result.pk, value=value, confidence=confidence,
            effective_on=TODAY - timedelta(weeks=weeks),
        )  # fmt: skip
    page = objective_page(owner, world.objective.pk, as_of=TODAY, today=TODAY)
    assert page.doubted[key_result.pk].before == 8
    told = text_of(world.client("viewer").get(f"/objectives/{world.objective.pk}"))
    assert "Progress is fine, confidence falls" in told
    assert "confidence falls, 8 to 5" in text_of(world.client("owner").get("/"))
