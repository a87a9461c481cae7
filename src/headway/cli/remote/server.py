"""A running server: what it is sent, and what its answers mean."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

from headway.cli.errors import CommandFailed, Unreachable, Unusable
from headway.cli.remote.calls import Call, Json

PATIENCE = 120  # seconds for an answer
_NO_TOKEN = "Give a token: --token, or HEADWAY_TOKEN. See: headway token create"
UNUSABLE = frozenset({400, 413, 415, 422})


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token goes to the server that was named and to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass(slots=True)
class Server:
    """A running server, and the token that is sent along."""

    url: str
    token: str

    def description(self) -> Json:
        """What it says of itself."""
        found = self._answer(Call("GET", "/api/v1/openapi.json"), "")
        if not isinstance(found, dict) or "paths" not in found:
            raise Unusable(f"{self.url} is no Headway.")
        return found

    def send(self, call: Call) -> Any:
        """The JSON of the answer; None where there is nothing to say."""
        if not self.token:
            raise Unusable(_NO_TOKEN)
        return self._answer(call, self.token)

    def all_pages(self, call: Call) -> list[Any]:
        """The rows of all pages of a list."""
        query, rows = list(call.query), list[Any]()
        while True:
            page = self.send(call)
            if not isinstance(page, dict) or "next_cursor" not in page:
                raise Unusable("This is no list: leave --all out.")
            rows += page["items"]
            if page["next_cursor"] is None:
                return rows
            call.query = [*query, ("cursor", page["next_cursor"])]

    def file(self, call: Call) -> bytes:
        """The content of an answer that is a file."""
        if not self.token:
            raise Unusable(_NO_TOKEN)
        return self._content(call, self.token)

    def _answer(self, call: Call, token: str) -> Any:
        content = self._content(call, token)
        try:
            return json.loads(content) if content else None
        except ValueError as error:
            raise Unusable(f"{self.url} is no Headway: {error}.") from error

    def _content(self, call: Call, token: str) -> bytes:
        address = self.url + call.path + (f"?{urlencode(call.query)}" if call.query else "")
        headers = {"Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if call.content is not None:
            headers["Content-Type"] = call.content_type
        try:
            request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
                address, data=call.content, headers=headers, method=call.method
            )
            opener = urllib.request.build_opener(_NoRedirects)
            with opener.open(request, timeout=PATIENCE) as answer:
                content: bytes = answer.read()
            return content
        except urllib.error.HTTPError as refused:
            raise _refusal(refused) from refused
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", error)
            raise Unreachable(
                f"{self.url} does not answer: {reason}. Is `headway serve` running there?"
            ) from error
        except ValueError as error:
            raise Unusable(f"{self.url} is no Headway: {error}.") from error


def _refusal(refused: urllib.error.HTTPError) -> CommandFailed:
    kind = Unusable if refused.code in UNUSABLE else CommandFailed
    try:
        problem = json.loads(refused.read())
        lines = [problem["detail"]]
        lines += [f"  {one['field']}: {one['message']}" for one in problem.get("errors", ())]
    except (ValueError, LookupError, TypeError):
        lines = [f"The server answered {refused.code} {refused.reason}."]
    return kind("\n".join(lines))
