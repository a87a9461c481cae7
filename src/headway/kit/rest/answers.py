"""Answers as ready bytes: rows go to JSON once, without response models in between.

That they fit the published schema is proved by the tests, not by copying every row into a model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse

from headway.kit.pagination import Page, id_of, page_after
from headway.kit.rest.schemas import PageQuery

JSON = "application/json"
Row = TypeVar("Row")
LEAVES_NO_KEY = "leaves_no_key"
KEPT_INSTEAD = "kept_instead"


def leave_no_key(request: HttpRequest) -> None:
    """Have no ``Idempotency-Key`` of this request kept: with its moment, its token and its
    fingerprint it would tell who said what is nobody's. Whoever calls this makes a second request
    harmless in another way."""
    setattr(request, LEAVES_NO_KEY, True)


def keep_instead(request: HttpRequest, response: HttpResponse) -> None:
    """Have this kept for a second request with the same ``Idempotency-Key``, where the first answer
    holds what nobody but its reader may ever find."""
    setattr(request, KEPT_INSTEAD, response)


def to_json(value: Any) -> bytes:
    """JSON of rows, days, instants and choices; a number that is none becomes null."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    """Texts that wait for a language, and sets of names."""
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)


def one(
    request: HttpRequest, body: Any, *, version: int | None = None, status: int = 200
) -> HttpResponse:
    """An object with its ETag; 304 without a body when the client has it already."""
    content = to_json(body)
    etag = entity_tag(content, version)
    if request.method in ("GET", "HEAD") and _matches(request.headers.get("If-None-Match"), etag):
        return HttpResponse(status=304, headers={"ETag": etag})
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    return HttpResponse(content, status=status, content_type=JSON, headers=headers)


def created(
    request: HttpRequest, body: Any, location: str, *, version: int | None = None
) -> HttpResponse:
    """An object that now exists at ``location`` (a path below the API's root)."""
    response = one(request, body, version=version, status=201)
    response.headers["Location"] = absolute(request, location)
    return response


def page(
    request: HttpRequest, page: Page[Row], as_item: Callable[[Row], Any] | None = None
) -> HttpResponse:
    """A page of rows with the address of the next one, in the body and as a Link header."""
    items = page.items if as_item is None else [as_item(row) for row in page.items]
    following = _next_address(request, page.next_cursor)
    content = to_json({"items": items, "next_cursor": page.next_cursor, "next": following})
    response = HttpResponse(content, content_type=JSON)
    response.headers["Cache-Control"] = "private, no-cache"
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def listed(
    request: HttpRequest,
    rows: Sequence[Row],
    asked: PageQuery,
    as_item: Callable[[Row], Any] | None = None,
    *,
    key: Callable[[Row], str | int] = id_of,
    kind: type = int,
) -> HttpResponse:
    """The page that is asked for of a list that was read whole because it is short by nature
    (units of one parent, cycles, goals). ``key``, of a ``kind``, names a row."""
    found = page_after(rows, asked.cursor, asked.limit, key=key, kind=kind)
    return page(request, found, as_item)


def nothing() -> HttpResponse:
    """Done, and nothing to say."""
    return HttpResponse(status=204)


def entity_tag(content: bytes, version: int | None) -> str:
    """A strong tag: the object's version, and a digest because figures move between versions."""
    digest = hashlib.blake2b(content, digest_size=8).hexdigest()
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


def absolute(request: HttpRequest, path: str) -> str:
    """The full address of a path below the API's root."""
    root = request.path.partition("/v1/")[0]
    return request.build_absolute_uri(f"{root}/v1/{path}")


def _matches(header: str | None, etag: str) -> bool:
    if header is None:
        return False
    given = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return etag in given or "*" in given


def _next_address(request: HttpRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = [(k, v) for k, values in request.GET.lists() for v in values if k != "cursor"]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*query, ('cursor', cursor)])}")
