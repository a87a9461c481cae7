"""To get a pack by e-mail no more, by the link of a letter: without signing in, only oneself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from headway.activity.models import Event
from headway.kit import clock
from headway.kit.problems import NotFound
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.packs import actions
from headway.packs.actions.leaving import find_leaver, leave_address
from headway.packs.models import Pack
from headway.packs.queries.rows import recipients_of
from headway.packs.tests.test_email import SEVEN, mailbox, pack, received, work
from headway.people.actions import deactivate_person
from headway.people.tests.test_entrance import Mailbox

__all__ = ["mailbox", "pack"]

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def stranger() -> Client:
    """A browser, or a mail provider, that nobody signed in with, and that has no cookies."""
    return Client(enforce_csrf_checks=True)


def way_out(world: World, pack: Pack, name: str = "mate") -> str:
    return leave_address(pack.pk, world.people[name].pk).removeprefix("http://testserver")


def header(letter: Any) -> str:
    """The address in it; a long one stands on a line of its own."""
    return str(letter["List-Unsubscribe"]).strip()


def names(pack: Pack) -> list[str]:
    return [name for _id, name in recipients_of(pack.pk)]


@pytest.fixture
def letters(world: World, pack: Pack, mailbox: Mailbox) -> list[Any]:
    """To the mate and to the viewer."""
    with clock.frozen(SEVEN):
        work()
    return received(mailbox, 2)


def test_the_link_of_a_letter_asks_and_its_form_removes(world: World, pack: Pack, letters):
    mate, viewer = letters
    [found] = re.findall(r"no more: http://testserver(\S+)", str(mate.get_content()))
    assert f"<http://testserver{found}>" == header(mate)
    assert found not in str(viewer.get_content())
    browser = stranger()
    asked = browser.get(found)
    assert asked.status_code == 200
    assert pack.title in text_of(asked)
    assert "mate@aster.example" in text_of(asked)
    assert names(pack) == ["Mate Person", "Viewer Person"]  # whoever only looks leaves nothing
    assert not Event.objects.filter(verb="pack.left").exists()

    told = browser.post(found)
    assert told.status_code == 200
    assert "You get this pack by e-mail no more" in text_of(told)
    assert names(pack) == ["Viewer Person"]
    event = Event.objects.get(verb="pack.left")
    assert (event.person_name, event.why) == ("Mate Person", "By the link of a letter.")


def test_a_mail_provider_does_it_with_one_click(
    world: World, pack: Pack, mailbox: Mailbox, settings
):
    settings.BASE_URL = "https://testserver"
    with clock.frozen(SEVEN):
        work()
    mate, _viewer = received(mailbox, 2)
    assert mate["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way = header(mate).strip("<>").removeprefix("https://testserver")
    provider = stranger()
    for _again in range(2):  # they ask again where no answer came through
        answer = provider.post(way, ONE_CLICK)
        assert answer.status_code == 200  # no redirect: RFC 8058 forbids them
    assert names(pack) == ["Viewer Person"]
    assert Event.objects.filter(verb="pack.left").count() == 1


def test_without_tls_no_provider_is_told_to_click(letters):
    assert letters[0]["List-Unsubscribe-Post"] is None  # RFC 8058 asks for an https address


def test_a_long_address_arrives_whole(world: World, pack: Pack, mailbox: Mailbox, settings):
    settings.BASE_URL = "https://headway.the-region-of-the-north.hospitals-and-clinics.example"
    with clock.frozen(SEVEN):
        work()
    mate, _viewer = received(mailbox, 2)
    expected = leave_address(pack.pk, world.people["mate"].pk)
    assert header(mate) == f"<{expected}>"
    assert expected in str(mate.get_content())


def test_it_is_for_one_person_and_one_pack(world: World, pack: Pack):
    other = actions.add_pack(world.actor("lead"), kinds=["map"])
    both = [world.people["mate"].pk, world.people["viewer"].pk]
    actions.schedule_pack(world.actor("lead"), other.pk, cadence="none", recipient_ids=both)
    assert stranger().post(way_out(world, pack), ONE_CLICK).status_code == 200
    assert names(pack) == ["Viewer Person"]
    assert names(other) == ["Mate Person", "Viewer Person"]
    # Whoever is signed in while they follow the link of somebody else stays.
    assert world.client("viewer").post(way_out(world, other)).status_code == 200
    assert names(other) == ["Viewer Person"]


def test_a_link_that_was_changed_opens_nothing(world: World, pack: Pack):
    way = way_out(world, pack)
    token = way.rsplit("/", 1)[1]
    for other in (
        token.replace(f"{pack.pk}-", f"{pack.pk + 1}-", 1),
        token.replace(f"-{world.people['mate'].pk}", f"-{world.people['viewer'].pk}", 1),
        token[:-1],
        token.split(":", 1)[0],
        f"{pack.pk}-{world.people['viewer'].pk}:",
        "x",
    ):
        assert other != token
        for answer in (
            stranger().get(f"/packs/leave/{other}"),
            stranger().post(f"/packs/leave/{other}", ONE_CLICK),
        ):
            assert answer.status_code == 404
            assert "sign in" in text_of(answer)
            assert pack.title not in text_of(answer)
    assert names(pack) == ["Mate Person", "Viewer Person"]


@given(token=st.text(max_size=60))
def test_no_text_is_a_link(token: str):
    with pytest.raises(NotFound):
        find_leaver(token)


def test_who_gets_it_no_more_is_told_nothing_of_it(world: World, pack: Pack):
    way = way_out(world, pack)
    deactivate_person(world.system, world.people["mate"].pk)
    asked = stranger().get(way)
    assert asked.status_code == 200
    assert "You do not get it by e-mail" in text_of(asked)
    assert pack.title not in text_of(asked)
    assert "mate@" not in text_of(asked)
    assert stranger().post(way, ONE_CLICK).status_code == 200
    assert not Event.objects.filter(verb="pack.left").exists()


def test_only_the_link_is_open(world: World, pack: Pack):
    assert stranger().get(f"/packs/{pack.pk}").status_code == 302
    assert stranger().get(f"/packs/{pack.pk}/leave").status_code == 302
    assert stranger().post(f"/packs/{pack.pk}/leave").status_code == 302
    assert stranger().put(way_out(world, pack)).status_code == 405
    kept = stranger().get(way_out(world, pack))
    assert "no-store" in kept["Cache-Control"]
    assert kept["Referrer-Policy"] == "same-origin"
