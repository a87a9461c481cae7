"""The OpenAPI 3.1 document: ninja's, completed with what holds for every operation.

Refusals, ETags, preconditions, idempotency keys and examples are added here, once, instead of at
each endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headway import __version__
from headway.api.examples import example_of
from headway.api.failures import PROBLEM_JSON
from headway.kit.rest.schemas import ProblemOut

Json = dict[str, Any]

DESCRIPTION = """\
Everything of Headway's pages, for scripts. Send a token with each request: \
`Authorization: Bearer hw_…`; create one under Settings or with `headway token create`.

**Lists** come in pages: pass `next_cursor` as `cursor`, or follow `next` (also a `Link` header).

**Refusals** are `application/problem+json`: `detail` says what to do, `code` is stable, `errors` \
names the fields.

**Busy**: 503 says that others held the database for too long. Nothing was saved; send the request \
again after the seconds in `Retry-After`.

**HEAD** is answered wherever GET is, without a body.

**Changes** may send `If-Match` with the `ETag` they read; they are refused with 412 when somebody \
was faster.

**POST** takes an `Idempotency-Key`: sent again within a day with the same key, a request is \
answered with its first answer and `Idempotent-Replayed: true`, and happens once.

**Numbers** are those of the pages, unrounded; `explanation` resources say how they came about.

Fields may be added in version 1; none is renamed or removed.
"""

TAGS = (
    ("Organisation", "Who calls, and the organisation everything belongs to."),
    ("Home", "What is due from the caller and waits for them, what moved, and finding anything."),
    ("Units", "The tree of units, their leads, members and coaches."),
    ("People", "Who may own, update, lead and coach."),
    ("Strategy", "Mission, vision, values, perspectives and mid-term goals."),
    ("Cycles", "Spans of days in which objectives run, and their phases."),
    ("Planning", "What leaders ask of units, and what the units make of it."),
    ("Coach", "How well units work with their goals, and what they ask their coach."),
    ("Meetings", "Weeklies and other meetings, their minutes, and what comes of them."),
    ("Objectives", "What units change in a cycle, their links, closing and goal posts."),
    ("Alignment", "The line of sight as tree, map and matrix, and what leads nowhere."),
    ("Key results", "How units know that an objective is reached."),
    ("Strategy map", "What is believed to move what, held against data."),
    ("Scorecard", "Scores of goals, perspectives and the whole, and what they are made of."),
    ("Inbox", "What happened that concerns one."),
    ("Reminders", "What one hears of, when, and by which way; absences and calendars."),
    ("Working calendar", "When the organisation works, and who hears of what waits too long."),
    ("Channels", "Where the digests of units are posted."),
    ("Board packs", "Review documents: pages, comments, what was frozen, and what went out."),
    ("Discussion", "Comments, reactions, follows, what is late and who was nudged, what happened."),
    ("Goal posts", "What moved after plan lock, who approved it, and what waits for that."),
    ("Check-ins", "Readings and confidence: entered once, corrected by a newer one."),
    ("Initiatives", "Work that is meant to move a key result."),
    ("KPIs", "How the running business is: definitions, targets, limits and signals."),
    ("Connectors", "Where values of KPIs come from by themselves, and how that goes."),
    ("Measurements", "What KPIs came to, period by period; what was replaced is kept."),
    ("KPI responses", "Who answers a signal, with which cause and action, until it is closed."),
    ("Imports", "Files brought in from elsewhere."),
    ("Audit", "Every write, in order."),
)

REFUSALS = {
    "400": "The request cannot be read.",
    "401": "No token, or one that is unknown, expired or revoked.",
    "403": "The token or the person may not do this; `detail` says who may.",
    "404": "There is no such thing in this organisation.",
    "409": "The object's state forbids this now, or the idempotency key was used before.",
    "412": "Somebody changed the object since it was read.",
    "413": "The request is too large.",
    "415": "The body is of a type that is not taken here.",
    "422": "Values are missing, malformed or contradict each other; `errors` names them.",
}
_WRITES = {"post", "put", "patch", "delete"}


def complete(document: Json) -> Json:
    """Ninja's document with everything that holds for all operations."""
    document["info"].update(
        title="Headway", version=__version__, description=DESCRIPTION,
        license={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )  # fmt: skip
    document["jsonSchemaDialect"] = "https://json-schema.org/draft/2020-12/schema"
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS]
    document["servers"] = [{"url": "/"}]
    components = document["components"]
    _add_problem_schema(components)
    components["responses"] = {_name(s): _refusal(text) for s, text in REFUSALS.items()}
    components["parameters"] = _PARAMETERS
    components["headers"] = _HEADERS
    for path, method, operation in operations(document):
        _complete_operation(operation, method, path, components)
    _drop_null_defaults(document)
    return document


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Path, method and details of every operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete_operation(operation: Json, method: str, path: str, components: Json) -> None:
    responses = operation["responses"]
    operation["responses"] = responses = {str(k): v for k, v in responses.items()}
    parameters = operation.setdefault("parameters", [])
    if method == "post":
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
    for response in responses.values():
        _complete_answer(response, method, parameters, components)
    if method == "get" and _answers_object(responses):
        parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})
        responses["304"] = {"description": "Not changed since the ETag that was sent."}
    if method == "patch":
        parameters.append({"$ref": "#/components/parameters/IfMatch"})
    for status in _statuses(operation, method, path, components["schemas"]):
        responses.setdefault(status, {"$ref": f"#/components/responses/{_name(status)}"})
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["example"] = example_of(content["schema"], components["schemas"])
    operation["responses"] = dict(sorted(responses.items()))
    operation["description"] = operation.get("description", "").strip()


