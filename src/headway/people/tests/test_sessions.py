"""A session holds as long as its record and the secret that signed it."""

from __future__ import annotations

import pytest
from django.test import Client

from headway.kit.testing.world import World
from headway.people.adapter import SessionStore


@pytest.fixture
def stored(world: World) -> SessionStore:
    session = SessionStore()
    session["chosen"] = "Blue"
    session.create()
    return session


def _read(key: str | None) -> dict[str, object]:
    return SessionStore(key).load()


def test_what_another_secret_signed_says_nothing(stored: SessionStore, settings) -> None:
    assert _read(stored.session_key) == {"chosen": "Blue"}
    settings.SECRET_KEY = "rotated because the old one got about"
    assert _read(stored.session_key) == {}


def test_what_one_request_does_with_a_session_is_not_seen_by_another(stored: SessionStore) -> None:
    _read(stored.session_key)["chosen"] = "Green"
    assert _read(stored.session_key) == {"chosen": "Blue"}


def test_who_signed_out_is_out_whoever_still_has_the_cookie(world: World) -> None:
    client, copy = world.client("owner"), Client()
    copy.cookies.load(client.cookies)
    assert copy.get("/cycles").status_code == 200
    client.post("/account/logout/")
    assert copy.get("/cycles").status_code == 302
