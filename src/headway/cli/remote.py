"""`headway api`: every operation of the REST API, by its name, on a running server.

Which operations there are, and what they take, is read from the server's own description: client
and server need not be of one version.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import click

from headway.cli.errors import CommandFailed, Unreachable, Unusable

PATIENCE = 120  # seconds for an answer
UNUSABLE = frozenset({400, 413, 415, 422})

Json = dict[str, Any]


@click.command(name="api")
@click.argument("operation", required=False)
@click.argument("given", nargs=-1, metavar="[NAME=VALUE]...")
@click.option(
    "--url",
    envvar="HEADWAY_URL",
    default="http://127.0.0.1:8000",
    show_default=True,
    show_envvar=True,
    help="Where the server is.",
)
@click.option("--token", envvar="HEADWAY_TOKEN", show_envvar=True, help="An API token.")
@click.option(
    "--body",
    type=click.File("rb"),
    help="A file with the JSON to send; - reads standard input.",
)
@click.option("--all", "everything", is_flag=True, help="Read every page of a list.")
@click.option("--about", is_flag=True, help="Say what OPERATION takes, and do nothing.")
def api(
    operation: str | None,
    given: tuple[str, ...],
    url: str,
    token: str | None,
    body: Any,
    everything: bool,
    about: bool,
) -> None:
    """Read and change a running server by the names of its API.

    Without an OPERATION it lists them all. Values are named as in the API; a name may be given
    several times, and file=@PATH sends a file. Prints JSON.

    \b
    headway api list_due
    headway api create_check_in key_result_id=17 value=52 confidence=7
    headway api list_objectives cycle_id=3 --all
    """
    if not url.startswith(("http://", "https://")):
        raise Unusable(f"“{url}” is no address of a server: it begins with http or https.")
    server = Server(url.rstrip("/"), _plain_token(token))
    known = Catalogue(server.description())
    if operation is None:
        for name, summary in known.listed():
            click.echo(f"{name:<32} {summary}")
        return
    found = known.find(operation.replace("-", "_"))
    if about:
        click.echo("\n".join(found.about(known.schemas)))
        return
    call = found.call(_named(given), known.schemas, None if body is None else body.read())
    answer = server.all_pages(call) if everything else server.send(call)
    if answer is not None:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def _plain_token(token: str | None) -> str:
    """Without the line break that a file ends with. Refused before anything could repeat it."""
    plain = (token or "").strip()
    if not (plain.isascii() and plain.isprintable()):
        raise Unusable("The token holds characters that no token has. Copy it once more.")
    return plain


def _named(given: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if any("\ud800" <= letter <= "\udfff" for letter in text):  # bytes of another encoding
            raise Unusable(f"What is given for “{name}” is no text in UTF-8.")
        if not equals or not name:
            raise Unusable(f"“{text}” is no NAME=VALUE.")
        found.setdefault(name.replace("-", "_"), []).append(value)
    return found


@dataclass(slots=True)
class Call:
    """A request, ready to be sent."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    content: bytes | None = None
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, as the server describes it."""

    name: str
    method: str
    path: str
    details: Json

    def parameters(self, place: str) -> list[Json]:
        """Those in the path, or in the query."""
        return [one for one in self.details.get("parameters", ()) if one.get("in") == place]

    def body(self, schemas: Json) -> tuple[str, Json]:
        """The type of the body and its schema; "" where there is none."""
        content = self.details.get("requestBody", {}).get("content", {})
        for content_type, found in content.items():
            return content_type, _resolved(found["schema"], schemas)
        return "", {}

    def call(self, given: Mapping[str, list[str]], schemas: Json, body: bytes | None) -> Call:
        """What to send. Raises Unusable for names that it does not take, or lacks."""
        left, path = dict(given), self.path
        for one in self.parameters("path"):
            values = left.pop(one["name"], [])
            if len(values) != 1:
                raise Unusable(f"{self.name} needs one {one['name']}=….")
            path = path.replace(f"{{{one['name']}}}", quote(values[0], safe=""))
        asked = [one["name"] for one in self.parameters("query")]
        query = [(name, value) for name in asked for value in left.pop(name, [])]
        call = Call(self.method.upper(), path, query)
        content_type, schema = self.body(schemas)
        fields = schema.get("properties", {})
        if unknown := sorted(set(left) - set(fields)):
            raise Unusable(_no_such(self.name, unknown, [*asked, *fields]))
        if content_type == "multipart/form-data":
            call.content, call.content_type = _form(left)
        elif body is not None:
            call.content = body
        elif content_type:
            sent = {name: _value(values, fields[name]) for name, values in left.items()}
            call.content = json.dumps(sent).encode()
        return call

    def about(self, schemas: Json) -> Iterator[str]:
        """What it does and takes, a line each."""
        yield f"{self.details['summary']}: {self.method.upper()} {self.path}"
        yield self.details.get("description", "")
        for place in ("path", "query"):
            for one in self.parameters(place):
                yield _line(one["name"], one["schema"], one.get("required", False))
        _content_type, schema = self.body(schemas)
        for name, field_schema in schema.get("properties", {}).items():
            yield _line(name, field_schema, name in schema.get("required", ()))


class Catalogue:
    """The operations of a server, by their names."""

    def __init__(self, description: Json) -> None:
        self.schemas: Json = description["components"]["schemas"]
        self._operations = {
            details["operationId"]: Operation(details["operationId"], method, path, details)
            for path, methods in description["paths"].items()
            for method, details in methods.items()
        }

    def listed(self) -> list[tuple[str, str]]:
        """Names and what they do, in the order of the reference."""
        return [(name, one.details["summary"]) for name, one in self._operations.items()]

    def find(self, name: str) -> Operation:
        """Raises Unusable for a name that there is not, with what is near."""
        found = self._operations.get(name)
        if found is None:
            close = get_close_matches(name, self._operations, n=3, cutoff=0.5)
            hint = f"Did you mean {' or '.join(close)}?" if close else "Run: headway api"
            raise Unusable(f"There is no operation “{name}”. {hint}")
        return found


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
            raise Unusable("Give a token: --token, or HEADWAY_TOKEN. See: headway token create")
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

    def _answer(self, call: Call, token: str) -> Any:
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
                content = answer.read()
            return json.loads(content) if content else None
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


def _resolved(schema: Json, schemas: Json) -> Json:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Json = schemas[name] if name else schema
    return found


def _value(values: Sequence[str], schema: Json) -> Any:
    """Texts stay texts where the API takes a text; else they are read as JSON."""
    kinds = {one.get("type") for one in [schema, *schema.get("anyOf", ())]}
    if "array" in kinds:
        if len(values) == 1 and values[0].startswith("["):
            return _read(values[0])
        return [_read(value) for value in values]
    if len(values) > 1:
        raise Unusable(f"“{schema.get('title', '')}” is given once.")
    (value,) = values
    is_text = "string" in kinds or not kinds & {"integer", "number", "boolean", "object"}
    if is_text and not (value == "null" and "null" in kinds):
        return value
    return _read(value)


def _read(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value  # the server says what it takes instead


def _form(given: Mapping[str, list[str]]) -> tuple[bytes, str]:
    """Fields and files as a form sends them."""
    boundary = uuid.uuid4().hex
    parts = []
    for name, values in given.items():
        for value in values:
            about, content = f'name="{name}"', value.encode()
            if value.startswith("@"):
                path = Path(value[1:])
                if not path.is_file():
                    raise Unusable(f"There is no file {path}.")
                content = path.read_bytes()
                about += f'; filename="{quote(path.name)}"'
            head = f"--{boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n"
            parts.append(head.encode() + content + b"\r\n")
    ending = f"--{boundary}--\r\n".encode()
    return b"".join(parts) + ending, f"multipart/form-data; boundary={boundary}"


def _no_such(operation: str, names: Sequence[str], known: Sequence[str]) -> str:
    takes = f"It takes: {', '.join(known)}." if known else "It takes none."
    return f"{operation} has no {', '.join(names)}. {takes}"


def _line(name: str, schema: Json, required: bool) -> str:
    kinds = [one.get("type") or str(one.get("$ref", "")).rpartition("/")[2] for one in
             schema.get("anyOf", [schema])]  # fmt: skip
    about = schema.get("description", "")
    said = ", ".join([*(str(kind) for kind in kinds if kind), *(["needed"] if required else [])])
    return f"  {name} ({said}){': ' + about if about else ''}"
