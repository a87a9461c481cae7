"""An example value for a JSON schema, from the examples its fields carry."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_BY_FORMAT = {
    "date": "2026-11-24",
    "date-time": "2026-11-24T09:00:00Z",
    "binary": "(the file)",
}
_BY_TYPE: Json = {"string": "", "integer": 1, "number": 0.6, "boolean": True, "null": None}


def example_of(schema: Json, schemas: Json) -> Any:
    """A value that fits ``schema``; ``schemas`` holds what its references name. A field that may be
    left out is shown only where it carries an example of its own."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("default") is not None:
        return schema["default"]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        may_be_null = {"type": "null"} in schema["anyOf"]
        return None if may_be_null else example_of(schema["anyOf"][0], schemas)
    return _example_by_type(schema, schemas)


def _example_by_type(schema: Json, schemas: Json) -> Any:
    kind = schema.get("type", "object")
    if kind == "object":
        if "properties" in schema:
            return {
                name: example_of(inner, schemas)
                for name, inner in schema["properties"].items()
                if name in schema.get("required", ()) or "examples" in inner
            }
        inner = schema.get("additionalProperties")
        return {"mission": example_of(inner, schemas)} if isinstance(inner, dict) else {}
    if kind == "array":
        items = schema.get("items")
        return [example_of(items, schemas)] * schema.get("minItems", 1) if items else []
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    return _BY_TYPE[kind]
