"""What is posted into channels is as long as the programs there take."""

from __future__ import annotations

import json

import pytest

from headway.reminders.formats.messages import Line, Message, Part, payload


@pytest.mark.parametrize(("kind", "most"), [("teams", 28_000), ("slack", 40_000)])
@pytest.mark.parametrize("sign", ["we ", "\\\\*", "😀", "&"])
def test_what_is_posted_is_as_long_as_programs_take(kind: str, most: int, sign: str):
    """Whole lines, and how many there are besides."""
    lines = [
        Line(f"{number} {sign * 2_000}", "https://a.example/1", sign * 200) for number in range(30)
    ]
    found = payload(kind, Message("Blue today", [Part(name, lines) for name in "abc"]))
    body = json.dumps(found, ensure_ascii=False)  # Teams counts bytes, Slack signs
    assert (len(body) if kind == "slack" else len(body.encode())) < most
    texts = [one["text"]["text"] for one in found["blocks"]] if kind == "slack" else [
        one["text"] for one in found["attachments"][0]["content"]["body"]
    ]  # fmt: skip
    assert all(len(text) <= 3_000 for text in texts)
    assert "\n".join(texts).count(" more") == 3
    assert "0 " in "\n".join(texts)


def test_few_lines_are_told_in_full():
    lines = [Line(f"We decide {number}", "https://a.example/1") for number in range(20)]
    for kind in ("teams", "slack"):
        told = json.dumps(payload(kind, Message("Blue", [Part("Decisions", lines)])))
        assert told.count("We decide") == 20 * (2 if kind == "slack" else 1)
        assert " more" not in told
