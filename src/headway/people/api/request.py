"""A request whose bearer token was checked."""

from __future__ import annotations

from django.http import HttpRequest

from headway.people.access import Actor


class ApiRequest(HttpRequest):
    """``auth`` is whoever the token acts for."""

    auth: Actor
