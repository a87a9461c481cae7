"""Sessions in the database that never make a reader wait for writers."""

from __future__ import annotations

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from headway.kit.database import Busy, impatient

PATIENCE = 1000  # milliseconds


class SessionStore(DatabaseSessions):
    """What a page remembers on the way (a chosen unit or cycle) is forgotten while others hold the
    database; a new session, such as signing in makes, waits like every other write."""

    def save(self, must_create: bool = False) -> None:
        if must_create:
            super().save(must_create=True)
            return
        try:
            with impatient(PATIENCE):
                super().save()
        except UpdateError as error:
            if not isinstance(error.__context__, Busy):
                raise
