"""What fields that find one of many suggest to a test."""

from __future__ import annotations

import re
from html import unescape

from headway.kit.testing.pages import HTMX

FEW = 30


def suggested(client, kind, query):
    """The suggestions as (id, label)."""
    answer = client.get(f"/find/{kind}", {"q": query}, headers=HTMX)
    assert answer.status_code == 200
    return [
        (value, unescape(label))
        for value, label in re.findall(
            r'role="option"[^>]*data-value="([^"]*)" data-label="([^"]*)"', answer.content.decode()
        )
    ]


def labels(client, kind, query):
    return [label for _value, label in suggested(client, kind, query)]
