"""How often rules over texts speak on real published plans, beside what was published for the plain
conditions (docs/methods 6.5)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from headway.cli.review_files import Text, read_texts
from headway.core.review import review_text
from tests.core.plain_rules import KEY_RESULTS, OBJECTIVES

FILES = (
    "gitlab_okrs_fy20q4_fy21q1",
    "gitlab_okrs_fy23_company",
    "protoschool_okrs_2019q2_2021q1",
    "protocol_labs_js_okrs_2018",
)
PUBLISHED = {
    ("key_result", "KR_NO_BASELINE"): 32,
    ("key_result", "KR_ACTIVITY"): 30,
    ("key_result", "KR_NO_UNIT"): 12,
    ("key_result", "KR_NO_NUMBER"): 10,
    ("key_result", "VAGUE_WORDS"): 4,
    ("key_result", "TOO_LONG"): 1,
    ("key_result", "KR_RELATIVE_NO_BASE"): 1,
    ("objective", "OBJ_IS_TASK"): 14,
    ("objective", "TOO_LONG"): 7,
    ("objective", "OBJ_HAS_NUMBER"): 6,
    ("objective", "VAGUE_WORDS"): 3,
    ("objective", "OBJ_BUSINESS_AS_USUAL"): 2,
}
BEYOND = {
    ("key_result", "KR_ACTIVITY"),
    ("key_result", "KR_NO_UNIT"),
    ("objective", "OBJ_IS_TASK"),
} | {(level, "VAGUE_WORDS") for level in ("objective", "key_result")}
"""Rules whose condition goes further than the plain one."""


@pytest.fixture(scope="module")
def texts(shared_data: Path) -> list[Text]:
    names = [shared_data / f"{name}.yaml" for name in FILES]
    return [text for path in names for text in read_texts(path, path.read_bytes())]


def test_all_published_texts_are_read(texts):
    counts = Counter(text.level for text in texts)
    assert counts == {"objective": 301, "key_result": 811}


@pytest.mark.parametrize(("level", "code"), PUBLISHED)
def test_the_plain_condition_speaks_as_often_as_published(texts, level, code):
    plain = {"key_result": KEY_RESULTS, "objective": OBJECTIVES}[level][code]
    those = [text for text in texts if text.level == level]
    share = 100 * sum(plain(text.text, dict(text.facts)) for text in those) / len(those)
    assert share == pytest.approx(PUBLISHED[level, code], abs=2.5)


@pytest.mark.parametrize(("level", "code"), sorted(set(PUBLISHED) - BEYOND))
def test_a_rule_that_keeps_the_plain_condition_speaks_as_often(texts, level, code):
    those = [text for text in texts if text.level == level]
    found = sum(
        any(f.code == code for f in review_text(text.text, level=level, **text.facts))
        for text in those
    )
    assert 100 * found / len(those) == pytest.approx(PUBLISHED[level, code], abs=2.5)
