"""A POST that is sent twice with the same ``Idempotency-Key`` happens once.

The key is entered in the same transaction as the write, so there is no moment in which one is
there without the other, and two requests at once queue on the key's unique constraint: the second
one finds the answer of the first. A refused request keeps no key: it changed nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.models import IdempotencyRecord
from headway.kit.problems import Conflict, InvalidInput
from headway.kit.rest.answers import KEPT_INSTEAD, LEAVES_NO_KEY

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 200
KEPT_FOR = timedelta(days=1)
KEPT_HEADERS = ("ETag", "Location", "Content-Type")
_FORGET_EVERY = 600.0  # seconds
_forgot_at = -_FORGET_EVERY

View = Callable[..., HttpResponse]


def once_per_key(view: View) -> View:
    """Wrap an API operation; everything but a POST with a key passes through."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER)
        if request.method != "POST" or key is None:
            return view(request, *args, **kwargs)
        if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
            raise InvalidInput.on(
                HEADER, _("Use a key of 1 to 200 printable characters."), code="key"
            )
        _forget_old()
        with transaction.atomic():
            record = _enter(request, key)
            if record is None:
                return _replay(request, key)
            response = view(request, *args, **kwargs)
            if getattr(request, LEAVES_NO_KEY, False):
                record.delete()
            else:
                _keep(record, getattr(request, KEPT_INSTEAD, response))
            return response

    return run


def _enter(request: HttpRequest, key: str) -> IdempotencyRecord | None:
    """A new record, or None when there is one of this key; waits for one being written."""
    try:
        with transaction.atomic():
            return IdempotencyRecord.objects.create(
                **_owner(request, key),
                fingerprint=_fingerprint(request),
                status=0,
                body=b"",
                created_at=clock.now(),
            )
    except IntegrityError:
        return None


def _keep(record: IdempotencyRecord, response: HttpResponse) -> None:
    record.status = response.status_code
    record.headers = {
        name: response.headers[name] for name in KEPT_HEADERS if name in response.headers
    }
    record.body = response.content
    record.save(update_fields=["status", "headers", "body"])


def _replay(request: HttpRequest, key: str) -> HttpResponse:
    record = IdempotencyRecord.objects.filter(**_owner(request, key)).first()
    if record is None:  # forgotten between our two looks at it
        raise Conflict(_("This key has just expired. Send the request again."), code="key_expired")
    if record.fingerprint != _fingerprint(request):
        raise Conflict(
            _("This key was used for another request. Use a new key for a new request."),
            code="key_reused",
        )
    headers = {**record.headers, REPLAYED: "true"}
    return HttpResponse(bytes(record.body), status=record.status, headers=headers)


def _owner(request: HttpRequest, key: str) -> dict[str, Any]:
    """Keys are a token's own: two scripts may choose the same ones."""
    token = request.headers.get("Authorization", "")
    digest = hashlib.sha256(token.encode()).digest()
    return {
        "organisation_id": request.auth.organisation_id,  # type: ignore[attr-defined]  # set by ninja
        "token_id": int.from_bytes(digest[:8], "big") >> 1,
        "key": key,
    }


def _fingerprint(request: HttpRequest) -> str:
    """What makes two requests the same: method, address with its query, and body."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    try:
        digest.update(request.body)
    except RawPostDataException:  # a form with a file, which ninja has read as such
        _digest_form(request, digest)
    return digest.hexdigest()


def _digest_form(request: HttpRequest, digest: Any) -> None:
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    files: dict[str, Any] = request.FILES.dict()
    for name, file in sorted(files.items()):
        digest.update(repr((name, file.name)).encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)


def _forget_old() -> None:
    """Remove what is older than a day, every ten minutes at most."""
    global _forgot_at
    if time.monotonic() - _forgot_at < _FORGET_EVERY:
        return
    _forgot_at = time.monotonic()
    IdempotencyRecord.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()
