"""Secrets that open something to whoever holds them: tokens, and links that are sent.

The database keeps their hashes alone, so that nobody who reads it can use one. They are random and
long: no salt and no slow hash is needed.
"""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    """A secret that nobody guesses, as it can stand in an address."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is stored of it, and looked up by."""
    return hashlib.sha256(secret.encode()).hexdigest()
