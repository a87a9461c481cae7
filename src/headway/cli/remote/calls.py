"""What is sent: a request, and the forms that carry files."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from headway.cli.errors import Unusable

Json = dict[str, Any]


@dataclass(slots=True)
class Call:
    """A request, ready to be sent."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    content: bytes | None = None
    content_type: str = "application/json"


def form_of(given: Mapping[str, list[str]]) -> tuple[bytes, str]:
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
