"""Secrets at rest: texts that are sealed before the database sees them.

Sealed is done by Fernet (AES and HMAC) of the ``cryptography`` package. Keys come from
``HEADWAY_ENCRYPTION_KEYS``, the first of them seals; what is sealed by another of them, or by the
key that follows from the server's secret key, can be read too. So keys are changed by putting a new
one in front, sealing all again (``headway secrets rotate``), and taking the old one out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

PURPOSE = b"headway sealed secrets, version 1"


class Unreadable(Exception):
    """None of the keys fits: they were changed, or the data came from another server."""


def seal(secrets: Mapping[str, str]) -> str:
    """The secrets as one sealed text; empty for none."""
    if not secrets:
        return ""
    plain = json.dumps(dict(secrets), ensure_ascii=False).encode()
    return _keys().encrypt(plain).decode("ascii")


def unseal(sealed: str) -> dict[str, str]:
    """What was sealed. Raises Unreadable."""
    if not sealed:
        return {}
    from cryptography.fernet import InvalidToken

    try:
        plain = _keys().decrypt(sealed.encode("ascii"))
    except (InvalidToken, UnicodeError) as error:
        raise Unreadable from error
    found: dict[str, str] = json.loads(plain)
    return found


def seal_again(sealed: str) -> str:
    """The same secrets, sealed by the first key. Raises Unreadable."""
    return seal(unseal(sealed))


def _keys() -> MultiFernet:
    return _fernet((*settings.ENCRYPTION_KEYS, settings.SECRET_KEY))


@lru_cache(maxsize=4)
def _fernet(keys: Sequence[str]) -> MultiFernet:
    """Imported when it is first needed: most processes never do, and it is not small."""
    from cryptography.fernet import Fernet, MultiFernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    def derived(key: str) -> Fernet:
        hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
        return Fernet(base64.urlsafe_b64encode(hkdf.derive(key.encode())))

    return MultiFernet([derived(key) for key in keys])
