"""Check in by the link of a letter: once, for seven days, by one person on one key result."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.testing.pages import text_of as page_text
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.key_results import cancel_key_result, update_key_result
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import CheckIn, KeyResult
from headway.people.actions import deactivate_person, set_lead
from headway.people.tests.test_entrance import Mailbox, mailbox
from headway.reminders.actions.quick import make_link, tidy_links
from headway.reminders.jobs import enqueue_rounds
from headway.reminders.models import QuickLink
from headway.reminders.tests.working import (
    THURSDAY,
    done_last_week,
    html_of,
    links_of,
    received,
    work,
)

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db

VALUE = {"value": "52", "confidence": "7", "note": "Better search"}


@pytest.fixture
def link(world: World) -> str:
    """The owner's link to the first key result, as a path."""
    _pk, address = make_link(world.people["owner"], world.key_results[0].pk)
    return path_of(address)


def path_of(address: str) -> str:
    return "/quick/" + address.rpartition("/quick/")[2]


def test_from_the_letter_to_the_score(world: World, mailbox: Mailbox):
    done_last_week(world)
    work(enqueue_rounds, enqueue_rounds)
    with clock.frozen(THURSDAY):
        work()
        [letter] = received(mailbox, 1)
        link, other = links_of(letter)
        assert f"{link}?same=1" in html_of(letter)
        stranger = Client()
        page = stranger.get(f"{link}?same=1")
        assert "Searches that end in a purchase" in page_text(page)
        assert 'name="value" value="45"' in page.content.decode()
        answer = stranger.post(link, VALUE)
        assert "stands at 52 %" in page_text(answer)
        assert stranger.get(link).status_code == 410
        assert stranger.get(other).status_code == 200
    found = CheckIn.objects.latest("pk")
    assert (found.person_id, found.value, found.confidence, found.note) == (
        world.people["owner"].pk, 52.0, 7, "Better search",
    )  # fmt: skip
    event = Event.objects.latest("sequence")
    assert (event.verb, event.person_name, event.why) == (
        "check_in.by_link", "Owner Person", "By the link of an e-mail.",
    )  # fmt: skip


def test_it_works_once(world: World, link: str):
    client = Client()
    assert client.post(link, VALUE).status_code == 200
    before = CheckIn.objects.count()
    again = client.post(link, {"value": "60", "confidence": "9"})
    assert again.status_code == 410
    assert "was used" in page_text(again)
    assert f"/key-results/{world.key_results[0].pk}/check-in" in again.content.decode()
    assert CheckIn.objects.count() == before


def test_a_score_that_stays_is_said_to_stay(world: World, link: str):
    """It said "Score 0.10, now 0.10."."""
    said = page_text(Client().post(link, VALUE))
    _pk, address = make_link(world.people["owner"], world.key_results[0].pk)
    again = page_text(Client().post(path_of(address), VALUE))
    assert (", now " in said, ", as before" in said) == (True, False)
    assert (", now " in again, ", as before" in again) == (False, True)


def test_it_expires_after_seven_days(world: World, link: str):
    with clock.frozen(NOW + timedelta(days=7) - timedelta(seconds=1)):
        assert Client().get(link).status_code == 200
    with clock.frozen(NOW + timedelta(days=7)):
        assert "has expired" in page_text(Client().get(link))
        assert Client().post(link, VALUE).status_code == 410
    assert not CheckIn.objects.exists()


def test_looking_writes_nothing_however_often(world: World, link: str):
    for _scanner in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200
    assert not CheckIn.objects.exists()
    assert QuickLink.objects.get().used_at is None


def test_what_is_refused_uses_up_nothing(world: World, link: str):
    refused = Client().post(link, {"value": "many", "confidence": "7"})
    assert refused.status_code == 422
    assert 'value="many"' in refused.content.decode()
    assert Client().post(link, {"value": "52", "confidence": "11"}).status_code == 422
    assert Client().post(link, VALUE).status_code == 200


def test_a_made_up_secret_leads_nowhere(world: World, link: str):
    assert Client().get("/quick/made-up").status_code == 404
    assert Client().post(link[:-1] + "~", VALUE).status_code == 404
    stored = QuickLink.objects.get().secret_hash
    assert stored not in link
    assert Client().get(f"/quick/{stored}").status_code == 404


def test_forms_of_other_sites_are_refused(world: World, link: str):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, VALUE).status_code == 403
    assert not CheckIn.objects.exists()


def _leaves(world: World) -> None:
    deactivate_person(world.system, world.people["owner"].pk)


def _loses_it(world: World) -> None:
    coach = world.people["coach"].pk
    update_key_result(world.system, world.key_results[0].pk, owner_id=coach, reason="Moved on")
    update_objective(world.system, world.objective.pk, owner_id=coach)


def _is_cancelled(world: World) -> None:
    cancel_key_result(world.system, world.key_results[0].pk, reason="No longer needed")


@pytest.mark.parametrize("change", [_leaves, _loses_it, _is_cancelled])
def test_it_is_void_when_they_may_no_more(world: World, change):
    """Permission is asked when it is used, whatever held when it was made."""
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["coach"].pk)
    _pk, address = make_link(world.people["owner"], world.key_results[0].pk)
    change(world)
    answer = Client().post(path_of(address), VALUE)
    assert answer.status_code == 410
    assert not CheckIn.objects.exists()


def test_it_is_void_for_who_never_might(world: World):
    for name in ("viewer", "stranger", "outsider"):
        _pk, address = make_link(world.people[name], world.key_results[0].pk)
        assert Client().post(path_of(address), VALUE).status_code == 410
    assert not CheckIn.objects.exists()


def test_it_is_for_its_key_result_alone(world: World, link: str):
    """Whatever else the form names."""
    other = world.key_results[1]
    Client().post(link, {**VALUE, "key_result_id": str(other.pk), "supersedes_id": "1"})
    assert CheckIn.objects.get().key_result_id == world.key_results[0].pk
    assert KeyResult.objects.get(pk=other.pk).value is None


def test_somebody_else_who_is_signed_in_checks_in_as_the_reader(world: World, link: str):
    world.client("mate").post(link, VALUE)
    assert CheckIn.objects.get().person_id == world.people["owner"].pk


def test_old_links_are_forgotten(world: World, link: str):
    with clock.frozen(NOW + timedelta(days=98)):
        tidy_links()
    assert not QuickLink.objects.exists()


def test_a_number_of_thousands_of_digits_is_no_step(world: World, link: str) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post(link, {"value": "abc", "milestones": "9" * 5_000})
    assert answer.status_code == 422