def _complete_answer(response: Json, method: str, parameters: list[Json], components: Json) -> None:
    content = response.get("content", {}).get("application/json")
    if content is None:
        return
    content["example"] = example_of(content["schema"], components["schemas"])
    names = ["Link"] if _is_page(content["schema"]) else ["ETag"]
    if method == "post":
        names += ["IdempotentReplayed"]
        if response["description"] == "Created":
            names.append("Location")
    titles = {"IdempotentReplayed": "Idempotent-Replayed"}
    response["headers"] = {
        titles.get(name, name): {"$ref": f"#/components/headers/{name}"} for name in names
    }


def _statuses(operation: Json, method: str, path: str, schemas: Json) -> list[str]:
    """Which refusals an operation may answer with."""
    found = ["401", "403", "422"]
    if "{" in path or "requestBody" in operation or _takes_reference(operation):
        found.append("404")
    if "requestBody" in operation:
        found += ["400", "413", "415"]
    if method in _WRITES:
        found.append("409")
    if method == "patch" or _says_version(operation, schemas):
        found.append("412")
    return found


def _says_version(operation: Json, schemas: Json) -> bool:
    """Whether the body names the version that the client knows."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
    return "version" in schemas.get(name, {}).get("properties", {})


def _takes_reference(operation: Json) -> bool:
    return any(str(p.get("name", "")).endswith("_id") for p in operation["parameters"])


def _answers_object(responses: Json) -> bool:
    content = responses.get("200", {}).get("content", {}).get("application/json")
    return content is not None and not _is_page(content["schema"])


def _is_page(schema: Json) -> bool:
    return str(schema.get("$ref", "")).rpartition("/")[2].startswith("PageOf")


def _add_problem_schema(components: Json) -> None:
    schema = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"].update(schema.pop("$defs"))
    components["schemas"]["Problem"] = schema


def _refusal(text: str) -> Json:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {PROBLEM_JSON: {"schema": reference}}}


def _name(status: str) -> str:
    return {
        "400": "Unreadable", "401": "NotSignedIn", "403": "NotAllowed", "404": "NotFound",
        "409": "Conflict", "412": "Outdated", "413": "TooLarge", "415": "NotJSON",
        "422": "InvalidInput",
    }[status]  # fmt: skip


_PARAMETERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Any text of your own, such as a UUID. The same request sent again within "
        "a day with the same key happens once.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
        "example": "0b7c2f1e-check-in-2026-w48",
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "The ETag you read. Refused with 412 when the object changed since.",
        "schema": {"type": "string"},
        "example": "*",
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "An ETag you have. Answered with 304 when it is still the same.",
        "schema": {"type": "string"},
        "example": '"3.9f2c61b0a7d4e815"',
    },
}
_HEADERS = {
    "ETag": {
        "description": "Changes whenever the object or a figure in it does.",
        "schema": {"type": "string"},
    },
    "Link": {
        "description": 'The next page, `rel="next"`; missing on the last one.',
        "schema": {"type": "string"},
    },
    "Location": {"description": "Where the new object is.", "schema": {"type": "string"}},
    "IdempotentReplayed": {
        "description": "`true` when this is the answer of an earlier request with the same key.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}


def _drop_null_defaults(node: Any) -> None:
    """A field that may be left out, but not be null, has no default to speak of."""
    if isinstance(node, list):
        for item in node:
            _drop_null_defaults(item)
    if isinstance(node, dict):
        if node.get("default", ...) is None and "anyOf" not in node:
            del node["default"]
        for item in node.values():
            _drop_null_defaults(item)
