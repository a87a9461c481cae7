"""The OpenAPI document as plain rows, for the reference page and ``docs/api.md``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from headway.api.openapi import operations

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A parameter, or a field of a body or an answer."""

    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One operation. ``example`` is a request body as JSON text, ``answer`` names the shape of a
    successful answer, ``answer_example`` shows one."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[FieldRow]
    body: list[FieldRow]
    statuses: list[str]
    example: str
    answer: str
    answer_example: str
    is_upload: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer, or a part of one, holds."""

    name: str
    description: str
    fields: list[FieldRow]


@dataclass(frozen=True, slots=True)
class Section:
    """The operations of one tag."""

    name: str
    description: str
    operations: list[OperationRow]


def outline(document: Json) -> list[Section]:
    """All operations by tag, in the order of the tags."""
    found: dict[str, list[OperationRow]] = {tag["name"]: [] for tag in document["tags"]}
    for path, method, operation in operations(document):
        found[operation["tags"][0]].append(_operation(document, path, method, operation))
    return [
        Section(tag["name"], tag["description"], found[tag["name"]]) for tag in document["tags"]
    ]


def shapes(document: Json) -> list[Shape]:
    """Everything that answers are made of, in the order in which the operations need it."""
    schemas = document["components"]["schemas"]
    waiting = [
        name
        for _path, _method, operation in operations(document)
        for name in _named_in(_answer(operation["responses"]).get("schema", {}))
    ]
    found: dict[str, Shape] = {}
    while waiting:
        name = waiting.pop(0)
        if name in found or "enum" in schemas[name]:
            continue
        schema = schemas[name]
        found[name] = Shape(name, schema.get("description", ""), _fields(schema, schemas))
        waiting = [*_named_in(schema), *waiting]
    return [shape for name, shape in found.items() if not name.startswith("PageOf")]


def _named_in(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for item in node for name in _named_in(item)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"].rpartition("/")[2]] if "$ref" in node else []
    return [*own, *(name for inner in node.values() for name in _named_in(inner))]


def _operation(document: Json, path: str, method: str, operation: Json) -> OperationRow:
    contents = operation.get("requestBody", {}).get("content", {})
    kind = next(iter(contents), "")
    content: Json = contents.get(kind, {})
    schemas = document["components"]["schemas"]
    answer = _answer(operation["responses"])
    return OperationRow(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=[_parameter(document, given) for given in operation["parameters"]],
        body=_fields(content.get("schema", {}), schemas),
        statuses=list(operation["responses"]),
        example=_text(content.get("example")),
        answer=_type(answer["schema"], schemas) if answer else "",
        answer_example=_text(answer.get("example")),
        is_upload=kind.startswith("multipart/"),
    )


def _parameter(document: Json, given: Json) -> FieldRow:
    if "$ref" in given:
        given = document["components"]["parameters"][given["$ref"].rpartition("/")[2]]
    schemas = document["components"]["schemas"]
    name = f"{given['name']} ({given['in']})" if given["in"] != "query" else given["name"]
    return FieldRow(
        name, _type(given["schema"], schemas), given["required"], given.get("description", "")
    )


def _fields(schema: Json, schemas: Json) -> list[FieldRow]:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    return [
        FieldRow(name, _type(inner, schemas), name in required, inner.get("description", ""))
        for name, inner in schema.get("properties", {}).items()
    ]


def _type(schema: Json, schemas: Json) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name.startswith("PageOf"):
            return f"page of {_type(schemas[name]['properties']['items']['items'], schemas)}"
        return _type(schemas[name], schemas) if "enum" in schemas[name] else name
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_type(inner, schemas) for inner in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}), schemas)}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_type(schema['additionalProperties'], schemas)}"
    return str(schema.get("format") or schema.get("type", "any"))


def _answer(responses: Json) -> Json:
    """The content of a successful answer; empty when it has none."""
    for status, response in responses.items():
        if status.startswith("2"):
            content: Json = response.get("content", {}).get("application/json", {})
            return content
    return {}


def _text(example: Any) -> str:
    return "" if example is None else json.dumps(example, indent=2, ensure_ascii=False)
