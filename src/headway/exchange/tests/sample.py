"""A small file in the format of the real ones, with one thing of each kind."""

from __future__ import annotations

import re

SAMPLE = """\
schema: okr-research/1
organisation:
  id: aster
  name: Aster
source:
  repo: aster/okrs
cycles:
- id: 2024-Q1
  start: '2024-01-01'
  end: '2024-03-31'
  fiscal: false
objectives:
- id: O1
  cycle: 2024-Q1
  level: company
  owner_role: Chief gardener
  title: The garden is in bloom
  parent: null
  status: null
  score: null
  key_results:
  - id: O1-KR1
    title: Roses in flower
    owner_role: Chief gardener
    score: 0.5
    result_text: half of them
    metric:
      metric_type: count
      start: 0
      target: 40
      unit: roses
      comparator: reach
      direction: increase
  - id: O1-KR2
    title: The pond is dug
    owner_roles: [Head of Water, Digger]
    metric:
      metric_type: milestone
- id: O2
  cycle: 2024-Q1
  level: team
  team: Greenhouse
  owner_role: Head of Water
  title: Seedlings survive the winter
  parent: O1-KR1
  status: missed
  score: 0.4
  key_results:
  - id: O2-KR1
    title: Nights below five degrees
    owner_role: Head of Water
    priority: P1
    score: 0.25
    metric:
      metric_type: number
      start: null
      target: 2
      unit: nights
      comparator: <=
      direction: decrease
    checkins:
    - at: mid-quarter
      score: 0.1
"""


def sample(*edits: tuple[str, str]) -> bytes:
    """The sample with some of its text replaced; each text must be there exactly once."""
    text = SAMPLE
    for old, new in edits:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text.encode()


def line_of(content: bytes, text: str) -> int:
    """The line on which ``text`` stands, which must be one only."""
    lines = [n for n, line in enumerate(content.decode().splitlines(), 1) if text in line]
    assert len(lines) == 1, f"{text!r} is on lines {lines}"
    return lines[0]


def without_key_results(content: bytes) -> bytes:
    """The same file with empty objectives."""
    text = content.decode()
    return re.sub(r"  key_results:\n(?:  [- ] .*\n?)+", "  key_results: []\n", text).encode()
