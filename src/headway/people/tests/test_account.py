"""One's log-in: which addresses of it exist, and who may change the one it goes by."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver

from headway.kit.problems import InvalidInput
from headway.kit.testing.world import World
from headway.people.actions import update_person
from headway.people.models import Person, User

PASSWORD = "correct horse battery"
OURS = '<html lang="en-gb" dir="ltr">'
"""How every page of ours begins, and none of allauth's."""

KEPT = {
    "login/", "logout/", "inactive/", "signup/", "password/change/", "password/set/",
    "password/reset/", "password/reset/done/", "password/reset/key/done/", "login/code/",
    "login/code/confirm/", r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
}  # fmt: skip


def test_only_the_addresses_that_the_product_needs_exist():
    account = next(p for p in get_resolver().url_patterns if str(p.pattern) == "account/")
    assert {str(page.pattern) for page in account.url_patterns} == KEPT


@pytest.mark.parametrize("address", ["email/", "confirm-email/", "confirm-email/x/", ""])
def test_nobody_changes_the_address_of_a_log_in_by_themselves(world: World, address: str):
    client = world.client("mate")
    assert client.get(f"/account/{address}").status_code == 404
    taken = {"email": "victim@aster.example", "action_add": "", "action_primary": ""}
    assert client.post(f"/account/{address}", taken).status_code == 404
    assert not User.objects.filter(email="victim@aster.example").exists()
    assert not EmailAddress.objects.filter(email="victim@aster.example").exists()


@pytest.mark.parametrize("address", ["login/", "logout/", "inactive/", "signup/", "login/code/",
                                     "password/reset/", "password/reset/done/",
                                     "password/reset/key/1-x/", "password/reset/key/done/",
                                     "password/change/", "password/set/"])  # fmt: skip
def test_every_page_of_a_log_in_is_in_our_look(world: World, address: str):
    client = Client() if address in {"login/", "signup/"} else world.client("mate")
    if address == "password/set/":
        User.objects.filter(email="mate@aster.example").update(password="!")
        client.force_login(User.objects.get(email="mate@aster.example"))
    page = client.get(f"/account/{address}")
    if address == "login/code/":  # somebody who is in has no use for it
        assert page.status_code == 302
        page = Client().get(f"/account/{address}")
    assert page.status_code == 200
    assert OURS in page.content.decode()
    assert "Menu:" not in page.content.decode()


def test_too_many_attempts_are_told_in_our_look(world: World):
    client = world.client("mate")
    pages = [client.post("/account/password/change/", {}) for _ in range(8)]
    cache.clear()  # where attempts are counted
    page = pages[-1]
    assert page.status_code == 429
    assert OURS in page.content.decode()
    assert "Wait" in page.content.decode()


def test_an_administrator_moves_the_log_in_with_the_address(world: World):
    world.client("mate")
    Client().post("/account/login/", {"login": "mate@aster.example", "password": PASSWORD})
    update_person(world.actor("admin"), world.people["mate"].pk, email="maya@aster.example")
    client = Client()
    client.post("/account/login/", {"login": "mate@aster.example", "password": PASSWORD})
    assert client.get("/").status_code == 302
    client.post("/account/login/", {"login": "maya@aster.example", "password": PASSWORD})
    assert client.get("/").status_code == 200


def test_a_log_in_of_two_organisations_is_moved_by_neither(world: World):
    world.client("mate")
    user = User.objects.get(email="mate@aster.example")
    Person.objects.filter(pk=world.people["outsider"].pk).update(user=user, email=user.email)
    update_person(world.actor("outsider"), world.people["outsider"].pk, email="x@bramble.example")
    assert User.objects.get(pk=user.pk).email == "mate@aster.example"
    assert Person.objects.get(pk=world.people["outsider"].pk).email == "x@bramble.example"


def test_a_log_in_is_not_moved_onto_the_address_of_another(world: World):
    world.client("mate")
    world.client("outsider")  # somebody elsewhere, who has a log-in
    with pytest.raises(InvalidInput) as refused:
        update_person(
            world.actor("admin"), world.people["mate"].pk, email="Outsider@bramble.example"
        )
    assert refused.value.messages_by_field()["email"]
    assert User.objects.filter(email="mate@aster.example").exists()
