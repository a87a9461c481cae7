"""Coming in: password, e-mailed code, reset and invitation, over a real SMTP server."""

from __future__ import annotations

import email
import email.policy
import re
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client

from headway.kit import clock
from headway.kit.problems import Conflict, NotFound
from headway.kit.testing.world import NOW, World
from headway.okrs.actions.checkins import check_in
from headway.people.actions import (
    accept_invitation,
    add_person,
    assign,
    deactivate_person,
    invite_person,
    set_lead,
    update_person,
)
from headway.people.models import Person, User
from headway.people.queries.entrance import demo_roles


class Mailbox:
    """Keeps what an SMTP client delivered; what it ``refuses`` is one address."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.refuses = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address == self.refuses:
            return "550 There is nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        self.messages.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        return "250 OK"

    def last_text(self) -> str:
        for _ in range(100):
            if self.messages:
                return str(self.messages[-1].get_content())
            time.sleep(0.02)
        raise AssertionError("No e-mail arrived.")


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """A real SMTP server on a free port; Headway sends through it."""
    box = Mailbox()
    with socket.socket() as probe:  # the controller cannot find a free port by itself
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.BASE_URL = "http://testserver"
    yield box
    controller.stop()


PASSWORD = "correct horse battery"


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_a_password_lets_in_and_a_wrong_one_does_not(world: World):
    world.client("owner")
    address = world.people["owner"].email
    client = Client()
    refused = client.post("/account/login/", {"login": address, "password": "wrong"})
    assert refused.status_code == 200
    assert not is_in(client)
    client.post("/account/login/", {"login": address, "password": PASSWORD})
    assert is_in(client)


def test_an_e_mailed_code_lets_in(world: World, mailbox: Mailbox):
    world.client("owner")
    client = Client()
    asked = client.post("/account/login/code/", {"email": world.people["owner"].email}, follow=True)
    assert asked.status_code == 200
    found = re.search(r"^\s*([A-Z0-9]{2,4}-?[A-Z0-9]{2,6})\s*$", mailbox.last_text(), re.MULTILINE)
    assert found, mailbox.last_text()
    client.post("/account/login/code/confirm/", {"code": found[1]})
    assert is_in(client)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(world: World, mailbox: Mailbox):
    known, unknown = Client(), Client()
    world.client("owner")
    one = known.post("/account/password/reset/", {"email": world.people["owner"].email})
    two = unknown.post("/account/password/reset/", {"email": "nobody@aster.example"})
    assert (one.status_code, one["Location"]) == (two.status_code, two["Location"])
    mailbox.last_text()
    assert len(mailbox.messages) == 1


def test_a_reset_link_sets_a_new_password(world: World, mailbox: Mailbox):
    world.client("owner")
    client = Client()
    client.post("/account/password/reset/", {"email": world.people["owner"].email})
    link = re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", mailbox.last_text())
    assert link
    form = client.get(link[1], follow=True)
    assert form.status_code == 200
    address = form.redirect_chain[-1][0] if form.redirect_chain else link[1]
    new = "staple battery horse"
    client.post(address, {"password1": new, "password2": new})
    other = Client()
    other.post("/account/login/", {"login": world.people["owner"].email, "password": new})
    assert is_in(other)


def test_an_invitation_works_once_and_makes_a_log_in(
    world: World, mailbox: Mailbox, django_capture_on_commit_callbacks
):
    person = world.people["mate"]
    with django_capture_on_commit_callbacks(execute=True):
        invite_person(world.actor("admin"), person.pk)
    link = re.search(r"http://testserver(/invitation/\S+)", mailbox.last_text())
    assert link
    client = Client()
    assert "Mate Person" in client.get(link[1]).content.decode()
    weak = client.post(link[1], {"password": "short"})
    assert weak.status_code == 422
    client.post(link[1], {"password": PASSWORD})
    assert is_in(client)
    assert Person.objects.get(pk=person.pk).user is not None
    assert Client().get(link[1]).status_code == 404


def test_an_invitation_expires_and_a_new_one_replaces_it(world: World):
    admin, person = world.actor("admin"), world.people["mate"]
    first = invite_person(admin, person.pk, send=False).rsplit("/", 2)[1]
    second = invite_person(admin, person.pk, send=False).rsplit("/", 2)[1]
    with pytest.raises(NotFound):
        accept_invitation(first, password=PASSWORD)
    with clock.frozen(NOW + timedelta(days=8)), pytest.raises(NotFound):
        accept_invitation(second, password=PASSWORD)
    accept_invitation(second, password=PASSWORD)
    with pytest.raises(Conflict):
        invite_person(admin, person.pk, send=False)


def test_an_existing_log_in_joins_a_second_organisation_with_its_own_password(world: World):
    world.client("mate")
    Person.objects.filter(pk=world.people["outsider"].pk).update(
        email=world.people["mate"].email, user=None
    )
    secret = invite_person(world.actor("outsider"), world.people["outsider"].pk, send=False).rsplit(
        "/", 2
    )[1]
    client = Client()
    assert client.post(f"/invitation/{secret}/", {"password": "not it at all"}).status_code == 422
    client.post(f"/invitation/{secret}/", {"password": PASSWORD})
    assert User.objects.get(email=world.people["mate"].email).people.count() == 2
    assert client.get("/settings").content.decode().count("Aster") > 0


def test_nobody_signs_up_uninvited(client: Client, db: None):
    page = client.get("/account/signup/")
    assert "invitation" in page.content.decode()
    client.post("/account/signup/", {"email": "new@aster.example", "password1": PASSWORD})
    assert not User.objects.exists()


def test_who_is_taken_out_of_service_is_out_at_once(world: World):
    client = world.client("mate")
    assert is_in(client)
    deactivate_person(world.actor("admin"), world.people["mate"].pk)
    assert not is_in(client)


def test_the_role_chooser_exists_in_a_demo_only(world: World, settings):
    client = Client()
    assert client.post("/demo/", {"person": world.people["admin"].pk}).status_code == 302
    assert not is_in(client)
    settings.DEMO = True
    client.post("/demo/", {"person": world.people["outsider"].pk})
    assert not is_in(client)
    client.post("/demo/", {"person": world.people["admin"].pk})
    assert is_in(client)


def test_a_role_of_the_demo_keeps_its_person_after_they_checked_in(world: World, settings):
    settings.DEMO = True
    set_lead(world.system, world.units["blue"].pk, person_id=world.people["stranger"].pk)
    set_lead(world.system, world.units["green"].pk, person_id=world.people["owner"].pk)
    assign(world.system, world.units["green"].pk, person_id=world.people["mate"].pk, kind="coach")
    assign(world.system, world.units["blue"].pk, person_id=world.people["lead"].pk, kind="coach")
    before = {role.role: role.name for role in demo_roles()}
    for key_result in world.key_results:
        check_in(world.actor("owner"), key_result.pk, value=4.0, confidence=7)
    assert {role.role: role.name for role in demo_roles()} == before
    assert before["Team lead"] == "Owner Person"
    assert before["OKR coach"] == "Mate Person"  # who coaches that very team


def test_everybody_of_the_demo_can_be_entered_by_name(world: World, settings):
    settings.DEMO = True
    client = Client()
    assert "Stranger Person" in client.get("/demo/").content.decode()
    unknown = client.post("/demo/", {"person-text": "Nobody Here"})
    assert unknown.status_code == 422
    text = unknown.content.decode()
    assert "Nobody is called “Nobody Here”" in text
    assert 'value="Nobody Here"' in text
    assert not is_in(client)
    client.post("/demo/", {"person-text": "stranger person"})
    assert "Stranger Person" in client.get("/").content.decode()


def test_a_demo_leads_strangers_to_the_role_chooser_and_back(world: World, settings):
    settings.DEMO = True
    client = Client()
    entrance = client.get("/objectives?unit=all").headers["Location"]
    assert entrance == "/demo/?next=/objectives%3Funit%3Dall"
    chosen = client.post(entrance, {"person": world.people["admin"].pk})
    assert chosen.headers["Location"] == "/objectives?unit=all"


def test_a_demo_leads_a_strangers_fragment_there_as_a_whole_page(world: World, settings):
    settings.DEMO = True
    answer = Client().get(
        "/objectives", headers={"HX-Request": "true", "HX-Current-URL": "/strategy"}
    )
    assert answer.headers["HX-Redirect"] == "/demo/?next=/strategy"


def test_the_role_chooser_leads_to_no_other_site(world: World, settings):
    settings.DEMO = True
    chosen = Client().post(
        "/demo/?next=https://elsewhere.example/", {"person": world.people["admin"].pk}
    )
    assert chosen.headers["Location"] == "/"


def test_a_log_in_of_somebody_here_is_not_given_to_another_person(world: World):
    """A log-in of two organisations keeps its address; here it already is somebody."""
    world.client("mate")
    user = User.objects.get(email="mate@aster.example")
    Person.objects.filter(pk=world.people["outsider"].pk).update(user=user)
    admin = world.actor("admin")
    update_person(admin, world.people["mate"].pk, email="maya@aster.example")
    again = add_person(admin, name="Mate Again", email="mate@aster.example")
    secret = invite_person(admin, again.pk, send=False).rsplit("/", 2)[1]
    answer = Client().post(f"/invitation/{secret}/", {"password": PASSWORD})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "is Mate Person here already" in text
    assert "another address for Mate Again" in text
    assert Person.objects.get(pk=again.pk).user is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("http://testserver/objectives?unit=all", "/objectives?unit=all"),
        ("https://evil.example/", "/"),
        ("http://testserver//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_choosing_colours_leads_back_to_our_own_pages_only(world: World, before: str, after: str):
    answer = world.client("mate").post("/theme", {"theme": "dark"}, headers={"Referer": before})
    assert answer.headers["Location"] == after
