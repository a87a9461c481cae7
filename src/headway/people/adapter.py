"""How sessions and django-allauth behave here."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from allauth.account import auth_backends
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from headway.kit import sessions
from headway.kit.prepared import prepared
from headway.people.models import User

LARGEST_KEPT = 4_000
"""Characters of a session that is kept; most have 300."""


class SessionStore(sessions.SessionStore):
    """Sessions that never make a reader wait for writers; what every request reads is prepared."""

    def load(self) -> dict[str, Any]:
        found = _session(self.session_key or "", timezone.now())
        if not found:
            self._session_key = None
        return self.decode(found[0]) if found else {}

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was signed is verified once; everybody gets their own to change."""
        if len(session_data) > LARGEST_KEPT:
            return super().decode(session_data)
        secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        found: dict[str, Any] = json.loads(_verified(session_data, secrets))
        return found


@lru_cache(maxsize=1024)
def _verified(session_data: bytes | str, _secrets: tuple[str, ...]) -> str:
    """As JSON, which sessions are stored as, by the secrets that hold now."""
    return json.dumps(sessions.SessionStore().decode(session_data))


@prepared
def _session(key: str, now: datetime) -> QuerySet[Session, str]:
    found = Session.objects.filter(session_key=key, expire_date__gt=now)
    return found.values_list("session_data", flat=True)


class AuthenticationBackend(auth_backends.AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's; whom a session belongs to is a prepared read."""

    def get_user(self, user_id: int) -> User | None:
        user = next(iter(_user(user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None


@prepared
def _user(user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """No open sign-up: people come in by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """Log-ins have no user name."""

    def get_login_redirect_url(self, request: HttpRequest) -> Any:
        return "/"
