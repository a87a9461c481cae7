"""Write ``docs/api.md`` from the API's own description.

python -m headway.cli.docs FOLDER           writes FOLDER/api.md
python -m headway.cli.docs FOLDER --check   exits with 1 when it is out of date

The page for the command line comes from ``tools/docs.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from headway.cli.boot import start

if TYPE_CHECKING:
    from headway.api.outline import FieldRow, OperationRow

MARK = "<!-- Written by `python -m headway.cli.docs docs`; change the code instead. -->"

FIRST_STEPS = """\
## First steps

Make a token (or use Settings, API tokens) and call:

```sh
export HEADWAY_TOKEN=$(headway token create --person you@example.org --name script --scope write)
curl -H "Authorization: Bearer $HEADWAY_TOKEN" http://localhost:8000/api/v1/me
curl -H "Authorization: Bearer $HEADWAY_TOKEN" -H "Content-Type: application/json" \\
     -H "Idempotency-Key: $(uuidgen)" -d '{{"value": 52, "confidence": 7}}' \\
     http://localhost:8000/api/v1/key-results/17/check-ins
```

| Scope | What it allows, within what the person may do |
|---|---|
{scopes}

Tokens themselves are made and revoked in Settings and on the command line only: a token that leaked
must not be able to make another one. The server itself shows this reference at `/api/v1/docs` and
the OpenAPI 3.1 document at `/api/v1/openapi.json`.

## What holds everywhere

- **Pages**: lists take `limit` (1 to 200, 50 when left out) and `cursor`, and answer with
  `{{"items": […], "next_cursor": …, "next": …}}`. Rows added meanwhile neither shift nor repeat
  others. `next` is also a `Link` header.
- **ETags**: an object's `ETag` changes when the object or any figure in it does. Send it as
  `If-None-Match` to get 304 instead of the same again, and as `If-Match` with a PATCH to be refused
  with 412 when somebody changed the object meanwhile.
- **Idempotency keys**: a POST with an `Idempotency-Key` (1 to 200 characters of your own) that is
  sent again within a day is answered with the first answer and `Idempotent-Replayed: true`. The key
  is written in the same transaction as the change, so a crash cannot separate them. Another request
  with the same key is refused with 409. A refused request keeps no key.
- **Days**: `as_of` asks for a past day as it was: by the definitions at its end, and by the
  check-ins that hold on it.
- **Numbers** are unrounded and are those of the pages; `explanation` says how they came about.

## Refusals

Every refusal, 404 and 405 included, is `application/problem+json` (RFC 9457):

```json
{{
  "type": "/problems/invalid_input",
  "title": "Some of this cannot be saved",
  "status": 422,
  "detail": "A reading cannot hold after today.",
  "code": "invalid_input",
  "errors": [
    {{"field": "effective_on", "code": "future", "message": "A reading cannot hold after today."}}
  ]
}}
```

| Status | Meaning |
|---|---|
{refusals}
| 405 | The address does not do that; `Allow` says what it does. |
| 500 | A fault of ours: nothing was saved, and the log says what happened. |
| 503 | Others held the database for too long: nothing was saved; try again after `Retry-After`. |
"""


def api_page() -> str:
    """The reference as Markdown. Call ``start`` first."""
    from headway.api import api
    from headway.api.openapi import REFUSALS
    from headway.api.outline import outline, shapes
    from headway.people.access import SCOPES

    scopes = "\n".join(f"| `{name}` | {meaning}. |" for name, meaning in SCOPES.items())
    refusals = "\n".join(f"| {status} | {text} |" for status, text in REFUSALS.items())
    document = api.document()
    parts = ["# REST API", MARK, document["info"]["description"].strip()]
    parts.append(FIRST_STEPS.format(scopes=scopes, refusals=refusals).strip())
    for section in outline(document):
        parts += [f"## {section.name}", section.description]
        for operation in section.operations:
            parts += _operation(operation)
    parts += ["## Shapes", "What answers hold."]
    for shape in shapes(document):
        parts += [f"### {shape.name}", shape.description, _meanings(shape.fields)]
    return "\n\n".join(parts) + "\n"


def _operation(operation: OperationRow) -> Iterator[str]:
    yield f"### `{operation.method} {operation.path}`"
    yield f"**{operation.summary}** (`{operation.id}`). {operation.description}"
    if operation.parameters:
        yield _table("Parameter", operation.parameters)
    if operation.body:
        yield _table("Field", operation.body)
    if operation.example and not operation.is_upload:
        yield f"Request:\n\n```json\n{operation.example}\n```"
    if operation.answer:
        yield f"Answers with: {operation.answer}"


def _table(head: str, rows: list[FieldRow]) -> str:
    lines = [f"| {head} | Type | Needed | Meaning |", "|---|---|---|---|"]
    for row in rows:
        needed = "yes" if row.required else ""
        lines.append(f"| `{row.name}` | {row.type} | {needed} | {_cell(row.description)} |")
    return "\n".join(lines)


def _meanings(rows: list[FieldRow]) -> str:
    lines = ["| Field | Type | Meaning |", "|---|---|---|"]
    lines += [f"| `{row.name}` | {row.type} | {_cell(row.description)} |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(arguments: list[str]) -> int:
    """Write the page, or with ``--check`` compare it."""
    check = "--check" in arguments
    folders = [argument for argument in arguments if argument != "--check"]
    path = Path(folders[0] if folders else "docs") / "api.md"
    start()
    text = api_page()
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    if check:
        sys.stderr.write(f"{path} is out of date. Run: python -m headway.cli.docs docs\n")
        return 1
    path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
