"""What a review costs grows with the number of sentences, and not with what stands around them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from headway.cli.errors import Unusable
from headway.cli.review_files import read_texts
from headway.core.review import review_text
from headway.core.review.languages.english.grammar import READ_AT_MOST, read

SENTENCE = "Increase weekly orders from 640 to 900 and delight customers. "


def calls_of(work: Callable[[], Any]) -> int:
    """How many functions are called, of ours and of Python's: a measure of work that is the same
    on a busy machine."""
    count = 0

    def note(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_a_page_without_end_is_read_for_its_beginning() -> None:
    """A text of ten times the length costs no more, beside counting its words."""
    short, long = SENTENCE * 200, SENTENCE * 2_000
    assert read(long) == read(short) == read(short[:READ_AT_MOST])
    few = calls_of(lambda: review_text(f"{short}!", level="key_result"))
    many = calls_of(lambda: review_text(f"{long}?", level="key_result"))
    assert many <= few * 1.1


@pytest.mark.parametrize(
    "line", ["# Goal {}\n- Reach {} schools\n", "# Goal {}\nprose\n", "# Goal {}\n", "Reach {}\n"]
)
def test_a_file_costs_the_same_for_each_line(line: str) -> None:
    """Headings over headings included, for which one has to look ahead."""

    def cost(lines: int) -> int:
        content = "".join(line.format(number, number) for number in range(lines)).encode()
        return calls_of(lambda: _tried(content))

    assert cost(4_000) <= 4.2 * cost(1_000)


def _tried(content: bytes) -> None:
    with suppress(Unusable):  # a file of nothing but headings holds no objective
        read_texts(Path("plan.md"), content)


@pytest.mark.parametrize("sign", ["[", "](", "[a](", "# ", "*", "- "])
def test_signs_without_end_do_no_harm(sign: str) -> None:
    """A megabyte of them is read in one go; half a minute each, once."""
    _tried(f"- Reach {sign * 300_000}".encode())


def test_of_a_link_it_is_kept_what_it_says() -> None:
    """Stars and addresses are no words of a goal, brackets in addresses included."""
    [found] = read_texts(
        Path("plan.md"), b"- **Raise** [sign-ups](https://example.org/a_(b)) from 3 to [5]"
    )
    assert found.text == "Raise sign-ups from 3 to [5]"


def test_headings_over_headings_are_no_objectives() -> None:
    """The name of a quarter is none, nor is a heading with nothing below it."""
    content = b"# Q4\n## Guests come back ##\nprose\n- Reach 5 schools\n## Notes\n"
    assert [(one.level, one.text) for one in read_texts(Path("plan.md"), content)] == [
        ("objective", "Guests come back"), ("key_result", "Reach 5 schools"),
    ]  # fmt: skip
