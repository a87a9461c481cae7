"""The operations of a server, as it describes them, and what they take."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import quote

from headway.cli.errors import Unusable
from headway.cli.remote.calls import Call, Json, form_of


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
            call.content, call.content_type = form_of(left)
        elif body is not None:
            call.content, call.content_type = body, content_type or call.content_type
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


def _resolved(schema: Json, schemas: Json) -> Json:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    found: Json = schemas[name] if name else schema
    return found


def _value(values: Sequence[str], schema: Json) -> Any:
    """Texts stay texts where the API takes a text, but for a number where it takes one too; else
    they are read as JSON."""
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
        found = _read(value) if "number" in kinds else value
        return found if type(found) in (int, float) else value
    return _read(value)


def _read(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value  # the server says what it takes instead


def _no_such(operation: str, names: Sequence[str], known: Sequence[str]) -> str:
    takes = f"It takes: {', '.join(known)}." if known else "It takes none."
    return f"{operation} has no {', '.join(names)}. {takes}"


def _line(name: str, schema: Json, required: bool) -> str:
    kinds = [one.get("type") or str(one.get("$ref", "")).rpartition("/")[2] for one in
             schema.get("anyOf", [schema])]  # fmt: skip
    about = schema.get("description", "")
    said = ", ".join([*(str(kind) for kind in kinds if kind), *(["needed"] if required else [])])
    return f"  {name} ({said}){': ' + about if about else ''}"
