"""Callers: people of the world, each with a token."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from headway.kit.testing.world import World
from headway.people.access import system_actor
from headway.people.actions import create_token

ROOT = "/api/v1/"


@dataclass(slots=True)
class Caller:
    """A script with a token. Answers are Django's responses."""

    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def __call__(
        self, method: str, path: str, body: Any = None, /, *, headers: Any = None, **query: Any
    ) -> HttpResponse:
        return self.client.generic(  # type: ignore[return-value]  # the test client wraps it
            method,
            path if path.startswith(("http", "/")) else ROOT + path,
            "" if body is None else json.dumps(body, default=str),
            content_type="application/json" if body is not None else "",
            query_params=query or None,
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
        )

    def get(self, path: str, /, *, headers: Any = None, **query: Any) -> Any:
        """The JSON of a successful read."""
        response = self("GET", path, headers=headers, **query)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    def send(self, method: str, path: str, body: Any = None, /, **options: Any) -> Any:
        """The JSON of a successful change."""
        response = self(method, path, body, **options)
        assert response.status_code in (200, 201, 202, 204), response.content
        return json.loads(response.content) if response.content else None

    def refused(self, method: str, path: str, body: Any = None, /, **options: Any) -> Any:
        """The problem of a refusal."""
        response = self(method, path, body, **options)
        assert response.status_code >= 400, response.content
        assert response.headers["Content-Type"] == "application/problem+json"
        return json.loads(response.content)


CallerOf = Callable[..., Caller]


@pytest.fixture
def caller(world: World) -> CallerOf:
    """Make a caller: somebody of the world, with scopes (admin when none are named)."""

    def make(name: str, *scopes: str) -> Caller:
        person = world.people[name]
        _token, secret = create_token(
            system_actor(person.organisation),
            name=f"{name}'s script",
            scopes=scopes or ("admin",),
            person_id=person.pk,
        )
        return Caller(secret)

    return make
