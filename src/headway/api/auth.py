"""Who calls: a bearer token, never a session cookie, so that no foreign page can make a browser
call the API."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from headway.kit.problems import NotAllowed, NotSignedIn
from headway.people.access import (
    ADMIN_SCOPE,
    READ_SCOPE,
    SCOPES,
    WRITE_SCOPE,
    Actor,
    actor_for,
)
from headway.people.actions import authenticate_token

READING = frozenset({READ_SCOPE, WRITE_SCOPE, ADMIN_SCOPE})
SAFE_METHODS = frozenset({"GET", "HEAD"})


class BearerToken(HttpBearer):
    """`Authorization: Bearer hw_…`. Reading needs the scope read, write or admin; what a change
    needs is decided by the action."""

    openapi_description = "A token from Settings or `headway token create`. Scopes: " + "; ".join(
        f"`{name}`: {meaning}" for name, meaning in SCOPES.items()
    )

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        person, scopes = authenticate_token(token.strip())
        if request.method in SAFE_METHODS and not READING & scopes:
            raise NotAllowed(
                _("The token lacks the scope: %(scopes)s.")
                % {"scopes": ", ".join(sorted(READING))},
                code="scope",
            )
        return actor_for(person, scopes=scopes)

    def __call__(self, request: HttpRequest) -> Actor:
        actor: Actor | None = super().__call__(request)
        if actor is None:
            raise NotSignedIn(
                _("Send a token: Authorization: Bearer hw_… Create one in Settings."),
                code="token_missing",
            )
        return actor
